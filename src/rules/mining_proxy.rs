//! `mining-proxy`: a mining proxy hands the work of a pool on to miners.

use foldhash::HashSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::signals::{Topic, known_packages, topic_of};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::facts::Place;
use crate::finding::{Action, Finding};
use crate::intel::{Known, ProductKind, Strength};
use crate::source::Text;

pub(super) static META: Meta = Meta {
    id: "mining-proxy",
    summary: "a mining proxy hands the work of a pool on to miners",
    group: Group::Miner,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/mining-proxy.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        report(context, Topic::Proxy, META.id, "mining proxy", out);
    }
}

/// Each software of one kind that its name alone proves, once an instruction, by whatever it is named there.
pub(super) fn report(
    context: &Context<'_>,
    topic: Topic,
    rule: &'static str,
    kind: &str,
    out: &mut Vec<Finding>,
) {
    let mut places = HashSet::default();
    let help = format!("remove the {kind}, or allow `{rule}` by an exception of the policy");
    for signal in context.signals.about(topic) {
        if signal.is_strong() && places.insert(signal.place().span) {
            let message = format!("`{}` is a {kind}", signal.value());
            out.push(signal.finding(rule, message).help(help.clone()));
        }
    }
    for (place, package, known) in packages(context, topic) {
        if places.insert(place.span) {
            let message = format!("package `{}` is a {kind}", package.as_str());
            out.push(
                Finding::new(rule, package.span(), message)
                    .origins(package.origins(0..package.len()))
                    .help(help.clone())
                    .evidence("package", package.as_str(), known.citation()),
            );
        }
    }
}

/// The known packages, installed or named by a manifest, whose program is the business of this topic; those of no known
/// program are miners in disguise.
pub(super) fn packages<'a>(
    context: &Context<'a>,
    topic: Topic,
) -> impl Iterator<Item = (&'a Place, &'a Text, Known<'a>)> {
    // nearly no build has one, and several rules ask
    let all = context.signals.know_packages().then(|| known_packages(context.facts, context.intel));
    all.into_iter().flatten().filter_map(move |(place, package, known)| {
        let kind = known.product().map_or(ProductKind::Miner, |(_, kind)| kind);
        let counts = known.strength() == Strength::Strong && topic_of(kind) == Some(topic);
        counts.then_some((place, package, known))
    })
}

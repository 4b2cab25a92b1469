//! `mining-proxy`: a mining proxy hands the work of a pool on to miners.

use super::miner_command::Once;
use super::signals::Topic;
use super::{Context, Group, Meta, Rule, Setting};
use crate::finding::{Action, Finding};

static META: Meta = Meta {
    id: "mining-proxy",
    summary: "a mining proxy hands the work of a pool on to miners",
    group: Group::Miner,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    options: &[],
    page: include_str!("../../docs/rules/mining-proxy.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        report(context, Topic::Proxy, META.id, "mining proxy", out);
    }
}

/// Each software of one kind that its name alone proves, once an instruction.
pub(super) fn report(
    context: &Context<'_>,
    topic: Topic,
    rule: &'static str,
    kind: &str,
    out: &mut Vec<Finding>,
) {
    let mut once = Once::default();
    for signal in context.signals.about(topic) {
        if signal.is_strong() && once.first(signal) {
            let message = format!("`{}` is a {kind}", signal.value());
            let help = format!("remove the {kind}, or allow it");
            out.push(signal.finding(rule, message).help(help));
        }
    }
}

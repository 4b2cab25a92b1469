//! `miner-host-tuning`: the host is tuned as miners tune it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::signals::{Signal, Topic};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::facts::Moment;
use crate::finding::{Action, Finding};
use crate::intel::{Known, Strength};
use crate::source::Text;

pub(super) static META: Meta = Meta {
    id: "miner-host-tuning",
    summary: "the host is tuned as miners tune it",
    group: Group::Miner,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/miner-host-tuning.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        // who tunes the host for a program that comes from nowhere does not tune it for a database
        let starts_fetched = || {
            let mut started = context.facts.fetched_and_started().into_iter();
            started.any(|it| it.command.place.moment == Moment::Start)
        };
        let supported = context.signals.supported(Topic::Tuning)
            || context.signals.about(Topic::Tuning).next().is_some() && starts_fetched();
        let report = |signal: &Signal<'_>| {
            signal
                .finding(META.id, format!("`{}` tunes the host as miners do", signal.value()))
                .help("leave the host as it is")
        };
        for signal in context.signals.about(Topic::Tuning) {
            if signal.is_strong() || supported {
                out.push(report(signal));
            }
        }
        let acting = context.facts.commands.iter().filter(|command| command.acts());
        let known = acting.map(|command| (command, context.intel.tuning_options(&command.program)));
        let options: Vec<(&Text, Known<'_>)> = known
            .filter(|(_, known)| known.has_any())
            .flat_map(|(command, known)| {
                command.args().iter().filter_map(move |word| Some((word, known.find(word)?)))
            })
            .collect();
        // the driver that stays loaded is what every server wants; beside limits of power and clocks it is a miner's
        let more = supported || options.iter().any(|(_, it)| it.strength() != Strength::Weak);
        for (word, known) in options {
            if more || known.strength() != Strength::Weak {
                let message = format!("`{}` tunes the host as miners do", word.as_str());
                let finding = Finding::new(META.id, word.span(), message)
                    .help("leave the host as it is")
                    .evidence("tuning", word.as_str(), known.citation());
                out.push(finding);
            }
        }
    }
}

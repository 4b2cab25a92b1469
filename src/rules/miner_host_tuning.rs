//! `miner-host-tuning`: the host is tuned as miners tune it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::signals::{Signal, Topic};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::facts::Command;
use crate::facts::Moment;
use crate::finding::{Action, Finding};
use crate::intel::Strength;
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
        let tunes = |command: &&Command| {
            command.acts() && context.intel.has_tuning_options(&command.program)
        };
        let tuning: Vec<&Command> = context.facts.commands.iter().filter(tunes).collect();
        // the driver that stays loaded is what every server wants; beside limits of power and clocks it is a miner's
        let options = || {
            let commands = tuning.iter().copied();
            commands.flat_map(|command| command.args().iter().map(move |word| (command, word)))
        };
        let known = |(command, word): (&Command, &Text)| {
            context.intel.tuning_option(&command.program, word).map(|it| it.strength())
        };
        let more = supported || options().filter_map(known).any(|it| it != Strength::Weak);
        for command in &tuning {
            for word in command.args() {
                let known = context.intel.tuning_option(&command.program, word);
                if let Some(known) = known.filter(|it| more || it.strength() != Strength::Weak) {
                    out.push(
                        Finding::new(
                            META.id,
                            word.span(),
                            format!("`{}` tunes the host as miners do", word.as_str()),
                        )
                        .help("leave the host as it is")
                        .evidence(
                            "tuning",
                            word.as_str(),
                            known.citation(),
                        ),
                    );
                }
            }
        }
    }
}

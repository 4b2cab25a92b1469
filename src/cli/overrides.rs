//! `--only`, then `--stop`, `--warn`, `--go` and `--off`: one list, in the order in which they were written, so that the last
//! one wins.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use super::completed;
use crate::finding::Action;
use crate::rules::Setting;

const OPTIONS: [(&str, Setting, &str); 4] = [
    ("stop", Setting::On(Action::Stop), "Let findings of RULE stop the build"),
    ("warn", Setting::On(Action::Warn), "Let findings of RULE only warn"),
    ("go", Setting::On(Action::Go), "Let findings of RULE pass"),
    ("off", Setting::Off, "Do not run RULE"),
];

const ONLY: &str = "only";

/// Settings of the command line, by rule, group or `all`.
#[derive(Clone, Debug, Default)]
pub(super) struct Overrides {
    /// What runs, if not what the policy says.
    pub(super) only: Vec<String>,
    /// The last one that means a rule counts.
    pub(super) settings: Vec<(String, Setting)>,
}

impl FromArgMatches for Overrides {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut given: Vec<(usize, String, Setting)> = Vec::new();
        for (name, setting, _) in OPTIONS {
            let rules = matches.get_many::<String>(name).into_iter().flatten();
            let places = matches.indices_of(name).into_iter().flatten();
            given.extend(places.zip(rules).map(|(at, rule)| (at, rule.clone(), setting)));
        }
        given.sort_by_key(|(at, ..)| *at);
        let settings = given.into_iter().map(|(_, rule, setting)| (rule, setting)).collect();
        let only = matches.get_many::<String>(ONLY).into_iter().flatten().cloned().collect();
        Ok(Self { only, settings })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Overrides {
    fn augment_args(command: Command) -> Command {
        let command = command.next_help_heading("The policy");
        let rules = |name: &'static str| {
            let arg = Arg::new(name).long(name).value_name("RULE").action(ArgAction::Append);
            arg.value_parser(completed::rules()).hide_possible_values(true)
        };
        let only =
            "Run only RULE (a rule or a group; may be repeated); errors of syntax are always told";
        let command = command.arg(rules(ONLY).help(only));
        OPTIONS.iter().fold(command, |command, (name, _, help)| {
            command
                .arg(rules(name).help(format!("{help} (a rule, a group or `all`; the last wins)")))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

//! `--stop`, `--warn` and `--go`: one list, in the order in which they were written, so that the last one wins.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::finding::Action;

const OPTIONS: [(&str, Action, &str); 3] = [
    ("stop", Action::Stop, "Let findings of RULE stop the build"),
    ("warn", Action::Warn, "Let findings of RULE only warn"),
    ("go", Action::Go, "Let findings of RULE pass"),
];

/// Actions set on the command line, by rule, group or `all`.
#[derive(Clone, Debug, Default)]
pub(super) struct Overrides(pub(super) Vec<(String, Action)>);

impl FromArgMatches for Overrides {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut given: Vec<(usize, String, Action)> = Vec::new();
        for (name, action, _) in OPTIONS {
            let rules = matches.get_many::<String>(name).into_iter().flatten();
            let places = matches.indices_of(name).into_iter().flatten();
            given.extend(places.zip(rules).map(|(at, rule)| (at, rule.clone(), action)));
        }
        given.sort_by_key(|(at, ..)| *at);
        let list = given.into_iter().map(|(_, rule, action)| (rule, action));
        Ok(Self(list.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Overrides {
    fn augment_args(command: Command) -> Command {
        let command = command.next_help_heading("The policy");
        OPTIONS.iter().fold(command, |command, (name, _, help)| {
            command.arg(
                Arg::new(*name)
                    .long(*name)
                    .value_name("RULE")
                    .action(ArgAction::Append)
                    .help(format!("{help} (a rule, a group or `all`; the last wins)")),
            )
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

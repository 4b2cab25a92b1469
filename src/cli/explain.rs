//! `minestop explain`: the page of a rule, as its documentation has it.

use clap::Args as ClapArgs;

use super::failure::Failure;
use super::{Exit, Host, completed};
use crate::rules::{self, Meta};

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The id of the rule, such as `mining-pool`
    #[arg(value_name = "RULE", value_parser = completed::rule(), hide_possible_values = true)]
    rule: String,
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let Some(meta) = rules::find(&args.rule) else {
        return Err(unknown(&args.rule));
    };
    write(meta, host).map_err(|error| Failure::writing(&error, Exit::Go))?;
    Ok(Exit::Go)
}

fn write(meta: &Meta, host: &mut Host<'_>) -> std::io::Result<()> {
    writeln!(host.stdout, "{}", meta.page.trim_end())
}

fn unknown(rule: &str) -> Failure {
    let failure = Failure::usage(format!("there is no rule `{rule}`"));
    let near: Vec<&str> = rules::known_rules()
        .map(|meta| meta.id)
        .filter(|id| id.split('-').any(|part| rule.contains(part)))
        .take(5)
        .collect();
    match near.as_slice() {
        [] => failure.help(rules::list_help(rule)),
        near => failure.help(format!("similar rules: {}", near.join(", "))),
    }
}

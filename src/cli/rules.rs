//! `minestop rules`: what there is, by group, with the setting of each preset.

use std::io::{self, Write};

use clap::{Args as ClapArgs, ValueEnum};
use serde::Serialize;

use super::failure::Failure;
use super::{Exit, Host};
use crate::report::rule_url;
use crate::rules::{Group, Meta, OptionKind, OptionSpec, Setting, known_rules};

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The form of the list
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum ListFormat {
    /// For people
    #[default]
    Human,
    /// One JSON document
    Json,
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    match args.format {
        ListFormat::Human => human(host.stdout),
        ListFormat::Json => json(host.stdout),
    }
    .map_err(|error| Failure::writing(&error, Exit::Go))?;
    Ok(Exit::Go)
}

fn word(setting: Setting) -> &'static str {
    match setting {
        Setting::Off => "off",
        Setting::On(action) => action.word(),
    }
}

fn human(out: &mut dyn Write) -> io::Result<()> {
    let width = known_rules().map(|meta| meta.id.len()).max().unwrap_or(0);
    writeln!(out, "{:width$}  default  locked-down  reports", "rule")?;
    for group in Group::ALL {
        let mut rules = known_rules().filter(|meta| meta.group == group).peekable();
        if rules.peek().is_some() {
            writeln!(out, "\n{}", group.name())?;
        }
        for meta in rules {
            writeln!(
                out,
                "{:width$}  {:7}  {:11}  {}",
                meta.id,
                word(meta.default),
                word(meta.locked_down),
                meta.summary
            )?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document {
    version: u32,
    minestop: &'static str,
    rules: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    rule: &'static str,
    group: &'static str,
    summary: &'static str,
    default: &'static str,
    locked_down: &'static str,
    options: Vec<Choice>,
    url: String,
}

#[derive(Serialize)]
struct Choice {
    name: String,
    kind: &'static str,
    help: String,
}

fn json(out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: 1,
        minestop: env!("CARGO_PKG_VERSION"),
        rules: known_rules().map(entry).collect(),
    };
    serde_json::to_writer(&mut *out, &document)?;
    writeln!(out)
}

fn entry(meta: &'static Meta) -> Entry {
    Entry {
        rule: meta.id,
        group: meta.group.name(),
        summary: meta.summary,
        default: word(meta.default),
        locked_down: word(meta.locked_down),
        options: meta.options().into_iter().map(choice).collect(),
        url: rule_url(meta.id),
    }
}

fn choice(option: OptionSpec) -> Choice {
    Choice {
        name: option.name,
        kind: match option.kind {
            OptionKind::Bool => "bool",
            OptionKind::String(_) => "string",
            OptionKind::Strings => "strings",
            OptionKind::OneOf(_) => "one-of",
            OptionKind::Tables(_) => "tables",
        },
        help: option.help,
    }
}

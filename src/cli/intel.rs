//! `minestop intel`: what is known about miners, with the source and date of each entry.

use std::borrow::Cow;
use std::io::{self, Write};

use clap::{Args as ClapArgs, ValueEnum};
use serde::Serialize;

use super::color::ColorChoice;
use super::failure::Failure;
use super::policy::file::PolicyArgs;
use super::{Exit, Host, today};
use crate::intel::{Intel, Kind, Known, ORIGINS, days_since};
use crate::policy::Date;
use crate::report::sanitise;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Show only entries of this kind
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<Kind>,
    /// Show the sources instead of the entries
    #[arg(long, conflicts_with = "kind")]
    sources: bool,
    /// The form of the list
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,
    #[command(flatten)]
    policy: PolicyArgs,
    #[arg(long, value_name = "DATE", value_parser = today::parse, hide = true)]
    today: Option<Date>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum ListFormat {
    /// For people
    #[default]
    Human,
    /// One JSON document
    Json,
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        format!("kinds are {}", words.join(", "))
    })
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let policy = args.policy.load(ColorChoice::default(), today::now())?;
    let today = args.today.unwrap_or_else(today::today);
    let list = List { intel: &policy.intel, kind: args.kind, sources: args.sources, today };
    match args.format {
        ListFormat::Human => list.human(host.stdout),
        ListFormat::Json => list.json(host.stdout),
    }
    .map_err(|error| Failure::writing(&error, Exit::Go))?;
    Ok(Exit::Go)
}

struct List<'a> {
    intel: &'a Intel,
    kind: Option<Kind>,
    sources: bool,
    today: Date,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    minestop: &'static str,
    oldest: &'a str,
    newest: &'a str,
    newest_age_in_days: Option<i64>,
    sources: Vec<Source>,
    entries: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Source {
    id: &'static str,
    title: &'static str,
    licence: &'static str,
    date: &'static str,
}

#[derive(Serialize)]
struct Entry<'a> {
    kind: &'static str,
    value: Cow<'a, str>,
    program: Option<&'a str>,
    detail: &'a str,
    strength: &'static str,
    source: &'a str,
    date: &'a str,
    note: &'a str,
}

impl List<'_> {
    fn entries(&self) -> impl Iterator<Item = Known<'_>> {
        let wanted = |known: &Known<'_>| self.kind.is_none_or(|kind| known.kind() == kind);
        self.intel.entries().filter(move |known| !self.sources && wanted(known))
    }

    /// Days since the newest entry.
    fn age(&self) -> Option<i64> {
        let (_, newest) = self.intel.dates()?;
        days_since(newest, self.today.year, self.today.month, self.today.day)
    }

    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.sources {
            for origin in ORIGINS {
                writeln!(
                    out,
                    "{:12} {:12} {} ({})",
                    origin.id, origin.date, origin.title, origin.licence
                )?;
            }
        }
        for known in self.entries() {
            let program = known.product().map_or("", |(name, _)| name);
            let about = [program, known.detail(), known.note()]
                .into_iter()
                .find(|text| !text.is_empty())
                .unwrap_or_default();
            writeln!(
                out,
                "{:14} {:7} {:40} {:24} {}",
                known.kind().word(),
                known.strength().word(),
                sanitise::text(&known.written()),
                sanitise::text(about),
                known.citation()
            )?;
        }
        let (oldest, newest) = self.intel.dates().unwrap_or_default();
        writeln!(
            out,
            "\n{} entries, seen from {oldest} to {newest}",
            self.intel.entries().count()
        )?;
        match self.age() {
            Some(days) if days >= 0 => writeln!(out, "the newest is {days} days old"),
            _ => Ok(()),
        }
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let (oldest, newest) = self.intel.dates().unwrap_or_default();
        let source = |origin: &crate::intel::Origin| Source {
            id: origin.id,
            title: origin.title,
            licence: origin.licence,
            date: origin.date,
        };
        let document = Document {
            version: 1,
            minestop: env!("CARGO_PKG_VERSION"),
            oldest,
            newest,
            newest_age_in_days: self.age(),
            sources: ORIGINS.iter().map(source).collect(),
            entries: self.entries().map(entry).collect(),
        };
        serde_json::to_writer(&mut *out, &document)?;
        writeln!(out)
    }
}

fn entry(known: Known<'_>) -> Entry<'_> {
    Entry {
        kind: known.kind().word(),
        value: known.written(),
        program: known.product().map(|(name, _)| name),
        detail: known.detail(),
        strength: known.strength().word(),
        source: known.source(),
        date: known.date(),
        note: known.note(),
    }
}

//! A Dockerfile as the gate reads it: lines with their commands, users, ports, in both readings.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use crate::anchore::gates::lines::{self, Entry};
use crate::dockerfile::Keyword;
use crate::facts::{Facts, InstructionFact, Origin};
use crate::source::{FileId, Sources, Span};

/// One instruction as a rule sees it.
#[derive(Debug)]
pub(crate) struct Line {
    pub(super) key: String,
    /// The ways to read what stands behind the word; the first is the one that Anchore Engine has, if it has any.
    pub(super) readings: Vec<String>,
    /// The commands that it runs, variables and quotes resolved: for operators that look for something.
    pub(super) commands: Vec<String>,
    pub(super) span: Span,
}

/// What the gate looks at.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) sources: &'a Sources,
    /// The Dockerfile, or the reconstructed history.
    pub(crate) file: FileId,
    /// Read the lines, not the facts.
    pub(crate) by_line: bool,
    /// Filled when the first rule asks.
    pub(crate) lines: OnceCell<Vec<Line>>,
}

/// One user: the ways to write it.
pub(super) struct Effective {
    pub(super) readings: Vec<String>,
    pub(super) span: Span,
}

impl Subject<'_> {
    pub(super) fn start(&self) -> Span {
        Span::new(self.file, 0, 0)
    }

    pub(super) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.sources.bytes(self.file))
    }

    /// A history has no continuations: reading it by line is exact.
    pub(super) fn reads_lines(&self) -> bool {
        self.by_line || self.facts.origin == Origin::History
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        lines::entries(&self.text())
    }

    pub(super) fn instructions(&self) -> Vec<Line> {
        if self.reads_lines() {
            let line = |entry: Entry| Line {
                readings: vec![entry.value().to_owned()],
                span: Span::new(self.file, entry.range.start, entry.range.end),
                key: entry.key,
                commands: Vec::new(),
            };
            return self.entries().into_iter().map(line).collect();
        }
        let mut commands = self.commands();
        let mut all = Vec::new();
        for fact in &self.facts.instructions {
            let word = fact.place.keyword.word();
            let readings = self.readings(fact);
            let span = fact.value().span();
            let commands = commands.remove(&fact.place.span.start).unwrap_or_default();
            all.push(Line { key: word.to_owned(), readings, commands, span });
        }
        all
    }

    /// The commands of each instruction, by its start.
    pub(super) fn commands(&self) -> HashMap<u32, Vec<String>> {
        let mut commands: HashMap<u32, Vec<String>> = HashMap::new();
        for command in &self.facts.commands {
            let words: Vec<&str> = command.argv().iter().map(|word| word.as_str()).collect();
            let text = words.join(" ");
            commands.entry(command.place.span.start).or_default().push(text);
        }
        commands
    }

    /// What stands behind the instruction word: as written with flags and here-documents in one line, the arguments
    /// alone, and the arguments after expansion.
    pub(super) fn readings(&self, fact: &InstructionFact) -> Vec<String> {
        let mut readings = Vec::new();
        let written = String::from_utf8_lossy(self.sources.slice(fact.place.span));
        let behind = written.trim_start().split_once(char::is_whitespace);
        if let Some((_, rest)) = behind.filter(|_| !fact.place.onbuild) {
            readings.push(in_one_line(rest));
        }
        let expanded = fact.expanded().map(|text| text.as_str().to_owned());
        for reading in [Some(fact.value().as_str().to_owned()), expanded].into_iter().flatten() {
            let reading = reading.trim().to_owned();
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
        readings
    }

    /// The user that a container runs as: of the last stage, through the stages that it is built on.
    pub(super) fn users(&self) -> Option<Effective> {
        if self.reads_lines() {
            let entries = self.entries();
            if entries.is_empty() {
                return None;
            }
            let last = entries.iter().rev().find(|entry| entry.key == "USER");
            let Some(last) = last else {
                return Some(Effective { readings: vec!["root".to_owned()], span: self.start() });
            };
            let span = Span::new(self.file, last.range.start, last.range.end);
            return user_of_line(&last.line).map(|user| Effective { readings: vec![user], span });
        }
        let mut upwards = self.facts.instructions.iter().rev();
        let from = upwards.clone().find(|it| it.place.keyword == Keyword::From)?;
        // A stage goes on from one above it, so that one pass meets them all.
        let mut stage = from.place.stage;
        while let Some(number) = stage {
            let of_stage = upwards.find(|it| {
                it.place.stage == Some(number)
                    && !it.place.onbuild
                    && matches!(it.place.keyword, Keyword::User | Keyword::From)
            })?;
            if of_stage.place.keyword == Keyword::User {
                return Some(self.written_user(of_stage));
            }
            stage = of_stage.based_on;
        }
        Some(Effective { readings: vec!["root".to_owned()], span: from.value().span() })
    }

    pub(super) fn written_user(&self, fact: &InstructionFact) -> Effective {
        let mut readings = self.readings(fact);
        for reading in readings.clone() {
            let name = reading.split(':').next().unwrap_or_default().to_owned();
            let alias = match name.as_str() {
                "0" => "root",
                "root" => "0",
                _ => "",
            };
            readings.extend([name, alias.to_owned()].into_iter().filter(|it| !it.is_empty()));
        }
        let mut seen = BTreeSet::new();
        readings.retain(|reading| seen.insert(reading.clone()));
        Effective { readings, span: fact.value().span() }
    }

    /// The ports that EXPOSE names, with the place of the instruction; ranges are written out.
    pub(super) fn exposed(&self) -> Vec<(Span, Vec<String>)> {
        let words = |text: &str| {
            let words = text.split(lines::is_space).filter(|word| !word.is_empty());
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        if self.reads_lines() {
            let is_known =
                |it: &Entry| it.line.starts_with("EXPOSE") || it.line.starts_with("expose");
            let entries =
                self.entries().into_iter().filter(|it| it.key == "EXPOSE" && is_known(it));
            let span = |it: &Entry| Span::new(self.file, it.range.start, it.range.end);
            return entries.map(|it| (span(&it), words(it.value()))).collect();
        }
        let facts = self.facts.instructions.iter().filter(|it| it.place.keyword == Keyword::Expose);
        let ports = |fact: &InstructionFact| {
            let value = fact.expanded().unwrap_or_else(|| fact.value());
            (value.span(), words(&value).iter().flat_map(|word| written_out(word)).collect())
        };
        facts.map(ports).collect()
    }
}

/// Continued lines joined as BuildKit joins them, the lines of here-documents with a blank between them.
fn in_one_line(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        match line.trim_end().strip_suffix(['\\', '`']) {
            Some(open) => out.push_str(open),
            None => {
                out.push_str(line);
                out.push(' ');
            }
        }
    }
    out.trim().to_owned()
}

/// What stands behind the first `USER` with a blank, wherever in the line that is, up to a `]`; a `[` before it is none of
/// it.
fn user_of_line(line: &str) -> Option<String> {
    line.match_indices("USER").find_map(|(at, word)| {
        let rest = line.get(at + word.len()..)?;
        let name = rest.trim_start_matches(lines::is_space);
        if name.len() == rest.len() {
            return None;
        }
        let name = name.strip_prefix('[').filter(|it| !it.starts_with(']')).unwrap_or(name);
        let name = name.split(']').next().filter(|name| !name.is_empty())?;
        Some(name.to_owned())
    })
}

/// The ports of a range one by one; everything else as it stands.
fn written_out(word: &str) -> Vec<String> {
    let (ports, protocol) = match word.split_once('/') {
        Some((ports, protocol)) => (ports, format!("/{protocol}")),
        None => (word, String::new()),
    };
    let range = ports
        .split_once('-')
        .and_then(|(from, to)| Some(from.parse::<u16>().ok()?..=to.parse::<u16>().ok()?));
    match range {
        Some(range) => range.map(|port| format!("{port}{protocol}")).collect(),
        None => vec![word.to_owned()],
    }
}

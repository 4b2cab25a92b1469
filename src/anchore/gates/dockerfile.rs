//! The gate `dockerfile`: instructions, the effective user, exposed ports.
//!
//! Two readings: [`Reading::Exact`](super::super::Reading) over facts, `Anchore` over lines. Messages are those of Anchore
//! Engine to the letter, its spelling included: exceptions name matches by a digest of them.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::lines::{self, Entry};
use super::{Check, ListType};
use crate::anchore::pattern::{Expression, Verdict};
use crate::dockerfile::Keyword;
use crate::facts::{Facts, InstructionFact, Origin};
use crate::source::{FileId, Sources, Span};

/// An operator with what it compares with.
#[derive(Debug)]
pub enum Operator {
    /// `exists`.
    Exists,
    /// `not_exists`.
    NotExists,
    /// `=`, `!=`, `in`, `not_in`: any of the values, or none of them.
    In {
        /// One value, or the items of a list.
        values: Vec<String>,
        /// False for the negated operators.
        wanted: bool,
    },
    /// `like`, `not_like`.
    Like {
        /// The expression.
        expression: Expression,
        /// False for `not_like`.
        wanted: bool,
    },
    /// An operator that needs a value and has none: silent.
    Silent,
}

impl Operator {
    /// The commands of a line, for an operator that looks for something: one of many does not break a negation.
    fn commands_of<'l>(&self, line: &'l Line) -> &'l [String] {
        match self {
            Self::In { wanted: true, .. } | Self::Like { wanted: true, .. } => &line.commands,
            _ => &[],
        }
    }
}

/// A rule of the trigger `instruction`.
#[derive(Debug)]
pub struct InstructionCheck {
    /// The instruction in upper case.
    pub instruction: String,
    /// The operator as written.
    pub check: String,
    /// Its right-hand side as written; empty if there is none.
    pub value: String,
    /// The operator.
    pub operator: Operator,
    /// Silent unless the Dockerfile itself is at hand.
    pub actual_only: bool,
}

/// A match: where, and the message.
pub(crate) type Match = (Span, String);

/// What the gate looks at.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) sources: &'a Sources,
    /// The Dockerfile, or the history retold.
    pub(crate) file: FileId,
    /// Read the lines, not the facts.
    pub(crate) by_line: bool,
    /// Filled when the first rule asks.
    pub(crate) lines: OnceCell<Vec<Line>>,
}

/// What a rule of this gate finds; nothing for a check of another gate.
pub(crate) fn matches(check: &Check, subject: &Subject<'_>) -> Vec<Match> {
    let actual = subject.facts.origin == Origin::Dockerfile;
    let silent = subject.facts.origin == Origin::Nothing;
    match check {
        Check::NoDockerfile
            if !actual && (!silent || subject.facts.whole_file_system.is_some()) =>
        {
            vec![(subject.start(), "Image was not analyzed with an actual Dockerfile".to_owned())]
        }
        Check::Instruction(check) if !silent && (actual || !check.actual_only) => {
            instruction(check, subject.lines.get_or_init(|| subject.instructions()))
        }
        Check::EffectiveUser { users, list } if !silent => subject
            .users()
            .into_iter()
            .filter_map(|user| effective_user(users, *list, user))
            .collect(),
        Check::ExposedPorts { ports, list, actual_only } if !silent && (actual || !actual_only) => {
            let exposed = subject.exposed();
            match list {
                ListType::Deny => denied_ports(ports, &exposed),
                ListType::Allow => unlisted_ports(ports, &exposed, subject.by_line),
            }
        }
        _ => Vec::new(),
    }
}

/// One instruction as a rule sees it.
#[derive(Debug)]
pub(crate) struct Line {
    key: String,
    /// The ways to read what stands behind the word; the first is the one that Anchore Engine has, if it has any.
    readings: Vec<String>,
    /// The commands that it runs, variables and quotes resolved: for operators that look for something.
    commands: Vec<String>,
    span: Span,
}

/// One user: the ways to write it.
struct Effective {
    readings: Vec<String>,
    span: Span,
}

impl Subject<'_> {
    fn start(&self) -> Span {
        Span::new(self.file, 0, 0)
    }

    fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.sources.bytes(self.file))
    }

    /// A history has no continuations: reading it by line is exact.
    fn reads_lines(&self) -> bool {
        self.by_line || self.facts.origin == Origin::History
    }

    fn entries(&self) -> Vec<Entry> {
        lines::entries(&self.text())
    }

    fn instructions(&self) -> Vec<Line> {
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
    fn commands(&self) -> HashMap<u32, Vec<String>> {
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
    fn readings(&self, fact: &InstructionFact) -> Vec<String> {
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
    fn users(&self) -> Option<Effective> {
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
        let from =
            self.facts.instructions.iter().rev().find(|it| it.place.keyword == Keyword::From)?;
        let mut stage = from.place.stage;
        let mut seen = BTreeSet::new();
        while let Some(number) = stage.filter(|number| seen.insert(*number)) {
            let mut of_stage = self
                .facts
                .instructions
                .iter()
                .rev()
                .filter(|it| it.place.stage == Some(number) && !it.place.onbuild);
            if let Some(user) = of_stage.clone().find(|it| it.place.keyword == Keyword::User) {
                return Some(self.written_user(user));
            }
            let base = of_stage.find(|it| it.place.keyword == Keyword::From)?;
            stage = self.stage_named(&base_of(base), number);
        }
        Some(Effective { readings: vec!["root".to_owned()], span: from.value().span() })
    }

    fn written_user(&self, fact: &InstructionFact) -> Effective {
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

    /// The last stage before `below` that has this name, whatever the case of its letters.
    fn stage_named(&self, name: &str, below: usize) -> Option<usize> {
        let mut bases = self.facts.instructions.iter().rev().filter(|it| {
            it.place.keyword == Keyword::From && it.place.stage.is_some_and(|stage| stage < below)
        });
        let base = bases.find(|base| {
            let value = base.expanded().unwrap_or_else(|| base.value());
            let words: Vec<&str> = value.as_str().split_whitespace().collect();
            matches!(words.as_slice(), [_, word, given, ..]
                if word.eq_ignore_ascii_case("as") && given.eq_ignore_ascii_case(name))
        })?;
        base.place.stage
    }

    /// The ports that EXPOSE names, with the place of the instruction; ranges are written out.
    fn exposed(&self) -> Vec<(Span, Vec<String>)> {
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

/// The base that a FROM names, after expansion.
fn base_of(fact: &InstructionFact) -> String {
    let value = fact.expanded().unwrap_or_else(|| fact.value());
    value.as_str().split_whitespace().next().unwrap_or_default().to_owned()
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

fn instruction(check: &InstructionCheck, lines: &[Line]) -> Vec<Match> {
    let name = &check.instruction;
    let mut named = lines.iter().filter(|line| line.key == name.as_str());
    if matches!(check.operator, Operator::NotExists) {
        let (Some(first), None) = (lines.first(), named.next()) else {
            return Vec::new();
        };
        let message = format!(
            "Dockerfile directive '{name}' not found, matching condition 'not_exists' check"
        );
        return vec![(Span { end: first.span.start, ..first.span }, message)];
    }
    let mut given_up = 0;
    let found = named.filter_map(|line| {
        let mut readings = line.readings.iter().chain(check.operator.commands_of(line));
        let reading = readings.find(|reading| fires(&check.operator, reading, &mut given_up))?;
        let InstructionCheck { check, value, .. } = check;
        Some((
            line.span,
            format!("Dockerfile directive '{name}' check '{check}' matched against '{value}' for line '{reading}'"),
        ))
    });
    found.collect()
}

/// Lines on which an expression may give up before it is no longer tried: it has fired by then, and each takes its time.
const MAX_GIVEN_UP: u32 = 20;

/// An expression that takes too many steps fires: what cannot be judged is not let through.
fn fires(operator: &Operator, reading: &str, given_up: &mut u32) -> bool {
    match operator {
        Operator::Exists => true,
        Operator::In { values, wanted } => values.iter().any(|value| value == reading) == *wanted,
        Operator::Like { .. } if *given_up >= MAX_GIVEN_UP => true,
        Operator::Like { expression, wanted } => match expression.at_start_of(reading) {
            Verdict::Match => *wanted,
            Verdict::NoMatch => !wanted,
            Verdict::GaveUp => {
                *given_up += 1;
                true
            }
        },
        Operator::NotExists | Operator::Silent => false,
    }
}

fn effective_user(users: &[String], list: ListType, user: Effective) -> Option<Match> {
    let listed = user.readings.iter().find(|reading| users.contains(reading));
    let written = user.readings.first()?;
    match (list, listed) {
        (ListType::Deny, Some(name)) => Some((
            user.span,
            format!("User {name} found as effective user, which is explicity not allowed"),
        )),
        (ListType::Allow, None) => Some((
            user.span,
            format!("User {written} found as effective user, which is not on the allowed list"),
        )),
        _ => None,
    }
}

fn denied_ports(ports: &[String], exposed: &[(Span, Vec<String>)]) -> Vec<Match> {
    let mut found = Vec::new();
    for (span, words) in exposed {
        let words: BTreeSet<&str> = words.iter().map(String::as_str).collect();
        for port in ports {
            let forms = [port.clone(), format!("{port}/tcp"), format!("{port}/udp")];
            if let Some(word) = forms.iter().find(|form| words.contains(form.as_str())) {
                let message = format!(
                    "Dockerfile exposes port ({word}) which is in policy file DENIEDPORTS list"
                );
                found.push((*span, message));
            }
        }
    }
    found
}

/// Anchore Engine takes each allowed form away as often as the list names its port, and once more for each UDP form, so
/// that a second `80` may stay.
fn unlisted_ports(ports: &[String], exposed: &[(Span, Vec<String>)], once: bool) -> Vec<Match> {
    let mut found = Vec::new();
    let mut allowed: BTreeMap<&str, usize> = BTreeMap::new();
    for port in ports {
        *allowed.entry(port).or_default() += 1;
    }
    for (span, words) in exposed {
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        for port in words.iter().filter_map(|word| word.strip_suffix("/udp")) {
            *left.entry(port).or_default() += 1;
        }
        let mut used: BTreeMap<&str, usize> = BTreeMap::new();
        for word in words {
            let port = word.strip_suffix("/tcp").or(word.strip_suffix("/udp")).unwrap_or(word);
            let taken = used.entry(word).or_default();
            *taken += 1;
            let often = allowed.get(port).map(|often| often + left.get(port).unwrap_or(&0));
            if often.is_some_and(|often| !once || *taken <= often) {
                continue;
            }
            let message = format!(
                "Dockerfile exposes port ({word}) which is not in policy file ALLOWEDPORTS list"
            );
            found.push((*span, message));
        }
    }
    found
}

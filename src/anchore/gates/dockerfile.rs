//! The gate `dockerfile`: instructions, the effective user, exposed ports.
//!
//! Two readings: [`Reading::Exact`](super::super::Reading) over facts, `Anchore` over lines. Messages are those of Anchore
//! Engine to the letter, its spelling included: exceptions name matches by a digest of them.

mod reading;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use self::reading::Subject;
use self::reading::{Effective, Line};
use super::{Check, ListType};
use crate::anchore::pattern::{Expression, Verdict};
use crate::facts::Origin;
use crate::source::Span;

/// An operator with what it compares with.
#[derive(Debug)]
pub(crate) enum Operator {
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
pub(crate) struct InstructionCheck {
    /// The instruction in upper case.
    pub(crate) instruction: String,
    /// The operator as written.
    pub(crate) check: String,
    /// Its right-hand side as written; empty if there is none.
    pub(crate) value: String,
    /// The operator.
    pub(crate) operator: Operator,
    /// Silent unless the Dockerfile itself is at hand.
    pub(crate) actual_only: bool,
}

/// A match: where, and the message.
pub(crate) type Match = (Span, String);

/// What a rule of this gate finds; nothing for a check of another gate.
pub(crate) fn matches(check: &Check, subject: &Subject<'_>) -> Vec<Match> {
    let actual = subject.facts.origin == Origin::Dockerfile;
    let silent = matches!(subject.facts.origin, Origin::Manifest | Origin::Nothing);
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

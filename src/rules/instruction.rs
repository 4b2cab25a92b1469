//! `instruction`: checks of one's own on any instruction, after Anchore's `dockerfile` gate.

use regex::Regex;

use super::options::Entry;
use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::facts::InstructionFact;
use crate::finding::{Action, Finding, PolicyEntry};
use crate::source::Span;

static META: Meta = Meta {
    id: "instruction",
    summary: "an instruction fails a check that the policy defines",
    group: Group::Identity,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    options: &[OptionSpec {
        name: "checks",
        kind: OptionKind::Tables {
            required: &["instruction", "check"],
            optional: &["value", "message", "action"],
            flags: &[],
        },
        help: "checks: `=`, `!=`, `exists`, `not_exists`, `like`, `not_like`, `in`, `not_in`",
    }],
    page: include_str!("../../docs/rules/instruction.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for entry in context.options.tables("checks") {
            check_entry(context, entry, out);
        }
    }
}

fn check_entry(context: &Context<'_>, entry: &Entry, out: &mut Vec<Finding>) {
    let (Some(keyword), Some(check)) = (entry.first("instruction"), entry.first("check")) else {
        return;
    };
    let mut facts = context
        .facts
        .instructions
        .iter()
        .filter(|fact| fact.place.keyword.word().eq_ignore_ascii_case(&keyword.value));
    if check.value == "not_exists" {
        if facts.next().is_none() {
            let start =
                context.facts.instructions.first().map_or(Span::default(), |f| f.place.span);
            out.push(finish(entry, start, format!("there is no {} instruction", keyword.value)));
        }
        return;
    }
    let test = Test::new(&check.value, entry);
    for fact in facts.filter(|fact| test.fires(fact)) {
        let wanted = entry.all("value").iter().map(|item| item.value.as_str()).collect::<Vec<_>>();
        let message = if wanted.is_empty() {
            format!("{} is forbidden", keyword.value)
        } else {
            format!("{} `{}` `{}`", keyword.value, check.value, wanted.join(", "))
        };
        out.push(finish(entry, fact.value().span(), message));
    }
}

fn finish(entry: &Entry, span: Span, message: String) -> Finding {
    let message = entry.first("message").map_or(message, |item| item.value.clone());
    let mut finding = Finding::new(META.id, span, message).help("follow the policy's check");
    finding.entry = Some(PolicyEntry { span: entry.span, action: entry.action });
    finding
}

/// A check ready to run; a regular expression that does not compile fires always (fail closed).
enum Test<'a> {
    Exists,
    Equals { values: Vec<&'a str>, wanted: bool },
    Like { pattern: Option<Regex>, wanted: bool },
}

impl<'a> Test<'a> {
    fn new(check: &str, entry: &'a Entry) -> Self {
        let values = || entry.all("value").iter().flat_map(|item| item.value.split(','));
        let exact = || entry.all("value").iter().map(|item| item.value.as_str()).collect();
        let listed = || values().map(str::trim).collect();
        let pattern = || Regex::new(&entry.first("value")?.value).ok();
        match check {
            "=" => Self::Equals { values: exact(), wanted: true },
            "!=" => Self::Equals { values: exact(), wanted: false },
            "in" => Self::Equals { values: listed(), wanted: true },
            "not_in" => Self::Equals { values: listed(), wanted: false },
            "like" => Self::Like { pattern: pattern(), wanted: true },
            "not_like" => Self::Like { pattern: pattern(), wanted: false },
            _ => Self::Exists,
        }
    }

    fn fires(&self, fact: &InstructionFact) -> bool {
        let readings = || std::iter::once(fact.value()).chain(fact.expanded());
        match self {
            Self::Exists => true,
            Self::Equals { values, wanted: true } => {
                readings().any(|text| values.contains(&text.as_str()))
            }
            Self::Equals { values, wanted: false } => {
                !readings().any(|text| values.contains(&text.as_str()))
            }
            Self::Like { pattern: None, .. } => true,
            Self::Like { pattern: Some(regex), wanted } => {
                readings().any(|text| regex.is_match(&text)) == *wanted
            }
        }
    }
}

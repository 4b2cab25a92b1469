//! `instruction`: custom checks on any instruction, after Anchore's `dockerfile` gate.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::Deserialize;

use super::options::{EntryAction, Expression, Message};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::{BadValue, Given, List, Located, from_text, nearest, shown};
use crate::dockerfile::Keyword;
use crate::facts::InstructionFact;
use crate::finding::{Action, Finding, PolicyEntry};
use crate::source::Span;

pub(super) static META: Meta = Meta {
    id: "instruction",
    summary: "an instruction fails a check that the policy defines",
    group: Group::Identity,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::INSTRUCTIONS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/instruction.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// checks: `=`, `!=`, `exists`, `not_exists`, `like`, `not_like`, `in`, `not_in`
    checks: List<InstructionCheck>,
}

/// One check; which values it needs is up to its operator.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Written")]
struct InstructionCheck {
    instruction: Instruction,
    test: Test,
    /// The check in words, for the message.
    said: String,
    message: Option<Message>,
    action: Option<EntryAction>,
}

/// A check as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    instruction: Given<Instruction>,
    check: Given<Operator>,
    #[serde(default)]
    value: List<String>,
    #[serde(default)]
    message: Given<Message>,
    #[serde(default)]
    action: Given<EntryAction>,
}

/// An instruction word, in capitals or not.
#[derive(Clone, Copy, Debug)]
struct Instruction(Keyword);

from_text! { Instruction: "instruction word, such as `EXPOSE`", "EXPOSE"; }

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename = "operator")]
enum Operator {
    #[serde(rename = "=")]
    Equal,
    #[serde(rename = "!=")]
    Different,
    #[serde(rename = "exists")]
    Exists,
    #[serde(rename = "not_exists")]
    NotExists,
    #[serde(rename = "like")]
    Like,
    #[serde(rename = "not_like")]
    NotLike,
    #[serde(rename = "in")]
    In,
    #[serde(rename = "not_in")]
    NotIn,
}

/// What an instruction is compared with; `wanted` is the answer that is reported.
#[derive(Debug)]
enum Test {
    Missing,
    Exists,
    Equals { values: Vec<String>, wanted: bool },
    Like { expression: Expression, wanted: bool },
}

impl JsonSchema for InstructionCheck {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "InstructionCheck".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Written::json_schema(generator)
    }
}

impl FromStr for Instruction {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        let found = Keyword::ALL.into_iter().find(|it| it.word().eq_ignore_ascii_case(written));
        found.map(Self).ok_or_else(|| {
            let known = Keyword::ALL.map(|keyword| keyword.word().to_ascii_lowercase());
            let help = match nearest(written, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{}`?", near.to_ascii_uppercase()),
                None => "write one instruction word, such as `EXPOSE`".to_owned(),
            };
            BadValue::new(format!("unknown instruction `{}`", shown(written)), help)
        })
    }
}

impl Operator {
    fn word(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Different => "!=",
            Self::Exists => "exists",
            Self::NotExists => "not_exists",
            Self::Like => "like",
            Self::NotLike => "not_like",
            Self::In => "in",
            Self::NotIn => "not_in",
        }
    }

    fn test(self, values: &[Located<String>]) -> Result<Test, BadValue> {
        let word = self.word();
        let exact = || values.iter().map(|item| item.value.clone()).collect();
        let listed = || {
            let words = values.iter().flat_map(|item| item.value.split(','));
            words.map(|word| word.trim().to_owned()).collect()
        };
        let expression = || match values {
            [one] => one.value.parse(),
            _ => Err(BadValue::new(
                format!("`{word}` takes one value"),
                "write one regular expression, with `|` between alternatives",
            )),
        };
        match self {
            Self::Exists | Self::NotExists if !values.is_empty() => Err(BadValue::new(
                format!("`{word}` compares nothing, so its `value` does nothing"),
                "delete `value`, or write another `check`",
            )),
            Self::Exists => Ok(Test::Exists),
            Self::NotExists => Ok(Test::Missing),
            Self::Like => Ok(Test::Like { expression: expression()?, wanted: true }),
            Self::NotLike => Ok(Test::Like { expression: expression()?, wanted: false }),
            _ if values.is_empty() => {
                let message = format!("`{word}` has no `value` to compare with");
                Err(BadValue::new(message, "add `value = \"…\"`"))
            }
            Self::Equal => Ok(Test::Equals { values: exact(), wanted: true }),
            Self::Different => Ok(Test::Equals { values: exact(), wanted: false }),
            Self::In => Ok(Test::Equals { values: listed(), wanted: true }),
            Self::NotIn => Ok(Test::Equals { values: listed(), wanted: false }),
        }
    }
}

impl TryFrom<Written> for InstructionCheck {
    type Error = BadValue;

    fn try_from(written: Written) -> Result<Self, BadValue> {
        let values = written.value.given().unwrap_or_default();
        // what is missing was reported where it was read
        let instruction = written.instruction.0.unwrap_or(Instruction(Keyword::Unknown));
        let operator = written.check.0;
        let test = operator.map_or(Ok(Test::Exists), |operator| operator.test(values));
        let test = test.map_err(|bad| match values.first() {
            Some(first) => bad.at(first.span),
            None => bad,
        })?;
        let word = instruction.0.word();
        let said = match operator {
            Some(Operator::NotExists) => format!("there is no {word} instruction"),
            None | Some(Operator::Exists) => format!("{word} is forbidden"),
            Some(operator) => {
                let values: Vec<&str> = values.iter().map(|item| item.value.as_str()).collect();
                format!("{word} `{}` `{}`", operator.word(), values.join(", "))
            }
        };
        let (message, action) = (written.message.0, written.action.0);
        Ok(Self { instruction, test, said, message, action })
    }
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let instructions = &context.facts.instructions;
        for check in &self.checks {
            let keyword = check.value.instruction.0;
            let mut facts = instructions.iter().filter(|fact| fact.place.keyword == keyword);
            if matches!(check.value.test, Test::Missing) {
                if facts.next().is_none() {
                    let start = instructions.first().map_or(Span::default(), |it| it.place.span);
                    out.push(report(check, start));
                }
                continue;
            }
            let fires = facts.filter(|fact| check.value.test.fires(fact));
            out.extend(fires.map(|fact| report(check, fact.value().span())));
        }
    }
}

fn report(check: &Located<InstructionCheck>, span: Span) -> Finding {
    let own = check.value.message.as_ref().map(Message::as_str);
    let message = own.unwrap_or(&check.value.said);
    let mut finding = Finding::new(META.id, span, message).help("follow the policy's check");
    finding.entry =
        Some(PolicyEntry { span: check.span, action: check.value.action.map(Into::into) });
    finding
}

impl Test {
    fn fires(&self, fact: &InstructionFact) -> bool {
        let readings = || std::iter::once(fact.value()).chain(fact.expanded());
        match self {
            Self::Missing | Self::Exists => true,
            Self::Equals { values, wanted } => {
                let is_one = |text: &str| values.iter().any(|value| value == text);
                readings().any(|text| is_one(&text)) == *wanted
            }
            Self::Like { expression, wanted } => {
                readings().any(|text| expression.is_in(&text)) == *wanted
            }
        }
    }
}

//! Other values: actions of entries, messages, regular expressions, package managers, versions.

use std::borrow::Cow;
use std::str::FromStr;

use regex::Regex;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::config::{BadValue, from_text, listed, nearest, shown};
use crate::facts::MANAGERS;
use crate::finding::Action;

/// The action of an entry of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename = "action", rename_all = "lowercase")]
pub(crate) enum EntryAction {
    Stop,
    Warn,
    Go,
}

impl From<EntryAction> for Action {
    fn from(action: EntryAction) -> Self {
        match action {
            EntryAction::Stop => Self::Stop,
            EntryAction::Warn => Self::Warn,
            EntryAction::Go => Self::Go,
        }
    }
}

/// What a finding says instead of the rule's own words.
#[derive(Clone, Debug)]
pub(crate) struct Message(String);

/// A regular expression, found anywhere in a text.
#[derive(Clone, Debug)]
pub(crate) struct Expression(Regex);

/// The first two numbers of a version; one alone moves with every release and is taken as the newest of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u32, u32);

/// One of [`MANAGERS`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manager(&'static str);

from_text! {
    Message: "what the finding says", "what is wrong";
    Expression: "regular expression", "^10\\.";
    Version: "version, such as `1.16`", "1.16";
}

impl Message {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Message {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        if written.chars().any(char::is_alphanumeric) {
            return Ok(Self(written.to_owned()));
        }
        Err(BadValue::new("the message says nothing", "write what is wrong, or delete it"))
    }
}

impl Expression {
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl FromStr for Expression {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        if written.is_empty() {
            let message = "an empty regular expression is found in every text";
            return Err(BadValue::new(message, "write an expression, or delete the entry"));
        }
        Regex::new(written).map(Self).map_err(|error| {
            let words = match &error {
                regex::Error::Syntax(text) => text.lines().last().unwrap_or_default(),
                _ => "it is too large",
            };
            let words = words.trim_start_matches("error: ");
            let message = format!("`{}` is no regular expression: {words}", shown(written));
            BadValue::new(message, "write it as Rust's crate `regex` reads it")
        })
    }
}

impl Version {
    /// `1.4.0-labs` is (1, 4).
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        let mut parts = tag.split(['.', '-']);
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next().and_then(|part| part.parse().ok()).unwrap_or(u32::MAX);
        Some(Self(major, minor))
    }

    pub(crate) const fn new(major: u32, minor: u32) -> Self {
        Self(major, minor)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

impl FromStr for Version {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        let bad = || {
            let message = format!("`{}` is no version", shown(written));
            BadValue::new(message, "write two numbers, such as `1.16`")
        };
        let mut numbers = written.split('.').map(|part| {
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u32>().ok().filter(|_| digits)
        });
        let major = numbers.next().flatten().ok_or_else(bad)?;
        let minor = numbers.next().unwrap_or(Some(0)).ok_or_else(bad)?;
        if numbers.all(|patch| patch.is_some()) { Ok(Self(major, minor)) } else { Err(bad()) }
    }
}

impl Manager {
    pub(crate) fn is(self, name: &str) -> bool {
        self.0 == name
    }
}

impl<'de> Deserialize<'de> for Manager {
    fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(reader)?;
        let found = MANAGERS.iter().find(|name| **name == text);
        found.map(|name| Self(name)).ok_or_else(|| {
            let help = match nearest(&text, MANAGERS.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write {}", listed(MANAGERS, "or")),
            };
            let message = format!("unknown package manager `{}`", shown(&text));
            serde::de::Error::custom(BadValue::new(message, help))
        })
    }
}

impl JsonSchema for Manager {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Manager".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": MANAGERS })
    }
}

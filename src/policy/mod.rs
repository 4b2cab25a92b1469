//! The policy: which rules run, with which options, and what happens to what they find.
//!
//! Findings come in without an action and go out decided, with the line of the policy that decided. Nothing in
//! a Dockerfile can lower a STOP unless the policy says so. No I/O, no clock: today's date is an argument.

mod date;
mod decide;
mod docs_url;
mod exception;
mod exception_text;
mod extends;
mod files;
mod fingerprint;
mod frontend;
mod hygiene;
mod indicators;
mod inherited;
mod inline;
mod intel;
mod modes;
mod parse;
mod rule_tables;
mod schema;
mod settings;
mod show;
mod strictness;
mod table;
mod template;
#[cfg(test)]
mod tests;
mod toml_text;
mod used;

use crate::finding::{Action, Finding};
use crate::source::Span;

pub(crate) use crate::config::PolicyError;
pub(crate) use crate::config::{Problems, shown};
pub(crate) use date::Date;
pub(crate) use decide::Decider;
pub(crate) use exception::Exception;
pub(crate) use exception_text::{ExceptionText, is_plain_path, matching, quoted, toml_string};
pub(crate) use extends::{Extended, extended};
pub(crate) use files::FileChoice;
pub(crate) use fingerprint::Fingerprints;
pub(crate) use indicators::{Indicators, MAX_INDICATOR_BYTES, read_indicators};
pub(crate) use inline::{InlineIgnore, InlineIgnores, parse_inline};
pub(crate) use modes::{BuildPolicy, FailOn, InlineMode, Preset};
pub(crate) use parse::{Base, parse, parse_on};
pub(crate) use schema::schema;
pub(crate) use settings::{Policy, UnknownRule};
pub(crate) use show::show;
pub(crate) use template::{StartingPoint, template};
pub(crate) use toml_text::MAX_POLICY_BYTES;
pub(crate) use used::{PolicyFile, UsedPolicy};

/// Who decided the action of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DecidedBy {
    /// The preset's setting for the rule.
    Preset(Preset),
    /// A line of the policy file.
    Policy(Span),
    /// `--stop`, `--warn` or `--go` on the command line.
    CommandLine,
    /// An exception of the policy file.
    Exception {
        /// Its place.
        span: Span,
        /// Its reason.
        reason: String,
    },
    /// A `# minestop: ignore[…]` comment that the policy honours.
    Inline {
        /// The comment.
        span: Span,
        /// The reason given.
        reason: String,
    },
}

/// A finding with its action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decided {
    /// The finding.
    pub(crate) finding: Finding,
    /// What happens.
    pub(crate) action: Action,
    /// Who said so.
    pub(crate) by: DecidedBy,
    /// The page about its rule that the owner of the policy names.
    pub(crate) page: Option<String>,
}

impl Decided {
    /// True if an exception or a comment took the finding out of the verdict (its action is then GO).
    pub(crate) fn is_excepted(&self) -> bool {
        matches!(self.by, DecidedBy::Exception { .. } | DecidedBy::Inline { .. })
    }
}

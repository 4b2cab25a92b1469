//! The policy: which rules run, with which options, and what happens to what they find.
//!
//! Findings come in without an action and go out decided, with the line of the policy that decided. Nothing in
//! a Dockerfile can lower a STOP unless the policy says so. No I/O, no clock: today's date is an argument.

use crate::finding::{Action, Finding};
use crate::source::Span;

/// A built-in policy to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Preset {
    /// Miner evidence stops; an ordinary Dockerfile is quiet.
    #[default]
    Default,
    /// The full line of defence: trusted images only, no installs, no transfers.
    LockedDown,
}

/// A calendar date, compared as (year, month, day).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 31.
    pub day: u8,
}

/// Who decided the action of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecidedBy {
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
pub struct Decided {
    /// The finding.
    pub finding: Finding,
    /// What happens.
    pub action: Action,
    /// Who said so.
    pub by: DecidedBy,
}

impl Decided {
    /// True if an exception or a comment took the finding out of the verdict (its action is then GO).
    pub fn is_excepted(&self) -> bool {
        matches!(
            self.by,
            DecidedBy::Exception { .. } | DecidedBy::Inline { .. }
        )
    }
}

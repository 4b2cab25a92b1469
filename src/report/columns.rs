//! A finding in the columns of a compliance report: gate, trigger, rule, action, place, exception.
//!
//! Findings of an Anchore policy have the words of that policy; of minestop's own rules the group is the gate and the rule
//! the trigger.

use super::locate::Places;
use super::{decision, sanitise};
use crate::policy::{Decided, DecidedBy};
use crate::rules;
use crate::source::Sources;

/// The columns, safe to print.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) gate: &'static str,
    pub(super) trigger: &'static str,
    /// Who decided: the rule of a document, a line of the policy, the preset.
    pub(super) rule: String,
    pub(super) action: &'static str,
    /// `path:line:column`.
    pub(super) place: String,
    pub(super) message: String,
    /// The reason of the exception that takes it out of the verdict.
    pub(super) exception: String,
}

pub(super) const NAMES: [&str; 7] =
    ["gate", "trigger", "rule", "action", "where", "what", "exception"];

impl Columns {
    pub(super) fn of(decided: &Decided, sources: &Sources, places: &mut Places<'_>) -> Self {
        let finding = &decided.finding;
        let check = finding.check.as_deref();
        let group = || rules::find(finding.rule).map_or("", |meta| meta.group.name());
        let rule = match check {
            Some(check) => sanitise::message(&check.rule).into_owned(),
            None if decided.is_excepted() => "exception".to_owned(),
            None => decision::describe(decided, sources, places),
        };
        let exception = match &decided.by {
            DecidedBy::Exception { reason, .. } | DecidedBy::Inline { reason, .. } => {
                sanitise::message(reason).into_owned()
            }
            _ => String::new(),
        };
        Self {
            gate: check.map_or_else(group, |check| check.gate),
            trigger: check.map_or(finding.rule, |check| check.trigger),
            rule,
            action: decided.action.word(),
            place: decision::place(finding.primary.span, sources, places),
            message: format!("{}{}", sanitise::message(&finding.message), decision::aside(finding)),
            exception,
        }
    }
}

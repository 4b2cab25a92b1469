//! Findings → decisions, and whether exceptions and ignore comments earned their place.
//!
//! One [`Decider`] serves a whole run from many threads; what it remembers does not depend on their order.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use super::glob::MAX_TEXT;
use super::problems::{nearest, shown};
use super::{Date, Decided, DecidedBy, Exception, InlineIgnore, InlineIgnores, InlineMode, Policy};
use crate::finding::{Action, Finding};
use crate::rules::{Group, Setting};
use crate::source::{Sources, Span};

const UNUSED: &str = "unused-exception";
const EXPIRED: &str = "expired-exception";
const INLINE: &str = "inline-ignore";

/// Applies one policy on one day, and remembers which exceptions were used.
#[derive(Debug)]
pub struct Decider<'p> {
    policy: &'p Policy,
    today: Date,
    /// Rule → exceptions that name it, in the order of the file.
    by_rule: BTreeMap<&'static str, Vec<usize>>,
    used: Vec<AtomicBool>,
}

impl<'p> Decider<'p> {
    /// A decider for a run on the day `today`.
    pub fn new(policy: &'p Policy, today: Date) -> Self {
        let exceptions = policy.exceptions();
        let naming = |rule: &super::settings::RulePolicy| {
            let named =
                |(at, exception): (usize, &Exception)| exception.names(rule.meta).then_some(at);
            exceptions.iter().enumerate().filter_map(named).collect()
        };
        let by_rule = if exceptions.is_empty() {
            BTreeMap::new()
        } else {
            let rules = policy.rules.values();
            rules.map(|rule| (rule.meta.id, naming(rule))).collect()
        };
        Self {
            policy,
            today,
            by_rule,
            used: exceptions.iter().map(|_| AtomicBool::new(false)).collect(),
        }
    }

    /// Decides about all findings of one file, adds what is wrong with its ignore comments, and sorts everything by
    /// place, then rule.
    pub fn judge(
        &self,
        findings: Vec<Finding>,
        path: &str,
        sources: &Sources,
        inline: &InlineIgnores,
    ) -> Vec<Decided> {
        let decide = |finding: Finding| {
            let underlined = self.underlined(&finding, sources);
            self.decide(finding, path, &underlined, inline)
        };
        let mut decided: Vec<Decided> = findings.into_iter().map(decide).collect();
        let hygiene = self.inline_hygiene(inline, &decided);
        decided.extend(hygiene.into_iter().map(decide));
        decided.sort_by(|a, b| {
            let (a, b) = (&a.finding, &b.finding);
            (a.primary.span, a.rule, &a.message).cmp(&(b.primary.span, b.rule, &b.message))
        });
        decided
    }

    /// Decides about one finding in the file shown as `path`; `underlined` is the text under its primary label.
    ///
    /// The command line beats an entry of the policy file that asked for the finding, which beats the rule's setting.
    /// Then the first exception that holds lowers the finding to GO, then a comment, where the policy honours it. An
    /// exception that would have held until its last day is named in the finding.
    pub fn decide(
        &self,
        mut finding: Finding,
        path: &str,
        underlined: &str,
        inline: &InlineIgnores,
    ) -> Decided {
        let (mut action, mut by) = self.before_exceptions(&finding);
        if let Some(lowered) = self
            .excepted(&mut finding, path, underlined)
            .or_else(|| self.ignored(&finding, action, inline))
        {
            (action, by) = (Action::Go, lowered);
        }
        Decided {
            finding,
            action,
            by,
        }
    }

    fn before_exceptions(&self, finding: &Finding) -> (Action, DecidedBy) {
        let by = self.policy.decided_by(finding.rule);
        let action = match self.policy.setting(finding.rule) {
            Setting::On(action) => action,
            Setting::Off => Action::Go,
        };
        match finding.entry {
            Some(entry) if *by != DecidedBy::CommandLine => (
                entry.action.unwrap_or(action),
                DecidedBy::Policy(entry.span),
            ),
            _ => (action, by.clone()),
        }
    }

    fn excepted(&self, finding: &mut Finding, path: &str, underlined: &str) -> Option<DecidedBy> {
        let exceptions = self.policy.exceptions();
        let mut expired = None;
        for &at in self.by_rule.get(finding.rule)? {
            let (Some(exception), Some(used)) = (exceptions.get(at), self.used.get(at)) else {
                continue;
            };
            let evidence = finding.evidence.as_ref().map(|e| e.value.as_str());
            if !exception.covers(path, evidence, underlined) {
                continue;
            }
            if exception.is_expired(self.today) {
                expired = expired.or(Some(exception));
                continue;
            }
            used.store(true, Ordering::Relaxed);
            return Some(DecidedBy::Exception {
                span: exception.span,
                reason: exception.reason.clone(),
            });
        }
        if let Some(exception) = expired
            && let Some(last) = exception.expires
        {
            let note = format!("an exception in the policy covered this until {last}");
            finding.notes.push(note);
        }
        None
    }

    fn ignored(
        &self,
        finding: &Finding,
        action: Action,
        inline: &InlineIgnores,
    ) -> Option<DecidedBy> {
        let honoured = match self.policy.inline() {
            InlineMode::Forbid => false,
            InlineMode::LowerWarn => action < Action::Stop,
            InlineMode::Allow => true,
        };
        if !honoured || self.group(finding.rule) == Some(Group::Policy) {
            return None;
        }
        let ignore = inline.covering(finding.rule, finding.primary.span)?;
        Some(DecidedBy::Inline {
            span: ignore.span,
            reason: ignore.reason.clone(),
        })
    }

    fn group(&self, rule: &str) -> Option<Group> {
        self.policy.rules.get(rule).map(|rule| rule.meta.group)
    }

    fn runs(&self, rule: &str) -> bool {
        self.policy.setting(rule) != Setting::Off
    }

    /// The text under a finding, where an exception may want to know it.
    fn underlined<'s>(&self, finding: &Finding, sources: &'s Sources) -> Cow<'s, str> {
        let wanted = self
            .by_rule
            .get(finding.rule)
            .is_some_and(|at| !at.is_empty());
        let bytes = if wanted {
            sources.slice(finding.primary.span)
        } else {
            &[]
        };
        String::from_utf8_lossy(bytes.get(..=MAX_TEXT).unwrap_or(bytes))
    }

    /// Exceptions whose last day is over, and exceptions that no finding of this run needed.
    ///
    /// Right only after every file was decided, and only for a run that looked at every file that the policy is for; any
    /// other run asks for [`Decider::expired`].
    pub fn hygiene(&self) -> Vec<Finding> {
        let mut findings = self.expired();
        if !self.runs(UNUSED) {
            return findings;
        }
        for (exception, used) in self.policy.exceptions().iter().zip(&self.used) {
            if used.load(Ordering::Relaxed) || exception.is_expired(self.today) {
                continue;
            }
            findings.push(
                Finding::new(UNUSED, exception.span, "no finding needs this exception")
                    .help("delete it"),
            );
        }
        findings.sort_by_key(|finding| finding.primary.span);
        findings
    }

    /// Exceptions whose last day is over.
    pub fn expired(&self) -> Vec<Finding> {
        if !self.runs(EXPIRED) {
            return Vec::new();
        }
        let expired = |exception: &Exception| {
            let last = exception
                .expires
                .filter(|_| exception.is_expired(self.today))?;
            let message = format!("this exception ended on {last}");
            Some(
                Finding::new(EXPIRED, exception.span, message)
                    .help("fix what it covers and delete it, or decide again and set a later date"),
            )
        };
        self.policy
            .exceptions()
            .iter()
            .filter_map(expired)
            .collect()
    }

    /// What is wrong with the ignore comments of one file, given everything decided about it: at most one finding a
    /// comment.
    pub fn inline_hygiene(&self, inline: &InlineIgnores, decided: &[Decided]) -> Vec<Finding> {
        if inline.all().is_empty() || !self.runs(INLINE) {
            return Vec::new();
        }
        let effects = Effects::of(inline, decided);
        inline
            .all()
            .iter()
            .filter_map(|ignore| self.comment_problem(ignore, &effects))
            .collect()
    }

    fn comment_problem(&self, ignore: &InlineIgnore, effects: &Effects<'_>) -> Option<Finding> {
        if self.policy.inline() == InlineMode::Forbid {
            return Some(
                Finding::new(INLINE, ignore.span, "the policy forbids ignore comments")
                    .help("delete it and ask for an exception in the policy"),
            );
        }
        if let Some(problem) = ignore.problem {
            return Some(
                Finding::new(INLINE, ignore.span, problem)
                    .help("write `# minestop: ignore[rule] reason` above the instruction"),
            );
        }
        ignore.rules.iter().find_map(|rule| {
            let (span, id) = (rule.span, rule.value.as_str());
            match self.group(id) {
                None => Some(self.unknown_rule(span, id)),
                Some(Group::Policy) => Some(
                    Finding::new(INLINE, span, format!("no comment can ignore `{id}`"))
                        .help("delete it"),
                ),
                Some(_) if effects.used.contains(&(ignore.span, id)) => None,
                Some(_) if effects.too_weak.contains(&(ignore.span, id)) => Some(
                    Finding::new(
                        INLINE,
                        span,
                        format!("the policy lets no comment silence a STOP of `{id}`"),
                    )
                    .help("delete it and ask for an exception in the policy"),
                ),
                Some(_) => Some(
                    Finding::new(INLINE, span, format!("`{id}` reports nothing here"))
                        .help("delete it"),
                ),
            }
        })
    }

    fn unknown_rule(&self, span: Span, id: &str) -> Finding {
        let finding = Finding::new(INLINE, span, format!("unknown rule `{}`", shown(id)));
        match nearest(id, self.policy.rules.keys().copied()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("`minestop rules` lists the rules"),
        }
    }
}

/// What the ignore comments of one file did, by comment and rule.
struct Effects<'a> {
    /// Took a finding out of the verdict.
    used: BTreeSet<(Span, &'a str)>,
    /// Cover a STOP that stayed one.
    too_weak: BTreeSet<(Span, &'a str)>,
}

impl<'a> Effects<'a> {
    fn of(inline: &InlineIgnores, decided: &'a [Decided]) -> Self {
        let mut effects = Self {
            used: BTreeSet::new(),
            too_weak: BTreeSet::new(),
        };
        for decided in decided {
            let finding = &decided.finding;
            if let DecidedBy::Inline { span, .. } = decided.by {
                effects.used.insert((span, finding.rule));
            } else if decided.action == Action::Stop
                && let Some(ignore) = inline.covering(finding.rule, finding.primary.span)
            {
                effects.too_weak.insert((ignore.span, finding.rule));
            }
        }
        effects
    }
}

//! Whether exceptions and ignore comments earn their place: findings about the policy and about comments.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use super::settings::RulePolicy;
use super::{Decided, DecidedBy, Decider, Exception, InlineIgnore, InlineIgnores, InlineMode};
use crate::config::{nearest, shown};
use crate::finding::{Action, Finding};
use crate::rules::{Group, Setting};
use crate::source::Span;

const UNUSED: &str = "unused-exception";
const EXPIRED: &str = "expired-exception";
const INLINE: &str = "inline-ignore";

impl Decider<'_> {
    /// Exceptions that have expired, and exceptions that no finding of this run needed.
    ///
    /// Right only after every file was decided, and only for a run over everything below the policy; any other run asks
    /// for [`Decider::expired`]. Files of such a run that were `not_judged`, as shown, may need what covers them.
    pub(crate) fn hygiene(&self, not_judged: &[String]) -> Vec<Finding> {
        let mut findings = self.expired();
        if !self.runs(UNUSED) {
            return findings;
        }
        let not_judged: Vec<String> = not_judged.iter().flat_map(|path| self.told(path)).collect();
        for (exception, used) in self.policy.exceptions().iter().zip(&self.used) {
            let may_be_needed = !not_judged.is_empty() && exception.is_for(&not_judged);
            let is_used = used.load(Ordering::Relaxed) || self.is_not_asked(exception);
            if is_used || may_be_needed || exception.is_expired(self.today) {
                continue;
            }
            let help = if exception.matching.is_some() {
                "delete it, or give `match` the whole value, as `minestop policy suggest` writes it"
            } else {
                "delete it"
            };
            findings.push(
                Finding::new(UNUSED, exception.span, "no finding needs this exception").help(help),
            );
        }
        findings.sort_by_key(|finding| finding.primary.span);
        findings
    }

    /// The command line turned off a rule that it is for.
    fn is_not_asked(&self, exception: &Exception) -> bool {
        let is_off =
            |rule: &RulePolicy| rule.setting == Setting::Off && rule.by == DecidedBy::CommandLine;
        self.policy.rules.values().any(|rule| is_off(rule) && exception.names(rule.meta))
    }

    /// Exceptions that have expired.
    pub(crate) fn expired(&self) -> Vec<Finding> {
        if !self.runs(EXPIRED) {
            return Vec::new();
        }
        let expired = |exception: &Exception| {
            let last = exception.expires.filter(|_| exception.is_expired(self.today))?;
            let message = format!("this exception ended on {last}");
            Some(
                Finding::new(EXPIRED, exception.span, message)
                    .help("fix what it covers and delete it, or decide again and set a later date"),
            )
        };
        self.policy.exceptions().iter().filter_map(expired).collect()
    }

    /// What is wrong with the ignore comments of one file, given everything decided about it: at most one finding a
    /// comment.
    pub(crate) fn inline_hygiene(
        &self,
        inline: &InlineIgnores,
        decided: &[Decided],
    ) -> Vec<Finding> {
        if inline.all().is_empty() || !self.runs(INLINE) {
            return Vec::new();
        }
        let effects = Effects::of(inline, decided);
        inline.all().iter().filter_map(|ignore| self.comment_problem(ignore, &effects)).collect()
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

    fn runs(&self, rule: &str) -> bool {
        self.policy.setting(rule) != Setting::Off
    }

    fn unknown_rule(&self, span: Span, id: &str) -> Finding {
        let finding = Finding::new(INLINE, span, format!("unknown rule `{}`", shown(id)));
        match nearest(id, self.policy.rules.keys().copied()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help(crate::rules::list_help(id)),
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
        let mut effects = Self { used: BTreeSet::new(), too_weak: BTreeSet::new() };
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

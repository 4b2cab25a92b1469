//! Findings → decisions.
//!
//! One [`Decider`] serves a whole run from many threads; what it remembers does not depend on their order.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

use super::exception::MAX_TEXT;
use super::{
    Date, Decided, DecidedBy, Exception, Fingerprints, InlineIgnores, InlineMode, Policy, Preset,
};
use crate::finding::{Action, Finding};
use crate::rules::{self, Group, Meta, Rule, Setting};
use crate::source::{BaseDirectories, Sources};

/// Applies one policy on one day, and remembers which exceptions were used.
#[derive(Debug)]
pub(crate) struct Decider<'p> {
    pub(super) policy: &'p Policy,
    pub(super) today: Date,
    /// Rule → exceptions that name it and no single finding, in the order of the file.
    by_rule: BTreeMap<&'static str, Vec<usize>>,
    /// Fingerprint → exceptions that name it: a baseline may have thousands.
    by_fingerprint: HashMap<&'p str, Vec<usize>>,
    /// The rules that run, in the order of [`rules::ALL`].
    running: Vec<(&'static Meta, &'p dyn Rule)>,
    /// What patterns of paths are told from; a path counts as it is shown if there is nothing.
    bases: Option<BaseDirectories>,
    /// What fingerprints are told from.
    report_bases: BaseDirectories,
    /// For each exception, whether it took a finding out of the verdict.
    pub(super) used: Vec<AtomicBool>,
}

impl<'p> Decider<'p> {
    /// A decider for a run on the day `today`.
    pub(crate) fn new(policy: &'p Policy, today: Date) -> Self {
        let exceptions = policy.exceptions();
        let naming = |rule: &super::settings::RulePolicy| {
            let named = |(at, exception): (usize, &Exception)| {
                (exception.fingerprints.is_empty() && exception.names(rule.meta)).then_some(at)
            };
            exceptions.iter().enumerate().filter_map(named).collect()
        };
        let by_rule = if exceptions.is_empty() {
            BTreeMap::new()
        } else {
            let rules = policy.rules.values();
            rules.map(|rule| (rule.meta.id, naming(rule))).collect()
        };
        let mut by_fingerprint: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, exception) in exceptions.iter().enumerate() {
            for fingerprint in &exception.fingerprints {
                by_fingerprint.entry(fingerprint).or_default().push(at);
            }
        }
        let is_on = |meta: &&&'static Meta| policy.setting(meta.id) != Setting::Off;
        let asked = |meta: &'static Meta| policy.asked(meta.id).map(move |rule| (meta, rule));
        Self {
            policy,
            today,
            by_rule,
            by_fingerprint,
            running: rules::ALL.iter().filter(is_on).flat_map(|meta| asked(meta)).collect(),
            bases: None,
            report_bases: BaseDirectories::default(),
            used: exceptions.iter().map(|_| AtomicBool::new(false)).collect(),
        }
    }

    /// What the policy does not say is decided as in the preset `locked-down`.
    pub(crate) fn is_strict(&self) -> bool {
        self.policy.preset == Preset::LockedDown
    }

    /// The same, with patterns of paths told from directories that do not move, and fingerprints as in the report.
    pub(crate) fn told_from(mut self, bases: BaseDirectories, report: BaseDirectories) -> Self {
        self.bases = Some(bases);
        self.report_bases = report;
        self
    }

    /// The rules that the policy runs, in the order of [`rules::ALL`].
    pub(crate) fn running(&self) -> impl Iterator<Item = (&'static Meta, &'p dyn Rule)> {
        self.running.iter().copied()
    }

    /// Decides about all findings of one file, adds what is wrong with its ignore comments, and sorts everything by
    /// place, then rule.
    pub(crate) fn judge(
        &self,
        mut findings: Vec<Finding>,
        path: &str,
        sources: &Sources,
        inline: &InlineIgnores,
    ) -> Vec<Decided> {
        // Fingerprints count equal findings in the order of the report.
        findings.sort_by(in_order);
        let is_asked = !self.by_fingerprint.is_empty();
        let mut names = is_asked.then(|| Fingerprints::new(&self.report_bases, path, sources));
        let mut decide = |finding: Finding| {
            let underlined = self.underlined(&finding, sources);
            let name = names.as_mut().map(|names| names.of(&finding)).unwrap_or_default();
            let place = Place { paths: self.paths(&finding, path, sources), fingerprint: name };
            self.decide(finding, &place, &underlined, inline)
        };
        let mut decided: Vec<Decided> = findings.into_iter().map(&mut decide).collect();
        let hygiene = self.inline_hygiene(inline, &decided);
        decided.extend(hygiene.into_iter().map(&mut decide));
        decided.sort_by(|a, b| in_order(&a.finding, &b.finding));
        decided
    }

    /// Decides about one finding that is known by this `place`; `underlined` is the text under its primary label.
    ///
    /// The command line beats an entry of the policy file that asked for the finding, which beats the rule's setting.
    /// Then the first exception that holds lowers the finding to GO, then a comment, where the policy honours it. An
    /// exception that would have held until its expiry date is named in the finding.
    pub(crate) fn decide(
        &self,
        mut finding: Finding,
        place: &Place,
        underlined: &str,
        inline: &InlineIgnores,
    ) -> Decided {
        let (mut action, mut by) = self.before_exceptions(&finding);
        if let Some(lowered) = allowed_by_bundle(&finding)
            .or_else(|| self.excepted(&mut finding, place, underlined))
            .or_else(|| self.ignored(&finding, action, inline))
        {
            (action, by) = (Action::Go, lowered);
        }
        let page = self.policy.docs_url().map(|url| url.page(finding.rule));
        Decided { finding, action, by, page }
    }

    fn before_exceptions(&self, finding: &Finding) -> (Action, DecidedBy) {
        let by = self.policy.decided_by(finding.rule);
        let action = match self.policy.setting(finding.rule) {
            Setting::On(action) => action,
            Setting::Off => Action::Go,
        };
        match finding.entry {
            Some(entry) if *by != DecidedBy::CommandLine => {
                (entry.action.unwrap_or(action), DecidedBy::Policy(entry.span))
            }
            _ => (action, by.clone()),
        }
    }

    fn excepted(
        &self,
        finding: &mut Finding,
        place: &Place,
        underlined: &str,
    ) -> Option<DecidedBy> {
        let exceptions = self.policy.exceptions();
        let mut expired = None;
        for at in self.candidates(finding.rule, &place.fingerprint) {
            let (Some(exception), Some(used)) = (exceptions.get(at), self.used.get(at)) else {
                continue;
            };
            let evidence = finding.evidence.as_ref().map(|e| e.value.as_str());
            if !exception.covers(&place.paths, evidence, underlined) {
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

    /// The exceptions that may mean a finding, in the order of the file.
    fn candidates(&self, rule: &str, fingerprint: &str) -> Vec<usize> {
        let mut found = self.by_rule.get(rule).cloned().unwrap_or_default();
        if let (Some(named), Some(rule)) =
            (self.by_fingerprint.get(fingerprint), self.policy.rules.get(rule))
        {
            let exceptions = self.policy.exceptions();
            let names = |at: &usize| exceptions.get(*at).is_some_and(|it| it.names(rule.meta));
            found.extend(named.iter().copied().filter(names));
            found.sort_unstable();
        }
        found
    }

    /// Some exception may mean a finding of this rule.
    fn has_candidates(&self, rule: &str) -> bool {
        !self.by_fingerprint.is_empty() || self.by_rule.get(rule).is_some_and(|at| !at.is_empty())
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
        Some(DecidedBy::Inline { span: ignore.span, reason: ignore.reason.clone() })
    }

    pub(super) fn group(&self, rule: &str) -> Option<Group> {
        self.policy.rules.get(rule).map(|rule| rule.meta.group)
    }

    /// What an exception may call the place of a finding: the Dockerfile, the copied file that it stands in or is about.
    fn paths(&self, finding: &Finding, path: &str, sources: &Sources) -> Vec<String> {
        if !self.has_candidates(finding.rule) {
            return Vec::new();
        }
        let mut shown = vec![path.to_owned()];
        shown.extend(sources.get(finding.primary.span.file).map(|file| file.name().to_owned()));
        match (&finding.subject, &self.bases) {
            // Of a file in the context the report shows the path from there, which is where the Dockerfile is.
            (Some(subject), Some(_)) if subject.layer.is_none() => {
                let directory =
                    path.rfind('/').and_then(|end| path.get(..=end)).unwrap_or_default();
                shown.push(format!("{directory}{}", subject.path));
            }
            // Relative patterns are about Dockerfiles: they excuse nothing that lies in an image.
            (Some(subject), _) => shown.push(format!("/{}", subject.path.trim_start_matches('/'))),
            (None, _) => {}
        }
        shown.iter().flat_map(|path| self.told(path)).collect()
    }

    /// What patterns may call the path that is shown.
    pub(super) fn told(&self, shown: &str) -> Vec<String> {
        match &self.bases {
            Some(bases) => bases.names(shown),
            None => vec![shown.to_owned()],
        }
    }

    /// The text under a finding, where an exception may want to know it.
    fn underlined<'s>(&self, finding: &Finding, sources: &'s Sources) -> Cow<'s, str> {
        let bytes = if self.has_candidates(finding.rule) {
            sources.slice(finding.primary.span)
        } else {
            &[]
        };
        String::from_utf8_lossy(bytes.get(..=MAX_TEXT).unwrap_or(bytes))
    }
}

/// What exceptions may call a finding.
#[derive(Debug, Default)]
pub(crate) struct Place {
    /// The Dockerfile, and the copied file that it is about.
    pub(crate) paths: Vec<String>,
    /// Empty where no exception asks for it.
    pub(crate) fingerprint: String,
}

/// The order of a report: by place, then by rule.
fn in_order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    (a.primary.span, a.rule, &a.message).cmp(&(b.primary.span, b.rule, &b.message))
}

/// The exception that the bundle itself makes.
fn allowed_by_bundle(finding: &Finding) -> Option<DecidedBy> {
    let (span, reason) = finding.check.as_ref()?.allowed.clone()?;
    Some(DecidedBy::Exception { span, reason })
}

//! What of a policy is enforced, whatever language it is written in: one check for each question about a word.
//!
//! Follows `policy::decide`: the setting of a rule, `fail-on`, exceptions on the given day.

use super::exceptions::{self, Excepted};
use super::language::Language;
use super::left_out::LeftOut;
use crate::finding::Action;
use crate::image_ref::Naming;
use crate::intel::Intel;
use crate::pattern::Expression;
use crate::policy::{Date, InlineMode, Policy};
use crate::rules::{self, Admission, Asked, Fires, Meta, Setting, Subject};

/// A question about a word and what follows from the answer.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) rule: &'static str,
    /// What is reported is refused, not only said.
    pub(super) refuses: bool,
    pub(super) subject: Subject,
    pub(super) says: &'static str,
    pub(super) fires: Fires,
    /// Words that are not reported all the same.
    pub(super) unless: Vec<Expression>,
}

/// Everything that is enforced, and what is not.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) checks: Vec<Check>,
    pub(super) left_out: Vec<LeftOut>,
}

impl Plan {
    pub(super) fn of(policy: &Policy, intel: &Intel, language: Language, today: Date) -> Self {
        let naming = match language.is_of_cluster() {
            true => Naming::Written,
            false => Naming::Resolved,
        };
        let asked = Asked { intel, naming };
        let plan = Self { checks: Vec::new(), left_out: Vec::new() };
        let mut planner = Planner { policy, language, today, asked, plan };
        for meta in rules::known_rules() {
            match policy.setting(meta.id) {
                Setting::Off => {}
                Setting::On(Action::Go) => planner.leave_out(meta.id, "its action is only `go`"),
                Setting::On(action) => planner.add(meta, policy.fail_on().fails(action)),
            }
        }
        if !language.is_of_cluster() {
            planner.let_frontends_pass();
        }
        planner.remark();
        planner.plan
    }
}

/// Makes a plan, rule after rule.
struct Planner<'p> {
    policy: &'p Policy,
    language: Language,
    today: Date,
    asked: Asked<'p>,
    plan: Plan,
}

impl Planner<'_> {
    fn leave_out(&mut self, rule: &'static str, what: impl Into<String>) {
        self.plan.left_out.push(LeftOut::of(rule, what));
    }

    fn admissions(&self, rule: &str) -> Vec<Admission> {
        self.policy.asked(rule).flat_map(|rule| rule.admissions(self.asked)).collect()
    }

    /// Adds a rule; `refuses` if a run fails by what it reports.
    fn add(&mut self, meta: &'static Meta, refuses: bool) {
        let mut all = self.admissions(meta.id);
        all.retain(|it| is_seen(it.subject, self.language));
        if all.is_empty() {
            self.plan.left_out.push(LeftOut::whole(meta, self.language));
            return;
        }
        if !refuses && !self.language.is_of_cluster() {
            self.leave_out(meta.id, "it only warns, which a builder cannot");
            return;
        }
        let excepted = exceptions::of(self.policy, meta, self.today);
        for what in &excepted.left_out {
            self.leave_out(meta.id, what);
        }
        for admission in all.into_iter().filter(|_| !excepted.everything) {
            self.check(meta.id, refuses, admission, &excepted);
        }
    }

    fn check(
        &mut self,
        rule: &'static str,
        refuses: bool,
        admission: Admission,
        excepted: &Excepted<'_>,
    ) {
        let Admission { subject, says, fires, mut unless, beyond } = admission;
        let (words, unsaid) = excepted.words(rule, subject, self.asked.naming);
        unless.extend(words);
        for what in unsaid.into_iter().chain(beyond) {
            self.leave_out(rule, what);
        }
        if fires != Fires::OnOneOf(Vec::new()) {
            self.plan.checks.push(Check { rule, refuses, subject, says, fires, unless });
        }
    }

    /// A builder does not say whether an image is built on or reads the Dockerfile, so an allow-list has to take both.
    fn let_frontends_pass(&mut self) {
        let admissions = match self.policy.setting(FRONTENDS) {
            Setting::On(_) => self.admissions(FRONTENDS),
            Setting::Off => {
                let build = rules::find(FRONTENDS).and_then(|meta| meta.build);
                build.map_or_else(Vec::new, |it| it.without_options().admissions(self.asked))
            }
        };
        let listed = |it: Admission| match it.fires {
            Fires::OnOneOf(all) | Fires::OnNoneOf(all) => all,
        };
        let allowed: Vec<Expression> = admissions.into_iter().flat_map(listed).collect();
        let mut lists = Vec::new();
        for check in &mut self.plan.checks {
            if let Fires::OnNoneOf(trusted) = &mut check.fires {
                trusted.extend(allowed.iter().cloned());
                lists.push(check.rule);
            }
        }
        for rule in lists {
            self.leave_out(FRONTENDS, BUILT_ON);
            self.leave_out(rule, ADDED_DIGEST);
        }
    }

    fn remark(&mut self) {
        if self.policy.inline() != InlineMode::Forbid {
            self.plan.left_out.push(LeftOut::general(COMMENTS));
        }
        if self.language.is_of_cluster() {
            self.plan.left_out.push(LeftOut::general(OTHER_OBJECTS));
        }
    }
}

/// The rule that allows images to read a Dockerfile.
const FRONTENDS: &str = "foreign-frontend";

const BUILT_ON: &str =
    "the frontends that it allows may be built on here, too: a builder does not tell them apart";
const ADDED_DIGEST: &str =
    "a digest behind a trusted tag passes: the builder puts one there itself";
const COMMENTS: &str =
    "comments in files accept nothing here, although `inline-ignores` honours them";
const OTHER_OBJECTS: &str =
    "custom resources with containers in them, and what an image does by itself";

/// The words of this kind are seen by those who speak the language.
fn is_seen(subject: Subject, language: Language) -> bool {
    match subject {
        Subject::Image => true,
        Subject::Frontend => false,
        Subject::User | Subject::Directory | Subject::Program => language.is_of_cluster(),
    }
}

//! What of a policy is enforced, whatever language it is written in: one check for each question about a word.
//!
//! Follows `policy::decide`: the setting of a rule, `fail-on`, exceptions on the given day.

use super::left_out::LeftOut;
use super::{Language, exceptions};
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
        let mut plan = Self { checks: Vec::new(), left_out: Vec::new() };
        let cluster = language.is_of_cluster();
        let naming = if cluster { Naming::Written } else { Naming::Resolved };
        let asked = Asked { intel, naming };
        for meta in rules::known_rules() {
            let Setting::On(action) = policy.setting(meta.id) else { continue };
            if action == Action::Go {
                plan.left_out.push(LeftOut::of(meta.id, "its action is only `go`"));
                continue;
            }
            let refuses = policy.fail_on().fails(action);
            if !refuses && !cluster {
                plan.left_out.push(LeftOut::of(meta.id, "a builder refuses or says nothing"));
                continue;
            }
            plan.add_rule(policy, meta, (asked, language), refuses, today);
        }
        if !cluster {
            plan.let_frontends_pass(policy, asked);
        }
        plan.remarks(policy, language);
        plan
    }

    fn add_rule(
        &mut self,
        policy: &Policy,
        meta: &'static Meta,
        (asked, language): (Asked<'_>, Language),
        refuses: bool,
        today: Date,
    ) {
        let all = policy.asked(meta.id).flat_map(|rule| rule.admissions(asked));
        let all: Vec<Admission> = all.filter(|it| is_seen(it.subject, language)).collect();
        if all.is_empty() {
            self.left_out.push(LeftOut::whole(meta, language));
            return;
        }
        let excepted = exceptions::of(policy, meta, today);
        self.left_out.extend(excepted.left_out.iter().map(|what| LeftOut::of(meta.id, what)));
        if excepted.everything {
            return;
        }
        for admission in all {
            let mut unless = admission.unless;
            unless.extend(excepted.words((meta.id, admission.subject), asked.naming, |what| {
                self.left_out.push(LeftOut::of(meta.id, what));
            }));
            let beyond = admission.beyond.into_iter();
            self.left_out.extend(beyond.map(|what| LeftOut::of(meta.id, what)));
            if admission.fires != Fires::OnOneOf(Vec::new()) {
                self.checks.push(Check {
                    rule: meta.id,
                    refuses,
                    subject: admission.subject,
                    says: admission.says,
                    fires: admission.fires,
                    unless,
                });
            }
        }
    }

    /// A builder does not say whether an image is built on or reads the Dockerfile, so an allow-list has to take both.
    fn let_frontends_pass(&mut self, policy: &Policy, asked: Asked<'_>) {
        let rule = "foreign-frontend";
        let by_policy: Vec<Admission> = match policy.setting(rule) {
            Setting::On(_) => policy.asked(rule).flat_map(|it| it.admissions(asked)).collect(),
            Setting::Off => Vec::new(),
        };
        let built_in = || rules::find(rule).and_then(|meta| meta.build);
        let admissions = match by_policy.is_empty() {
            true => built_in().map_or_else(Vec::new, |it| it.without_options().admissions(asked)),
            false => by_policy,
        };
        let allowed: Vec<Expression> =
            admissions.into_iter().flat_map(|it| listed(it.fires)).collect();
        let lists = self.checks.iter_mut().filter(|check| check.subject == Subject::Image);
        let mut has_list = false;
        for check in lists {
            if let Fires::OnNoneOf(trusted) = &mut check.fires {
                trusted.extend(allowed.iter().cloned());
                has_list = true;
            }
        }
        if has_list {
            self.left_out.push(LeftOut::of(
                rule,
                "the frontends that it allows may be built on here, too: a builder does not tell them apart",
            ));
            self.left_out.push(LeftOut::of(
                "untrusted-image",
                "a digest behind a trusted tag passes: the builder puts one there itself",
            ));
        }
    }

    fn remarks(&mut self, policy: &Policy, language: Language) {
        if policy.inline() != InlineMode::Forbid {
            let what =
                "comments in files accept nothing here, although `inline-ignores` honours them";
            self.left_out.push(LeftOut::general(what));
        }
        if language.is_of_cluster() {
            let what = "custom resources with containers in them, and what an image does by itself";
            self.left_out.push(LeftOut::general(what));
        }
    }
}

/// The words of this kind are seen by those who speak the language.
fn is_seen(subject: Subject, language: Language) -> bool {
    match subject {
        Subject::Image => true,
        Subject::Frontend => false,
        Subject::User | Subject::Directory | Subject::Program => language.is_of_cluster(),
    }
}

fn listed(fires: Fires) -> Vec<Expression> {
    match fires {
        Fires::OnOneOf(all) | Fires::OnNoneOf(all) => all,
    }
}

//! The fixtures in `testdata/rules/<id>/`: `bad_*` has a finding of the rule, `good_*` has none. A folder
//! `<name>.context` beside one is its build context.

use std::fs;
use std::path::{Path, PathBuf};

use crate::engine::FileReport;
use crate::rules::{self, Group};

use super::judge::{judge_in, messages, rendered, stops};
use super::{assert_none, at_root, names_in, read};

const ENDING: &str = ".Dockerfile";
const POLICY: &str = ".policy.toml";

fn folder(id: &str) -> PathBuf {
    at_root("testdata/rules").join(id)
}

/// A Dockerfile for a rule, and the policy that it is judged under.
pub(super) struct Fixture {
    id: String,
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// `<name>.policy.toml` if its own name goes on like that, or `policy.toml`; none if there is no such file.
    policy_name: Option<String>,
    /// Empty where there is none.
    pub(super) policy: String,
}

/// The fixtures of a rule.
pub(super) fn of(id: &str) -> impl Iterator<Item = Fixture> {
    let folder = folder(id);
    let names = if folder.exists() { names_in(&folder) } else { Vec::new() };
    let dockerfiles: Vec<_> = names.iter().filter(|it| it.ends_with(ENDING)).cloned().collect();
    let id = id.to_owned();
    dockerfiles.into_iter().map(move |name| Fixture::new(&id, &folder, name, &names))
}

impl Fixture {
    fn new(id: &str, folder: &Path, name: String, names: &[String]) -> Self {
        let case = name.split_once('_').map_or("", |(_, case)| case);
        let is_own = |it: &&String| it.strip_suffix(POLICY).is_some_and(|it| case.starts_with(it));
        let own = names.iter().find(is_own);
        let policy_name = own.or_else(|| names.iter().find(|it| *it == "policy.toml")).cloned();
        let policy = policy_name.as_ref().map_or_else(String::new, |it| read(&folder.join(it)));
        Self { id: id.to_owned(), path: folder.join(&name), name, policy_name, policy }
    }

    /// The build context beside it.
    pub(super) fn context(&self) -> Option<PathBuf> {
        Some(self.path.with_extension("context")).filter(|context| context.is_dir())
    }

    /// Judges it under its name. Names of files inside the context are shown without the path of this repository.
    fn judge(&self) -> FileReport {
        self.judge_under(&self.policy)
    }

    fn judge_under(&self, policy: &str) -> FileReport {
        let text = fs::read(&self.path).expect("a fixture can be read");
        judge_in(&self.id, &self.name, &text, policy, self.context().as_deref())
    }

    /// What is found under another policy: action, place and message of each finding.
    pub(super) fn found_under(&self, policy: &str) -> Vec<String> {
        let report = self.judge_under(policy);
        let found = report.decided.iter().map(|it| {
            format!("{:?} {:?} {}", it.action, it.finding.primary.span, it.finding.message)
        });
        found.collect()
    }

    /// What it is, for people.
    fn describe(&self) -> String {
        let policy = self.policy_name.as_deref().unwrap_or("an empty policy");
        format!("{}/{} under {policy}", self.id, self.name)
    }
}

#[test]
fn every_rule_has_fixtures_and_every_folder_a_rule() {
    let mut problems = Vec::new();
    for id in names_in(&at_root("testdata/rules")) {
        if rules::find(&id).is_none() {
            problems.push(format!("testdata/rules/{id}: no such rule"));
        }
    }
    for rule in rules::known_rules().filter(|rule| rule.group != Group::Policy) {
        let folder = folder(rule.id);
        let names = if folder.exists() { names_in(&folder) } else { Vec::new() };
        for name in &names {
            let known = name == "policy.toml"
                || name.ends_with(POLICY)
                || (name.starts_with("bad_") || name.starts_with("good_"))
                    && (name.ends_with(ENDING) || name.ends_with(".context"));
            if !known {
                problems
                    .push(format!("testdata/rules/{}/{name}: no fixture is called so", rule.id));
            }
        }
        let dockerfiles = || names.iter().filter(|name| name.ends_with(ENDING));
        for (start, least) in [("bad_", 3), ("good_", 2)] {
            if dockerfiles().filter(|name| name.starts_with(start)).count() < least {
                problems.push(format!("testdata/rules/{}: fewer than {least} {start}*", rule.id));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn bad_fixtures_stop_and_good_ones_pass() {
    let mut problems = Vec::new();
    for fixture in names_in(&at_root("testdata/rules")).iter().flat_map(|id| of(id)) {
        let report = fixture.judge();
        if fixture.name.starts_with("bad_") && !stops(&report) {
            let what = match messages(&report).as_str() {
                "" => "nothing found".to_owned(),
                found => format!("found, but no STOP; does the policy say `action`?\n{found}"),
            };
            problems.push(format!("{}: {what}", fixture.describe()));
        }
        if fixture.name.starts_with("good_") && !report.decided.is_empty() {
            problems.push(format!("{}:\n{}", fixture.describe(), messages(&report)));
        }
    }
    assert_none(&problems);
}

#[test]
fn findings_read_as_approved() {
    insta::glob!("../../../testdata/rules", "*/bad_*.Dockerfile", |path| {
        let folder = path.parent().expect("a fixture has a folder");
        let id = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        let fixture = of(&id).find(|it| it.path.ends_with(path.file_name().unwrap_or_default()));
        let fixture = fixture.expect("the folder lists it");
        insta::assert_snapshot!(rendered(fixture.judge()));
    });
}

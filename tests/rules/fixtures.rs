//! The fixtures in `testdata/rules/<id>/`: `bad_*` has a finding of the rule, `good_*` has none. A folder
//! `<name>.context` beside one is its build context.

use std::fs;
use std::path::Path;

use minestop::engine::FileReport;
use minestop::rules::{self, Group};

use super::judge::{judge_in, messages, rendered, stops};
use super::{assert_none, at_root, names_in, read};

const ENDING: &str = ".Dockerfile";

fn folder(id: &str) -> std::path::PathBuf {
    at_root("testdata/rules").join(id)
}

fn policy_in(folder: &Path) -> String {
    let path = folder.join("policy.toml");
    if path.exists() { read(&path) } else { String::new() }
}

/// Judges a fixture under its name, with the context beside it. Names of files inside the context are shown without the
/// path of this repository.
fn judge_fixture(id: &str, path: &Path, policy: &str) -> FileReport {
    let name = path.file_name().expect("a fixture has a name").to_string_lossy().into_owned();
    let text = fs::read(path).expect("a fixture can be read");
    let context = path.with_extension("context");
    judge_in(id, &name, &text, policy, Some(context.as_path()).filter(|context| context.is_dir()))
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
    for id in names_in(&at_root("testdata/rules")) {
        let folder = folder(&id);
        let policy = policy_in(&folder);
        for name in names_in(&folder).iter().filter(|name| name.ends_with(ENDING)) {
            let report = judge_fixture(&id, &folder.join(name), &policy);
            if name.starts_with("bad_") && !stops(&report) {
                problems.push(format!("{id}/{name}: nothing found"));
            }
            if name.starts_with("good_") && !report.decided.is_empty() {
                problems.push(format!("{id}/{name}:\n{}", messages(&report)));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn findings_read_as_approved() {
    insta::glob!("../../testdata/rules", "*/bad_*.Dockerfile", |path| {
        let folder = path.parent().expect("a fixture has a folder");
        let id = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        insta::assert_snapshot!(rendered(judge_fixture(&id, path, &policy_in(folder))));
    });
}

//! The fixtures in `testdata/rules/<id>/`: `bad_*` has a finding of the rule, `good_*` has none. A folder
//! `<name>.context` beside one is its build context.

use std::fs;
use std::path::Path;

use crate::engine::FileReport;
use crate::rules::{self, Group};

use super::judge::{judge_in, messages, rendered, stops};
use super::{assert_none, at_root, names_in, read};

const ENDING: &str = ".Dockerfile";

fn folder(id: &str) -> std::path::PathBuf {
    at_root("testdata/rules").join(id)
}

const POLICY: &str = ".policy.toml";

/// The policy of a fixture: `<name>.policy.toml` if its own name goes on like that, or `policy.toml`.
fn policy_in(folder: &Path, fixture: &str) -> String {
    let case = fixture.split_once('_').map_or("", |(_, case)| case);
    let own = names_in(folder)
        .into_iter()
        .find(|name| name.strip_suffix(POLICY).is_some_and(|start| case.starts_with(start)));
    let path = folder.join(own.as_deref().unwrap_or("policy.toml"));
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
    for id in names_in(&at_root("testdata/rules")) {
        let folder = folder(&id);
        for name in names_in(&folder).iter().filter(|name| name.ends_with(ENDING)) {
            let report = judge_fixture(&id, &folder.join(name), &policy_in(&folder, name));
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

/// Options whose fixture is no Dockerfile: a file with setuid does not survive Git.
const ELSEWHERE: &[(&str, &str)] = &[("file-attributes", "set-id")];

#[test]
fn every_option_is_set_by_a_policy_that_bad_and_good_fixtures_share() {
    let mut problems = Vec::new();
    for rule in rules::known_rules().filter(|rule| !rule.options().is_empty()) {
        let folder = folder(rule.id);
        let fixtures = names_in(&folder).into_iter().filter(|name| name.ends_with(ENDING));
        let policies: Vec<(String, String)> =
            fixtures.map(|name| (policy_in(&folder, &name), name)).collect();
        for option in rule.options() {
            let sets = |policy: &str| {
                let table = format!("[[rules.{}.{}]]", rule.id, option.name);
                let key = format!("{} = ", option.name);
                policy.lines().any(|line| line == table || line.starts_with(&key))
            };
            let has = |start| policies.iter().any(|(it, name)| name.starts_with(start) && sets(it));
            let elsewhere = ELSEWHERE.contains(&(rule.id, option.name.as_str()));
            let paired = has("bad_") && has("good_");
            if !(elsewhere || paired) {
                problems.push(format!("{}: no pair of fixtures sets `{}`", rule.id, option.name));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn findings_read_as_approved() {
    insta::glob!("../../../testdata/rules", "*/bad_*.Dockerfile", |path| {
        let folder = path.parent().expect("a fixture has a folder");
        let id = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        let name = path.file_name().expect("a fixture has a name").to_string_lossy();
        insta::assert_snapshot!(rendered(judge_fixture(&id, path, &policy_in(folder, &name))));
    });
}

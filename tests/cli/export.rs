//! `minestop export`: what is written decides as minestop does, in evaluators of each language, and says what it leaves out.

mod builders;
mod clusters;
mod hostile;
mod images;
mod pods;
mod policies;
mod spoken;

use serde_json::Value;

use crate::project::Project;

/// What becomes of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Decision {
    Passes,
    Warns,
    Refused,
}

/// The day of every run.
const TODAY: &str = "2026-11-29";

/// The text of a policy in a language, and what was said beside it.
fn exported(project: &Project, language: &str) -> (String, String) {
    let outcome = project.run(&["export", language, "--policy", "minestop.toml", "--today", TODAY]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    (outcome.out, outcome.err)
}

/// What `minestop lint` says of each file of a project: the findings of some rules, as action and message.
fn linted(project: &Project, rules: &[&str]) -> Vec<(String, Vec<(Decision, String)>)> {
    let args = ["lint", "--policy", "minestop.toml", "--today", TODAY, "--format", "json", "."];
    let outcome = project.run(&args);
    let report: Value = serde_json::from_str(&outcome.out).expect("a report");
    assert_eq!(report["errors"].as_array().map(Vec::len), Some(0), "{}", report["errors"]);
    let files = report["files"].as_array().expect("files").iter();
    let findings = |file: &Value| {
        let all = file["findings"].as_array().expect("findings").iter();
        let named = all.filter(|it| rules.contains(&it["rule"].as_str().unwrap_or_default()));
        named.map(|it| (decision(&it["action"]), it["message"].to_string())).collect()
    };
    files.map(|it| (it["path"].as_str().expect("a path").to_owned(), findings(it))).collect()
}

fn decision(action: &Value) -> Decision {
    match action.as_str() {
        Some("STOP") => Decision::Refused,
        Some("WARN") => Decision::Warns,
        _ => Decision::Passes,
    }
}

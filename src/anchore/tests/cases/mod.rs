//! Cases in the shape of a file of observed verdicts: what goes in, and what Anchore Engine says of it.
//!
//! One file for each kind of case. Nothing is skipped: a section or a field that is not known fails.

mod bundles;
mod dockerfile;
mod exceptions;
mod fields;
mod files;
mod mappings;
mod names;
mod run;

use std::env;
use std::fs;

use serde_json::Value;

use fields::{Fields, Outcome};

/// Cases of our own, with `exact` where that reading differs.
const OWN: &str = "testdata/anchore/cases.json";

/// Names the file of cases that somebody observed.
const VARIABLE: &str = "MINESTOP_ANCHORE_CASES";

/// Checks one case; the whole file is there for what cases share.
type Check = fn(&Fields<'_>, &Value) -> Outcome;

const SECTIONS: &[(&str, Check)] = &[
    ("dockerfile", dockerfile::check),
    ("files", files::check),
    ("mapping_rules", mappings::check),
    ("bundles", bundles::check),
    ("image_reference_parsing", names::check_name),
    ("wildcard_matching", names::check_pattern),
    ("whitelist_items", exceptions::check),
];

/// What is no list of cases: a remark, and what the cases of `files` share.
const OTHERS: [&str; 2] = ["_about", files::FIXTURE];

fn read(path: &str) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Checks every case of a file: a line for each section, and everything that is wrong.
fn check_all(root: &Value) -> (Vec<String>, Vec<String>) {
    let (mut lines, mut wrong) = (Vec::new(), Vec::new());
    for (name, cases) in root.as_object().expect("the file is an object") {
        if OTHERS.contains(&name.as_str()) {
            continue;
        }
        let section = SECTIONS.iter().find(|(known, _)| known == name);
        let (Some((_, check)), Some(cases)) = (section, cases.as_array()) else {
            wrong.push(format!("the section `{name}` is not known, or no list"));
            continue;
        };
        let before = wrong.len();
        for (number, case) in cases.iter().enumerate() {
            let outcome = Fields::of(case).and_then(|fields| {
                check(&fields, root)?;
                fields.all_read()
            });
            if let Err(what) = outcome {
                let id = case["id"].as_str().map_or(number.to_string(), str::to_owned);
                wrong.push(format!("{name} {id}: {what}\n    {case}"));
            }
        }
        let failed = wrong.len() - before;
        lines.push(format!("{name}: {} of {} as observed", cases.len() - failed, cases.len()));
    }
    (lines, wrong)
}

fn all_pass(root: &Value) -> String {
    let (lines, wrong) = check_all(root);
    assert!(wrong.is_empty(), "{}\n{}", lines.join("\n"), wrong.join("\n"));
    lines.join("\n")
}

#[test]
fn our_own_cases_come_out_as_written() {
    let root = read(OWN);
    all_pass(&root);
    for (section, _) in SECTIONS {
        let cases = root[section].as_array().map_or(0, Vec::len);
        assert!(cases > 0, "{OWN} has no `{section}`");
    }
}

#[test]
fn every_case_can_fail_and_none_is_left_out() {
    let mut root = read(OWN);
    let count: usize = SECTIONS.iter().filter_map(|it| root[it.0].as_array()).map(Vec::len).sum();
    for (section, _) in SECTIONS {
        for case in root[*section].as_array_mut().into_iter().flatten() {
            spoil(case.as_object_mut().expect("a case"));
        }
    }
    root["new section"] = Value::Array(Vec::new());
    let (lines, wrong) = check_all(&root);
    assert_eq!(wrong.len(), count + 1, "{}", lines.join("\n"));
    let mut root = read(OWN);
    root["bundles"][0]["new field"] = Value::Bool(true);
    let (_, wrong) = check_all(&root);
    assert!(matches!(wrong.as_slice(), [one] if one.contains("`new field`")), "{wrong:?}");
}

/// Turns the first thing that is expected into its contrary.
fn spoil(case: &mut serde_json::Map<String, Value>) {
    const EXPECTED: [&str; 6] =
        ["fire", "match", "whitelisted", "expired", "final_action", "registry"];
    if case.get("error").is_some_and(Value::is_string) {
        case.insert("error".to_owned(), Value::Null);
        return;
    }
    let name = EXPECTED.into_iter().find(|name| case.contains_key(*name)).expect("it expects");
    let other = case[name].as_bool().map_or("other".into(), |is| Value::Bool(!is));
    case.insert(name.to_owned(), other);
}

#[test]
#[ignore = "needs a file of observed cases: set MINESTOP_ANCHORE_CASES"]
#[expect(clippy::print_stdout, reason = "a report for whoever runs it")]
fn observed_cases_come_out_as_observed() {
    let path = env::var(VARIABLE).unwrap_or_else(|_| panic!("set {VARIABLE} to a file of cases"));
    let root = read(&path);
    println!("{}", all_pass(&root));
    println!("\ncases of `dockerfile` that come out differently in the reading `exact`:");
    for case in root["dockerfile"].as_array().into_iter().flatten() {
        let fields = Fields::of(case).expect("checked above");
        let exact = dockerfile::exact(&fields).expect("checked above");
        if let Some(differs) = exact {
            println!("{}: {differs}", case["id"]);
        }
    }
}

//! Documents that cannot be used: one run tells everything that is wrong, and where.

use std::fs;

use super::{bundle, lint, minestop, project, rule};
use serde_json::{Value, json};

/// What the run prints to standard error; it must fail with exit code 2 and print nothing else.
fn refused(bundle: &Value, more: &[&str]) -> String {
    let (code, out, err) = lint(bundle, "FROM a\n", more);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    err
}

fn run_like(value: &str) -> Value {
    rule(
        "dockerfile",
        "instruction",
        &[("instruction", "RUN"), ("check", "like"), ("value", value)],
    )
}

#[test]
fn every_error_is_named_at_its_place() {
    let mut wrong = bundle(&json!([
        rule("dockerfil", "instruction", &[]),
        rule("dockerfile", "instructions", &[]),
        rule("dockerfile", "instruction", &[("instruction", "run"), ("check", "exists")]),
        rule("dockerfile", "instruction", &[("instruction", "RUN")]),
        rule("dockerfile", "exposed_ports", &[("ports", "80-90"), ("type", "blacklist")]),
        rule("pkgdiff", "pkgadd", &[]),
        run_like("("),
        {"gate": "always", "trigger": "always", "action": "HELLO"},
    ]));
    wrong["policies"][0]["version"] = json!("2_0");
    wrong["whitelists"][0]["items"] =
        json!([{"gate": "files", "trigger_id": "*", "expires_on": "soon"}]);
    wrong["mappings"][0]["policy_ids"] = json!(["p", "missing"]);
    let err = refused(&wrong, &[]);
    for part in [
        "unknown gate `dockerfil`",
        "did you mean `dockerfile`?",
        "unknown trigger `instructions`",
        "the value of `instruction` is none of ADD",
        "this rule has no parameter `check`",
        "is no list of ports: `80-90`",
        "the gate `pkgdiff` is retired",
        "this regular expression is wrong",
        "unknown action `hello`",
        "version `2_0` of this rule set is not known",
        "`soon` is not a time",
        "there is no rule set `missing`",
        "b.json:1:",
    ] {
        assert!(err.contains(part), "{part:?} in\n{err}");
    }
}

/// A run with this text as the policy: it must be refused for as many errors.
fn refused_text(text: &[u8], errors: usize) -> String {
    let project = project(&[("Dockerfile", "FROM a\n")]);
    fs::write(project.join("b.json"), text).expect("written");
    let (code, out, err) = minestop(&project, &["lint", "Dockerfile", "--policy", "b.json"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    let end = if errors == 1 { "" } else { "s" };
    assert!(err.contains(&format!("minestop: {errors} error{end}\n")), "{err}");
    err
}

#[test]
fn a_text_that_is_no_document_is_one_error_at_its_place() {
    let sound = bundle(&json!([run_like("a")])).to_string();
    let twice = sound.replace("\"trigger\"", "\"gate\":\"files\",\"trigger\"");
    let marked = format!("\u{feff}\n{}", sound.replace("\"dockerfile\"", "\"dokerfile\""));
    let latin = [sound.as_bytes(), b"\n\xe9"].concat();
    for (text, place, said) in [
        (&b""[..], "1:1", "EOF while parsing a value"),
        (b"[]", "1:1", "a bundle must be an object"),
        (b"{\"version\": \"1_0\",", "1:18", "EOF while parsing an object"),
        (&latin, "2:1", "this file is not UTF-8"),
        (format!("{sound}\n{{}}").as_bytes(), "2:1", "trailing characters"),
        (twice.as_bytes(), "1:", "the key `gate` stands here twice"),
        (marked.as_bytes(), "2:", "did you mean `dockerfile`?"),
    ] {
        let err = refused_text(text, 1);
        let is_there = err.contains(&format!("b.json:{place}")) && err.contains(said);
        assert!(is_there, "{place} {said} in\n{err}");
    }
}

#[test]
fn a_rule_that_lacks_something_is_refused_and_not_left_out() {
    let one = |rule: Value, errors, said: &[&str]| {
        let err = refused_text(bundle(&json!([rule])).to_string().as_bytes(), errors);
        for part in said {
            assert!(err.contains(part), "{part:?} in\n{err}");
        }
    };
    let file = |value: Value| json!({"gate": "files", "trigger": "name_match", "action": "STOP", "params": [value]});
    let lacks = "this rule has no parameter `regex`";
    let help = r#"add `{"name": "regex", "value": "…"}` to `params`"#;
    one(file(json!({"name": "regex", "value": null})), 1, &[lacks, help]);
    one(file(json!({"name": "regex"})), 1, &[lacks]);
    one(file(json!({"name": "regex", "value": 80})), 1, &["must be a string", "write `\"80\"`"]);
    one(file(json!({"value": "a"})), 1, &["this rule has no `name`"]);
    one(file(json!({"name": "regex", "value": r"(\w{60}){3}"})), 1, &["more than 4 MiB"]);
    one(file(json!({"name": "regex", "value": "a)|(b"})), 1, &["no usable regular expression"]);
    let instruction = |params: Value| json!({"gate": "dockerfile", "trigger": "instruction", "action": "STOP", "params": params});
    one(instruction(json!([])), 2, &["parameter `instruction`", "parameter `check`"]);
    let run = json!({"name": "instruction", "value": "run"});
    one(instruction(json!([run])), 2, &["is none of ADD", "parameter `check`"]);
    one(instruction(json!([run, {"name": "chek"}])), 2, &["is none of ADD", "unknown parameter"]);
    one(instruction(json!({"check": "exists"})), 1, &["`params` must be a list"]);
    let many = vec![json!({"name": "check", "value": "exists"}); 65];
    one(instruction(json!(many)), 1, &["more than 64 parameters"]);
    one(
        json!({"gate": "a", "trigger": "b", "action": "STOP"}),
        1,
        &["unknown gate `a`", "write `always`"],
    );
}

#[test]
fn what_a_mapping_names_twice_counts_once() {
    let mut twice = bundle(&json!(vec![run_like("a"); 100]));
    twice["mappings"][0]["policy_ids"] = json!(vec!["p"; 15_000]);
    let (code, out, _) = lint(&twice, "FROM a\nRUN a\n", &["-q"]);
    assert_eq!((code, out.lines().count()), (1, 100));
}

#[test]
fn versions_and_generations_are_not_mixed() {
    for (version, part) in [
        ("1_1", "version `1_1` of the policy format is not known"),
        ("2", "`policies` is not a key of version `2`"),
    ] {
        let mut wrong = bundle(&json!([]));
        wrong["version"] = json!(version);
        assert!(refused(&wrong, &[]).contains(part), "{part}");
    }
    let mut number = bundle(&json!([]));
    number["version"] = json!(2);
    assert!(refused(&number, &[]).contains("`version` must be a string"));
    let project =
        project(&[("b.json", "{\"version\": \"1_0\",\n \"id\": }"), ("Dockerfile", "FROM a\n")]);
    let (code, _, err) = minestop(&project, &["lint", "--policy", "b.json"]);
    assert_eq!(code, 2);
    assert!(err.contains("b.json:2:8") && err.contains("expected value"), "{err}");
}

#[test]
fn ids_stand_once() {
    let mut twice = bundle(&json!([]));
    let set = twice["policies"][0].clone();
    twice["policies"] = json!([set, set]);
    assert!(refused(&twice, &[]).contains("two rule sets with the id `p`"));
}

#[test]
fn a_mapping_by_name_asks_for_the_name() {
    let mut named = bundle(&json!([]));
    named["mappings"][0]["repository"] = json!("shop/*");
    assert!(refused(&named, &[]).contains("--image NAME:TAG"));
}

#[test]
fn expressions_without_end_stop_in_bounded_time() {
    let evil = bundle(&json!([run_like(r"(?=(a+)+$)(a|aa)+\1!")]));
    let dockerfile = format!("FROM a\nRUN {}\n", "a".repeat(20_000));
    let (code, out, err) = lint(&evil, &dockerfile, &["-q"]);
    assert_eq!(code, 1, "what cannot be told fires: {out}{err}");
    let slow = bundle(&json!([run_like("(a+)(a+)(a+)(a+)(?!a)b")]));
    let lines = format!("RUN {}!\n", "a".repeat(100)).repeat(3_000);
    let (code, out, err) = lint(&slow, &format!("FROM a\n{lines}"), &["-q"]);
    assert_eq!((code, err.as_str()), (1, ""));
    assert_eq!(out.lines().count(), 3_000);
}

#[test]
fn expressions_that_are_too_long_together_are_refused() {
    let long = format!("[{}]", "a".repeat(8_000));
    let many: Vec<Value> = (0..300).map(|_| run_like(&long)).collect();
    let err = refused(&bundle(&json!(many)), &[]);
    assert!(
        err.contains("all expressions of this document are longer than 2097152 bytes"),
        "{err}"
    );
    assert!(err.contains("minestop: 1 error\n"), "it is said once: {err}");
    let large = refused(&bundle(&json!([run_like(r"(\w{60}){3}")])), &[]);
    assert!(large.contains("this regular expression is wrong"), "{large}");
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    let deep = format!(
        "{{\"version\": \"1_0\", \"policies\": {}{}}}",
        "[".repeat(1 << 20),
        "]".repeat(1 << 20)
    );
    let project = project(&[("b.json", &deep), ("Dockerfile", "FROM a\n")]);
    let (code, out, err) = minestop(&project, &["lint", "--policy", "b.json"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("a rule set must be an object"), "{err}");
    let brackets = format!("{}a{}", "(".repeat(4_000), ")".repeat(4_000));
    assert!(refused(&bundle(&json!([run_like(&brackets)])), &[]).contains("expression is wrong"));
}

#[test]
fn a_document_beyond_the_limits_is_refused_at_once() {
    let many: Vec<Value> = (0..25_000).map(|_| run_like("a")).collect();
    assert!(refused(&bundle(&json!(many)), &[]).contains("more than 20000 entries"));
    let long = project(&[
        ("b.json", &format!("{{{}}}", " ".repeat(17 << 20))),
        ("Dockerfile", "FROM a\n"),
    ]);
    let (code, _, err) = minestop(&long, &["lint", "--policy", "b.json"]);
    assert_eq!(code, 2);
    assert!(err.contains("larger than"), "{err}");
}

//! `minestop policy import`: what carries over says the same, and a comment names everything else.

use super::{bundle, minestop, project, rule};
use serde_json::{Value, json};

/// The imported policy; it has no errors.
fn imported(rules: &Value) -> String {
    let project = project(&[("b.json", &bundle(rules).to_string())]);
    let (code, text, err) = minestop(&project, &["policy", "import", "b.json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    std::fs::write(project.join("minestop.toml"), &text).expect("written");
    let (code, out, err) = minestop(&project, &["policy", "check", "minestop.toml"]);
    assert_eq!(code, 0, "{out}{err}\n{text}");
    text
}

fn attributes(params: &[(&str, &str)]) -> Value {
    let file = [("filename", "/etc/app.conf")];
    rule("files", "attribute_match", &[&file[..], params].concat())
}

#[test]
fn a_file_that_must_be_there_is_required() {
    let text = imported(&json!([attributes(&[("skip_missing", "false"), ("mode", "0777")])]));
    let check = "[[rules.file-attributes.checks]]\npath = \"/etc/app.conf\"\naction = \"stop\"\nmode = \"777\"\n";
    let required = "[[rules.file-attributes.checks]]\npath = \"/etc/app.conf\"\naction = \"stop\"\nexists = true\n";
    assert!(text.contains(check) && text.contains(required), "{text}");
    let alone = imported(&json!([attributes(&[("skip_missing", "false")])]));
    assert!(!alone.contains("mode") && alone.contains(required), "{alone}");
    let nothing = imported(&json!([attributes(&[])]));
    assert!(!nothing.contains("[[") && nothing.contains("so that it never fires"), "{nothing}");
}

#[test]
fn what_has_no_rule_stands_in_a_comment() {
    let text = imported(&json!([
        rule("passwd_file", "blacklist_usernames", &[("user_names", "miner")]),
        rule("packages", "blacklist", &[("name", "xmrig")]),
        rule("metadata", "attribute", &[("attribute", "distro"), ("check", "exists")]),
        rule("files", "content_regex_match", &[]),
        rule("vulnerabilities", "package", &[]),
    ]));
    let left = text.split("# What did not carry over:").nth(1).expect("a comment");
    for part in [
        "(passwd_file blacklist_usernames): no rule of a policy file looks at accounts",
        "(packages blacklist): no rule",
        "(metadata attribute): no rule",
        "(files content_regex_match): expressions for the content of files stand in a list",
        "(vulnerabilities package): minestop does not judge this trigger",
    ] {
        assert!(left.contains(part), "{part} in\n{left}");
    }
}

#[test]
fn the_compliance_table_shows_every_gate() {
    let rules = json!([
        rule("passwd_file", "blacklist_usernames", &[("user_names", "miner")]),
        rule("packages", "required_package", &[("name", "tini")]),
        rule(
            "metadata",
            "attribute",
            &[("attribute", "distro"), ("check", "="), ("value", "some")]
        ),
        rule("files", "content_regex_match", &[]),
        rule("npms", "unknown_in_feeds", &[]),
    ]);
    let evil = "miner:x:1:1:<script>:/:/bin/sh\n";
    let project = project(&[
        ("b.json", &bundle(&rules).to_string()),
        ("list", "A=wallet\n"),
        ("root/etc/passwd", evil),
        ("root/etc/os-release", "ID=some\n"),
        ("root/etc/x", "wallet = 1\n"),
    ]);
    let args = ["scan", "root", "--policy", "b.json", "--content-search", "list"];
    let formats = ["--format", "compliance", "--format", "html=report.html"];
    let (code, out, err) = minestop(&project, &[&args[..], &formats].concat());
    assert_eq!((code, err.as_str()), (1, ""));
    let rows = out.lines().filter(|line| line.starts_with('│') && line.contains("P/r")).count();
    assert_eq!(rows, 5, "{out}");
    for gate in ["passwd_file", "packages", "metadata", "files", "npms"] {
        assert!(out.contains(gate), "{gate} in\n{out}");
    }
    let page = std::fs::read_to_string(project.join("report.html")).expect("a page");
    for gate in ["passwd_file", "packages", "metadata", "files", "npms", "unknown_in_feeds"] {
        assert!(page.contains(&format!("<td>{gate}</td>")), "{gate}");
    }
    assert!(page.contains("&lt;script&gt;") && !page.contains("1:<script>"), "the author's text");
}

#[test]
fn what_comes_of_any_document_is_a_sound_policy_file() {
    let run = |check: &str, value: Option<&str>| {
        let mut params = vec![("instruction", "RUN"), ("check", check)];
        params.extend(value.map(|value| ("value", value)));
        rule("dockerfile", "instruction", &params)
    };
    let rules = json!([
        run("like", Some("")),
        run("like", Some(r"(?!.*good).*(?<!x)y(a)\1")),
        run("=", Some("")),
        run("=", None),
        run("in", Some("a\nb, 'c', \"d\"")),
        rule("files", "attribute_match", &[("filename", "/a b/../c"), ("checksum", "ABC")]),
    ]);
    let mut document = bundle(&rules);
    document["name"] = json!("two\nlines = 1\n[rules.instruction]");
    let project = project(&[("b.json", &document.to_string()), ("Dockerfile", "FROM a\nRUN\n")]);
    let (code, text, err) = minestop(&project, &["policy", "import", "b.json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let left = text.split("# What did not carry over:").nth(1).expect("a comment");
    for part in [
        "(dockerfile instruction): it has no value, so that it never fires",
        "look-around, including look-ahead and look-behind, is not supported",
        "(files attribute_match): no path has the segment",
    ] {
        assert!(left.contains(part), "{part} in\n{left}");
    }
    std::fs::write(project.join("minestop.toml"), &text).expect("written");
    let (code, out, err) = minestop(&project, &["policy", "check", "minestop.toml"]);
    assert_eq!(code, 0, "{out}{err}\n{text}");
    assert_eq!(text.matches("\n[[rules.instruction.checks]]").count(), 3, "{text}");
}

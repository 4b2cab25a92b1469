//! `content_regex_match`: what stands in files, by a list of expressions beside the policy.

use super::{bundle, minestop, project, rule};
use serde_json::{Value, json};

const LIST: &str = "# what the analyzer looks for\n\
                      - \"TOKEN=(?i).*token( *=+ *).*(?<![A-Z0-9])[A-Z0-9]{8}(?![A-Z0-9]).*\"\n\
                    KEY=-+BEGIN(.*)PRIVATE KEY-+\n";

/// The first expression of the list, with its name.
fn token() -> &'static str {
    let line = LIST.lines().nth(1).unwrap_or_default();
    line.trim_start_matches("- ").trim_matches('"')
}

fn named(name: &str) -> Value {
    match name {
        "" => rule("files", "content_regex_match", &[]),
        name => rule("files", "content_regex_match", &[("regex_name", name)]),
    }
}

/// What `minestop scan` says of a root file system with a token and a key in it.
fn scan(rules: &Value, list: &str) -> (i32, String, String) {
    let project = project(&[
        ("b.json", &bundle(rules).to_string()),
        ("list.txt", list),
        ("root/etc/app.conf", "user = me\napi_token = 'ABCD1234'\napi_token = 'ABCD1235'\n"),
        ("root/etc/other.conf", "api_token = 'ABCD12345'\n"),
        ("root/key", "--BEGIN RSA PRIVATE KEY--\r\nxx\n"),
    ]);
    let args = ["scan", "root", "--policy", "b.json", "--format", "short", "-q"];
    let more: &[&str] = if list.is_empty() { &[] } else { &["--content-search", "list.txt"] };
    minestop(&project, &[&args[..], more].concat())
}

#[test]
fn files_are_searched_for_what_a_rule_names() {
    let token = token();
    let text = token.split_once('=').map_or("", |(_, text)| text);
    for (name, fires) in [("", 2), ("TOKEN", 1), (text, 1), (token, 1), ("token", 0), ("NOPE", 0)] {
        let (code, out, err) = scan(&json!([named(name)]), LIST);
        assert_eq!(err, "");
        assert_eq!(out.matches("STOP[anchore-policy]").count(), fires, "{name}: {out}");
        assert_eq!(code, i32::from(fires > 0), "{name}");
    }
    let (_, out, _) = scan(&json!([named("TOKEN")]), LIST);
    let said = format!(
        "File content analyzer found regexp match in container: file=/etc/app.conf regexp={token}"
    );
    assert!(out.contains(&said), "{out}");
}

#[test]
fn without_the_list_the_rule_is_named_as_not_judged() {
    let (code, out, _) = scan(&json!([named("TOKEN")]), "");
    assert_eq!(code, 0);
    let said =
        "WARN[anchore-policy] nothing says what is looked for in files: `--content-search FILE`";
    assert!(out.contains(said), "{out}");
}

#[test]
fn a_list_that_cannot_be_used_is_one_error_with_its_places() {
    let (code, out, err) = scan(&json!([named("")]), "A=(\nno name=x\nB=(?>a)(?=b)\n");
    assert_eq!((code, out.as_str()), (2, ""));
    for part in ["list.txt:1:1", "list.txt:2:1", "list.txt:3:1", "write `NAME=expression`"] {
        assert!(err.contains(part), "{part} in {err}");
    }
}

#[test]
fn files_of_the_build_context_are_searched_too() {
    let project = project(&[
        ("b.json", &bundle(&json!([named("KEY")])).to_string()),
        ("list.txt", LIST),
        ("Dockerfile", "FROM a\nCOPY keys /keys\n"),
        ("keys/id", "--BEGIN RSA PRIVATE KEY--\n"),
        ("other/id", "--BEGIN RSA PRIVATE KEY--\n"),
    ]);
    let args = [
        "lint",
        "Dockerfile",
        "--policy",
        "b.json",
        "--content-search",
        "list.txt",
        "--format",
        "short",
        "-q",
    ];
    let (code, out, err) = minestop(&project, &args);
    assert_eq!((code, err.as_str()), (1, ""), "{out}");
    assert!(out.starts_with("Dockerfile:2:6: STOP[anchore-policy] File content"), "{out}");
    assert_eq!(out.matches("file=/keys/id").count(), 1, "{out}");
}

#[test]
fn many_lines_that_nearly_match_take_bounded_time() {
    let near = "key = (value)\n".repeat(200_000);
    let project = project(&[
        ("b.json", &bundle(&json!([named("EVIL")])).to_string()),
        ("list.txt", "EVIL=(\\w+ ?)+= (?!.*other)\\(value\\)(?!\\n)\n"),
        ("root/near", &near),
    ]);
    let args = ["scan", "root", "--policy", "b.json", "--content-search", "list.txt", "-q"];
    let (code, out, err) = minestop(&project, &args);
    assert_eq!((code, err.as_str()), (1, ""), "what cannot be told fires: {out}");
}

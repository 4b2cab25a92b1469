//! `content_regex_match`: what the analyzer's list of expressions finds in files.

use std::fs;
use std::path::PathBuf;

use super::{bundle, minestop, room, rule};
use serde_json::{Value, json};

const LIST: &str = "# from the analyzer\nMAXFILESIZE=60\n  - \"TOKEN=(?i).*token *= *[a-z]{8}(?![a-z])\"\n\
                    KEY=-+BEGIN(.*)KEY-+\n";

fn found(parameters: &[(&str, &str)]) -> Value {
    rule("files", "content_regex_match", parameters)
}

fn root(rules: &Value) -> PathBuf {
    room(&[
        ("b.json", &bundle(rules).to_string()),
        ("list", LIST),
        ("root/etc/app.conf", "x = 1\nTOKEN = abcdefgh\n"),
        ("root/etc/key.bin", "\0\n---BEGIN A KEY---\n"),
        ("root/etc/longer.conf", "token = abcdefghi\n not at the start: ---BEGIN KEY---\n"),
        ("root/etc/large.conf", &format!("token = abcdefgh\n{}", "x".repeat(60))),
    ])
}

#[test]
fn every_match_of_the_list_or_of_one_name_fires() {
    let token = "file=/etc/app.conf regexp=TOKEN=(?i).*token *= *[a-z]{8}(?![a-z])";
    let key = "file=/etc/key.bin regexp=KEY=-+BEGIN(.*)KEY-+";
    for (parameters, said) in [
        (&[][..], &[token, key][..]),
        (&[("regex_name", "TOKEN")], &[token]),
        (&[("regex_name", "-+BEGIN(.*)KEY-+")], &[key]),
        (&[("regex_name", "KEY=-+BEGIN(.*)KEY-+")], &[key]),
        (&[("regex_name", "key")], &[]),
    ] {
        let room = root(&json!([found(parameters)]));
        let args = ["scan", "root", "--policy", "b.json", "--content-search", "list"];
        let (code, out, err) = minestop(&room, &[&args[..], &["--format", "short"]].concat());
        assert_eq!((code, err.as_str()), (i32::from(!said.is_empty()), ""), "{out}");
        for said in said {
            let whole = format!("File content analyzer found regexp match in container: {said}");
            assert!(out.contains(&whole), "{whole} in\n{out}");
        }
        assert_eq!(out.matches("STOP[anchore-policy]").count(), said.len(), "{out}");
    }
}

#[test]
fn without_a_list_the_rule_is_not_judged() {
    let room = root(&json!([found(&[])]));
    let args = ["scan", "root", "--policy", "b.json", "--format", "short"];
    let (code, out, _) = minestop(&room, &args);
    assert_eq!(code, 0);
    assert!(out.contains("WARN[anchore-policy] nothing says what is looked for in files"), "{out}");
}

#[test]
fn mistakes_of_a_list_are_told_at_their_places() {
    let room = root(&json!([found(&[])]));
    fs::write(room.join("list"), "A=.*\nno\nB=(\nMAXFILESIZE=much\n").expect("written");
    let args = ["scan", "root", "--policy", "b.json", "--content-search", "list"];
    let (code, out, err) = minestop(&room, &args);
    assert_eq!((code, out.as_str()), (2, ""));
    for part in ["list:2:1", "list:3:1", "list:4:1", "no `NAME=expression`", "expression is wrong"]
    {
        assert!(err.contains(part), "{part:?} in\n{err}");
    }
}

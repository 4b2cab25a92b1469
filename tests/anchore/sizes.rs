//! The size of an image, as the gate `metadata` judges it.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tar::{Builder, EntryType, Header};

use super::systems::{attribute, layer, scan_layers};
use super::{bundle, lint, minestop, project, rule};

/// Content of a file, which a tar archive of it fills up to 30,720 bytes with a header and its end.
const CONTENT: usize = 20_481;
const SIZE: &str = "30720";

fn size(check: &str, value: &str) -> Value {
    attribute("size", check, value)
}

fn said(check: &str, value: &str, is: &str) -> String {
    format!(
        "Attribute check for attribute: 'size' check: '{check}' check_value: '{value}' matched image value: '{is}'"
    )
}

/// A root file system with one file in it, and a policy.
fn filled(rules: &Value) -> PathBuf {
    let content = "x".repeat(CONTENT);
    project(&[("b.json", &bundle(rules).to_string()), ("root/large", &content)])
}

fn scan(project: &PathBuf, target: &str, more: &[&str]) -> (i32, String, String) {
    let args = ["scan", target, "--policy", "b.json", "--format", "short", "-q"];
    minestop(project, &[&args[..], more].concat())
}

#[test]
fn sizes_are_compared_as_numbers_in_every_unit() {
    let loud = [
        (size("=", SIZE), said("=", SIZE, SIZE)),
        (size("=", "030kb"), said("=", SIZE, SIZE)),
        (size("!=", "1mb"), said("!=", "1048576", SIZE)),
        (size(">", "9999"), said(">", "9999", SIZE)),
        (size(">=", "30kb"), said(">=", SIZE, SIZE)),
        (size("<", "1gb"), said("<", "1073741824", SIZE)),
        (size("<=", "1tb"), said("<=", "1099511627776", SIZE)),
        (size("<", "99999999999tb"), said("<", "109951162776500488372224", SIZE)),
        (size("exists", "1kb"), said("exists", "1024", SIZE)),
    ];
    let project = filled(&loud.iter().map(|(rule, _)| rule.clone()).collect());
    let (code, out, _) = scan(&project, "root", &[]);
    assert_eq!((code, out.lines().count()), (1, loud.len()), "{out}");
    for (_, said) in &loud {
        assert!(out.contains(said.as_str()), "{said} in\n{out}");
    }
    let no_value = rule("metadata", "attribute", &[("attribute", "size"), ("check", ">")]);
    let quiet = json!([
        size("=", "31kb"),
        size("!=", "30kb"),
        size(">", "30kb"),
        size("<", "30720"),
        size(">=", "31kb"),
        size("<=", "29kb"),
        size("not_exists", "0"),
        no_value,
    ]);
    assert_eq!(scan(&filled(&quiet), "root", &["--strict"]), (0, String::new(), String::new()));
}

#[test]
fn what_is_no_size_is_an_error_of_the_document_at_its_place() {
    for wrong in
        ["", "10 mb", "10MB", "-1", "1.5gb", "mb", "10b", "+1", "10\n", "\u{661}", &"9".repeat(40)]
    {
        let (code, _, err) = lint(&bundle(&json!([size(">", wrong)])), "FROM scratch\n", &[]);
        assert_eq!(code, 2, "{wrong}: {err}");
        assert!(err.contains("no size, such as `1000` or `100mb`"), "{wrong}: {err}");
        assert!(err.contains("b.json:1:"), "{wrong}: {err}");
    }
}

#[test]
fn what_compares_text_does_not_judge_a_size() {
    for check in ["like", "not_like", "in", "not_in"] {
        let project = filled(&json!([size(check, SIZE)]));
        let said = format!("a size is a number, which `{check}` does not compare");
        let (code, out, _) = scan(&project, "root", &[]);
        assert!(code == 0 && out.contains("WARN") && out.contains(&said), "{out}");
        assert_eq!(scan(&project, "root", &["--strict"]).0, 1);
    }
}

#[test]
fn before_there_is_an_image_nothing_is_known_of_its_size() {
    let rules = bundle(&json!([size(">", "1")]));
    let (code, out, _) = lint(&rules, "FROM scratch\n", &[]);
    assert!(code == 0 && out.contains("only a finished image answers `metadata`"), "{out}");
}

#[test]
fn of_an_image_the_files_that_a_container_sees_count() {
    let large = "x".repeat(CONTENT);
    let base = layer(&[("opt/a", &large, false), ("opt/b", &large, false)]);
    let size_with = |above: &[Vec<u8>]| {
        let layers = [std::slice::from_ref(&base), above].concat();
        let out = scan_layers(&json!([size(">", "0")]), &layers);
        out.trim_end().rsplit('\'').nth(1).expect("a size").to_owned()
    };
    assert_eq!(size_with(&[]), "51200");
    let smaller = layer(&[("opt/a", "x", false)]);
    assert_eq!(size_with(std::slice::from_ref(&smaller)), SIZE);
    assert_eq!(size_with(&[smaller.clone(), layer(&[("opt/.wh.b", "", false)])]), "10240");
    assert_eq!(size_with(&[layer(&[("opt/.wh..wh..opq", "", false)])]), "10240");
    assert_eq!(size_with(&[layer(&[("opt", "/elsewhere", true)]), smaller]), "10240");
    assert_eq!(size_with(&[layer(&[("opt/c", &large, false)])]), "71680");
}

#[test]
fn directories_and_archives_of_them_have_the_same_size() {
    let project = filled(&json!([size("=", SIZE)]));
    fs::hard_link(project.join("root/large"), project.join("root/again")).expect("linked");
    fs::create_dir(project.join("root/empty")).expect("made");
    let mut tar = Builder::new(Vec::new());
    tar.append_dir_all(".", project.join("root")).expect("written");
    let mut link = Header::new_gnu();
    link.set_entry_type(EntryType::Link);
    link.set_size(0);
    // a second entry of a path replaces the first
    tar.append_link(&mut link, "again", "large").expect("written");
    fs::write(project.join("root.tar"), tar.into_inner().expect("written")).expect("written");
    for target in ["root", "root.tar"] {
        let (code, out, err) = scan(&project, target, &[]);
        assert!(code == 1 && out.contains(&said("=", SIZE, SIZE)), "{target}: {out}{err}");
    }
}

#[test]
fn what_cannot_be_read_makes_no_image_small() {
    let cut = |bytes: Vec<u8>| bytes.get(..bytes.len() - 8_000).unwrap_or_default().to_vec();
    let large = "x".repeat(CONTENT);
    let rules = json!([size(">", "1tb")]);
    let project = filled(&rules);
    let broken = cut(layer(&[("opt/a", &large, false)]));
    fs::write(project.join("cut.tar"), &broken).expect("written");
    // a link to what no layer has
    let mut dangling = Builder::new(Vec::new());
    let mut link = Header::new_gnu();
    link.set_entry_type(EntryType::Link);
    link.set_size(0);
    dangling.append_link(&mut link, "a", "gone").expect("written");
    let dangling = dangling.into_inner().expect("written");
    fs::write(project.join("dangling.tar"), dangling).expect("written");
    fs::write(project.join("program"), "no archive").expect("written");
    for target in ["cut.tar", "dangling.tar", "program"] {
        let (_, out, _) = scan(&project, target, &[]);
        assert!(out.contains("WARN[anchore-policy]"), "{target}: {out}");
        assert!(out.contains("minestop does not know the size of this image"), "{target}: {out}");
        let (code, out, _) = scan(&project, target, &["--strict"]);
        assert!(code != 0 && out.contains("STOP[anchore-policy]"), "{target}: {out}");
    }
    assert_eq!(scan(&project, "root", &["--strict"]), (0, String::new(), String::new()));
}

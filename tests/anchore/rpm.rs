//! Images whose packages RPM has installed, with databases that RPM itself has written (`testdata/rpm/make.sh`).

use std::fs;

use super::{bundle, minestop, project, rule};
use serde_json::{Value, json};

/// Where a database of each format lies.
const PLACES: [(&str, &str); 4] = [
    ("rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite"),
    ("rpmdb.sqlite", "usr/share/rpm/rpmdb.sqlite"),
    ("Packages.db", "var/lib/rpm/Packages.db"),
    ("Packages", "var/lib/rpm/Packages"),
];

/// What `minestop scan` says of a root file system with this database and more files.
fn scan(rules: &Value, (database, place): (&str, &str), more: &[(&str, &str)]) -> (i32, String) {
    let project = project(&[("b.json", &bundle(rules).to_string())]);
    let fixture = format!("{}/testdata/rpm/{database}", env!("CARGO_MANIFEST_DIR"));
    let place = project.join("root").join(place);
    fs::create_dir_all(place.parent().expect("a parent")).expect("made");
    fs::copy(fixture, &place).expect("copied");
    for (name, text) in more {
        fs::write(place.with_file_name(name), text).expect("written");
    }
    let args = ["scan", "root", "--policy", "b.json", "--format", "short", "--strict", "-q"];
    let (code, out, err) = minestop(&project, &args);
    assert_eq!(err, "");
    (code, out)
}

fn package(trigger: &str, parameters: &[(&str, &str)]) -> Value {
    rule("packages", trigger, parameters)
}

fn minimum(name: &str, version: &str) -> Value {
    let kind = ("version_match_type", "minimum");
    package("required_package", &[("name", name), ("version", version), kind])
}

#[test]
fn packages_are_judged_in_every_format() {
    let version = "1:2.4~rc1-3.el9";
    let loud = [
        (package("blacklist", &[("name", "acme-web")]), "Package is blacklisted: acme-web"),
        (
            package("denylist", &[("name", "acme-web"), ("version", version)]),
            "Package is blacklisted: acme-web-1:2.4~rc1-3.el9",
        ),
        (
            package("denylist", &[("name", "acme-web"), ("version", "1:2.4~rc1")]),
            "Package is blacklisted: acme-web-1:2.4~rc1",
        ),
        (
            package("denylist", &[("name", "acme-part12"), ("version", "0.12")]),
            "Package is blacklisted: acme-part12-0.12",
        ),
        (
            package("required_package", &[("name", "acme-gone")]),
            "Required input package (acme-gone) is not present in container image",
        ),
        (
            package("required_package", &[("name", "acme-base"), ("version", "1.0")]),
            "Required input package (acme-base) is present (1.0-1), but not at the version",
        ),
        (minimum("acme-web", "1:2.4"), "is lower version than what is specified in policy (1:2.4)"),
        (minimum("acme-part9", "0.10"), "(0.9-1), but is lower version than what is specified"),
    ];
    let quiet = [
        package("blacklist", &[("name", "acme-gone")]),
        package("blacklist", &[("name", "acme-web"), ("version", "2.4")]),
        package("required_package", &[("name", "acme-web"), ("version", version)]),
        minimum("acme-web", "1:2.4~beta"),
        minimum("acme-part10", "0.9"),
    ];
    let rules = loud.iter().map(|(rule, _)| rule.clone()).chain(quiet).collect();
    for place in PLACES {
        let (code, out) = scan(&rules, place, &[]);
        assert_eq!(code, 1, "{place:?}");
        for (_, said) in &loud {
            assert!(out.contains(said), "{place:?}: {said} in\n{out}");
        }
        assert_eq!(out.matches("STOP[anchore-policy]").count(), loud.len(), "{place:?}\n{out}");
    }
}

#[test]
fn a_log_that_the_database_has_not_taken_in_makes_it_unreadable() {
    let rules = json!([package("required_package", &[("name", "acme-new")])]);
    let place = ("rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite");
    let (_, out) = scan(&rules, place, &[("rpmdb.sqlite-wal", "")]);
    assert!(out.contains("Required input package (acme-new) is not present"), "{out}");
    let (code, out) = scan(&rules, place, &[("rpmdb.sqlite-wal", "frames")]);
    assert_eq!(code, 1);
    let said = "cannot read the package database `/var/lib/rpm/rpmdb.sqlite-wal`";
    assert!(out.contains(said) && !out.contains("is not present"), "{out}");
}

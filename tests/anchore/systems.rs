//! What a finished image says of itself: accounts, packages, distribution. Messages are those of Anchore Engine.

use std::fs;
use std::os::unix::fs::symlink;

use tar::{Builder, EntryType, Header};

use super::{bundle, lint, minestop, project, rule};
use serde_json::{Value, json};

const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\nmonero:x:1000:1000::/home/monero:/bin/sh\n";
const STATUS: &str = "Package: curl\nStatus: install ok installed\nVersion: 7.88.1-10+deb12u5\n\n\
                      Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n";
const RELEASE: &str = "ID=debian\nVERSION_ID=\"12\"\n";

/// What `minestop scan` says of a root file system, and its exit code.
fn scan(rules: &Value, more: &[&str]) -> (i32, String) {
    let project = project(&[
        ("b.json", &bundle(rules).to_string()),
        ("root/etc/passwd", PASSWD),
        ("root/usr/lib/os-release", RELEASE),
        ("root/var/lib/dpkg/status", STATUS),
    ]);
    let args = ["scan", "root", "--policy", "b.json", "--format", "short", "-q"];
    let (code, out, err) = minestop(&project, &[&args[..], more].concat());
    assert_eq!(err, "");
    (code, out)
}

/// Every rule fires, once, with this in its message.
fn loud(rules: &[(Value, &str)]) {
    let (code, out) = scan(&rules.iter().map(|(rule, _)| rule.clone()).collect(), &[]);
    assert_eq!(code, 1, "{out}");
    for (rule, said) in rules {
        assert!(out.contains(said), "{rule}: {said} in\n{out}");
    }
    assert_eq!(out.matches("STOP[anchore-policy]").count(), rules.len(), "{out}");
}

fn quiet(rules: &Value) {
    assert_eq!(scan(rules, &[]), (0, String::new()));
}

fn denied(trigger: &str, parameter: &str, value: &str) -> Value {
    rule("passwd_file", trigger, &[(parameter, value)])
}

fn package(trigger: &str, parameters: &[(&str, &str)]) -> Value {
    rule("packages", trigger, parameters)
}

pub(super) fn attribute(name: &str, check: &str, value: &str) -> Value {
    rule("metadata", "attribute", &[("attribute", name), ("check", check), ("value", value)])
}

#[test]
fn accounts_are_judged_by_every_field() {
    let entry = "monero:x:1000:1000::/home/monero:/bin/sh";
    loud(&[
        (
            denied("blacklist_usernames", "user_names", "ftp, monero"),
            "Blacklisted user 'monero' found in image's /etc/passwd: pentry=monero:x",
        ),
        (
            denied("denylist_usernames", "user_names", "monero"),
            "Denylisted user 'monero' found in image's /etc/passwd: pentry=monero:x",
        ),
        (denied("blacklist_userids", "useridblacklist", "1000"), "Blacklisted uid '1000' found"),
        (denied("denylist_userids", "user_ids", "5,1000"), "Denylisted uid '1000' found"),
        (denied("blacklist_groupids", "group_ids", "1000"), "Blacklisted gid '1000' found"),
        (denied("blacklist_shells", "shells", "/bin/sh"), "Blacklisted shell '/bin/sh' found"),
        (
            denied("blacklist_full_entry", "entry", entry),
            &format!("Blacklisted pentry '{entry}' found in image's /etc/passwd: pentry={entry}"),
        ),
    ]);
    quiet(&json!([
        denied("blacklist_usernames", "user_names", "Monero,oner"),
        denied("blacklist_userids", "user_ids", "100"),
        rule("passwd_file", "content_not_available", &[]),
    ]));
}

#[test]
fn packages_are_judged_by_name_and_version() {
    let full = "7.88.1-10+deb12u5";
    loud(&[
        (package("blacklist", &[("name", "curl")]), "Package is blacklisted: curl"),
        (
            package("denylist", &[("name", "curl"), ("version", "7.88.1")]),
            "Package is blacklisted: curl-7.88.1",
        ),
        (
            package("required_package", &[("name", "gone")]),
            "Required input package (gone) is not present in container image",
        ),
        (
            package("required_package", &[("name", "tini"), ("version", "1")]),
            "Required input package (tini,1) is not present in container image",
        ),
        (
            package("required_package", &[("name", "curl"), ("version", "8")]),
            "Required input package (curl) is present (7.88.1-10+deb12u5), but not at the version specified in policy (curl)",
        ),
        (
            package(
                "required_package",
                &[("name", "curl"), ("version", "7.100"), ("version_match_type", "minimum")],
            ),
            "but is lower version than what is specified in policy (7.100)",
        ),
    ]);
    quiet(&json!([
        package("blacklist", &[("name", "gone")]),
        package("blacklist", &[("name", "curl"), ("version", "7.88")]),
        package("required_package", &[("name", "curl"), ("version", full)]),
        package(
            "required_package",
            &[("name", "curl"), ("version", "7.9"), ("version_match_type", "minimum")],
        ),
    ]));
}

#[test]
fn a_distribution_is_judged_by_its_release_file() {
    let said = |name: &str, check: &str, value: &str, is: &str| {
        format!(
            "Attribute check for attribute: '{name}' check: '{check}' check_value: '{value}' matched image value: '{is}'"
        )
    };
    loud(&[
        (attribute("distro", "=", "debian"), &said("distro", "=", "debian", "debian")),
        (
            attribute("distro", "not_in", "alpine, wolfi"),
            &said("distro", "not_in", "alpine, wolfi", "debian"),
        ),
        (
            attribute("distro_version", "like", "1[0-9]"),
            &said("distro_version", "like", "1[0-9]", "12"),
        ),
        (
            attribute("like_distro", "not_exists", ""),
            &said("like_distro", "not_exists", "", "None"),
        ),
        (attribute("layer_count", "<", "10"), &said("layer_count", "<", "10", "1")),
    ]);
    quiet(&json!([attribute("distro", "!=", "debian"), attribute("layer_count", ">", "1"),]));
}

#[test]
fn what_cannot_be_answered_is_said_and_stops_when_strict() {
    let rpm = project(&[
        ("b.json", &bundle(&json!([package("blacklist", &[("name", "curl")])])).to_string()),
        ("root/var/lib/rpm/rpmdb.sqlite", "x"),
    ]);
    let args = ["scan", "root", "--policy", "b.json", "--format", "short", "--strict", "-q"];
    let (code, out, _) = minestop(&rpm, &args);
    assert_eq!(code, 1);
    assert!(
        out.contains("minestop cannot read the package database `/var/lib/rpm/rpmdb.sqlite`"),
        "{out}"
    );
    let accounts = bundle(&json!([denied("blacklist_usernames", "user_names", "monero")]));
    let (code, out, _) = lint(&accounts, "FROM debian\n", &[]);
    assert_eq!(code, 0);
    let said =
        "WARN[anchore-policy] only a finished image answers `passwd_file` `blacklist_usernames`";
    assert!(out.contains(said), "{out}");
    assert_eq!(lint(&accounts, "FROM debian\n", &["--strict"]).0, 1);
}

#[test]
fn a_link_in_place_of_the_accounts_is_no_way_round() {
    let rules = json!([denied("blacklist_usernames", "user_names", "monero")]);
    let project = project(&[("b.json", &bundle(&rules).to_string()), ("root/opt/passwd", PASSWD)]);
    fs::create_dir(project.join("root/etc")).expect("made");
    symlink("/opt/passwd", project.join("root/etc/passwd")).expect("linked");
    let args = ["scan", "root", "--policy", "b.json", "--format", "short", "--strict", "-q"];
    let (code, out, _) = minestop(&project, &args);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("minestop cannot read `/etc/passwd`: it is a link"), "{out}");
}

#[test]
fn a_link_in_place_of_a_directory_is_no_way_round() {
    let rules = json!([
        denied("blacklist_usernames", "user_names", "monero"),
        package("blacklist", &[("name", "curl")]),
    ]);
    let moved = project(&[
        ("b.json", &bundle(&rules).to_string()),
        ("root/opt/etc/passwd", PASSWD),
        ("root/opt/dpkg/status", STATUS),
    ]);
    fs::create_dir_all(moved.join("root/var/lib")).expect("made");
    symlink("../../opt/dpkg", moved.join("root/var/lib/dpkg")).expect("linked");
    symlink("opt/etc", moved.join("root/etc")).expect("linked");
    let args = ["scan", "root", "--policy", "b.json", "--format", "short", "--strict", "-q"];
    let (code, out, _) = minestop(&moved, &args);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("cannot read the package database `/var/lib/dpkg`: it is a link"),
        "{out}"
    );
    assert!(out.contains("cannot read `/etc`: it is a link"), "{out}");
}

#[test]
fn a_second_name_of_the_accounts_is_no_way_round() {
    let rules = json!([denied("blacklist_usernames", "user_names", "monero")]);
    let named = project(&[("b.json", &bundle(&rules).to_string()), ("root/aaa", PASSWD)]);
    fs::create_dir(named.join("root/etc")).expect("made");
    fs::hard_link(named.join("root/aaa"), named.join("root/etc/passwd")).expect("linked");
    let args = ["scan", "root", "--policy", "b.json", "--format", "short", "--strict", "-q"];
    let (code, out, _) = minestop(&named, &args);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("Blacklisted user 'monero' found"), "{out}");
}

#[test]
fn links_that_distributions_have_change_nothing() {
    let rules = json!([package("blacklist", &[("name", "musl")])]);
    let installed = "P:musl\nV:1.2.5-r0\n";
    let merged = project(&[
        ("b.json", &bundle(&rules).to_string()),
        ("root/usr/lib/apk/db/installed", installed),
        ("root/usr/lib/sysimage/rpm/.keep", ""),
        ("root/var/lib/.keep", ""),
    ]);
    symlink("usr/lib", merged.join("root/lib")).expect("linked");
    symlink("../../usr/lib/sysimage/rpm", merged.join("root/var/lib/rpm")).expect("linked");
    let args = ["scan", "root", "--policy", "b.json", "--format", "short", "--strict", "-q"];
    let (code, out, _) = minestop(&merged, &args);
    assert_eq!((code, out.lines().count()), (1, 1), "{out}");
    assert!(out.contains("Package is blacklisted: musl"), "{out}");
}

/// A layer with these entries: a text, or a link to a place.
pub(super) fn layer(entries: &[(&str, &str, bool)]) -> Vec<u8> {
    let mut layer = Builder::new(Vec::new());
    for (path, content, is_link) in entries {
        let mut header = Header::new_gnu();
        header.set_mode(0o644);
        if *is_link {
            header.set_size(0);
            header.set_entry_type(EntryType::Symlink);
            layer.append_link(&mut header, path, content).expect("written");
        } else {
            header.set_size(content.len() as u64);
            layer.append_data(&mut header, path, content.as_bytes()).expect("written");
        }
    }
    layer.into_inner().expect("written")
}

/// What a scan of an image with these layers says.
pub(super) fn scan_layers(rules: &Value, layers: &[Vec<u8>]) -> String {
    let names: Vec<String> = (0..layers.len()).map(|number| format!("{number}.tar")).collect();
    let config = json!({"os": "linux", "architecture": "arm64"}).to_string().into_bytes();
    let list = json!([{"Config": "c.json", "RepoTags": ["shop/web:1"], "Layers": names}]);
    let mut image = Builder::new(Vec::new());
    let list = list.to_string().into_bytes();
    let layers = names.iter().map(String::as_str).zip(layers);
    for (name, bytes) in [("manifest.json", &list), ("c.json", &config)].into_iter().chain(layers) {
        let mut header = Header::new_gnu();
        header.set_size(bytes.len() as u64);
        image.append_data(&mut header, name, bytes.as_slice()).expect("written");
    }
    let project = project(&[("b.json", &bundle(rules).to_string())]);
    fs::write(project.join("image.tar"), image.into_inner().expect("written")).expect("written");
    let args = ["scan", "image.tar", "--policy", "b.json", "--format", "short", "-q"];
    let (_, out, err) = minestop(&project, &args);
    assert_eq!(err, "");
    out
}

#[test]
fn of_an_image_the_file_that_a_container_sees_counts() {
    let rules = json!([
        denied("blacklist_usernames", "user_names", "monero"),
        package("blacklist", &[("name", "curl")]),
        attribute("architecture", "=", "arm64"),
        attribute("layer_count", ">", "1"),
    ]);
    let base = || layer(&[("etc/passwd", PASSWD, false), ("var/lib/dpkg/status", STATUS, false)]);
    let clean = "root:x:0:0::/:/bin/sh\n";
    let says = |out: &str, part: &str| out.contains(part);
    let (account, curl) = ("Blacklisted user 'monero'", "Package is blacklisted: curl");
    let out = scan_layers(&rules, &[base()]);
    assert!(says(&out, account) && says(&out, curl) && says(&out, "'architecture'"), "{out}");
    assert!(!says(&out, "'layer_count'"), "{out}");
    let above = layer(&[("etc/passwd", clean, false), ("var/lib/dpkg/.wh.status", "", false)]);
    let out = scan_layers(&rules, &[base(), above]);
    assert!(!says(&out, account) && !says(&out, curl) && says(&out, "'layer_count'"), "{out}");
    let below = layer(&[("etc/passwd", clean, false)]);
    let linked = || layer(&[("etc/passwd", "/opt/passwd", true)]);
    let out = scan_layers(&rules, &[below, linked()]);
    assert!(says(&out, "minestop cannot read `/etc/passwd`"), "{out}");
    let out = scan_layers(&rules, &[linked(), layer(&[("etc/passwd", clean, false)])]);
    assert!(!says(&out, "cannot read"), "{out}");
    let out = scan_layers(&rules, &[base(), layer(&[("var/lib/dpkg", "/opt", true)])]);
    assert!(says(&out, "cannot read the package database `/var/lib/dpkg`"), "{out}");
    assert!(!says(&out, curl), "{out}");
}

#[test]
fn a_database_that_is_not_read_hides_no_other_one() {
    let rules = json!([
        package("blacklist", &[("name", "curl")]),
        package("required_package", &[("name", "tini")]),
    ]);
    let files = [("var/lib/dpkg/status", STATUS, false), ("var/lib/rpm/Packages", "", false)];
    let out = scan_layers(&rules, &[layer(&files)]);
    assert!(out.contains("STOP[anchore-policy] Package is blacklisted: curl"), "{out}");
    assert_eq!(out.matches("minestop cannot read the package database").count(), 2, "{out}");
    assert!(!out.contains("is not present in container image"), "{out}");
}

#[test]
fn of_very_many_accounts_and_packages_a_thousand_are_named() {
    let many = "u:x:1:7::/:/bin/sh\n".repeat(1_500);
    let rules = json!([denied("blacklist_groupids", "group_ids", "7")]);
    let out = scan_layers(&rules, &[layer(&[("etc/passwd", &many, false)])]);
    assert_eq!(out.matches("Blacklisted gid '7'").count(), 1_000);
    assert!(out.contains("more than 1000 accounts of /etc/passwd fire"), "the rest is told");
    let many = "Package: curl\nVersion: 1\n\n".repeat(1_500);
    let rules = json!([package("denylist", &[("name", "curl")])]);
    let out = scan_layers(&rules, &[layer(&[("var/lib/dpkg/status", &many, false)])]);
    assert_eq!(out.matches("Package is blacklisted: curl").count(), 1_000);
    assert!(out.contains("more than 1000 packages fire"), "the rest is told");
}

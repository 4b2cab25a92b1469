//! Checks of `file-attributes` that require a file: they need a finished file system.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;
use tar::{Builder, EntryType, Header};

use crate::project::{Outcome, Project};
use crate::scan::{image, tar};

/// What is required is `etc/agent/pin` with a mode and a digest: it holds `pinned`.
const POLICY: &str = r#"version = 1
preset = "default"

[[rules.file-attributes.checks]]
path = "/etc/agent/*"
mode = "755"
sha256 = "3fab5c181bd28a09b64397df76ae2bfaf1eac182979b5fdb7a342858004f36af"
exists = true
"#;

fn scan(project: &Project, target: &str) -> Outcome {
    project.run(&["scan", "--policy", "minestop.toml", target])
}

fn project() -> Project {
    let project = Project::new();
    project.write("minestop.toml", POLICY);
    project
}

fn link(path: &str, kind: EntryType, to: &str) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    let mut header = Header::new_gnu();
    header.set_size(0);
    header.set_mode(0o755);
    header.set_entry_type(kind);
    builder.append_link(&mut header, path, to).expect("written");
    builder.into_inner().expect("written")
}

#[track_caller]
fn assert_missing(run: &Outcome) {
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    let said =
        "STOP[file-attributes]: there is no file `/etc/agent/*` with what the policy requires";
    assert!(run.out.contains(said), "{}", run.out);
}

#[track_caller]
fn assert_there(run: &Outcome) {
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

#[test]
fn a_directory_needs_a_file_of_which_everything_holds() {
    let project = project();
    project.write("root/etc/agent/pin", "pinned");
    let mode = |mode| {
        let path = project.path("root/etc/agent/pin");
        std::fs::set_permissions(path, Permissions::from_mode(mode)).expect("set");
    };
    mode(0o755);
    assert_there(&scan(&project, "root"));
    mode(0o644);
    assert_missing(&scan(&project, "root"));
    project.write("root/etc/agent/pin", "other");
    mode(0o755);
    assert_missing(&scan(&project, "root"));
    project.write("other/etc/motd", "pinned");
    assert_missing(&scan(&project, "other"));
}

#[test]
fn an_image_needs_it_where_a_container_sees_it() {
    let project = project();
    let base = tar(&[("etc/agent/pin", b"pinned")]);
    let scanned = |layers: &[Vec<u8>]| {
        project.write("image.tar", image(json!({"config": {}}), layers));
        scan(&project, "image.tar")
    };
    assert_there(&scanned(&[base.clone(), tar(&[("etc/motd", b"hello")])]));
    assert_there(&scanned(&[tar(&[("etc/motd", b"hello")]), base.clone()]));
    assert_missing(&scanned(&[tar(&[("etc/motd", b"hello")])]));
    for above in [
        tar(&[("etc/agent/.wh.pin", b"")]),
        tar(&[("etc/.wh.agent", b"")]),
        tar(&[("etc/agent/.wh..wh..opq", b"")]),
        tar(&[("etc/agent/pin", b"replaced")]),
        link("etc/agent", EntryType::Symlink, "/tmp"),
    ] {
        assert_missing(&scanned(&[base.clone(), above.clone()]));
        assert_there(&scanned(&[base.clone(), above, base.clone()]));
    }
}

#[test]
fn another_name_of_a_file_is_a_file() {
    let project = Project::new();
    let policy = "version = 1\npreset = \"default\"\n\n[[rules.file-attributes.checks]]\npath = \"usr/bin/b\"\n";
    let link = link("usr/bin/b", EntryType::Link, "usr/bin/a");
    project.write("image.tar", image(json!({"config": {}}), &[link]));
    project.write("minestop.toml", format!("{policy}exists = true\n"));
    assert_there(&scan(&project, "image.tar"));
    project.write("minestop.toml", format!("{policy}exists = false\n"));
    let run = scan(&project, "image.tar");
    assert!(run.out.contains("STOP[file-attributes]: `usr/bin/b`"), "{}", run.out);
}

#[test]
fn a_dockerfile_alone_says_nothing_of_what_must_be_there() {
    let project = project();
    project.write("Dockerfile", "FROM debian:12\nCOPY x /x\nUSER web\n");
    project.write("x", "x");
    assert_there(&project.run(&["lint", "--policy", "minestop.toml", "Dockerfile"]));
}

#[test]
fn a_flag_that_is_none_is_named_with_its_place() {
    let project = Project::new();
    let policy =
        "version = 1\n\n[[rules.file-attributes.checks]]\npath = \"x\"\nexists = \"yes\"\n";
    project.write("minestop.toml", policy);
    project.write("root/x", "x");
    let run = scan(&project, "root");
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert!(run.err.contains("minestop.toml:5:10"), "{}", run.err);
    assert!(run.err.contains("`true` or `false`"), "{}", run.err);
}

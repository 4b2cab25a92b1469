//! The cache of layers: what a layer has shown is not read again, and nobody else says what it shows.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::json;

use crate::project::{Outcome, Project};
use crate::scan::{digest, image, program, tar};

/// An image whose configuration has the digests of these layers, with others in their place.
fn archive(layers: &[Vec<u8>], stored: &[Vec<u8>]) -> Vec<u8> {
    let diff_ids: Vec<String> = layers.iter().map(|layer| digest(layer)).collect();
    image(json!({"rootfs": {"type": "layers", "diff_ids": diff_ids}}), stored)
}

fn kept(project: &Project) -> Vec<PathBuf> {
    let entries = fs::read_dir(project.path(".cache/minestop/layers"));
    let mut paths: Vec<_> =
        entries.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn scan(project: &Project, more: &[&str]) -> Outcome {
    project.run(&[&["scan", "x.tar"], more].concat())
}

fn project() -> (Project, Vec<Vec<u8>>) {
    let project = Project::new();
    let layers = vec![
        tar(&[("opt/php8", &program()), ("etc/motd", b"hello")]),
        tar(&[("opt/.wh.php8", b"")]),
        tar(&[("run.sh", b"#!/bin/sh\nexec /opt/xmrig -o pool.example.invalid:3333 \xff\n")]),
    ];
    project.write("x.tar", archive(&layers, &layers));
    (project, layers)
}

#[test]
fn a_second_scan_says_the_same() {
    let (project, _) = project();
    let first = scan(&project, &["--format", "json"]);
    assert_eq!((first.code, kept(&project).len()), (1, 3), "{first:?}");
    assert!(first.out.contains("opt/php8") && first.out.contains("\"deleted_by\":2"), "{first:?}");
    let second = scan(&project, &["--format", "json"]);
    assert_eq!((second.code, second.out), (first.code, first.out));
}

#[test]
fn other_bytes_under_a_known_digest_are_looked_at() {
    let (project, layers) = project();
    let clean = tar(&[("etc/motd", b"hello")]);
    let only = std::slice::from_ref(&clean);
    project.write("x.tar", archive(only, only));
    assert_eq!(scan(&project, &[]).code, 0);
    project.write("x.tar", archive(only, &layers[..1]));
    let altered = scan(&project, &[]);
    assert_eq!(altered.code, 2);
    assert!(altered.err.contains("has not the digest") && altered.out.contains("opt/php8"));
}

#[test]
fn a_damaged_file_is_no_answer() {
    let (project, _) = project();
    let first = scan(&project, &[]);
    for path in kept(&project) {
        let text = fs::read_to_string(&path).expect("it is there");
        fs::write(&path, text.replace("php8", "motd")).expect("it can be written");
    }
    let second = scan(&project, &[]);
    assert_eq!((second.code, second.out), (first.code, first.out));
}

#[test]
fn another_policy_has_answers_of_its_own() {
    let (project, _) = project();
    scan(&project, &[]);
    project.write("minestop.toml", "[rules.miner-file-name]\ndeny = [\"motd\"]\n");
    assert!(scan(&project, &[]).out.contains("etc/motd"));
    assert_eq!(kept(&project).len(), 6);
}

#[test]
fn the_cache_stays_within_its_size_or_away() {
    let (project, _) = project();
    scan(&project, &["--no-cache"]);
    assert_eq!(kept(&project).len(), 0);
    scan(&project, &["--cache-size", "0"]);
    assert_eq!(kept(&project).len(), 0);
    scan(&project, &["--cache-dir", "mine"]);
    assert_eq!(project.names(), ["mine", "x.tar"]);
    // what somebody else keeps in the directory is not removed
    project.write("mine/notes.txt", "x");
    scan(&project, &["--cache-dir", "mine", "--cache-size", "0"]);
    let left = fs::read_dir(project.path("mine")).expect("it is there").flatten();
    assert_eq!(left.map(|entry| entry.file_name()).collect::<Vec<_>>(), ["notes.txt"]);
}

#[test]
fn a_directory_that_others_write_is_not_believed() {
    let (project, _) = project();
    let open = fs::Permissions::from_mode(0o777);
    fs::create_dir(project.path("shared")).expect("made");
    fs::set_permissions(project.path("shared"), open).expect("set");
    let refused = scan(&project, &["--cache-dir", "shared"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("others may write into it"), "{refused:?}");
}

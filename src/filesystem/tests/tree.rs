//! Directories and root file systems.

use std::fs;
use std::path::Path;

use crate::filesystem::problem::Found;
use crate::filesystem::tree::walk;
use crate::filesystem::{Budget, EntryKind, Limits};

use crate::filesystem::tests::build::{gzip, tar};
use crate::filesystem::tests::recorder::{Recorder, Shown, paths, problems, texts};

fn directory(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for (path, bytes) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, bytes).expect("a file");
    }
    directory
}

fn walked(root: &Path) -> Found<Shown> {
    walk(root, &Recorder, &Budget::default(), &|_| false).expect("the root is a directory")
}

#[test]
fn the_order_is_always_the_same() {
    let directory =
        directory(&[("b/2", b"x"), ("b/1", b"x"), ("a/z/9", b"x"), ("c", b"x"), ("a/y", b"x")]);
    let found = walked(directory.path());
    assert_eq!(paths(&found), ["a", "b", "c", "a/y", "a/z", "a/z/9", "b/1", "b/2"]);
    assert_eq!(problems(&found), []);
    let many: Vec<String> = (0..20_000).map(|number| format!("{number:05}")).collect();
    for name in &many {
        fs::write(directory.path().join("a/z").join(name), name).unwrap();
    }
    let found = walked(directory.path());
    let texts: Vec<&str> = texts(&found).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts[2..20_002], many[..]);
}

#[test]
fn archives_are_opened() {
    let directory = directory(&[("opt/tool.tgz", &gzip(&tar(&[("bin/x", b"inside")])))]);
    let found = walked(directory.path());
    assert_eq!(paths(&found), ["opt", "opt/tool.tgz", "opt/tool.tgz!bin/x"]);
    assert_eq!(found.seen[2].text, "inside");
}

#[test]
fn a_root_that_cannot_be_read_is_an_error() {
    let directory = directory(&[("file", b"x")]);
    assert!(
        walk(&directory.path().join("none"), &Recorder, &Budget::default(), &|_| false).is_err()
    );
    assert!(
        walk(&directory.path().join("file"), &Recorder, &Budget::default(), &|_| false).is_err()
    );
}

#[test]
fn too_many_entries_are_a_problem() {
    let directory = directory(&[("a/1", b"x"), ("a/2", b"x"), ("b/3", b"x")]);
    let budget = Budget::new(Limits { entries: 3, ..Limits::default() });
    let found = walk(directory.path(), &Recorder, &budget, &|_| false).unwrap();
    assert_eq!(problems(&found), [("", "it has more entries than minestop reads")]);
    assert_eq!(paths(&found), ["a", "b", "a/1"]);
}

#[test]
fn a_file_that_is_too_large_is_read_in_part() {
    let directory = directory(&[("large", &[b'x'; 5000]), ("small", b"x")]);
    let budget = Budget::new(Limits { file: 1000, ..Limits::default() });
    let found = walk(directory.path(), &Recorder, &budget, &|_| false).unwrap();
    assert_eq!(problems(&found), [("large", "only its first 1000 bytes were read")]);
    assert_eq!(found.seen[0].length, 1000);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::process::Command;

    use super::*;

    #[test]
    fn links_are_shown_and_not_followed() {
        let outside = directory(&[("secret", b"outside")]);
        let directory = directory(&[("dir/file", b"inside")]);
        symlink(outside.path(), directory.path().join("out")).unwrap();
        symlink(outside.path().join("secret"), directory.path().join("dir/link")).unwrap();
        symlink(".", directory.path().join("loop")).unwrap();
        let found = walked(directory.path());
        assert_eq!(paths(&found), ["dir", "loop", "out", "dir/file", "dir/link"]);
        assert_eq!(texts(&found), [("dir/file", "inside")]);
        assert_eq!(found.seen[1].entry.link.as_deref(), Some("."));
    }

    #[test]
    fn a_large_file_with_two_names_is_read_once() {
        let large = vec![b'x'; (1 << 20) + 1];
        let directory = directory(&[("a", &large)]);
        fs::hard_link(directory.path().join("a"), directory.path().join("b")).unwrap();
        let found = walked(directory.path());
        assert_eq!(paths(&found), ["a", "b"]);
        assert_eq!(found.seen[0].entry.kind, EntryKind::Regular);
        assert_eq!(found.seen[1].entry.kind, EntryKind::Hardlink);
        assert_eq!(found.seen[1].entry.link.as_deref(), Some("a"));
    }

    #[test]
    fn a_small_file_is_read_under_each_of_its_names() {
        let directory = directory(&[("a", b"content")]);
        fs::hard_link(directory.path().join("a"), directory.path().join("b")).unwrap();
        assert_eq!(texts(&walked(directory.path())), [("a", "content"), ("b", "content")]);
    }

    #[test]
    fn pipes_do_not_make_it_wait_and_modes_are_kept() {
        let directory = directory(&[("su", b"x")]);
        let su = directory.path().join("su");
        fs::set_permissions(&su, fs::Permissions::from_mode(0o4755)).unwrap();
        let made = Command::new("mkfifo").arg(directory.path().join("pipe")).status();
        assert!(made.expect("mkfifo is there").success());
        let found = walked(directory.path());
        assert_eq!(found.seen[0].entry.kind, EntryKind::Other);
        assert_eq!(found.seen[1].entry.mode, 0o4755);
    }
}

//! Which files a run looks at.

use super::room::{CLEAN, POOL, Room};

/// Paths of the files that a run linted, from its JSON.
fn linted(room: &Room, args: &[&str]) -> Vec<String> {
    let run = room.run(&[&["lint", "--format", "json"], args].concat());
    let value: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let files = value["files"].as_array().expect("files").iter();
    files.map(|file| file["path"].as_str().expect("a path").to_owned()).collect()
}

#[test]
fn directories_are_searched_by_name_in_stable_order() {
    let files = [
        "Dockerfile",
        "Dockerfile.prod",
        "z/web.Dockerfile",
        "a/api.dockerfile",
        "a/Containerfile",
        "a/Containerfile.test",
        ".hidden/Dockerfile",
        "a/Dockerfile.dockerignore",
        "a/Dockerfiles",
        "a/readme",
        ".git/Dockerfile",
    ];
    let room = Room::with(&files.map(|path| (path, CLEAN)));
    let expected = [
        ".hidden/Dockerfile",
        "Dockerfile",
        "Dockerfile.prod",
        "a/Containerfile",
        "a/Containerfile.test",
        "a/api.dockerfile",
        "z/web.Dockerfile",
    ];
    assert_eq!(linted(&room, &[]), expected);
    assert_eq!(linted(&room, &["."]), expected);
    assert_eq!(linted(&room, &["z", "a", "z/web.Dockerfile", "./a"]).len(), 4, "each once");
}

#[test]
fn files_that_git_ignores_are_left_out_unless_named() {
    let room = Room::with(&[
        (".gitignore", "build/\n*.tmp.Dockerfile\n"),
        ("build/Dockerfile", POOL),
        ("sub/x.tmp.Dockerfile", POOL),
        ("sub/Dockerfile", CLEAN),
        (".ignore", "sub/\n"),
        (".git/info/exclude", "sub/\n"),
    ]);
    assert_eq!(linted(&room, &[]), ["sub/Dockerfile"], "only .gitignore counts");
    assert_eq!(linted(&room, &["sub"]), ["sub/Dockerfile"], "that of a parent, too");
    assert_eq!(linted(&room, &["build/Dockerfile"]), ["build/Dockerfile"]);
    assert_eq!(linted(&room, &["--no-ignore"]).len(), 3);
}

#[test]
fn a_named_file_is_linted_whatever_its_name() {
    let room = Room::with(&[("recipe.txt", POOL)]);
    assert_eq!(linted(&room, &["recipe.txt"]), ["recipe.txt"]);
    assert_eq!(linted(&room, &["./recipe.txt"]), ["recipe.txt"]);
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_to_files_are_read_and_links_to_directories_are_not_followed() {
        let room = Room::with(&[("real/recipe.txt", POOL), ("dir/Dockerfile", CLEAN)]);
        symlink("../real/recipe.txt", room.path("dir/Dockerfile.link")).expect("a link");
        symlink("..", room.path("dir/up")).expect("a link");
        symlink(".", room.path("dir/Dockerfile.loop")).expect("a link");
        assert_eq!(linted(&room, &[]), ["dir/Dockerfile", "dir/Dockerfile.link"]);
    }

    #[test]
    fn what_cannot_be_read_fails_the_run_after_the_rest_was_linted() {
        let room = Room::with(&[("a/Dockerfile", CLEAN)]);
        symlink("nowhere", room.path("Dockerfile")).expect("a link");
        symlink("Dockerfile.self", room.path("Dockerfile.self")).expect("a link");
        let run = room.run(&["lint"]);
        assert_eq!(run.code, 2);
        assert_eq!(run.out, "GO: 1 file, nothing found\n");
        assert!(
            run.err.contains("minestop: Dockerfile: no such file or directory\n"),
            "{}",
            run.err
        );
        assert!(run.err.contains("minestop: Dockerfile.self: "), "{}", run.err);
    }

    #[test]
    fn a_pipe_in_the_tree_does_not_hang_the_run() {
        let room = Room::with(&[("a/Dockerfile", CLEAN)]);
        let made = std::process::Command::new("mkfifo").arg(room.path("Dockerfile")).status();
        assert!(made.expect("mkfifo starts").success());
        let run = room.run(&["lint"]);
        assert_eq!(run.code, 2);
        assert_eq!(run.err, "minestop: Dockerfile: not a regular file, not linted\n");
    }

    #[test]
    fn names_of_files_reach_no_terminal_raw() {
        let room = Room::new();
        std::fs::write(room.path("Dockerfile.\u{1b}[2J\n::error::x"), POOL).expect("a file");
        let raw = OsStr::from_bytes(b"Dockerfile.\xff\x1b");
        std::fs::write(room.path(".").join(raw), POOL).expect("a file");
        symlink("nowhere", room.path("Dockerfile.\u{202e}x")).expect("a link");
        for format in ["human", "short", "github"] {
            let run = room.run(&["lint", "--format", format]);
            let shown = run.out + &run.err;
            let raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!shown.contains(raw), "{format}: {shown:?}");
            assert!(!shown.contains("\n::error::x"), "{format}: {shown:?}");
        }
    }
}

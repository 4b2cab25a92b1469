//! Which files a run looks at.

use super::project::{CLEAN, POOL, Project};

/// Paths of the files that a run linted, from its JSON.
fn linted(project: &Project, args: &[&str]) -> Vec<String> {
    let run = project.run(&[&["lint", "--format", "json"], args].concat());
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
    let project = Project::with(&files.map(|path| (path, CLEAN)));
    let expected = [
        ".hidden/Dockerfile",
        "Dockerfile",
        "Dockerfile.prod",
        "a/Containerfile",
        "a/Containerfile.test",
        "a/api.dockerfile",
        "z/web.Dockerfile",
    ];
    assert_eq!(linted(&project, &[]), expected);
    assert_eq!(linted(&project, &["."]), expected);
    assert_eq!(linted(&project, &["z", "a", "z/web.Dockerfile", "./a"]).len(), 4, "each once");
}

/// Makes the project a Git repository that tracks these paths, whatever its ignore files say.
fn git_add(project: &Project, paths: &[&str]) {
    project.git(&["init", "--quiet"]);
    project.git(&[&["add", "--force", "--"], paths].concat());
}

#[test]
fn what_git_ignores_and_does_not_track_is_left_out_and_counted() {
    let project = Project::with(&[
        (".gitignore", "build/\n*.tmp.Dockerfile\n!keep.tmp.Dockerfile\n"),
        ("build/Dockerfile", POOL),
        ("build/.gitignore", "!*\n"),
        ("sub/x.tmp.Dockerfile", POOL),
        ("sub/keep.tmp.Dockerfile", CLEAN),
        ("sub/Dockerfile", CLEAN),
        (".ignore", "sub/\n"),
    ]);
    git_add(&project, &[".gitignore"]);
    std::fs::write(project.path(".git/info/exclude"), "sub/\n").expect("a file");
    let kept = ["sub/Dockerfile", "sub/keep.tmp.Dockerfile"];
    assert_eq!(linted(&project, &[]), kept, "only .gitignore counts");
    assert_eq!(linted(&project, &["sub"]), kept, "that of a parent, too");
    assert_eq!(linted(&project, &["build/Dockerfile"]), ["build/Dockerfile"]);
    assert_eq!(linted(&project, &["--no-ignore"]).len(), 4);
    let run = project.run(&["lint"]);
    assert!(run.err.contains("2 files that Git ignores were left out"), "{}", run.err);
    assert_eq!(project.run(&["lint", "--quiet"]).err, "");
}

#[test]
fn no_ignore_file_hides_what_git_tracks() {
    let project = Project::with(&[
        (".gitignore", "build/\n[Xx].*\n"),
        ("deploy/.gitignore", "*.miner\n"),
        ("build/Dockerfile", POOL),
        ("deploy/Dockerfile.miner", POOL),
        ("x.Dockerfile", POOL),
        ("build/untracked/Dockerfile", CLEAN),
    ]);
    git_add(&project, &["build/Dockerfile", "deploy", "x.Dockerfile"]);
    let tracked = ["build/Dockerfile", "deploy/Dockerfile.miner", "x.Dockerfile"];
    assert_eq!(linted(&project, &[]), tracked);
    assert_eq!(project.run(&["lint"]).code, 1);
    std::fs::write(project.path(".git/index"), "damaged").expect("a file");
    assert_eq!(linted(&project, &[]).len(), 4, "an index that cannot be read hides nothing");
}

#[test]
fn a_repository_inside_of_another_one_is_left_out_where_that_ignores_it() {
    let project = Project::with(&[
        (".gitignore", "work/\nvendor/\n"),
        ("work/clone/Dockerfile", POOL),
        ("vendor/part/Dockerfile", CLEAN),
        ("part/Dockerfile", CLEAN),
    ]);
    for inner in ["work/clone", "vendor/part", "part"] {
        project.git(&["init", "--quiet", inner]);
        project.git(&["-C", inner, "add", "Dockerfile"]);
        project.git(&[
            "-C",
            inner,
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.invalid",
            "commit",
            "--quiet",
            "-m",
            "one",
        ]);
    }
    // a submodule, though its place is ignored
    git_add(&project, &["vendor/part"]);
    assert_eq!(linted(&project, &[]), ["part/Dockerfile", "vendor/part/Dockerfile"]);
    // for whoever stands in it, it is the only one
    assert_eq!(linted(&project, &["work/clone"]), ["work/clone/Dockerfile"]);
}

#[test]
fn outside_of_a_repository_no_ignore_file_counts() {
    let outside = tempfile::tempdir().expect("a directory");
    std::fs::write(outside.path().join(".gitignore"), "*\n").expect("a file");
    std::fs::write(outside.path().join("Dockerfile"), POOL).expect("a file");
    assert_eq!(linted(&Project::new(), &[&outside.path().to_string_lossy()]).len(), 1);
}

#[test]
fn a_name_in_doubt_is_linted_if_the_file_would_be_built() {
    let names = [
        "AdtDockerfile",
        "Containerfile-x",
        "Dockerfile-alpine.txt",
        "Dockerfile-prod",
        "Dockerfile.go",
        "Dockerfile2",
        "Dockerfile_prod",
        "Dockerfile~",
    ];
    let project = Project::with(&names.map(|path| (path, POOL)));
    assert_eq!(linted(&project, &[]), names);
    let project = Project::with(&[
        ("Dockerfile", CLEAN),
        ("Dockerfile.md", "# Notes\n\nUse `docker build .` here.\n"),
        ("dockerfile.rs", "//! Reads a Dockerfile.\nuse std::fs;\n"),
        ("dockerfile.mjs", "// words of an editor\nexport const words = [\"from\"];\n"),
        ("dockerfile.py", "from os import path\nimport sys\n"),
        ("Dockerfile.png", "\u{1}PNG"),
    ]);
    assert_eq!(linted(&project, &[]), ["Dockerfile"]);
}

#[test]
fn a_template_is_said_to_be_one_unless_it_would_be_built() {
    let project = Project::with(&[
        ("Dockerfile", CLEAN),
        ("Dockerfile.j2", "FROM {{ base_image }}\n"),
        ("Dockerfile.template", "FROM alpine:%%VERSION%%\n{{ if x then ( -}}\nRUN ls\n"),
        ("Dockerfile.in", POOL),
    ]);
    assert_eq!(linted(&project, &[]), ["Dockerfile", "Dockerfile.in"]);
    let run = project.run(&["lint"]);
    let said =
        "minestop: Dockerfile.j2: a template, not linted\n  help: render it and lint the result\n";
    assert!(run.err.contains(said), "{}", run.err);
}

#[test]
fn a_dockerfile_called_like_yaml_is_linted() {
    let project = Project::with(&[("image.yaml", POOL)]);
    assert_eq!(linted(&project, &["image.yaml"]), ["image.yaml"]);
}

#[test]
fn the_files_of_a_run_can_be_listed() {
    let project =
        Project::with(&[("Dockerfile", POOL), ("web/Dockerfile_dev", POOL), ("web/notes", "x")]);
    let run = project.run(&["files"]);
    assert_eq!((run.code, run.out.as_str()), (0, "Dockerfile\nweb/Dockerfile_dev\n"));
    assert_eq!(project.run(&["files", "web/notes"]).out, "web/notes\n");
    assert_eq!(Project::with(&[("a/x", "")]).run(&["files"]).code, 3);
}

#[test]
fn a_named_file_is_linted_whatever_its_name() {
    let project = Project::with(&[("recipe.txt", POOL)]);
    assert_eq!(linted(&project, &["recipe.txt"]), ["recipe.txt"]);
    assert_eq!(linted(&project, &["./recipe.txt"]), ["recipe.txt"]);
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_to_files_are_read_and_links_to_directories_are_not_followed() {
        let project = Project::with(&[("real/recipe.txt", POOL), ("dir/Dockerfile", CLEAN)]);
        symlink("../real/recipe.txt", project.path("dir/Dockerfile.link")).expect("a link");
        symlink("..", project.path("dir/up")).expect("a link");
        symlink(".", project.path("dir/Dockerfile.loop")).expect("a link");
        assert_eq!(linted(&project, &[]), ["dir/Dockerfile", "dir/Dockerfile.link"]);
    }

    #[test]
    fn what_cannot_be_read_fails_the_run_after_the_rest_was_linted() {
        let project = Project::with(&[("a/Dockerfile", CLEAN)]);
        symlink("nowhere", project.path("Dockerfile")).expect("a link");
        symlink("Dockerfile.self", project.path("Dockerfile.self")).expect("a link");
        let run = project.run(&["lint"]);
        assert_eq!(run.code, 2);
        assert!(run.out.ends_with("ERROR: 1 file, 2 errors, nothing found\n"), "{}", run.out);
        assert!(
            run.err.contains("minestop: Dockerfile: no such file or directory\n"),
            "{}",
            run.err
        );
        assert!(run.err.contains("minestop: Dockerfile.self: "), "{}", run.err);
    }

    #[test]
    fn a_pipe_in_the_tree_does_not_hang_the_run() {
        let project = Project::with(&[("a/Dockerfile", CLEAN)]);
        let made = std::process::Command::new("mkfifo").arg(project.path("Dockerfile")).status();
        assert!(made.expect("mkfifo starts").success());
        let run = project.run(&["lint"]);
        assert_eq!(run.code, 2);
        assert_eq!(run.err, "minestop: Dockerfile: not a regular file, not linted\n");
    }

    #[test]
    fn names_of_files_reach_no_terminal_raw() {
        let project = Project::new();
        std::fs::write(project.path("Dockerfile.\u{1b}[2J\n::error::x"), POOL).expect("a file");
        let raw = OsStr::from_bytes(b"Dockerfile.\xff\x1b");
        std::fs::write(project.path(".").join(raw), POOL).expect("a file");
        symlink("nowhere", project.path("Dockerfile.\u{202e}x")).expect("a link");
        for format in ["human", "short", "github"] {
            let run = project.run(&["lint", "--format", format]);
            let shown = run.out + &run.err;
            let raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!shown.contains(raw), "{format}: {shown:?}");
            assert!(!shown.contains("\n::error::x"), "{format}: {shown:?}");
        }
    }
}

//! `scan` of many targets: lists, shards, and a file of lines that a later run goes on with.

use std::fs;

use serde_json::{Value, json};

use crate::ci::{root, shell};
use crate::project::Project;
use crate::scan::{image, program, tar};

fn project() -> Project {
    let project = Project::new();
    let archive = |layer: Vec<u8>| image(json!({}), &[layer]);
    project.write("good.tar", archive(tar(&[("etc/motd", b"hello")])));
    project.write("bad.tar", archive(tar(&[("opt/php8", &program())])));
    project.write("list", "# images\n\ngood.tar\n  bad.tar\nmissing.tar\n");
    project
}

/// Target and verdict of each line.
fn lines(project: &Project) -> Vec<(String, String)> {
    let text = project.read("out.jsonl");
    let word = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("each line is JSON");
        assert_eq!(line["verdict"], line["report"]["verdict"]);
        (word(&line, "target"), word(&line, "verdict"))
    };
    text.lines().map(line).collect()
}

fn pairs(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
    wanted.iter().map(|(target, verdict)| ((*target).to_owned(), (*verdict).to_owned())).collect()
}

const FLEET: [&str; 5] = ["scan", "--images", "list", "--lines", "out.jsonl"];

#[test]
fn a_run_goes_on_after_errors_and_a_later_one_where_it_ended() {
    let project = project();
    let first = project.run(&FLEET);
    assert_eq!(first.code, 2, "{first:?}");
    assert_eq!(first.out, "3 targets: 1 STOP, 0 WARN, 1 GO, 1 ERROR\n");
    let judged = [("good.tar", "GO"), ("bad.tar", "STOP"), ("missing.tar", "ERROR")];
    assert_eq!(lines(&project), pairs(&judged));
    // a line that was cut off, and an image that is there by now
    let text = project.read("out.jsonl");
    project.write("out.jsonl", format!("{text}{{\"target\":\"good"));
    fs::copy(project.path("good.tar"), project.path("missing.tar")).expect("copied");
    let second = project.run(&FLEET);
    assert_eq!(second.code, 1, "{second:?}");
    assert_eq!(second.out, "3 targets: 1 STOP, 0 WARN, 2 GO, 0 ERROR\n");
    let again = [&judged[..], &[("missing.tar", "GO")]].concat();
    assert_eq!(lines(&project), pairs(&again));
}

#[test]
fn under_other_limits_everything_is_judged_again() {
    let project = project();
    project.write("list", "bad.tar\n");
    assert_eq!(project.run(&FLEET).code, 1);
    let low = [&FLEET[..], &["--limit", "unpacked=1"]].concat();
    assert_eq!(project.run(&low).code, 2);
    assert_eq!(lines(&project), pairs(&[("bad.tar", "STOP"), ("bad.tar", "ERROR")]));
}

#[test]
fn under_another_policy_everything_is_judged_again() {
    let project = project();
    project.write("list", "bad.tar\n");
    assert_eq!(project.run(&FLEET).code, 1);
    let second = project.run(&[&FLEET[..], &["--preset", "locked-down"]].concat());
    assert_eq!((second.code, lines(&project).len()), (1, 2), "{second:?}");
}

#[test]
fn shards_together_are_the_whole_list() {
    let project = project();
    for (part, wanted) in [("1/2", "good.tar"), ("2/2", "bad.tar")] {
        let run = project.run(&["scan", "good.tar", "bad.tar", "--shard", part, "-f", "json"]);
        let report: Value = serde_json::from_str(&run.out).expect("JSON");
        let files = report["files"].as_array().expect("a list");
        let path = files.first().and_then(|file| file["path"].as_str()).unwrap_or_default();
        assert!(files.len() == 1 && path.starts_with(wanted), "{run:?}");
    }
}

#[test]
fn what_is_no_list_and_no_file_of_lines_is_one_error() {
    let project = project();
    project.write("notes.txt", "hello\n");
    project.write("empty", "# nothing yet\n");
    project.write("latin", b"\xff\n".as_slice());
    for (args, wanted) in [
        (&["scan", "--images", "none"][..], "none: "),
        (&["scan", "--images", "empty"], "empty: the list names no target"),
        (&["scan", "--images", "latin"], "latin: the list is not UTF-8"),
        (&["scan", "-", "--images", "-"], "both a target and the list"),
        (&["scan", "--images", "list", "--lines", "notes.txt"], "line 1 is no report"),
        (&["scan", "good.tar", "--shard", "0/2"], "write I/N with I from 1 to N"),
        (&["scan"], "required"),
    ] {
        let run = project.run(args);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(run.err.contains(wanted), "{args:?}: {run:?}");
    }
    assert_eq!(project.read("notes.txt"), "hello\n");
}

#[cfg(unix)]
#[test]
fn the_script_for_builders_has_a_verdict_for_each_image() {
    let project = Project::new();
    // Stands in for Docker: a run for each image, which ends as Buildx does.
    project.write(
        "bin/docker",
        r#"#!/bin/sh
case $IMAGES in
*good*) echo '{"vertexes":[]}' ;;
*odd*) echo '{"warnings":[{"level":1}]}' ;;
*bad*) printf '{"warnings":[]}\n%s\n' 'ERROR: failed to solve: build refused by minestop: 1 STOP' && exit 1 ;;
*) echo "ERROR: failed to solve: $IMAGES: not found" && exit 1 ;;
esac
"#,
    );
    let (code, said) = shell(&project, "chmod", &["+x", "bin/docker"], &[]);
    assert_eq!(code, 0, "{said}");
    let script = root().join("examples/fleet/bake.sh").to_string_lossy().into_owned();
    let gate = format!("registry.example.invalid/minestop@sha256:{}", "0".repeat(64));
    let judged = |list: &str, gate: &str| {
        project.write("list", list);
        let line = "PATH=$PWD/bin:$PATH \"$0\" list 2 2>said";
        let (code, said) = shell(&project, "sh", &["-c", line, &script], &[("GATE", gate)]);
        let mut lines: Vec<_> = said.lines().map(str::to_owned).collect();
        lines.sort();
        (code, lines.join(","))
    };
    for (list, code, verdicts) in [
        ("# all\n\ngood:1\n  good:2\n", 0, "GO good:1,GO good:2"),
        ("good:1\nodd:1\n", 0, "GO good:1,WARN odd:1"),
        ("bad:1\nodd:1\ngood:1\n", 1, "GO good:1,STOP bad:1,WARN odd:1"),
        ("gone:1\nbad:1\ngood:1\n", 2, "ERROR gone:1,GO good:1,STOP bad:1"),
        ("# nothing\n", 2, ""),
    ] {
        assert_eq!(judged(list, &gate), (code, verdicts.to_owned()), "{list}");
    }
    judged("gone:1\nbad:1\n", &gate);
    let said = project.read("said");
    assert!(said.contains("gone:1: not found") && said.contains("refused by minestop"), "{said}");
    assert_eq!(judged("good:1\n", "minestop:1"), (2, String::new()), "a tag is no gate");
}

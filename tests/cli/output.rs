//! `--format FORMAT[=FILE]`.

use super::room::{CLEAN, POOL, Room};

#[test]
fn reports_go_to_files_beside_the_one_for_people() {
    let room = Room::with(&[("Dockerfile", POOL)]);
    let run = room.run(&["lint", "--format", "sarif=out.sarif", "--format", "json=out.json"]);
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("STOP[mining-pool]"), "{}", run.out);
    assert!(room.read("out.sarif").contains("\"version\":\"2.1.0\""));
    assert!(room.read("out.json").starts_with("{\"version\":1,"));
    assert_eq!(room.names(), ["Dockerfile", "out.json", "out.sarif"], "no temporary is left");
}

#[test]
fn an_old_report_is_replaced_whole() {
    let room = Room::with(&[("Dockerfile", CLEAN), ("out.json", &"x".repeat(100_000))]);
    assert_eq!(room.run(&["lint", "--format", "json=out.json"]).code, 0);
    let text = room.read("out.json");
    assert!(text.starts_with('{') && text.ends_with("}\n"), "{text}");
}

#[test]
fn a_report_that_cannot_be_written_is_an_error() {
    let room = Room::with(&[("Dockerfile", CLEAN)]);
    let run = room.run(&["lint", "--format", "json=no/such/dir/out.json"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.err, "minestop: no/such/dir/out.json: no such file or directory\n");
    assert_eq!(run.out, "");
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_written_through() {
    let room = Room::with(&[("Dockerfile", CLEAN), ("real.json", "old")]);
    std::os::unix::fs::symlink("real.json", room.path("link.json")).expect("a link");
    let run = room.run(&["lint", "--format", "json=link.json", "--format", "sarif=/dev/null"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(room.read("real.json").starts_with('{'));
    assert!(room.path("link.json").is_symlink());
}

#[test]
fn quiet_leaves_out_the_summary() {
    let room = Room::with(&[("clean/Dockerfile", CLEAN), ("pool/Dockerfile", POOL)]);
    assert_eq!(room.run(&["lint", "-q", "clean"]).out, "");
    let run = room.run(&["lint", "--quiet", "pool"]);
    assert!(run.out.contains("STOP[mining-pool]") && !run.out.contains("1 file"), "{}", run.out);
}

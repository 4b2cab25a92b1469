//! `--format FORMAT[=FILE]`.

use super::project::{CLEAN, POOL, Project};

#[test]
fn reports_go_to_files_beside_the_one_for_people() {
    let project = Project::with(&[("Dockerfile", POOL)]);
    let run = project.run(&["lint", "--format", "sarif=out.sarif", "--format", "json=out.json"]);
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("STOP[mining-pool]"), "{}", run.out);
    assert!(project.read("out.sarif").contains("\"version\":\"2.1.0\""));
    assert!(project.read("out.json").starts_with("{\"version\":1,"));
    assert_eq!(project.names(), ["Dockerfile", "out.json", "out.sarif"], "no temporary is left");
}

#[test]
fn an_old_report_is_replaced_whole() {
    let project = Project::with(&[("Dockerfile", CLEAN), ("out.json", &"x".repeat(100_000))]);
    assert_eq!(project.run(&["lint", "--format", "json=out.json"]).code, 0);
    let text = project.read("out.json");
    assert!(text.starts_with('{') && text.ends_with("}\n"), "{text}");
}

#[test]
fn a_report_that_cannot_be_written_is_an_error() {
    let project = Project::with(&[("Dockerfile", CLEAN)]);
    let run = project.run(&["lint", "--format", "json=no/such/dir/out.json"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.err, "minestop: no/such/dir/out.json: no such file or directory\n");
    assert_eq!(run.out, "");
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_written_through() {
    let project = Project::with(&[("Dockerfile", CLEAN), ("real.json", "old")]);
    std::os::unix::fs::symlink("real.json", project.path("link.json")).expect("a link");
    let run = project.run(&["lint", "--format", "json=link.json", "--format", "sarif=/dev/null"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(project.read("real.json").starts_with('{'));
    assert!(project.path("link.json").is_symlink());
}

#[test]
fn quiet_leaves_out_the_summary() {
    let project = Project::with(&[("clean/Dockerfile", CLEAN), ("pool/Dockerfile", POOL)]);
    assert_eq!(project.run(&["lint", "-q", "clean"]).out, "");
    let run = project.run(&["lint", "--quiet", "pool"]);
    assert!(run.out.contains("STOP[mining-pool]") && !run.out.contains("1 file"), "{}", run.out);
}

#[test]
fn every_format_links_to_the_pages_that_the_policy_names() {
    let policy = "docs-url = \"https://wiki.example.invalid/m/{rule}.html\"\n";
    let project = Project::with(&[("Dockerfile", POOL), ("minestop.toml", policy)]);
    let page = "https://wiki.example.invalid/m/mining-pool.html";
    for format in ["human", "json", "sarif", "html", "rdjson"] {
        let run = project.run(&["lint", "--format", format, "Dockerfile"]);
        assert_eq!(run.code, 1, "{format}: {}", run.err);
        assert!(run.out.contains(page), "{format}: {}", run.out);
    }
    let shown = project.run(&["policy", "show"]).out;
    assert!(
        shown.contains(
            "docs-url = \"https://wiki.example.invalid/m/{rule}.html\"  # minestop.toml:1"
        )
    );
}

//! `minestop intel`.

use super::project::Project;

#[test]
fn every_entry_has_a_source_and_the_list_says_how_old_it_is() {
    let project = Project::new();
    let run = project.run(&["intel", "--today", "2026-12-25"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("xmrig"), "{}", run.out);
    assert!(run.out.contains("the newest is "), "{}", run.out);
    let json = project.run(&["intel", "--format", "json", "--kind", "file-marker"]);
    let document: serde_json::Value = serde_json::from_str(&json.out).expect("it is JSON");
    let entries = document["entries"].as_array().expect("a list");
    assert!(entries.len() > 40);
    assert!(entries.iter().all(|entry| entry["source"] != "" && entry["date"] != ""));
    assert!(entries.iter().any(|entry| entry["value"] == "mining.notify"));
}

#[test]
fn the_policy_s_own_entries_are_listed() {
    let project = Project::with(&[("minestop.toml", "[indicators]\nnames = [\"acme-tool\"]\n")]);
    let run = project.run(&["intel", "--kind", "product"]);
    assert!(run.out.contains("acme-tool"), "{}", run.out);
    assert_eq!(project.run(&["intel", "--kind", "nothing"]).code, 2);
    assert!(project.run(&["intel", "--sources"]).out.contains("xmrig"));
}

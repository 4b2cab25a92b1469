//! Files of `testdata` that mine, whose first line says what stops them and where (`# STOP rule: word`), and honest ones.

use std::fs;
use std::path::{Path, PathBuf};

use super::project::{Outcome, Project};

/// Each file of a folder of `testdata` is stopped by the rule of its first line, at the word there.
pub(crate) fn stop_at_their_words(folder: &str, least: usize) {
    let project = Project::new();
    let mut failed = Vec::new();
    for file in files(folder, least) {
        let text = fs::read_to_string(&file).expect("a text");
        let (head, _) = text.split_once('\n').expect("a line");
        let wanted = head.trim_end().strip_prefix("# STOP ").expect("what is wanted");
        let (rule, word) = wanted.split_once(": ").expect("a rule and a word");
        let name = file.to_string_lossy();
        let run = project.run(&["lint", "--format", "json", &name]);
        let found = stops(&run, &text);
        if run.code != 1 || !found.iter().any(|(r, w)| r == rule && w == word) {
            failed.push(format!("{name}: {wanted} not in {found:?} {}", run.err));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// No file of a folder of `testdata` is stopped.
pub(crate) fn do_not_stop(folder: &str, least: usize) {
    let project = Project::new();
    for file in files(folder, least) {
        let text = fs::read_to_string(&file).expect("a text");
        let name = file.to_string_lossy();
        let run = project.run(&["lint", "--format", "json", &name]);
        assert_eq!((run.code, stops(&run, &text)), (0, Vec::new()), "{name}: {}", run.err);
    }
}

/// The files of a folder of `testdata`, in their order.
fn files(folder: &str, least: usize) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder);
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() >= least, "{}", files.len());
    files
}

/// The rules that stop a file, each with what it underlines.
pub(crate) fn stops(run: &Outcome, text: &str) -> Vec<(String, String)> {
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let files = report["files"].as_array().expect("files").iter();
    let findings = files.flat_map(|file| file["findings"].as_array().expect("findings"));
    let stops = findings.filter(|finding| finding["action"] == "STOP");
    let place = |finding: &serde_json::Value, line: &str, column: &str| {
        let number = |key: &str| finding[key].as_u64().expect("a number") as usize;
        let before = text.split_inclusive('\n').take(number(line) - 1).map(str::len).sum::<usize>();
        let in_line = text.get(before..).unwrap_or_default().chars().take(number(column) - 1);
        before + in_line.map(char::len_utf8).sum::<usize>()
    };
    let underlined = |finding: &serde_json::Value| {
        let (start, end) =
            (place(finding, "line", "column"), place(finding, "end_line", "end_column"));
        text.get(start..end).unwrap_or_default().to_owned()
    };
    stops.map(|it| (it["rule"].as_str().expect("a rule").to_owned(), underlined(it))).collect()
}

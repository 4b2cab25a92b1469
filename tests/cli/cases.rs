//! Builds of a few lines and files, and what is said of each.

use super::project::Project;

/// Lines behind the FROM of a Dockerfile, and the files beside it.
pub(crate) type Case = (&'static str, &'static [(&'static str, &'static str)]);

/// A Dockerfile with these lines and files, linted; what `--format short` says.
pub(crate) fn said(preset: &str, lines: &str, files: &[(&str, &str)]) -> String {
    let dockerfile = format!("FROM debian:12\n{lines}\n");
    let mut all = vec![("Dockerfile", dockerfile.as_str())];
    all.extend(files);
    let args = ["lint", "--no-policy", "--preset", preset, "--format", "short", "Dockerfile"];
    Project::with(&all).run(&args).out
}

/// Each is said to be this.
pub(crate) fn all_stop(rule: &str, cases: &[Case]) {
    for (lines, files) in cases {
        let out = said("default", lines, files);
        assert!(out.contains(rule), "{lines} {files:?}: {out}");
    }
}

pub(crate) fn none_stops(cases: &[Case]) {
    for (lines, files) in cases {
        let out = said("default", lines, files);
        assert!(!out.contains("STOP"), "{lines} {files:?}: {out}");
    }
}

/// Nothing is said of any.
pub(crate) fn all_pass(cases: &[Case]) {
    for (lines, files) in cases {
        let out = said("default", lines, files);
        assert!(!out.contains("STOP") && !out.contains("WARN"), "{lines} {files:?}: {out}");
    }
}

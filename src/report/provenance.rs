//! Which policy judged, with which version and which intelligence: what a report says of itself, for people.

use super::sanitise;
use crate::engine::Report;
use crate::policy::UsedPolicy;

/// Digits of a digest that people compare.
const DIGITS: usize = 12;

/// Policies that are named one by one; a tree may have thousands.
const MAX_POLICIES: usize = 10;

/// One line a fact; none for a report that is about no run.
pub(super) fn lines(report: &Report) -> Vec<String> {
    let run = &report.provenance;
    if run.policies.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<String> = run.policies.iter().take(MAX_POLICIES).map(policy).collect();
    if let Some(more) = run.policies.len().checked_sub(MAX_POLICIES).filter(|more| *more > 0) {
        lines.push(format!("policy: {more} more"));
    }
    let version = env!("CARGO_PKG_VERSION");
    lines.push(format!("by: minestop {version}, intelligence of {}", run.intelligence));
    lines
}

fn policy(used: &UsedPolicy) -> String {
    let Some(file) = used.chain.first() else {
        return format!("policy: preset `{}`, no policy file", used.preset);
    };
    let digits = file.sha256.get(..DIGITS).unwrap_or_default();
    let mut line = format!(
        "policy: {} (sha256 {digits}, preset `{}`)",
        sanitise::text(&file.path),
        used.preset
    );
    for parent in used.chain.iter().skip(1) {
        let digits = parent.sha256.get(..DIGITS).unwrap_or_default();
        line.push_str(&format!(", extends {} (sha256 {digits})", sanitise::text(&parent.path)));
    }
    if used.is_authors {
        line.push_str("; it lies in the repository that is judged, so its author decides");
    }
    line
}

/// The command of the run, if it is known.
pub(super) fn command(report: &Report) -> Option<String> {
    let command = &report.provenance.command;
    (!command.is_empty()).then(|| sanitise::text(command).into_owned())
}

/// When the run was, if it is known.
pub(super) fn time(report: &Report) -> Option<&str> {
    let time = &report.provenance.time;
    (!time.is_empty()).then_some(time)
}

/// A path as everybody in the repository knows it; as it is shown outside of one.
pub(super) fn path(report: &Report, shown: &str) -> String {
    report.provenance.bases.told(shown)
}

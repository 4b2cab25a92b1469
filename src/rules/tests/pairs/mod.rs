//! What decides in a rule, by lines that it reports and lines that lack just that. Longer ones are fixtures.

mod builds;
mod miners;
mod options;

use super::assert_none;
use super::judge::judge_in;

/// How often the rule reports a Dockerfile of these lines.
fn count(id: &str, lines: &str) -> usize {
    count_under(id, "", lines)
}

/// The same under a policy.
fn count_under(id: &str, policy: &str, lines: &str) -> usize {
    let head = if lines.starts_with(['F', '#']) { "" } else { "FROM scratch\n" };
    let text = format!("{head}{lines}\n");
    judge_in(id, "Dockerfile", text.as_bytes(), policy, None).decided.len()
}

/// The same where these options of the rule stand beside STOP.
fn count_with(id: &str, options: &str, lines: &str) -> usize {
    count_under(id, &format!("[rules.{id}]\naction = \"stop\"\n{options}\n"), lines)
}

/// What the rule says of a Dockerfile of these lines.
fn said(id: &str, lines: &str) -> Vec<String> {
    let text = format!("FROM scratch\n{lines}\n");
    let report = judge_in(id, "Dockerfile", text.as_bytes(), "", None);
    report.decided.into_iter().map(|it| it.finding.message).collect()
}

/// Each of the first is reported, none of the second.
fn assert_told_apart(id: &str, reported: &[&str], passed: &[&str]) {
    let is_wrong = |lines: &&&str, is_reported| (count(id, lines) > 0) != is_reported;
    let missed = reported.iter().filter(|lines| is_wrong(lines, true));
    let missed = missed.map(|lines| format!("{id}: nothing is reported of: {lines}"));
    let wrong = passed.iter().filter(|lines| is_wrong(lines, false));
    let wrong = wrong.map(|lines| format!("{id}: something is reported of: {lines}"));
    assert_none(&missed.chain(wrong).collect::<Vec<_>>());
}

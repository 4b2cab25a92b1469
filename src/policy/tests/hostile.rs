//! Files that are too big, too deep or too wrong: an error, soon, and no crash.

use std::time::{Duration, Instant};

use crate::finding::Finding;
use crate::policy::{
    Date, Decider, InlineIgnores, MAX_INDICATOR_BYTES, MAX_POLICY_BYTES, PolicyError, parse_inline,
    read_indicators,
};
use crate::source::{FileId, Sources, Span, Text};

use crate::policy::tests::{good, read};

#[track_caller]
fn refused(text: &str) -> Vec<PolicyError> {
    let started = Instant::now();
    let errors = read(text).expect_err("refused");
    assert!(errors.len() <= 101, "{}", errors.len());
    assert!(started.elapsed() < Duration::from_secs(20));
    errors
}

fn numbered(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().concat()
}

#[test]
fn nesting_is_bounded() {
    for text in [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("a = {}", "{a=".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
        format!("[[{}a]]", "rules.".repeat(100_000)),
        "[".repeat(100_000),
        "{".repeat(100_000),
        "[[exceptions]]\n".repeat(10_000) + "x = [[[[",
    ] {
        refused(&text);
    }
}

#[test]
fn size_is_bounded() {
    let errors = refused(&"#".repeat(MAX_POLICY_BYTES + 1));
    assert_eq!(errors[0].message, "this file is larger than 1048576 bytes");
    assert_eq!(errors[0].span.range(), 0..0, "it is about all of it");
    assert!(read(&"#".repeat(MAX_POLICY_BYTES)).is_ok());
    refused(&"x = 1\n".repeat(8_000_000));
}

#[test]
fn a_file_full_of_errors_reports_the_first_hundred() {
    let errors = refused(&"a\n".repeat(100_000));
    assert!(errors[100].message.ends_with("more problems are not shown"));
    refused(&numbered(50_000, |n| format!("key{n} = 1\n")));
    refused(&numbered(20_000, |n| format!("[rules.invented-poo{n}]\n")));
    refused(&"[[exceptions]]\nrule = \"x\"\n".repeat(20_000));
    refused(&format!("preset = \"{}\"\n", "x".repeat(1_000_000)));
}

#[test]
fn hostile_indicator_files_are_refused() {
    let mut policy = good("");
    let mut add = |bytes: Vec<u8>| {
        let mut sources = Sources::default();
        let file = sources.add("iocs.json", bytes);
        read_indicators(file, &sources).map(|more| policy.add_indicators(more))
    };
    assert!(add(vec![b'{'; 100_000]).is_err());
    assert!(add([b"{\"names\":".as_slice(), &vec![b'['; 100_000]].concat()).is_err());
    assert!(add([b"{\"names\": [\"".as_slice(), b"\xff\"]}"].concat()).is_err());
    assert!(add(vec![b' '; 100]).is_ok());
    let mut big = b"{}".to_vec();
    big.resize(MAX_INDICATOR_BYTES + 1, b' ');
    assert!(add(big).is_err());
}

#[test]
fn a_dockerfile_full_of_comments_is_judged_in_one_pass() {
    let started = Instant::now();
    let policy = good("inline-ignores = \"allow\"\n");
    let mut comments = Vec::new();
    let mut findings = Vec::new();
    for n in 0..5_000_usize {
        let at = |start, end| Span::new(FileId(0), n * 100 + start, n * 100 + end);
        let text = "# minestop: ignore[invented-pool,invented-poool] why";
        let comment = Text::verbatim(text, at(0, text.len()));
        comments.extend(parse_inline(&comment, at(60, 90), false));
        findings.push(Finding::new("invented-pool", at(61, 62), "found"));
    }
    let today = Date { year: 2026, month: 1, day: 1 };
    let ignores = InlineIgnores::new(comments);
    let decided = Decider::new(&policy, today).judge(findings, "x", &Sources::default(), &ignores);
    assert_eq!(decided.len(), 10_000);
    assert_eq!(decided.iter().filter(|d| d.is_excepted()).count(), 5_000);
    assert!(started.elapsed() < Duration::from_secs(20));
}

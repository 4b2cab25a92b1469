//! What the author of a Dockerfile may do to the one who reads the report: nothing.

use std::time::{Duration, Instant};

use crate::report::{Format, Style};

use super::fixture::{rendered, stops};

const NASTY: &str = "a\u{1b}[2Jb\u{7}c\rd\u{202e}e\u{200b}f\u{9b}31mg\u{e0041}h\u{2028}i\u{0}j\u{7f}k\n::error::l\tm";

/// Characters that must not reach a terminal; line ends are the renderer's own.
fn is_raw(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

#[test]
fn nothing_raw_reaches_a_terminal_or_a_log() {
    let mut bytes = format!("RUN {NASTY}\r\n").into_bytes();
    bytes.extend_from_slice(b"RUN \xff\xfe\xc3\x28 \xf0\x9f\n");
    let len = bytes.len();
    let spans = [(0, len), (4, 9), (9, 10), (len - 9, len), (len, len), (len + 5, len + 9)];
    let report = stops(&format!("dir/{NASTY}/Dockerfile"), &bytes, &spans, NASTY);
    for format in [Format::Human, Format::Short, Format::Github, Format::Compliance, Format::Html] {
        let shown = rendered(&report, format, Style::default());
        let raw: Vec<char> = shown.chars().filter(|c| is_raw(*c)).collect();
        assert_eq!(raw, [], "in {format:?}:\n{shown}");
    }
}

#[test]
fn no_line_of_output_is_a_workflow_command_of_the_author() {
    let report = stops(
        " ::stop-commands::x",
        b"::error::a\n::error::b",
        &[(0, 20)],
        "::error::m\n::error::n",
    );
    for format in [Format::Human, Format::Short] {
        let shown = rendered(&report, format, Style::default());
        let commands = shown.lines().filter(|line| line.trim_start().starts_with("::"));
        assert_eq!(commands.count(), 0, "in {format:?}:\n{shown}");
    }
    let report = stops("a,b:c%0Ad\ne", b"FROM x", &[(5, 6)], "100%\n::error::x");
    insta::assert_snapshot!(rendered(&report, Format::Github, Style::default()), @"::error file=a%2Cb%3Ac%250Ad?e,line=1,endLine=1,col=6,endColumn=7,title=STOP mining-pool::100%25?::error::x%0Ahelp: 100%25?::error::x");
}

#[test]
fn a_page_shows_markup_as_text() {
    let markup = "</td></code><script>alert(1)</script><img src=x onerror=alert(1)>\"'";
    let text = format!("RUN {markup}\n");
    let report = stops(markup, text.as_bytes(), &[(0, 9), (4, text.len())], markup);
    let page = rendered(&report, Format::Html, Style::default());
    let (body, own) = page.rsplit_once("<script>").expect("its own script is the last thing");
    assert!(own.starts_with("\"use strict\""));
    for raw in ["<script", "<img", "\"'"] {
        assert!(!body.contains(raw), "{raw} in\n{body}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)"));
}

#[test]
fn a_page_of_a_huge_file_stays_small() {
    let line = format!("RUN {}\n", "x".repeat(5000));
    let text = line.repeat(4000);
    let report =
        stops("Dockerfile", text.as_bytes(), &[(line.len() * 2000, line.len() * 2001)], "m");
    let page = rendered(&report, Format::Html, Style::default());
    assert!(page.len() < 100_000, "{} bytes", page.len());
    assert!(page.contains("lines without findings") && page.contains("more bytes"));
}

#[test]
fn machine_formats_keep_the_truth() {
    let report = stops(NASTY, b"FROM x", &[(5, 6)], NASTY);
    let text = rendered(&report, Format::Json, Style::default());
    assert!(!text.contains('\u{1b}'), "serde escapes controls");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["files"][0]["findings"][0]["message"], NASTY);
    assert_eq!(value["files"][0]["path"], NASTY);
}

#[test]
fn long_lines_are_cut_around_their_labels() {
    let mut line = "RUN ".to_owned() + &"é ".repeat(300_000);
    let at = line.len();
    line.push_str("fake-miner ");
    line.push_str(&"x ".repeat(300_000));
    let spans = [(at, at + 10), (0, line.len()), (4, 4)];
    let report = stops("Dockerfile", line.as_bytes(), &spans, "m");
    insta::assert_snapshot!(rendered(&report, Format::Human, Style::default()));
}

#[test]
fn cost_follows_the_findings_and_not_findings_times_bytes() {
    let line = "RUN ".to_owned() + &"é".repeat(1_000_000);
    let lines = "RUN x \\\n".repeat(100_000);
    for text in [line, lines] {
        let spans: Vec<(usize, usize)> = (0..2000).map(|n| (n * 300, text.len() - n * 2)).collect();
        let report = stops("Dockerfile", text.as_bytes(), &spans, "m");
        for format in [Format::Human, Format::Short, Format::Json, Format::Github] {
            let start = Instant::now();
            let shown = rendered(&report, format, Style::default());
            assert!(start.elapsed() < Duration::from_secs(5), "{format:?}");
            assert!(shown.len() < 4_000_000, "{format:?} writes {}", shown.len());
        }
    }
}

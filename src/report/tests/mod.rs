//! Every output format on reports built by hand.

mod fixture;
mod formats;
mod hostile;
mod sarif;

use crate::engine::{FileReport, Report};
use crate::finding::{Action, Finding};
use crate::policy::{DecidedBy, Preset};
use crate::report::{Format, Style};
use crate::source::{Sources, Span};
use fixture::{decided, rendered, report};

const SHOW_GO: Style = Style { color: false, show_go: true, summary: true };

#[test]
fn human_shows_what_stops_and_warns() {
    insta::assert_snapshot!(rendered(&report(), Format::Human, Style::default()));
}

#[test]
fn human_shows_excepted_findings_when_asked() {
    insta::assert_snapshot!(rendered(&report(), Format::Human, SHOW_GO));
}

#[test]
fn human_colours_the_verdict() {
    let style = Style { color: true, ..Style::default() };
    insta::assert_snapshot!(rendered(&report(), Format::Human, style).replace('\u{1b}', "ESC"));
}

#[test]
fn human_is_one_line_when_nothing_was_found() {
    let clean = Report { files: report().files.split_off(1), ..Report::default() };
    let shown = rendered(&clean, Format::Human, Style::default());
    assert_eq!(shown, "GO: 1 file, nothing found\n");
    let quiet = Style { summary: false, ..Style::default() };
    assert_eq!(rendered(&clean, Format::Human, quiet), "");
}

#[test]
fn short_is_one_line_a_finding() {
    insta::assert_snapshot!(rendered(&report(), Format::Short, SHOW_GO));
    let shown = rendered(&report(), Format::Short, Style::default());
    assert_eq!(shown.lines().count(), 4, "GO is not shown unasked");
}

#[test]
fn compliance_is_a_table_of_everything() {
    insta::assert_snapshot!(rendered(&report(), Format::Compliance, Style::default()));
}

#[test]
fn html_is_one_page_that_loads_nothing_and_runs_its_own_script() {
    let page = rendered(&report(), Format::Html, Style::default());
    let (_, body) = page.split_once("</head>").expect("a page has a head");
    let (body, script) = body.split_once("<script>").expect("it has a script");
    insta::assert_snapshot!(body.split_once("<section><h2>Rules").expect("it has rules").0);
    for forbidden in
        ["<script", " src=", "url(", "@import", "javascript:", "onclick", "fetch(", "eval"]
    {
        assert!(!body.contains(forbidden) && !script.contains(forbidden), "{forbidden}");
    }
    let (script, rest) = script.split_once("</script>").expect("it ends");
    assert_eq!(rest, "</body></html>", "nothing runs but what the digest is of");
    let digest = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        <sha2::Sha256 as sha2::Digest>::digest(script),
    );
    assert!(
        page.contains(&format!("script-src &#39;sha256-{digest}&#39;"))
            || page.contains(&format!("script-src 'sha256-{digest}'"))
    );
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn html_has_the_page_of_each_rule_that_found_something_and_of_no_other() {
    let page = rendered(&report(), Format::Html, Style::default());
    let (page, _) = page.split_once("<script>").expect("it has a script");
    for rule in ["denied-image", "mining-pool", "instruction"] {
        assert!(page.contains(&format!("<details class=\"page\" id=\"rule-{rule}\">")), "{rule}");
        assert!(page.contains(&format!("href=\"#rule-{rule}\"")), "{rule}");
    }
    assert!(!page.contains("id=\"rule-wallet-address\""));
    let pages = page.split("class=\"page\"").skip(1).collect::<String>();
    assert!(!pages.contains('`'), "the text of a page is no Markdown");
    assert!(
        !pages.contains("href=\"../") && !pages.contains(".md\""),
        "no link leads out of the page"
    );
}

#[test]
fn html_shows_the_worst_file_first_and_says_what_it_leaves_out() {
    let one = |name: &str, action| {
        let mut sources = Sources::default();
        let file = sources.add(name, b"FROM debian:12\n".to_vec());
        let finding = Finding::new("denied-image", Span::new(file, 5, 14), "image `debian` ` is");
        let decided = decided(finding, action, DecidedBy::Preset(Preset::Default));
        FileReport::new(name.into(), file, sources, vec![decided])
    };
    let mut files: Vec<FileReport> =
        (0..6000).map(|number| one(&format!("{number}/Dockerfile"), Action::Warn)).collect();
    files.push(one("last/Dockerfile", Action::Stop));
    let page = rendered(&Report { files, ..Report::default() }, Format::Html, Style::default());
    let at = |text: &str| page.find(text).expect("the page has it");
    assert!(at("<h2>last/Dockerfile") < at("<h2>0/Dockerfile"));
    assert_eq!(page.matches("class=\"finding ").count(), 5000);
    assert!(page.contains("1001 more findings in 1001 more files are not shown"));
    assert!(page.contains("image <code>debian</code> ` is"), "one backtick is only that");
    assert!(page.len() < 16 << 20, "{}", page.len());
}

#[test]
fn json_is_version_1() {
    let text = rendered(&report(), Format::Json, Style::default());
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("a value prints"));
}

#[test]
fn github_writes_workflow_commands() {
    insta::assert_snapshot!(rendered(&report(), Format::Github, SHOW_GO));
}

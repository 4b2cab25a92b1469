//! The formats for services: valid by their schemas, whatever an author wrote.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

use crate::engine::{ReadError, Report};
use crate::report::{Format, Style, schema};

use super::fixture::{rendered, report, stops};

/// Reports that a format must survive: ordinary, hostile, empty, unread.
fn reports() -> Vec<Report> {
    let nasty = "a\u{1b}[2J\u{0}]]>--><x y='\"&amp;|`*[l](http://e)@team #1 <!-- \u{202e}\u{fffe}\n\n::error::x";
    let mut hostile = stops(
        nasty,
        format!("FROM {nasty}\nRUN \u{e9}x").as_bytes(),
        &[(5, 9), (0, 0), (99, 999)],
        nasty,
    );
    hostile.errors.push(ReadError::new(nasty, nasty));
    hostile.notes.push(nasty.to_owned());
    vec![report(), hostile, Report::default()]
}

fn value(report: &Report, format: Format) -> Value {
    let style = Style { show_go: true, ..Style::default() };
    serde_json::from_str(&rendered(report, format, style)).expect("JSON")
}

fn assert_valid(schema: &Value, document: &Value) {
    let validator = jsonschema::validator_for(schema).expect("the schema is one");
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert_eq!(errors, [""; 0], "{document}");
}

#[test]
fn json_is_valid_by_its_own_schema() {
    let schema = schema();
    for report in reports() {
        assert_valid(&schema, &value(&report, Format::Json));
    }
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let mut wrong = value(&report(), Format::Json);
    wrong["files"][0]["findings"][0]["action"] = json!("MAYBE");
    assert!(!validator.is_valid(&wrong), "the schema can say no");
    wrong = value(&report(), Format::Json);
    wrong["version"] = json!(2);
    assert!(!validator.is_valid(&wrong), "another version is another document");
}

/// What GitLab reads, by its page on code quality reports.
fn code_quality() -> Value {
    json!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": { "type": "string", "minLength": 1 },
                "check_name": { "type": "string", "minLength": 1 },
                "fingerprint": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
                "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": { "type": "string", "not": { "pattern": "^\\./" } },
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": { "begin": { "type": "integer", "minimum": 1 } },
                        },
                    },
                },
            },
        },
    })
}

#[test]
fn gitlab_is_a_code_quality_report() {
    for report in reports() {
        let issues = value(&report, Format::Gitlab);
        assert_valid(&code_quality(), &issues);
        let mut prints: Vec<String> = issues
            .as_array()
            .expect("a list")
            .iter()
            .map(|it| it["fingerprint"].to_string())
            .collect();
        let count = prints.len();
        prints.sort();
        prints.dedup();
        assert_eq!(prints.len(), count, "GitLab shows one issue a fingerprint");
    }
    let issues = value(&report(), Format::Gitlab);
    let severities: Vec<&str> = issues
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| it["severity"].as_str().expect("a word"))
        .collect();
    assert_eq!(severities, ["blocker", "blocker", "info", "major", "blocker", "info"]);
}

/// What reviewdog reads: `DiagnosticResult` of its `rdf.proto` as JSON.
fn diagnostic_result() -> Value {
    let position = json!({
        "type": "object",
        "required": ["line", "column"],
        "properties": {
            "line": { "type": "integer", "minimum": 1 },
            "column": { "type": "integer", "minimum": 1 },
        },
        "additionalProperties": false,
    });
    json!({
        "type": "object",
        "required": ["source", "diagnostics"],
        "additionalProperties": false,
        "properties": {
            "source": {
                "type": "object",
                "properties": { "name": { "type": "string" }, "url": { "type": "string", "pattern": "^https?://." } },
                "additionalProperties": false,
            },
            "diagnostics": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["message", "location"],
                    "additionalProperties": false,
                    "properties": {
                        "message": { "type": "string", "minLength": 1 },
                        "location": {
                            "type": "object",
                            "required": ["path"],
                            "additionalProperties": false,
                            "properties": {
                                "path": { "type": "string" },
                                "range": {
                                    "type": "object",
                                    "properties": { "start": position, "end": position },
                                    "additionalProperties": false,
                                },
                            },
                        },
                        "severity": { "enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"] },
                        "code": {
                            "type": "object",
                            "properties": { "value": { "type": "string" }, "url": { "type": "string", "pattern": "^https?://." } },
                            "additionalProperties": false,
                        },
                    },
                },
            },
        },
    })
}

#[test]
fn rdjson_is_a_diagnostic_result_with_columns_in_bytes() {
    for report in reports() {
        assert_valid(&diagnostic_result(), &value(&report, Format::Rdjson));
    }
    let report = stops("Dockerfile", "FROM a\nRUN éé x\n".as_bytes(), &[(15, 17)], "m");
    let start = &value(&report, Format::Rdjson)["diagnostics"][0]["location"]["range"]["start"];
    assert_eq!(*start, json!({ "line": 2, "column": 9 }));
}

/// Elements and their attributes: of JUnit as Jenkins' schema has them, of Checkstyle as its parsers read them.
const KNOWN: [(&str, &[&str]); 10] = [
    ("testsuites", &["name", "tests", "failures", "errors"]),
    ("testsuite", &["name", "tests", "failures", "errors", "skipped"]),
    ("properties", &[]),
    ("property", &["name", "value"]),
    ("testcase", &["classname", "name"]),
    ("failure", &["message", "type"]),
    ("error", &["message", "type", "line", "column", "severity", "source"]),
    ("skipped", &["message"]),
    ("checkstyle", &["version"]),
    ("file", &["name"]),
];

/// The names of the elements, in their order; fails where the text is no XML 1.0 or has what readers do not know.
fn elements(text: &str) -> Vec<String> {
    let bad = text.chars().find(|c| {
        (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    });
    assert_eq!(bad, None, "XML has no such character");
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut names = Vec::new();
    loop {
        match reader.read_event().expect("XML") {
            Event::Eof => return names,
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                let known = KNOWN.iter().find(|(it, _)| *it == name).expect("a known element");
                for attribute in element.attributes() {
                    let attribute = attribute.expect("an attribute, once");
                    assert!(known.1.contains(&attribute.key.as_ref()), "{name} {attribute:?}");
                    attribute
                        .normalized_value(quick_xml::XmlVersion::Explicit1_0)
                        .expect("a value");
                }
                names.push(name);
            }
            _ => {}
        }
    }
}

#[test]
fn the_formats_in_xml_are_well_formed_whatever_was_written() {
    for report in reports() {
        for format in [Format::Junit, Format::Checkstyle] {
            let names = elements(&rendered(&report, format, Style::default()));
            let root = if format == Format::Junit { "testsuites" } else { "checkstyle" };
            assert_eq!(names[0], root);
        }
    }
}

#[test]
fn junit_counts_what_stops_as_failures_and_passes_clean_files() {
    let shown = rendered(&report(), Format::Junit, Style::default());
    insta::assert_snapshot!(shown);
}

#[test]
fn checkstyle_names_every_judged_file() {
    insta::assert_snapshot!(rendered(&report(), Format::Checkstyle, Style::default()));
}

#[test]
fn markdown_is_a_summary() {
    insta::assert_snapshot!(rendered(&report(), Format::Markdown, Style::default()));
}

#[test]
fn markdown_shows_what_was_written_as_text() {
    for report in reports() {
        let shown = rendered(&report, Format::Markdown, Style::default());
        for raw in ["](", "<x", "<!--", "http://", "\u{1b}", "\u{202e}", "|`", "*["] {
            assert!(!shown.contains(raw), "{raw} in\n{shown}");
        }
        // A mention or a reference is made of text outside of code alone.
        let outside: String = shown
            .split("<code>")
            .map(|part| part.split_once("</code>").map_or(part, |it| it.1))
            .collect();
        assert!(!outside.contains(['@']) && !outside.contains("&#64;"), "{outside}");
        let columns = |line: &&str| line.starts_with('|');
        assert!(
            shown.lines().filter(columns).all(|line| line.matches('|').count() == 6),
            "{shown}"
        );
    }
}

#[test]
fn markdown_stays_within_what_a_comment_may_have() {
    let text = "RUN x\n".repeat(3000);
    let spans: Vec<(usize, usize)> = (0..3000).map(|n| (n * 6, n * 6 + 5)).collect();
    let shown = rendered(
        &stops("a/Dockerfile", text.as_bytes(), &spans, &"m".repeat(100)),
        Format::Markdown,
        Style::default(),
    );
    assert!(shown.len() < 65_536, "{}", shown.len());
    assert!(shown.contains("2900 more findings are left out here."));
}

#[test]
fn what_was_not_judged_is_an_error_in_each() {
    let mut report = Report::default();
    report.errors.push(ReadError::new("b/Dockerfile", "permission denied"));
    for format in [
        Format::Gitlab,
        Format::Junit,
        Format::Checkstyle,
        Format::Markdown,
        Format::Rdjson,
        Format::Statistics,
    ] {
        let shown = rendered(&report, format, Style::default());
        let shown = shown.replace("&#47;", "/");
        assert!(shown.contains("b/Dockerfile"), "{format:?}: {shown}");
        assert!(shown.contains("permission denied"), "{format:?}: {shown}");
        assert!(!shown.contains("GO:"), "{format:?}: {shown}");
    }
}

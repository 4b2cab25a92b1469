//! `junit`: each file a suite, each finding a test case. STOP is a failure, what was not judged an error; WARN, which fails no
//! run, is skipped with its message; a file without findings is a case that passes.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use super::flat::{self, Flat};
use super::{Style, provenance, xml};
use crate::engine::{FileReport, ReadError, Report};
use crate::finding::Action;

type Out<'w> = Writer<&'w mut dyn io::Write>;

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let suites: Vec<Vec<Flat<'_>>> =
        report.files.iter().map(|file| flat::of_file(report, file, style)).collect();
    let tests = suites.iter().map(|found| found.len().max(1)).sum::<usize>() + report.errors.len();
    let failures = suites.iter().map(|found| count(found, Action::Stop)).sum();
    let mut writer = xml::document(out)?;
    let counts = Counts { tests, failures, errors: report.errors.len(), skipped: None };
    start(&mut writer, "testsuites", "minestop", counts)?;
    for error in &report.errors {
        unread(&mut writer, report, error)?;
    }
    for (file, found) in report.files.iter().zip(&suites) {
        suite(&mut writer, report, file, found)?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuites")))?;
    writeln!(writer.into_inner())
}

/// What the head of an element counts.
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: Option<usize>,
}

fn count(found: &[Flat<'_>], action: Action) -> usize {
    found.iter().filter(|flat| flat.decided.action == action).count()
}

fn start(writer: &mut Out<'_>, element: &str, name: &str, counts: Counts) -> io::Result<()> {
    let mut start = BytesStart::new(element);
    start.push_attribute(("name", xml::text(name).as_str()));
    let skipped = counts.skipped.map(|count| ("skipped", count));
    let numbers =
        [("tests", counts.tests), ("failures", counts.failures), ("errors", counts.errors)];
    for (name, number) in numbers.into_iter().chain(skipped) {
        start.push_attribute((name, number.to_string().as_str()));
    }
    writer.write_event(Event::Start(start))
}

/// Which policy judged.
fn properties(writer: &mut Out<'_>, report: &Report) -> io::Result<()> {
    let lines = provenance::lines(report);
    if lines.is_empty() {
        return Ok(());
    }
    writer.create_element("properties").write_inner_content(|writer| {
        lines.iter().try_for_each(|line| {
            let (name, value) = line.split_once(": ").unwrap_or(("minestop", line));
            let value = xml::text(value);
            let attributes = [("name", name), ("value", value.as_str())];
            writer.create_element("property").with_attributes(attributes).write_empty().map(drop)
        })
    })?;
    Ok(())
}

fn suite(
    writer: &mut Out<'_>,
    report: &Report,
    file: &FileReport,
    found: &[Flat<'_>],
) -> io::Result<()> {
    let path = provenance::path(report, &file.path);
    let failures = count(found, Action::Stop);
    let skipped = Some(found.len() - failures);
    let counts = Counts { tests: found.len().max(1), failures, errors: 0, skipped };
    start(writer, "testsuite", &path, counts)?;
    properties(writer, report)?;
    if found.is_empty() {
        let path = xml::text(&path);
        let attributes = [("classname", path.as_str()), ("name", "nothing found")];
        writer.create_element("testcase").with_attributes(attributes).write_empty()?;
    }
    for flat in found {
        case(writer, flat)?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn case(writer: &mut Out<'_>, flat: &Flat<'_>) -> io::Result<()> {
    let (rule, action) = (flat.decided.finding.rule, flat.decided.action);
    let (line, column) = (flat.region.line, flat.region.column);
    let name = format!("{rule} {line}:{column}");
    let path = xml::text(&flat.path);
    // no `file` and `line`: the schema that Jenkins holds reports to does not have them
    let attributes = [("classname", path.as_str()), ("name", &name)];
    let message = xml::text(&format!("{}[{rule}] {}", action.word(), flat.message()));
    let help = flat.help().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let text = format!("{}:{line}:{column}{help}", flat.path);
    writer.create_element("testcase").with_attributes(attributes).write_inner_content(
        |writer| {
            let message = ("message", message.as_str());
            if action == Action::Stop {
                let failure = writer.create_element("failure").with_attribute(message);
                let failure = failure.with_attribute(("type", rule));
                return failure.write_text_content(BytesText::new(&xml::text(&text))).map(drop);
            }
            writer.create_element("skipped").with_attribute(message).write_empty().map(drop)
        },
    )?;
    Ok(())
}

fn unread(writer: &mut Out<'_>, report: &Report, error: &ReadError) -> io::Result<()> {
    let path = provenance::path(report, &error.target);
    let counts = Counts { tests: 1, failures: 0, errors: 1, skipped: Some(0) };
    start(writer, "testsuite", &path, counts)?;
    properties(writer, report)?;
    let path = xml::text(&path);
    let message = xml::text(&flat::unread(error));
    let attributes = [("classname", path.as_str()), ("name", "not judged")];
    writer.create_element("testcase").with_attributes(attributes).write_inner_content(
        |writer| {
            let attributes = [("message", message.as_str()), ("type", "not-judged")];
            writer.create_element("error").with_attributes(attributes).write_empty().map(drop)
        },
    )?;
    writer.write_event(Event::End(BytesEnd::new("testsuite")))
}

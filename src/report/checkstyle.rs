//! `checkstyle`: the XML that many services of CI read. STOP is an error, WARN a warning, GO info.

use std::collections::BTreeMap;
use std::io;

use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::flat::{self, Flat};
use super::{Style, provenance, xml};
use crate::engine::Report;
use crate::finding::Action;

pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = xml::document(out)?;
    xml::comment(&mut writer, &provenance::lines(report))?;
    let mut start = BytesStart::new("checkstyle");
    start.push_attribute(("version", "4.3"));
    writer.write_event(Event::Start(start))?;
    for error in &report.errors {
        let path = xml::text(&provenance::path(report, &error.target));
        let message = xml::text(&flat::unread(error));
        let attributes = [
            ("line", "1"),
            ("severity", "error"),
            ("message", message.as_str()),
            ("source", "minestop.not-judged"),
        ];
        writer.create_element("file").with_attribute(("name", path.as_str())).write_inner_content(
            |writer| {
                writer.create_element("error").with_attributes(attributes).write_empty().map(drop)
            },
        )?;
    }
    for file in &report.files {
        let found = flat::of_file(report, file, style);
        let judged = provenance::path(report, &file.path);
        // A file without findings is told, too: it was judged.
        let mut by_path: BTreeMap<&str, Vec<&Flat<'_>>> = BTreeMap::from([(&*judged, Vec::new())]);
        for flat in &found {
            by_path.entry(&flat.path).or_default().push(flat);
        }
        for (name, here) in by_path {
            let shown = xml::text(name);
            let element = writer.create_element("file").with_attribute(("name", shown.as_str()));
            element.write_inner_content(|writer| {
                here.iter().try_for_each(|flat| error(writer, flat))
            })?;
        }
    }
    writer.write_event(Event::End(BytesEnd::new("checkstyle")))?;
    writeln!(writer.into_inner())
}

fn error(writer: &mut quick_xml::Writer<&mut dyn io::Write>, flat: &Flat<'_>) -> io::Result<()> {
    let (line, column) = (flat.region.line.to_string(), flat.region.column.to_string());
    let severity = match flat.decided.action {
        Action::Stop => "error",
        Action::Warn => "warning",
        Action::Go => "info",
    };
    let message = xml::text(&flat.message());
    let source = format!("minestop.{}", flat.decided.finding.rule);
    let attributes = [
        ("line", line.as_str()),
        ("column", &column),
        ("severity", severity),
        ("message", &message),
        ("source", &source),
    ];
    writer.create_element("error").with_attributes(attributes).write_empty().map(drop)
}

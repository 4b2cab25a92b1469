//! What the formats in XML share: text that XML 1.0 can hold.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// A writer of a document that starts here.
pub(super) fn document(out: &mut dyn io::Write) -> io::Result<Writer<&mut dyn io::Write>> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(writer)
}

/// The text without what no XML document may have, not even escaped.
pub(super) fn text(value: &str) -> String {
    value.chars().map(|c| if is_allowed(c) { c } else { '\u{fffd}' }).collect()
}

/// `Char` of XML 1.0, without what moves a terminal's cursor.
fn is_allowed(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}

/// Remarks for people, which no comment may end early.
pub(super) fn comment(writer: &mut Writer<&mut dyn io::Write>, lines: &[String]) -> io::Result<()> {
    for line in lines {
        let safe = text(line).replace('-', "\u{2010}");
        writer.write_event(Event::Comment(BytesText::from_escaped(format!(" {safe} "))))?;
    }
    Ok(())
}

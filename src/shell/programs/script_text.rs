//! What a shell reads of a file, whatever its bytes are.
//!
//! Shells run what is no text as well: they skip NUL, and any other byte is part of a word. Only the kernel's own
//! formats are not for them.

use crate::shell::programs::output::Data;
use crate::source::{Span, Text};

/// Bytes that tell whether the rest of a file is a text.
const SAMPLE: usize = 512;

/// The text that a shell reads in a file; none if that is machine code.
pub(crate) fn script_of(content: &Data) -> Option<Text> {
    let text = match content {
        _ if is_machine_code(content.bytes()) => return None,
        Data::Text(text) => text.clone(),
        Data::Bytes(bytes, span) => {
            let part = text_part(bytes);
            let start = span.start as usize;
            let is_verbatim = span.len() == bytes.len();
            let end = if is_verbatim { start + part.len() } else { span.end as usize };
            Text::of_bytes(part, Span::new(span.file, start, end))
        }
    };
    Some(if text.contains('\0') { without_nul(&text) } else { text })
}

/// A program of Linux or Windows by its whole header: a text may begin like one.
pub(crate) fn is_machine_code(bytes: &[u8]) -> bool {
    let is_elf = bytes.starts_with(b"\x7fELF")
        && matches!(bytes.get(4..7), Some([1 | 2, 1 | 2, 1]))
        && bytes.len() >= 52;
    let is_pe = bytes.starts_with(b"MZ")
        && bytes.get(..SAMPLE).is_some_and(|head| memchr::memmem::find(head, b"PE\0\0").is_some());
    is_elf || is_pe
}

/// What stands in front of the payload of a script that unpacks itself: behind a line that leaves the script, something
/// that is no text.
fn text_part(bytes: &[u8]) -> &[u8] {
    let mut leaves = false;
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let rest = bytes.get(at..).unwrap_or_default();
        let sample = rest.get(..SAMPLE).unwrap_or(rest);
        let odd = sample.iter().filter(|byte| !matches!(byte, b'\t'..=b'\r' | b' '..=b'~')).count();
        if leaves && odd * 5 > sample.len() {
            return bytes.get(..at).unwrap_or(bytes);
        }
        leaves |= line.starts_with(b"exit") || line.starts_with(b"__");
        at += line.len();
    }
    bytes
}

fn without_nul(text: &Text) -> Text {
    let mut out = Text::empty(text.span());
    let mut at = 0;
    for part in text.split('\0') {
        out.push_range(text, at..at + part.len());
        at += part.len() + 1;
    }
    out
}

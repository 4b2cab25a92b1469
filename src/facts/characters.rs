//! Characters that make a file read differently from how it runs.

use crate::source::{FileId, Span, Text};

/// Kinds of characters that hide something from a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hidden {
    /// NUL: tools take the file for binary and stop reading.
    Nul,
    /// A carriage return inside a line: a terminal overwrites what stands before it.
    CarriageReturn,
    /// Backspace, escape and other control characters.
    Control,
    /// Unicode direction controls (Trojan Source, CVE-2021-42574).
    Bidi,
    /// Zero-width characters and others without a picture.
    Invisible,
    /// A letter in an instruction word that is not ASCII but is read as if it were.
    Lookalike,
}

/// A run of such characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HiddenCharacter {
    /// What it is.
    pub(crate) kind: Hidden,
    /// The first character of the run.
    pub(crate) character: char,
    /// Where.
    pub(crate) span: Span,
    /// It stands in a comment.
    pub(crate) in_comment: bool,
}

/// Finds them in a whole file; runs of one kind on one line are one entry.
pub(crate) fn observe(file: FileId, bytes: &[u8], out: &mut Vec<HiddenCharacter>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map_or((0, bytes), |rest| (3, rest));
    let (mut offset, rest) = bytes;
    // Nearly every file is plain: told by blocks, which the compiler makes wide, not byte by byte.
    if !rest.chunks(256).any(|block| block.iter().fold(false, |any, &b| any | is_unusual(b))) {
        return;
    }
    for line in rest.split_inclusive(|&b| b == b'\n') {
        if line.iter().any(|&b| is_unusual(b)) {
            observe_line(file, offset, line, out);
        }
        offset += line.len();
    }
}

/// A byte of a character that may hide something.
fn is_unusual(byte: u8) -> bool {
    byte >= 0x80 || byte < b' ' && byte != b'\n' && byte != b'\t'
}

/// Finds letters of an instruction word that `BuildKit` reads as ASCII letters although they are none.
pub(crate) fn observe_word(word: &Text, out: &mut Vec<HiddenCharacter>) {
    if word.is_ascii() {
        return;
    }
    let lookalike = word.char_indices().find(|(_, c)| matches!(c, '\u{212A}' | '\u{130}'));
    if let Some((at, character)) = lookalike {
        out.push(HiddenCharacter {
            kind: Hidden::Lookalike,
            character,
            span: word.span_of(at..at + character.len_utf8()),
            in_comment: false,
        });
    }
}

fn observe_line(file: FileId, offset: usize, line: &[u8], out: &mut Vec<HiddenCharacter>) {
    let ending = line.iter().rev().take_while(|&&b| b == b'\n' || b == b'\r').count();
    let body = line.get(..line.len() - ending).unwrap_or_default();
    let in_comment = body.trim_ascii_start().starts_with(b"#");
    let line_start = out.len();
    let mut at = offset;
    for chunk in body.utf8_chunks() {
        for character in chunk.valid().chars() {
            let end = at + character.len_utf8();
            if let Some(kind) = classify(character) {
                let span = Span::new(file, at, end);
                match out.get_mut(line_start..).and_then(|l| l.iter_mut().find(|h| h.kind == kind))
                {
                    Some(run) if run.span.end as usize == at => run.span.end = end as u32,
                    Some(_) => {}
                    None => out.push(HiddenCharacter { kind, character, span, in_comment }),
                }
            }
            at = end;
        }
        at += chunk.invalid().len();
    }
}

fn classify(character: char) -> Option<Hidden> {
    Some(match character {
        '\0' => Hidden::Nul,
        '\r' => Hidden::CarriageReturn,
        '\t' => return None,
        '\u{1}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Hidden::Control,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            Hidden::Bidi
        }
        '\u{200B}'..='\u{200D}'
        | '\u{2060}'..='\u{2064}'
        | '\u{FEFF}'
        | '\u{180E}'
        | '\u{AD}'
        | '\u{115F}'
        | '\u{3164}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => Hidden::Invisible,
        _ => return None,
    })
}

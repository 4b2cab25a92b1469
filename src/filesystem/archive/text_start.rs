//! Whether a file starts like a text: something else may stand close behind its first bytes.

/// Bytes that tell a text.
const HEAD: usize = 64;
/// Bytes that tell one with zeros between its characters.
const SHORTEST: usize = 16;

/// True for the start of a text in UTF-16 or UTF-32: a mark of their order, or zeros between its first characters.
pub(super) fn is_wide(head: &[u8]) -> bool {
    let head = head.get(..HEAD).unwrap_or(head);
    let is_of_text = |byte: &u8| matches!(byte, 0 | b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let text = head.strip_prefix(b"\xff\xfe").or(head.strip_prefix(b"\xfe\xff")).unwrap_or(head);
    let is_mixed = text.windows(4).all(|it| it.contains(&0) && it.iter().any(|byte| *byte != 0));
    text.len() >= SHORTEST && is_mixed && text.iter().all(is_of_text)
}

/// True for the start of a text: no character in it controls anything but lines, tabs and terminals.
pub(super) fn is_text(head: &[u8]) -> bool {
    let head = head.get(..HEAD).unwrap_or(head);
    let line = head.iter().position(|byte| *byte == b'\n').map_or(head.len(), |at| at + 1);
    let is_of_text = |byte: &u8| *byte >= b' ' && *byte != 0x7f || b"\t\n\r\x0c\x1b".contains(byte);
    head.get(..line).is_some_and(|line| !line.is_empty() && line.iter().all(is_of_text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_by_their_first_line_and_wide_ones_by_their_zeros() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        assert!(is_text(b"#!/bin/sh\n\0\0") && is_text(b"a text") && !is_text(b"a\0b\n"));
        assert!(is_wide(&wide("\u{feff}first line")) && is_wide(&wide("first line\r\n")));
        for other in [&b"first line"[..], b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", b"", &[0; 64]] {
            assert!(!is_wide(other), "{other:?}");
        }
    }
}

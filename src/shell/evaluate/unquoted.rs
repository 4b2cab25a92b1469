//! Arguments that another shell may be given: what is left of them after a second quote removal.

use crate::source::Text;

/// The argument without its quotes and backslashes, if some stand between two letters or digits, where they hide a name
/// from a reader and from nobody else: `xm""rig`, `w\get`.
pub(crate) fn unquoted(word: &Text) -> Option<Text> {
    let bytes = word.as_bytes();
    memchr::memchr3(b'\'', b'"', b'\\', bytes)?;
    let is_quote = |byte: u8| matches!(byte, b'\'' | b'"' | b'\\');
    let mut inside = false;
    let mut out = Text::empty(word.span());
    let mut from = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if !is_quote(byte) {
            at += 1;
            continue;
        }
        let run =
            bytes.get(at..).unwrap_or_default().iter().take_while(|byte| is_quote(**byte)).count();
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let apart = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        inside |= apart(before) && apart(bytes.get(at + run));
        out.push_range(word, from..at);
        at += run;
        from = at;
    }
    out.push_range(word, from..word.len());
    inside.then_some(out)
}

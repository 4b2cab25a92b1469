//! Expressions of PowerShell that make a text of others.

use crate::shell::programs::output::decode_base64;
use crate::source::Text;

/// An expression in parentheses that makes a text of others.
pub(super) fn makes_text(word: &str) -> bool {
    const MAKERS: [&str; 8] =
        ["-join", "-replace", "[char", "[convert", " -f ", "reverse(", "tostring(", "getstring("];
    let lower = word.to_ascii_lowercase();
    lower.starts_with('(') && MAKERS.iter().any(|maker| lower.contains(maker))
        || makes_of_constants(word)
}

/// The same of constants alone, by what programs do with values of theirs, too: `"axmrig".Substring(1)`.
pub(super) fn makes_of_constants(word: &str) -> bool {
    const MAKERS: [&str; 10] = [
        ")[",
        "::concat(",
        "::format(",
        "::join(",
        ".insert(",
        ".remove(",
        ".replace(",
        ".substring(",
        ".tolower(",
        ".trim(",
    ];
    let lower = word.to_ascii_lowercase();
    let is_constant = lower.contains(['"', '\'']) && !lower.contains('$');
    lower.starts_with('(') && is_constant && MAKERS.iter().any(|maker| lower.contains(maker))
}

/// The text of an expression that is one constant: `"rig"`.
pub(super) fn of_constant(text: &Text) -> Option<Text> {
    let text = text.trimmed();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inside.contains([quote, '$', '`'])).then(|| text.slice(1..1 + inside.len()))
}

/// Base64 of UTF-16LE.
pub(super) fn decoded(word: &Text) -> Option<Text> {
    let bytes = decode_base64(word.as_bytes())?;
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [low, high] => u16::from_le_bytes([*low, *high]),
        _ => 0,
    });
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect();
    Some(Text::made(text, word.span()))
}

/// The script in `[Convert]::FromBase64String('…')`.
pub(super) fn decoded_constant(written: &Text) -> Option<Text> {
    let call = "FromBase64String(";
    let at = written.find(call)? + call.len();
    let rest = written.slice(at..written.len()).trimmed();
    let inside = rest.get(1..)?;
    let end = inside.find(['\'', '"'])?;
    let encoded = rest.slice(1..1 + end);
    let bytes = decode_base64(encoded.as_bytes())?;
    if bytes.contains(&0) {
        return decoded(&encoded);
    }
    Some(Text::made(String::from_utf8(bytes).ok()?, encoded.span()))
}

//! What functions make of constants: decoders, joins, formats, slices.

use std::cell::Cell;
use std::io::Read;

use super::functions::Fold;
use super::shapes;
use super::value::{Known, MOST_PARTS, Value, letters, span_of};
use crate::shell::programs::output::{decode_base64, decode_hex};
use crate::source::{Span, Text};

/// Bytes that one function may make: of constants nobody makes more for a command.
const MAX_OUTPUT: usize = 1 << 20;

/// The result of a function; `None` if it is not known. The receiver of a method is the first value. Sets `is_cut` if the
/// result is larger than is worked out.
pub(super) fn fold(fold: Fold, values: &[Known], at: Span, is_cut: &Cell<bool>) -> Option<Known> {
    let first = values.first()?;
    let bytes = |bytes: Vec<u8>| Some(Known::text(bytes_text(&bytes, span_of(first, at))));
    match fold {
        Fold::Same => Some(first.clone()),
        Fold::Bytes => match first.items().and_then(|items| characters(items, at)) {
            Some(text) => Some(Known::text(text).hidden()),
            None => Some(first.clone()),
        },
        Fold::Code => {
            let at = values.get(1).and_then(Known::number).unwrap_or(0) as usize;
            let code = first.constant()?.chars().nth(at).map(u32::from)?;
            Some(Known::of(Value::Number(code)))
        }
        Fold::Characters => match &first.value {
            Value::List(items) => characters(items, at).map(Known::text),
            Value::Text(_) => first.constant().map(|text| Known::text(text.clone())),
            _ => characters(values, at).map(Known::text),
        },
        Fold::Base64 => bytes(decode_base64(text(values)?.as_bytes())?),
        Fold::Base32 => bytes(base32(text(values)?)?),
        Fold::Base85 => None,
        Fold::Hex => bytes(decode_hex(text(values)?)?),
        Fold::Percent => {
            let text = text(values)?;
            let decoded =
                percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
            Some(Known::computed(decoded, text.span()))
        }
        Fold::Rot13 => {
            let text = text(values)?;
            Some(Known::computed(text.chars().map(rot13).collect::<String>(), text.span()))
        }
        Fold::Inflate => bytes(inflate(&latin1(text(values)?)?, is_cut)?),
        Fold::Pack => pack(values, at),
        Fold::ByName => by_name(values, at, is_cut),
        Fold::Reverse => reverse(first),
        Fold::Join => join(values, at, is_cut),
        Fold::JoinPath => joined(values, "/", at, is_cut),
        Fold::Concatenate => joined(values, "", at, is_cut),
        Fold::Format => format(values, at, is_cut),
        Fold::Lower => Some(Known::computed(first.constant()?.to_lowercase(), span_of(first, at))),
        Fold::Upper => Some(Known::computed(first.constant()?.to_uppercase(), span_of(first, at))),
        Fold::Strip => shapes::strip(values, at),
        Fold::PadLeft => shapes::padded(values, at, is_cut),
        Fold::Replace => replace(values, at, is_cut),
        Fold::Slice => slice(values),
        Fold::Part => part(values),
        Fold::Split => split(values, is_cut),
        Fold::Name | Fold::Member => None,
    }
}

/// The first constant text among the values: `base64.b64decode(x)` and `x.decode64` have it in the same place.
fn text(values: &[Known]) -> Option<&Text> {
    values.iter().find_map(Known::constant)
}

/// Bytes as a text: UTF-8, else one character a byte, so that a decoder behind it gets the bytes back.
fn bytes_text(bytes: &[u8], at: Span) -> Text {
    match std::str::from_utf8(bytes) {
        Ok(text) => Text::made(text, at),
        Err(_) => Text::made(bytes.iter().map(|byte| char::from(*byte)).collect::<String>(), at),
    }
}

/// The bytes that a text of one character a byte stands for.
fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// The characters of these codes.
pub(super) fn characters(items: &[Known], at: Span) -> Option<Text> {
    let all: Option<String> =
        items.iter().map(|item| item.number().and_then(char::from_u32)).collect();
    Some(Text::made(all.filter(|all| !all.is_empty())?, at))
}

fn rot13(c: char) -> char {
    let turn = |base: u8| char::from((c as u8 - base + 13) % 26 + base);
    match c {
        'a'..='z' => turn(b'a'),
        'A'..='Z' => turn(b'A'),
        _ => c,
    }
}

fn base32(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 5 / 8);
    let (mut bits, mut count) = (0_u32, 0);
    for c in text.chars().filter(|c| *c != '=' && !c.is_ascii_whitespace()) {
        let value = match c.to_ascii_uppercase() {
            c @ 'A'..='Z' => c as u32 - 'A' as u32,
            c @ '2'..='7' => c as u32 - '2' as u32 + 26,
            _ => return None,
        };
        bits = (bits << 5) | value;
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}

/// zlib, gzip or raw deflate, told by the first bytes.
fn inflate(bytes: &[u8], is_cut: &Cell<bool>) -> Option<Vec<u8>> {
    // one more, so that it is told that there is more
    const MOST: u64 = MAX_OUTPUT as u64 + 1;
    let mut out = Vec::new();
    let read = match bytes {
        [0x1f, 0x8b, ..] => {
            flate2::read::MultiGzDecoder::new(bytes).take(MOST).read_to_end(&mut out)
        }
        [0x78, ..] => flate2::read::ZlibDecoder::new(bytes).take(MOST).read_to_end(&mut out),
        [b'B', b'Z', b'h', ..] => {
            bzip2::read::BzDecoder::new(bytes).take(MOST).read_to_end(&mut out)
        }
        _ => flate2::read::DeflateDecoder::new(bytes).take(MOST).read_to_end(&mut out),
    };
    if out.len() > MAX_OUTPUT {
        is_cut.set(true);
        out.truncate(MAX_OUTPUT);
    }
    // What came out before the stream broke is still what runs.
    (read.is_ok() || !out.is_empty()).then_some(out)
}

/// `pack("H*", "…")`, `[120, 109].pack("c*")`, `["…"].pack("H*")`
fn pack(values: &[Known], at: Span) -> Option<Known> {
    let (template, data) = match values {
        [Known { value: Value::List(items), .. }, template, ..] => {
            (template.constant()?, &items[..])
        }
        [template, rest @ ..] => (template.constant()?, rest),
        [] => return None,
    };
    match template.chars().next()? {
        'H' => Some(Known::text(bytes_text(&decode_hex(data.first()?.constant()?)?, at))),
        'm' => None,
        _ => {
            let items = data.first().and_then(Known::items).unwrap_or(data);
            characters(items, at).map(Known::text)
        }
    }
}

/// The decoder that an argument names.
fn by_name(values: &[Known], at: Span, is_cut: &Cell<bool>) -> Option<Known> {
    let first = values.first()?;
    if let Some(items) = first.items() {
        return characters(items, at).map(Known::text).map(Known::hidden);
    }
    let codec =
        values.get(1).and_then(Known::constant).map_or(String::new(), |codec| codec.to_lowercase());
    let codec = codec.replace(['_', '-'], "");
    let codec = codec.trim_end_matches("codec");
    let Some(text) = first.constant() else {
        let hides = matches!(codec, "base64" | "hex" | "rot13" | "zlib" | "zip" | "bz2");
        return hides.then(|| Known::UNKNOWN.hidden());
    };
    let bytes = match codec {
        "base64" => decode_base64(text.as_bytes())?,
        "hex" => decode_hex(text)?,
        "rot13" => text.chars().map(rot13).collect::<String>().into_bytes(),
        "zlib" | "zip" | "bz2" => inflate(&latin1(text)?, is_cut)?,
        _ => return Some(first.clone()),
    };
    Some(Known::text(bytes_text(&bytes, text.span())).hidden())
}

fn reverse(value: &Known) -> Option<Known> {
    match &value.value {
        Value::List(items) => Some(Known::list(items.iter().rev().cloned().collect())),
        _ => {
            let text = value.constant()?;
            Some(Known::computed(text.chars().rev().collect::<String>(), text.span()))
        }
    }
}

/// `sep.join(list)`, `list.join(sep)`, `join(sep, list…)`, `join(list, sep)`
fn join(values: &[Known], at: Span, is_cut: &Cell<bool>) -> Option<Known> {
    let list = values.iter().find_map(Known::items);
    let separator = values.iter().find_map(|value| match &value.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    });
    let (separator, items) = match (list, separator) {
        (Some(items), separator) => (separator.unwrap_or_default(), items),
        // "".join("abc")
        (None, Some(separator)) => (separator, values.get(1..)?),
        (None, None) => return None,
    };
    joined(items, &separator, at, is_cut)
}

/// All words with a separator between them; what is not known stays so.
fn joined(items: &[Known], separator: &str, at: Span, is_cut: &Cell<bool>) -> Option<Known> {
    let mut all = Text::empty(at);
    for (index, item) in items.iter().enumerate() {
        if index > 0 && !separator.is_empty() {
            all.push_made(separator, at);
        }
        if all.len() > MAX_OUTPUT {
            is_cut.set(true);
            return None;
        }
        all.push(&item.word(at));
    }
    (!all.is_empty()).then(|| Known::text(all))
}

/// `"{}{}".format(a, b)`, `"%s%s" % (a, b)`, `sprintf("%s%s", a, b)`, `format!("{}{}", a, b)`
fn format(values: &[Known], at: Span, is_cut: &Cell<bool>) -> Option<Known> {
    let (first, rest) = values.split_first()?;
    let format = first.constant()?;
    let mut rest = match rest {
        [Known { value: Value::List(items), .. }] => items.iter(),
        rest => rest.iter(),
    };
    let all: Vec<&Known> = rest.clone().collect();
    let mut out = Text::empty(format.span());
    let (mut from, mut at_byte) = (0, 0);
    let bytes = format.as_bytes();
    while let Some(&byte) = bytes.get(at_byte) {
        let close = match byte {
            b'{' => memchr::memchr(b'}', bytes.get(at_byte..)?).map(|length| at_byte + length),
            b'%' => bytes
                .iter()
                .enumerate()
                .skip(at_byte + 1)
                .take(8)
                .find(|(_, byte)| byte.is_ascii_alphabetic() || **byte == b'%')
                .map(|(at, _)| at),
            _ => None,
        };
        let Some(close) = close else {
            at_byte += 1;
            continue;
        };
        let index = format.get(at_byte + 1..close).and_then(|number| number.parse::<usize>().ok());
        let value = match index.filter(|_| byte == b'{') {
            Some(index) => all.get(index).copied(),
            None => rest.next(),
        };
        out.push_range(format, from..at_byte);
        let is_character = bytes.get(close) == Some(&b'c') && byte == b'%';
        let character = value
            .filter(|_| is_character)
            .and_then(|value| char::from_u32(value.number()?))
            .map(|c| Known::computed(c.to_string(), at));
        match character.as_ref().or(value) {
            Some(value) => out.push(&value.word(at)),
            None => out.push_unknown(at),
        }
        if out.len() > MAX_OUTPUT {
            is_cut.set(true);
            return None;
        }
        from = close + 1;
        at_byte = from;
    }
    out.push_range(format, from..format.len());
    Some(Known::text(out))
}

/// `x.replace("a", "b")`, `str_replace("a", "b", x)`, `x.gsub("a", "b")`, `x.delete("a")`
fn replace(values: &[Known], at: Span, is_cut: &Cell<bool>) -> Option<Known> {
    let all: Option<Vec<&Text>> = values.iter().take(3).map(Known::constant).collect();
    let (text, from, to) = match all?.as_slice() {
        [text, from] => (*text, from.as_str(), ""),
        // The longest is what is changed, wherever it stands.
        [a, b, c] if c.len() > a.len() && c.len() >= b.len() => (*c, a.as_str(), b.as_str()),
        [text, from, to] => (*text, from.as_str(), to.as_str()),
        _ => return None,
    };
    if from.is_empty() {
        return None;
    }
    if text.len().saturating_mul(to.len().max(1)) > MAX_OUTPUT {
        is_cut.set(true);
        return None;
    }
    Some(Known::computed(text.replace(from, to), span_of(values.first()?, at)))
}

/// Start and length, both in characters.
fn slice(values: &[Known]) -> Option<Known> {
    let text = values.first()?.constant()?;
    let from = values.get(1)?.number()? as usize;
    let length =
        values.get(2).map_or(Some(usize::MAX), |length| length.number().map(|n| n as usize))?;
    let part: String = text.chars().skip(from).take(length).collect();
    Some(Known::computed(part, text.span()))
}

/// Start and end, both in characters.
fn part(values: &[Known]) -> Option<Known> {
    let text = values.first()?.constant()?;
    let from = values.get(1)?.number()? as usize;
    let to = values.get(2).map_or(Some(usize::MAX), |to| to.number().map(|n| n as usize))?;
    let part: String = text.chars().take(to).skip(from).collect();
    Some(Known::computed(part, text.span()))
}

/// Parts of a text; without a separator its characters or words.
fn split(values: &[Known], is_cut: &Cell<bool>) -> Option<Known> {
    let constants: Vec<&Text> = values.iter().filter_map(Known::constant).collect();
    let (text, separator) = match constants.as_slice() {
        [text] => (*text, None),
        [a, b, ..] if a.len() < b.len() => (*b, Some(a.as_str())),
        [text, separator, ..] => (*text, Some(separator.as_str())),
        [] => return None,
    };
    let part = |part: &str| Known::computed(part, text.span());
    let most = MOST_PARTS + 1;
    let parts: Vec<Known> = match separator {
        Some("") => letters(text).take(most).collect(),
        Some(separator) => text.split(separator).take(most).map(part).collect(),
        None if text.contains(char::is_whitespace) => {
            text.split_whitespace().take(most).map(part).collect()
        }
        None => letters(text).take(most).collect(),
    };
    if parts.len() > MOST_PARTS {
        is_cut.set(true);
        return None;
    }
    Some(Known::list(parts))
}

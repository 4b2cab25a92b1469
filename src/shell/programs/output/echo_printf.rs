//! `echo` and `printf`.

use crate::shell::evaluate::arith::number;
use crate::shell::programs::output::{Call, Data, MAX_OUTPUT, escapes};
use crate::source::{Span, Text};

/// Text or bytes, with sources as long as it stays text.
struct Buffer {
    data: Data,
    /// Bytes of an escape that are no character yet.
    bytes: Vec<u8>,
    bytes_at: Span,
}

impl Buffer {
    fn new(at: Span) -> Self {
        let data = Data::Text(Text::empty(Span { end: at.start, ..at }));
        Self { data, bytes: Vec::new(), bytes_at: at }
    }

    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            self.data.append(&Data::computed(bytes, self.bytes_at));
        }
    }

    fn push_range(&mut self, text: &Text, start: usize, end: usize) {
        self.flush();
        match &mut self.data {
            Data::Text(data) => data.push_range(text, start..end),
            Data::Bytes(bytes, _) => {
                bytes.extend_from_slice(text.get(start..end).unwrap_or_default().as_bytes());
            }
        }
    }

    fn push_bytes(&mut self, new: &[u8], at: Span) {
        if self.bytes.is_empty() {
            self.bytes_at = at;
        }
        self.bytes_at = self.bytes_at.to(at);
        self.bytes.extend_from_slice(new);
    }

    fn len(&self) -> usize {
        self.data.len() + self.bytes.len()
    }

    fn done(mut self) -> Data {
        self.flush();
        self.data
    }
}

/// `echo [-neE] words`
pub(crate) fn echo(call: &Call<'_>) -> Data {
    let mut args = call.args();
    let (mut newline, mut interpret) = (true, call.echo_escapes);
    while let Some((first, rest)) = args.split_first() {
        let letters = first.strip_prefix('-').unwrap_or_default();
        if letters.is_empty() || letters.contains(|c| !matches!(c, 'n' | 'e' | 'E')) {
            break;
        }
        newline &= !letters.contains('n');
        interpret |= letters.contains('e');
        interpret &= !letters.contains('E');
        args = rest;
    }
    let mut out = Buffer::new(call.span);
    for (index, arg) in args.iter().enumerate() {
        if index > 0 {
            out.push_bytes(b" ", arg.span_of(0..0));
        }
        if !interpret || !arg.contains('\\') {
            out.push_range(arg, 0, arg.len());
        } else if !escaped(arg, &mut out) {
            return out.done();
        }
    }
    if newline {
        out.push_bytes(b"\n", Span { start: call.span.end, ..call.span });
    }
    out.done()
}

/// Text with the escapes of `echo`; false if `\c` ended the output.
fn escaped(text: &Text, out: &mut Buffer) -> bool {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = rest.find('\\').unwrap_or(rest.len());
        if plain > 0 {
            out.push_range(text, at, at + plain);
            at += plain;
            continue;
        }
        let mut bytes = Vec::new();
        let behind = rest.get(1..).unwrap_or_default();
        let Some(length) = escapes::echo(behind, &mut bytes) else {
            return false;
        };
        out.push_bytes(&bytes, text.span_of(at..at + 1 + length));
        at += 1 + length;
    }
    true
}

/// `printf FORMAT args`, the format again as long as there are arguments.
pub(crate) fn printf(call: &Call<'_>) -> Option<Data> {
    let mut args = call.args();
    if args.first().is_some_and(|arg| arg.as_str() == "--") {
        args = args.get(1..)?;
    }
    let (format, mut values) = args.split_first()?;
    if format.starts_with('-') && format.len() > 1 {
        return None;
    }
    let mut out = Buffer::new(call.span);
    loop {
        let before = values.len();
        if !once(format, &mut values, &mut out)? {
            break;
        }
        if values.is_empty() || values.len() == before {
            break;
        }
        if out.len() > MAX_OUTPUT {
            break;
        }
    }
    Some(out.done())
}

/// One pass over the format; `Some(false)` if `\c` ended the output.
fn once(format: &Text, values: &mut &[Text], out: &mut Buffer) -> Option<bool> {
    let mut at = 0;
    while let Some(rest) = format.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = rest.find(['\\', '%']).unwrap_or(rest.len());
        if plain > 0 {
            out.push_range(format, at, at + plain);
            at += plain;
            continue;
        }
        let behind = rest.get(1..)?;
        if rest.starts_with('\\') {
            if behind.starts_with('c') {
                return Some(false);
            }
            let mut bytes = Vec::new();
            let length = escapes::ansi_c(behind, &mut bytes);
            out.push_bytes(&bytes, format.span_of(at..at + 1 + length));
            at += 1 + length;
            continue;
        }
        let length =
            behind.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+' | ' ' | '#'))?;
        let conversion = behind.get(length..)?.chars().next()?;
        let at_span = format.span_of(at..at + 2 + length);
        at += 1 + length + conversion.len_utf8();
        if conversion == '%' {
            out.push_bytes(b"%", at_span);
            continue;
        }
        let value = values.split_first().map(|(first, rest)| {
            *values = rest;
            first
        });
        let finished = convert(conversion, behind.get(..length)?, value, at_span, out)?;
        if finished {
            return Some(false);
        }
    }
    Some(true)
}

/// One conversion; `Some(true)` if `%b` ended the output with `\c`.
fn convert(
    conversion: char,
    flags: &str,
    value: Option<&Text>,
    at: Span,
    out: &mut Buffer,
) -> Option<bool> {
    let text = value.map_or("", Text::as_str);
    match conversion {
        's' | 'b' | 'q' if flags.is_empty() => {
            if let Some(value) = value {
                if conversion == 'b' {
                    return Some(!escaped(value, out));
                }
                out.push_range(value, 0, value.len());
            }
        }
        's' => out.push_bytes(padded(text, flags, false)?.as_bytes(), value.map_or(at, Text::span)),
        'c' => {
            let end = text.chars().next().map_or(0, char::len_utf8);
            if let Some(value) = value {
                out.push_range(value, 0, end);
            }
        }
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
            let number = integer(text)?;
            let digits = match conversion {
                'x' => format!("{number:x}"),
                'X' => format!("{number:X}"),
                'o' => format!("{number:o}"),
                _ => number.to_string(),
            };
            let digits = padded(&digits, flags, true)?;
            out.push_bytes(digits.as_bytes(), value.map_or(at, Text::span));
        }
        _ => return None,
    }
    Some(false)
}

/// A number, or `'c` for the code of a character.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(quoted) = text.strip_prefix(['\'', '"']) {
        return Some(i64::from(u32::from(quoted.chars().next()?)));
    }
    match text.strip_prefix('-') {
        Some(positive) => number(positive).map(|value| -value),
        None if text.is_empty() => Some(0),
        None => number(text),
    }
}

/// Applies width, precision, `-` and `0`.
fn padded(text: &str, flags: &str, numeric: bool) -> Option<String> {
    let left = flags.contains('-');
    let flags = flags.trim_start_matches(['-', '+', ' ', '#']);
    let zero = numeric && flags.starts_with('0');
    let (width, precision) = flags.split_once('.').map_or((flags, None), |(w, p)| (w, Some(p)));
    let width: usize = if width.is_empty() { 0 } else { width.parse().ok()? };
    // More than is kept of any output, so that it is told that this one was cut.
    let width = width.min(MAX_OUTPUT + 1);
    let text: String = match precision {
        Some(precision) if !numeric => text.chars().take(precision.parse().unwrap_or(0)).collect(),
        _ => text.to_owned(),
    };
    let missing = width.saturating_sub(text.chars().count());
    let fill = if zero { "0" } else { " " }.repeat(missing);
    Some(if left { text + &" ".repeat(missing) } else { fill + &text })
}

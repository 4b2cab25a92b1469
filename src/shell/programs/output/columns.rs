//! Text in lines: `sort`, `uniq`, `paste`, `fold`; and the words of `expr` and `yes`.

use crate::shell::programs::output::{Call, Data, Parsed};
use crate::source::Text;

fn joined_lines(lines: &[&str], call: &Call<'_>) -> Data {
    let mut out = lines.join("\n");
    if !lines.is_empty() {
        out.push('\n');
    }
    Data::Text(Text::made(out, call.span))
}

/// `sort [-nru]`
pub(super) fn sort(call: &Call<'_>) -> Option<Data> {
    let parsed = Parsed::new(call.args(), "nrufbVs", &[("reverse", 'r'), ("unique", 'u')])?;
    let input = call.input(&parsed.operands)?;
    let mut lines: Vec<&str> = input.known_text()?.lines().collect();
    if parsed.has('n') || parsed.has('V') {
        let number = |line: &&str| {
            let line = line.trim_start();
            let end = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(line.len());
            line.get(..end).and_then(|digits| digits.parse::<u64>().ok()).unwrap_or(0)
        };
        lines.sort_by(|a, b| number(a).cmp(&number(b)).then_with(|| a.cmp(b)));
    } else {
        lines.sort_unstable();
    }
    if parsed.has('r') {
        lines.reverse();
    }
    if parsed.has('u') {
        lines.dedup();
    }
    Some(joined_lines(&lines, call))
}

pub(super) fn uniq(call: &Call<'_>) -> Option<Data> {
    let parsed = Parsed::new(call.args(), "", &[])?;
    let input = call.input(&parsed.operands)?;
    let mut lines: Vec<&str> = input.known_text()?.lines().collect();
    lines.dedup();
    Some(joined_lines(&lines, call))
}

/// `paste -s [-d X]`
pub(super) fn paste(call: &Call<'_>) -> Option<Data> {
    let long = [("serial", 's'), ("delimiters", 'd')];
    let parsed = Parsed::new(call.args(), "sd:", &long)?;
    let input = call.input(&parsed.operands)?;
    let text = input.known_text()?;
    if !parsed.has('s') {
        return None;
    }
    let delimiter = match parsed.value('d') {
        None => "\t",
        Some("\\0") => "",
        Some(delimiter) => delimiter,
    };
    let line = text.lines().collect::<Vec<_>>().join(delimiter);
    Some(joined_lines(&[&line], call))
}

/// `fold -w N`
pub(super) fn fold(call: &Call<'_>) -> Option<Data> {
    let parsed = Parsed::new(call.args(), "w:bs", &[("width", 'w')])?;
    let width: usize = parsed.value('w').unwrap_or("80").parse().ok().filter(|width| *width > 0)?;
    let input = call.input(&parsed.operands)?;
    let text = input.known_text()?;
    let mut out = String::with_capacity(text.len() * 2);
    for line in text.lines() {
        for (index, c) in line.chars().enumerate() {
            if index > 0 && index % width == 0 {
                out.push('\n');
            }
            out.push(c);
        }
        out.push('\n');
    }
    Some(Data::Text(Text::made(out, call.span)))
}

/// `expr substr TEXT FROM COUNT`, `expr length TEXT`
pub(super) fn expr(call: &Call<'_>) -> Option<Data> {
    let words: Vec<&str> = call.args().iter().map(Text::as_str).collect();
    if !call.args().iter().all(Text::is_known) {
        return None;
    }
    let value = match words.as_slice() {
        ["substr", text, from, count] => {
            let from: usize = from.parse().ok().filter(|from| *from > 0)?;
            text.chars().skip(from - 1).take(count.parse().ok()?).collect()
        }
        ["length", text] => text.chars().count().to_string(),
        [text] => (*text).to_owned(),
        _ => return None,
    };
    Some(joined_lines(&[&value], call))
}

/// `yes [TEXT]`, as much of it as another program of a pipe may take.
pub(super) fn yes(call: &Call<'_>) -> Data {
    let words: Vec<&str> = call.args().iter().map(Text::as_str).collect();
    let line = if words.is_empty() { "y".to_owned() } else { words.join(" ") } + "\n";
    let rounds = (1024 / line.len()).max(1);
    Data::Text(Text::made(line.repeat(rounds), call.span))
}

//! `cat`, `rev`, `cut`, `head`, `tail`, `basename`, `dirname`, `envsubst`, `date`, `seq`, `command -v`.

use crate::shell::programs::output::{Call, Data, Parsed};
use crate::source::Text;

/// `cat`, and `tee` and `tac` for what they pass on.
pub(crate) fn cat(call: &Call<'_>) -> Option<Data> {
    let parsed = Parsed::new(call.args(), "aiuv", &[("append", 'a')])?;
    match call.name {
        "tee" => call.stdin.cloned(),
        "tac" => {
            let input = call.input(&parsed.operands)?;
            let text = input.known_text()?;
            let lines: Vec<&str> = text.split_terminator('\n').rev().collect();
            Some(Data::Text(Text::made(lines.join("\n") + "\n", text.span())))
        }
        _ => call.input(&parsed.operands),
    }
}

/// Applies a function to each line of the input.
fn by_line(
    call: &Call<'_>,
    operands: &[&Text],
    mut change: impl FnMut(&str) -> Option<String>,
) -> Option<Data> {
    let input = call.input(operands)?;
    let text = input.known_text()?;
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        out.push_str(&change(line)?);
        out.push_str(end);
    }
    Some(Data::Text(Text::made(out, text.span())))
}

pub(crate) fn rev(call: &Call<'_>) -> Option<Data> {
    let operands: Vec<_> = call.args().iter().collect();
    by_line(call, &operands, |line| Some(line.chars().rev().collect()))
}

/// `cut -c LIST`, `cut -d X -f LIST`
pub(crate) fn cut(call: &Call<'_>) -> Option<Data> {
    let long = [("delimiter", 'd'), ("fields", 'f'), ("characters", 'c'), ("bytes", 'b')];
    let parsed = Parsed::new(call.args(), "c:b:d:f:s", &long)?;
    if let Some(list) = parsed.value('c').or_else(|| parsed.value('b')) {
        let ranges = ranges(list)?;
        return by_line(call, &parsed.operands, |line| {
            let kept = line.chars().zip(1..).filter(|(_, n)| selects(&ranges, *n));
            Some(kept.map(|(c, _)| c).collect())
        });
    }
    let ranges = ranges(parsed.value('f')?)?;
    let delimiter = parsed.value('d').unwrap_or("\t");
    if delimiter.is_empty() {
        return None;
    }
    by_line(call, &parsed.operands, |line| {
        if !line.contains(delimiter) {
            return Some(if parsed.has('s') { String::new() } else { line.to_owned() });
        }
        let kept = line.split(delimiter).zip(1..).filter(|(_, n)| selects(&ranges, *n));
        Some(kept.map(|(field, _)| field).collect::<Vec<_>>().join(delimiter))
    })
}

/// `1,3-5,7-`
fn ranges(list: &str) -> Option<Vec<(usize, usize)>> {
    let range = |part: &str| match part.split_once('-') {
        None => part.parse().ok().map(|n| (n, n)),
        Some((from, "")) => Some((from.parse().ok()?, usize::MAX)),
        Some(("", to)) => Some((1, to.parse().ok()?)),
        Some((from, to)) => Some((from.parse().ok()?, to.parse().ok()?)),
    };
    list.split(',').take(64).map(range).collect()
}

fn selects(ranges: &[(usize, usize)], n: usize) -> bool {
    ranges.iter().any(|(from, to)| (*from..=*to).contains(&n))
}

/// `-c N`, `-n N`, `-N`: the letter and its value; ten lines without any.
fn amount<'a>(call: &Call<'a>) -> Option<(char, &'a str, Vec<&'a Text>)> {
    let args = call.args();
    if let Some((first, rest)) = args.split_first()
        && let Some(count) = first.strip_prefix('-')
        && count.starts_with(|c: char| c.is_ascii_digit())
    {
        return Some(('n', count, rest.iter().collect()));
    }
    let parsed = Parsed::new(args, "c:n:q", &[("bytes", 'c'), ("lines", 'n'), ("quiet", 'q')])?;
    let (letter, value) = parsed.values.last().copied().unwrap_or(('n', "10"));
    Some((letter, value, parsed.operands))
}

pub(crate) fn head(call: &Call<'_>) -> Option<Data> {
    let (letter, count, operands) = amount(call)?;
    let count: usize = count.parse().ok()?;
    let input = call.input(&operands)?;
    let end = if letter == 'c' { count } else { after_lines(input.bytes(), count) };
    Some(input.part(0, end))
}

pub(crate) fn tail(call: &Call<'_>) -> Option<Data> {
    let (letter, count, operands) = amount(call)?;
    let from_start = count.starts_with('+');
    let number: usize = count.trim_start_matches(['+', '-']).parse().ok()?;
    let input = call.input(&operands)?;
    let bytes = input.bytes();
    let start = match (letter, from_start) {
        ('c', true) => number.saturating_sub(1),
        ('c', false) => bytes.len().saturating_sub(number),
        (_, true) => after_lines(bytes, number.saturating_sub(1)),
        (_, false) => {
            let lines = bytes.split_inclusive(|byte| *byte == b'\n').count();
            after_lines(bytes, lines.saturating_sub(number))
        }
    };
    Some(input.part(start, bytes.len()))
}

fn after_lines(bytes: &[u8], count: usize) -> usize {
    bytes.split_inclusive(|byte| *byte == b'\n').take(count).map(<[u8]>::len).sum()
}

/// A word that a command prints, and the line end.
fn line(word: &Text) -> Data {
    let mut text = word.clone();
    text.push_made("\n", word.span());
    Data::Text(text)
}

pub(crate) fn basename(call: &Call<'_>) -> Option<Data> {
    let (path, suffix) = match call.args() {
        [path] => (path, ""),
        [path, suffix] => (path, suffix.as_str()),
        _ => return None,
    };
    let whole = path.trim_end_matches('/');
    let name = whole.rsplit('/').next().unwrap_or(whole);
    let kept = name.strip_suffix(suffix).filter(|kept| !kept.is_empty()).unwrap_or(name);
    let start = whole.len() - name.len();
    Some(line(&path.slice(start..start + kept.len())))
}

pub(crate) fn dirname(call: &Call<'_>) -> Option<Data> {
    let [path] = call.args() else { return None };
    if !path.is_known() {
        return None;
    }
    let parent = match path.trim_end_matches('/').rsplit_once('/') {
        None => Text::made(".", path.span()),
        Some(("", _)) => Text::made("/", path.span()),
        Some((parent, _)) => path.slice(0..parent.len()),
    };
    Some(line(&parent))
}

/// `envsubst`: `$NAME` and `${NAME}` of the input are filled in.
pub(crate) fn envsubst(call: &Call<'_>) -> Option<Data> {
    let input = call.input(&[])?;
    let text = input.known_text()?;
    let mut out = Text::empty(text.span());
    let mut from = 0;
    for (at, _) in text.match_indices('$') {
        let rest = text.get(at + 1..).unwrap_or_default();
        let inside = rest.strip_prefix('{');
        let name = inside.unwrap_or(rest);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
        let braces = usize::from(inside.is_some());
        let closed = inside.is_none_or(|inside| {
            inside.get(name.len()..).is_some_and(|rest| rest.starts_with('}'))
        });
        let allowed = call.args().first().is_none_or(|list| list.contains(name));
        if at < from || name.is_empty() || !closed || !allowed {
            continue;
        }
        out.push_range(text, from..at);
        if let Some(value) = (call.variable)(name) {
            out.push(&value);
        }
        from = at + 1 + name.len() + 2 * braces;
        if out.len() > super::MAX_OUTPUT {
            return None;
        }
    }
    out.push_range(text, from..text.len());
    Some(Data::Text(out))
}

/// `date +FORMAT`, as far as it is constant.
pub(crate) fn date(call: &Call<'_>) -> Option<Data> {
    let [format] = call.args() else { return None };
    let constant = format.strip_prefix('+').filter(|rest| !rest.contains('%'))?;
    Some(line(&format.slice(format.len() - constant.len()..format.len())))
}

/// Numbers that `seq` is followed for: more than a loop of a script is walked through.
const MAX_NUMBERS: usize = 20_000;

/// `seq [FIRST [STEP]] LAST`
pub(crate) fn seq(call: &Call<'_>) -> Option<Data> {
    let numbers: Option<Vec<i64>> = call.args().iter().map(|arg| arg.parse().ok()).collect();
    let (first, step, last) = match numbers?.as_slice() {
        [last] => (1, 1, *last),
        [first, last] => (*first, 1, *last),
        [first, step, last] => (*first, *step, *last),
        _ => return None,
    };
    let mut out = String::new();
    let mut number = first;
    let mut count = 0;
    while step != 0
        && count < MAX_NUMBERS
        && (if step > 0 { number <= last } else { number >= last })
    {
        out.push_str(&number.to_string());
        out.push('\n');
        number = number.checked_add(step)?;
        count += 1;
    }
    call.cut.set(count >= MAX_NUMBERS);
    (count < MAX_NUMBERS && step != 0).then(|| Data::Text(Text::made(out, call.span)))
}

/// `which X`, `command -v X`, `type -p X`: X itself, for where it lies is not known.
pub(crate) fn which(args: &[Text]) -> Option<Data> {
    match args {
        [name] if !name.starts_with('-') => Some(line(name)),
        [flag, name] if matches!(flag.as_str(), "-v" | "-p" | "-P" | "-a") => Some(line(name)),
        _ => None,
    }
}

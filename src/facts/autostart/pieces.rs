//! What the readers of configurations have in common: directives with their arguments, quoted words, and the commands that
//! are put together from them.

use super::each_line;
use crate::facts::command_lines::CommandLines;
use crate::facts::page::scripts;
use crate::source::Text;

/// The commands that `take` puts together from each line that is neither empty nor a comment.
pub(super) fn of_lines(
    content: &Text,
    comment: &str,
    take: impl Fn(&Text, &mut CommandLines),
) -> Text {
    each_line(content, comment, |line, text| {
        let mut commands = CommandLines::new(line);
        take(line, &mut commands);
        text.push(&commands.into_text());
    })
}

/// What stands behind one of these words at the start of a line, `skipped` arguments left out.
pub(super) fn behind(content: &Text, words: &[&str], skipped: usize) -> Text {
    of_lines(content, "#;", |line, out| {
        let found = words.iter().find_map(|word| {
            let head = line.get(..word.len())?;
            let rest = line.get(word.len()..)?;
            let ends = rest.starts_with([' ', '\t', '=']);
            (head.eq_ignore_ascii_case(word) && ends).then_some(word.len())
        });
        let Some(at) = found else { return };
        let rest = line.slice(at..line.len()).trimmed();
        let cut = rest.len() - rest.trim_start_matches(['=', ' ', '\t']).len();
        let rest = rest.slice(cut..rest.len());
        out.line(&without_words(&rest, skipped));
    })
}

/// The quoted texts in lines that one of these words stands in, without what else stands there.
pub(super) fn quoted_behind(content: &Text, words: &[&str]) -> Text {
    of_lines(content, "#;", |line, out| {
        let at = words.iter().filter_map(|word| line.find(word).map(|at| at + word.len())).min();
        let Some(at) = at else { return };
        for command in all_quoted(&line.slice(at..line.len())) {
            out.line(&command);
        }
    })
}

/// What stands behind the first `=` of lines whose key ends so; quotes around it are left out.
pub(super) fn equals(content: &Text, ends: &[&str]) -> Text {
    of_lines(content, "#;", |line, out| {
        let Some(at) = line.find('=') else { return };
        let key = line.get(..at).unwrap_or_default().trim();
        let value = line.slice(at + 1..line.len()).trimmed();
        if ends.iter().any(|end| key.ends_with(end)) {
            let whole = value.starts_with(['\'', '"']);
            out.line(&if whole { quoted(&value, 0) } else { value });
        }
    })
}

/// The scripts of a page that a server makes or changes.
pub(super) fn page(text: &Text, out: &mut CommandLines) {
    let (inline, loaded) = scripts(text);
    out.program("node", "-e", &inline);
    for address in &loaded {
        out.command("curl ", address);
    }
}

/// The text behind its first words.
pub(super) fn without_words(text: &Text, count: usize) -> Text {
    (0..count).fold(text.clone(), |rest, _| {
        let blank = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest.slice(blank..rest.len()).trimmed()
    })
}

/// The text with `$` and backquotes as a shell keeps them.
pub(super) fn literal(line: &Text) -> Text {
    let mut out = Text::empty(line.span());
    let mut from = 0;
    let mut single = false;
    for (at, c) in line.char_indices() {
        match c {
            '\'' => single = !single,
            '$' | '`' if !single => {
                out.push_range(line, from..at);
                out.push_made("\\", line.span_of(at..at));
                from = at;
            }
            _ => {}
        }
    }
    out.push_range(line, from..line.len());
    out
}

/// The text with `$$`, which stands for a dollar that the program itself gets, as a shell keeps one.
pub(super) fn doubled(text: &Text) -> Text {
    let mut out = Text::empty(text.span());
    let (mut from, mut single) = (0, false);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\'' => single = !single,
            b'\n' => single = false,
            b'$' if bytes.get(at + 1) == Some(&b'$') => {
                out.push_range(text, from..at);
                if !single {
                    out.push_made("\\", text.span_of(at..at));
                }
                from = at + 1;
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
    out.push_range(text, from..text.len());
    out
}

/// Word number `index` of a text: without its quotes, if it has some.
pub(super) fn quoted(text: &Text, index: usize) -> Text {
    let mut at = 0;
    let mut found = Text::empty(text.span_of(text.len()..text.len()));
    for _ in 0..=index {
        let rest = text.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start().len();
        let rest = text.get(at..).unwrap_or_default();
        match rest.chars().next() {
            None => return Text::empty(text.span_of(text.len()..text.len())),
            Some(quote @ ('"' | '\'')) => {
                let end = closing(rest, quote);
                found = text.slice(at + 1..at + end);
                at += end + 1;
            }
            Some(_) => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                found = text.slice(at..at + end);
                at += end;
            }
        }
        at = at.min(text.len());
    }
    found
}

/// Where the quote that ends a word stands that starts with one; the end of the text if there is none.
pub(super) fn closing(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == quote && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at)
}

/// All quoted texts.
pub(super) fn all_quoted(text: &Text) -> Vec<Text> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find(['"', '\''])) {
        let open = at + open;
        let rest = text.get(open..).unwrap_or_default();
        let quote = rest.chars().next().unwrap_or('"');
        let end = open + closing(rest, quote);
        out.push(text.slice((open + 1).min(end)..end));
        at = (end + 1).min(text.len());
    }
    out
}

/// `sub { … }` without the words around it: the reader of Perl sees what is called either way.
pub(super) fn embedded(code: &Text) -> Text {
    match (code.find('{'), code.rfind('}')) {
        (Some(open), Some(close)) if code.trim_start().starts_with("sub") && open < close => {
            code.slice(open + 1..close)
        }
        _ => code.clone(),
    }
}

/// Calls `take` with every directive of a configuration in braces: its name, its arguments, its block if it has one whose
/// text is code. Blocks of directives are gone into.
pub(super) fn each_directive(content: &Text, mut take: impl FnMut(&str, &Text, &Text)) {
    let none = Text::default();
    let bytes = content.as_bytes();
    let (mut start, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'#' => {
                at += memchr::memchr(b'\n', bytes.get(at..).unwrap_or_default())
                    .unwrap_or(bytes.len() - at);
                if content.get(start..at).is_some_and(|text| text.trim_start().starts_with('#')) {
                    start = at;
                }
                continue;
            }
            b'"' | b'\'' => {
                let rest = content.get(at..).unwrap_or_default();
                at += closing(rest, char::from(byte));
            }
            b';' | b'{' | b'}' => {
                let whole = content.slice(start..at).trimmed();
                let blank = whole.find(char::is_whitespace).unwrap_or(whole.len());
                let name = whole.get(..blank).unwrap_or_default();
                let arguments = whole.slice(blank..whole.len()).trimmed();
                if byte == b'{' && name.ends_with("_block") {
                    let end = end_of_block(bytes, at);
                    take(name, &arguments, &content.slice(at + 1..end));
                    at = end;
                } else if !name.is_empty() {
                    take(name, &arguments, &none);
                }
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
}

/// Where the brace stands that ends the block at `open`; the end of the text if there is none.
fn end_of_block(bytes: &[u8], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    bytes.len()
}

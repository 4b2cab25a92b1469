//! Text of cmd.exe → commands: words, `&`, `&&`, `||`, `|`, quotes, `^`, `%NAME%`, `start`, `call`.
//!
//! Reads as much as rules about programs and URLs need.

use crate::shell::evaluate::context::{Context, Ran};
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::shell::{Direction, Redirect, Via};
use crate::source::Text;

#[derive(Default)]
struct Line {
    words: Vec<Text>,
    redirects: Vec<Redirect>,
    current: Option<Text>,
    /// The next word is the target of a redirection.
    target_of: Option<Direction>,
}

impl Line {
    fn push(&mut self, piece: &Text) {
        match &mut self.current {
            Some(current) => current.push(piece),
            None => self.current = Some(piece.clone()),
        }
    }

    fn end_word(&mut self) {
        let Some(word) = self.current.take() else {
            return;
        };
        match self.target_of.take() {
            Some(direction) => {
                let fd = u32::from(direction != Direction::In);
                self.redirects.push(Redirect { direction, fd, target: word });
            }
            None => self.words.push(word),
        }
    }
}

impl Walker<'_> {
    pub(crate) fn cmd(&mut self, text: &Text, context: &Context) -> Ran {
        let mut at = 0;
        let mut own = context.clone();
        let mut last = Ran::UNKNOWN;
        while at < text.len() {
            let start = at;
            let line = self.cmd_line(text, &mut at);
            let written = text.slice(start..at).trimmed();
            let id = self.cmd_run(&written, line, &own);
            let behind = text.as_bytes().get(at..).unwrap_or_default();
            let piped = behind.starts_with(b"|") && !behind.starts_with(b"||");
            own.pipe_from = id.filter(|_| piped);
            if id.is_some() {
                last = Ran { tail: id, open: true, ..Ran::UNKNOWN };
            }
            at += 1;
        }
        last
    }

    /// One command, up to its separator.
    fn cmd_line(&mut self, text: &Text, at: &mut usize) -> Line {
        let src = text.as_bytes();
        let mut line = Line::default();
        let mut quoted = false;
        while let Some(&byte) = src.get(*at) {
            match byte {
                b'"' => quoted = !quoted,
                b'%' => {
                    let end = self.cmd_variable(text, *at, &mut line);
                    *at = end;
                    continue;
                }
                _ if quoted => {}
                b' ' | b'\t' | b'\r' => line.end_word(),
                b'&' | b'|' | b'\n' | b'(' | b')' => break,
                b'^' => {
                    // The next character has no meaning; a line end is joined.
                    *at += 1;
                    let next = text.get(*at..).and_then(|rest| rest.chars().next());
                    let end = *at + next.map_or(0, char::len_utf8);
                    if next.is_some_and(|c| c != '\n') {
                        line.push(&text.slice(*at..end));
                    }
                    *at = end;
                    continue;
                }
                b'<' | b'>' => {
                    // `2>`: the digit belongs to the redirection.
                    if line.current.as_ref().is_some_and(|word| matches!(word.as_str(), "1" | "2"))
                    {
                        line.current = None;
                    }
                    line.end_word();
                    let doubled = src.get(*at + 1) == Some(&byte);
                    line.target_of = Some(match byte {
                        b'<' => Direction::In,
                        _ if doubled => Direction::Append,
                        _ => Direction::Out,
                    });
                    *at += 1 + usize::from(doubled);
                    // `>&1`
                    *at += usize::from(src.get(*at) == Some(&b'&'));
                    continue;
                }
                _ => {}
            }
            let start = *at;
            let is_plain = |byte: &u8| !b" \t\r\n&|()^<>\"%".contains(byte);
            let rest = src.get(start..).unwrap_or_default();
            let plain = rest.iter().position(|byte| !is_plain(byte)).unwrap_or(rest.len());
            *at += plain.max(1);
            if plain > 0 || quoted && byte != b'"' {
                line.push(&text.slice(start..*at));
            }
        }
        line.end_word();
        line
    }

    /// `%NAME%`; returns where reading goes on.
    fn cmd_variable(&mut self, text: &Text, start: usize, line: &mut Line) -> usize {
        let rest = text.get(start + 1..).unwrap_or_default();
        // A name is short: a lone `%` does not search the whole text.
        let name: Option<&str> =
            rest.bytes().take(128).position(|b| b == b'%').and_then(|n| rest.get(..n));
        let known = name.filter(|name| !name.is_empty()).and_then(|name| {
            let (bare, change) = name.split_once(':').unwrap_or((name, ""));
            let upper = bare.to_ascii_uppercase();
            let local = self.vars.local(&upper).and_then(|value| value.scalar(0));
            let value = local.or_else(|| self.vars.outer(bare))?;
            Some((changed(value, change)?, start + name.len() + 2))
        });
        match known {
            Some((value, end)) if self.budget.bytes(value.len()) => {
                let at = text.span_of(start..end);
                let mut through = Text::empty(at);
                through.push_through(&value, at);
                line.push(&through);
                end
            }
            _ => {
                line.push(&text.slice(start..start + 1));
                start + 1
            }
        }
    }

    fn cmd_run(&mut self, written: &Text, line: Line, context: &Context) -> Option<usize> {
        let Line { mut words, redirects, .. } = line;
        let first = words.first_mut()?;
        if first.starts_with('@') && first.len() > 1 {
            *first = first.slice(1..first.len());
        }
        let name = first.to_ascii_lowercase();
        if matches!(name.as_str(), "rem" | "::") {
            return None;
        }
        if name == "set"
            && let Some(assigned) = words.get(1)
            && let Some((variable, _)) = assigned.split_once('=')
        {
            let value = assigned.slice(variable.len() + 1..assigned.len());
            self.vars.set(&variable.to_ascii_uppercase(), Value::One(value));
        }
        let inner: Vec<Text> = match name.as_str() {
            // A title and switches may stand before the program.
            "start" => {
                let skipped = |word: &&Text| word.starts_with('/') || word.contains(' ');
                words.iter().skip(1).skip_while(skipped).cloned().collect()
            }
            "call" => words.get(1..).unwrap_or_default().to_vec(),
            _ => Vec::new(),
        };
        let id = self.script.commands.len();
        self.run_words(words, written.span(), context);
        self.script.commands.get_mut(id)?.redirects = redirects;
        if let (Some(from), Some(to)) = (inner.first(), inner.last()) {
            let span = from.span().to(to.span());
            let held = Context { parent: Some(id), via: Via::Wrapper, ..context.clone() };
            self.run_words(inner, span, &held);
        }
        Some(id)
    }
}

/// `%NAME:~2,1%`, `%NAME:old=new%`; `None` for what is neither.
fn changed(value: &Text, change: &str) -> Option<Text> {
    if change.is_empty() {
        return Some(value.clone());
    }
    if value.len() > LONGEST {
        return None;
    }
    let Some(part) = change.strip_prefix('~') else {
        let (old, new) = change.split_once('=')?;
        let fits = !old.is_empty() && value.len().saturating_mul(new.len().max(1)) <= LONGEST;
        return fits.then(|| Text::made(value.replace(old, new), value.span()));
    };
    let (from, length) = part.split_once(',').unwrap_or((part, ""));
    let count = value.chars().count().min(LONGEST);
    // a negative number is told from the end
    let place = |number: &str, from: usize| {
        let number: i64 = number.trim().parse().ok()?;
        let at = i64::try_from(if number < 0 { count } else { from }).ok()? + number;
        usize::try_from(at.max(0)).ok()
    };
    let start = place(from, 0)?.min(count);
    let end = if length.is_empty() { count } else { place(length, start)?.clamp(start, count) };
    let text: String = value.chars().skip(start).take(end - start).collect();
    Some(Text::made(text, value.span()))
}

/// A longer value is no part of a name.
const LONGEST: usize = 8192;

#[cfg(test)]
mod tests {
    use super::changed;
    use crate::source::{Span, Text};

    #[test]
    fn parts_of_variables_are_worked_out() {
        let value = Text::made("abcdef", Span::default());
        let of = |change: &str| changed(&value, change).map(|text| text.to_string());
        for (change, part) in [
            ("~1", "bcdef"),
            ("~1,2", "bc"),
            ("~-2", "ef"),
            ("~-3,1", "d"),
            ("~1,-2", "bcd"),
            ("~9,9", ""),
            ("c=x", "abxdef"),
        ] {
            assert_eq!(of(change).as_deref(), Some(part), "{change}");
        }
        assert_eq!(of("~x"), None);
        assert_eq!(of("c"), None);
    }
}

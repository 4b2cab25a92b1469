//! What every text has that a regular expression matches, for trying in linear time: the expression without look-around
//! and back-references. Compiles; matches nothing itself.

use regex::{Regex, RegexBuilder};

/// What every line has that an expression matches, for trying in linear time.
#[derive(Debug)]
pub(super) struct Outline {
    /// Anchored at the start of the line.
    pub(super) line: Regex,
    /// What a text of many lines has if one of them matches; `None` if that cannot be said.
    pub(super) lines: Option<Regex>,
    /// It matches nothing else than the expression.
    pub(super) is_exact: bool,
}

/// The expression without what takes more than linear time: look-around holds, a repetition of a group is any text.
pub(super) fn outline(written: &str) -> Result<Outline, String> {
    let build = |anchor: &str, text: &str| {
        RegexBuilder::new(&format!(r"{anchor}(?:{text})")).size_limit(4 << 20).build()
    };
    let of = |text: &str, is_exact: bool| {
        let line = build(r"\A", text).ok()?;
        // The start and the end of one line are not those of many.
        let is_local = ![r"\A", r"\z", r"\Z"].iter().any(|end| text.contains(end));
        let lines = if is_local { build("(?m)^", text).ok() } else { None };
        Some(Outline { line, lines, is_exact })
    };
    of(written, true).or_else(|| of(&without_look_around(written)?, false)).ok_or_else(|| {
        "beside look-around and back-references it needs what takes more than linear time"
            .to_owned()
    })
}

/// Leaves look-around out and lets a back-reference stand for any text; `None` if brackets do not close.
fn without_look_around(written: &str) -> Option<String> {
    const AROUND: [&str; 4] = ["(?=", "(?!", "(?<=", "(?<!"];
    let mut loose = String::with_capacity(written.len());
    let mut rest = written;
    // Open brackets of a group that is left out.
    let mut skipped = 0_usize;
    while let Some(first) = rest.chars().next() {
        let token = token(rest, first)?;
        let opens = first == '(';
        let (piece, after) = rest.split_at_checked(token)?;
        if skipped > 0 {
            skipped = match first {
                '(' => skipped + 1,
                ')' => skipped - 1,
                _ => skipped,
            };
        } else if opens && AROUND.iter().any(|around| rest.starts_with(around)) {
            skipped = 1;
            loose.push_str("(?:)");
        } else if is_back_reference(piece) {
            loose.push_str("(?s:.*)");
        } else {
            loose.push_str(piece);
        }
        rest = after;
    }
    (skipped == 0).then_some(loose)
}

/// The length of what stands at the start of a pattern: an escape, a class, a back-reference by name, or one
/// character.
fn token(rest: &str, first: char) -> Option<usize> {
    match first {
        '\\' => {
            let escaped = rest.chars().nth(1)?;
            let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
            Some(1 + digits.max(escaped.len_utf8()))
        }
        '[' => {
            // `]` is no end right behind the start
            let mut escaped = false;
            let mut inside =
                rest.char_indices().skip(1).skip_while(|(at, c)| *at == 1 && *c == '^');
            let (first, _) = inside.next()?;
            if rest.get(first..)?.starts_with('\\') {
                escaped = true;
            }
            inside
                .find(|(_, c)| {
                    let ends = *c == ']' && !escaped;
                    escaped = *c == '\\' && !escaped;
                    ends
                })
                .map(|(at, _)| at + 1)
        }
        '(' if rest.starts_with("(?P=") => rest.find(')').map(|at| at + 1),
        _ => Some(first.len_utf8()),
    }
}

fn is_back_reference(piece: &str) -> bool {
    let digit = piece.strip_prefix('\\').and_then(|piece| piece.chars().next());
    piece.starts_with("(?P=") || digit.is_some_and(|digit| ('1'..='9').contains(&digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_has_everything_that_the_expression_matches() {
        for (written, loose) in [
            (r"a(?<!b(c)[)])d", "a(?:)d"),
            (r"[](?=]x(?!y)", "[](?=]x(?:)"),
            (r"\((?=a)[^]\]a]b\\(?!c)", r"\((?:)[^]\]a]b\\(?:)"),
            (r"(a)\1(?P<n>b)(?P=n)\\1", r"(a)(?s:.*)(?P<n>b)(?s:.*)\\1"),
            ("[\\]](?!a)", "[\\]](?:)"),
        ] {
            assert_eq!(without_look_around(written).as_deref(), Some(loose), "{written}");
            assert!(outline(written).is_ok_and(|outline| !outline.is_exact), "{written}");
        }
        assert!(outline("a+b").is_ok_and(|outline| outline.is_exact));
        assert!(outline("(?>a+)b").is_err());
    }
}

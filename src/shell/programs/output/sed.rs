//! `sed` with plain substitutions: `s/x/y/`, `s/x/y/g`, the pattern a literal text.

use crate::shell::programs::output::{Call, Data, Parsed};
use crate::source::Text;

struct Substitution {
    from: String,
    to: String,
    all: bool,
}

pub(crate) fn sed(call: &Call<'_>) -> Option<Data> {
    let long = [("expression", 'e'), ("regexp-extended", 'E')];
    let mut parsed = Parsed::new(call.args(), "e:Er", &long)?;
    let mut scripts: Vec<&str> = parsed.values.iter().map(|(_, value)| *value).collect();
    if scripts.is_empty() {
        if parsed.operands.is_empty() {
            return None;
        }
        scripts.push(parsed.operands.remove(0).as_str());
    }
    let mut steps = Vec::new();
    for script in scripts {
        read_script(script, &mut steps)?;
    }
    let input = call.input(&parsed.operands)?;
    let mut text = input.known_text()?.as_str().to_owned();
    for step in &steps {
        text = if step.all {
            text.replace(&step.from, &step.to)
        } else {
            let lines = text.split_inclusive('\n');
            lines.map(|line| line.replacen(&step.from, &step.to, 1)).collect()
        };
        if text.len() > crate::shell::programs::output::MAX_OUTPUT {
            return None;
        }
    }
    Some(Data::Text(Text::opaque(text, input.span())))
}

/// `s/a/b/g; s|c|d|`
fn read_script(script: &str, steps: &mut Vec<Substitution>) -> Option<()> {
    let mut rest = script.trim_start_matches([' ', ';', '\n']);
    while !rest.is_empty() && steps.len() < 32 {
        let body = rest.strip_prefix('s')?;
        let delimiter = body.chars().next()?;
        let body = body.get(delimiter.len_utf8()..)?;
        let (from, body) = section(body, delimiter)?;
        let (to, body) = section(body, delimiter)?;
        let flags = body.len() - body.trim_start_matches('g').len();
        let from = literal(&from, ".*[]^$")?;
        let to = literal(&to, "&")?;
        if from.is_empty() || from.contains('\n') {
            return None;
        }
        steps.push(Substitution { from, to, all: flags > 0 });
        let body = body.get(flags..)?;
        rest = body.trim_start_matches([' ', ';', '\n']);
        if rest.len() == body.len() && !rest.is_empty() {
            return None;
        }
    }
    Some(())
}

/// Up to the delimiter; an escaped delimiter stands for itself.
fn section(body: &str, delimiter: char) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == delimiter {
            return Some((out, body.get(at + c.len_utf8()..)?));
        }
        out.push(c);
        if c == '\\' {
            let (_, next) = chars.next()?;
            if next == delimiter {
                out.pop();
            }
            out.push(next);
        }
    }
    None
}

/// The text that a pattern without special characters stands for.
fn literal(pattern: &str, special: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                next if next.is_ascii_punctuation() => out.push(next),
                _ => return None,
            },
            _ if special.contains(c) => return None,
            _ => out.push(c),
        }
    }
    Some(out)
}

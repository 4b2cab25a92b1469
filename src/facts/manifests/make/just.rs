//! Justfiles as the commands of their recipes, variables and what parameters are by default filled in.

use super::{Reader, logical_lines};
use crate::source::Text;

/// The recipes of a justfile.
pub(in crate::facts::manifests) fn just(content: &Text) -> Text {
    let mut reader = Reader::new(content);
    for line in logical_lines(content) {
        let bare = line.trimmed();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        if line.starts_with([' ', '\t']) {
            let command =
                bare.slice(bare.len() - bare.trim_start_matches(['@', '-']).len()..bare.len());
            let filled = reader.braces(&command);
            reader.commands.line(&filled);
        } else if let Some(at) = bare.find(":=") {
            let name =
                bare.get(..at).unwrap_or_default().trim().trim_start_matches("export ").to_owned();
            let value = bare.slice(at + 2..bare.len()).trimmed();
            if let Some(command) = value.strip_prefix('`') {
                reader.commands.line(&value.slice(1..1 + command.trim_end_matches('`').len()));
            }
            let value = reader.sum(&value);
            reader.variables.insert(name, value);
        } else if let Some(end) = bare.find(':') {
            reader.defaults(&bare.slice(0..end));
        }
    }
    reader.commands.into_text()
}

impl Reader {
    /// The text with `{{name}}` of just worked out.
    fn braces(&mut self, text: &Text) -> Text {
        let mut out = Text::empty(text.span());
        let mut from = 0;
        while let Some(open) = text.get(from..).and_then(|rest| rest.find("{{")).map(|at| from + at)
        {
            let Some(close) = text.get(open..).and_then(|rest| rest.find("}}")).map(|at| open + at)
            else {
                break;
            };
            out.push_range(text, from..open);
            let value = self.sum(&text.slice(open + 2..close).trimmed());
            if value.len() > self.left {
                out.push_unknown(text.span());
                return out;
            }
            self.left -= value.len();
            out.push(&value);
            from = close + 2;
        }
        out.push_range(text, from..text.len());
        out
    }

    /// What the parameters of a recipe of just are if nobody says so: `all name="x":`.
    fn defaults(&mut self, head: &Text) {
        let mut at = 0;
        for word in head.as_str().split_inclusive(' ') {
            let parameter = head.slice(at..at + word.trim_end().len());
            at += word.len();
            let Some(equals) = parameter.find('=') else { continue };
            let name = parameter.get(..equals).unwrap_or_default();
            let value = self.sum(&parameter.slice(equals + 1..parameter.len()));
            self.variables.insert(name.trim_start_matches(['$', '+', '*']).to_owned(), value);
        }
    }

    /// `"a" + b` of just.
    fn sum(&self, text: &Text) -> Text {
        let mut out = Text::empty(text.span());
        let mut at = 0;
        for part in text.as_str().split_inclusive('+') {
            let term = text.slice(at..at + part.trim_end_matches('+').len()).trimmed();
            at += part.len();
            let quoted =
                term.len() > 1 && term.starts_with(['"', '\'']) && term.ends_with(['"', '\'']);
            match self.variables.get(term.as_str()) {
                _ if quoted => out.push(&term.slice(1..term.len() - 1)),
                Some(value) if value.len() <= 1 << 12 => out.push(value),
                _ => out.push_unknown(term.span()),
            }
        }
        out
    }
}

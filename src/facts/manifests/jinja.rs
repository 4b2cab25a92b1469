//! Templates of Jinja, as states of Salt and playbooks of Ansible have them: variables and constants put together.

use crate::facts::file_variables::FileVariables;
use crate::shell::decode_base64;
use crate::source::Text;

/// What the variables of a template are worth.
#[derive(Default)]
pub(super) struct Variables {
    known: FileVariables,
}

impl Variables {
    /// Keeps what a variable is worth, with those in it put in that are known by now.
    pub(super) fn set(&mut self, name: &str, value: &Text) {
        let value = self.filled(value);
        self.known.set(name, value);
    }

    /// As [`Self::set`], for an expression.
    pub(super) fn set_to(&mut self, name: &str, expression: &Text) {
        let value = self.joined(expression);
        self.known.set(name, value);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The text with `{{ expression }}` replaced by what it gives.
    pub(super) fn filled(&self, text: &Text) -> Text {
        // an end behind each start that comes before it: none is looked for in vain
        let last = text.rfind("}}").unwrap_or(0);
        text.replaced("{{", |open| {
            let close = open + text.get(open..).filter(|_| open < last)?.find("}}")?;
            Some((self.joined(&text.slice(open + 2..close)), close + 2))
        })
    }

    /// `'a' ~ b | b64decode ~ 'c'`: constants and variables put together, up to the end of the statement.
    fn joined(&self, expression: &Text) -> Text {
        let end = expression.find("%}").unwrap_or(expression.len());
        let mut out = Text::empty(expression.span());
        let mut at = 0;
        for part in expression.get(..end).unwrap_or_default().split_inclusive(['~', '+']) {
            let text = expression.slice(at..at + part.len());
            at += part.len();
            let (value, filters) = part.split_once('|').unwrap_or((part, ""));
            let bare = value.trim_matches([' ', '~', '+', '-']).trim_start_matches('.');
            let start = text.find(bare).unwrap_or(0);
            let quoted = bare.len() > 1 && bare.starts_with(['"', '\'']);
            let known = match quoted {
                true => Some(text.slice(start + 1..start + bare.len() - 1)),
                false => self.known.get(bare, text.span()),
            };
            match known.and_then(|known| filtered(&known, filters)) {
                Some(known) => out.push(&known),
                None => out.push_unknown(text.span()),
            }
        }
        out
    }
}

/// What filters make of a value; nothing if one is not known.
fn filtered(value: &Text, filters: &str) -> Option<Text> {
    filters.split('|').map(|filter| filter.trim_matches([' ', '~', '+', '-'])).try_fold(
        value.clone(),
        |value, filter| match filter.split('(').next().unwrap_or(filter) {
            "" | "default" | "trim" | "string" | "quote" | "safe" => Some(value),
            "b64decode" | "base64_decode" => {
                let decoded = String::from_utf8(decode_base64(value.as_bytes())?).ok()?;
                Some(Text::made(decoded, value.span()))
            }
            "lower" => Some(Text::made(value.to_lowercase(), value.span())),
            "reverse" => Some(Text::made(value.chars().rev().collect::<String>(), value.span())),
            _ => None,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::Variables;
    use crate::source::{FileId, Span, Text, UNKNOWN};

    fn text(text: &str) -> Text {
        Text::verbatim(text, Span::new(FileId(0), 0, text.len()))
    }

    #[test]
    fn expressions_are_worked_out_as_far_as_variables_are_known() {
        let mut variables = Variables::default();
        variables.set("a", &text("{{ 'YmM=' | b64decode }}"));
        variables.set_to("d", &text("'x' ~ a ~ 'y'"));
        for (template, wanted) in [
            ("{{ a }}-{{d}}", "bc-xbcy"),
            ("{{ a | reverse }}", "cb"),
            ("{{.a}} {{ 'Q' | lower }}", "bc q"),
            ("{{ unclosed", "{{ unclosed"),
        ] {
            assert_eq!(variables.filled(&text(template)).as_str(), wanted, "{template}");
        }
        for unknown in ["{{ z }}", "{{ a | hash }}", "{{ '%' | b64decode }}"] {
            assert_eq!(variables.filled(&text(unknown)).as_str(), UNKNOWN.to_string(), "{unknown}");
        }
    }
}

//! Files of variables: `.env` and what `env_file` names.
//!
//! Follows `dotenv` of `compose-go`: `NAME=value` or `NAME: value`, quotes, comments, `export`.

use crate::source::Text;

/// Variables of one file: more than anybody writes by hand.
const MOST: usize = 10_000;

/// A variable of a file.
pub(super) struct Line {
    pub(super) name: Text,
    pub(super) value: Text,
    /// It stands in single quotes: no variables are put into it.
    pub(super) is_literal: bool,
}

/// The variables of a file, in its order.
pub(super) fn variables(content: &Text) -> Vec<Line> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(line) = content.get(at..).and_then(|rest| rest.split_inclusive('\n').next()) {
        let (start, mut end) = (at, at + line.len());
        at = end;
        let line = line.trim_end();
        let name_at = line.len() - line.trim_start().trim_start_matches("export ").len();
        let Some(separator) = line.find(['=', ':']).filter(|at| *at > name_at) else { continue };
        if line.trim_start().starts_with('#') || found.len() >= MOST {
            continue;
        }
        let name = content.slice(start + name_at..start + separator).trimmed();
        let value_at = start + separator + 1;
        let rest = content.get(value_at..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let value_at = value_at + blanks;
        let rest = content.get(value_at..).unwrap_or_default();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let closed = quote.and_then(|quote| rest.get(1..)?.find(quote));
        let value = match closed {
            Some(length) => {
                end = value_at + length + 2;
                // a value in quotes may have several lines
                at = at.max(
                    content
                        .get(end..)
                        .and_then(|it| it.find('\n'))
                        .map_or(content.len(), |it| end + it + 1),
                );
                content.slice(value_at + 1..end - 1)
            }
            None => {
                let written = content.get(value_at..end).unwrap_or_default();
                let length = written.find(" #").unwrap_or(written.len());
                content.slice(value_at..value_at + length).trimmed()
            }
        };
        let is_literal = closed.is_some() && quote == Some('\'');
        found.push(Line { name, value, is_literal });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::variables;
    use crate::source::{FileId, Span, Text};

    #[test]
    fn lines_are_variables() {
        let text = "# x\nA=b # c\nexport B = 'd # e'\nC=\"f\ng\" \nD:h\n\nE\nF=\n";
        let text = Text::verbatim(text, Span::new(FileId(0), 0, text.len()));
        let read = variables(&text);
        let read: Vec<_> = read.iter().map(|it| format!("{}={}", &*it.name, &*it.value)).collect();
        assert_eq!(read, ["A=b", "B=d # e", "C=f\ng", "D=h", "F="]);
    }
}

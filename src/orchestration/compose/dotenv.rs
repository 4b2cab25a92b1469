//! Files of variables: `.env` and what `env_file` names.
//!
//! Follows `dotenv` of `compose-go`: `NAME=value` or `NAME: value`, quotes, comments, `export`.

use crate::source::Text;

/// Variables of one file: more than anybody writes by hand.
const MOST: usize = 10_000;

/// A variable of a file.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) name: Text,
    /// None for a name alone: the environment says what it is.
    pub(super) value: Option<Text>,
    /// No variables are put into it.
    pub(super) is_literal: bool,
}

/// The variables of a file, in its order.
pub(super) fn variables(content: &Text) -> Vec<Line> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = content.get(at..).filter(|rest| !rest.is_empty()) {
        let end = rest.find('\n').map_or(content.len(), |length| at + length);
        let line = content.slice(at..end).trimmed();
        let start = at + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        at = end + 1;
        if line.is_empty() || line.starts_with('#') || found.len() >= MOST {
            continue;
        }
        let exported = line.strip_prefix("export").filter(|it| it.starts_with([' ', '\t']));
        let name_at = exported.map_or(0, |it| line.len() - it.trim_start().len());
        let Some(separator) = line.find(['=', ':']) else {
            let name = line.slice(name_at..line.len());
            found.push(Line { name, value: None, is_literal: true });
            continue;
        };
        let name = line.slice(name_at..separator).trimmed();
        let value_at = start + separator + 1;
        let rest = content.get(value_at..).unwrap_or_default();
        let value_at = value_at + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let line = match quoted(content, value_at) {
            Some((value, behind, is_literal)) => {
                // a value in quotes may have several lines
                let rest = content.get(behind..).unwrap_or_default();
                at = rest.find('\n').map_or(content.len(), |length| behind + length + 1);
                Line { name, value: Some(value), is_literal }
            }
            None => {
                let written = content.slice(value_at..end);
                let length = written.find(" #").unwrap_or(written.len());
                Line { name, value: Some(written.slice(0..length).trimmed()), is_literal: false }
            }
        };
        found.push(line);
    }
    found
}

/// The variables of a file that is read as it is: no quotes, no comments.
pub(super) fn raw(content: &Text) -> Vec<Line> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in content.split('\n') {
        let text = content.slice(at..at + line.trim_end_matches('\r').len());
        at += line.len() + 1;
        if let Some(equals) = text.find('=').filter(|_| found.len() < MOST) {
            let value = Some(text.slice(equals + 1..text.len()));
            found.push(Line { name: text.slice(0..equals), value, is_literal: true });
        }
    }
    found
}

/// The value in quotes that starts there, where it ends, and whether no variables are put in.
fn quoted(content: &Text, at: usize) -> Option<(Text, usize, bool)> {
    let rest = content.get(at..)?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut value = Text::empty(content.span_of(at..at));
    let (mut from, mut chars) = (1, rest.char_indices().skip(1));
    while let Some((here, c)) = chars.next() {
        if c == quote {
            value.push_range(content, at + from..at + here);
            return Some((value, at + here + 1, quote == '\''));
        }
        if c != '\\' {
            continue;
        }
        let Some((next, escaped)) = chars.next() else { continue };
        let stands_for = match escaped {
            c if c == quote => c.to_string(),
            'n' if quote == '"' => "\n".to_owned(),
            'r' if quote == '"' => "\r".to_owned(),
            't' if quote == '"' => "\t".to_owned(),
            '\\' if quote == '"' => "\\".to_owned(),
            '$' if quote == '"' => "$$".to_owned(),
            _ => continue,
        };
        let end = next + escaped.len_utf8();
        value.push_range(content, at + from..at + here);
        value.push_made(&stands_for, content.span_of(at + here..at + end));
        from = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{raw, variables};
    use crate::source::{FileId, Span, Text};

    #[test]
    fn lines_are_variables() {
        let text = "# x\nA=b # c\nexport B = 'd # e'\nC=\"f\ng\" \nD:h\n\nE\nF=\nG=\"a\\\"b\\n\\x\"\nH='it\\'s'\n I = j\n";
        let text = Text::verbatim(text, Span::new(FileId(0), 0, text.len()));
        let told = |lines: Vec<super::Line>| -> Vec<String> {
            let value = |it: &super::Line| it.value.as_deref().unwrap_or("?").to_owned();
            lines.iter().map(|it| format!("{}={}", &*it.name, value(it))).collect()
        };
        let wanted =
            ["A=b", "B=d # e", "C=f\ng", "D=h", "E=?", "F=", "G=a\"b\n\\x", "H=it's", "I=j"];
        assert_eq!(told(variables(&text)), wanted);
        assert_eq!(
            told(raw(&text)).get(..2),
            Some(&["A=b # c".to_owned(), "export B = 'd # e'".to_owned()][..])
        );
    }
}

//! Configurations whose blocks hold programs or pages: pipelines of Logstash, and what Varnish answers by itself.

use super::pieces::{closing, page};
use crate::facts::command_lines::CommandLines;
use crate::source::Text;

/// `ruby { init => "…" code => "…" }`, `exec { command => "…" }`, `pipe { command => "…" }`.
pub(super) fn logstash(content: &Text) -> Text {
    let mut out = CommandLines::new(content);
    for (key, is_program) in [("init", true), ("code", true), ("command", false)] {
        let mut done = 0;
        for (at, _) in content.match_indices(key) {
            if at < done {
                continue;
            }
            let starts = content
                .get(..at)
                .is_none_or(|it| it.is_empty() || it.ends_with([' ', '\t', '\n', '{']));
            let rest = content.get(at + key.len()..).unwrap_or_default();
            let Some(value) = rest.trim_start().strip_prefix("=>").filter(|_| starts) else {
                continue;
            };
            let value = value.trim_start();
            let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue;
            };
            let open = content.len() - value.len();
            let end = open + closing(value, quote);
            let text = content.slice(open + 1..end);
            done = end;
            match is_program {
                true => out.program("ruby", "-e", &text),
                false => out.line(&text),
            }
        }
    }
    out.into_text()
}

/// `synthetic({"…"})`: a script that Varnish answers with, or a page with scripts in it.
pub(super) fn varnish(content: &Text) -> Text {
    let mut out = CommandLines::new(content);
    let mut done = 0;
    for (at, _) in content.match_indices("{\"") {
        let from = at + 2;
        if at < done {
            continue;
        }
        let rest = content.get(from..).unwrap_or_default();
        let end = from + rest.find("\"}").unwrap_or(rest.len());
        let text = content.slice(from..end);
        done = end;
        if text.contains("<script") {
            page(&text, &mut out);
        } else if text.contains("document") || text.contains("importScripts") {
            out.program("node", "-e", &text);
        }
    }
    out.into_text()
}

#[cfg(test)]
mod tests {
    use super::{logstash, varnish};
    use crate::source::{FileId, Span, Text};

    fn read(reader: fn(&Text) -> Text, text: &str) -> String {
        reader(&Text::verbatim(text, Span::new(FileId(0), 0, text.len()))).to_string()
    }

    #[test]
    fn code_and_commands_of_a_pipeline_are_run() {
        let text = "filter { ruby { init => \"a('b')\" code => 'c' } }\ninput { exec { command => \"d e\" } }\nx { xcode => 'f' }";
        assert_eq!(read(logstash, text), "ruby -e 'a('\\''b'\\'')'\nruby -e 'c'\nd e\n");
        assert_eq!(read(logstash, "code => \"unclosed"), "ruby -e 'unclosed'\n");
    }

    #[test]
    fn scripts_that_varnish_makes_are_read() {
        let text = "synthetic({\"document.a()\"}); synthetic({\"<script src='//h/x'>b()</script>\"}); {\"text\"}";
        assert_eq!(read(varnish, text), "node -e 'document.a()'\nnode -e 'b()\n'\ncurl '//h/x' \n");
    }
}

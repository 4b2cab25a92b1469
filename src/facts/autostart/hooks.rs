//! Configurations of programs that run commands now and then: logrotate, databases that read SQL when they start.

use super::each_line;
use crate::source::Text;

/// Words that begin a script of logrotate, up to `endscript`.
const LOGROTATE: [&str; 5] = ["postrotate", "prerotate", "firstaction", "lastaction", "preremove"];

/// The scripts of a configuration of logrotate.
pub(super) fn logrotate(content: &Text) -> Text {
    let inside = std::cell::Cell::new(false);
    each_line(content, "#", |line, out| {
        if LOGROTATE.contains(&line.as_str()) {
            inside.set(true);
        } else if line.as_str() == "endscript" {
            inside.set(false);
        } else if inside.get() {
            out.push(line);
            out.push_opaque("\n", line.span());
        }
    })
}

/// What SQL has a server or its client run: `COPY … FROM PROGRAM 'command'`, `\! command`.
pub(super) fn sql(content: &Text) -> Text {
    each_line(content, "-", |line, out| {
        if line.starts_with("\\!") {
            out.push(&line.slice(2..line.len()));
            out.push_opaque("\n", line.span());
        }
        let lower = line.to_ascii_lowercase();
        let programs = lower.match_indices("program").map(|(at, word)| at + word.len());
        for at in programs {
            let rest = line.slice(at..line.len()).trimmed();
            let quote = rest.strip_prefix('\'').and_then(|inside| inside.find('\''));
            if let Some(end) = quote {
                out.push(&rest.slice(1..1 + end));
                out.push_opaque("\n", line.span());
            }
        }
    })
}

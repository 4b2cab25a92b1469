//! Tcl and Expect as the shell commands that they start: `set a b` as an assignment, `spawn` and `exec` as commands.

use crate::source::Text;

/// Commands in brackets that put a text together.
const MAKES: &[&str] =
    &["[join", "[string ", "[format", "[binary", "[subst", "[concat", "[encoding", "[regsub"];

/// The commands of a Tcl text.
pub(crate) fn commands(content: &Text) -> Text {
    let mut out = Text::empty(content.span());
    let mut at = 0;
    for part in content.as_str().split_inclusive([';', '\n']) {
        let line = content.slice(at..at + part.trim_end_matches([';', '\n']).len()).trimmed();
        at += part.len();
        let Some(blank) = line.find([' ', '\t']) else { continue };
        let rest = line.slice(blank..line.len()).trimmed();
        match line.get(..blank) {
            Some("set" | "variable" | "append") => {
                let Some(blank) = rest.find([' ', '\t']) else { continue };
                let value = rest.slice(blank..rest.len()).trimmed();
                if let Some(command) = value.strip_prefix("[exec ") {
                    let start = value.len() - command.len();
                    let end = start + command.strip_suffix(']').unwrap_or(command).len();
                    out.push(&value.slice(start..end));
                } else {
                    out.push(&rest.slice(0..blank));
                    let equals = if line.starts_with("append") { "+=" } else { "=" };
                    out.push_made(equals, rest.span());
                    match value.starts_with('[') {
                        // what another command gives
                        true => out.push_made("$(string)", value.span()),
                        false => out.push(&value),
                    }
                }
            }
            Some("spawn" | "exec" | "system" | "eval" | "open") => {
                let start = rest.len() - rest.trim_start_matches(['|', '-']).len();
                if MAKES.iter().any(|made| rest.starts_with(made)) {
                    // the name of the program is made on the spot
                    out.push_made("$(string)", rest.span());
                } else {
                    out.push(&rest.slice(start..rest.len()));
                }
            }
            _ => continue,
        }
        out.push_made("\n", line.span());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::commands;
    use crate::source::{FileId, Span, Text};

    #[test]
    fn values_that_other_commands_give_start_nothing_unless_they_are_commands_of_the_system() {
        let text = "set a [llength $b c]\nset c x\nset d [exec ./run -o x]\nexec $c y\nset e [join {a b} {}]\n";
        let text = Text::verbatim(text, Span::new(FileId(0), 0, text.len()));
        let wanted = "a=$(string)\nc=x\n./run -o x\n$c y\ne=$(string)\n";
        assert_eq!(commands(&text).as_str(), wanted);
    }
}

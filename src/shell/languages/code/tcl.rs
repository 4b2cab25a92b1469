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
                out.push(&rest.slice(0..blank));
                out.push_opaque(if line.starts_with("append") { "+=" } else { "=" }, rest.span());
                out.push(&rest.slice(blank..rest.len()).trimmed());
            }
            Some("spawn" | "exec" | "system" | "eval" | "open") => {
                let start = rest.len() - rest.trim_start_matches(['|', '-']).len();
                if MAKES.iter().any(|made| rest.starts_with(made)) {
                    // the name of the program is made on the spot
                    out.push_opaque("$(string)", rest.span());
                } else {
                    out.push(&rest.slice(start..rest.len()));
                }
            }
            _ => continue,
        }
        out.push_opaque("\n", line.span());
    }
    out
}

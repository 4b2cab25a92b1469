//! Variables whose value another program runs: `PROMPT_COMMAND`, `GIT_SSH_COMMAND`, `LESSOPEN`, `PS4`.

use crate::shell::evaluate::context::Context;
use crate::shell::evaluate::walker::Walker;
use crate::shell::{Language, Via};
use crate::source::Text;

/// How the value is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hook {
    /// It is the text of a command.
    Command,
    /// It is text in which a shell expands what `$` and backquotes start.
    Prompt,
    /// Options for a program, which run something if one of these marks is among them.
    Options(&'static str, &'static [&'static str]),
    /// A program for an interpreter, behind an option of it.
    Code(&'static str, &'static str),
}

/// Sorted by name. Files to be read and libraries to be loaded are no texts: `preload-variable` reports those.
const HOOKS: &[(&str, Hook)] = &[
    ("CVS_RSH", Hook::Command),
    ("EDITOR", Hook::Command),
    ("EXINIT", Hook::Code("ex", "-c")),
    ("FZF_DEFAULT_COMMAND", Hook::Command),
    ("GIT_ASKPASS", Hook::Command),
    ("GIT_EDITOR", Hook::Command),
    ("GIT_EXTERNAL_DIFF", Hook::Command),
    ("GIT_PAGER", Hook::Command),
    ("GIT_PROXY_COMMAND", Hook::Command),
    ("GIT_SEQUENCE_EDITOR", Hook::Command),
    ("GIT_SSH", Hook::Command),
    ("GIT_SSH_COMMAND", Hook::Command),
    ("JAVA_TOOL_OPTIONS", Hook::Options("java", &["-XX:On"])),
    ("JDK_JAVA_OPTIONS", Hook::Options("java", &["-XX:On"])),
    ("LESSCLOSE", Hook::Command),
    ("LESSOPEN", Hook::Command),
    ("LUA_INIT", Hook::Code("lua", "-e")),
    ("MAKEFLAGS", Hook::Options("make", &["--eval"])),
    ("MANPAGER", Hook::Command),
    ("PAGER", Hook::Command),
    ("PERL5DB", Hook::Code("perl", "-e")),
    ("PROMPT_COMMAND", Hook::Command),
    ("PS0", Hook::Prompt),
    ("PS1", Hook::Prompt),
    ("PS2", Hook::Prompt),
    ("PS4", Hook::Prompt),
    ("PSQL_EDITOR", Hook::Command),
    ("RSYNC_RSH", Hook::Command),
    ("SSH_ASKPASS", Hook::Command),
    ("SUDO_ASKPASS", Hook::Command),
    ("SYSTEMD_PAGER", Hook::Command),
    ("TAR_OPTIONS", Hook::Options("tar", &["command", "exec=", "-I", "-F", "script"])),
    ("VIMINIT", Hook::Code("vim", "-c")),
    ("VISUAL", Hook::Command),
    ("_JAVA_OPTIONS", Hook::Options("java", &["-XX:On"])),
];

fn hook(name: &str) -> Option<Hook> {
    if name.starts_with("GIT_CONFIG_VALUE_") {
        return Some(Hook::Command);
    }
    let at = HOOKS.binary_search_by_key(&name, |(listed, _)| listed).ok()?;
    HOOKS.get(at).map(|(_, hook)| *hook)
}

/// True if the value of this variable runs.
pub(crate) fn is_hook(name: &str) -> bool {
    hook(name).is_some()
}

impl Walker<'_> {
    /// Reads the value of a variable that another program runs; nothing for any other variable.
    pub(crate) fn hook(&mut self, name: &str, value: &Text, context: &Context) {
        let Some(hook) = hook(name) else { return };
        if value.is_empty() || !value.is_known() {
            return;
        }
        let context = Context {
            via: Via::ShellText,
            capture: false,
            stdin: None,
            pipe_from: None,
            ..context.clone()
        };
        match hook {
            Hook::Command => {
                // `LESSOPEN="|lesspipe %s"`, `GIT_CONFIG_VALUE_0="!command"`
                let cut = value.len() - value.trim_start_matches(['|', '-', '!']).len();
                let text = value.slice(cut..value.len());
                self.script_text(&text, Language::Bash, &context);
            }
            Hook::Prompt if value.contains(['$', '`']) => {
                self.isolated(|walker| {
                    walker.language = Language::Bash;
                    walker.document(value, context.parent);
                });
            }
            Hook::Prompt => {}
            // most only say how many jobs run
            Hook::Options(program, marks) if marks.iter().any(|mark| value.contains(mark)) => {
                let mut words = vec![Text::made(program, value.span())];
                let mut at = 0;
                for word in value.split_inclusive(char::is_whitespace) {
                    words.push(value.slice(at..at + word.trim_end().len()));
                    at += word.len();
                }
                self.run_words(words, value.span(), &context);
            }
            Hook::Options(..) => {}
            Hook::Code(interpreter, option) => {
                let (interpreter, option) =
                    (Text::made(interpreter, value.span()), Text::made(option, value.span()));
                self.run_words(vec![interpreter, option, value.clone()], value.span(), &context);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hooks_are_sorted_by_name() {
        assert!(HOOKS.is_sorted_by(|a, b| a.0 < b.0));
    }
}

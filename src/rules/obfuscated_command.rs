//! `obfuscated-command`: commands that a reader of the file cannot see.

#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::Given;
use crate::facts::{Command, Facts, Moment, is_interpreter};
use crate::finding::{Action, Finding};
use crate::shell::{Language, Via};
use crate::source::{Span, Text, UNKNOWN};

pub(super) static META: Meta = Meta {
    id: "obfuscated-command",
    summary: "a command is decoded, computed or taken from a variable before it runs",
    group: Group::Execution,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/obfuscated-command.md"),
};

const DECODERS: &[&str] = &["base64", "base32", "xxd", "rev", "uudecode", "openssl", "gpg", "tr"];

/// Programs that take a text out of data or make one of it. Their output is no script that somebody wrote down as one.
const MAKERS: &[&str] = &[
    "awk",
    "bsdtar",
    "col",
    "cpio",
    "cpp",
    "csplit",
    "dd",
    "dc",
    "fold",
    "gawk",
    "git",
    "grep",
    "hexdump",
    "iconv",
    "jq",
    "lua",
    "m4",
    "mawk",
    "mongo",
    "mongosh",
    "mysql",
    "node",
    "od",
    "paste",
    "perl",
    "php",
    "psql",
    "python",
    "python3",
    "redis-cli",
    "ruby",
    "sed",
    "sqlite3",
    "strings",
    "tac",
    "tail",
    "head",
    "cut",
    "unzip",
    "xmllint",
    "xmlstarlet",
    "yq",
    "7z",
    "ar",
];

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// report scripts that no command runs as well; without it the preset `locked-down` does
    unrun_scripts: Given<bool>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for (index, command) in context.facts.commands.iter().enumerate() {
            if let Some((word, what)) = look(context.facts, index, command) {
                let span = word.map_or(command.shell.span, Text::span);
                if !context.counts(command.shell.span, self.unrun_scripts) {
                    continue;
                }
                out.push(
                    Finding::new(META.id, span, what)
                        .help("write the command as it runs")
                        .origins(word.map(|w| w.origins(0..w.len())).unwrap_or_default()),
                );
            }
        }
    }
}

fn look<'a>(
    facts: &Facts,
    index: usize,
    command: &'a Command,
) -> Option<(Option<&'a Text>, String)> {
    let program = command.argv().first();
    if let Some(decoder) = decoded_input(facts, index, command) {
        return Some((program, format!("`{}` runs what `{decoder}` decodes", command.program)));
    }
    if let Some(maker) = made_input(facts, index, command) {
        return Some((program, format!("`{}` runs what `{maker}` makes of data", command.program)));
    }
    let word = program?;
    if command.program == "rev" && reverses_constant(facts, index, command) {
        return Some((program, "an argument is written from its end to its start".to_owned()));
    }
    match command.shell.via {
        Via::Computed if !is_dispatch(command, word) => {
            return Some((program, computed(command, word)));
        }
        // A script of the context may well find its compiler or its Java this way.
        Via::Chosen if command.place.moment != Moment::Script => {
            return Some((
                program,
                "the script reads or computes which program it runs".to_owned(),
            ));
        }
        _ => {}
    }
    if matches!(command.program.as_str(), "powershell" | "pwsh")
        && let Some(flag) = command.args().iter().find(|arg| is_encoded_flag(arg))
    {
        return Some((Some(flag), "PowerShell runs an encoded command".to_owned()));
    }
    if !matches!(command.shell.language, Language::Posix | Language::Bash) {
        return None;
    }
    // `for f in hooks/*; do $f; done` runs every file that lies there.
    let every = command.program.starts_with('*') && !word.origins(0..word.len()).is_empty();
    if is_glob(&command.program) && !every && !names_interpreter(word) {
        let what = if word.is_known() {
            format!("the program is chosen by the pattern `{}`", word.as_str())
        } else {
            "the program is chosen by a pattern".to_owned()
        };
        return Some((program, what));
    }
    let unknown = !word.is_empty() && word.chars().all(|c| c == UNKNOWN);
    if unknown && command.place.moment == Moment::Start && command.shell.via != Via::Wrapper {
        return Some((program, "the program is not known before it runs".to_owned()));
    }
    if is_other_name(facts, command) {
        return Some((program, "`exec -a` runs a program under another name".to_owned()));
    }
    (word.is_spelled_apart() && !is_windows_path(word)).then(|| {
        (program, format!("quotes inside the word hide the program `{}`", command.program))
    })
}

/// `exec -a name program`, unless the name is that which the script itself goes by.
fn is_other_name(facts: &Facts, command: &Command) -> bool {
    let [option, name, ..] = command.args() else { return false };
    // `$0` of a file is what the instruction that starts it says
    let instruction = command.place.span;
    let is_inside = |at: Span| {
        at.file == instruction.file && at.start >= instruction.start && at.end <= instruction.end
    };
    let is_own = || {
        facts.unset_in(name) == Some("0")
            || !is_inside(command.shell.span)
                && name.starts_with('/')
                && name.origins(0..name.len()).iter().any(|at| is_inside(*at))
    };
    command.program == "exec" && option.as_str() == "-a" && !is_own()
}

/// `C:\tools\x`, `..\tools\x`, `tools\setup.bat`, `%windir%\x`: the backslashes that a shell of Unix drops stand between directories.
fn is_windows_path(word: &str) -> bool {
    const ENDINGS: [&str; 6] = [".bat", ".cmd", ".com", ".exe", ".msi", ".ps1"];
    let mut chars = word.chars();
    let drive = chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':');
    let name = word.to_ascii_lowercase();
    let is_above = word.starts_with("..") && !word.contains('/');
    drive || is_above || word.contains('%') || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// What is computed: the program, or the code that an interpreter's own function runs.
fn computed(command: &Command, word: &Text) -> String {
    let runs_code = command.args().first().is_some_and(|code| code.chars().all(|c| c == UNKNOWN));
    match word.is_known() {
        true if runs_code && command.args().len() == 1 => {
            format!("`{}` runs code that the text does not show", word.as_str())
        }
        true => format!("the command `{}` is computed", word.as_str()),
        false => "the name of the program is computed".to_owned(),
    }
}

/// The decoder whose output is run: by an interpreter behind a pipe, or by `eval "$(…)"`.
fn decoded_input<'a>(facts: &'a Facts, index: usize, command: &Command) -> Option<&'a str> {
    if matches!(command.program.as_str(), "eval" | "iex" | "invoke-expression") {
        let following = facts.commands.get(index + 1..).unwrap_or_default().iter();
        // what stands in a command comes right behind it
        let inside = following.take_while(|inner| inner.shell.parent >= Some(index));
        let mut substituted = inside.filter(|inner| {
            inner.shell.parent == Some(index) && inner.shell.via == Via::Substitution
        });
        return substituted.find(|inner| decodes(inner)).map(|inner| inner.program.as_str());
    }
    let takes_input = is_interpreter(&command.program)
        && command.args().iter().all(|arg| arg.starts_with('-') || arg.as_str() == "/dev/stdin");
    if !takes_input {
        return None;
    }
    facts.feeders(index).find(|feeder| decodes(feeder)).map(|feeder| feeder.program.as_str())
}

/// It makes other letters of what it reads. `tr '\n' ' '` and `tr A-Z a-z` leave every word what it is.
fn decodes(command: &Command) -> bool {
    let program = command.program.as_str();
    if program != "tr" {
        return DECODERS.contains(&program);
    }
    let mut sets = command.args().iter().filter(|arg| !arg.starts_with('-') || arg.len() == 1);
    !sets.all(|set| is_case(set) || separates(set))
}

fn is_case(set: &str) -> bool {
    matches!(set, "A-Z" | "a-z" | "[A-Z]" | "[a-z]" | "[:upper:]" | "[:lower:]")
}

/// Blanks, ends of lines, quotes and marks between words, as they stand or behind a backslash.
fn separates(set: &str) -> bool {
    let set = set.replace("[:space:]", "").replace("[:blank:]", "");
    let mut behind_backslash = false;
    set.chars().all(|c| {
        let escaped = behind_backslash && (c.is_ascii_digit() || "nrtfv\\".contains(c));
        // `\012` has more than one
        behind_backslash = c == '\\' && !escaped || escaped && c.is_ascii_digit();
        escaped || c.is_whitespace() || ",:;|\"'\\\0".contains(c)
    })
}

/// The program out of whose output a shell reads its script, if nothing shows that script and no network brings it.
fn made_input<'a>(facts: &'a Facts, index: usize, command: &Command) -> Option<&'a str> {
    let is_shell =
        matches!(command.program.as_str(), "sh" | "bash" | "ash" | "dash" | "zsh" | "ksh");
    let reads = is_shell
        && command
            .args()
            .iter()
            .all(|arg| matches!(arg.as_str(), "-" | "-s" | "-e" | "-x" | "-ex" | "/dev/stdin"));
    let is_seen = || command.shell.input.as_deref().is_some_and(Text::is_known);
    if !reads || is_seen() {
        return None;
    }
    let mut maker = None;
    for feeder in facts.feeders(index) {
        if !feeder.transfers.is_empty() {
            return None;
        }
        let name = feeder.program.as_str();
        maker = maker.or(MAKERS.contains(&name).then_some(name));
    }
    maker
}

/// `program $(echo TEXT | rev)`: the text is known, and nothing else turns it round again.
fn reverses_constant(facts: &Facts, index: usize, command: &Command) -> bool {
    let is_constant = command.shell.input.as_deref().is_some_and(|input| {
        input.is_known() && input.trim().len() > 4 && !input.trim().contains(char::is_whitespace)
    });
    is_constant
        && command.shell.via == Via::Substitution
        && command.piped_to.is_none()
        && !facts.feeders(index).any(|feeder| feeder.program == "rev")
}

fn is_encoded_flag(arg: &str) -> bool {
    let flag = arg.to_ascii_lowercase();
    flag.len() >= 2
        && ("-encodedcommand".starts_with(&flag) || "/encodedcommand".starts_with(&flag))
        && flag.starts_with(['-', '/'])
        && flag.chars().nth(1) == Some('e')
        && flag != "-ex"
}

/// `cmd_$(…)` in a script of its own, and `name$(…)=value` behind `eval`: a function or variable is chosen, no program.
fn is_dispatch(command: &Command, word: &Text) -> bool {
    let start = word.split(UNKNOWN).next().unwrap_or_default();
    // an assignment, and no expression of PowerShell
    word.contains('=') && !word.starts_with('(')
        || command.place.moment == Moment::Script && start.ends_with(['_', '-'])
}

/// `/usr/bin/python3*`, `/opt/*/bin/java`: the pattern leaves the version or the directory open, not the program.
fn names_interpreter(word: &str) -> bool {
    let (directory, name) = word.rsplit_once('/').unwrap_or(("", word));
    let whole = name.strip_suffix('*').unwrap_or(name);
    let plain = |part: &str| !part.contains(['?', '[', '{']);
    let whole_parts = |part: &str| !part.contains('*') || part.ends_with('*');
    plain(word)
        && !whole.contains('*')
        && directory.split('/').all(whole_parts)
        && (is_interpreter(whole) || matches!(whole, "java" | "javac"))
}

/// The name of the program is a pattern. With a blank in it the word stands in quotes, and is none.
fn is_glob(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    program.len() > 2
        && !name.contains(char::is_whitespace)
        && !program.starts_with('[')
        && !program.contains('=')
        && program.contains(['*', '?', '['])
}

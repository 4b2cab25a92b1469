//! Start-up files of editors, terminals and debuggers: what they tell a shell to run, and those that are programs of another
//! language.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::Reader;
use super::pieces::{all_quoted, closing, of_lines, quoted, without_words};
use crate::facts::command_lines::CommandLines;
use crate::facts::settings::ini;
use crate::source::{Text, UNKNOWN};

/// File names, and the reader of such a file.
const ROWS: &[(&[&str], Reader)] = &[
    (&[".vimrc", "vimrc", "vimrc.local", ".exrc", ".gvimrc", "init.vim", "sysinit.vim"], vim),
    (&[".emacs", "init.el", "site-start.el", "default.el", ".emacs.el"], emacs),
    (&[".tmux.conf", "tmux.conf"], tmux),
    (&[".screenrc", "screenrc"], screen),
    (&[".gdbinit", "gdbinit", ".lldbinit"], gdb),
    (&[".inputrc", "inputrc"], inputrc),
    (&[".irbrc", ".pryrc", ".railsrc", "irbrc"], ruby),
    (&[".mailcap", "mailcap"], mailcap),
    (&[".psqlrc", "psqlrc", ".sqliterc", "sqliterc"], super::configurations::sql),
    (&[".ghci", "ghci.conf"], ghci),
    (&[".hgrc", "hgrc"], mercurial),
    (&[".Rprofile", "Rprofile.site", "Rprofile"], r),
    (&[".cshrc", ".tcshrc", ".login", "csh.cshrc", "csh.login", "csh.logout"], csh),
    (&[".pythonrc", "pythonrc", ".pythonstartup"], python),
];

/// The reader of a start-up file of this name.
pub(super) fn reader(name: &str) -> Option<Reader> {
    static READERS: LazyLock<HashMap<&str, Reader>> = LazyLock::new(|| {
        let names = |(names, reader): &(&'static [&'static str], Reader)| {
            let reader = *reader;
            names.iter().map(move |name| (*name, reader))
        };
        ROWS.iter().flat_map(names).collect()
    });
    READERS.get(name).copied()
}

/// `!command`, `system("command")`, `:silent !command`, `autocmd … !command`
fn vim(content: &Text) -> Text {
    of_lines(content, "\"", |line, out| {
        if let Some(at) = line.find('!').filter(|at| starts_command(line, *at)) {
            out.line(&line.slice(at + 1..line.len()));
        }
        for call in ["system(", "systemlist(", "job_start(", "term_start(", "jobstart("] {
            if let Some(at) = line.find(call) {
                let words = put_together(&line.slice(at + call.len()..line.len()));
                match words.as_slice() {
                    [line] => out.line(line),
                    words => out.words(words),
                }
            }
        }
    })
}

/// `:! command`
fn ghci(content: &Text) -> Text {
    of_lines(content, "--", |line, out| {
        if let Some(rest) = line.strip_prefix(":!") {
            out.line(&line.slice(line.len() - rest.len()..line.len()));
        }
    })
}

/// `name = command` of `[hooks]`, `name = !command` of `[alias]`
fn mercurial(content: &Text) -> Text {
    let mut out = CommandLines::new(content);
    for setting in ini(content) {
        let value = &setting.value;
        match setting.top() {
            "hooks" => out.line(value),
            "alias" if value.starts_with('!') => out.line(&value.slice(1..value.len())),
            _ => {}
        }
    }
    out.into_text()
}

/// The first argument of a call, a text or a list of them: `'a' . b . 'c'`. What is no constant is not known.
fn put_together(arguments: &Text) -> Vec<Text> {
    let (mut words, mut word) = (Vec::new(), Text::default());
    let is_list = arguments.trim_start().starts_with('[');
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(c) = arguments.get(at..).and_then(|rest| rest.chars().next()) {
        let start = at;
        at += c.len_utf8();
        match c {
            '"' | '\'' => {
                let end = start + closing(arguments.get(start..).unwrap_or_default(), c);
                if depth == 0 {
                    word.push_range(arguments, start + 1..end);
                }
                at = end + 1;
            }
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ')' | ']' if depth == 0 => break,
            ',' if depth == 0 && !is_list => break,
            ',' if depth == 0 => words.push(std::mem::take(&mut word)),
            '.' | '[' => {}
            _ if c.is_whitespace() => {}
            _ if depth == 0 && !word.ends_with(UNKNOWN) => {
                word.push_unknown(arguments.span_of(start..at));
            }
            _ => {}
        }
    }
    words.push(word);
    words
}

/// A `!` that starts a command and no option (`set nocp!`), comparison or function (`function! x()`).
fn starts_command(line: &str, at: usize) -> bool {
    let head = line.get(..at).unwrap_or_default();
    let rest = line.get(at + 1..).unwrap_or_default();
    (head.is_empty() || head.ends_with([' ', ':', '|', '\'']))
        && rest.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '~'))
}

/// `(shell-command "…")`, `(call-process "program" nil nil nil "argument")`
fn emacs(content: &Text) -> Text {
    of_lines(content, ";", |line, out| {
        if let Some(at) = line.find("(shell-command").or_else(|| line.find("(async-shell-command"))
        {
            let strings = all_quoted(&line.slice(at..line.len()));
            out.line(&strings.into_iter().next().unwrap_or_default());
        } else if let Some(at) = line.find("call-process").or_else(|| line.find("start-process")) {
            let mut strings = all_quoted(&line.slice(at..line.len()));
            if line.contains("start-process") && !strings.is_empty() {
                strings.remove(0);
            }
            let mut all = Text::empty(line.span());
            for string in &strings {
                all.push(string);
                all.push_made(" ", string.span());
            }
            out.line(&all);
        }
    })
}

/// `run-shell "command"`, `new-window 'command'`, `set -g default-command "…"`
fn tmux(content: &Text) -> Text {
    const RUN: &[&str] = &["run-shell", "run", "if-shell", "if", "display-popup"];
    const OPEN: &[&str] = &["new-window", "neww", "new-session", "new", "split-window", "splitw"];
    of_lines(content, "#", |line, out| {
        let name = quoted(line, 0);
        let strings = all_quoted(line);
        if RUN.contains(&name.as_str()) || OPEN.contains(&name.as_str()) {
            for command in &strings {
                out.line(command);
            }
            if strings.is_empty() {
                out.line(&line.slice(name.len()..line.len()).trimmed());
            }
        } else if line.contains("default-command") {
            for command in &strings {
                out.line(command);
            }
        }
    })
}

/// `screen [-t title] [number] command`, `exec … command`
fn screen(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let name = quoted(line, 0);
        if !matches!(name.as_str(), "screen" | "exec" | "backtick") {
            return;
        }
        let mut rest = line.slice(name.len()..line.len()).trimmed();
        while rest.starts_with(|c: char| c == '-' || c == '.' || c.is_ascii_digit()) {
            rest = without_words(&rest, if rest.starts_with("-t") { 2 } else { 1 });
        }
        out.line(&rest);
    })
}

/// `shell command`, `!command`, `python code`
fn gdb(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        if let Some(rest) = line.strip_prefix('!') {
            out.line(&line.slice(line.len() - rest.len()..line.len()));
        }
        let blank = line.find(char::is_whitespace).unwrap_or(line.len());
        let rest = line.slice(blank..line.len()).trimmed();
        match line.get(..blank) {
            Some("shell" | "make" | "platform") => out.line(&rest),
            Some("python" | "python-interactive" | "py" | "script") => {
                out.program("python3", "-c", &rest);
            }
            _ => {}
        }
    })
}

/// `"key": "text\n"`: a key that types a command.
fn inputrc(content: &Text) -> Text {
    of_lines(content, "#$", |line, out| {
        let Some(colon) = line.find(':') else { return };
        let typed = quoted(&line.slice(colon + 1..line.len()), 0);
        let end = ["\\n", "\\r", "\\C-m", "\\C-j"].iter().find_map(|end| typed.strip_suffix(*end));
        if let Some(command) = end {
            out.line(&typed.slice(0..command.len()));
        }
    })
}

fn ruby(content: &Text) -> Text {
    let mut out = CommandLines::new(content);
    out.program("ruby", "-e", content);
    out.into_text()
}

fn r(content: &Text) -> Text {
    let mut out = CommandLines::new(content);
    out.program("Rscript", "-e", content);
    out.into_text()
}

fn python(content: &Text) -> Text {
    let mut out = CommandLines::new(content);
    out.program("python3", "-c", content);
    out.into_text()
}

fn csh(content: &Text) -> Text {
    let mut out = CommandLines::new(content);
    out.program("csh", "-c", content);
    out.into_text()
}

/// `type; command`
fn mailcap(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let Some(at) = line.find(';') else { return };
        let rest = line.slice(at + 1..line.len());
        let end = rest.find(';').unwrap_or(rest.len());
        out.line(&rest.slice(0..end).trimmed());
    })
}

//! Configurations of programs that run commands now and then: logrotate, databases that read SQL when they start.

use super::each_line;
use super::pieces::{of_lines, without_words};
use crate::facts::command_lines::CommandLines;
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
            out.push_made("\n", line.span());
        }
    })
}

/// What SQL has a server or its client run: `COPY … FROM PROGRAM 'command'`, `\! command`.
pub(super) fn sql(content: &Text) -> Text {
    let mut all = procedures(content);
    all.push(&each_line(content, "-", |line, out| {
        if let Some(mark) =
            ["\\!", "system ", ".system ", ".shell "].iter().find(|it| line.starts_with(**it))
        {
            out.push(&line.slice(mark.len()..line.len()));
            out.push_made("\n", line.span());
        }
        let lower = line.to_ascii_lowercase();
        let programs = lower.match_indices("program").map(|(at, word)| at + word.len());
        for at in programs {
            let rest = line.slice(at..line.len()).trimmed();
            let quote = rest.strip_prefix('\'').and_then(|inside| inside.find('\''));
            if let Some(end) = quote {
                out.push(&rest.slice(1..1 + end));
                out.push_made("\n", line.span());
            }
        }
    }));
    all
}

/// Languages that a database runs besides SQL, by the names that stand behind LANGUAGE.
const OF_DATABASES: &[(&str, &str, &str)] = &[
    ("plpython", "python3", "-c"),
    ("plperl", "perl", "-e"),
    ("plsh", "sh", "-c"),
    ("pllua", "lua", "-e"),
    ("plruby", "ruby", "-e"),
    ("plphp", "php", "-r"),
    ("plr", "Rscript", "-e"),
    ("plv8", "node", "-e"),
];

/// What stands between `$$` and `$$` in a language that can start programs.
fn procedures(content: &Text) -> Text {
    let lower = content.to_ascii_lowercase();
    let mut out = CommandLines::new(content);
    let language = OF_DATABASES.iter().find(|(name, ..)| lower.contains(name));
    if let Some((_, program, option)) = language {
        let marks: Vec<usize> = content.match_indices("$$").map(|(at, _)| at).collect();
        for pair in marks.chunks_exact(2) {
            if let [open, close] = pair {
                out.program(program, option, &content.slice(open + 2..*close));
            }
        }
    }
    out.into_text()
}

/// An init script of OpenRC: a shell script whose variables say what is started.
pub(super) fn openrc(content: &Text) -> Text {
    let start = content.find('\n').unwrap_or(content.len());
    let mut all = content.slice(start..content.len());
    all.push_made("\n$command $command_args\n$command_progs\n", content.span());
    all
}

/// A script of execline: blocks in braces, each of them a command; what sets variables as a shell does it.
pub(super) fn execline(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        if let Some(assignment) = of_execline(line) {
            out.line(&assignment);
            return;
        }
        let (mut from, mut is_variable) = (0, false);
        for (at, brace) in line.match_indices(['{', '}']) {
            // `${variable}`
            if std::mem::take(&mut is_variable) {
                continue;
            }
            is_variable = brace == "{" && line.get(..at).is_some_and(|head| head.ends_with('$'));
            if is_variable {
                continue;
            }
            out.line(&line.slice(from..at));
            from = at + brace.len();
        }
        out.line(&line.slice(from..line.len()));
    })
}

/// `define NAME value`, `importas -D value NAME VARIABLE` as assignments.
fn of_execline(line: &Text) -> Option<Text> {
    let mut words = line.split_whitespace();
    let program = words.next()?;
    let (mut default, mut names) = (None, Vec::new());
    while let Some(word) = words.next() {
        match word {
            "-D" => default = words.next(),
            _ if word.starts_with('-') => {}
            _ => names.push(word),
        }
    }
    let (name, value) = match (program, names.as_slice()) {
        ("define", [name, value]) => (name, (*value).to_owned()),
        ("importas" | "import", [name, rest @ ..]) => {
            let variable = rest.first().unwrap_or(name);
            let default = default.map_or(String::new(), |default| format!(":-{default}"));
            (name, format!("${{{variable}{default}}}"))
        }
        _ => return None,
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let fits = name.chars().all(is_name);
    fits.then(|| Text::made(format!("{name}={value}"), line.span()))
}

/// A script of fish, with its assignments as other shells write them.
pub(super) fn fish(content: &Text) -> Text {
    each_line(content, "#", |line, text| {
        let mut words = line.split_whitespace().filter(|word| !word.starts_with('-'));
        let assigned = if words.next() == Some("set") { words.next() } else { None };
        let value = assigned.and_then(|name| Some((name, line.find(name)? + name.len())));
        match value {
            Some((name, at)) => {
                text.push_made(&format!("{name}="), line.span());
                text.push(&line.slice(at..line.len()).trimmed());
            }
            None => text.push(line),
        }
        text.push_made("\n", line.span());
    })
}

/// `service type protocol wait user program name arguments`
pub(super) fn inetd(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let program = without_words(line, 5);
        let end = program.find(char::is_whitespace).unwrap_or(program.len());
        let mut words = program.slice(0..end);
        words.push_made(" ", program.span());
        words.push(&without_words(&program, 2));
        out.line(&words);
    })
}

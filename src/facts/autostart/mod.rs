//! Files that start programs when a system or a user comes up, read as the commands in them: units of systemd,
//! crontabs, configurations of supervisord, `inittab`, desktop entries, start-up files of shells.
//!
//! Told by the path, as the programs that read them do. Every word keeps its place in the file.

mod agents;
mod configurations;
mod daemons;
mod init_scripts;
mod interactive;
mod own_variables;
mod pieces;
mod pipelines;
#[cfg(test)]
mod tests;
mod web;

use std::cell::OnceCell;
use std::sync::LazyLock;

use crate::byte_search::ByteSearch;
use crate::source::Text;

pub(crate) use init_scripts::{PLACES, commands, extended, is_start_point};

/// Makes a shell script of a file; every word keeps its place.
pub(crate) type Reader = fn(&Text) -> Text;

/// Directories of user crontabs: lines without the name of a user.
const USER_CRONTABS: [&str; 3] = ["/var/spool/cron/", "/var/cron/tabs/", "/etc/crontabs/"];

/// Start-up files of shells that do not end as scripts do.
const OF_SHELLS: [&str; 25] = [
    "bash.bashrc",
    "sshrc",
    "xsessionrc",
    "zlogin",
    "zprofile",
    "zshrc",
    ".bash_profile",
    ".bash_login",
    ".bash_logout",
    ".zshrc",
    ".zshenv",
    ".zprofile",
    ".zlogin",
    ".xinitrc",
    ".bash_aliases",
    ".bash_completion",
    ".kshrc",
    ".mkshrc",
    ".shrc",
    ".xprofile",
    ".xsession",
    ".xsessionrc",
    "bspwmrc",
    "makepkg.conf",
    ".makepkg.conf",
];

/// Directories whose files shells run, whatever they are called.
const SOURCED: [&str; 8] = [
    "bash_completion.d/",
    "dhclient-enter-hooks.d/",
    "dhclient-exit-hooks.d/",
    "X11/Xsession.d/",
    "etc/profile.d/",
    "bash-completion/completions/",
    "letsencrypt/renewal-hooks/",
    "plasma-workspace/env/",
];

/// A shell reads it when it starts.
pub(crate) fn is_of_shell(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    OF_SHELLS.contains(&name)
        || matches!(path, "etc/profile" | "etc/rc.local" | "etc/rc.d/rc.local")
        || path.ends_with("zsh/zshenv")
        || path.ends_with("etc/zshenv")
        || path.ends_with(".ssh/rc")
        || path.ends_with("openbox/autostart")
        || path.contains("etc/local.d/")
            && matches!(path.rsplit('.').next(), Some("start" | "stop"))
        || path.contains("s6-rc.d/") && matches!(name, "up" | "down")
        || is_in_sourced(path)
}

/// Nearly no path lies in one of the directories: all are looked for at once.
fn is_in_sourced(path: &str) -> bool {
    static SEARCH: LazyLock<Option<ByteSearch>> =
        LazyLock::new(|| ByteSearch::new(|| SOURCED.iter().map(|it| it.as_bytes())));
    SEARCH.as_ref().is_none_or(|search| search.first(path.as_bytes()).is_some())
        && SOURCED.iter().any(|directory| path.contains(directory))
}

/// The reader for a file at this path, whatever its first line says: to these programs `#!` is a comment.
pub(crate) fn reader(path: &str) -> Option<Reader> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let around = OnceCell::new();
    let is_in = |part: &str| around.get_or_init(|| format!("/{directory}/")).contains(part);
    match ending {
        "service" | "socket" | "timer" => return Some(unit),
        "desktop" => return Some(desktop_entry),
        "nspawn" => return Some(nspawn),
        "json" if directory.ends_with("docker-entrypoint.d") => return Some(agents::unit),
        "fish" if name == "config.fish" || is_in("/fish/conf.d/") => {
            return Some(configurations::fish);
        }
        "conf" if is_in(".service.d/") => return Some(unit),
        "sql" if is_in("/docker-entrypoint-initdb.d/") => return Some(configurations::sql),
        "conf" | "ini" if is_in("/supervisor") || name.starts_with("supervisor") => {
            return Some(supervisor);
        }
        _ => {}
    }
    if ending == "vcl" {
        return Some(pipelines::varnish);
    }
    if ending == "conf" && (is_in("/logstash/") || name == "logstash.conf") {
        return Some(pipelines::logstash);
    }
    if directory.contains("logrotate.d") && is_in("/etc/logrotate.d/") || name == "logrotate.conf" {
        return Some(configurations::logrotate);
    }
    if ending == "hook" && is_in("/hooks/") {
        return Some(daemons::hook);
    }
    if name == "inittab" {
        return Some(inittab);
    }
    // nearly no path has the word in it
    let is_of_cron = directory.contains("cron");
    if is_of_cron && USER_CRONTABS.iter().any(|part| is_in(part)) {
        return Some(user_crontab);
    }
    if name == "crontab" || is_of_cron && is_in("/cron.d/") {
        return Some(system_crontab);
    }
    web::reader(path, name, ending)
        .or_else(|| daemons::reader(path))
        .or_else(|| interactive::reader(name))
        .or_else(|| own_variables::reader(path, name))
}

/// The reader of a script whose first line names this program: no shell, but its words are commands.
pub(crate) fn of_interpreter(name: &str) -> Option<Reader> {
    match name {
        "openrc-run" | "runscript" => Some(configurations::openrc),
        "execlineb" => Some(configurations::execline),
        _ => None,
    }
}

/// `ExecStart=`, `ExecStartPre=` and their like, behind the variables of the unit.
fn unit(content: &Text) -> Text {
    let mut all = variables_of_unit(content);
    let before = ['@', '-', ':', '+', '!', '|'];
    all.push(&users(content, |key| key == "User"));
    all.push(&pieces::doubled(&values(content, |key| key.starts_with("Exec"), &before)));
    all
}

/// `Environment=`, and the files with more of them that `EnvironmentFile=` names.
fn variables_of_unit(content: &Text) -> Text {
    let mut all = exported(&values(content, |key| key == "Environment", &[]));
    let files = values(content, |key| key == "EnvironmentFile", &['-']);
    all.push(&each_line(&files, "", |line, out| {
        out.push_made("set -a; . ", line.span());
        out.push(line);
        out.push_made("\n", line.span());
    }));
    all
}

/// The users that a file runs its programs as: a command that does nothing is run as each.
fn users(content: &Text, wanted: fn(&str) -> bool) -> Text {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-$".contains(c);
    each_line(&values(content, wanted, &[]), "", |line, out| {
        if line.chars().all(is_name) {
            out.push_made("setpriv --reuid '", line.span());
            out.push(line);
            out.push_made("' true\n", line.span());
        }
    })
}

/// Lines of assignments as commands of a shell.
fn exported(assignments: &Text) -> Text {
    each_line(assignments, "", |line, out| {
        out.push_made("export ", line.span());
        out.push(line);
        out.push_made("\n", line.span());
    })
}

/// `Exec=`, `TryExec=`.
fn desktop_entry(content: &Text) -> Text {
    values(content, |key| key.ends_with("Exec"), &[])
}

/// `Parameters=`: what a container of systemd starts.
fn nspawn(content: &Text) -> Text {
    values(content, |key| key == "Parameters", &[])
}

/// `command=` of a program or event listener, behind the variables of `environment=A="b",C="d"`.
fn supervisor(content: &Text) -> Text {
    let lists = values(content, |key| key == "environment", &[]);
    let mut all = each_line(&lists, "", |line, out| {
        let mut at = 0;
        for pair in line.split_inclusive(',') {
            let end = at + pair.trim_end_matches(',').len();
            out.push_made("export ", line.span());
            out.push_range(line, at..end);
            out.push_made("\n", line.span());
            at += pair.len();
        }
    });
    // no shell reads the command itself
    let commands = pieces::literal(&values(content, |key| key == "command", &[]));
    all.push(&users(content, |key| key == "user"));
    all.push(&with_variables(&commands));
    all
}

/// The text with `%(ENV_NAME)s` as a shell writes it: `${NAME}`.
fn with_variables(text: &Text) -> Text {
    let mut out = Text::empty(text.span());
    let mut from = 0;
    for (start, open) in text.match_indices("%(ENV_") {
        let name_at = start + open.len();
        let rest = text.get(name_at..).unwrap_or_default();
        let Some(length) = rest.find(")s").filter(|_| start >= from) else { continue };
        let name = rest.get(..length).unwrap_or_default();
        let end = name_at + length + ")s".len();
        out.push_range(text, from..start);
        out.push_made(&format!("${{{name}}}"), text.span_of(start..end));
        from = end;
    }
    out.push_range(text, from..text.len());
    out
}

/// The values of some keys, without the characters of `before` in front; a backslash at the end goes on with the next
/// line, in these files as in a shell.
fn values(content: &Text, wanted: fn(&str) -> bool, before: &[char]) -> Text {
    let goes_on = std::cell::Cell::new(false);
    each_line(content, "#;", |line, out| {
        let is_rest = goes_on.replace(false);
        let value = if is_rest {
            Some(line.clone())
        } else {
            line.split_once('=').filter(|(key, _)| wanted(key.trim_end())).map(|(_, value)| {
                let value = value.trim_start().trim_start_matches(before);
                line.slice(line.len() - value.len()..line.len())
            })
        };
        if let Some(value) = value {
            goes_on.set(value.ends_with('\\'));
            out.push(&value);
            out.push_made("\n", line.span());
        }
    })
}

/// `id:levels:action:command`.
fn inittab(content: &Text) -> Text {
    each_line(content, "#", |line, out| {
        let fields: Vec<&str> = line.splitn(4, ':').collect();
        let [_, _, _, command] = fields.as_slice() else { return };
        out.push(&line.slice(line.len() - command.len()..line.len()));
        out.push_made("\n", line.span());
    })
}

/// `minute hour day month weekday command`.
fn user_crontab(content: &Text) -> Text {
    crontab(content, 0)
}

/// `minute hour day month weekday user command`.
fn system_crontab(content: &Text) -> Text {
    crontab(content, 1)
}

/// The commands of a crontab; `users` words stand between the time and the command.
fn crontab(content: &Text, users: usize) -> Text {
    each_line(content, "#", |line, out| {
        let is_time = |c: char| c.is_ascii_digit() || "*@".contains(c);
        let command = if line.starts_with(is_time) {
            let times = if line.starts_with('@') { 1 } else { 5 };
            let command = behind_words(line, times + users);
            let own = behind_words(line, times).filter(|own| users > 0 && names_no_user(own));
            own.or(command)
        } else {
            // a variable: it holds for the lines behind it
            Some(line.as_str()).filter(|line| line.contains('='))
        };
        if let Some(command) = command {
            out.push(&line.slice(line.len() - command.len()..line.len()));
            out.push_made("\n", line.span());
        }
    })
}

/// The first word is no user: it is a path, or what stands behind it is an option, a number or a directory and no command.
fn names_no_user(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let user = words.next().unwrap_or_default();
    let command = words.next().unwrap_or_default();
    let is_number = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit())
            && word.trim_end_matches(['s', 'm', 'h', 'd']).bytes().all(|it| it.is_ascii_digit())
    };
    user.contains('/') || command.starts_with('-') || command.ends_with('/') || is_number(command)
}

/// What stands behind the first words of a line.
fn behind_words(line: &str, count: usize) -> Option<&str> {
    (0..count).try_fold(line, |rest, _| {
        rest.split_once(char::is_whitespace).map(|(_, rest)| rest.trim_start())
    })
}

/// Calls `take` for every line that is neither empty nor a comment.
pub(crate) fn each_line(content: &Text, comment: &str, take: impl Fn(&Text, &mut Text)) -> Text {
    let mut out = Text::empty(content.span());
    for line in content.whole_lines() {
        let text = line.trimmed();
        if !text.is_empty() && !text.starts_with(|c| comment.contains(c)) {
            take(&text, &mut out);
        }
    }
    out
}

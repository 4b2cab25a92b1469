//! Files that start programs when a system or a user comes up, read as the commands in them: units of systemd,
//! crontabs, configurations of supervisord, `inittab`, desktop entries, start-up files of shells.
//!
//! Told by the path, as the programs that read them do. Every word keeps its place in the file.

mod daemons;
mod hooks;
mod interactive;
mod pieces;
mod web;

use crate::source::Text;

/// Makes a shell script of a file; every word keeps its place.
pub(crate) type Reader = fn(&Text) -> Text;

/// Directories of user crontabs: lines without the name of a user.
const USER_CRONTABS: [&str; 3] = ["/var/spool/cron/", "/var/cron/tabs/", "/etc/crontabs/"];

/// Start-up files of shells that do not end as scripts do.
const OF_SHELLS: [&str; 14] = [
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
];

/// A shell reads it when it starts.
pub(crate) fn is_of_shell(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    OF_SHELLS.contains(&name)
        || matches!(path, "etc/profile" | "etc/rc.local")
        || path.ends_with("zsh/zshenv")
        || path.ends_with("etc/zshenv")
        || path.ends_with(".ssh/rc")
        || path.contains("s6-rc.d/") && matches!(name, "up" | "down")
}

/// The reader for a file at this path, whatever its first line says: to these programs `#!` is a comment.
pub(crate) fn reader(path: &str) -> Option<Reader> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let around = format!("/{directory}/");
    let is_in = |part: &str| around.contains(part);
    match ending {
        "service" | "socket" | "timer" => return Some(unit),
        "desktop" => return Some(desktop_entry),
        "fish" if name == "config.fish" || is_in("/fish/conf.d/") => return Some(hooks::fish),
        "conf" if is_in(".service.d/") => return Some(unit),
        "sql" if is_in("/docker-entrypoint-initdb.d/") => return Some(hooks::sql),
        "conf" | "ini" if is_in("/supervisor") || name.starts_with("supervisor") => {
            return Some(supervisor);
        }
        _ => {}
    }
    if is_in("/etc/logrotate.d/") || name == "logrotate.conf" {
        return Some(hooks::logrotate);
    }
    if ending == "hook" && is_in("/hooks/") {
        return Some(daemons::hook);
    }
    if name == "inittab" {
        return Some(inittab);
    }
    if USER_CRONTABS.iter().any(|part| is_in(part)) {
        return Some(user_crontab);
    }
    if name == "crontab" || is_in("/cron.d/") {
        return Some(system_crontab);
    }
    web::reader(path, name, ending)
        .or_else(|| daemons::reader(path))
        .or_else(|| interactive::reader(name))
}

/// The reader of a script whose first line names this program: no shell, but its words are commands.
pub(crate) fn of_interpreter(name: &str) -> Option<Reader> {
    match name {
        "openrc-run" | "runscript" => Some(hooks::openrc),
        "execlineb" => Some(hooks::execline),
        _ => None,
    }
}

/// `ExecStart=`, `ExecStartPre=` and their like, behind the variables of `Environment=` and of files with more of them.
fn unit(content: &Text) -> Text {
    let mut all = exported(&values(content, |key| key == "Environment", &[]));
    let files = values(content, |key| key == "EnvironmentFile", &['-']);
    all.push(&each_line(&files, "", |line, out| {
        out.push_opaque("set -a; . ", line.span());
        out.push(line);
        out.push_opaque("\n", line.span());
    }));
    let before = ['@', '-', ':', '+', '!', '|'];
    all.push(&values(content, |key| key.starts_with("Exec"), &before));
    all
}

/// Lines of assignments as commands of a shell.
fn exported(assignments: &Text) -> Text {
    each_line(assignments, "", |line, out| {
        out.push_opaque("export ", line.span());
        out.push(line);
        out.push_opaque("\n", line.span());
    })
}

/// `Exec=`, `TryExec=`.
fn desktop_entry(content: &Text) -> Text {
    values(content, |key| key.ends_with("Exec"), &[])
}

/// `command=` of a program or event listener, behind the variables of `environment=A="b",C="d"`.
fn supervisor(content: &Text) -> Text {
    let lists = values(content, |key| key == "environment", &[]);
    let mut all = each_line(&lists, "", |line, out| {
        let mut at = 0;
        for pair in line.split_inclusive(',') {
            let end = at + pair.trim_end_matches(',').len();
            out.push_opaque("export ", line.span());
            out.push_range(line, at..end);
            out.push_opaque("\n", line.span());
            at += pair.len();
        }
    });
    // no shell reads the command itself
    let commands = pieces::literal(&values(content, |key| key == "command", &[]));
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
        out.push_opaque(&format!("${{{name}}}"), text.span_of(start..end));
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
            out.push_opaque("\n", line.span());
        }
    })
}

/// `id:levels:action:command`.
fn inittab(content: &Text) -> Text {
    each_line(content, "#", |line, out| {
        let fields: Vec<&str> = line.splitn(4, ':').collect();
        let [_, _, _, command] = fields.as_slice() else { return };
        out.push(&line.slice(line.len() - command.len()..line.len()));
        out.push_opaque("\n", line.span());
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
            behind_words(line, times + users)
        } else {
            // a variable: it holds for the lines behind it
            Some(line.as_str()).filter(|line| line.contains('='))
        };
        if let Some(command) = command {
            out.push(&line.slice(line.len() - command.len()..line.len()));
            out.push_opaque("\n", line.span());
        }
    })
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
    let mut at = 0;
    for line in content.as_str().split_inclusive('\n') {
        let text = content.slice(at..at + line.trim_end().len()).trimmed();
        at += line.len();
        if !text.is_empty() && !text.starts_with(|c| comment.contains(c)) {
            take(&text, &mut out);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::facts::autostart::{is_of_shell, reader};
    use crate::source::{FileId, Span, Text};

    fn commands(path: &str, content: &str) -> String {
        let text = Text::verbatim(content, Span::new(FileId::default(), 0, content.len()));
        reader(path).map_or_else(|| "-".to_owned(), |reader| reader(&text).as_str().to_owned())
    }

    #[test]
    fn units_give_their_commands_over_several_lines() {
        let unit = "[Service]\nEnvironment=A=b\nExecStartPre = -/bin/mkdir x\nExecStart=!/opt/x \\\n  --a b\nUser=x\n";
        let path = "etc/systemd/system/x.service";
        assert_eq!(commands(path, unit), "export A=b\n/bin/mkdir x\n/opt/x \\\n--a b\n");
    }

    #[test]
    fn crontabs_give_their_commands_without_time_and_user() {
        let tab = "# x\nSHELL=/bin/sh\n*/5 * * * * root /opt/x -a\n@reboot root /opt/y\n1 2\n";
        let expected = "SHELL=/bin/sh\n/opt/x -a\n/opt/y\n";
        for path in ["etc/cron.d/x", "etc/crontab"] {
            assert_eq!(commands(path, tab), expected, "{path}");
        }
        let tab = "0 1 * * 1-5 /opt/x -a\n@daily /opt/y\n";
        for path in ["var/spool/cron/crontabs/root", "etc/crontabs/root", "var/spool/cron/www"] {
            assert_eq!(commands(path, tab), "/opt/x -a\n/opt/y\n", "{path}");
        }
    }

    #[test]
    fn other_start_points_give_theirs() {
        let conf = "[program:x]\ncommand = /opt/x -a ; no\nuser=x\n";
        assert_eq!(commands("etc/supervisor/conf.d/x.conf", conf), "/opt/x -a ; no\n");
        assert_eq!(commands("etc/supervisord.conf", conf), "/opt/x -a ; no\n");
        assert_eq!(commands("etc/inittab", "::respawn:/opt/x -a:b\n#x\n"), "/opt/x -a:b\n");
        let entry = "[Desktop Entry]\nName=x\nExec=/opt/x %f\n";
        assert_eq!(commands("etc/xdg/autostart/x.desktop", entry), "/opt/x %f\n");
        assert_eq!(commands("srv/app/app.conf", "command=x\n"), "-");
    }

    #[test]
    fn web_servers_and_php_are_told_programs() {
        let nginx = "http { perl_set $x \"sub { system(q(a)) }\"; init_by_lua_block { os.execute(\"b\") }\n rtmp { exec /opt/x -c; } }";
        let expected = "perl -e ' system(q(a)) '\nlua -e ' os.execute(\"b\") '\n/opt/x -c\n";
        assert_eq!(commands("etc/nginx/nginx.conf", nginx), expected);
        let apache = "CustomLog \"|/opt/x -a\" common\nRewriteMap m \"prg:/opt/y\"\nCustomLog /var/log/a common\n";
        assert_eq!(commands("etc/apache2/apache2.conf", apache), "/opt/x -a\n/opt/y\n");
        let php = "; x\nauto_prepend_file=/opt/p.txt\nmemory_limit = 1\n";
        assert_eq!(commands("usr/local/etc/php/conf.d/p.ini", php), "php '/opt/p.txt'\n");
        let pool = "[www]\nphp_admin_value[auto_prepend_file] = /opt/p\n";
        assert_eq!(commands("usr/local/etc/php-fpm.d/w.conf", pool), "php '/opt/p'\n");
        assert_eq!(commands("srv/.htaccess", "php_value auto_append_file \"/p\"\n"), "php '/p'\n");
    }

    #[test]
    fn daemons_are_told_commands() {
        for (path, content, expected) in [
            ("etc/ssh/sshd_config", "Port 22\nForceCommand /opt/x -a\n", "/opt/x -a\n"),
            ("root/.ssh/config", "Host *\n  ProxyCommand sh -c x\n", "sh -c x\n"),
            ("root/.ssh/authorized_keys", "command=\"/opt/x\" ssh-ed25519 A\n", "/opt/x\n"),
            ("etc/postgresql/postgresql.conf", "archive_command = '/opt/x %p'\n", "/opt/x %p\n"),
            ("etc/apt/apt.conf.d/9", "APT::Update::Pre-Invoke {\"/opt/x\";};\n", "/opt/x\n"),
            ("etc/dpkg/dpkg.cfg.d/x", "post-invoke=\"/opt/x\"\n", "/opt/x\n"),
            ("etc/udev/rules.d/9.rules", "ACTION==\"add\", RUN+=\"/opt/x\"\n", "/opt/x\n"),
            ("etc/modprobe.d/x.conf", "install dummy /opt/x\n", "/opt/x\n"),
            ("etc/zabbix/zabbix_agentd.conf", "UserParameter=a,/opt/x\n", "/opt/x\n"),
            ("etc/aliases", "root: \"|/opt/x -a\"\n", "/opt/x -a\n"),
            ("etc/supervisor.d/a.ini", "command=sh -c \"${a}b\"\n", "sh -c \"\\${a}b\"\n"),
        ] {
            assert_eq!(commands(path, content), expected, "{path}");
        }
    }

    #[test]
    fn editors_and_terminals_run_commands() {
        for (path, content, expected) in [
            (
                "root/.vimrc",
                "set nocompatible!\nsilent !/opt/x\ncall system(\"/opt/y\")\n",
                "/opt/x\n/opt/y\n",
            ),
            ("root/.tmux.conf", "set -g mouse on\nrun-shell \"/opt/x\"\n", "/opt/x\n"),
            ("root/.gdbinit", "shell /opt/x\n", "/opt/x\n"),
            ("root/.emacs", "(shell-command \"/opt/x\")\n", "/opt/x\n"),
            ("etc/inputrc", "\"a\": \"/opt/x\\n\"\n\"b\": history-search\n", "/opt/x\n"),
            ("etc/fish/conf.d/x.fish", "set -g a b\n$a c\n", "a=b\n$a c\n"),
        ] {
            assert_eq!(commands(path, content), expected, "{path}");
        }
    }

    #[test]
    fn shells_read_more_than_scripts() {
        for path in [
            "root/.bash_profile",
            "etc/profile",
            "home/x/.zshrc",
            "etc/rc.local",
            "etc/s6-overlay/s6-rc.d/x/up",
        ] {
            assert!(is_of_shell(path), "{path}");
        }
        assert!(!is_of_shell("usr/share/doc/profile"));
    }
}

//! Configurations of daemons and of tools whose settings are commands: one row a program.

use std::sync::LazyLock;

use foldhash::HashSet;

use super::Reader;
use super::agents;
use super::configurations::inetd;
use super::pieces::{all_quoted, behind, equals, of_lines, quoted, quoted_behind, without_words};
use super::web::uwsgi;
use crate::byte_search::ByteSearch;
use crate::facts::command_lines::CommandLines;
use crate::source::{NextMark, Text};

/// Ends of paths (a directory has a slash at its end), and the reader of such a file.
const ROWS: &[(&[&str], Reader)] = &[
    (&["sshd_config", "sshd_config.d/"], sshd),
    (&["ssh_config", "ssh_config.d/", ".ssh/config"], ssh),
    (&[".ssh/authorized_keys", ".ssh/authorized_keys2"], authorized_keys),
    (&["postgresql.conf", "postgresql.auto.conf", "recovery.conf"], postgresql),
    (&["haproxy.cfg", "haproxy/conf.d/"], haproxy),
    (&["zabbix_agentd.conf", "zabbix_agentd.d/", "zabbix_agent2.conf", "zabbix_agent2.d/"], zabbix),
    (&["nrpe.cfg", "nrpe.d/"], values),
    (&["monitrc", "monit/conf.d/", "monit.d/", "monit/conf-enabled/"], monit),
    (&["udev/rules.d/"], udev),
    (&["modprobe.d/", "modprobe.conf"], modprobe),
    (&["etc/incron.d/", "spool/incron/"], incron),
    (&["anacrontab"], anacron),
    (&["telegraf.conf", "telegraf.d/", "horust/services/"], agents::listed),
    (&["collectd.conf", "collectd.conf.d/"], collectd),
    (&["keepalived.conf"], keepalived),
    (&["dpkg.cfg", "dpkg.cfg.d/"], dpkg),
    (&["apt.conf", "apt.conf.d/"], apt),
    (&["xinetd.conf", "xinetd.d/"], xinetd),
    (&["circus.ini", "circus.d/", "circus/"], circus),
    (&["etc/aliases", ".forward", ".procmailrc", "procmailrc"], piped),
    (&["redis.conf", "redis/"], redis),
    (&["etc/pam.conf", "etc/pam.d/"], pam),
    (&["jvm.options", "jvm.options.d/"], java),
    (&["dnsmasq.conf", "dnsmasq.d/"], dnsmasq),
    (&["ofelia.ini", "ofelia.conf", "ofelia/config.ini", "chadburn.ini"], commands),
    (&["dinit.d/"], commands),
    (&["rsyslog.conf", "rsyslog.d/", "syslog-ng.conf", "syslog-ng/conf.d/"], syslog),
    (&["wireguard/", "wg_confs/", "wg0.conf"], wireguard),
    (&["etc/openvpn/", "openvpn.conf"], openvpn),
    (&["etc/network/interfaces", "network/interfaces.d/"], interfaces),
    (&["snmpd.conf", "snmpd.conf.d/", "snmpd.local.conf"], snmpd),
    (&["smb.conf"], samba),
    (&["inetd.conf", "inetd.d/"], inetd),
    (&["etc/vector/"], agents::vector),
    (&["icinga2/conf.d/", "icinga2/zones.d/"], agents::listed),
    (&["nagios/objects/", "nagios4/objects/", "nagios/conf.d/"], agents::nagios),
    (&["sensu/conf.d/"], agents::sensu),
    (&["fluent.conf", "fluentd.conf", "td-agent.conf", "fluent/conf.d/"], agents::fluentd),
    (&["post-transaction-actions.d/"], agents::transactions),
    (&["my.cnf", ".my.cnf", "mysql/conf.d/", "mariadb.conf.d/"], agents::mysql),
    (&["etc/apk/world"], agents::world),
    (&["etc/ld.so.preload"], agents::preloaded),
    (&["lightdm.conf", "lightdm.conf.d/"], agents::lightdm),
    (&["acpi/events/"], agents::acpi),
    (&["hypr/hyprland.conf"], agents::hyprland),
    (&["letsencrypt/cli.ini", "letsencrypt/renewal/"], agents::certbot),
    (&["squid.conf", "squid/conf.d/"], agents::squid),
    (&["stunnel.conf", "stunnel/conf.d/"], agents::stunnel),
    (&["/mods-enabled/", "/mods-available/"], agents::radius),
    (&["delegates.xml"], agents::delegates),
    (&["caddyfile", "Caddyfile"], agents::caddy),
    (&["uwsgi.ini", "uwsgi/apps-enabled/", "uwsgi/apps-available/", "uwsgi/vassals/"], uwsgi),
];

/// The reader of a configuration of this path, without a slash at its start.
pub(super) fn reader(path: &str) -> Option<Reader> {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let files = ROWS.iter().flat_map(|(ends, _)| *ends).filter(|end| !end.ends_with('/'));
        files.map(|end| end.rsplit('/').next().unwrap_or(end)).collect()
    });
    static DIRECTORIES: LazyLock<Option<ByteSearch>> = LazyLock::new(|| {
        let ends = || ROWS.iter().flat_map(|(ends, _)| *ends).filter(|end| end.ends_with('/'));
        ByteSearch::new(|| ends().map(|end| end.as_bytes()))
    });
    // nearly all paths lie in none of the directories, and end in another name
    let is_in_one =
        || DIRECTORIES.as_ref().is_none_or(|search| search.first(path.as_bytes()).is_some());
    let has_name = NAMES.contains(path.rsplit('/').next().unwrap_or(path));
    if !has_name && !is_in_one() {
        return None;
    }
    let fits = |end: &&str| match end.ends_with('/') {
        true => path.contains(*end),
        false => {
            let before = has_name.then(|| path.strip_suffix(*end)).flatten();
            before.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        }
    };
    ROWS.iter().find(|(ends, _)| ends.iter().any(&fits)).map(|(_, reader)| *reader)
}

/// `type control pam_exec.so [option …] command`
fn pam(content: &Text) -> Text {
    const OPTIONS: [&str; 6] =
        ["debug", "expose_authtok", "seteuid", "quiet", "quiet_log", "stdout"];
    let is_option = |rest: &Text| {
        let word = rest.split_whitespace().next().unwrap_or_default();
        OPTIONS.contains(&word) || word.starts_with("log=") || word.starts_with("type=")
    };
    of_lines(content, "#", |line, out| {
        let Some(at) = line.find("pam_exec.so") else { return };
        let mut rest = without_words(&line.slice(at..line.len()), 1);
        while is_option(&rest) {
            rest = without_words(&rest, 1);
        }
        out.line(&rest);
    })
}

/// `-XX:OnOutOfMemoryError=command`
fn java(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        for option in ["-XX:OnOutOfMemoryError=", "-XX:OnError="] {
            if let Some(at) = line.find(option) {
                let value = line.slice(at + option.len()..line.len());
                let whole = value.starts_with(['\'', '"']);
                out.line(&if whole { quoted(&value, 0) } else { value });
            }
        }
    })
}

fn dnsmasq(content: &Text) -> Text {
    equals(content, &["dhcp-script"])
}

/// `command = …`, `stop-command = …`
fn commands(content: &Text) -> Text {
    equals(content, &["command"])
}

fn sshd(content: &Text) -> Text {
    let words = ["ForceCommand", "AuthorizedKeysCommand", "AuthorizedPrincipalsCommand"];
    behind(content, &words, 0)
}

fn ssh(content: &Text) -> Text {
    let words = ["ProxyCommand", "LocalCommand", "KnownHostsCommand", "RemoteCommand"];
    behind(content, &words, 0)
}

/// `command="…" ssh-ed25519 …`
fn authorized_keys(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let Some(at) = line.find("command=") else { return };
        out.line(&quoted(&line.slice(at + "command=".len()..line.len()), 0));
    })
}

/// `extend name program`, `pass OID program`
fn snmpd(content: &Text) -> Text {
    behind(content, &["extend", "extend-sh", "exec", "sh", "pass", "pass_persist", "extfix"], 1)
}

/// `root preexec = command`, `print command = command`
fn samba(content: &Text) -> Text {
    equals(content, &["preexec", "postexec", "preexec close", "exec", "command", "script"])
}

fn postgresql(content: &Text) -> Text {
    equals(content, &["_command"])
}

/// `program x` with `command …`, `external-check command …`, `lua-load FILE`
fn haproxy(content: &Text) -> Text {
    let mut all = behind(content, &["command", "external-check command"], 0);
    // `server NAME ADDRESS`: what it connects to
    all.push(&connected(&behind(content, &["server"], 1)));
    all.push(&of_lines(content, "#", |line, out| {
        if line.starts_with("lua-load") {
            out.file("lua", &quoted(line, 1));
        }
    }));
    all
}

/// The first word of each line as the address that a program connects to.
fn connected(addresses: &Text) -> Text {
    of_lines(addresses, "", |line, out| {
        let end = line.find(char::is_whitespace).unwrap_or(line.len());
        out.command("connect ", &line.slice(0..end));
    })
}

/// `UserParameter=key,command`
fn zabbix(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let Some(rest) = line.strip_prefix("UserParameter=") else { return };
        let Some(comma) = rest.find(',') else { return };
        out.line(&line.slice(line.len() - rest.len() + comma + 1..line.len()));
    })
}

/// `command[x]=command`
fn values(content: &Text) -> Text {
    equals(content, &["]"])
}

fn monit(content: &Text) -> Text {
    quoted_behind(content, &["program", "exec "])
}

fn udev(content: &Text) -> Text {
    quoted_behind(content, &["RUN", "PROGRAM", "IMPORT{program}"])
}

fn modprobe(content: &Text) -> Text {
    behind(content, &["install", "remove"], 1)
}

/// `path mask command`
fn incron(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        if let Some(command) = super::behind_words(line, 2) {
            out.line(&line.slice(line.len() - command.len()..line.len()));
        }
    })
}

/// `period delay name command`
fn anacron(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let is_job = line.starts_with(|c: char| c.is_ascii_digit() || c == '@');
        if let Some(command) = super::behind_words(line, 3).filter(|_| is_job) {
            out.line(&line.slice(line.len() - command.len()..line.len()));
        }
    })
}

/// `binary="command"` of omprog, `program("command")` of syslog-ng
fn syslog(content: &Text) -> Text {
    quoted_behind(content, &["binary=", "program("])
}

/// `up command`, `post-up command` of a network interface
fn interfaces(content: &Text) -> Text {
    behind(content, &["pre-up", "up", "post-up", "down", "pre-down", "post-down"], 0)
}

fn wireguard(content: &Text) -> Text {
    equals(content, &["PreUp", "PostUp", "PreDown", "PostDown"])
}

fn openvpn(content: &Text) -> Text {
    let words = [
        "up",
        "down",
        "route-up",
        "route-pre-down",
        "ipchange",
        "client-connect",
        "client-disconnect",
        "learn-address",
        "tls-verify",
        "auth-user-pass-verify",
    ];
    of_lines(&behind(content, &words, 0), "", |line, out| {
        let whole = line.starts_with(['\'', '"']);
        out.line(&if whole { quoted(line, 0) } else { line.clone() });
    })
}

/// `Exec "user" "command" "argument"`
fn collectd(content: &Text) -> Text {
    behind(content, &["Exec", "NotificationExec"], 1)
}

fn keepalived(content: &Text) -> Text {
    quoted_behind(content, &["script", "notify"])
}

fn dpkg(content: &Text) -> Text {
    equals(content, &["pre-invoke", "post-invoke"])
}

/// `APT::Update::Pre-Invoke {"command";};`, over several lines.
fn apt(content: &Text) -> Text {
    let mut out = CommandLines::new(content);
    let mut at = 0;
    while let Some(found) = content.get(at..).and_then(|rest| {
        let marks = ["Invoke", "Pre-Install-Pkgs"];
        marks.iter().filter_map(|mark| rest.find(mark).map(|at| at + mark.len())).min()
    }) {
        let start = at + found;
        let rest = content.get(start..).unwrap_or_default();
        let end = end_of_list(rest);
        for command in all_quoted(&content.slice(start..start + end)) {
            out.line(&command);
        }
        at = start + end;
    }
    out.into_text()
}

/// Where the list ends that stands here, outside of quotes; without braces the line.
fn end_of_list(text: &str) -> usize {
    let (mut quoted, mut open) = (false, false);
    let end = text.find(|c: char| {
        quoted ^= c == '"';
        open |= c == '{';
        !quoted && (c == '}' || c == '\n' && !open)
    });
    end.unwrap_or(text.len())
}

/// `Exec = command` of a hook of pacman.
pub(super) fn hook(content: &Text) -> Text {
    equals(content, &["Exec"])
}

/// `server = program`, `server_args = arguments`
fn xinetd(content: &Text) -> Text {
    let mut program = equals(content, &["server"]).trimmed();
    program.push_made(" ", content.span());
    program.push(&equals(content, &["server_args"]));
    super::pieces::literal(&program)
}

/// `cmd = program` with `args = arguments`, behind the variables of `[env:…]`
fn circus(content: &Text) -> Text {
    let mut all = Text::empty(content.span());
    let mut is_environment = false;
    for line in content.whole_lines() {
        let text = line.trimmed();
        if text.starts_with('[') {
            is_environment = text.starts_with("[env");
            all.push_made("\n", text.span());
            continue;
        }
        let Some((key, value)) = text.split_once('=') else { continue };
        let value = text.slice(text.len() - value.len()..text.len()).trimmed();
        match key.trim() {
            name if is_environment => {
                all.push_made(&format!("{name}="), text.span());
                all.push(&value);
                all.push_made("\n", text.span());
            }
            "cmd" | "args" => {
                all.push(&of_environment(&super::pieces::literal(&value)));
                all.push_made(" ", text.span());
            }
            _ => {}
        }
    }
    all.push_made("\n", content.span());
    all
}

/// The text with `$(circus.env.NAME)`, behind the backslash that keeps it from a shell, as a shell writes it.
fn of_environment(text: &Text) -> Text {
    const OPEN: &str = "\\$(circus.env.";
    let mut closes = NextMark::new(text, ')');
    text.replaced(OPEN, |at| {
        let close = closes.from(at + OPEN.len())?;
        let name = text.get(at + OPEN.len()..close).unwrap_or_default();
        let end = close + 1;
        Some((Text::made(format!("${{{name}}}"), text.span_of(at..end)), end))
    })
}

/// `name: "|command"`, `| command`
fn piped(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let Some(at) = line.find('|') else { return };
        let starts = at == 0 || line.get(..at).is_some_and(|head| head.ends_with(['"', ' ']));
        if starts {
            let end = if line.ends_with('"') { line.len() - 1 } else { line.len() };
            out.line(&line.slice((at + 1).min(end)..end));
        }
    })
}

/// A module is a program that the server runs inside itself.
fn redis(content: &Text) -> Text {
    behind(content, &["loadmodule"], 0)
}

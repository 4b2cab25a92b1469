//! Configurations of web servers, their applications and PHP: modules that hold programs of another language, pipes for logs,
//! programs that run in front of every page.

use super::Reader;
use super::pieces::{each_directive, embedded, of_lines, page, quoted, without_words};
use crate::facts::command_lines::CommandLines;
use crate::source::Text;

/// Directives of nginx that run a program of their own: those of its RTMP module.
const NGINX_EXEC: &[&str] = &[
    "exec",
    "exec_options",
    "exec_play",
    "exec_play_done",
    "exec_publish",
    "exec_publish_done",
    "exec_pull",
    "exec_push",
    "exec_record_done",
    "exec_static",
];

/// Settings of PHP that name a program which runs with every page or at the start, and the one that names a command.
const PHP_FILES: &[&str] = &["auto_prepend_file", "auto_append_file", "opcache.preload"];
const PHP_COMMANDS: &[&str] = &["sendmail_path", "mail.force_extra_parameters"];

/// The reader of a configuration of this path.
pub(super) fn reader(path: &str, name: &str, ending: &str) -> Option<Reader> {
    let is_in = |part: &str| path.contains(part);
    match name {
        ".htaccess" => return Some(apache),
        ".user.ini" | "php.ini" | "php-cli.ini" | "php-fpm.ini" => return Some(php),
        _ => {}
    }
    if ending == "ini" && (is_in("php/") || is_in("/php")) && (is_in("conf.d/") || is_in("mods-")) {
        return Some(php);
    }
    if ending == "conf" && (is_in("php-fpm") || is_in("/pool.d/")) {
        return Some(php);
    }
    let is_configuration = ending == "conf" || is_in("/sites-") || is_in("/snippets/");
    // nearly all files end otherwise
    if !is_configuration && !matches!(ending, "load" | "") {
        return None;
    }
    if is_in("nginx/") || is_in("openresty/") || name == "nginx.conf" {
        return is_configuration.then_some(nginx as Reader);
    }
    let is_apache = is_in("apache2/") || is_in("httpd/") || name == "httpd.conf";
    (is_apache && matches!(ending, "conf" | "load" | "")).then_some(apache as Reader)
}

/// `perl_set`, `*_by_lua_block`, `exec` of nginx.
fn nginx(content: &Text) -> Text {
    let mut out = CommandLines::new(content);
    let mut perl_modules = Text::default();
    each_directive(content, |name, arguments, block| {
        let first = quoted(arguments, 0);
        match name {
            _ if name.ends_with("_by_lua_block") => {
                out.program("lua", "-e", block);
            }
            _ if name.ends_with("_by_lua_file") => out.file("lua", &first),
            _ if name.ends_with("_by_lua") => out.program("lua", "-e", &first),
            "perl_set" => out.program("perl", "-e", &embedded(&quoted(arguments, 1))),
            "perl" => out.program("perl", "-e", &embedded(&first)),
            "perl_modules" => perl_modules = first,
            "perl_require" => {
                let mut path = perl_modules.clone();
                path.push_made("/", first.span());
                path.push(&first);
                out.file("perl", &path);
            }
            // of a stream: pages have a scheme
            "server" | "proxy_pass" if first.contains(':') && !first.contains("://") => {
                out.command("connect ", &first);
            }
            "sub_filter" => page(&quoted(arguments, 1), &mut out),
            _ if NGINX_EXEC.contains(&name) => out.line(arguments),
            _ => {}
        }
    });
    out.into_text()
}

/// `CustomLog "|program" …`, `RewriteMap x prg:/program`, `ExtFilterDefine x cmd="…"`, `Substitute "s|a|b|"`, PHP's settings.
fn apache(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let Some(blank) = line.find([' ', '\t']) else { return };
        let name = line.get(..blank).unwrap_or_default().to_ascii_lowercase();
        let arguments = line.slice(blank..line.len()).trimmed();
        match name.as_str() {
            "customlog" | "errorlog" | "transferlog" | "globallog" | "forensiclog" => {
                let first = quoted(&arguments, 0);
                if first.starts_with('|') {
                    let cut = first.len() - first.trim_start_matches(['|', '$']).len();
                    out.line(&first.slice(cut..first.len()));
                }
            }
            "rewritemap" => {
                let map = quoted(&arguments, 1);
                if map.starts_with("prg:") {
                    out.line(&map.slice(4..map.len()));
                }
            }
            "extfilterdefine" | "sslpassphrasedialog" => {
                for mark in ["cmd=", "exec:", "|"] {
                    if let Some(at) = arguments.find(mark) {
                        let rest = arguments.slice(at + mark.len()..arguments.len());
                        out.line(&quoted(&rest, 0));
                        break;
                    }
                }
            }
            "substitute" => page(&arguments, out),
            "php_value" | "php_admin_value" => {
                php_setting(&quoted(&arguments, 0), &quoted(&arguments, 1), out);
            }
            _ => {}
        }
    })
}

/// `auto_prepend_file = /x`, `php_admin_value[auto_prepend_file] = /x`
fn php(content: &Text) -> Text {
    of_lines(content, ";#", |line, out| {
        let Some(at) = line.find('=') else { return };
        let mut key = line.slice(0..at).trimmed();
        if let Some(open) = key.find('[').filter(|_| key.ends_with(']')) {
            key = key.slice(open + 1..key.len() - 1);
        }
        php_setting(&key, &quoted(&line.slice(at + 1..line.len()).trimmed(), 0), out);
    })
}

fn php_setting(key: &str, value: &Text, out: &mut CommandLines) {
    if PHP_FILES.contains(&key) && !matches!(value.as_str(), "" | "none") {
        out.file("php", value);
    } else if PHP_COMMANDS.contains(&key) {
        out.line(value);
    }
}

/// `attach-daemon = command`, `smart-attach-daemon = pidfile command`, `hook-post-app = exec:command`, `cron = m h d m w command`
pub(super) fn uwsgi(content: &Text) -> Text {
    of_lines(content, "#;", |line, out| {
        let Some((key, value)) = line.split_once('=') else { return };
        let value = line.slice(line.len() - value.len()..line.len()).trimmed();
        let key = key.trim();
        if key.ends_with("attach-daemon") || key.ends_with("attach-daemon2") {
            // `cmd=command,pidfile=x`
            let start = value.find("cmd=").map_or(0, |at| at + "cmd=".len());
            let end = if start > 0 { value.find(',').unwrap_or(value.len()) } else { value.len() };
            let skipped = usize::from(key.contains("smart") && start == 0);
            out.line(&without_words(&value.slice(start..end.max(start)), skipped));
        } else if key.starts_with("exec-") {
            out.line(&value);
        } else if key.starts_with("hook-") && value.starts_with("exec:") {
            out.line(&value.slice("exec:".len()..value.len()));
        } else if key.ends_with("cron") || key == "cron2" {
            out.line(&without_words(&value, if key == "cron2" { 1 } else { 5 }));
        }
    })
}

//! Agents that watch or ship something, package managers, servers and desktops: the commands in their settings.

use super::pieces::{all_quoted, behind, equals, of_lines, without_words};
use crate::facts::command_lines::CommandLines;
use crate::facts::settings::{attributes, json, yaml};
use crate::source::{NextMark, Text};

/// `commands = ["line", "line"]`, `command = ["program", "argument"]` of TOML and of Icinga.
pub(super) fn listed(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let Some((key, value)) = line.split_once('=') else { return };
        let quoted = || all_quoted(&line.slice(line.len() - value.len()..line.len()));
        match key.trim() {
            "command" if value.trim_start().starts_with('[') => out.words(&quoted()),
            "command" | "commands" => quoted().iter().for_each(|command| out.line(command)),
            _ => {}
        }
    })
}

/// The same of Vector, which also reads YAML: `command: [program, argument]`.
pub(super) fn vector(content: &Text) -> Text {
    let mut all = listed(content);
    let mut commands = CommandLines::new(content);
    let mut words = Vec::new();
    for setting in yaml(content) {
        let is_word = setting.parent() == "command" || setting.key.as_str() == "command";
        if is_word {
            words.push(setting.value);
        } else {
            commands.line_or_words(&mut words);
        }
    }
    commands.line_or_words(&mut words);
    all.push(&commands.into_text());
    all
}

/// `"command": "line"` of a check or handler.
pub(super) fn sensu(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    for setting in json(content).iter().filter(|it| it.key.as_str() == "command") {
        commands.line(&setting.value);
    }
    commands.into_text()
}

pub(super) fn nagios(content: &Text) -> Text {
    behind(content, &["command_line"], 0)
}

pub(super) fn fluentd(content: &Text) -> Text {
    behind(content, &["command"], 0)
}

/// `package:state:command` of DNF
pub(super) fn transactions(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let Some(at) = line.match_indices(':').nth(1).map(|(at, _)| at + 1) else { return };
        out.line(&line.slice(at..line.len()));
    })
}

pub(super) fn mysql(content: &Text) -> Text {
    equals(content, &["pager"])
}

/// What apk installs whenever it is asked to mend or upgrade something.
pub(super) fn world(content: &Text) -> Text {
    of_lines(content, "#", |line, out| out.command("apk add ", line))
}

/// Libraries that the loader puts into every program, which is a way to run what is in them.
pub(super) fn preloaded(content: &Text) -> Text {
    of_lines(content, "#", |line, out| out.command(". ", line))
}

pub(super) fn lightdm(content: &Text) -> Text {
    equals(content, &["-script"])
}

pub(super) fn acpi(content: &Text) -> Text {
    equals(content, &["action"])
}

pub(super) fn hyprland(content: &Text) -> Text {
    equals(content, &["exec", "exec-once", "exec-shutdown"])
}

pub(super) fn certbot(content: &Text) -> Text {
    equals(content, &["-hook", "_hook"])
}

/// `on EVENT exec command`, `exec command`
pub(super) fn caddy(content: &Text) -> Text {
    of_lines(content, "#", |line, out| {
        let at = line.find(" exec ").map(|at| at + 1).filter(|_| line.starts_with("on "));
        let at = at.or_else(|| line.starts_with("exec ").then_some(0));
        if let Some(at) = at {
            out.line(&line.slice(at + "exec ".len()..line.len()));
        }
    })
}

/// Programs that Squid starts and asks about addresses.
pub(super) fn squid(content: &Text) -> Text {
    let words = ["url_rewrite_program", "redirect_program", "store_id_program", "unlinkd_program"];
    let mut all = behind(content, &words, 0);
    // `auth_param basic program /x`
    all.push(&of_lines(&behind(content, &["auth_param"], 1), "", |line, out| {
        if line.starts_with("program ") {
            out.line(&without_words(line, 1));
        }
    }));
    all
}

/// `exec = program` with `execArgs = name arguments`
pub(super) fn stunnel(content: &Text) -> Text {
    let mut line = equals(content, &["exec"]).trimmed();
    line.push_made(" ", content.span());
    line.push(&without_words(&equals(content, &["execArgs"]).trimmed(), 1));
    line.push_made("\n", content.span());
    line
}

/// `program = "line"` of FreeRADIUS
pub(super) fn radius(content: &Text) -> Text {
    equals(content, &["program"])
}

/// `<delegate command="line"/>` of ImageMagick
pub(super) fn delegates(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut closes = NextMark::new(content, '>');
    for (at, open) in content.match_indices("<delegate ") {
        let Some(close) = closes.from(at) else { break };
        let start = at + open.len();
        let tag = content.slice(start..close.max(start));
        for (_, line) in attributes(&tag).iter().filter(|(key, _)| *key == "command") {
            commands.line(line);
        }
    }
    commands.into_text()
}

/// `"executable": "program", "arguments": […]` of an application of NGINX Unit
pub(super) fn unit(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut words = Vec::new();
    for setting in json(content) {
        if setting.key.as_str() == "executable" {
            commands.line_or_words(&mut words);
            words.push(setting.value);
        } else if setting.parent() == "arguments" && !words.is_empty() {
            words.push(setting.value);
        }
    }
    commands.line_or_words(&mut words);
    commands.into_text()
}

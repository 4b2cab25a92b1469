//! Manifests of one entry a line, read as the commands that they stand for: `requirements.txt` as `pip install …`, a
//! `Procfile` as its processes, a configuration of curl as its URLs.

use crate::facts::autostart::each_line;
use crate::facts::command_lines::CommandLines;
use crate::facts::settings::{ini, json};
use crate::source::Text;

/// Each line is a package, an option of pip, or an address; one that ends in `\` goes on.
pub(super) fn requirements_txt(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut whole: Option<Text> = None;
    for line in content.whole_lines() {
        let text = line.trimmed();
        if text.starts_with('#') {
            continue;
        }
        let goes_on = text.ends_with('\\');
        let text = if goes_on { text.slice(0..text.len() - 1) } else { text };
        let end = text.find(" #").unwrap_or(text.len());
        let text = text.slice(0..end);
        match &mut whole {
            Some(whole) => {
                whole.push_made(" ", text.span());
                whole.push(&text);
            }
            None => whole = Some(text),
        }
        if !goes_on && let Some(line) = whole.take().filter(|line| !line.is_empty()) {
            commands.command("pip install ", &line);
        }
    }
    if let Some(line) = whole {
        commands.command("pip install ", &line);
    }
    commands.into_text()
}

/// `name: command`
pub(super) fn procfile(content: &Text) -> Text {
    each_line(content, "#", |line, out| {
        if let Some(colon) = line.find(':') {
            out.push(&line.slice(colon + 1..line.len()).trimmed());
            out.push_made("\n", line.span());
        }
    })
}

/// `deb URL suite component`.
pub(super) fn apt_sources(content: &Text) -> Text {
    lines(content, "#", "add-apt-repository ", |_| true)
}

/// `registry=URL`, and the program that runs scripts.
pub(super) fn npmrc(content: &Text) -> Text {
    let mut all = lines(content, ";#", "npm config set ", |line| line.contains("registry"));
    all.push(&each_line(content, ";#", |line, out| {
        let shell = line.split_once('=').filter(|(key, _)| key.trim() == "script-shell");
        if let Some((key, _)) = shell {
            out.push(&line.slice(key.len() + 1..line.len()).trimmed());
            out.push_made("\n", line.span());
        }
    }));
    all
}

/// `index-url = URL`.
pub(super) fn pip_conf(content: &Text) -> Text {
    lines(content, ";#", "pip config set ", |line| {
        line.contains("index-url") || line.contains("find-links")
    })
}

fn lines(content: &Text, comment: &str, program: &str, wanted: fn(&str) -> bool) -> Text {
    each_line(content, comment, |line, out| {
        if wanted(line) {
            let mut commands = CommandLines::new(line);
            commands.command(program, line);
            out.push(&commands.into_text());
        }
    })
}

/// What `curl -K` and `wget -i` are given: a URL a line, behind `url =` or alone.
pub(super) fn urls(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let found = crate::facts::url::find(content);
    for url in found {
        commands.command("curl ", &url.text);
    }
    commands.into_text()
}

/// A script of bats: each `@test "name" {` opens a block of commands.
pub(super) fn bats(content: &Text) -> Text {
    content.replaced("@test ", |at| {
        let is_first = content.get(..at)?.trim_end_matches([' ', '\t']).ends_with('\n') || at == 0;
        let rest = content.get(at..)?;
        let head = rest.get(..rest.find('\n').unwrap_or(rest.len()))?.trim_end();
        let end = at + head.len();
        (is_first && head.ends_with('{')).then(|| (Text::made("{", content.span_of(at..end)), end))
    })
}

/// `<!(command)` and `<!@(command)` of node-gyp, which run when it configures, and the words of an action.
pub(super) fn gyp(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut words: Vec<Text> = Vec::new();
    for setting in json(content) {
        if setting.parent() == "action" || setting.key.as_str() == "action" {
            words.push(setting.value);
        } else {
            commands.words(&std::mem::take(&mut words));
        }
    }
    commands.words(&words);
    let mut from = 0;
    while let Some(found) = content.get(from..).and_then(|rest| rest.find("<!")) {
        from += found + 2;
        let rest = content.get(from..).unwrap_or_default();
        let inside = rest.trim_start_matches('@');
        if !inside.starts_with('(') {
            continue;
        }
        let start = from + rest.len() - inside.len() + 1;
        let length = content.get(start..).and_then(|rest| rest.find([')', '\n'])).unwrap_or(0);
        commands.line(&content.slice(start..start + length));
        from = start + length;
    }
    commands.into_text()
}

/// Sections of a spec file whose lines a shell runs, by the first word of their names.
const RPM_SCRIPTS: &[&str] = &[
    "build",
    "check",
    "clean",
    "conf",
    "generate_buildrequires",
    "install",
    "post",
    "postun",
    "pre",
    "prep",
    "preun",
    "pretrans",
    "posttrans",
    "triggerin",
    "triggerun",
    "triggerpostun",
    "verifyscript",
];

/// Sections with other lines. What else starts with `%` is a macro: `%configure`, `%make_build`.
const RPM_OTHER: &[&str] = &["changelog", "description", "files", "package"];

/// The scripts of a spec file of RPM.
pub(super) fn rpm_spec(content: &Text) -> Text {
    let in_script = std::cell::Cell::new(false);
    each_line(content, "#", |line, out| {
        let name = line.strip_prefix('%').and_then(|rest| rest.split_whitespace().next());
        let is_script = name.is_some_and(|name| RPM_SCRIPTS.contains(&name));
        if is_script || name.is_some_and(|name| RPM_OTHER.contains(&name)) {
            in_script.set(is_script);
        } else if in_script.get() && !line.starts_with('%') {
            out.push(line);
            out.push_made("\n", line.span());
        }
    })
}

/// `//go:generate command`, as `go generate` runs it.
pub(crate) fn go_generators(content: &Text) -> Text {
    const MARK: &str = "//go:generate ";
    each_line(content, "", |line, out| {
        if line.starts_with(MARK) {
            out.push(&line.slice(MARK.len()..line.len()));
            out.push_made("\n", line.span());
        }
    })
}

/// Values that Git runs: aliases behind `!`, pagers, editors, filters, hooks.
pub(super) fn git_config(content: &Text) -> Text {
    const RUN: &[&str] = &[
        "pager",
        "editor",
        "sshcommand",
        "fsmonitor",
        "smudge",
        "clean",
        "process",
        "textconv",
        "askpass",
        "cmd",
        "command",
        "external",
        "driver",
        "program",
        "gitproxy",
        "helper",
    ];
    let mut commands = CommandLines::new(content);
    for setting in ini(content) {
        let key = setting.key.to_ascii_lowercase();
        if let Some(alias) = setting.value.strip_prefix('!') {
            commands
                .line(&setting.value.slice(setting.value.len() - alias.len()..setting.value.len()));
        } else if RUN.contains(&key.as_str()) && setting.value.contains(['/', ' ']) {
            commands.line(&setting.value);
        }
    }
    commands.into_text()
}

/// The options of a response file, as those of a program that is called like the file is given.
pub(super) fn response_file(content: &Text) -> Text {
    let mut out = Text::empty(content.span());
    out.push_made("@options", content.span());
    let options = each_line(content, "#", |line, out| {
        out.push_made(" ", line.span());
        out.push(line);
    });
    out.push(&options);
    out
}

//! Build files whose commands stand in quotes behind a name: rules of Bazel and Buck, Snakefiles, Terraform.

use crate::facts::autostart::each_line;
use crate::facts::command_lines::CommandLines;
use crate::source::Text;

/// Constants that are one command, or one list of them.
const MOST: usize = 64;

/// `cmd = "…"` of a rule.
pub(super) fn starlark(content: &Text) -> Text {
    behind(content, &["cmd", "cmd_bash", "bash", "command", "executable_cmd", "test_cmd"])
}

/// `shell: "…"` of a Snakefile, `script: """…"""` of Nextflow.
pub(super) fn workflow(content: &Text) -> Text {
    behind(content, &["shell", "script", "exec", "beforeScript", "afterScript"])
}

/// `pre_build_script = """…"""`: what a runner of GitLab runs around every job.
pub(super) fn runners(content: &Text) -> Text {
    const SCRIPTS: [&str; 6] = [
        "pre_build_script",
        "post_build_script",
        "pre_clone_script",
        "pre_get_sources_script",
        "post_get_sources_script",
        "config_exec",
    ];
    behind(content, &SCRIPTS)
}

/// `command = "…"`, `inline = ["…"]` of what HashiCorp's programs read, and `args = ["…"]` behind a command or image.
pub(super) fn hcl(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut words: Vec<Text> = Vec::new();
    let mut end_of_script = 0;
    for (at, _) in content.match_indices(['=', ':']) {
        let before = content.get(..at).unwrap_or_default().trim_end().trim_end_matches('"');
        let name = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
        let name = name.unwrap_or_default();
        if matches!(
            name,
            "user_data" | "custom_data" | "startup_script" | "metadata_startup_script"
        ) {
            if at < end_of_script {
                continue;
            }
            if let Some(script) = here_document(content, at + 1) {
                end_of_script = at + script.len();
                commands.line(&script);
            }
            continue;
        }
        if !matches!(name, "command" | "image" | "args" | "inline" | "execute_command") {
            continue;
        }
        let lines = constants(content, at + 1);
        if name == "args" {
            words.extend(lines);
            continue;
        }
        commands.line_or_words(&mut words);
        match (name, lines.as_slice()) {
            ("image", [image]) => {
                words.extend(["docker", "run"].map(|word| Text::made(word, image.span())));
                words.push(image.clone());
            }
            ("command", [program]) => words.push(program.clone()),
            (_, lines) => lines.iter().for_each(|line| commands.line(line)),
        }
    }
    commands.line_or_words(&mut words);
    commands.into_text()
}

/// The text of `<<-END … END`.
fn here_document(content: &Text, from: usize) -> Option<Text> {
    let rest = content.get(from..)?;
    let marker = rest.trim_start().strip_prefix("<<")?.trim_start_matches('-');
    let (marker, _) = marker.split_once('\n')?;
    let start = from + rest.find('\n')? + 1;
    let mut end = start;
    for line in content.get(start..)?.split_inclusive('\n') {
        if line.trim() == marker.trim() {
            break;
        }
        end += line.len();
    }
    (!marker.trim().is_empty()).then(|| content.slice(start..end))
}

/// The addresses of `SRC_URI = "…"` of BitBake and Portage.
pub(super) fn recipe(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    for (at, name) in content.match_indices("_URI") {
        let rest = content.get(at + name.len()..).unwrap_or_default();
        let Some(equals) = rest.find('=').filter(|at| *at < 16) else { continue };
        for line in constants(content, at + name.len() + equals + 1) {
            for url in crate::facts::url::find(&line) {
                let end = url.text.find(';').unwrap_or(url.text.len());
                commands.command("git clone ", &url.text.slice(0..end));
            }
        }
    }
    commands.into_text()
}

/// `rule … command = …` of Ninja.
pub(super) fn ninja(content: &Text) -> Text {
    each_line(content, "#", |line, out| {
        let value = line.strip_prefix("command").map(str::trim_start);
        if let Some(value) = value.and_then(|value| value.strip_prefix('=')) {
            out.push(&line.slice(line.len() - value.len()..line.len()).trimmed());
            out.push_made("\n", line.span());
        }
    })
}

/// The constants behind these names and a mark, as commands.
fn behind(content: &Text, names: &[&str]) -> Text {
    let mut commands = CommandLines::new(content);
    for (at, _) in content.match_indices(['=', ':']) {
        let before = content.get(..at).unwrap_or_default().trim_end();
        let is_named = names.iter().any(|name| {
            let rest = before.strip_suffix(name);
            rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        });
        if is_named {
            for line in constants(content, at + 1) {
                commands.line(&line);
            }
        }
    }
    commands.into_text()
}

/// The constants from here on: those that stand beside each other or are added are one line.
fn constants(content: &Text, from: usize) -> Vec<Text> {
    let mut at = from;
    let mut lines: Vec<Text> = Vec::new();
    for _ in 0..MOST {
        let rest = content.get(at..).unwrap_or_default();
        let rest_of = rest.trim_start_matches([' ', '\t', '\n', '\r', '+', '[', '(', ',', '\\']);
        let between = rest.get(..rest.len() - rest_of.len()).unwrap_or_default();
        let Some(quote) = rest_of.chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
        at = content.len() - rest_of.len();
        let marks = quote.to_string().repeat(3);
        let (open, close) = match rest_of.starts_with(&marks) {
            true => (3, rest_of.get(3..).and_then(|inside| inside.find(&marks))),
            false => (1, end_of(rest_of.get(1..).unwrap_or_default(), quote)),
        };
        let Some(length) = close else { break };
        let part = content.slice(at + open..at + open + length);
        at += open + length + open;
        match lines.last_mut().filter(|_| !between.contains(',')) {
            Some(line) => line.push(&part),
            None => lines.push(part),
        }
    }
    lines
}

/// Where the quote stands that ends the text.
fn end_of(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    let found = text.char_indices().find(|(_, c)| {
        let ends = *c == quote && !escaped;
        escaped = *c == '\\' && !escaped;
        ends || *c == '\n'
    })?;
    (found.1 == quote).then_some(found.0)
}

#[cfg(test)]
mod tests {
    use super::{hcl, ninja, starlark, workflow};
    use crate::facts::manifests::read;

    #[test]
    fn constants_behind_the_names_are_commands() {
        let rule = "genrule(\n  name = \"a\",\n  cmd = \"x\" + \"y -o\"\n    \" z\",\n)";
        assert_eq!(read(starlark, rule), "xy -o z\n");
        assert_eq!(read(starlark, "cmd = \"\"\"\na\nb\n\"\"\""), "\na\nb\n\n");
        assert_eq!(read(workflow, "rule a:\n  shell: 'x y'\n"), "x y\n");
        assert_eq!(read(hcl, "inline = [\"a b\", \"c d\"]\nother = \"e\""), "a b\nc d\n");
        assert_eq!(read(ninja, "rule a\n  command = x $in\n  description = y\n"), "x $in\n");
        assert_eq!(read(starlark, "outcmd = \"x\"\ndesc = \"cmd = y\"\n"), "");
    }
}

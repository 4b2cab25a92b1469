//! Labels that tools take as commands: schedulers, `podman container runlabel`, development containers.
//!
//! Only names decide; what other labels say has no effect.

use serde_json::Value;

use crate::shell::{self, Language};
use crate::source::Text;

use super::place::{Moment, Place};
use super::{Facts, scripts};

/// Names that `podman container runlabel` is made for; it takes them in either case.
const RUN_LABELS: [&str; 3] = ["run", "install", "uninstall"];

/// Values nested deeper than this are no command of a development container: these are objects of arrays of strings.
const MAX_DEPTH: usize = 4;

/// Adds what the commands of a label do, whenever a tool runs them.
pub(super) fn observe(name: &str, value: &Text, place: Place, facts: &mut Facts) {
    let place = Place { moment: Moment::Start, ..place };
    for command in commands(name, value) {
        let script = shell::read(&command, Language::default(), &facts.work_left());
        scripts::observe(script, place, facts);
    }
}

/// The commands of a label, each to be read as a shell script; empty for one without effect.
fn commands(name: &str, value: &Text) -> Vec<Text> {
    let name = name.to_ascii_lowercase();
    if name == "devcontainer.metadata" {
        return serde_json::from_str(value)
            .map(|json| of_container(&json, value))
            .unwrap_or_default();
    }
    let last = name.rsplit('.').next().unwrap_or_default();
    if name.starts_with("ofelia.job-run.") && last == "image" {
        let mut command = Text::made("docker run ", value.span());
        command.push(value);
        return vec![command];
    }
    // ofelia.job-exec.NAME.command, deck-chores.NAME.command
    let is_command = RUN_LABELS.contains(&name.as_str())
        || name.contains('.') && (last == "command" || last.ends_with("-command"))
        // com.centurylinklabs.watchtower.lifecycle.pre-check
        || name.contains(".lifecycle.") && !last.ends_with("timeout")
        // docker-volume-backup.archive-pre, .exec-label is only a filter
        || name.starts_with("docker-volume-backup.") && (last.ends_with("-pre") || last.ends_with("-post"));
    if is_command { vec![value.clone()] } else { Vec::new() }
}

/// `"postStartCommand": "…"`, `["…", "…"]` or `{ "name": "…" }`.
fn of_container(json: &Value, label: &Text) -> Vec<Text> {
    let features = json.as_array().map_or(std::slice::from_ref(json), Vec::as_slice);
    let members = features.iter().filter_map(Value::as_object).flatten();
    let mut out = Vec::new();
    for (_, value) in members.filter(|(key, _)| key.ends_with("Command")) {
        command(value, label, 0, &mut out);
    }
    out
}

fn command(value: &Value, label: &Text, depth: usize, out: &mut Vec<Text>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::String(text) => out.push(located(text, label)),
        Value::Array(words) => {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            out.push(located(&joined(&words), label));
        }
        Value::Object(all) => all.values().for_each(|value| command(value, label, depth + 1, out)),
        _ => {}
    }
}

/// Words as a shell is told them: quoted where it would see more in them.
fn joined(words: &[&str]) -> String {
    let is_plain = |word: &str| {
        word.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ':' | '='))
    };
    let quoted = words.iter().map(|word| match is_plain(word) {
        true => (*word).to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// The text at its place in the label, if it stands there as it is.
fn located(text: &str, label: &Text) -> Text {
    match label.find(text) {
        Some(at) => label.slice(at..at + text.len()),
        None => Text::made(text, label.span()),
    }
}

#[cfg(test)]
mod tests {
    use super::commands;
    use crate::source::{Span, Text};

    fn of(name: &str, value: &str) -> Vec<String> {
        let value = Text::made(value, Span::default());
        commands(name, &value).iter().map(|text| text.as_str().to_owned()).collect()
    }

    #[test]
    fn labels_of_schedulers_and_of_runlabel_are_commands() {
        for name in [
            "ofelia.job-exec.x.command",
            "deck-chores.x.command",
            "RUN",
            "install",
            "com.centurylinklabs.watchtower.lifecycle.post-update",
            "docker-volume-backup.archive-pre",
        ] {
            assert_eq!(of(name, "/opt/x -a"), ["/opt/x -a"], "{name}");
        }
        for name in [
            "maintainer",
            "org.label-schema.docker.cmd",
            "description",
            "command",
            "x.lifecycle.pre-check-timeout",
        ] {
            assert!(of(name, "/opt/x -a").is_empty(), "{name}");
        }
    }

    #[test]
    fn development_containers_run_commands_in_three_forms() {
        let json = r#"[{"remoteUser":"x","postStartCommand":"a b"},{"onCreateCommand":["c","d"]},{"postCreateCommand":{"x":"e","y":["f","g"]}}]"#;
        assert_eq!(of("devcontainer.metadata", json), ["a b", "c d", "e", "f g"]);
        assert!(of("devcontainer.metadata", "no JSON").is_empty());
    }
}

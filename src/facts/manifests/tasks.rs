//! Files of task runners: the values of some keys are commands.

use std::rc::Rc;

use super::ansible;
use super::jinja::Variables;
use crate::facts::command_lines::{CommandLines, WrittenFile};
use crate::facts::settings::{Setting, ini, json, yaml};
use crate::source::Text;

/// Keys whose values a task runner hands to a shell or starts; sorted.
const COMMAND_KEYS: &[&str] = &[
    "after_script",
    "ansible.builtin.command",
    "ansible.builtin.raw",
    "ansible.builtin.script",
    "ansible.builtin.shell",
    "args",
    "argv",
    "before_script",
    "cmd",
    "cmds",
    "command",
    "commands",
    "community.general.make",
    "deps_sh",
    "entrypoint",
    "exec",
    "hooks",
    "init_hook",
    "postcmds",
    "precmds",
    "raw",
    "run",
    "script",
    "scripts",
    "sh",
    "shell",
    "win_command",
    "win_shell",
];

/// Keys of a task of a playbook that say how it is run, and are no names of tasks.
const TASK_KEYS: &[&str] = &[
    "changed_when",
    "failed_when",
    "loop",
    "name",
    "notify",
    "tags",
    "until",
    "when",
    "with_items",
];

/// `"scripts": { "postinstall": "…" }`: npm runs them.
pub(super) fn package_json(content: &Text) -> Text {
    of(content, json(content), |setting| setting.section.as_ref() == "scripts")
}

/// `"scripts"` of Composer: lines or lists of lines; `@php` and `@composer` name programs.
pub(super) fn composer_json(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    for setting in json(content).iter().filter(|setting| setting.top() == "scripts") {
        let line = &setting.value;
        let start = usize::from(line.starts_with("@php ") || line.starts_with("@composer "));
        commands.line(&line.slice(start..line.len()));
    }
    commands.into_text()
}

/// `entry:` of a hook that is a program of the system.
pub(super) fn pre_commit(content: &Text) -> Text {
    of(content, yaml(content), |setting| setting.key.trim_start_matches("- ") == "entry")
}

/// `"tasks"` of Deno.
pub(super) fn tasks_json(content: &Text) -> Text {
    of(content, json(content), |setting| setting.top() == "tasks")
}

/// Processes of pm2 and their kin: `script` and `args`.
pub(super) fn process_json(content: &Text) -> Text {
    of(content, json(content), |setting| is_command_key(&setting.key))
}

/// `"shell"` of Devbox: `init_hook` and scripts.
pub(super) fn devbox(content: &Text) -> Text {
    of(content, json(content), |setting| setting.top() == "shell")
}

/// The command line of a kernel of Jupyter, behind the variables that it gets.
pub(super) fn kernel(content: &Text) -> Text {
    let settings = json(content);
    let mut commands = CommandLines::new(content);
    for setting in settings.iter().filter(|it| it.top() == "env") {
        let mut assignment = setting.key.clone();
        assignment.push_made("=", setting.key.span());
        assignment.push(&setting.value);
        commands.words(&[Text::made("export", setting.key.span()), assignment]);
    }
    let words = settings.iter().filter(|it| it.key.as_str() == "argv" || it.top() == "argv");
    commands.words(&words.map(|it| it.value.clone()).collect::<Vec<_>>());
    commands.into_text()
}

/// `preBuildCommands` and its kin of dub, also for one system (`preBuildCommands-linux`).
pub(super) fn dub_json(content: &Text) -> Text {
    of(content, json(content), |setting| {
        setting.parent().split('-').next().is_some_and(|name| name.ends_with("Commands"))
    })
}

/// Taskfiles, playbooks, process files.
pub(super) fn yaml_commands(content: &Text) -> Text {
    let settings = yaml(content);
    let mut commands = CommandLines::new(content);
    let mut variables = Variables::default();
    for setting in settings.iter().filter(|setting| setting.parent() == "vars") {
        variables.set(&setting.key, &setting.value);
    }
    let mut file = (Rc::default(), WrittenFile::default());
    let mut packages = ansible::Packages::default();
    for setting in &settings {
        copied(setting, &variables, &mut file, &mut commands);
        packages.take(setting, &mut commands);
        if let Some(address) = ansible::fetched(setting) {
            let is_source = setting.section.ends_with("git") || setting.key.ends_with("git");
            let address = filled(&address, &variables);
            commands.command(if is_source { "git clone " } else { "curl -O " }, &address);
        }
        let key = setting.key.trim_start_matches("- ");
        let listed = key.is_empty() && is_command_key(setting.parent());
        // `task: command` of a Taskfile
        let is_short = setting.section.as_ref() == "tasks"
            && setting.value.contains(' ')
            && !TASK_KEYS.contains(&key);
        if is_command_key(key) || listed || is_short {
            commands.line(&filled(&setting.value, &variables));
        }
    }
    packages.install(&mut commands);
    commands.into_text()
}

/// Steps of a plan of Bolt, behind what its parameters are if nobody says so.
pub(super) fn plan(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    for setting in yaml(content) {
        let key = setting.key.trim_start_matches("- ");
        if setting.top() == "parameters" && key == "default" {
            let mut assignment = Text::made(format!("{}=", setting.parent()), setting.value.span());
            assignment.push(&setting.value);
            commands.command("export ", &assignment);
        } else if matches!(key, "command" | "script") {
            commands.line(&setting.value);
        }
    }
    commands.into_text()
}

/// Services and pods: their images as `docker run` starts them, with the commands that they give to those.
pub(super) fn containers(content: &Text) -> Text {
    let mut commands = CommandLines::new(content);
    let mut words: Vec<Text> = Vec::new();
    let mut settings = yaml(content);
    // a chart of k3s has its values, with what its containers get, in a text
    let charts = settings.iter().filter(|setting| setting.key.as_str() == "valuesContent");
    let inside: Vec<Setting> = charts.flat_map(|setting| yaml(&setting.value)).collect();
    settings.extend(inside);
    if is_policy(&settings) {
        return commands.into_text();
    }
    for setting in &settings {
        let is_part = matches!(setting.key.as_str(), "command" | "args" | "entrypoint");
        if is_part && !setting.value.contains(' ') {
            words.push(setting.value.clone());
            continue;
        }
        commands.words(&std::mem::take(&mut words));
        // a policy on images names patterns of them
        let is_pattern = setting.value.contains(['*', '?']) || setting.value.starts_with('!');
        // `image: {repository: a/b}` in the values of a chart
        let is_image = setting.key.as_str() == "image"
            || setting.key.as_str() == "repository" && setting.parent() == "image";
        if is_image && !is_pattern {
            commands.command("docker run ", &setting.value);
        } else if is_part {
            commands.line(&setting.value);
        }
    }
    commands.words(&words);
    commands.into_text()
}

/// Objects of those who decide what a cluster lets in or out, and nothing that starts a container.
fn is_policy(settings: &[Setting]) -> bool {
    const GROUPS: [&str; 8] = [
        "gatekeeper.sh/",
        "kyverno.io/",
        "kubearmor.com/",
        "cilium.io/",
        "projectcalico.org/",
        "kubewarden.io/",
        "admissionregistration.k8s.io/",
        "networking.k8s.io/",
    ];
    let mut groups =
        settings.iter().filter(|setting| setting.key.as_str() == "apiVersion").peekable();
    groups.peek().is_some()
        && groups.all(|setting| GROUPS.iter().any(|group| setting.value.contains(group)))
}

/// `commands =` of tox, `[tool.….scripts]` and `[tool.….tasks]`, programs that Cargo starts.
pub(super) fn ini_commands(content: &Text) -> Text {
    let runs = |setting: &Setting| {
        let key = setting.key.as_str();
        let is_task =
            setting.section.split('.').any(|part| matches!(part, "scripts" | "tasks" | "alias"));
        is_task
            || key.starts_with("commands")
            || matches!(
                key,
                "runner"
                    | "linker"
                    | "rustc"
                    | "rustc-wrapper"
                    | "rustc-workspace-wrapper"
                    | "cmd"
                    | "pre_cmd"
                    | "post_cmd"
                    | "full_bin"
                    | "command"
                    | "shell"
                    | "script"
            )
    };
    let settings = ini(content);
    let mut commands = CommandLines::new(content);
    for setting in settings.iter().filter(|setting| runs(setting)) {
        commands.line(&referred(&setting.value, &settings));
    }
    commands.into_text()
}

/// References of one file that are worked out: each looks through its settings.
const MOST_REFERENCES: usize = 16;

/// The value with `{[section]key}` of tox put in.
fn referred(value: &Text, settings: &[Setting]) -> Text {
    if settings.len() > MOST_SETTINGS {
        return value.clone();
    }
    let mut left = MOST_REFERENCES;
    value.replaced("{[", |open| {
        left = left.checked_sub(1)?;
        let (section, rest) = value.get(open + 2..)?.split_once(']')?;
        let (key, _) = rest.split_once('}')?;
        let is_meant = |it: &&Setting| it.section.as_ref() == section && it.key.as_str() == key;
        let known = settings.iter().find(is_meant).filter(|it| it.value.len() <= 256)?;
        Some((known.value.clone(), open + 2 + section.len() + 1 + key.len() + 1))
    })
}

/// A file with more settings is no `tox.ini`.
const MOST_SETTINGS: usize = 1024;

fn of(content: &Text, settings: Vec<Setting>, runs: impl Fn(&Setting) -> bool) -> Text {
    let mut commands = CommandLines::new(content);
    for setting in settings.iter().filter(|setting| runs(setting)) {
        commands.line(&setting.value);
    }
    commands.into_text()
}

/// `copy` of Ansible with the text of a file in it; in it, what no variable of this file says is not known.
fn copied(
    setting: &Setting,
    variables: &Variables,
    (section, file): &mut (Rc<str>, WrittenFile),
    commands: &mut CommandLines,
) {
    if setting.parent() != "copy" {
        return;
    }
    if *section != setting.section {
        *section = Rc::clone(&setting.section);
        *file = WrittenFile::default();
    }
    match setting.key.as_str() {
        "dest" => file.path = Some(setting.value.clone()),
        "content" => file.content = Some(variables.filled(&setting.value)),
        _ => {}
    }
    file.write(commands);
}

/// Tasks that an editor runs when the folder is opened.
pub(super) fn editor_tasks(content: &Text) -> Text {
    let settings = json(content);
    let mut commands = CommandLines::new(content);
    let opens = |it: &Setting| it.key.as_str() == "runOn" && it.value.as_str() == "folderOpen";
    if !settings.iter().any(opens) {
        return commands.into_text();
    }
    let mut words: Vec<Text> = Vec::new();
    for setting in &settings {
        match (setting.section.as_ref(), setting.key.as_str()) {
            ("tasks", "command") => {
                start(&mut words, &mut commands);
                words.push(setting.value.clone());
            }
            ("tasks", "args") | ("tasks.args", _) => words.push(setting.value.clone()),
            _ => {}
        }
    }
    start(&mut words, &mut commands);
    commands.into_text()
}

/// The command of a task with its arguments: both are parts of one line.
fn start(words: &mut Vec<Text>, commands: &mut CommandLines) {
    let mut line = Text::empty(words.first().map(Text::span).unwrap_or_default());
    for word in words.drain(..) {
        line.push(&word);
        line.push_made(" ", word.span());
    }
    commands.line(&line);
}

fn is_command_key(key: &str) -> bool {
    COMMAND_KEYS.binary_search(&key).is_ok()
}

/// The value with `{{.NAME}}` and `{{ name }}` replaced by what the file says they are, if it says so of any.
fn filled(value: &Text, variables: &Variables) -> Text {
    if variables.is_empty() { value.clone() } else { variables.filled(value) }
}

#[cfg(test)]
mod tests {
    use super::{COMMAND_KEYS, yaml_commands};
    use crate::facts::manifests::read;

    #[test]
    fn keys_are_sorted() {
        assert!(COMMAND_KEYS.is_sorted());
    }

    #[test]
    fn modules_install_what_they_name() {
        let text = "- apt: name=a,b state=present\n- yum:\n    name: [c, d]\n- ansible.builtin.package:\n    name:\n      - e\n      - f\n    state: present\n- docker_container:\n    name: g\n    image: h/i\n";
        let expected = "apt-get install 'a' \napt-get install 'b' \nyum install 'c' \nyum install 'd' \napt-get install 'e' \napt-get install 'f' \ndocker run 'h/i' \n";
        assert_eq!(read(yaml_commands, text), expected);
    }

    #[test]
    fn modules_that_remove_install_nothing() {
        let text = "- apt: name=a state=absent\n- apt:\n    name: [b, c]\n    state: absent\n- copy:\n    name: d\n";
        assert_eq!(read(yaml_commands, text), "");
    }
}

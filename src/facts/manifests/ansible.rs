//! Modules of Ansible that fetch or install what their parameters name.

use std::rc::Rc;

use crate::facts::command_lines::CommandLines;
use crate::facts::settings::Setting;
use crate::source::Text;

/// Modules that fetch what `url`, `repo` or `src` names.
const FETCHING: &[&str] = &["get_url", "uri", "git", "unarchive", "subversion", "hg"];

/// Modules that install or start what a parameter names, that parameter, and how a shell does the same.
const INSTALLING: &[(&str, &[&str], &str)] = &[
    ("apt", NAMES, "apt-get install "),
    ("package", NAMES, "apt-get install "),
    ("yum", NAMES, "yum install "),
    ("dnf", NAMES, "dnf install "),
    ("apk", NAMES, "apk add "),
    ("pacman", NAMES, "pacman -S "),
    ("zypper", NAMES, "zypper install "),
    ("homebrew", NAMES, "brew install "),
    ("snap", NAMES, "snap install "),
    ("pip", NAMES, "pip install "),
    ("npm", NAMES, "npm install "),
    ("gem", NAMES, "gem install "),
    ("docker_container", IMAGE, "docker run "),
    ("podman_container", IMAGE, "podman run "),
];
const NAMES: &[&str] = &["name", "pkg"];
const IMAGE: &[&str] = &["image"];

/// The name of a module without its collection: `ansible.builtin.apt`.
fn module(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The address that a task of a playbook fetches.
pub(super) fn fetched(setting: &Setting) -> Option<Text> {
    let of_module = |name: &str| FETCHING.contains(&module(name));
    if of_module(&setting.key) {
        return parameter(&setting.value, &["url", "repo", "src"]);
    }
    let names = matches!(setting.key.as_str(), "url" | "repo" | "src");
    let is_address = setting.value.contains("://") || setting.value.contains('@');
    (names && is_address && of_module(&setting.section)).then(|| setting.value.clone())
}

/// The value of the first `key=value` of a line with one of these keys.
fn parameter(line: &Text, keys: &[&str]) -> Option<Text> {
    let value = line.split(' ').find_map(|word| {
        let (key, value) = word.split_once('=')?;
        keys.contains(&key).then_some(value)
    })?;
    let at = line.find(value)?;
    Some(line.slice(at..at + value.len()))
}

/// The packages of one task: whether it installs or removes them may be said behind their names.
#[derive(Default)]
pub(super) struct Packages {
    section: Rc<str>,
    named: Vec<(&'static str, Text)>,
    has_state: bool,
}

impl Packages {
    /// Takes the next setting of the file; what the tasks before it install becomes commands.
    pub(super) fn take(&mut self, setting: &Setting, commands: &mut CommandLines) {
        let key = setting.key.trim_start_matches("- ");
        let of = |name: &str| INSTALLING.iter().find(|(known, ..)| *known == module(name));
        if let Some((_, keys, program)) = of(key) {
            let removes = setting.value.contains("state=absent");
            if let Some(names) = parameter(&setting.value, keys).filter(|_| !removes) {
                each(&names, |name| commands.command(program, &name));
            }
            return;
        }
        // a list in brackets is a section of its own
        let (section, key) = match (key, setting.section.rsplit_once('.')) {
            ("", Some((section, key))) => (section, key),
            (key, _) => (&*setting.section, key),
        };
        let Some((_, keys, program)) = of(section) else {
            self.install(commands);
            return;
        };
        let is_name = keys.contains(&key);
        if *self.section != *section || is_name && self.has_state {
            self.install(commands);
            self.section = section.into();
        }
        if is_name {
            each(&setting.value, |name| self.named.push((program, name)));
        } else if key == "state" {
            self.has_state = true;
            if setting.value.as_str() == "absent" {
                self.named.clear();
            }
        }
    }

    /// Writes the commands that install what was named.
    pub(super) fn install(&mut self, commands: &mut CommandLines) {
        for (program, name) in self.named.drain(..) {
            commands.command(program, &name);
        }
        self.has_state = false;
    }
}

/// Calls `take` for each name of a list in one value: `a,b`.
fn each(names: &Text, mut take: impl FnMut(Text)) {
    let mut at = 0;
    for name in names.as_str().split_inclusive(',') {
        let part = names.slice(at..at + name.trim_end_matches(',').len()).trimmed();
        at += name.len();
        if !part.is_empty() {
            take(part);
        }
    }
}

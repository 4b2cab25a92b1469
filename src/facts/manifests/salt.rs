//! States of Salt, read as the commands that their functions run.

use std::rc::Rc;

use super::jinja::Variables;
use crate::facts::command_lines::{CommandLines, WrittenFile};
use crate::facts::settings::{Setting, yaml};
use crate::source::Text;

const RUNS: [&str; 4] = ["cmd.run", "cmd.script", "cmd.wait", "cmd.wait_script"];
const CLONES: [&str; 3] = ["git.latest", "git.cloned", "git.detached"];
const INSTALLS: [&str; 2] = ["pkg.installed", "pkg.latest"];

/// `cmd.run`, what `git.latest` and `source` fetch, packages, and files whose text the state holds. A function that is given no
/// name takes that of the state.
pub(super) fn salt(content: &Text) -> Text {
    let filled = without_jinja(content);
    let mut commands = CommandLines::new(content);
    let mut file = WrittenFile::default();
    let mut last: Option<Rc<str>> = None;
    for setting in yaml(&filled) {
        // `id: pkg.installed`
        if setting.section.is_empty() {
            function(&setting.value, &setting.key, &mut commands);
            continue;
        }
        if last.as_ref() != Some(&setting.section) {
            last = Some(Rc::clone(&setting.section));
            file = WrittenFile::default();
            file.path = id(&setting, content);
        }
        argument(&setting, &mut file, &mut commands);
    }
    commands.into_text()
}

/// The name of the state whose function is given this, if it is the path of a file.
fn id(setting: &Setting, content: &Text) -> Option<Text> {
    let name = setting.section.strip_suffix(".file.managed")?;
    name.starts_with('/').then(|| Text::made(name.to_owned(), content.span()))
}

fn argument(setting: &Setting, file: &mut WrittenFile, commands: &mut CommandLines) {
    let of = |functions: &[&str]| functions.iter().any(|it| setting.section.ends_with(it));
    let key = setting.key.trim_start_matches("- ");
    let value = &setting.value;
    let has_address = value.contains("://");
    match key {
        "name" | "names" if of(&RUNS) => commands.line(value),
        "name" | "names" if has_address && of(&CLONES) => commands.command("git clone ", value),
        "source" if has_address => commands.command("curl -O ", value),
        "name" | "names" | "pkgs" if of(&INSTALLS) => commands.command("apt-get install ", value),
        "name" | "names" if of(&["pip.installed"]) => commands.command("pip install ", value),
        "name" if of(&["file.managed"]) => file.path = Some(value.clone()),
        "contents" if of(&["file.managed"]) => file.content = Some(value.clone()),
        _ => {}
    }
    file.write(commands);
}

/// What a function does that is given nothing but the name of its state.
fn function(function: &str, name: &Text, commands: &mut CommandLines) {
    if RUNS.contains(&function) {
        commands.line(name);
    } else if INSTALLS.contains(&function) {
        commands.command("apt-get install ", name);
    }
}

/// The text without the lines of Jinja, and with `{{ name }}` replaced by what `{% set name = … %}` says.
fn without_jinja(content: &Text) -> Text {
    let mut variables = Variables::default();
    let mut out = Text::empty(content.span());
    for line in content.whole_lines() {
        let Some(inside) = line.trim_start().strip_prefix("{%") else {
            out.push(&variables.filled(&line));
            continue;
        };
        let inside = inside.trim_start_matches('-').trim_start();
        if let Some((name, value)) = inside.strip_prefix("set ").and_then(|set| set.split_once('='))
        {
            variables.set_to(name.trim(), &line.slice(line.len() - value.len()..line.len()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::salt;
    use crate::facts::manifests::read;

    #[test]
    fn states_of_salt_run_what_their_functions_are_given() {
        let state = "{% set a = 'x' ~ 'y' %}\nid:\n  cmd.run:\n    - name: {{ a }} -o\n  git.latest:\n    - name: https://h/{{ a }}\n  file.absent:\n    - name: /z\n";
        assert_eq!(read(salt, state), "xy -o\ngit clone 'https://h/xy' \n");
    }

    #[test]
    fn a_state_gives_its_functions_its_own_name() {
        assert_eq!(
            read(salt, "a:\n  pkg.installed\nb c:\n  cmd.run\nd:\n  pkg.removed\n"),
            "apt-get install 'a' \nb c\n"
        );
        let file = "/x/y:\n  file.managed:\n    - mode: '0755'\n    - contents: |\n        z\n";
        assert_eq!(read(salt, file), "printf %s 'z\n' > '/x/y'\n");
    }
}

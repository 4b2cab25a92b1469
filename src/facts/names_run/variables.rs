//! Variables that commands give to build tools: `make P=x`, `cmake -DP=x`, `ansible-playbook -e p=x`.

use ecow::EcoString;

use super::NamesRun;
use crate::facts::Command;
use crate::facts::manifests;
use crate::source::{Text, UNKNOWN};

/// Variables of all commands of a build that are kept, and bytes of one value: a part of a command is shorter.
const MOST: usize = 256;
const LONGEST: usize = 4096;

/// What is said of a file whose tool is given more.
pub(crate) const TOO_MANY: &str = "commands give build tools more than 256 variables, or longer values than are put into their files";

/// A variable, and the tool that it is given to.
#[derive(Debug, PartialEq)]
pub(super) struct Variable {
    tool: EcoString,
    name: String,
    value: String,
}

/// How the files of a tool take such a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Make,
    CMake,
    /// `{{ name }}` stands for it, wherever.
    Braces,
}

fn way(tool: &str) -> Option<Way> {
    match tool {
        "make" | "gmake" => Some(Way::Make),
        "cmake" => Some(Way::CMake),
        "just" | "task" | "ansible-playbook" | "ansible" => Some(Way::Braces),
        _ => None,
    }
}

impl NamesRun {
    /// Keeps the variables that a command gives to a build tool.
    pub(super) fn add_variables(&mut self, command: &Command) {
        let tool = &command.program;
        let Some(way) = way(tool) else { return };
        let assigned = command.shell.assignments.iter().filter(|_| way != Way::CMake);
        for assignment in assigned {
            self.add_variable(tool, assignment.name.as_str(), &assignment.value);
        }
        let mut before = "";
        for word in command.args() {
            let given: Vec<&str> = match tool.as_str() {
                "cmake" => word.strip_prefix("-D").into_iter().collect(),
                "ansible-playbook" | "ansible" if matches!(before, "-e" | "--extra-vars") => {
                    word.split_whitespace().collect()
                }
                "ansible-playbook" | "ansible" => {
                    word.strip_prefix("--extra-vars=").into_iter().collect()
                }
                _ => vec![word.as_str()],
            };
            for (name, value) in given.into_iter().filter_map(|pair| pair.split_once('=')) {
                let name = name.split_once(':').map_or(name, |(name, _)| name);
                self.add_variable(tool, name, value);
            }
            before = word;
        }
    }

    fn add_variable(&mut self, tool: &EcoString, name: &str, value: &str) {
        let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if name.is_empty() || !is_name || value.contains(['\n', UNKNOWN]) {
            return;
        }
        let variable =
            Variable { tool: tool.clone(), name: name.to_owned(), value: value.to_owned() };
        if self.variables.contains(&variable) {
            return;
        }
        if value.len() > LONGEST || self.variables.len() >= MOST {
            self.misses_variables = true;
            return;
        }
        self.variables.push(variable);
    }

    /// Build tools are given more than is put into the files that they read.
    pub(crate) fn misses_variables(&self) -> bool {
        self.misses_variables
    }

    /// The text of a build file with the variables that its tool is given; `None` if there are none.
    pub(crate) fn with_variables(&self, path: &str, content: &Text) -> Option<Text> {
        if self.variables.is_empty() {
            return None;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let tools = manifests::tools(path).unwrap_or_default();
        let is_taskfile = name.to_ascii_lowercase().starts_with("taskfile.");
        let reads = |tool: &str| {
            tools.contains(&tool)
                || self.tool_of(name).is_some_and(|it| it == tool)
                || is_taskfile && tool == "task"
        };
        let given: Vec<&Variable> =
            self.variables.iter().filter(|variable| reads(&variable.tool)).collect();
        let place = content.span_of(0..0);
        let mut before = Text::empty(place);
        for Variable { tool, name, value } in &given {
            match way(tool)? {
                Way::Make => before.push_made(&format!("override {name} := {value}\n"), place),
                Way::CMake => before.push_made(&format!("set({name} \"{value}\")\n"), place),
                Way::Braces => {}
            }
        }
        let in_braces = given.iter().any(|variable| way(&variable.tool) == Some(Way::Braces));
        if before.is_empty() && !in_braces {
            return None;
        }
        before.push(&if in_braces { filled(content, &given) } else { content.clone() });
        Some(before)
    }
}

/// The text with `{{ name }}` and `{{.name}}` replaced.
fn filled(content: &Text, given: &[&Variable]) -> Text {
    content.replaced("{{", |open| {
        let inside = content.get(open + 2..)?;
        let inside = inside.get(..inside.find('\n').unwrap_or(inside.len()))?;
        let close = inside.find("}}")?;
        let name = inside.get(..close)?.trim().trim_start_matches('.');
        let variable = given.iter().find(|variable| variable.name == name)?;
        let end = open + close + 4;
        Some((Text::made(variable.value.as_str(), content.span_of(open..end)), end))
    })
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, MOST, NamesRun};
    use crate::source::{FileId, Span, Text};

    fn given(variables: usize, length: usize) -> NamesRun {
        let mut run = NamesRun::default();
        for at in 0..variables {
            run.add_variable(&"make".into(), &format!("A{at}"), &"x".repeat(length));
            run.add_variable(&"make".into(), &format!("A{at}"), &"x".repeat(length));
        }
        run
    }

    #[test]
    fn more_variables_than_are_kept_are_said() {
        assert!(!given(MOST, LONGEST).misses_variables());
        assert!(given(MOST + 1, 1).misses_variables());
        assert!(given(1, LONGEST + 1).misses_variables());
        let makefile = Text::verbatim("all:\n", Span::new(FileId(0), 0, 5));
        let text = given(MOST, 1).with_variables("Makefile", &makefile);
        assert_eq!(text.map(|text| text.lines().count()), Some(MOST + 1));
    }
}

//! Variables that commands give to build tools (`make P=x`, `cmake -DP=x`, `ansible-playbook -e p=x`), and those that stand
//! around such a tool: of the image, of `export`.

use ecow::EcoString;

use super::NamesRun;
use crate::facts::manifests;
use crate::facts::{Command, Facts, Variable, VariableKind};
use crate::source::{Text, UNKNOWN};

/// Variables of all commands of a build that are kept, as many of their surroundings, and bytes of one value: a part of a
/// command is shorter.
const MOST: usize = 256;
const LONGEST: usize = 4096;

/// What is said of a file whose tool is given more.
pub(crate) const TOO_MANY: &str = "commands give build tools more than 256 variables, or longer values than are put into their files";

/// A variable, and the tool that it is given to.
#[derive(Debug, PartialEq)]
pub(super) struct Given {
    tool: EcoString,
    name: String,
    value: String,
}

/// A variable of the environment of some command.
#[derive(Debug, PartialEq)]
pub(super) struct OfEnvironment {
    name: String,
    value: String,
    /// A shell sets it: of those of an image every reader of scripts knows.
    exported: bool,
}

/// How the files of a tool take such a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Make,
    CMake,
    Gradle,
    /// The name between these marks stands for it, wherever.
    Between(&'static str, &'static str),
}

fn way(tool: &str) -> Option<Way> {
    match tool {
        "make" | "gmake" => Some(Way::Make),
        "cmake" => Some(Way::CMake),
        "gradle" | "gradlew" => Some(Way::Gradle),
        "just" | "task" | "ansible-playbook" | "ansible" => Some(Way::Between("{{", "}}")),
        "mvn" | "mvnw" | "ant" => Some(Way::Between("${", "}")),
        "dotnet" | "msbuild" => Some(Way::Between("$(", ")")),
        _ => None,
    }
}

/// What stands in front of a variable in a word of the tool's command.
fn marks(tool: &str) -> &'static [&'static str] {
    match tool {
        "cmake" | "mvn" | "mvnw" | "ant" => &["-D"],
        "gradle" | "gradlew" => &["-P"],
        "dotnet" | "msbuild" => &["-p:", "/p:", "--property:", "-property:"],
        "ansible-playbook" | "ansible" => &["--extra-vars="],
        _ => &[""],
    }
}

impl NamesRun {
    /// Keeps the variables that a command gives to a build tool, and those that it puts around others.
    pub(super) fn add_variables(&mut self, command: &Command) {
        let tool = &command.program;
        let assignments = &command.shell.assignments;
        if tool == "export" {
            for (name, value) in command.args().iter().filter_map(|word| word.split_once('=')) {
                self.add_to_environment(name, value, true);
            }
        }
        let Some(way) = way(tool) else {
            for assignment in assignments.iter().filter(|_| !command.argv().is_empty()) {
                self.add_to_environment(assignment.name.as_str(), &assignment.value, true);
            }
            return;
        };
        for assignment in assignments.iter().filter(|_| way != Way::CMake) {
            self.add_variable(tool, assignment.name.as_str(), &assignment.value);
        }
        if tool == "just" && self.recipes.len() < MOST {
            let words = command.args().iter().filter(|word| !word.starts_with('-'));
            self.recipes.push(words.map(|word| word.as_str().to_owned()).collect());
        }
        let is_of_ansible = tool.starts_with("ansible");
        let mut before = "";
        for word in command.args() {
            let given: Vec<&str> = if is_of_ansible && matches!(before, "-e" | "--extra-vars") {
                word.split_whitespace().collect()
            } else {
                marks(tool).iter().find_map(|mark| word.strip_prefix(mark)).into_iter().collect()
            };
            for (name, value) in given.into_iter().filter_map(|pair| pair.split_once('=')) {
                let name = name.split_once(':').map_or(name, |(name, _)| name);
                self.add_variable(tool, name, value);
            }
            before = word;
        }
    }

    /// Keeps the variables that the images of the build set for what runs in them.
    pub(crate) fn with_environment(mut self, facts: &Facts) -> Self {
        let is_of_image = |it: &&Variable| matches!(it.kind, VariableKind::Env | VariableKind::Arg);
        for variable in facts.variables.iter().filter(is_of_image) {
            self.add_to_environment(&variable.name, &variable.value, false);
        }
        self
    }

    fn add_variable(&mut self, tool: &EcoString, name: &str, value: &str) {
        if can_be_put(name, value) {
            let (tool, name) = (tool.clone(), name.to_owned());
            let given = Given { tool, name, value: value.to_owned() };
            self.misses_variables |= !keep(&mut self.variables, given, value.len());
        }
    }

    fn add_to_environment(&mut self, name: &str, value: &str, exported: bool) {
        if can_be_put(name, value) {
            let (name, length) = (name.to_owned(), value.len());
            let variable = OfEnvironment { name, value: value.to_owned(), exported };
            self.misses_variables |= !keep(&mut self.environment, variable, length);
        }
    }

    /// Build tools are given more than is put into the files that they read.
    pub(crate) fn misses_variables(&self) -> bool {
        self.misses_variables
    }

    /// The text of a build file with the variables that its tool is given; `None` if there are none.
    pub(crate) fn with_variables(&self, path: &str, content: &Text) -> Option<Text> {
        if self.variables.is_empty() && self.environment.is_empty() && self.recipes.is_empty() {
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
        let own = self.variables.iter().filter(|variable| reads(&variable.tool));
        let mut given: Vec<(Way, &str, &str)> =
            own.filter_map(|it| Some((way(&it.tool)?, &*it.name, &*it.value))).collect();
        if reads("just") {
            given.extend(self.arguments_of_recipes(content));
        }
        let own = filled(content, &given);
        let around = self.around_tool(tools, is_taskfile, own.as_ref().unwrap_or(content));
        if given.is_empty() && around.is_none() {
            return None;
        }
        let mut all = declared(&given, content);
        match around {
            Some(around) => all.push(&around),
            None => all.push(own.as_ref().unwrap_or(content)),
        }
        Some(all)
    }

    /// The file with the variables of the tool's environment that it asks for; `None` if it asks for none.
    fn around_tool(&self, tools: &[&str], is_task: bool, content: &Text) -> Option<Text> {
        let way = tools.iter().filter(|tool| self.has(tool)).find_map(|tool| way(tool));
        let way = way.or_else(|| if is_task { self::way("task") } else { None })?;
        let named = self.environment.iter().filter(|it| content.contains(it.name.as_str()));
        let named: Vec<(Way, &str, &str)> =
            named.map(|it| (way, it.name.as_str(), it.value.as_str())).collect();
        if named.is_empty() {
            return None;
        }
        match way {
            Way::Make => Some(inherited(&named, content)),
            Way::CMake => {
                let between = Way::Between("$ENV{", "}");
                let named: Vec<_> =
                    named.iter().map(|(_, name, value)| (between, *name, *value)).collect();
                filled(content, &named)
            }
            Way::Between(..) => Some(asked_for(content, &named)),
            Way::Gradle => None,
        }
    }

    /// The arguments of the recipes of a justfile, by the names that their heads give them: `all n:` and `just all x`.
    fn arguments_of_recipes<'s>(&'s self, content: &'s Text) -> Vec<(Way, &'s str, &'s str)> {
        let mut all = Vec::new();
        for call in &self.recipes {
            let Some((recipe, arguments)) = call.split_first().filter(|(_, it)| !it.is_empty())
            else {
                continue;
            };
            let heads = content.lines().filter_map(|line| line.strip_prefix(recipe.as_str()));
            let mut heads = heads.filter(|rest| rest.starts_with(' '));
            let parameters = heads.find_map(|rest| rest.split_once(':')).map(|(names, _)| names);
            let names = parameters.unwrap_or_default().split_whitespace().map(|word| {
                let name = word.trim_start_matches(['$', '+', '*']);
                name.split('=').next().unwrap_or(name)
            });
            let pairs = names.zip(arguments).filter(|(name, value)| can_be_put(name, value));
            let between = Way::Between("{{", "}}");
            all.extend(pairs.map(|(name, value)| (between, name, value.as_str())));
        }
        all
    }

    /// The commands of a build file with the variables in front of them that a shell has exported and that they use.
    pub(crate) fn with_exports(&self, commands: Text) -> Text {
        let used = self.environment.iter().filter(|it| it.exported).filter(|it| {
            let name = it.name.as_str();
            commands.match_indices(name).any(|(at, _)| {
                commands.get(..at).is_some_and(|head| head.ends_with('$') || head.ends_with("${"))
            })
        });
        let place = commands.span_of(0..0);
        let mut before = Text::empty(place);
        for OfEnvironment { name, value, .. } in used {
            let value = value.replace('\'', r"'\''");
            before.push_made(&format!("export {name}='{value}'\n"), place);
        }
        if before.is_empty() {
            return commands;
        }
        before.push(&commands);
        before
    }
}

/// Keeps one more variable, whose value has so many bytes; false if there is no room for it.
fn keep<T: PartialEq>(kept: &mut Vec<T>, variable: T, length: usize) -> bool {
    if kept.contains(&variable) {
        return true;
    }
    let fits = length <= LONGEST && kept.len() < MOST;
    if fits {
        kept.push(variable);
    }
    fits
}

/// The value is known and has a place in one line of a build file.
fn can_be_put(name: &str, value: &str) -> bool {
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    !name.is_empty() && is_name && !value.contains(['\n', UNKNOWN])
}

/// The variables as the file itself would declare them: what the command line says comes before what the file does.
fn declared(given: &[(Way, &str, &str)], content: &Text) -> Text {
    let place = content.span_of(0..0);
    let mut before = Text::empty(place);
    for (way, name, value) in given {
        let line = match way {
            Way::Make => format!("override {name} := {value}\n"),
            Way::CMake => format!("set({name} \"{value}\")\n"),
            Way::Gradle => format!("{name} = \"{value}\"\n"),
            Way::Between(..) => continue,
        };
        before.push_made(&line, place);
    }
    before
}

/// The file behind the variables of the environment of make: what the file assigns comes before them, unless it does with `?=`.
fn inherited(named: &[(Way, &str, &str)], content: &Text) -> Text {
    let place = content.span_of(0..0);
    let mut before = Text::empty(place);
    for (_, name, value) in named {
        let is_default = ["?=", " ?="].iter().any(|it| content.contains(&format!("{name}{it}")));
        let word = if is_default { "override " } else { "" };
        before.push_made(&format!("{word}{name} := {value}\n"), place);
    }
    before.push(content);
    before
}

/// The text with the names between their marks replaced, `{{ name }}` and `{{.name}}`; `None` if none has marks.
fn filled(content: &Text, given: &[(Way, &str, &str)]) -> Option<Text> {
    let (open, close) = given.iter().find_map(|(way, ..)| match way {
        Way::Between(open, close) => Some((*open, *close)),
        _ => None,
    })?;
    Some(content.replaced(open, |at| {
        let inside = name_at(content, at + open.len());
        let length = inside.find(close)?;
        let name = inside.get(..length)?.trim().trim_start_matches('.');
        let (_, _, value) = given.iter().find(|(_, known, _)| *known == name)?;
        let end = at + open.len() + length + close.len();
        Some((Text::made(*value, content.span_of(at..end)), end))
    }))
}

/// What may be the name of a variable with signs around it, on one line: no line is gone through for each mark in it.
fn name_at(content: &Text, at: usize) -> &str {
    const LONGEST_NAME: usize = 256;
    let end = content.floor_char_boundary((at + LONGEST_NAME).min(content.len()));
    let inside = content.get(at..end).unwrap_or_default();
    inside.split('\n').next().unwrap_or_default()
}

/// The text with `{{.NAME}}` and `env_var('NAME')` replaced.
fn asked_for(content: &Text, named: &[(Way, &str, &str)]) -> Text {
    let content = filled(content, named).unwrap_or_else(|| content.clone());
    ["env_var(", "env("].iter().fold(content, |content, call| {
        content.replaced(call, |at| {
            let inside = name_at(&content, at + call.len());
            let length = inside.find(')')?;
            let name = inside.get(..length)?.trim_matches(['"', '\'', ' ']);
            let (_, _, value) = named.iter().find(|(_, known, _)| *known == name)?;
            let end = at + call.len() + length + 1;
            Some((Text::made(format!("'{value}'"), content.span_of(at..end)), end))
        })
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

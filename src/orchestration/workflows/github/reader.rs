//! What is read with a file of GitHub: its expressions, its variables, other files of the repository.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;

use super::super::documents;
use super::super::matrix::Combination;
use super::super::scope::{Scope, add};
use super::later::Later;
use crate::orchestration::build::Builds;
use crate::orchestration::reading::Reading;
use crate::orchestration::surroundings::Surroundings;
use crate::orchestration::yaml::Node;
use crate::source::{Sources, Span, Text};

/// Where the repository lies for whoever runs a step.
pub(super) const WORKSPACE: &str = "/github/workspace";

/// Where a step finds the repository, and the files that it writes for others: each its own, so that none is taken for another.
const DIRECTORIES: [(&str, &str); 5] = [
    ("GITHUB_WORKSPACE", WORKSPACE),
    ("GITHUB_ENV", "/github/file_commands/env"),
    ("GITHUB_OUTPUT", "/github/file_commands/output"),
    ("GITHUB_PATH", "/github/file_commands/path"),
    ("GITHUB_STEP_SUMMARY", "/github/file_commands/summary"),
];

/// Actions and workflows that use one another: GitHub takes ten.
pub(super) const DEEPEST: usize = 10;

/// Files of one workflow that are followed: real ones use a few.
const MOST_FILES: usize = 64;

/// What is read with a file.
pub(super) struct Reader<'r> {
    pub(super) around: &'r dyn Surroundings,
    pub(super) sources: &'r mut Sources,
    pub(super) found: &'r mut Reading,
    pub(super) builds: Builds,
    /// Containers of steps, which stand behind the job.
    pub(super) later: Vec<Later>,
    /// Where the step is run that was read last.
    pub(super) directory: Text,
    /// The roots of files of the repository, by their path.
    files: HashMap<String, Option<Rc<Node>>>,
}

/// What steps are read with.
#[derive(Clone)]
pub(super) struct Level {
    pub(super) scope: Scope,
    /// What runs scripts, and where.
    pub(super) shell: Option<Text>,
    pub(super) directory: Option<Text>,
    /// How many files use one another here.
    pub(super) depth: usize,
}

impl<'r> Reader<'r> {
    pub(super) fn new(
        around: &'r dyn Surroundings,
        sources: &'r mut Sources,
        found: &'r mut Reading,
    ) -> Self {
        Self {
            around,
            sources,
            found,
            builds: Builds::default(),
            later: Vec::new(),
            directory: Text::default(),
            files: HashMap::default(),
        }
    }

    pub(super) fn finish(self, scope: &Scope) {
        self.found.builds.extend(self.builds.all);
        if scope.budget.is_spent() {
            let reason = "the file comes to more jobs, steps, or text than are read";
            self.found.stop(Span::new(self.found.assembly.tree.file, 0, 0), reason);
        }
    }

    /// The path of something in the repository, told from the directory of the file.
    pub(super) fn path(&self, path: &str) -> String {
        documents::in_repository(self.around, path)
    }

    /// The root of another file of the repository.
    pub(super) fn file(&mut self, path: &str) -> Option<Rc<Node>> {
        if let Some(known) = self.files.get(path) {
            return known.clone();
        }
        if self.files.len() >= MOST_FILES {
            return None;
        }
        let root = documents::file(self.around, path, self.sources)
            .and_then(|documents| documents.into_iter().next())
            .map(|document| document.root);
        self.files.insert(path.to_owned(), root.clone());
        root
    }
}

impl Level {
    /// One that says nothing.
    pub(super) fn none() -> Self {
        Self { scope: Scope::default(), shell: None, directory: None, depth: 0 }
    }

    /// What `defaults` of a workflow or a job says.
    pub(super) fn with_defaults(&self, node: &Node) -> Self {
        let run = node.get("defaults").and_then(|defaults| defaults.get("run"));
        let said = |key: &str| run.and_then(|run| run.text(key)).cloned();
        Self {
            shell: said("shell").or_else(|| self.shell.clone()),
            directory: said("working-directory").or_else(|| self.directory.clone()),
            ..self.clone()
        }
    }
}

/// The directories that expressions may name.
pub(super) fn workspace(span: Span, path: &str) -> Scope {
    let name = EcoString::from("github.workspace");
    Scope::default().with([(name, Text::made(path, span))].into_iter().collect())
}

/// What inputs are if nobody says otherwise, under the names that expressions have for them.
pub(super) fn inputs(declared: Option<&Rc<Node>>, given: &HashMap<EcoString, Text>) -> Scope {
    let mut names = HashMap::default();
    for (name, input) in declared.map(|it| it.entries()).unwrap_or_default() {
        let value = given.get(name.to_ascii_lowercase().as_str()).or_else(|| input.text("default"));
        if let Some(value) = value {
            for context in ["inputs", "github.event.inputs"] {
                let name = format!("{context}.{}", name.to_ascii_lowercase());
                names.insert(EcoString::from(name), value.clone());
            }
        }
    }
    Scope::default().with(names)
}

impl Reader<'_> {
    /// ENV for each variable; the scope with them.
    pub(super) fn variables(&mut self, variables: Option<&Rc<Node>>, scope: &Scope) -> Scope {
        let mut names = HashMap::default();
        for (name, value) in variables.map(|it| it.entries()).unwrap_or_default() {
            let value = match value.scalar() {
                Some(text) => scope.expand(text),
                None => Text::empty(value.span),
            };
            if !scope.budget.takes_variable(&value) {
                break;
            }
            names.insert(format!("env.{}", name.to_ascii_lowercase()).into(), value.clone());
            self.found.assembly.variable(name.clone(), value, name.span());
        }
        scope.with(names)
    }

    /// The repository as the work tree of what follows.
    pub(super) fn work_tree(&mut self, span: Span) {
        let target = Text::made(WORKSPACE, span);
        let assembly = &mut self.found.assembly;
        for (name, path) in DIRECTORIES {
            assembly.variable(Text::made(name, span), Text::made(path, span), span);
        }
        assembly.given(Text::made(".", span), target.clone(), span);
        assembly.directory(target.clone());
        self.directory = target;
    }
}

/// Adds the values of a combination of a matrix.
pub(super) fn combined(combination: &Combination<'_>, scope: &Scope) -> Scope {
    let mut names = HashMap::default();
    for (name, value) in combination {
        add(&format!("matrix.{name}"), value, &mut names);
    }
    let expanded = names.into_iter().map(|(name, value)| (name, scope.expand(&value)));
    scope.with(expanded.collect())
}

//! The steps of a job or of an action → RUN.

use std::rc::Rc;

use super::super::script;
use super::reader::{Level, Reader, WORKSPACE};
use crate::orchestration::yaml::Node;
use crate::source::Text;

impl Reader<'_> {
    pub(super) fn steps(&mut self, steps: &[Rc<Node>], level: &Level) {
        for step in steps {
            if !level.scope.budget.takes_run() {
                return;
            }
            let before = self.found.assembly.environment();
            let scope = self.variables(step.get("env"), &level.scope);
            let level = Level { scope, ..level.clone() };
            if let Some(text) = step.text("run") {
                self.run(step, text, &level);
            } else if let Some(uses) = step.text("uses") {
                self.uses(uses, step.get("with"), &level);
            }
            self.found.assembly.with_environment(before);
        }
    }

    fn run(&mut self, step: &Rc<Node>, text: &Text, level: &Level) {
        let Level { scope, .. } = level;
        if !scope.budget.takes_bytes(text.len()) {
            return;
        }
        let directory = step.text("working-directory").or(level.directory.as_ref());
        let directory = match directory.map(|it| scope.expand(it)) {
            Some(path) if path.starts_with('/') => path,
            Some(path) => {
                let mut whole = Text::empty(path.span());
                whole.push_made(&format!("{WORKSPACE}/"), path.span());
                whole.push(&path);
                whole
            }
            None => Text::made(WORKSPACE, text.span()),
        };
        if *directory != *self.directory {
            self.found.assembly.directory(directory.clone());
            self.directory = directory;
        }
        let shell = step.text("shell").map(|it| scope.expand(it)).or_else(|| level.shell.clone());
        script::run(shell.as_ref(), scope.expand(text), &mut self.found.assembly);
    }
}

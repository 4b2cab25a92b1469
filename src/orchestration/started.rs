//! What a service starts in the image that is built for it: one more stage, on top of the one that is built.

use super::assembly::Assembly;
use crate::dockerfile::{Dockerfile, Instruction, Keyword, Resolved};
use crate::source::Text;

impl Assembly {
    /// How the stage of this name is started; nothing if it starts what its image does.
    pub(crate) fn start_of(&self, name: &str) -> Vec<Instruction> {
        let Some(stage) = self.names.iter().position(|it| it.as_str() == name) else {
            return Vec::new();
        };
        let steps = self.tree.instructions.iter().zip(&self.resolved.steps);
        let own = steps.filter(|(_, step)| step.stage == Some(stage)).map(|(it, _)| it);
        let own: Vec<Instruction> = own.filter(|it| it.keyword != Keyword::From).cloned().collect();
        let starts = |it: &Instruction| {
            matches!(it.keyword, Keyword::Entrypoint | Keyword::Cmd | Keyword::Healthcheck)
        };
        if own.iter().any(starts) { own } else { Vec::new() }
    }

    /// A build with one more stage that is started so. Files that are mounted do not lie in the context and are left out.
    pub(crate) fn started(tree: Dockerfile, resolved: Resolved, start: &[Instruction]) -> Self {
        let mut build = Self::of_build(tree, resolved);
        if let Some(first) = start.first() {
            build.stage_on_target(first.span);
        }
        for instruction in start {
            let span = instruction.span;
            let args: Vec<Text> = instruction.args.iter().cloned().collect();
            match (instruction.keyword, args.as_slice()) {
                (Keyword::Env, [name, value, ..]) => {
                    build.variable(name.clone(), value.clone(), span);
                }
                (Keyword::Workdir, [path]) => build.directory(path.clone()),
                (Keyword::User, [user]) => build.user(user.clone()),
                (keyword @ (Keyword::Entrypoint | Keyword::Cmd), _) => {
                    build.starts(keyword, args, span);
                }
                (Keyword::Healthcheck, [_, words @ ..]) => build.checks(words.to_vec(), span),
                _ => {}
            }
        }
        build
    }
}

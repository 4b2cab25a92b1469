//! The last pass of [`Resolver`]: the instructions of each stage, in their order, with the variables that each sees.

use crate::dockerfile::expansion::go;
use crate::dockerfile::resolve::assignment::{assign, build_error, placed, unknown};
use crate::dockerfile::resolve::environment::EnvId;
use crate::dockerfile::resolve::graph::{Graph, ImageSource};
use crate::dockerfile::resolve::resolver::{Resolver, Variables};
use crate::dockerfile::resolve::step::Step;
use crate::dockerfile::syntax::flags::Refusal;
use crate::dockerfile::syntax::instruction::{Instruction, SyntaxError, split_assignment};
use crate::dockerfile::syntax::keyword::Keyword;
use crate::dockerfile::syntax::stage::Stage;
use crate::source::Text;

/// `PATH` where no base image sets it.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// ARGs that steer the build and are no variables.
const NOT_VARIABLES: [&str; 2] = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

impl Resolver<'_> {
    /// Reads the instructions of a stage, fired triggers first.
    pub(super) fn stage(&mut self, index: usize) {
        let file = self.file;
        let Some(stage) = file.stages.get(index) else { return };
        let mut variables = self.start(index, stage);
        for at in self.fired.get(index).cloned().unwrap_or_default() {
            let Some(fired) = self.out.fired.get_mut(at) else { break };
            let (onbuild, mut step) = (fired.onbuild, std::mem::take(&mut fired.step));
            let found = file.instructions.get(onbuild).and_then(Instruction::fired_trigger);
            if let Some(found) = found {
                self.tell(index, step.error.clone());
                self.step(index, found, &mut step, &mut variables);
            }
            if let Some(fired) = self.out.fired.get_mut(at) {
                fired.step = step;
            }
        }
        for at in stage.body.clone() {
            let Some(found) = file.instructions.get(at) else { break };
            let mut step = self.out.steps.get_mut(at).map(std::mem::take).unwrap_or_default();
            self.step(index, found, &mut step, &mut variables);
            self.put(at, step);
        }
        if let Some(stage) = self.out.stages.get_mut(index) {
            stage.env = variables.all;
        }
        let Variables { all, image, .. } = variables;
        let mut end = Variables { all, image, ..Variables::default() };
        for name in &variables.both {
            if let Some(value) = self.out.environments.at(variables.image).value(name).cloned() {
                end.all = self.set(end.all, name, value);
            }
        }
        self.ends.push(end);
    }

    /// The variables that a stage starts with.
    fn start(&mut self, index: usize, stage: &Stage) -> Variables {
        let base = self.out.stages.get(index).map(|stage| &stage.base);
        if let Some(ImageSource::Stage(base)) = base {
            return self.ends.get(*base).cloned().unwrap_or_default();
        }
        let path = match base {
            Some(ImageSource::Scratch) => Text::made(DEFAULT_PATH, stage.base.span()),
            _ => unknown(stage.base.span()),
        };
        let is_windows = self.options.platform.as_ref().is_some_and(|it| it.os == "windows");
        if is_windows {
            return Variables::default();
        }
        let all = self.set(EnvId::default(), "PATH", path);
        Variables { all, image: all, ..Variables::default() }
    }

    fn step(
        &mut self,
        stage: usize,
        found: &Instruction,
        step: &mut Step,
        variables: &mut Variables,
    ) {
        step.stage = Some(stage);
        step.env = variables.all;
        let outcome = self.check_order(stage, found, step).and_then(|()| match found.keyword {
            Keyword::Arg => self.arg(found, step, variables),
            Keyword::Onbuild => {
                step.trigger = self.trigger(found, variables);
                Ok(())
            }
            _ => self.fill(found, step, variables),
        });
        let Err((message, span)) = outcome else { return };
        let error = build_error(message, span, found.start_line);
        self.tell(stage, Some(error.clone()));
        step.error.get_or_insert(error);
    }

    /// An error in a stage counts if the target needs the stage.
    fn tell(&mut self, stage: usize, error: Option<SyntaxError>) {
        if self.out.stages.get(stage).is_some_and(|stage| stage.needed) {
            self.out.errors.extend(error);
        }
    }

    fn fill(
        &mut self,
        found: &Instruction,
        step: &mut Step,
        variables: &mut Variables,
    ) -> Result<(), Refusal> {
        let mut expander = self.expander(variables.all);
        let outcome = expander.fill(found, step);
        let mut unmatched = expander.unmatched;
        step.unmatched.append(&mut unmatched);
        outcome?;
        if found.keyword == Keyword::Env {
            for pair in step.arguments(found).chunks(3) {
                if let [name, value, ..] = pair {
                    variables.all = self.set(variables.all, name, value.clone());
                    variables.image = self.set(variables.image, name, value.clone());
                    if let Some(triggers) = variables.triggers {
                        variables.triggers = Some(self.set(triggers, name, value.clone()));
                    }
                }
            }
        }
        Ok(())
    }

    /// Files can only come from stages above.
    fn check_order(&self, stage: usize, found: &Instruction, step: &Step) -> Result<(), Refusal> {
        let later = |source: &ImageSource| match source {
            ImageSource::Stage(index) if *index >= stage => {
                let name = self.file.stages.get(*index).and_then(Stage::key);
                Some(name.unwrap_or_else(|| index.to_string()))
            }
            _ => None,
        };
        if let Some(name) = step.from.as_ref().and_then(later) {
            let name = go::quote(&name);
            let message = format!(
                "cannot copy from stage {name}, it needs to be defined before current stage"
            );
            return Err((message, found.flag("from").map_or(found.span, |from| from.span())));
        }
        if let Some(name) = step.mount_sources.iter().find_map(later) {
            let name = go::quote(&name);
            let message = format!(
                "cannot mount from stage {name}, it needs to be defined before current command"
            );
            return Err((message, found.flag("mount").map_or(found.span, |mount| mount.span())));
        }
        Ok(())
    }

    fn arg(
        &mut self,
        found: &Instruction,
        step: &mut Step,
        variables: &mut Variables,
    ) -> Result<(), Refusal> {
        for (index, arg) in found.args.iter().enumerate() {
            let (name, default) = split_assignment(arg);
            let global = |this: &Self| {
                let value = this.out.environments.at(this.global).value(&name).cloned();
                value.map(|value| placed(value, arg.span()))
            };
            let value = self.arg_value(variables.all, &name, default.as_ref(), step)?;
            let value = if default.is_some() { value } else { value.or_else(|| global(self)) };
            let Some(value) = value else { continue };
            if default.as_ref() != Some(&value) {
                assign(step, found, index, &name, &value);
            }
            if NOT_VARIABLES.contains(&name.as_str()) {
                continue;
            }
            if self.out.environments.at(variables.image).value(&name).is_some() {
                variables.both.push(name.to_string());
            }
            variables.all = self.set(variables.all, &name, value);
        }
        Ok(())
    }

    /// The trigger with the variables of the stage that declares it and those of the triggers before it; its errors stay
    /// with it.
    fn trigger(&mut self, found: &Instruction, stage: &mut Variables) -> Option<Box<Step>> {
        let trigger = found.fired_trigger()?;
        let all = stage.triggers.unwrap_or(stage.all);
        let mut variables = Variables { all, image: stage.image, ..Variables::default() };
        let mut step =
            Step { env: variables.all, from: Graph::detached(trigger), ..Step::default() };
        step.mount_sources = Graph::detached_mounts(trigger);
        let outcome = match trigger.keyword {
            Keyword::Arg => self.arg(trigger, &mut step, &mut variables),
            Keyword::Onbuild => Ok(()),
            _ => self.fill(trigger, &mut step, &mut variables),
        };
        if variables.all != all {
            stage.triggers = Some(variables.all);
        }
        let line = found.start_line;
        step.error = outcome.err().map(|(message, span)| build_error(message, span, line));
        Some(Box::new(step))
    }
}

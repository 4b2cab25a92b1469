//! The passes of [`super::scope::resolve`], in `BuildKit`'s order: global ARGs, bases, sources, target, stages.

use std::collections::HashSet;

use super::assignment::{assign, build_error, placed, unknown};
use super::environment::EnvId;
use super::expand::Budget;
use super::flags::Refusal;
use super::graph::{Graph, ImageSource};
use super::instruction::{Dockerfile, Instruction, Keyword, SyntaxError, split_assignment};
use super::scope::{self, BuildOptions, Fired, Resolved, ResolvedStage};
use super::step::{Expander, Step};
use super::{go, stage::Stage};
use crate::source::{Span, Text};

/// `PATH` where no base image sets it.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// ARGs that steer the build and are no variables.
const NOT_VARIABLES: [&str; 2] = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

/// The variables of a stage while its instructions are read.
#[derive(Clone, Debug, Default)]
struct Variables {
    /// ARG and ENV.
    all: EnvId,
    /// ENV only: what the image carries.
    image: EnvId,
    /// Names that both ARG and ENV set: a stage built from this one sees what ENV said.
    both: Vec<String>,
}

/// Works through the passes.
pub(super) struct Resolver<'f> {
    file: &'f Dockerfile,
    options: &'f BuildOptions,
    budget: Budget,
    graph: Graph,
    global: EnvId,
    /// Global ARGs that have no default and were not given: the build will know them.
    open_args: HashSet<String>,
    out: Resolved,
    /// For each stage the ONBUILDs in it.
    onbuilds: Vec<Vec<usize>>,
    /// For each stage the range of its triggers in `out.fired`.
    fired: Vec<std::ops::Range<usize>>,
    /// For each stage the variables that stages built from it start with.
    ends: Vec<Variables>,
}

impl<'f> Resolver<'f> {
    pub(super) fn new(file: &'f Dockerfile, options: &'f BuildOptions) -> Self {
        let (environments, global) = &*scope::PREDEFINED;
        let out = Resolved {
            steps: file.instructions.iter().map(|_| Step::default()).collect(),
            proxies: scope::proxies(options),
            environments: environments.copy_with_room(),
            ..Resolved::default()
        };
        Self {
            file,
            options,
            budget: Budget::default(),
            graph: Graph::default(),
            global: *global,
            open_args: HashSet::new(),
            out,
            onbuilds: Vec::new(),
            fired: Vec::new(),
            ends: Vec::new(),
        }
    }

    pub(super) fn resolve(mut self) -> Resolved {
        self.global_args();
        for (index, stage) in self.file.stages.iter().enumerate() {
            self.base(index, stage);
        }
        self.sources();
        self.target();
        for index in 0..self.file.stages.len() {
            self.stage(index);
        }
        self.out
    }

    fn fail(&mut self, message: String, span: Span, line: u32) -> SyntaxError {
        let error = build_error(message, span, line);
        self.out.errors.push(error.clone());
        error
    }

    fn expander(&self, env: EnvId) -> Expander<'_> {
        Expander {
            env: self.out.environments.at(env),
            escape: self.file.escape,
            budget: &self.budget,
            unmatched: Vec::new(),
        }
    }

    fn set(&mut self, env: EnvId, name: &str, value: Text) -> EnvId {
        self.out.environments.set(env, name, value)
    }

    /// The arguments that exist by themselves, then the ARGs above the first FROM.
    fn global_args(&mut self) {
        let last = self.file.stages.last().and_then(Stage::key);
        for (name, value) in scope::predefined(self.options, last) {
            let known = value.map(|value| Text::opaque(value, Span::default()));
            if let Some(value) = self.options.build_args.get(name).cloned().or(known) {
                self.global = self.set(self.global, name, value);
            }
        }
        let file = self.file;
        for (index, found) in file.instructions.iter().enumerate() {
            match found.keyword {
                Keyword::From => return,
                Keyword::Arg => {
                    let mut step = Step { env: self.global, ..Step::default() };
                    let outcome = self.global_arg(found, &mut step);
                    if let Err((message, span)) = outcome {
                        step.error = Some(self.fail(message, span, found.start_line));
                    }
                    self.put(index, step);
                }
                _ => {}
            }
        }
    }

    fn put(&mut self, index: usize, step: Step) {
        if let Some(slot) = self.out.steps.get_mut(index) {
            *slot = step;
        }
    }

    fn global_arg(&mut self, found: &Instruction, step: &mut Step) -> Result<(), Refusal> {
        for (index, arg) in found.args.iter().enumerate() {
            let (name, default) = split_assignment(arg);
            let value = self.arg_value(self.global, &name, default.as_ref(), step)?;
            let Some(value) = value else {
                self.open_args.insert(name.to_string());
                continue;
            };
            if default.as_ref() != Some(&value) {
                assign(step, found, index, &name, &value);
            }
            self.global = self.set(self.global, &name, value);
        }
        Ok(())
    }

    /// The value of an ARG: what the build was given, or its default.
    fn arg_value(
        &self,
        env: EnvId,
        name: &str,
        default: Option<&Text>,
        step: &mut Step,
    ) -> Result<Option<Text>, Refusal> {
        match (self.options.build_args.get(name), default) {
            (Some(given), _) => Ok(Some(given.clone())),
            (None, Some(default)) => self.expand(env, default, step).map(Some),
            (None, None) => Ok(None),
        }
    }

    fn expand(&self, env: EnvId, word: &Text, step: &mut Step) -> Result<Text, Refusal> {
        let mut expander = self.expander(env);
        let text = expander.word(word);
        step.unmatched.append(&mut expander.unmatched);
        text
    }

    /// Reads a FROM with the global ARGs.
    fn base(&mut self, index: usize, stage: &Stage) {
        let Some(found) = self.file.instructions.get(stage.from) else { return };
        let mut step = Step { stage: Some(index), env: self.global, ..Step::default() };
        let outcome = self.expand_base(stage, &mut step);
        let (base_name, platform) = outcome.unwrap_or_else(|(message, span)| {
            step.error = Some(self.fail(message, span, found.start_line));
            (stage.base.clone(), stage.platform.clone())
        });
        let base = self.graph.add_stage(base_name.clone(), stage.key());
        step.from = Some(base.clone());
        if base_name != stage.base {
            let rest = found.args.iter().skip(1).cloned();
            step.args = Some(std::iter::once(base_name.clone()).chain(rest).collect());
        }
        self.put(stage.from, step);
        let base_known = match &base {
            ImageSource::Stage(base) => self.out.stages.get(*base).is_some_and(|it| it.base_known),
            other => *other == ImageSource::Scratch,
        };
        self.out.stages.push(ResolvedStage {
            base,
            base_name,
            platform,
            needed: false,
            base_known,
            env: EnvId::default(),
        });
    }

    fn expand_base(
        &mut self,
        stage: &Stage,
        step: &mut Step,
    ) -> Result<(Text, Option<Text>), Refusal> {
        let mut base = self.expand(self.global, &stage.base, step)?;
        let open = step.unmatched.iter().any(|variable| self.open_args.contains(&variable.name));
        if base.is_empty() && open {
            base = unknown(stage.base.span());
        }
        if base.is_empty() {
            let message = format!("base name ({}) should not be blank", stage.base.as_str());
            return Err((message, stage.base.span()));
        }
        let Some(written) = &stage.platform else { return Ok((base, None)) };
        let platform = self.expand(self.global, written, step).map_err(|(message, span)| {
            (format!("failed to process arguments for platform : {message}"), span)
        })?;
        if platform.is_empty() && !step.unmatched.iter().any(|it| self.open_args.contains(&it.name))
        {
            let written = written.as_str();
            let message = format!("empty platform value from expression {written}");
            return Err((message, stage.base.span()));
        }
        Ok((base, Some(platform)))
    }

    /// Finds what COPY and RUN take files from, and which triggers fire.
    fn sources(&mut self) {
        let file = self.file;
        for (index, stage) in file.stages.iter().enumerate() {
            let mut onbuilds = Vec::new();
            for at in stage.body.clone() {
                let Some(found) = file.instructions.get(at) else { break };
                if found.keyword == Keyword::Onbuild {
                    onbuilds.push(at);
                }
                if found.flags.is_empty() {
                    continue;
                }
                let mut step = Step { stage: Some(index), ..Step::default() };
                if let Err((message, span)) = self.source(index, found, &mut step) {
                    step.error = Some(self.fail(message, span, found.start_line));
                }
                self.put(at, step);
            }
            self.onbuilds.push(onbuilds);
        }
        // Triggers of triggers do not exist: one level is all. Their number is kept in proportion to the file.
        let mut left = file.instructions.len().saturating_mul(4).saturating_add(1000);
        for index in 0..file.stages.len() {
            self.fire(index, &mut left);
        }
    }

    fn source(
        &mut self,
        stage: usize,
        found: &Instruction,
        step: &mut Step,
    ) -> Result<(), Refusal> {
        step.mount_sources = self.graph.mount_sources(stage, found);
        step.from = self.graph.copy_source(stage, found, self.file.escape)?;
        Ok(())
    }

    fn fire(&mut self, index: usize, left: &mut usize) {
        let file = self.file;
        let start = self.out.fired.len();
        if let Some(ImageSource::Stage(base)) = self.out.stages.get(index).map(|it| &it.base)
            && let Some(onbuilds) = self.onbuilds.get(*base).cloned()
        {
            let from = file.stages.get(index).and_then(|stage| file.instructions.get(stage.from));
            for onbuild in onbuilds {
                let Some(still_left) = left.checked_sub(1) else {
                    let span = from.map_or(Span::default(), |from| from.span);
                    self.fail("too many ONBUILD triggers".to_owned(), span, 0);
                    break;
                };
                *left = still_left;
                let trigger = file.instructions.get(onbuild).and_then(Instruction::fired_trigger);
                let Some(trigger) = trigger else { continue };
                let mut step = Step { stage: Some(index), ..Step::default() };
                step.error.clone_from(&trigger.error);
                if let Err((message, span)) = self.source(index, trigger, &mut step) {
                    step.error.get_or_insert(build_error(message, span, trigger.start_line));
                }
                self.out.fired.push(Fired { onbuild, step });
            }
        }
        self.fired.push(start..self.out.fired.len());
    }

    /// Finds the target and marks what it needs.
    fn target(&mut self) {
        let last = self.file.stages.len().checked_sub(1);
        let target = match &self.options.target {
            None => last,
            Some(name) => self.graph.find(name),
        };
        if target.is_none() {
            let message = match &self.options.target {
                Some(name) if last.is_some() => {
                    format!("target stage {} could not be found", go::quote(name))
                }
                _ => "dockerfile contains no stages to build".to_owned(),
            };
            self.fail(message, Span::new(self.file.file, 0, 0), 0);
        }
        self.out.target = target;
        self.out.target_named = self.options.target.is_some() && target.is_some();
        for (stage, needed) in self.out.stages.iter_mut().zip(self.graph.reachable(target)) {
            stage.needed = needed;
        }
    }

    /// Reads the instructions of a stage, fired triggers first.
    fn stage(&mut self, index: usize) {
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
        let mut end = Variables { all, image, both: Vec::new() };
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
            Some(ImageSource::Scratch) => Text::opaque(DEFAULT_PATH, stage.base.span()),
            _ => unknown(stage.base.span()),
        };
        let is_windows = self.options.platform.as_ref().is_some_and(|it| it.os == "windows");
        if is_windows {
            return Variables::default();
        }
        let all = self.set(EnvId::default(), "PATH", path);
        Variables { all, image: all, both: Vec::new() }
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
            for pair in step.args.as_deref().unwrap_or(&found.args).chunks(3) {
                if let [name, value, ..] = pair {
                    variables.all = self.set(variables.all, name, value.clone());
                    variables.image = self.set(variables.image, name, value.clone());
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

    /// The trigger with the variables of the stage that declares it; its errors stay with it.
    fn trigger(&mut self, found: &Instruction, variables: &Variables) -> Option<Box<Step>> {
        let trigger = found.fired_trigger()?;
        let Variables { all, image, .. } = *variables;
        let mut variables = Variables { all, image, both: Vec::new() };
        let mut step =
            Step { env: variables.all, from: Graph::detached(trigger), ..Step::default() };
        step.mount_sources = Graph::detached_mounts(trigger);
        let outcome = match trigger.keyword {
            Keyword::Arg => self.arg(trigger, &mut step, &mut variables),
            Keyword::Onbuild => Ok(()),
            _ => self.fill(trigger, &mut step, &mut variables),
        };
        let line = found.start_line;
        step.error = outcome.err().map(|(message, span)| build_error(message, span, line));
        Some(Box::new(step))
    }
}

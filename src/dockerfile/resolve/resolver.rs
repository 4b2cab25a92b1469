//! The passes of [`resolve`], in `BuildKit`'s order: global ARGs, bases, sources, target, stages.

use foldhash::HashSet;

use crate::dockerfile::expansion::go;
use crate::dockerfile::expansion::lookup::Budget;
use crate::dockerfile::resolve::assignment::{assign, build_error, unknown};
use crate::dockerfile::resolve::environment::EnvId;
use crate::dockerfile::resolve::graph::{Graph, ImageSource};
use crate::dockerfile::resolve::scope::{self, BuildOptions, Fired, Resolved, ResolvedStage};
use crate::dockerfile::resolve::step::{Expander, Step};
use crate::dockerfile::syntax::flags::Refusal;
use crate::dockerfile::syntax::instruction::{Instruction, SyntaxError, split_assignment};
use crate::dockerfile::syntax::keyword::Keyword;
use crate::dockerfile::syntax::stage::Stage;
use crate::dockerfile::syntax::tree::Dockerfile;
use crate::source::{Span, Text};

/// Resolves a Dockerfile for a build. Never fails: errors are part of the result.
pub(crate) fn resolve(file: &Dockerfile, options: &BuildOptions) -> Resolved {
    Resolver::new(file, options).resolve()
}

/// The variables of a stage while its instructions are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables {
    /// ARG and ENV.
    pub(super) all: EnvId,
    /// ENV only: what the image carries.
    pub(super) image: EnvId,
    /// Names that both ARG and ENV set: a stage built from this one sees what ENV said.
    pub(super) both: Vec<String>,
    /// What the next trigger sees, if triggers before it set variables as well.
    pub(super) triggers: Option<EnvId>,
}

/// Works through the passes.
pub(crate) struct Resolver<'f> {
    pub(super) file: &'f Dockerfile,
    pub(super) options: &'f BuildOptions,
    pub(super) budget: Budget,
    pub(super) graph: Graph,
    pub(super) global: EnvId,
    /// Global ARGs that have no default and were not given: the build will know them.
    pub(super) open_args: HashSet<String>,
    pub(super) out: Resolved,
    /// For each stage the ONBUILDs in it.
    pub(super) onbuilds: Vec<Vec<usize>>,
    /// For each stage the range of its triggers in `out.fired`.
    pub(super) fired: Vec<std::ops::Range<usize>>,
    /// For each stage the variables that stages built from it start with.
    pub(super) ends: Vec<Variables>,
}

impl<'f> Resolver<'f> {
    pub(crate) fn new(file: &'f Dockerfile, options: &'f BuildOptions) -> Self {
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
            open_args: HashSet::default(),
            out,
            onbuilds: Vec::new(),
            fired: Vec::new(),
            ends: Vec::new(),
        }
    }

    pub(crate) fn resolve(mut self) -> Resolved {
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

    pub(super) fn expander(&self, env: EnvId) -> Expander<'_> {
        Expander {
            env: self.out.environments.at(env),
            escape: self.file.escape,
            budget: &self.budget,
            unmatched: Vec::new(),
        }
    }

    pub(super) fn set(&mut self, env: EnvId, name: &str, value: Text) -> EnvId {
        self.out.environments.set(env, name, value)
    }

    /// The arguments that exist by themselves, then the ARGs above the first FROM.
    fn global_args(&mut self) {
        let last = self.file.stages.last().and_then(Stage::key);
        for (name, value) in scope::predefined(self.options, last) {
            let known = value.map(|value| Text::made(value, Span::default()));
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

    pub(super) fn put(&mut self, index: usize, step: Step) {
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
    pub(super) fn arg_value(
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
            replaced: stage.key().is_some_and(|name| self.options.replaced.contains(&name)),
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
        let is_built = |stage: usize| self.out.stages.get(stage).is_none_or(|it| !it.replaced);
        let reached = self.graph.reachable(target, is_built);
        for (stage, needed) in self.out.stages.iter_mut().zip(reached) {
            stage.needed = needed;
        }
    }
}

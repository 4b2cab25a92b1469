//! A Dockerfile that was never written: instructions that stand for what a container or a service is given.
//!
//! Their words point to where they are written. Nothing in them is expanded again: whoever adds a word has done what
//! its reader does to it.

use ecow::EcoString;

use crate::dockerfile::{
    Dockerfile, EnvId, ImageSource, InlineFile, Instruction, Keyword, Resolved, ResolvedStage, Step,
};
use crate::source::{FileId, Span, Text};

/// Instructions with their values, stage after stage.
#[derive(Debug)]
pub(crate) struct Assembly {
    pub(crate) tree: Dockerfile,
    pub(crate) resolved: Resolved,
    /// What the stages are called by whoever wrote them, where they have a name.
    pub(crate) names: Vec<EcoString>,
    /// A file that is larger than is read.
    pub(super) too_large: Option<Span>,
    /// The variables of the stage that grows.
    variables: EnvId,
}

/// Largest file that stands in a manifest and is read: a cluster takes no ConfigMap that is larger.
const LARGEST_FILE: usize = 1 << 20;

impl Assembly {
    /// One without a stage.
    pub(crate) fn new(file: FileId) -> Self {
        let tree = Dockerfile {
            file,
            escape: '\\',
            directives: Vec::new(),
            syntax: None,
            instructions: Vec::new(),
            stages: Vec::new(),
            errors: Vec::new(),
            comments: Vec::new(),
            empty_continuations: Vec::new(),
        };
        Self {
            tree,
            resolved: Resolved::default(),
            names: Vec::new(),
            too_large: None,
            variables: EnvId::default(),
        }
    }

    /// A build that was written, to which something is added.
    pub(super) fn of_build(tree: Dockerfile, resolved: Resolved) -> Self {
        let variables = EnvId::default();
        Self { tree, resolved, names: Vec::new(), too_large: None, variables }
    }

    /// Starts a stage on top of the one that is built, which it is built instead of.
    pub(super) fn stage_on_target(&mut self, span: Span) {
        let Some(target) = self.resolved.target else { return };
        let Some(below) = self.resolved.stages.get(target).cloned() else { return };
        let base = ImageSource::Stage(target);
        let base_name = Text::made(target.to_string(), span);
        self.variables = below.env;
        self.resolved.target = Some(self.stages());
        self.resolved.stages.push(ResolvedStage {
            base: base.clone(),
            base_name: base_name.clone(),
            needed: true,
            replaced: false,
            ..below
        });
        let step = Step { from: Some(base), ..Step::default() };
        self.add(Keyword::From, vec![base_name], step, span);
    }

    /// How many stages there are; the number of the next one.
    pub(crate) fn stages(&self) -> usize {
        self.resolved.stages.len()
    }

    /// Starts a stage of this image; of none if it is not said. `span` is what the stage stands for.
    pub(crate) fn stage(&mut self, name: &str, image: Option<&Text>, span: Span) {
        self.names.push(name.into());
        let base = image.map_or(ImageSource::Scratch, |name| ImageSource::Image(name.clone()));
        let base_name = image.cloned().unwrap_or_else(|| Text::made("scratch", span));
        let mut path = Text::empty(base_name.span());
        path.push_unknown(base_name.span());
        self.variables = self.resolved.environments.set(EnvId::default(), "PATH", path);
        self.resolved.stages.push(ResolvedStage {
            base: base.clone(),
            base_name: base_name.clone(),
            platform: None,
            needed: true,
            replaced: false,
            base_known: false,
            env: self.variables,
        });
        let step = Step { from: Some(base), ..Step::default() };
        self.add(Keyword::From, vec![base_name], step, span);
    }

    /// ENV.
    pub(crate) fn variable(&mut self, name: Text, value: Text, span: Span) {
        let equals = Text::made("=", span);
        self.add(Keyword::Env, vec![name.clone(), value.clone(), equals], Step::default(), span);
        let variables = self.resolved.environments.set(self.variables, &name, value);
        self.with_environment(variables);
    }

    /// WORKDIR.
    pub(crate) fn directory(&mut self, path: Text) {
        let span = path.span();
        self.add(Keyword::Workdir, vec![path], Step::default(), span);
    }

    /// USER.
    pub(crate) fn user(&mut self, user: Text) {
        let span = user.span();
        self.add(Keyword::User, vec![user], Step::default(), span);
    }

    /// LABEL.
    pub(crate) fn label(&mut self, name: Text, value: Text) {
        let span = value.span();
        let equals = Text::made("=", span);
        self.add(Keyword::Label, vec![name, value, equals], Step::default(), span);
    }

    /// COPY of files that lie beside.
    pub(crate) fn given(&mut self, source: Text, target: Text, span: Span) {
        self.add(Keyword::Copy, vec![source, target], Step::default(), span);
    }

    /// COPY of a here-document.
    pub(crate) fn file(&mut self, path: Text, content: Text, span: Span) {
        if content.len() > LARGEST_FILE {
            self.too_large.get_or_insert(span);
            return;
        }
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let files = vec![InlineFile { name, content, arg: 0 }];
        // a here-document has a name: else it would be a second file, for which the path is a directory
        let source = Text::made("<<EOF", span);
        self.add(Keyword::Copy, vec![source, path], Step { files, ..Step::default() }, span);
    }

    /// COPY of what another stage leaves in a directory.
    pub(crate) fn shared(&mut self, stage: usize, source: Text, target: Text, span: Span) {
        let from = Some(ImageSource::Stage(stage));
        self.add(Keyword::Copy, vec![source, target], Step { from, ..Step::default() }, span);
        if let Some(last) = self.tree.instructions.last_mut() {
            last.flags.push(Text::made(format!("--from={stage}"), span));
        }
    }

    /// ENTRYPOINT or CMD in exec form.
    pub(crate) fn starts(&mut self, keyword: Keyword, words: Vec<Text>, span: Span) {
        self.add(keyword, words, Step::default(), span);
        self.is_exec();
    }

    /// RUN of a script for a shell.
    pub(super) fn script(&mut self, script: Text) {
        let span = script.span();
        if script.len() > LARGEST_FILE {
            self.too_large.get_or_insert(span);
            return;
        }
        self.add(Keyword::Run, vec![script], Step::default(), span);
    }

    /// RUN in exec form.
    pub(super) fn runs(&mut self, words: Vec<Text>, span: Span) {
        self.add(Keyword::Run, words, Step::default(), span);
        self.is_exec();
    }

    /// A stage for what a build of this name fetches: its context, as `docker build ADDRESS` does.
    pub(super) fn fetches(&mut self, name: &str, addresses: Vec<Text>) {
        for address in addresses {
            let span = address.span();
            self.stage(name, None, span);
            let words = ["docker", "build"].map(|word| Text::made(word, span));
            self.runs(words.into_iter().chain([address]).collect(), span);
        }
    }

    /// The variables that are set here.
    pub(super) fn environment(&self) -> EnvId {
        self.variables
    }

    /// From here on the variables are those of another place.
    pub(super) fn with_environment(&mut self, variables: EnvId) {
        self.variables = variables;
        if let Some(stage) = self.resolved.stages.last_mut() {
            stage.env = self.variables;
        }
    }

    /// HEALTHCHECK in exec form: what runs beside the start command.
    pub(crate) fn checks(&mut self, mut words: Vec<Text>, span: Span) {
        words.insert(0, Text::made("CMD", span));
        self.add(Keyword::Healthcheck, words, Step::default(), span);
        self.is_exec();
    }

    fn is_exec(&mut self) {
        if let Some(last) = self.tree.instructions.last_mut() {
            last.json = true;
        }
    }

    fn add(&mut self, keyword: Keyword, args: Vec<Text>, step: Step, span: Span) {
        self.tree.instructions.push(Instruction {
            keyword,
            word: Text::made(keyword.word(), span),
            flags: Vec::new(),
            args: args.into(),
            json: false,
            heredocs: Vec::new(),
            trigger: None,
            reread: None,
            comments: Vec::new(),
            span,
            start_line: 0,
            end_line: 0,
            error: None,
        });
        let stage = self.stages().checked_sub(1);
        self.resolved.steps.push(Step { stage, env: self.variables, ..step });
    }
}

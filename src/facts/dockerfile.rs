//! A Dockerfile with its values → facts.

mod runs;

use ecow::EcoString;

use crate::dockerfile::{
    Dockerfile, ImageSource, Instruction, Keyword, Resolved, Step, SyntaxForm,
};
use crate::image_ref::Reference;
use crate::shell;
use crate::source::{Sources, Text, UNKNOWN};

use super::place::{Moment, Place};
use super::shell_form::DefaultShell;
use super::stage::context::ContextFiles;
use super::stage::{Copying, End, Ends, Given, Stage, Start};
use super::{
    ContextUse, Copy, Facts, Image, ImageRole, InstructionFact, Origin, Reading, ReadingKind,
    ShellProgram, Transfer, Unfinished, Unreadable, User, Variable, VariableKind, Workdir,
    characters, encoded, file_text, labels, names_run, scripts, url,
};

/// Everything that the text of a Dockerfile shows, with the files that the build is given: commands are followed into
/// those that they run. Their texts become sources, among which the Dockerfile itself must be. Of stages that a named
/// target leaves out only what keeps the whole file from being read, or hides what it says.
pub(crate) fn observe_build(
    file: &Dockerfile,
    resolved: &Resolved,
    files: &mut dyn ContextFiles,
    sources: &mut Sources,
) -> Facts {
    let mut facts = Facts { origin: Origin::Dockerfile, ..Facts::default() };
    characters::observe(file.file, sources.bytes(file.file), &mut facts.characters);
    let (stage, ends, given) = (Stage::default(), Ends::default(), &Given::new(files, sources));
    let mut observer = Observer { file, resolved, given, facts, stage, ends, number: None };
    observer.head();
    for (instruction, step) in file.instructions.iter().zip(&resolved.steps) {
        if resolved.builds(step) {
            observer.instruction(instruction, step, false);
        }
    }
    observer.finish_stage();
    observer.limits();
    scripts::read_documents(&mut observer.facts, 0, 0);
    encoded::observe(&mut observer.facts);
    observer.facts
}

struct Observer<'f, 'g> {
    file: &'f Dockerfile,
    resolved: &'f Resolved,
    given: &'f Given<'g>,
    facts: Facts,
    /// The stage that is read, and those above it.
    stage: Stage<'f>,
    ends: Ends<'f>,
    /// Index of the stage that is read.
    number: Option<usize>,
}

impl<'f> Observer<'f, '_> {
    fn head(&mut self) {
        let errors = self.file.errors.iter().chain(&self.resolved.errors);
        self.facts.unreadable.extend(errors.map(|error| Unreadable {
            span: error.span,
            message: error.message.clone(),
            refused_by: Some("BuildKit"),
        }));
        if let Some(syntax) = &self.file.syntax {
            let (form, span) = (form(syntax.form), syntax.value.span());
            self.facts.add_frontend(&syntax.image, form, span);
        }
    }

    fn instruction(&mut self, instruction: &'f Instruction, step: &'f Step, onbuild: bool) {
        let args = step.arguments(instruction);
        let place = Place {
            keyword: instruction.keyword,
            onbuild,
            stage: step.stage,
            moment: match instruction.keyword {
                Keyword::Cmd | Keyword::Entrypoint => Moment::Start,
                Keyword::Healthcheck => Moment::Health,
                _ => Moment::Build,
            },
            span: instruction.span,
        };
        characters::observe_word(&instruction.word, &mut self.facts.characters);
        self.generic(instruction, step, place);
        self.readings(instruction);
        match instruction.keyword {
            Keyword::From => self.from(step, place),
            Keyword::Run => self.run(instruction, step, place),
            Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck => {
                self.stage.start.add(Start { instruction, step, place });
            }
            Keyword::Copy | Keyword::Add => self.copy(instruction, step, place),
            Keyword::Env | Keyword::Arg | Keyword::Label => {
                self.variables(instruction, step, place);
            }
            Keyword::User => self.user(instruction, step, place),
            Keyword::Workdir => {
                if let Some(path) = args.first() {
                    let real = self.stage.go_to(path);
                    self.facts.entered.extend(real.map(|real| {
                        let path = Text::made(real, path.span());
                        Workdir { place, path }
                    }));
                    self.facts.workdirs.push(Workdir { place, path: path.clone() });
                }
            }
            Keyword::Shell => {
                self.stage.shell = args.to_vec();
                self.facts.shells.push(ShellProgram { place, argv: args.to_vec() });
            }
            Keyword::Onbuild => {
                if let (Some(inner), Some(step)) = (instruction.fired_trigger(), &step.trigger) {
                    let (shell, directory) =
                        (self.stage.shell.clone(), self.stage.directory.clone());
                    self.instruction(inner, step, true);
                    (self.stage.shell, self.stage.directory) = (shell, directory);
                }
            }
            _ => {}
        }
    }

    fn generic(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        self.facts.instructions.push(InstructionFact::new(place, instruction, step));
    }

    fn readings(&mut self, instruction: &Instruction) {
        let mut add = |kind, span| self.facts.readings.push(Reading { kind, span });
        if let Some(first) = instruction.heredocs.first() {
            add(ReadingKind::Heredoc, first.content.span());
            let blank = instruction.args.iter().find(|arg| arg.contains("<< "));
            if let Some(arg) = blank {
                add(ReadingKind::BlankHeredoc, arg.span());
            }
        }
        let first =
            instruction.args.first().filter(|arg| !instruction.json && arg.starts_with('['));
        if let Some(arg) = first.filter(|arg| arg.contains("\"]") || arg.contains("\" ]")) {
            add(ReadingKind::JsonTail, arg.span());
        }
    }

    fn from(&mut self, step: &Step, place: Place) {
        self.finish_stage();
        let Some(index) = step.stage else { return };
        let Some(stage) = self.resolved.stages.get(index) else { return };
        let platform = stage.platform.as_ref().map(Text::as_str);
        let default_shell = DefaultShell::of(&stage.base_name, platform, self.file.escape);
        self.stage = Stage::based_on(&stage.base, default_shell, &self.ends);
        self.number = Some(index);
        if let ImageSource::Image(name) = &stage.base {
            image(name, ImageRole::Base, place, &mut self.facts);
        }
        let (file, resolved) = (self.file, self.resolved);
        let first = resolved.fired.partition_point(|fired| fired.step.stage < Some(index));
        let fired = resolved.fired.get(first..).unwrap_or_default().iter();
        for fired in fired.take_while(|fired| fired.step.stage == Some(index)) {
            let trigger = file.instructions.get(fired.onbuild).and_then(Instruction::fired_trigger);
            if let Some(trigger) = trigger {
                self.instruction(trigger, &fired.step, false);
            }
        }
    }

    fn copy(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        let args = step.arguments(instruction);
        let paths: Vec<Text>;
        let args = if self.stage.default_shell == DefaultShell::Cmd {
            paths = args.iter().map(with_slashes).collect();
            &paths
        } else {
            args
        };
        let Some((target, sources)) = args.split_last() else {
            return;
        };
        if let Some(ImageSource::Image(name)) = &step.from {
            image(name, ImageRole::CopyFrom, place, &mut self.facts);
        }
        for source in sources {
            for url in url::find(source) {
                transfer(url, place, &mut self.facts);
            }
            if let Some(url) = url::scp_like(source).filter(|_| place.keyword == Keyword::Add) {
                transfer(url, place, &mut self.facts);
            }
        }
        for file in &step.files {
            let mut path = target.clone();
            if target.ends_with('/') || step.files.len() > 1 {
                path.push_made(&format!("/{}", file.name), target.span());
            }
            let content = file.content.clone();
            file_text::observe_written(place, path, content, &mut self.facts);
        }
        let is_file = |source: &&Text| !crate::dockerfile::is_heredoc(source);
        let sources: Vec<Text> = sources.iter().filter(is_file).cloned().collect();
        self.facts.written_paths.extend(self.stage.copied_paths(target, &sources, &step.files));
        let from = instruction.flag("from").filter(|from| !from.is_empty());
        if from.is_none() && !place.onbuild {
            let local = sources
                .iter()
                .filter(|source| url::find(source).is_empty() && url::scp_like(source).is_none());
            let used = local.map(|source| ContextUse {
                place,
                source: source.clone(),
                target: self.stage.target(target),
            });
            self.facts.context.extend(used);
        }
        if !place.onbuild {
            let copying = Copying {
                keyword: place.keyword,
                sources: &sources,
                files: &step.files,
                target,
                from: step.from.as_ref().unwrap_or(&ImageSource::Context),
                keeps_parents: instruction.flags.iter().any(|flag| flag.starts_with("--parents")),
            };
            let before = self.stage.files.now();
            self.stage.copy(&copying, &self.ends, self.given);
            self.start_points(before, place);
            self.stage.copied_start_files(&copying, place, self.given);
        }
        let runs = instruction.flag("chmod").is_some_and(|mode| names_run::lets_run(&mode));
        let checked = instruction.flag("checksum").is_some();
        let target = target.clone();
        self.facts.copies.push(Copy { place, sources, target, from, runs, checked });
    }

    fn variables(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        let kind = match instruction.keyword {
            Keyword::Env => VariableKind::Env,
            Keyword::Arg => VariableKind::Arg,
            _ => VariableKind::Label,
        };
        let width = if kind == VariableKind::Arg { 1 } else { 3 };
        let args = step.arguments(instruction);
        for chunk in args.chunks(width) {
            let (name, value) = match chunk {
                [name, value, _] => (name.clone(), value.clone()),
                [word] => {
                    let (at, end) = (word.find('=').unwrap_or(word.len()), word.len());
                    (word.slice(0..at), word.slice(end.min(at + 1)..end))
                }
                _ => continue,
            };
            if kind == VariableKind::Env
                && let Some(script) = shell::read_hook(&name, &value, &self.facts.work_left())
            {
                scripts::observe(script, place, &mut self.facts);
            }
            if kind == VariableKind::Label {
                labels::observe(&name, &value, place, &mut self.facts);
            }
            self.facts.variables.push(Variable { place, kind, name, value });
        }
    }

    fn user(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        let Some(user) = step.arguments(instruction).first() else {
            return;
        };
        let end = user.find(':').unwrap_or(user.len());
        if let Some(name) = self.stage.accounts.name_of(user.get(..end).unwrap_or_default()) {
            let mut shown = Text::empty(user.span());
            shown.push_through(name, user.span_of(0..end));
            self.facts.run_as.push(User { place, name: shown, effective: true });
        }
        self.facts.users.push(User { place, name: user.slice(0..end), effective: false });
    }

    /// Says that more files are run, or written, than are followed.
    fn limits(&mut self) {
        let is_spent = self.given.is_spent() || self.ends.values().any(End::is_full);
        let met = [
            (is_spent, "the build runs more bytes of files than are followed"),
            (self.given.misses_lists(), "commands name more patterns of files than are looked for"),
        ];
        let Some(first) = self.file.instructions.first() else { return };
        let met = met.into_iter().filter(|(is_met, _)| *is_met);
        let unfinished = met.map(|(_, reason)| Unfinished { span: first.span, reason });
        self.facts.unfinished.extend(unfinished);
    }

    /// Reads what the stage that ends here starts, and marks its last USER.
    fn finish_stage(&mut self) {
        self.start_files();
        self.starts();
        self.startup_files();
        let stage = std::mem::take(&mut self.stage);
        let last = self.facts.users.last().map(|user| user.place.stage);
        let of_stage =
            self.facts.users.iter_mut().rev().take_while(|u| Some(u.place.stage) == last);
        if let Some(user) = of_stage.into_iter().find(|user| !user.place.onbuild) {
            user.effective = true;
        }
        if let Some(index) = self.number {
            if !self.facts.context.is_empty() || !self.facts.documents.is_empty() {
                let end = self.resolved.stages.get(index).map(|stage| stage.env);
                let variables = self.resolved.environments.at(end.unwrap_or_default());
                let variables =
                    variables.iter().map(|(name, value)| (EcoString::from(name), value.clone()));
                self.facts.environments.insert(index, variables.collect());
            }
            self.ends.insert(index, stage.end());
        }
    }
}

/// A path for Windows with the separators of the build context, as `BuildKit` has it before it looks for the file
/// (`util/system/path.go`, `NormalizePath`).
fn with_slashes(path: &Text) -> Text {
    if path.contains('\\') {
        Text::made(path.replace('\\', "/"), path.span())
    } else {
        path.clone()
    }
}

fn form(form: SyntaxForm) -> &'static str {
    match form {
        SyntaxForm::Hash => "# syntax=",
        SyntaxForm::Slash => "// syntax=",
        SyntaxForm::Json => "JSON",
    }
}

/// Adds an image by its name, and the download that a name with a scheme is.
pub(crate) fn image(text: &Text, role: ImageRole, place: Place, facts: &mut Facts) {
    if let Some(url) = url::find(text).into_iter().next() {
        transfer(url, place, facts);
    }
    let (reference, problem) = match Reference::parse(text) {
        Ok(reference) => (Some(reference), None),
        Err(_) if text.contains(UNKNOWN) => {
            (None, Some("its value is known only to the build".to_owned()))
        }
        Err(error) => (None, Some(error.to_string())),
    };
    facts.images.push(Image { place, role, text: text.clone(), reference, problem });
}

fn transfer(url: url::Url, place: Place, facts: &mut Facts) {
    facts.transfers.push(Transfer {
        place,
        tool: place.keyword.word().into(),
        fetches: true,
        expanded: false,
        span: url.text.span(),
        url: Some(url),
        command: None,
    });
}

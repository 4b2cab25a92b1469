//! A Dockerfile with its values → facts.

use std::collections::HashMap;

use crate::dockerfile::{
    Dockerfile, Environment, ImageSource, Instruction, Keyword, MountKind, Resolved, Runs, Step,
    SyntaxForm,
};
use crate::image_ref::Reference;
use crate::shell::{self, Language, Scope};
use crate::source::{Text, UNKNOWN};

use super::place::{Moment, Place};
use super::{
    ContextUse, Copy, Document, Facts, Image, ImageRole, InstructionFact, Isolation, IsolationKind,
    Origin, Reading, ReadingKind, ShellProgram, Transfer, Unreadable, User, Variable, VariableKind,
    Workdir, characters, labels, scripts, shell_form, url,
};
use shell_form::DefaultShell;

/// ENV and ARG as a shell sees them.
struct Variables<'e>(Environment<'e>);

impl Scope for Variables<'_> {
    fn get(&self, name: &str) -> Option<&Text> {
        self.0.value(name)
    }
}

/// Everything that the text of a Dockerfile shows; `bytes` are the file's own. Of stages that a named target leaves out
/// only what keeps the whole file from being read, or hides what it says.
pub fn observe_dockerfile(bytes: &[u8], file: &Dockerfile, resolved: &Resolved) -> Facts {
    let commands = file.instructions.iter().zip(&resolved.steps);
    let last_cmd = commands
        .filter(|(instruction, _)| instruction.keyword == Keyword::Cmd)
        .filter_map(|(instruction, step)| Some((step.stage?, instruction)))
        .collect();
    let mut observer = Observer {
        file,
        resolved,
        facts: Facts { origin: Origin::Dockerfile, ..Facts::default() },
        shell: Vec::new(),
        stage_shells: HashMap::new(),
        default_shell: DefaultShell::default(),
        default_shells: HashMap::new(),
        last_cmd,
    };
    observer.head(bytes);
    for (instruction, step) in file.instructions.iter().zip(&resolved.steps) {
        if resolved.builds(step) {
            observer.instruction(instruction, step, false);
        }
    }
    for fired in resolved.fired.iter().filter(|fired| resolved.builds(&fired.step)) {
        let trigger = file.instructions.get(fired.onbuild).and_then(Instruction::fired_trigger);
        if let Some(trigger) = trigger {
            observer.instruction(trigger, &fired.step, false);
        }
    }
    observer.finish_stage();
    scripts::read_documents(&mut observer.facts, 0, 0);
    observer.facts
}

struct Observer<'f> {
    file: &'f Dockerfile,
    resolved: &'f Resolved,
    facts: Facts,
    /// The program of SHELL in the current stage; empty for the default.
    shell: Vec<Text>,
    /// The SHELL that each stage with one ends with.
    stage_shells: HashMap<usize, Vec<Text>>,
    /// What reads shell form where there is no SHELL, in the current stage and in each earlier one.
    default_shell: DefaultShell,
    default_shells: HashMap<usize, DefaultShell>,
    /// The last CMD of each stage.
    last_cmd: HashMap<usize, &'f Instruction>,
}

impl Observer<'_> {
    fn head(&mut self, bytes: &[u8]) {
        characters::observe(self.file.file, bytes, &mut self.facts.characters);
        let errors = self.file.errors.iter().chain(&self.resolved.errors);
        self.facts.unreadable.extend(errors.map(|error| Unreadable {
            span: error.span,
            message: error.message.clone(),
            refused: true,
        }));
        if let Some(syntax) = &self.file.syntax {
            let (form, span) = (form(syntax.form), syntax.value.span());
            self.facts.add_frontend(&syntax.image, form, span);
        }
    }

    fn instruction(&mut self, instruction: &Instruction, step: &Step, onbuild: bool) {
        let args = step.args.as_deref().unwrap_or(&instruction.args);
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
                self.runs(instruction, step, place);
            }
            Keyword::Copy | Keyword::Add => self.copy(instruction, step, place),
            Keyword::Env | Keyword::Arg | Keyword::Label => {
                self.variables(instruction, step, place);
            }
            Keyword::User => self.user(instruction, step, place),
            Keyword::Workdir => {
                let paths = args.first().map(|path| Workdir { place, path: path.clone() });
                self.facts.workdirs.extend(paths);
            }
            Keyword::Shell => {
                self.shell = args.to_vec();
                if let Some(stage) = step.stage.filter(|_| !onbuild) {
                    self.stage_shells.insert(stage, args.to_vec());
                }
                self.facts.shells.push(ShellProgram { place, argv: args.to_vec() });
            }
            Keyword::Onbuild => {
                if let (Some(inner), Some(step)) = (instruction.fired_trigger(), &step.trigger) {
                    let shell = self.shell.clone();
                    self.instruction(inner, step, true);
                    self.shell = shell;
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
        self.shell = Vec::new();
        let Some(stage) = step.stage.and_then(|index| self.resolved.stages.get(index)) else {
            return;
        };
        let platform = stage.platform.as_ref().map(Text::as_str);
        self.default_shell = match &stage.base {
            ImageSource::Stage(index) => {
                self.default_shells.get(index).copied().unwrap_or_default()
            }
            _ => DefaultShell::of(&stage.base_name, platform, self.file.escape),
        };
        if let Some(index) = step.stage {
            self.default_shells.insert(index, self.default_shell);
        }
        match &stage.base {
            ImageSource::Stage(index) => self.shell = self.shell_of(*index),
            ImageSource::Image(name) => image(name, ImageRole::Base, place, &mut self.facts),
            ImageSource::Scratch | ImageSource::Context => {}
        }
    }

    /// The SHELL that a stage ends with.
    fn shell_of(&self, stage: usize) -> Vec<Text> {
        self.stage_shells.get(&stage).cloned().unwrap_or_default()
    }

    fn run(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        for resolved in &step.mounts {
            let mount = &resolved.mount;
            if let ImageSource::Image(name) = &resolved.source {
                image(name, ImageRole::MountFrom, place, &mut self.facts);
            }
            let target = mount.target.as_ref().map(|target| target.as_str().to_owned());
            let target = match (&mount.kind, target, &mount.id) {
                (_, Some(target), _) => target,
                (MountKind::Secret, None, Some(id)) => format!("/run/secrets/{}", id.as_str()),
                _ => String::new(),
            };
            if mount.kind == MountKind::Bind && mount.from.is_none() && !place.onbuild {
                let root = Text::opaque(".", mount.span);
                let source = mount.source.clone().unwrap_or(root);
                self.facts.context.push(ContextUse { place, source, target: String::new() });
            }
            self.facts.isolation.push(Isolation {
                place,
                flag: Text::opaque("--mount", mount.span),
                kind: IsolationKind::Mount { kind: mount.kind.word().to_owned(), target },
            });
        }
        for flag in &instruction.flags {
            let kind = match flag.as_str() {
                "--network=host" => IsolationKind::HostNetwork,
                "--security=insecure" => IsolationKind::Insecure,
                device if device.starts_with("--device") => IsolationKind::Device,
                _ => continue,
            };
            self.facts.isolation.push(Isolation { place, flag: flag.clone(), kind });
        }
        self.runs(instruction, step, place);
    }

    /// Reads what an instruction runs.
    fn runs(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        let language = shell_form::language(&self.shell, self.default_shell);
        let resolved = self.resolved;
        let scope = Variables(resolved.environment(step));
        let script = match instruction.runs() {
            Runs::Nothing => return,
            Runs::Shell(text) => {
                for (language, script) in
                    shell_form::read(&self.shell, self.default_shell, &text, &scope)
                {
                    scripts::observe(script, place, language, &mut self.facts);
                }
                return;
            }
            Runs::File { content, .. } => shell::read_file(&content, language, &scope),
            Runs::Exec(argv) => {
                let argv = self.start_words(instruction, argv, step);
                if let [only] = argv.as_slice()
                    && only.trim().contains(' ')
                    && place.moment != Moment::Build
                {
                    // a common slip: the whole command line as one word
                    let script = shell::read(only, Language::default(), &shell::NoScope);
                    scripts::observe(script, place, Language::default(), &mut self.facts);
                }
                shell::read_argv(&argv, &scope)
            }
        };
        let language = if instruction.json { Language::default() } else { language };
        scripts::observe(script, place, language, &mut self.facts);
    }

    /// The words of an ENTRYPOINT in exec form with those of the CMD that is appended to it.
    fn start_words(
        &self,
        instruction: &Instruction,
        mut argv: Vec<Text>,
        step: &Step,
    ) -> Vec<Text> {
        if instruction.keyword == Keyword::Entrypoint && !argv.is_empty() {
            let cmd = step.stage.and_then(|stage| self.last_cmd.get(&stage)).copied();
            if let Some(cmd) = cmd.filter(|cmd| cmd.json) {
                argv.extend(cmd.args.iter().cloned());
            }
        }
        argv
    }

    fn copy(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        let args = step.args.as_deref().unwrap_or(&instruction.args);
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
                path.push_opaque(&format!("/{}", file.name), target.span());
            }
            let content = file.content.clone();
            self.facts.documents.push(Document::written(place, path, content));
        }
        let is_file = |source: &&Text| !crate::dockerfile::is_heredoc(source);
        let sources: Vec<Text> = sources.iter().filter(is_file).cloned().collect();
        let from = instruction.flag("from").filter(|from| !from.is_empty());
        if from.is_none() && !place.onbuild {
            let local = sources
                .iter()
                .filter(|source| url::find(source).is_empty() && url::scp_like(source).is_none());
            let used = local.map(|source| ContextUse {
                place,
                source: source.clone(),
                target: target.as_str().to_owned(),
            });
            self.facts.context.extend(used);
        }
        self.facts.copies.push(Copy { place, sources, target: target.clone(), from });
    }

    fn variables(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        let kind = match instruction.keyword {
            Keyword::Env => VariableKind::Env,
            Keyword::Arg => VariableKind::Arg,
            _ => VariableKind::Label,
        };
        let width = if kind == VariableKind::Arg { 1 } else { 3 };
        let args = step.args.as_deref().unwrap_or(&instruction.args);
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
                && let Some(script) = shell::read_hook(&name, &value, &shell::NoScope)
            {
                scripts::observe(script, place, Language::Bash, &mut self.facts);
            }
            if kind == VariableKind::Label {
                labels::observe(&name, &value, place, &mut self.facts);
            }
            self.facts.variables.push(Variable { place, kind, name, value });
        }
    }

    fn user(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        let Some(user) = step.args.as_deref().unwrap_or(&instruction.args).first() else {
            return;
        };
        let end = user.find(':').unwrap_or(user.len());
        self.facts.users.push(User { place, name: user.slice(0..end), effective: false });
    }

    /// Marks the last USER of the stage that ends here.
    fn finish_stage(&mut self) {
        let last = self.facts.users.last().map(|user| user.place.stage);
        let of_stage =
            self.facts.users.iter_mut().rev().take_while(|u| Some(u.place.stage) == last);
        if let Some(user) = of_stage.into_iter().find(|user| !user.place.onbuild) {
            user.effective = true;
        }
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

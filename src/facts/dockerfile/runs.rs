//! What the instructions of a Dockerfile run, read in the stage that they stand in.

use super::{Observer, image};
use crate::dockerfile::{ImageSource, Instruction, Keyword, MountKind, Runs, Step};
use crate::facts::place::{Moment, Place};
use crate::facts::stage::Start;
use crate::facts::{ContextUse, ImageRole, Isolation, IsolationKind, autostart, identity, scripts};
use crate::shell::{self, Data, Language};
use crate::source::{Span, Text};

/// Variables whose value is the path of a program that an interpreter runs before any other; some behind a mark or `-r`.
const STARTUP: &[(&str, &str)] =
    &[("BASH_ENV", "bash"), ("LUA_INIT", "lua"), ("PYTHONSTARTUP", "python3"), ("RUBYOPT", "ruby")];

impl Observer<'_, '_> {
    /// RUN: its mounts, its isolation, its commands.
    pub(super) fn run(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        for resolved in &step.mounts {
            let mount = &resolved.mount;
            if let ImageSource::Image(name) = &resolved.source {
                image(name, ImageRole::MountFrom, place, &mut self.facts);
            }
            if mount.kind == MountKind::Secret
                && let Some(name) = mount.env.as_ref().filter(|name| !name.is_empty())
            {
                self.secret(name, place, mount.span);
            }
            let target = mount.target.as_ref().map(|target| target.as_str().to_owned());
            let target = match (&mount.kind, target, &mount.id) {
                (_, Some(target), _) => target,
                (MountKind::Secret, None, Some(id)) => format!("/run/secrets/{}", id.as_str()),
                _ => String::new(),
            };
            if mount.kind == MountKind::Bind && !place.onbuild {
                let root = Text::made(".", mount.span);
                let source = mount.source.clone().unwrap_or(root);
                self.stage.mount(&source, &target, &resolved.source, &self.ends, self.given);
                if mount.from.is_none() {
                    let target = String::new();
                    self.facts.context.push(ContextUse { place, source, target });
                }
            }
            self.mounted(mount.kind, target.clone(), place, mount.span);
            if mount.kind == MountKind::Secret && target.len() > 1 && !place.onbuild {
                self.secret_file(&target, place, mount.span);
            }
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

    /// A secret as a variable: what stands for its value is a program of the mount, so that what runs the value is seen to
    /// run that.
    fn secret(&mut self, name: &Text, place: Place, span: Span) {
        let stand_in = format!("secret:{}", name.as_str());
        self.stage.secrets.push((name.as_str().to_owned(), Text::made(&stand_in, name.span())));
        self.mounted(MountKind::Secret, stand_in, place, span);
    }

    /// A secret as a file: the same for its text.
    fn secret_file(&mut self, target: &str, place: Place, span: Span) {
        let stand_in = format!("secret:{}", target.rsplit('/').next().unwrap_or_default());
        let content = Data::Text(Text::made(&stand_in, span));
        self.stage.files.put(target, Some(content.into()));
        self.mounted(MountKind::Secret, stand_in, place, span);
    }

    fn mounted(&mut self, kind: MountKind, target: String, place: Place, span: Span) {
        let flag = Text::made("--mount", span);
        let kind = IsolationKind::Mount { kind, target };
        self.facts.isolation.push(Isolation { place, flag, kind });
    }

    /// Reads what a RUN runs.
    fn runs(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        let (variables, before) = (self.resolved.run_environment(step), self.stage.files.now());
        let (runs, left) = (instruction.runs(), self.facts.work_left());
        let scripts = self.stage.run_instruction(&runs, variables, self.given, left);
        self.observe_scripts(scripts, place);
        self.start_points(before, place);
    }

    /// Remembers the files written behind change `before` that other programs start by where they lie: whatever they were
    /// called when they came.
    pub(super) fn start_points(&mut self, before: u32, place: Place) {
        for (path, _) in self.stage.files.written_since(before) {
            self.stage.put_start_file(&path, place);
        }
    }

    /// Reads the files of the stage that programs start by where they lie, as they are in the end.
    pub(super) fn start_files(&mut self) {
        for (path, place) in std::mem::take(&mut self.stage.start_files) {
            let end = self.resolved.stages.get(place.stage.unwrap_or_default());
            let Some(variables) = end.map(|end| self.resolved.environments.at(end.env)) else {
                continue;
            };
            let Some(content) = self.stage.content(&path, self.given) else { continue };
            let base = autostart::extended(&path);
            let base = base.and_then(|base| self.stage.content(base, self.given));
            let commands = scripts::start_point(&path, &content, base.as_deref(), &mut self.facts);
            let Some(commands) = commands else { continue };
            // the context is not to read it once more
            self.facts.read_whole.insert(content.span());
            let place = Place { moment: Moment::Script, ..place };
            let left = self.facts.work_left();
            let scripts = self.stage.run(variables, self.given, left, |session| {
                vec![session.read_file(&commands, Language::default())]
            });
            let from = self.facts.commands.len();
            for script in scripts {
                let script = shell::Script { written: Vec::new(), ..script };
                scripts::observe(script, place, &mut self.facts);
            }
            identity::observe(&mut self.facts, from);
        }
    }

    /// Reads the files that variables of the image name for interpreters to run first.
    pub(super) fn startup_files(&mut self) {
        let Some(number) = self.number else { return };
        let Some(end) = self.resolved.stages.get(number) else { return };
        let variables = self.resolved.environments.at(end.env);
        for (name, interpreter) in STARTUP {
            let Some(value) = variables.value(name).cloned() else { continue };
            let path = value.trim_start_matches(['@', '-', 'r']);
            let content = self.stage.content(path, self.given).filter(|_| path.starts_with('/'));
            let Some(content) = content else { continue };
            // what the container starts may have read it
            let Span { file, start, .. } = content.span();
            if self.facts.has_read(file, start) {
                continue;
            }
            let path = value.slice(value.len() - path.len()..value.len());
            let argv = [Text::made(*interpreter, value.span()), path];
            let keyword = Keyword::Env;
            let place = Place {
                moment: Moment::Start,
                stage: Some(number),
                ..Place::in_build(keyword, value.span())
            };
            let left = self.facts.work_left();
            let scripts = self
                .stage
                .run(variables, self.given, left, |session| vec![session.read_argv(&argv)]);
            self.observe_scripts(scripts, place);
        }
    }

    fn observe_scripts(&mut self, scripts: Vec<shell::Script>, place: Place) {
        let from = self.facts.commands.len();
        for script in scripts {
            scripts::observe(script, place, &mut self.facts);
        }
        identity::observe(&mut self.facts, from);
        for command in self.facts.commands.get(from..).unwrap_or_default() {
            self.stage.accounts.take(command);
            if place.moment != Moment::Build {
                self.facts.entered.extend(identity::directory_of(command));
            }
        }
    }

    /// Reads what containers of the stage start: with the files and variables that it ends with.
    pub(super) fn starts(&mut self) {
        let commands = self.stage.start.commands(&self.stage.shell);
        for (Start { instruction, step, place }, words) in commands {
            // what is inherited sees the variables of this stage
            let number = self.number.or(place.stage).unwrap_or_default();
            let end = self.resolved.stages.get(number);
            let variables = match end.filter(|_| !place.onbuild) {
                Some(end) => self.resolved.environments.at(end.env),
                None => self.resolved.environment(step),
            };
            let runs = words.map_or_else(|| instruction.runs(), Runs::Exec);
            if let Runs::Exec(argv) = &runs
                && let [only] = argv.as_slice()
                && only.trim().contains(' ')
            {
                // a common slip: the whole command line as one word
                let script = shell::read(only, Language::default(), &self.facts.work_left());
                scripts::observe(script, place, &mut self.facts);
            }
            let left = self.facts.work_left();
            let scripts = self.stage.run_instruction(&runs, variables, self.given, left);
            self.observe_scripts(scripts, place);
        }
    }
}

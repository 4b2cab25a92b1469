//! What the instructions of a Dockerfile run, read in the stage that they stand in.

use super::{Observer, image};
use crate::dockerfile::{ImageSource, Instruction, MountKind, Runs, Step};
use crate::facts::place::{Moment, Place};
use crate::facts::stage::Start;
use crate::facts::{ContextUse, ImageRole, Isolation, IsolationKind, identity, scripts};
use crate::shell::{self, Data, Language};
use crate::source::Text;

impl Observer<'_, '_> {
    /// RUN: its mounts, its isolation, its commands.
    pub(super) fn run(&mut self, instruction: &Instruction, step: &Step, place: Place) {
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
            if mount.kind == MountKind::Bind && !place.onbuild {
                let root = Text::opaque(".", mount.span);
                let source = mount.source.clone().unwrap_or(root);
                self.stage.mount(&source, &target, &resolved.source, &self.ends, self.given);
                if mount.from.is_none() {
                    let target = String::new();
                    self.facts.context.push(ContextUse { place, source, target });
                }
            }
            self.facts.isolation.push(Isolation {
                place,
                flag: Text::opaque("--mount", mount.span),
                kind: IsolationKind::Mount { kind: mount.kind, target },
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

    /// Reads what a RUN runs.
    fn runs(&mut self, instruction: &Instruction, step: &Step, place: Place) {
        let (variables, before) = (self.resolved.run_environment(step), self.stage.files.now());
        let scripts = self.stage.run_instruction(&instruction.runs(), variables, self.given);
        self.observe_scripts(scripts, place);
        self.start_points(before, place);
    }

    /// Reads the files written behind change `before` that other programs start by where they lie: whatever they were
    /// called when they came.
    pub(super) fn start_points(&mut self, before: u32, place: Place) {
        for (path, content) in self.stage.files.written_since(before) {
            let Data::Text(text) = &*content else { continue };
            let place = Place { moment: Moment::Script, ..place };
            scripts::observe_start_point(&path, text, place, &mut self.facts);
        }
    }

    fn observe_scripts(&mut self, scripts: Vec<(Language, shell::Script)>, place: Place) {
        let from = self.facts.commands.len();
        for (_, script) in scripts {
            scripts::observe(script, place, &mut self.facts);
        }
        for command in self.facts.commands.get(from..).unwrap_or_default() {
            self.stage.accounts.take(command);
            self.facts.run_as.extend(identity::user_of(command));
            if place.moment != Moment::Build {
                self.facts.entered.extend(identity::directory_of(command));
            }
        }
    }

    /// Reads what containers of the stage start: with the files and variables that it ends with.
    pub(super) fn starts(&mut self) {
        let commands = self.stage.start.commands(&self.stage.shell);
        for (Start { instruction, step, place }, words) in commands {
            let end = self.resolved.stages.get(place.stage.unwrap_or_default());
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
                let script = shell::read(only, Language::default(), &shell::NoScope);
                scripts::observe(script, place, &mut self.facts);
            }
            let scripts = self.stage.run_instruction(&runs, variables, self.given);
            self.observe_scripts(scripts, place);
        }
    }
}

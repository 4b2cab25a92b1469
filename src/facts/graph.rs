//! The steps of a build's graph and the configuration of its image → facts.
//!
//! A graph knows what the text can only guess: values after arguments, triggers of a base image, named contexts.
//! It knows places by the line only.

use foldhash::{HashMap, HashSet};

use crate::dockerfile::{Keyword, MountKind};
use crate::image_ref::Reference;
use crate::shell::{self, Language, Scope, Work, WrittenPath};
use crate::source::{Span, Text};

use super::place::{Moment, Place};
use super::{
    Copy, Facts, Image, ImageRole, Isolation, IsolationKind, Transfer, Unreadable, User, Variable,
    VariableKind, Workdir, file_text, scripts, url,
};

/// One step of a graph, or the configuration that its image gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The lines that it comes from.
    pub(crate) span: Span,
    /// What it does.
    pub(crate) kind: StepKind,
}

/// What a step of a graph does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StepKind {
    /// An image is pulled.
    Image(String),
    /// A URL or a git repository is fetched.
    Fetch(String),
    /// A file is written whose content stands in the graph.
    File {
        /// Where.
        path: String,
        /// What.
        content: String,
    },
    /// A command runs.
    Run(Run),
    /// A command that a shell runs, as it was written.
    Shell {
        /// The command.
        text: Text,
        /// Names and values.
        env: Vec<(String, String)>,
    },
    /// The variables that a base image brings, names and values; it stands before the steps that have them.
    Inherited(Vec<(String, String)>),
    /// What a container of the image starts with.
    Config(Config),
    /// A step of a kind that is not known, and why it cannot be judged.
    Unknown(String),
}

/// A command of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    /// Program and arguments.
    pub(crate) argv: Vec<String>,
    /// Names and values.
    pub(crate) env: Vec<(String, String)>,
    /// Empty for root.
    pub(crate) user: String,
    /// The directory that it runs in.
    pub(crate) cwd: String,
    /// It shares the network of the builder.
    pub(crate) host_network: bool,
    /// It runs without the sandbox.
    pub(crate) insecure: bool,
    /// What is mounted, and where it is seen.
    pub(crate) mounts: Vec<(MountKind, String)>,
}

/// The configuration of an image, that of its base included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// Program and first arguments.
    pub(crate) entrypoint: Vec<String>,
    /// Further arguments, or the program.
    pub(crate) cmd: Vec<String>,
    /// The command of HEALTHCHECK.
    pub(crate) healthcheck: Vec<String>,
    /// Names and values.
    pub(crate) env: Vec<(String, String)>,
    /// Empty for root.
    pub(crate) user: String,
    /// The working directory.
    pub(crate) workdir: String,
}

/// Everything that the graph of a build shows.
pub(crate) fn observe_graph(steps: Vec<Step>) -> Facts {
    let mut observer = Observer::default();
    for step in steps {
        observer.step(step);
    }
    scripts::read_documents(&mut observer.facts, 0, 0);
    observer.facts
}

#[derive(Default)]
struct Observer {
    facts: Facts,
    /// Users, directories and variables named already: each step of a graph repeats all of them.
    named: HashSet<(&'static str, String, String)>,
    /// Where a variable was first seen with a value.
    origins: HashMap<(String, String), Span>,
}

/// The variables of one step.
type Variables = HashMap<String, Text>;

/// What the commands of one step see.
struct StepScope<'v> {
    variables: &'v Variables,
    left: Work,
}

impl Scope for StepScope<'_> {
    fn get(&self, name: &str) -> Option<&Text> {
        self.variables.get(name)
    }

    fn left(&self) -> Work {
        self.left
    }
}

impl Observer {
    fn step(&mut self, step: Step) {
        let at = |keyword, moment| Place {
            keyword,
            onbuild: false,
            stage: None,
            moment,
            span: step.span,
        };
        match step.kind {
            StepKind::Image(name) => self.image(&name, at(Keyword::From, Moment::Build)),
            StepKind::Fetch(address) => self.fetch(&address, at(Keyword::Add, Moment::Build)),
            StepKind::File { path, content } => {
                let word = Text::made(&path, step.span);
                let content = Text::made(content, step.span);
                let place = at(Keyword::Copy, Moment::Build);
                file_text::observe_written(place, word.clone(), content, &mut self.facts);
                self.facts.written_paths.push(WrittenPath { word, path });
            }
            StepKind::Run(run) => self.run(run, at(Keyword::Run, Moment::Build)),
            StepKind::Shell { text, env } => {
                let variables = &variables(env, step.span);
                let scope = StepScope { variables, left: self.facts.work_left() };
                let script = shell::read(&text, Language::default(), &scope);
                let place = at(Keyword::Run, Moment::Build);
                scripts::observe(script, place, &mut self.facts);
            }
            StepKind::Inherited(env) => {
                self.environment(env, at(Keyword::From, Moment::Build));
            }
            StepKind::Config(config) => {
                self.environment(config.env.clone(), at(Keyword::Env, Moment::Build));
                self.workdir(config.workdir.clone(), at(Keyword::Workdir, Moment::Build));
                self.user(config.user.clone(), true, at(Keyword::User, Moment::Start));
                self.start(config, at(Keyword::Entrypoint, Moment::Start));
            }
            StepKind::Unknown(message) => {
                let unreadable = Unreadable { span: step.span, message, refused_by: None };
                self.facts.unreadable.push(unreadable);
            }
        }
    }

    fn image(&mut self, name: &str, place: Place) {
        let text = Text::made(name, place.span);
        let (reference, problem) = match Reference::parse(&text) {
            Ok(reference) => (Some(reference), None),
            Err(error) => (None, Some(error.to_string())),
        };
        self.facts.images.push(Image { place, role: ImageRole::Base, text, reference, problem });
    }

    fn fetch(&mut self, address: &str, place: Place) {
        let text = Text::made(address, place.span);
        self.facts.copies.push(Copy {
            place,
            sources: vec![text.clone()],
            target: Text::empty(place.span),
            from: None,
            // the graph has the mode of what is fetched elsewhere
            runs: true,
            checked: true,
        });
        self.facts.transfers.push(Transfer {
            place,
            tool: place.keyword.word().into(),
            fetches: true,
            expanded: false,
            span: place.span,
            url: url::find(&text).into_iter().next(),
            command: None,
        });
    }

    fn run(&mut self, run: Run, place: Place) {
        let flags = [
            (run.host_network, "--network=host", IsolationKind::HostNetwork),
            (run.insecure, "--security=insecure", IsolationKind::Insecure),
        ];
        let mounts = run.mounts.into_iter().map(|(kind, target)| {
            let kind = IsolationKind::Mount { kind, target };
            (true, "--mount", kind)
        });
        for (_, flag, kind) in flags.into_iter().chain(mounts).filter(|(set, ..)| *set) {
            let flag = Text::made(flag, place.span);
            self.facts.isolation.push(Isolation { place, flag, kind });
        }
        self.user(run.user, false, place);
        self.workdir(run.cwd, place);
        let variables = self.environment(run.env, place);
        self.command(&run.argv, &variables, place);
    }

    /// What a container starts: ENTRYPOINT with CMD behind it, and the health check.
    fn start(&mut self, config: Config, place: Place) {
        let variables = variables(config.env, place.span);
        let mut argv = config.entrypoint;
        argv.extend(config.cmd);
        self.command(&argv, &variables, place);
        let place = Place { keyword: Keyword::Healthcheck, moment: Moment::Health, ..place };
        match config.healthcheck.split_first() {
            Some((kind, words)) if kind == "CMD" => self.command(words, &variables, place),
            Some((kind, [text, ..])) if kind == "CMD-SHELL" => {
                let argv = ["/bin/sh".to_owned(), "-c".to_owned(), text.clone()];
                self.command(&argv, &variables, place);
            }
            _ => {}
        }
    }

    fn command(&mut self, argv: &[String], variables: &Variables, place: Place) {
        if argv.is_empty() {
            return;
        }
        let argv: Vec<Text> =
            argv.iter().map(|word| Text::made(word.as_str(), place.span)).collect();
        let scope = StepScope { variables, left: self.facts.work_left() };
        let script = shell::read_argv(&argv, &scope);
        scripts::observe(script, place, &mut self.facts);
    }

    fn user(&mut self, user: String, effective: bool, place: Place) {
        let name = user.split(':').next().unwrap_or_default().to_owned();
        if !name.is_empty() && self.is_new("user", &name, if effective { "last" } else { "" }) {
            let name = Text::made(name, place.span);
            self.facts.users.push(User { place, name, effective });
        }
    }

    fn workdir(&mut self, path: String, place: Place) {
        if !path.is_empty() && path != "/" && self.is_new("workdir", &path, "") {
            let path = Text::made(path, place.span);
            self.facts.workdirs.push(Workdir { place, path });
        }
    }

    fn environment(&mut self, env: Vec<(String, String)>, place: Place) -> Variables {
        let mut variables = Variables::default();
        for (name, value) in env {
            let origin = self.origins.entry((name.clone(), value.clone())).or_insert(place.span);
            let text = Text::made(value.as_str(), *origin);
            if self.is_new("env", &name, &value) {
                self.facts.variables.push(Variable {
                    place,
                    kind: VariableKind::Env,
                    name: Text::made(name.as_str(), place.span),
                    value: text.clone(),
                });
            }
            variables.insert(name, text);
        }
        variables
    }

    fn is_new(&mut self, kind: &'static str, name: &str, value: &str) -> bool {
        self.named.insert((kind, name.to_owned(), value.to_owned()))
    }
}

fn variables(env: Vec<(String, String)>, span: Span) -> Variables {
    let text = |(name, value)| (name, Text::made(value, span));
    env.into_iter().map(text).collect()
}

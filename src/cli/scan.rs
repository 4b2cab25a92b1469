//! `minestop scan`: judges finished images, root file systems and archives by what is in them and how they were made.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::Args as ClapArgs;

use super::failure::Failure;
use super::policy_file::PolicyArgs;
use super::progress;
use super::report_options::ReportArgs;
use super::{Exit, Host};
use crate::cli::run::{self, ContextChoice, Run};
use crate::content::Detector;
use crate::dockerfile::{BuildOptions, Keyword};
use crate::engine::{FileReport, Report};
use crate::facts::{Command, Facts, File, ImageConfig, Moment, NamesRun, Place, Retold, System};
use crate::filesystem::image::{Images, Layer};
use crate::filesystem::size::size_of;
use crate::filesystem::target::Target;
use crate::filesystem::{Budget, Limits, Problem};
use crate::policy::{Decided, Decider};
use crate::scan::inspector::{Look, Seen};
use crate::scan::retention::Sieve;
use crate::source::{FileId, Sources, Span};

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Images (`docker save` archives, OCI layouts and archives), root file systems (directories, tar archives), other
    /// files, or `-` for standard input
    #[arg(value_name = "TARGET", required = true)]
    targets: Vec<PathBuf>,
    /// Files or layers to read at once [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Also open the Debian packages of a directory: where a package manager has left them, they take longer than all the
    /// rest
    #[arg(long)]
    packages: bool,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    report: ReportArgs,
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let outputs = args.report.outputs()?;
    let policy = args.policy.load(args.report.color(), args.report.now())?;
    let run = Run {
        context: ContextChoice::Nothing,
        detector: OnceLock::new(),
        policy: &policy,
        build: BuildOptions::default(),
        decider: Decider::new(&policy.policy, args.report.today()),
    };
    let detector = run::detector(&policy.intel, policy.bundle.as_ref(), &run.engine());
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(args.jobs.unwrap_or(0))
        .build()
        .map_err(|error| Failure::usage(error.to_string()))?;
    let mut report = Report::default();
    let mut failures = Vec::new();
    for path in &args.targets {
        let limits = Limits { packages: args.packages || !path.is_dir(), ..Limits::default() };
        let budget = Budget::new(limits);
        let (name, target) = if path.as_os_str() == "-" {
            ("<stdin>".to_owned(), Target::of_stream(host.stdin, &budget))
        } else {
            (path.to_string_lossy().into_owned(), Target::open(path, &budget))
        };
        let target = match target {
            Ok(target) => target,
            Err(error) => {
                failures.push(Failure::io(Path::new(&name), &error));
                continue;
            }
        };
        let mut scan = Scan { run: &run, name, reports: Vec::new(), failures: Vec::new() };
        progress::during(&budget, target.size(), args.report.quiet(), || {
            threads.install(|| scan.target(&target, &detector, &budget));
        });
        report.files.extend(scan.reports);
        failures.extend(scan.failures);
    }
    report.files.extend(run.hygiene(&[]));
    args.report.finish(&outputs, &report, &failures, &policy.policy, host)
}

/// The scan of one target.
struct Scan<'r> {
    run: &'r Run<'r>,
    name: String,
    reports: Vec<FileReport>,
    failures: Vec<Failure>,
}

/// What is judged as one: an image, or all of a target that is none.
struct Subject<'s> {
    name: String,
    config: &'s ImageConfig,
    retold: Retold,
    layers: Vec<&'s Layer<Seen>>,
}

impl Scan<'_> {
    fn target(&mut self, target: &Target, detector: &Detector<'_>, budget: &Budget) {
        let images = match target {
            Target::Images(images) => Some(images),
            _ => None,
        };
        let started = images.map_or_else(Started::default, |images| Started::of(images));
        let run = NamesRun::of(&started.commands);
        let engine = self.run.engine();
        let is_started = |file: &File| started.starts(file, &run);
        let sieve = Sieve::new(&engine, &is_started);
        let place = Place::in_build(Keyword::Copy, Span::default());
        let look = Look::new(detector, &run, place, &sieve);
        let layers = match target.inspect(&self.name, &look, budget) {
            Ok(layers) => layers,
            Err(error) => {
                self.failures.push(Failure::io(Path::new(&self.name), &error));
                return;
            }
        };
        self.report_problems(images.map_or(&[], |images| &images.problems), &layers);
        let nothing = ImageConfig::default();
        let Some(images) = images else {
            let subject = Subject {
                name: self.name.clone(),
                config: &nothing,
                retold: Retold::default(),
                layers: layers.iter().collect(),
            };
            self.judge(&subject, budget);
            return;
        };
        if images.images.is_empty() {
            let failure = Failure::at(Path::new(&self.name), "there is no image in it");
            self.failures.push(failure);
        }
        for image in &images.images {
            let of_image: Vec<&Layer<Seen>> =
                image.layers.iter().filter_map(|number| layers.get(*number)).collect();
            let names: Vec<String> = of_image.iter().map(|layer| layer.name.clone()).collect();
            let subject = Subject {
                name: format!("{}: {}", self.name, image.name),
                config: &image.config,
                retold: Retold::new(&image.config, &names),
                layers: of_image,
            };
            self.judge(&subject, budget);
        }
    }

    /// What concerns a whole layer or list makes the run fail; what concerns one file is judged as one.
    fn report_problems(&mut self, lists: &[Problem], layers: &[Layer<Seen>]) {
        let mut fail = |what: String| {
            self.failures.push(Failure::at(Path::new(&self.name), what));
        };
        for problem in lists {
            fail(format!("`{}`: {}", problem.path, problem.what));
        }
        for layer in layers {
            let of_layer = |what: &str| match layer.name.as_str() {
                "" => what.to_owned(),
                name => format!("layer `{name}`: {what}"),
            };
            for problem in layer.found.problems.iter().filter(|problem| problem.path.is_empty()) {
                fail(of_layer(&problem.what));
            }
            if layer.found.more_problems > 0 {
                let what = format!("{} more problems are not shown", layer.found.more_problems);
                fail(of_layer(&what));
            }
        }
    }

    fn judge(&mut self, subject: &Subject<'_>, budget: &Budget) {
        let mut sources = self.run.policy.sources.clone();
        let file = sources.add(subject.name.clone(), subject.retold.text.clone().into_bytes());
        let mut facts = subject.retold.observe(file, subject.config);
        let remarks = add_files(subject, file, &mut facts, &mut sources);
        facts.whole_file_system = Some(Span::new(file, 0, 0));
        facts.system = Some(system(subject, budget));
        let engine = self.run.engine();
        let mut decided = engine.judge_facts(&subject.name, &sources, file, &facts);
        for decided in &mut decided {
            remarks.add_to(decided);
        }
        let path = subject.name.clone();
        self.reports.push(FileReport { path, file, sources, decided });
    }
}

/// What the finished image says of itself, by what a container sees of it.
fn system(subject: &Subject<'_>, budget: &Budget) -> System {
    let mut system = System::new(&subject.config.platform, subject.layers.len());
    let contents: Vec<_> = subject.layers.iter().map(|layer| &layer.contents).collect();
    system.size = size_of(&contents, budget);
    for (number, layer) in subject.layers.iter().enumerate() {
        let above = subject.layers.get(number + 1..).unwrap_or_default();
        for seen in &layer.found.seen {
            let is_there = || !above.iter().any(|above| above.removed.hides(seen.path()));
            if let Some(text) = seen.wanted().filter(|_| is_there()) {
                system.take(seen.path(), text.whole());
            }
        }
    }
    system
}

/// What containers of the images start.
#[derive(Default)]
struct Started {
    commands: Vec<Command>,
    /// Names of files that are handed to a program.
    given: HashSet<String>,
}

impl Started {
    fn of(images: &Images) -> Self {
        let mut started = Self::default();
        for image in &images.images {
            let retold = Retold::new(&image.config, &[]);
            let observed = retold.observe(FileId::default(), &image.config).commands;
            started
                .commands
                .extend(observed.into_iter().filter(|it| it.place.moment != Moment::Build));
        }
        let words = started.commands.iter().flat_map(Command::args);
        let names = words.map(|word| word.rsplit('/').next().unwrap_or(word).to_owned());
        started.given = names.collect();
        started
    }

    /// A name alone says little: it is also a program, or handed to one.
    fn starts(&self, file: &File, run: &NamesRun) -> bool {
        run.has(file.name()) && (file.mode & 0o111 != 0 || self.given.contains(file.name()))
    }
}

/// Adds the files of all layers to the facts, and notes where each of them is.
fn add_files(
    subject: &Subject<'_>,
    file: FileId,
    facts: &mut Facts,
    sources: &mut Sources,
) -> Remarks {
    let mut remarks = Remarks::default();
    let run = NamesRun::of(&facts.commands);
    let mut entries = HashSet::new();
    for (number, layer) in subject.layers.iter().enumerate() {
        let place = Place::in_build(Keyword::Copy, subject.retold.layer(file, number));
        let above = subject.layers.get(number + 1..).unwrap_or_default();
        for seen in &layer.found.seen {
            // every layer names the directories again in which it puts something
            if seen.is_entry() && !entries.insert((seen.path(), seen.mode())) {
                continue;
            }
            let shown = format!("{}: {}", subject.name, seen.path());
            let by = above.iter().position(|above| above.removed.deletes(seen.path()));
            let gone = above.iter().any(|above| above.removed.hides(seen.path()));
            let text = seen.add(&shown, place, gone, &run, facts, sources);
            if layer.name.is_empty() {
                continue;
            }
            let mut said = format!("in layer {} of {}", number + 1, subject.layers.len());
            said.push_str(&format!(", `{}`", layer.name));
            if let Some(by) = by {
                let by = number + by + 2;
                said.push_str(&format!("; layer {by} deletes it, but the image still ships it"));
            }
            if let Some(text) = text {
                remarks.of_text.insert(text, said.clone());
            }
            remarks.of_file.insert((place.span.start, seen.path().to_owned()), said);
        }
        for problem in layer.found.problems.iter().filter(|problem| !problem.path.is_empty()) {
            facts.files.push(problem.clone().into_fact(place, place.span));
        }
    }
    remarks
}

/// What is said of a file beside the finding: the layer, and whether another one deletes it.
#[derive(Default)]
struct Remarks {
    /// By the instruction and the path.
    of_file: HashMap<(u32, String), String>,
    of_text: HashMap<FileId, String>,
}

impl Remarks {
    fn add_to(&self, decided: &mut Decided) {
        let finding = &mut decided.finding;
        let of_file = || {
            let path = finding.message.split('`').nth(1)?;
            self.of_file.get(&(finding.primary.span.start, path.to_owned()))
        };
        let remark = self.of_text.get(&finding.primary.span.file).or_else(of_file);
        finding.notes.extend(remark.cloned());
    }
}

//! `minestop scan`: judges finished images, root file systems and archives by what is in them and how they were made.

mod ahead;
mod cache;
mod fleet;
mod hint;
mod limits;
#[cfg_attr(not(feature = "registry"), path = "nowhere.rs")]
mod named;
mod target;

use std::cell::{Cell, OnceCell};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use clap::Args as ClapArgs;

use crate::cli::attest;
use crate::cli::failure::{self, Failure};
use crate::cli::policies::Policies;
use crate::cli::policy::file::{LoadedPolicy, PolicyArgs};
use crate::cli::progress;
use crate::cli::report_options::ReportArgs;
use crate::cli::run::{ContextChoice, Run};
use crate::cli::scan::ahead::Opened;
use crate::cli::scan::cache::CacheArgs;
use crate::cli::scan::fleet::{FleetArgs, Lines};
use crate::cli::scan::limits::Limit;
use crate::cli::scan::named::NamedArgs;
use crate::cli::scan::target::{Origin, Wanted};
use crate::cli::{Exit, Host};
use crate::dockerfile::{BuildOptions, Keyword};
use crate::engine::{FileReport, ReadError, Report};
use crate::facts::{File, ImageConfig, NamesRun, Place, ReconstructedHistory};
use crate::filesystem::entry::Wants;
use crate::filesystem::image::{KnownLayers, Layer};
use crate::filesystem::problem::ProblemKind;
use crate::filesystem::target::{Inspected, Target};
use crate::filesystem::{Budget, Limits, Problem};
use crate::policy::Decider;
use crate::scan::inspector::{Look, Retain, Seen};
use crate::scan::layer_cache::{LayerCache, LayersSeen};
use crate::scan::retention::Retention;
use crate::scan::subject::{Started, Subject};
use crate::source::Span;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Images (`docker save` archives, OCI layouts and archives), root file systems (directories, tar archives), other
    /// files, names of images with a tag or digest, or `-` for standard input. In front of each may stand what it is
    /// (`docker-archive:`, `oci-archive:`, `oci-dir:`, `rootfs:`, `file:`) or who has it (`docker:`, `podman:`, `registry:`)
    #[arg(value_name = "[KIND:]TARGET", required_unless_present = "images")]
    targets: Vec<PathBuf>,
    /// What the targets are that do not say so themselves [default: what they hold tells]
    #[arg(long, value_name = "KIND")]
    from: Option<Origin>,
    /// Files or layers to read at once [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Also open the Debian packages of a directory: where a package manager has left them, they take longer than all the
    /// rest
    #[arg(long)]
    packages: bool,
    /// Raise or lower a limit: entries, kept, unpacked, ratio, file, depth or temporary; may be repeated
    #[arg(long = "limit", value_name = "NAME=VALUE", value_parser = limits::parse)]
    limits: Vec<Limit>,
    /// Write the verdict on the one image that passes into a file, for `cosign attest --predicate FILE --type
    /// https://slsa.dev/verification_summary/v1`; there is no file after any other verdict
    #[arg(long, value_name = "FILE", conflicts_with_all = ["images", "lines", "shard"])]
    attest: Option<PathBuf>,
    #[command(flatten)]
    fleet: FleetArgs,
    #[command(flatten)]
    named: NamedArgs,
    #[command(flatten)]
    cache: CacheArgs,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    report: ReportArgs,
}

pub(super) fn run(args: &Args, command: &str, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let outputs = args.report.outputs()?;
    let targets = args.fleet.targets(&args.targets, host)?;
    if let Some(path) = &args.attest {
        attest::clear(path)?;
    }
    let mut policies = Policies::new(&args.policy, &[], args.report.color(), args.report.now());
    let here = policies.search.directory_of(Path::new("x"));
    policies.number_for(&here)?;
    let Some(policy) = policies.loaded.first() else { return Ok(Exit::Error) };
    if args.attest.is_some() {
        can_be_attested(args, policy)?;
    }
    let decider = Decider::new(&policy.policy, args.report.today());
    let run = Run::new(policy, decider, ContextChoice::Nothing, BuildOptions::default());
    let scans = Scans {
        args,
        run: &run,
        threads: rayon::ThreadPoolBuilder::new()
            .num_threads(args.jobs.unwrap_or(0))
            .build()
            .map_err(|error| Failure::usage(error.to_string()))?,
        policy_key: policies.key(),
        cache: OnceCell::new(),
        notes: Cell::default(),
    };
    // what was judged under other limits is judged again
    let asked = format!("{} {:?} {}", scans.policy_key, args.limits, args.packages);
    let mut lines = args.fleet.lines(&asked)?;
    let provenance = policies.provenance(command, false);
    let mut report = Report { provenance, ..Report::default() };
    scans.all(&targets, &mut lines, &mut report, host)?;
    if let Some(cache) = scans.cache.get().and_then(Option::as_ref) {
        args.cache.trim(cache);
    }
    if let Some(lines) = lines {
        let fails = |action| args.report.fails(action, &policy.policy);
        return lines.finish(args.report.quiet(), fails, host);
    }
    report.files.extend(run.hygiene(None));
    let fails = args.report.fails(report.action(), &policy.policy);
    let exit = args.report.finish(&outputs, &report, fails, host)?;
    // `--fail-on` is not the policy's
    let passes = exit == Exit::Go && !policy.policy.fail_on().fails(report.action());
    if let (Some(path), true) = (&args.attest, passes) {
        let name = args.targets.first().and_then(|it| Wanted::of(it, args.from).reference());
        attest::write(path, &report, name.as_ref(), args.report.now())?;
    }
    Ok(exit)
}

/// An attestation is about one image, and names the policy that judged it.
fn can_be_attested(args: &Args, policy: &LoadedPolicy) -> Result<(), Failure> {
    if args.targets.len() > 1 {
        return Err(Failure::usage("an attestation is about one image").help("scan each alone"));
    }
    if args.policy.changes(policy) {
        let what = "an attestation names the policy file, and these options change what it says";
        return Err(Failure::usage(what).help("write what they say into the policy file"));
    }
    Ok(())
}

/// What the scans of all targets share.
struct Scans<'r> {
    args: &'r Args,
    run: &'r Run<'r>,
    threads: rayon::ThreadPool,
    policy_key: String,
    /// What earlier runs have seen, from the first target on that asks for it.
    cache: OnceCell<Option<LayerCache>>,
    /// What is to be said of the cache with the first target that asked for it.
    notes: Cell<Vec<String>>,
}

impl Scans<'_> {
    /// Judges what the lines do not know yet: into them, if they are asked for, or else into the report.
    fn all(
        &self,
        targets: &[PathBuf],
        lines: &mut Option<Lines>,
        report: &mut Report,
        host: &mut Host<'_>,
    ) -> Result<(), Failure> {
        let mut left = targets.to_vec();
        left.retain(|target| !lines.as_mut().is_some_and(|lines| lines.has(target)));
        let is_remote = |target: &PathBuf| Wanted::of(target, self.args.from).may_be_remote();
        let cache = if left.iter().any(is_remote) { self.cache()? } else { None };
        let open = |some: &[PathBuf]| ahead::open(some, self.args.from, &self.args.named, cache);
        ahead::each(&left, &open, |target, opened| {
            let one = self.one(target, opened, host)?;
            match lines {
                Some(lines) => {
                    let provenance = report.provenance.clone();
                    lines.add(target, &Report { provenance, ..one })?;
                }
                None => report.append(one),
            }
            Ok(())
        })
    }

    /// What is found in one target, which may have been opened ahead; that it cannot be opened is part of the report.
    fn one(
        &self,
        target: &Path,
        opened: Option<Opened>,
        host: &mut Host<'_>,
    ) -> Result<Report, Failure> {
        let args = self.args;
        let wanted = Wanted::of(target, args.from);
        let packages = args.packages || !wanted.path.is_dir();
        let mut limits = Limits { packages, ..Limits::default() };
        args.limits
            .iter()
            .try_for_each(|limit| limit.apply(&mut limits))
            .map_err(Failure::usage)?;
        let budget = Budget::new(limits);
        let documents = if wanted.may_be_remote() { self.cache()? } else { None };
        let open = || target::open(&wanted, host.stdin, &args.named, &budget, documents);
        let target = match opened.unwrap_or_else(open) {
            Ok(target) => target,
            Err(error) => return Ok(Report { errors: vec![error], ..Report::default() }),
        };
        let mut scan = Scan { run: self.run, name: wanted.name, report: Report::default() };
        let images = target.images.as_ref();
        let started = images.map_or_else(Started::default, Started::of);
        let names = NamesRun::of(&started.commands);
        let engine = self.run.engine();
        let is_started = |file: &File| started.starts(file, &names);
        let retention = Retention::new(&engine, &is_started);
        let cache = match images {
            // a cache knows single files, not what a container sees of the whole
            Some(_) if *retention.wants() == Wants::default() => self.cache()?,
            _ => None,
        };
        scan.report.notes.extend(self.notes.take());
        let key = || format!("{} {:?}\n{}", self.policy_key, budget.limits, started.key());
        let known = cache.map(|cache| cache.seen(key(), place()));
        let look = Look::new(self.run.detector(), &names, place(), &retention);
        progress::during(&budget, target.size(), args.report.quiet(), || {
            self.threads.install(|| scan.target(&target, &look, &budget, known.as_ref()));
        });
        Ok(scan.report)
    }

    /// The cache, opened when it is first asked for.
    fn cache(&self) -> Result<Option<&LayerCache>, Failure> {
        if self.cache.get().is_none() {
            let now = u64::try_from(self.args.report.now()).unwrap_or(0);
            let now = UNIX_EPOCH + Duration::from_secs(now);
            let mut notes = Vec::new();
            // nobody else can have filled it
            let _ = self.cache.set(self.args.cache.open(now, &mut notes)?);
            self.notes.set(notes);
        }
        Ok(self.cache.get().and_then(Option::as_ref))
    }
}

/// Where files are seen before it is known what put them into the image.
fn place() -> Place {
    Place::in_build(Keyword::Copy, Span::default())
}

/// The scan of one target.
struct Scan<'r> {
    run: &'r Run<'r>,
    name: String,
    report: Report,
}

impl Scan<'_> {
    fn target<R: Retain>(
        &mut self,
        target: &Target,
        look: &Look<'_, R>,
        budget: &Budget,
        known: Option<&LayersSeen<'_>>,
    ) {
        let known = known.map(|known| known as &dyn KnownLayers<Seen>);
        match target.inspect(&self.name, look, budget, known) {
            Ok(inspected) => {
                self.add_errors(target, &inspected, budget);
                self.judge_images(target, &inspected, budget);
                self.judge_rest(target, &inspected.rest, budget);
            }
            Err(error) => {
                self.report.errors.push(failure::unreadable(Path::new(&self.name), &error));
            }
        }
        let incomplete = !self.report.errors.is_empty();
        self.report.files.iter_mut().for_each(|file| file.incomplete = incomplete);
        self.report.notes.push(format!("{} was read as {}", self.name, target.kind.describe()));
        let closed = budget.closed();
        if closed > 0 {
            let what = "Debian packages that were not opened, as `--packages` would";
            self.report.notes.push(format!("{}: {closed} {what}", self.name));
        }
        let notes = target.images.as_ref().map_or(&[][..], |images| &images.notes);
        self.report.notes.extend(notes.iter().map(|note| format!("{}: {note}", self.name)));
    }

    /// What concerns more than one file that is there makes the run fail.
    fn add_errors(&mut self, target: &Target, inspected: &Inspected<Seen>, budget: &Budget) {
        let name = self.name.clone();
        let error = |layer: Option<&Layer<Seen>>, path: &str, cause: String| ReadError {
            layer: layer.map(|layer| layer.name.clone()).filter(|name| !name.is_empty()),
            path: Some(path.to_owned()).filter(|path| !path.is_empty() && *path != name),
            ..ReadError::new(name.clone(), cause)
        };
        let mut errors = Vec::new();
        if let Some(images) = &target.images {
            let listed = images.problems.iter();
            errors.extend(listed.map(|it| error(None, &it.path, it.what.clone())));
            if images.images.is_empty() {
                errors.push(error(None, "", "there is no image in it".to_owned()));
            }
        }
        let is_nothing = target.images.is_none() && budget.entries() == 0 && !target.is_file();
        if is_nothing && inspected.rest.found.problems.is_empty() {
            errors.push(error(None, "", "there is nothing in it to judge".to_owned()));
        }
        for layer in inspected.layers.iter().chain([&inspected.rest]) {
            // what a target itself is not, is no matter of a file in it
            let is_whole = |it: &&Problem| !it.is_of_a_file() || it.path == self.name;
            for it in layer.found.problems.iter().filter(is_whole) {
                let is_temporary = it.kind == ProblemKind::Temporary;
                let layer = Some(layer).filter(|_| !is_temporary);
                let mut error = error(layer, &it.path, it.what.clone());
                if is_temporary {
                    let help = "name a directory in `TMPDIR` that may be written to and has room";
                    error.help = Some(help.to_owned());
                }
                // the machine has one directory for all layers
                if !is_temporary || !errors.contains(&error) {
                    errors.push(error);
                }
            }
            if layer.found.more_problems > 0 {
                let what = format!("{} more problems are not shown", layer.found.more_problems);
                errors.push(error(Some(layer), "", what));
            }
        }
        self.report.errors.extend(errors);
    }

    fn judge_images(&mut self, target: &Target, inspected: &Inspected<Seen>, budget: &Budget) {
        for image in target.images.iter().flat_map(|images| &images.images) {
            let layers: Vec<&Layer<Seen>> =
                image.layers.iter().filter_map(|number| inspected.layers.get(*number)).collect();
            let names: Vec<String> = layers.iter().map(|layer| layer.name.clone()).collect();
            let subject = Subject {
                name: format!("{}: {}", self.name, image.name),
                config: &image.config,
                history: ReconstructedHistory::new(&image.config, &names),
                layers,
                is_whole: true,
            };
            self.judge(&subject, budget);
        }
    }

    /// What belongs to no image; beside images it is reported only if there is something to say.
    fn judge_rest(&mut self, target: &Target, rest: &Layer<Seen>, budget: &Budget) {
        let is_beside = target.images.is_some();
        if is_beside && rest.found.seen.is_empty() && rest.found.problems.is_empty() {
            return;
        }
        let name = match is_beside {
            true => format!("{}: files of no image", self.name),
            false => self.name.clone(),
        };
        let (config, history) = (&ImageConfig::default(), ReconstructedHistory::default());
        self.judge(
            &Subject { name, config, history, layers: vec![rest], is_whole: !is_beside },
            budget,
        );
    }

    fn judge(&mut self, subject: &Subject<'_>, budget: &Budget) {
        let sources = self.run.policy.sources.clone();
        let report: FileReport = subject.judge(&self.run.engine(), sources, budget);
        self.report.files.push(report);
    }
}

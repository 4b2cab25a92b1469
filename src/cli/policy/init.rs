//! `minestop policy init`: a policy file to start from, with what a repository uses already.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use crate::cli::beside::Beside;
use crate::cli::color::ColorChoice;
use crate::cli::completed::Completed;
use crate::cli::discover::Input;
use crate::cli::failure::{Failure, unreadable};
use crate::cli::hadolint;
use crate::cli::policies::Policies;
use crate::cli::policy::file::{self, PolicyArgs};
use crate::cli::read::{self, MAX_DOCKERFILE_BYTES};
use crate::cli::selecting::SelectingArgs;
use crate::cli::{Exit, Host, today};
use crate::dockerfile::{self, BuildOptions};
use crate::facts::{ImageRole, NoContext, observe_build};
use crate::orchestration::{self, Assembly};
use crate::policy::{Preset, StartingPoint, template};
use crate::report::sanitise;
use crate::source::Sources;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The built-in policy to start from
    #[arg(
        long,
        value_name = "PRESET",
        value_parser = Completed::new(|| Preset::WORDS.to_vec(), file::preset),
        default_value = "default"
    )]
    preset: Preset,
    /// Trust the images that Dockerfiles at or below PATH use, and no other; may be repeated
    #[arg(long, value_name = "PATH")]
    from: Vec<PathBuf>,
    /// Trust the registries that a configuration of hadolint trusts
    #[arg(long, value_name = "FILE")]
    from_hadolint: Option<PathBuf>,
    /// Print it instead of writing the file
    #[arg(long)]
    stdout: bool,
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let mut start = StartingPoint::default();
    if !args.from.is_empty() {
        images_below(&args.from, &mut start)?;
    }
    if let Some(path) = &args.from_hadolint {
        hadolint::read(path, &mut start)?;
    }
    let text = template(args.preset, &start);
    if args.stdout {
        write!(host.stdout, "{text}").map_err(|error| Failure::writing(&error, Exit::Go))?;
        return Ok(Exit::Go);
    }
    let path = Path::new("minestop.toml");
    File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(
        |error| {
            let mut command = "minestop policy init --stdout".to_owned();
            for from in &args.from {
                command += &format!(" --from {}", from.display());
            }
            if let Some(from) = &args.from_hadolint {
                command += &format!(" --from-hadolint {}", from.display());
            }
            Failure::io(path, &error).help(format!("print what it would write: `{command}`"))
        },
    )?;
    let more = match start.trusted.len() {
        0 => String::new(),
        1 => "; 1 image or registry is trusted".to_owned(),
        count => format!("; {count} images and registries are trusted"),
    };
    writeln!(host.stdout, "wrote {}{more}", path.display())
        .map_err(|error| Failure::writing(&error, Exit::Go))?;
    Ok(Exit::Go)
}

/// Collects the images that Dockerfiles use, each once, and where one of them cannot be known.
fn images_below(paths: &[PathBuf], start: &mut StartingPoint) -> Result<(), Failure> {
    let selecting = SelectingArgs::of(paths.to_vec());
    let policy = PolicyArgs::default();
    let mut policies = Policies::new(&policy, paths, ColorChoice::Auto, today::now());
    let found = selecting.find(&mut policies)?;
    if let Some(error) = found.errors.first() {
        return Err(Failure::unread(error));
    }
    let mut unknown: BTreeMap<String, String> = BTreeMap::new();
    for input in &found.inputs {
        let Input::File(path) = input else { continue };
        let content = read::file(path, MAX_DOCKERFILE_BYTES)
            .map_err(|error| Failure::unread(&unreadable(path, &error)))?;
        images_of(path, content.bytes, start, &mut unknown);
    }
    if start.trusted.is_empty() && unknown.is_empty() {
        let what = "no Dockerfile that uses an image was found";
        return Err(Failure::usage(what).exits(Exit::Nothing));
    }
    let remark = |(place, problem)| format!("not known before the build: {place}: {problem}");
    start.remarks.extend(unknown.into_iter().map(remark));
    Ok(())
}

fn images_of(
    path: &Path,
    bytes: Vec<u8>,
    start: &mut StartingPoint,
    unknown: &mut BTreeMap<String, String>,
) {
    let mut sources = Sources::default();
    let kind = orchestration::manifest(&bytes);
    let bytes = if kind.is_some() { orchestration::decoded(bytes) } else { bytes };
    let file = sources.add(path.to_string_lossy(), bytes);
    let (tree, resolved) = match kind {
        // what its containers are made from; the Dockerfiles that it builds are found by themselves
        Some(kind) => {
            let around = Beside::texts(path);
            let Assembly { tree, resolved, .. } =
                orchestration::read(kind, file, &around, &mut sources).assembly;
            (tree, resolved)
        }
        None => {
            let tree = dockerfile::parse(file, sources.bytes(file));
            let resolved = dockerfile::resolve(&tree, &BuildOptions::default());
            (tree, resolved)
        }
    };
    let facts = observe_build(&tree, &resolved, &mut NoContext, &mut sources);
    for image in facts.images.iter().filter(|image| image.role != ImageRole::Frontend) {
        if image.reference.is_some() {
            start.trusted.insert(image.text.as_str().to_owned());
            continue;
        }
        let at = image.text.span();
        let line = sources.get(at.file).map_or(0, |file| file.lines().line_of(at.start) + 1);
        let place = format!("{}:{line}", sanitise::text(&path.to_string_lossy()));
        unknown.insert(place, image.problem.clone().unwrap_or_default());
    }
}

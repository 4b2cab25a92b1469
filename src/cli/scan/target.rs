//! The targets of `minestop scan` as they are written: what each is said to be, and what to type instead where this program
//! cannot open it.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::discover::is_dockerfile;
use crate::cli::failure;
use crate::cli::scan::hint::with_help;
use crate::cli::scan::named::NamedArgs;
use crate::engine::ReadError;
use crate::filesystem::Budget;
use crate::filesystem::target::{Target, TargetKind};
use crate::image_ref::Reference;
use crate::scan::layer_cache::LayerCache;

/// Where a target comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A file or directory.
    Kind(TargetKind),
    /// An image that a daemon or a registry has, by its name.
    Named(&'static str),
}

/// What can stand in front of a target. What has images by name is opened in `scan/named.rs`.
const ALL: [Origin; 9] = [
    Origin::Kind(TargetKind::DockerArchive),
    Origin::Kind(TargetKind::OciArchive),
    Origin::Kind(TargetKind::OciDirectory),
    Origin::Kind(TargetKind::RootFileSystem),
    Origin::Kind(TargetKind::File),
    Origin::Named("docker"),
    Origin::Named("podman"),
    Origin::Named("containerd"),
    Origin::Named("registry"),
];

impl ValueEnum for Origin {
    fn value_variants<'a>() -> &'a [Self] {
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(self.word()?.into())
    }
}

impl Origin {
    fn word(self) -> Option<&'static str> {
        match self {
            Self::Named(word) => Some(word),
            Self::Kind(kind) => {
                TargetKind::WORDS.iter().find(|(_, it)| *it == kind).map(|(word, _)| *word)
            }
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::value_variants().iter().copied().find(|origin| origin.word() == Some(word))
    }
}

/// A target as it was asked for.
#[derive(Debug)]
pub(super) struct Wanted {
    /// As reports name it.
    pub(super) name: String,
    pub(super) path: PathBuf,
    origin: Option<Origin>,
}

impl Wanted {
    /// Takes `KIND:` from the front; `from` is what a target is that says nothing.
    pub(super) fn of(target: &Path, from: Option<Origin>) -> Self {
        let said = target.to_str().and_then(|text| {
            let (word, path) = text.split_once(':')?;
            Some((Origin::of_word(word)?, path))
        });
        let (origin, path) = match said {
            Some((origin, path)) => (Some(origin), PathBuf::from(path)),
            None => (from, target.to_owned()),
        };
        let is_stream = path.as_os_str() == "-";
        let name = if is_stream { "<stdin>".into() } else { path.to_string_lossy().into_owned() };
        Self { name, path, origin }
    }

    /// What a daemon or a registry calls it; `None` for a file.
    pub(super) fn reference(&self) -> Option<Reference> {
        let is_file = match self.origin {
            Some(Origin::Named(_)) => false,
            Some(Origin::Kind(_)) => true,
            None => self.path.exists(),
        };
        image_name(self.path.as_os_str()).filter(|_| !is_file)
    }

    /// True if a registry may be asked for it.
    pub(super) fn may_be_remote(&self) -> bool {
        match self.origin {
            Some(Origin::Named(word)) => word == "registry",
            Some(Origin::Kind(_)) => false,
            None => self.reference().as_ref().is_some_and(names_version),
        }
    }
}

/// Opens a target.
pub(super) fn open(
    wanted: &Wanted,
    stdin: &mut dyn Read,
    named: &NamedArgs,
    budget: &Budget,
    cache: Option<&LayerCache>,
) -> Result<Target, ReadError> {
    let kind = match wanted.origin {
        Some(Origin::Named(word)) => return named.open(&wanted.name, word, budget, cache),
        Some(Origin::Kind(kind)) => Some(kind),
        None => None,
    };
    let path = wanted.path.as_path();
    if path.as_os_str() == "-" {
        return Target::of_stream(stdin, kind, budget).map_err(|error| {
            let help = "hand an archive over, as `docker save NAME | minestop scan -` does";
            with_help(failure::unreadable(Path::new(&wanted.name), &error), help.to_owned())
        });
    }
    if kind.is_none() && is_dockerfile(path) {
        let error = ReadError::new(&wanted.name, "it is a Dockerfile, and no image");
        return Err(with_help(error, format!("did you mean `minestop lint {}`?", wanted.name)));
    }
    let reference = image_name(path.as_os_str()).filter(|_| !path.exists());
    if kind.is_none() && reference.as_ref().is_some_and(names_version) {
        return named.open_anywhere(&wanted.name, budget, cache);
    }
    Target::open(path, kind, budget).map_err(|error| {
        let error = failure::unreadable(path, &error);
        if reference.is_some() { hinted(error) } else { error }
    })
}

/// What a registry has of a target, if nobody else is asked for it first.
pub(super) fn of_registry(
    wanted: &Wanted,
    named: &NamedArgs,
    cache: Option<&LayerCache>,
) -> Option<Result<Target, ReadError>> {
    let path = wanted.path.as_path();
    let word = match wanted.origin {
        Some(Origin::Named(word)) => Some(word),
        None if !is_dockerfile(path) && wanted.reference().as_ref().is_some_and(names_version) => {
            None
        }
        _ => return None,
    };
    named.ahead(&wanted.name, word, cache)
}

/// True for what only an image can be called: a file that is misspelt is looked for nowhere else.
fn names_version(reference: &Reference) -> bool {
    reference.tag().is_some() || reference.digest().is_some()
}

fn hinted(error: ReadError) -> ReadError {
    let help = format!(
        "for an image of this name type `minestop scan docker:{0}` or `registry:{0}`",
        error.target
    );
    with_help(error, help)
}

/// What may name an image: `alpine`, `alpine:3.20`, `registry.example.invalid/team/app@sha256:…`.
fn image_name(name: &OsStr) -> Option<Reference> {
    let text = name.to_str().filter(|text| !text.starts_with(['/', '.']))?;
    Reference::named(text).ok()
}

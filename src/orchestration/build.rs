//! A build that a file asks for.

use foldhash::HashSet;

use crate::dockerfile::BuildOptions;
use crate::source::{Span, Text};

/// Where the Dockerfile of a build is.
#[derive(Debug)]
pub(crate) enum Instructions {
    /// In the file itself, variables put in.
    Inline(Text),
    /// At a path.
    File(String),
}

/// A build.
#[derive(Debug)]
pub(crate) struct Build {
    pub(crate) instructions: Instructions,
    /// The directory of the context; none if it comes from elsewhere.
    pub(crate) context: Option<String>,
    /// Target, arguments, and stages that other contexts stand for.
    pub(crate) options: BuildOptions,
    /// What asks for it.
    pub(crate) span: Span,
}

/// The builds of a file, each once, whatever asks for it again.
#[derive(Debug, Default)]
pub(super) struct Builds {
    pub(super) all: Vec<Build>,
    seen: HashSet<String>,
}

impl Builds {
    pub(super) fn add(&mut self, build: Build) {
        let Build { instructions, context, options, .. } = &build;
        let is_new = match instructions {
            Instructions::Inline(_) => true,
            Instructions::File(path) => {
                let args = options.build_args.iter().map(|(name, value)| (name, value.as_str()));
                let args: Vec<_> = args.collect();
                let key = (path, context, &options.target, args, &options.replaced);
                self.seen.insert(format!("{key:?}"))
            }
        };
        if is_new {
            self.all.push(build);
        }
    }
}

/// The directory of a context, spelled in one way; none for one that is fetched from elsewhere.
pub(super) fn directory(context: &str) -> Option<String> {
    let is_remote = context.contains("://")
        || context.starts_with("git@")
        || context.starts_with("github.com/");
    let path = context.trim_end_matches('/').trim_start_matches("./");
    let path = if path.is_empty() && !context.starts_with('/') { "." } else { path };
    (!is_remote).then(|| path.to_owned())
}

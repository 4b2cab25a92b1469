//! A build that a file asks for.

use ecow::EcoString;
use foldhash::HashMap;

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

/// Longest Dockerfile that stands in another file and is read: real ones have some hundred lines.
pub(super) const LONGEST_INLINE: usize = 1 << 20;

/// A build.
#[derive(Debug)]
pub(crate) struct Build {
    /// What the services or targets are called that ask for it.
    pub(crate) names: Vec<EcoString>,
    pub(crate) instructions: Instructions,
    /// The directory of the context; none if it comes from elsewhere.
    pub(crate) context: Option<String>,
    /// What other contexts are, by name.
    pub(crate) contexts: Vec<(Text, Text)>,
    /// Target, arguments, and stages that other contexts stand for.
    pub(crate) options: BuildOptions,
    /// What asks for it.
    pub(crate) span: Span,
}

/// The builds of a file, each once, whatever asks for it again.
#[derive(Debug, Default)]
pub(super) struct Builds {
    pub(super) all: Vec<Build>,
    seen: HashMap<String, usize>,
}

impl Builds {
    pub(super) fn add(&mut self, build: Build) {
        let Build { instructions, context, options, .. } = &build;
        if let Instructions::File(path) = instructions {
            let args = options.build_args.iter().map(|(name, value)| (name, value.as_str()));
            let args: Vec<_> = args.collect();
            let key = format!("{:?}", (path, context, &options.target, args, &options.replaced));
            let at = *self.seen.entry(key).or_insert(self.all.len());
            if let Some(same) = self.all.get_mut(at) {
                same.names.extend(build.names);
                return;
            }
        }
        self.all.push(build);
    }
}

/// The directory of a context, spelled in one way; none for one that is fetched from elsewhere.
pub(super) fn directory(base: &str, context: &str) -> Option<String> {
    (!is_elsewhere(context)).then(|| match joined(base, context) {
        path if path.is_empty() => ".".to_owned(),
        path => path,
    })
}

/// True for a context that is fetched; an image, a target and a layout that lies on the disk are not.
fn is_elsewhere(context: &str) -> bool {
    context.contains("://") || context.starts_with("git@") || context.starts_with("github.com/")
}

/// What of these contexts and Dockerfiles a build fetches from an address.
pub(super) fn fetched<'t>(said: impl Iterator<Item = &'t Text>) -> Vec<Text> {
    const OTHERS: [&str; 4] = ["docker-image://", "target:", "service:", "oci-layout://"];
    let is_other = |it: &Text| OTHERS.iter().any(|start| it.starts_with(start));
    said.filter(|it| is_elsewhere(it) && !is_other(it)).cloned().collect()
}

/// A path below a directory, without `.` and `..` in it as far as that can be told; empty for the directory that all are told
/// from.
pub(super) fn joined(directory: &str, path: &str) -> String {
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{directory}/{path}") };
    let is_absolute = path.starts_with('/') || directory.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_absolute => {}
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    if is_absolute { format!("/{path}") } else { path }
}

#[cfg(test)]
mod tests {
    use super::{directory, fetched, joined};
    use crate::source::{FileId, Span, Text};

    #[test]
    fn what_is_fetched_is_told_from_images_and_directories() {
        let text = |it: &&str| Text::made(*it, Span::new(FileId(0), 0, 0));
        let said = [".", "https://example.invalid/a.git", "docker-image://b", "git@c.invalid:d"];
        let said: Vec<Text> = said.iter().map(text).collect();
        let fetched: Vec<String> = fetched(said.iter()).iter().map(|it| it.to_string()).collect();
        assert_eq!(fetched, ["https://example.invalid/a.git", "git@c.invalid:d"]);
    }

    #[test]
    fn paths_are_spelled_in_one_way() {
        for (base, path, wanted) in [
            ("", "./a/", "a"),
            ("a", "../b/./c", "b/c"),
            ("a", "../../b", "../b"),
            ("", ".", ""),
            ("/x", "../../b", "/b"),
            ("a", "/b//c", "/b/c"),
        ] {
            assert_eq!(joined(base, path), wanted, "{base} {path}");
        }
        assert_eq!(directory("", ".").as_deref(), Some("."));
        assert_eq!(directory("", "https://example.invalid/a.git"), None);
    }
}

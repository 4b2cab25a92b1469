//! Patterns over references, as an allow or a deny list has them: `registry/repository:tag@digest` with `*`.
//!
//! `*` stands for any characters within one part; a last component `*` and `**` stand for any depth. A pattern
//! without registry means Docker Hub, one that starts with `**` any registry; one without tag any tag.

use std::fmt;
use std::ops::Range;

use super::canonical::fold_registry;
use super::grammar::is_registry;
use super::{DOCKER_HUB, Reference};

/// A pattern that covers some references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    /// None covers every registry.
    registry: Option<Glob>,
    path: Vec<Component>,
    tag: Option<Glob>,
    digest: Option<Glob>,
}

/// Why a text is no pattern, and which bytes of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadPattern {
    /// The offending bytes of the pattern.
    pub range: Range<usize>,
    /// A lower-case fragment.
    pub message: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Component {
    /// Exactly one component of the repository.
    One(Glob),
    /// Any number of components, or at least one at the end of the pattern.
    AnyDepth,
}

impl Pattern {
    /// Reads a pattern such as `alpine`, `ghcr.io/team/*`, `*.example.com/**/tool:1.*` or `**/miner`.
    pub fn parse(written: &str) -> Result<Self, BadPattern> {
        let bad = |range, message| Err(BadPattern { range, message });
        if written.is_empty() {
            return bad(0..0, "an image pattern cannot be empty");
        }
        if let Some((at, odd)) = written.char_indices().find(|(_, c)| !is_allowed(*c)) {
            return bad(at..at + odd.len_utf8(), "no image name has this character");
        }
        if written == "*" {
            let message = "`*` alone is ambiguous: write `**` for every image, `library/*` for the \
                           official ones";
            return bad(0..1, message);
        }
        let (named, digest) = match written.split_once('@') {
            Some((named, digest)) => (named, Some(digest)),
            None => (written, None),
        };
        let registry =
            named.split_once('/').map(|(first, _)| first).filter(|first| is_registry(first));
        let start = registry.map_or(0, |registry| registry.len() + 1);
        let remainder = named.get(start..).unwrap_or_default();
        let (path, tag) = match remainder.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (remainder, None),
        };
        if let Some(at) = path.find(|c: char| c.is_ascii_uppercase()) {
            return bad(start + at..start + at + 1, "a repository name must be lower case");
        }
        if path.split('/').any(str::is_empty) || [tag, digest].contains(&Some("")) {
            return bad(0..written.len(), "a part of the image pattern is empty");
        }
        let registry = match registry {
            Some(host) => Some(Glob::new(&fold_registry(host))),
            None if path.starts_with("**") => None,
            None => Some(Glob::new(DOCKER_HUB)),
        };
        Ok(Self {
            path: components(path, registry.as_ref()),
            written: written.into(),
            registry,
            tag: tag.map(Glob::new),
            digest: digest.map(Glob::new),
        })
    }

    /// True if the pattern covers the image that `reference` names, however it is spelled.
    ///
    /// A reference without tag and digest is pulled as `latest`, so a pattern for that tag covers it. A digest
    /// decides what is pulled, whatever tag stands before it: give a digest where only one image will do.
    pub fn matches(&self, reference: &Reference) -> bool {
        let image = reference.canonical();
        let covers = |glob: &Option<Glob>, value: Option<&str>| {
            glob.as_ref().is_none_or(|glob| value.is_some_and(|value| glob.matches(value)))
        };
        covers(&self.registry, Some(&image.registry))
            && covers(&self.tag, reference.effective_tag())
            && covers(&self.digest, reference.digest().map(|digest| &**digest))
            && path_matches(&self.path, &image.repository)
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || "*./:@_-[]+".contains(c)
}

fn components(path: &str, registry: Option<&Glob>) -> Vec<Component> {
    let mut parts: Vec<&str> = path.split('/').collect();
    let on_hub = registry.is_some_and(|glob| glob.matches(DOCKER_HUB) && glob.is_literal());
    if on_hub && parts.len() == 1 && parts != ["*"] && parts != ["**"] {
        parts.insert(0, "library");
    }
    let last = parts.len().saturating_sub(1);
    parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            if *part == "**" || (*part == "*" && index == last) {
                Component::AnyDepth
            } else {
                Component::One(Glob::new(part))
            }
        })
        .collect()
}

/// Leftmost match of each run of components between two `AnyDepth`; both sides have at most 255 bytes.
fn path_matches(pattern: &[Component], repository: &str) -> bool {
    let names: Vec<&str> = repository.split('/').collect();
    let mut blocks = pattern.split(|component| *component == Component::AnyDepth);
    let first = blocks.next().unwrap_or_default();
    let Some(mut rest) = after_block(first, &names) else {
        return false;
    };
    let blocks: Vec<&[Component]> = blocks.collect();
    let Some((last, middle)) = blocks.split_last() else {
        return rest.is_empty();
    };
    for block in middle {
        let Some(found) = (0..=rest.len())
            .filter_map(|at| rest.get(at..))
            .find_map(|tail| after_block(block, tail))
        else {
            return false;
        };
        rest = found;
    }
    if last.is_empty() {
        return !rest.is_empty();
    }
    rest.len()
        .checked_sub(last.len())
        .and_then(|at| rest.get(at..))
        .is_some_and(|tail| after_block(last, tail).is_some())
}

/// The names after those that the block covers, if it covers the first ones.
fn after_block<'n, 'a>(block: &[Component], names: &'n [&'a str]) -> Option<&'n [&'a str]> {
    let (head, tail) = names.split_at_checked(block.len())?;
    block
        .iter()
        .zip(head)
        .all(|(component, name)| match component {
            Component::One(glob) => glob.matches(name),
            Component::AnyDepth => false,
        })
        .then_some(tail)
}

/// Literal pieces with anything between them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Glob {
    pieces: Vec<String>,
}

impl Glob {
    fn new(text: &str) -> Self {
        Self { pieces: text.split('*').map(Into::into).collect() }
    }

    fn is_literal(&self) -> bool {
        self.pieces.len() == 1
    }

    /// Linear: the first piece is a prefix, the last a suffix, those between are found leftmost.
    fn matches(&self, value: &str) -> bool {
        let Some((first, others)) = self.pieces.split_first() else {
            return false;
        };
        let Some((last, middle)) = others.split_last() else {
            return first == value;
        };
        let Some(mut rest) =
            value.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()))
        else {
            return false;
        };
        for piece in middle {
            match rest.split_once(piece.as_str()) {
                Some((_, tail)) => rest = tail,
                None => return false,
            }
        }
        true
    }
}

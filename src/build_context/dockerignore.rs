//! `.dockerignore`, by BuildKit's rules.
//!
//! Source: `moby/patternmatcher` and its `ignorefile`: the last pattern that matches the path or a directory above
//! it decides. A file that BuildKit refuses hides nothing here.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use regex::RegexSet;

use crate::build_context::wildcard::regex_of;
use crate::filesystem::entry::clean_path;

/// Largest ignore file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// The ignore file of a context. It is read when something is there that it may hide: most files of a tree stand
/// alone.
#[derive(Debug, Default)]
pub(crate) struct IgnoreFile {
    /// Where it may lie; the first that is there counts.
    places: Vec<PathBuf>,
    patterns: OnceLock<Patterns>,
}

/// What stands in an ignore file.
#[derive(Debug, Default)]
struct Patterns {
    set: Option<RegexSet>,
    /// Which patterns take files back in.
    negated: Vec<bool>,
}

impl IgnoreFile {
    /// `<Dockerfile>.dockerignore` beside the Dockerfile if there is one, `.dockerignore` in the context otherwise.
    pub(crate) fn of(root: &Path, dockerfile: &Path) -> Self {
        let mut own = dockerfile.as_os_str().to_owned();
        own.push(".dockerignore");
        Self { places: vec![own.into(), root.join(".dockerignore")], patterns: OnceLock::new() }
    }

    /// Where it lies, if there is one.
    pub(crate) fn place(&self) -> Option<&Path> {
        self.places.iter().map(PathBuf::as_path).find(|place| place.is_file())
    }

    /// The build does not see this path.
    pub(crate) fn hides(&self, path: &str) -> bool {
        self.patterns().hides(path)
    }

    /// A hidden directory may still hold files that a later pattern takes back in.
    pub(crate) fn takes_back(&self) -> bool {
        self.patterns().negated.contains(&true)
    }

    fn patterns(&self) -> &Patterns {
        self.patterns.get_or_init(|| {
            let text = self.places.iter().find_map(|place| read(place));
            text.map_or_else(Patterns::default, |text| Patterns::parse(&text))
        })
    }
}

impl Patterns {
    fn parse(text: &str) -> Self {
        let mut negated = Vec::new();
        let mut patterns = Vec::new();
        for line in text.strip_prefix('\u{feff}').unwrap_or(text).lines() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let line = line.trim();
            let (taken_back, pattern) =
                line.strip_prefix('!').map_or((false, line), |rest| (true, rest.trim()));
            let (pattern, _) = clean_path(pattern.as_bytes());
            if pattern.is_empty() {
                continue;
            }
            negated.push(taken_back);
            patterns.push(format!("^{}(?:/|$)", regex_of(&pattern, true)));
        }
        Self { set: RegexSet::new(&patterns).ok().filter(|_| !patterns.is_empty()), negated }
    }

    fn hides(&self, path: &str) -> bool {
        let Some(set) = &self.set else {
            return false;
        };
        let last = set.matches(path).iter().next_back();
        last.and_then(|index| self.negated.get(index)).is_some_and(|taken_back| !taken_back)
    }
}

fn read(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_match_decides() {
        let file = Patterns::parse(
            "\u{feff}# comment\n*\n!src\nsrc/**/*.log\n! /keep/this \n\n**/secret\n",
        );
        for (path, hidden) in [
            ("README", true),
            ("src", false),
            ("src/main.sh", false),
            ("src/a/b/x.log", true),
            ("keep/this/file", false),
            ("keep/that", true),
            ("src/secret/x", true),
        ] {
            assert_eq!(file.hides(path), hidden, "{path}");
        }
        assert!(file.negated.contains(&true));
    }

    #[test]
    fn nothing_is_hidden_without_patterns() {
        for text in ["", "# only\n", ".\n", "\n\n"] {
            assert!(!Patterns::parse(text).hides("a"), "{text:?}");
        }
    }
}

//! Packages and addresses that manifests and lock files name, whatever their format: every word of the file that could be
//! one. What is known about it is the business of rules.

use foldhash::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use crate::source::Text;

/// Files and the manager whose packages they name, in the words of [`crate::facts::MANAGERS`]; empty for addresses alone.
const BY_NAME: &[(&str, &str)] = &[
    ("package.json", "npm"),
    ("package-lock.json", "npm"),
    ("npm-shrinkwrap.json", "npm"),
    ("yarn.lock", "npm"),
    ("pnpm-lock.yaml", "npm"),
    ("bun.lock", "npm"),
    ("bower.json", "npm"),
    ("deno.json", "npm"),
    ("deno.jsonc", "npm"),
    ("deno.lock", "npm"),
    ("import_map.json", "npm"),
    ("pyproject.toml", "pip"),
    ("setup.py", "pip"),
    ("setup.cfg", "pip"),
    ("poetry.lock", "pip"),
    ("uv.lock", "pip"),
    ("pdm.lock", "pip"),
    ("pylock.toml", "pip"),
    ("pipfile", "pip"),
    ("pipfile.lock", "pip"),
    ("environment.yml", "conda"),
    ("environment.yaml", "conda"),
    ("conda.yml", "conda"),
    ("conda-lock.yml", "conda"),
    ("pixi.toml", "conda"),
    ("pixi.lock", "conda"),
    ("cargo.toml", "cargo"),
    ("cargo.lock", "cargo"),
    ("go.mod", "go"),
    ("go.sum", "go"),
    ("go.work", "go"),
    ("gemfile", "gem"),
    ("gemfile.lock", "gem"),
    ("gems.rb", "gem"),
    ("composer.json", "composer"),
    ("composer.lock", "composer"),
    ("brewfile", "brew"),
    ("flake.lock", "nix"),
    (".gitmodules", ""),
    ("cmakelists.txt", ""),
    ("pom.xml", ""),
    ("build.gradle", ""),
    ("build.gradle.kts", ""),
    ("libs.versions.toml", ""),
    ("packages.config", ""),
    ("mix.exs", ""),
    ("mix.lock", ""),
    ("rebar.config", ""),
    ("pubspec.yaml", ""),
    ("pubspec.lock", ""),
    ("package.swift", ""),
    ("package.resolved", ""),
    ("podfile", ""),
    ("podfile.lock", ""),
    ("cartfile", ""),
    ("vcpkg.json", "vcpkg"),
    ("project.clj", ""),
    ("deps.edn", ""),
    ("snapcraft.yaml", ""),
    ("conanfile.txt", ""),
    ("conanfile.py", ""),
    ("workspace", ""),
    ("workspace.bazel", ""),
    ("module.bazel", ""),
    ("shard.yml", ""),
    ("stack.yaml", ""),
    ("build.zig.zon", ""),
    ("renv.lock", ""),
    ("project.toml", ""),
    (".gclient", ""),
    ("paket.dependencies", ""),
    ("west.yml", ""),
];

/// The same, for each file of a context.
static NAMES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| BY_NAME.iter().copied().collect());

/// The same by ending.
const BY_ENDING: &[(&str, &str)] = &[
    ("nix", "nix"),
    ("gemspec", "gem"),
    ("cmake", ""),
    ("csproj", ""),
    ("fsproj", ""),
    ("nimble", ""),
    ("rockspec", ""),
    ("cabal", ""),
    ("opam", ""),
    ("repos", ""),
    ("wrap", ""),
    ("sbt", ""),
];

/// Words of one file that are kept: the largest lock files name some ten thousand packages.
const MOST: usize = 1 << 16;
/// Characters of a description that is left out.
const LONGEST_PROSE: usize = 2048;
/// Longer words are digests and data.
const LONGEST: usize = 300;

/// The manager whose packages a file at this path names; `None` for a file that names none.
pub(crate) fn manager(path: &str) -> Option<&'static str> {
    let lower = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    if path.ends_with(".git/config") {
        return Some("");
    }
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    NAMES.get(&*lower).copied().or_else(|| {
        BY_ENDING.iter().find(|(known, _)| *known == ending).map(|(_, manager)| *manager)
    })
}

/// Words that may name a package or are an address, each once. Lines that only describe are left out.
pub(crate) fn dependencies(content: &Text) -> Vec<Text> {
    let mut seen: HashSet<&str> = HashSet::default();
    let mut out = Vec::new();
    let mut at = 0;
    let mut prose = prose(content).into_iter().peekable();
    for line in content.as_str().split_inclusive('\n') {
        let start = at;
        at += line.len();
        if describes(line) {
            continue;
        }
        for (from, word) in words(line) {
            while prose.next_if(|range| range.end <= start + from).is_some() {}
            if prose.peek().is_some_and(|range| range.contains(&(start + from))) {
                continue;
            }
            for (offset, part) in parts(word) {
                if out.len() < MOST && seen.insert(part) {
                    let from = start + from + offset;
                    out.push(content.slice(from..from + part.len()));
                }
            }
        }
    }
    out
}

/// Keys whose values are prose, or name the project itself.
const PROSE: &[&str] = &[
    "author",
    "bugs",
    "description",
    "documentation",
    "homepage",
    "keywords",
    "readme",
    "repository",
    "summary",
];

/// A comment, or a line of YAML, TOML or a Python file with such a key.
fn describes(line: &str) -> bool {
    let text = line.trim_start();
    let key = text.split([':', '=']).next().unwrap_or_default().trim_end();
    text.starts_with("//")
        || text.starts_with(['#', ';'])
        || text.starts_with("<!--")
        || key.len() < text.trim_end().len() && PROSE.contains(&key)
}

/// The values of such keys in JSON, in order: strings, lists and objects without objects inside.
fn prose(content: &str) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = PROSE.iter().flat_map(|key| values_of(content, key)).collect();
    all.sort_by_key(|range| range.start);
    all
}

fn values_of(content: &str, key: &str) -> Vec<Range<usize>> {
    let key = format!("\"{key}\"");
    let mut all = Vec::new();
    for (at, _) in content.match_indices(&key) {
        let rest = content.get(at + key.len()..).unwrap_or_default();
        let Some(value) = rest.trim_start().strip_prefix(':').map(str::trim_start) else {
            continue;
        };
        let close = match value.chars().next() {
            Some('"') => '"',
            Some('[') => ']',
            Some('{') => '}',
            _ => continue,
        };
        let start = content.len() - value.len();
        // A longer one is no prose: the way to its end is not gone again and again.
        let end = value.char_indices().skip(1).take(LONGEST_PROSE).find(|(_, c)| *c == close);
        all.extend(end.map(|(length, _)| start..start + length));
    }
    all
}

/// The words of a line with their places.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_edge = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\''
                    | '`'
                    | ','
                    | ';'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '{'
                    | '}'
                    | '<'
                    | '>'
                    | '='
                    | '|'
                    | '^'
                    | '~'
                    | '!'
            )
    };
    let base = line.as_ptr() as usize;
    line.split(is_edge)
        .filter(|word| {
            (2..=LONGEST).contains(&word.len())
                && word.bytes().any(|byte| byte.is_ascii_alphabetic())
        })
        .map(move |word| (word.as_ptr() as usize - base, word))
}

/// The word itself, and the names in it: `web@npm:name@1`, `node_modules/name`, `name==1`.
fn parts(word: &str) -> Vec<(usize, &str)> {
    let mut all = vec![(0, word)];
    // a package of Nix stands in the set that it comes from
    let of_set = ["pkgs.", "nixpkgs."].iter().find_map(|set| word.strip_prefix(set));
    all.extend(of_set.map(|name| (word.len() - name.len(), name)));
    if word.contains("://") || !word.contains(['@', ':', '/']) {
        return all;
    }
    let base = word.as_ptr() as usize;
    let inner =
        word.split(['@', ':', '/']).filter(|part| part.len() > 1 && part.len() < word.len());
    all.extend(inner.map(|part| (part.as_ptr() as usize - base, part)));
    all
}

#[cfg(test)]
mod tests {
    use super::{dependencies, manager};
    use crate::source::{FileId, Span, Text};

    fn names(text: &str) -> Vec<String> {
        let content = Text::verbatim(text, Span::new(FileId::default(), 0, text.len()));
        dependencies(&content).iter().map(|name| name.as_str().to_owned()).collect()
    }

    #[test]
    fn names_and_addresses_of_any_format_are_found() {
        assert!(names("{\"web\":\"npm:thing@1\"}").contains(&"thing".to_owned()));
        assert!(
            names("w = {git=\"https://h.invalid/o/n.git\"}")
                .contains(&"https://h.invalid/o/n.git".to_owned())
        );
        assert!(names("require h.invalid/o/n v1.0.0").contains(&"h.invalid/o/n".to_owned()));
    }

    #[test]
    fn prose_is_left_out() {
        assert!(!names("  \"description\": \"like thing\",\n").contains(&"thing".to_owned()));
        assert!(names("# https://h.invalid/o/n\n").is_empty());
    }

    #[test]
    fn files_are_told_by_name_and_ending() {
        assert_eq!(manager("a/Cargo.lock"), Some("cargo"));
        assert_eq!(manager("x/.git/config"), Some(""));
        assert_eq!(manager("a/default.nix"), Some("nix"));
        assert_eq!(manager("a/notes.txt"), None);
    }
}

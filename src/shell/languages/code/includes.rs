//! Files of the same language that a program reads as a part of itself: `from helper import run`, `require "./x"`,
//! `include "x.inc"`, `exec(open("x").read())`. Only names that are constants; looks for them among the files of the script.

use foldhash::HashSet;

use super::dialect::Dialect;
use crate::shell::evaluate::walker::Walker;
use crate::source::Text;

/// Files that one program takes in, in all: what a program of an image imports of its own is a few dozen.
pub(super) const MOST: usize = 256;

/// What is said of a program that takes in more.
pub(super) const TOO_MANY: &str =
    "a program takes in more than 256 files: those behind are not read as a part of it";

/// Longer paths no system takes.
const LONGEST_PATH: usize = 4096;

/// Words in front of a path in quotes.
const BY_PATH: [&str; 12] = [
    "require_relative",
    "require_once",
    "include_once",
    "require",
    "include",
    "load",
    "dofile",
    "loadfile",
    "run_path",
    "open",
    "do",
    "from",
];

impl Walker<'_> {
    /// The program behind the files that it takes in, and those that they take in: one text, as their names are shared.
    pub(super) fn with_included(
        &mut self,
        text: Text,
        directory: Option<String>,
        dialect: &Dialect,
    ) -> Text {
        let mut seen: HashSet<String> = HashSet::default();
        let mut parts = vec![text];
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            at += 1;
            let start = part.span_of(0..1);
            for path in paths(part, dialect) {
                let below = |directory: &str| match path.starts_with('/') {
                    true => path.clone(),
                    false => format!("{directory}/{path}"),
                };
                let beside = directory.as_deref().map_or_else(|| path.clone(), below);
                if seen.contains(&beside) {
                    continue;
                }
                // most of what a program imports lies elsewhere
                let Some(data) = self.files.get(&beside) else { continue };
                if parts.len() > MOST {
                    self.give_up(start, TOO_MANY);
                    break;
                }
                seen.insert(beside);
                parts.push(data.to_text());
            }
        }
        let mut parts = parts.into_iter().rev();
        let Some(mut whole) = parts.next() else { return Text::default() };
        for part in parts {
            whole.push_made("\n", part.span());
            whole.push(&part);
        }
        whole
    }
}

/// The paths below the directory of the program, or absolute, under which the files may lie, in the order of the text.
fn paths(text: &str, dialect: &Dialect) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim_start) {
        let before = found.len();
        if dialect.exec_is_eval {
            python_modules(line, &mut found);
        }
        if found.len() == before {
            found.extend(path_in(line, dialect));
        }
    }
    found
}

/// `import a.b`, `from a.b import c`
fn python_modules(line: &str, out: &mut Vec<String>) {
    let Some(rest) = line.strip_prefix("import ").or_else(|| line.strip_prefix("from ")) else {
        return;
    };
    let rest = rest.split([';', '#']).next().unwrap_or_default();
    let rest = rest.split(" import ").next().unwrap_or_default();
    for module in rest.split(',') {
        let module = module.split_whitespace().next().unwrap_or_default().trim_start_matches('.');
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        if !module.is_empty() && module.chars().all(is_name) {
            out.push(format!("{}.py", module.replace('.', "/")));
        }
    }
}

/// The path in quotes behind one of the words, if it is no address and none of a library's.
fn path_in(line: &str, dialect: &Dialect) -> Option<String> {
    // Python opens files for many reasons.
    if dialect.exec_is_eval && !line.contains("exec") && !line.contains("run_path") {
        return None;
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let found = |word: &&&str| {
        line.find(**word).is_some_and(|at| {
            let before = line.get(..at).unwrap_or_default();
            let behind = line.get(at + word.len()..).unwrap_or_default();
            !before.ends_with(is_part) && !behind.starts_with(is_part)
        })
    };
    let word = BY_PATH.iter().find(found)?;
    let behind = line.get(line.find(word)? + word.len()..)?;
    let start = behind.find(['"', '\''])?;
    let quote = behind.get(start..start + 1)?;
    let path = behind.get(start + 1..)?.split(quote).next()?;
    let has_directory = behind.get(..start).is_some_and(|it| it.contains(['.', '+', '(']));
    // `__DIR__ . "/x"`, `File.join(__dir__, "x")`: the directory of the program
    let path = if behind.get(..start)?.to_ascii_lowercase().contains("dir") {
        path.trim_start_matches('/')
    } else {
        path
    };
    let is_file = path.contains(['.', '/']) || has_directory && dialect.exec_is_eval;
    (is_file && !path.is_empty() && !path.contains("://") && path.len() < LONGEST_PATH)
        .then(|| path.trim_start_matches("./").to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Dialect, paths};

    fn paths_of(text: &str, ending: &str) -> Vec<String> {
        paths(text, Dialect::of_ending(ending).expect("a known ending"))
    }

    #[test]
    fn imports_name_files_beside_the_program() {
        assert_eq!(
            paths_of("from helper import run\nimport a.b as c, d\n", "py"),
            ["helper.py", "a/b.py", "d.py"]
        );
        assert_eq!(paths_of("const x = require('./lib/x.js')", "js"), ["lib/x.js"]);
        assert_eq!(paths_of("import {go} from \"./x.mjs\"", "js"), ["x.mjs"]);
        assert_eq!(paths_of("require_relative 'h.rb'", "rb"), ["h.rb"]);
        assert_eq!(paths_of("<?php include __DIR__ . '/inc.txt';", "php"), ["inc.txt"]);
        assert_eq!(paths_of("exec(open('/app/h.dat').read())", "py"), ["/app/h.dat"]);
    }

    #[test]
    fn libraries_addresses_and_data_are_no_such_files() {
        assert!(paths_of("const fs = require('fs')", "js").is_empty());
        assert!(paths_of("data = open('table.csv').read()", "py").is_empty());
        assert!(paths_of("include 'https://code.example.invalid/x.php';", "php").is_empty());
        assert!(paths_of("reloader('x.y')", "rb").is_empty());
    }
}

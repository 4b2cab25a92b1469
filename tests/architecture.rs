//! Holds the table of modules in `ARCHITECTURE.md` to the code: which module may use which, and which crates.
//!
//! Reads source text, not the compiler's view of it: a `use` that a macro builds escapes it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Modules that must not know each other although the order would allow it.
const STRANGERS: &[(&str, &str)] = &[("shell", "dockerfile")];

/// Crates and modules of `std` that only some modules may use.
const RESERVED: &[(&str, &[&str])] = &[
    ("std::fs", &["filesystem", "build_context", "scan", "cli"]),
    ("std::env", &["cli"]),
    ("tokio", &["frontend"]),
    ("tonic", &["frontend"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("indicatif", &["cli"]),
];

const MAX_LINES: usize = 400;

struct File {
    /// Path below `src/`, with `/`.
    name: String,
    text: String,
}

impl File {
    /// The module, or `None` for `lib.rs` and `main.rs`.
    fn module(&self) -> Option<&str> {
        let first = self.name.split('/').next()?;
        let module = first.strip_suffix(".rs").unwrap_or(first);
        (module != "lib" && module != "main").then_some(module)
    }

    /// Number of `super` from this file to the root of the crate.
    fn depth(&self) -> usize {
        let module = self.name.strip_suffix("/mod.rs").unwrap_or(&self.name);
        module.split('/').count()
    }

    /// A test of a module, which may drive it through those that use it.
    fn is_test(&self) -> bool {
        self.name.contains("/tests/") || self.name.ends_with("/tests.rs")
    }

    /// The text without comments.
    fn code(&self) -> String {
        self.text.lines().map(without_comment).collect::<Vec<_>>().join("\n")
    }
}

fn without_comment(line: &str) -> &str {
    let mut from = 0;
    while let Some(at) = line[from..].find("//").map(|at| from + at) {
        if !line[..at].ends_with(':') {
            return &line[..at];
        }
        from = at + 2;
    }
    line
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a source folder can be read") {
            let path: PathBuf = entry.expect("an entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).expect("it lies below src").to_string_lossy();
                let text = fs::read_to_string(&path).expect("a source file is UTF-8");
                found.push(File { name: name.replace('\\', "/"), text });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!found.is_empty(), "no source files found");
    found
}

/// The names that follow `prefix::`, those inside `prefix::{…}` included.
fn names_after(code: &str, prefix: &str) -> Vec<String> {
    let marker = format!("{prefix}::");
    let mut names = Vec::new();
    for (at, _) in code.match_indices(&marker) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + marker.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(first_names(group)),
            None => names.push(leading_name(rest)),
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn leading_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first name of each path of a group, up to its closing brace.
fn first_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut starts = true;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => starts = true,
            _ if c.is_whitespace() => {}
            _ if starts => {
                starts = false;
                names.push(leading_name(&group[at..]));
            }
            _ => {}
        }
    }
    names
}

/// The modules in the order of the table in `ARCHITECTURE.md`; one may use only those above it.
static MODULES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let page = fs::read_to_string(page).expect("the page can be read");
    let rows = page.lines().skip_while(|line| !line.starts_with("| module |")).skip(2);
    let names = rows.map_while(|line| line.strip_prefix("| `")?.split(['`', '/']).next());
    names.map(str::to_owned).collect()
});

fn position(module: &str) -> Option<usize> {
    MODULES.iter().position(|known| known == module)
}

fn may_use(module: &str, other: &str) -> bool {
    module == other || (position(other) < position(module) && !STRANGERS.contains(&(module, other)))
}

fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_file_belongs_to_a_known_module() {
    let unknown = |file: &File| file.module().is_some_and(|module| position(module).is_none());
    let problems: Vec<String> = files()
        .into_iter()
        .filter(unknown)
        .map(|file| format!("src/{}: no such module in the table", file.name))
        .collect();
    assert_none(&problems);
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let mut problems = Vec::new();
    for file in files().into_iter().filter(|file| !file.is_test()) {
        let Some(module) = file.module() else { continue };
        for other in names_after(&file.code(), "crate") {
            if position(&other).is_some() && !may_use(module, &other) {
                problems.push(format!("src/{}: `{module}` must not use `{other}`", file.name));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn no_module_is_entered_through_super() {
    let mut problems = Vec::new();
    for file in files().into_iter().filter(|file| file.module().is_some()) {
        let chain = vec!["super"; file.depth()].join("::");
        for other in names_after(&file.code(), &chain) {
            if position(&other).is_some() {
                problems.push(format!("src/{}: write `crate::{other}`", file.name));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn reserved_crates_stay_in_their_modules() {
    let mut problems = Vec::new();
    for file in files().into_iter().filter(|file| !file.is_test()) {
        let (Some(module), code) = (file.module(), file.code()) else {
            continue;
        };
        let of_std = names_after(&code, "std");
        for (name, modules) in RESERVED {
            let used = match name.strip_prefix("std::") {
                Some(module) => of_std.iter().any(|used| used == module),
                None => !names_after(&code, name).is_empty(),
            };
            if used && !modules.contains(&module) {
                problems.push(format!("src/{}: `{name}` is not for `{module}`", file.name));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn every_file_is_short_and_says_what_it_holds() {
    let mut problems = Vec::new();
    for file in files() {
        let lines = file.text.lines().count();
        if lines > MAX_LINES {
            problems.push(format!("src/{}: {lines} lines, at most {MAX_LINES}", file.name));
        }
        if !file.text.starts_with("//! ") {
            problems.push(format!("src/{}: starts without `//!`", file.name));
        }
    }
    assert_none(&problems);
}

#[test]
fn names_are_found_in_every_way_to_write_a_path() {
    let code = "use crate::{facts::{Url, url}, rules};\nfn f() -> crate::shell::Script {}\nmycrate::cli::x();";
    assert_eq!(names_after(code, "crate"), ["facts", "rules", "shell"]);
    assert_eq!(without_comment("a(\"https://b\"); // crate::cli"), "a(\"https://b\"); ");
    assert!(
        may_use("facts", "shell") && !may_use("shell", "dockerfile") && !may_use("facts", "rules")
    );
}

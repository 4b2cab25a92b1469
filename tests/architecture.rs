//! Holds the table of modules in `ARCHITECTURE.md` to the code: which module may use which, and which crates.
//!
//! Reads source text, not the compiler's view of it: a `use` that a macro builds escapes it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Modules that must not know each other although the order would allow it.
const STRANGERS: &[(&str, &str)] = &[("shell", "dockerfile")];

/// Crates and modules of `std` that only some modules may use.
const RESERVED: &[(&str, &[&str])] = &[
    ("std::fs", &["filesystem", "build_context", "scan", "registry", "cli"]),
    ("std::env", &["cli"]),
    ("tokio", &["frontend"]),
    ("tonic", &["frontend"]),
    ("ureq", &["registry"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("quick_xml", &["report"]),
    ("serde_saphyr", &["cli", "shell"]),
    ("html5gum", &["facts"]),
    ("granit_parser", &["orchestration"]),
    ("hcl_edit", &["orchestration"]),
    ("similar", &["cli"]),
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

    /// The path of the module that this file is, with `::`.
    fn path(&self) -> String {
        let path = self.name.trim_end_matches(".rs");
        path.strip_suffix("/mod").unwrap_or(path).replace('/', "::")
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

/// Every path of a tree of `use`, the groups written out: `a::{b, c::{d}}` is `a::b` and `a::c::d`.
fn paths_of(tree: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut prefixes = vec![String::new()];
    let mut path = String::new();
    for c in tree.chars().chain([',']) {
        match c {
            '{' => prefixes.push(std::mem::take(&mut path)),
            ',' | '}' => {
                let name = path.split(" as ").next().unwrap_or_default().trim();
                if !name.is_empty() {
                    paths.push(format!("{}{name}", prefixes.concat()));
                }
                path.clear();
                if c == '}' {
                    prefixes.pop();
                }
            }
            '\n' => {}
            c => path.push(c),
        }
    }
    paths.iter().map(|path| path.replace(' ', "").trim_end_matches("::self").to_owned()).collect()
}

/// The code without its tests: what is behind `#[cfg(test)]` at the end of a file.
fn without_tests(code: &str) -> &str {
    code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
}

/// What a file names: the paths that it imports, those that it hands on, and those that it writes out in its code.
#[derive(Default)]
struct Named {
    imports: Vec<String>,
    exports: Vec<String>,
}

impl Named {
    fn of(code: &str) -> Self {
        let mut named = Self::default();
        let mut rest = String::new();
        let mut open: Option<(String, bool)> = None;
        for line in code.lines() {
            let start = line.trim_start();
            let (visible, behind) = match start.strip_prefix("pub") {
                Some(behind) => (true, behind.split_once("use ").filter(|(a, _)| is_visibility(a))),
                None => (false, start.split_once("use ").filter(|(before, _)| before.is_empty())),
            };
            match (&mut open, behind) {
                (Some((tree, _)), _) => tree.push_str(start),
                (None, Some((_, tree))) => open = Some((tree.to_owned(), visible)),
                (None, None) => rest.extend([line, "\n"]),
            }
            if let Some((tree, visible)) = open.take_if(|(tree, _)| tree.contains(';')) {
                let paths = paths_of(tree.split(';').next().unwrap_or_default());
                if visible { named.exports.extend(paths) } else { named.imports.extend(paths) }
            }
        }
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let words = rest.split(|c| !is_part(c)).map(|word| word.trim_end_matches(':'));
        let paths = words.filter(|word| word.starts_with("crate::") || word.starts_with("super::"));
        named.imports.extend(paths.map(str::to_owned));
        named
    }
}

/// What stands between `pub` and `use` of a name that is handed on.
fn is_visibility(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.starts_with('(') && text.ends_with(')')
}

/// The files and what each names.
struct Graph {
    numbers: BTreeMap<String, usize>,
    named: Vec<Named>,
}

impl Graph {
    fn of(files: &[File]) -> Self {
        let numbers = files.iter().enumerate().map(|(number, file)| (file.path(), number));
        let named = files.iter().map(|file| Named::of(without_tests(&file.code())));
        Self { numbers: numbers.collect(), named: named.collect() }
    }

    /// The file that holds what `path`, written in the module `from`, stands for: a name that a file only hands on belongs
    /// to the file behind it.
    fn target(&self, from: &str, path: &str, depth: usize) -> Option<usize> {
        let mut base: Vec<&str> = from.split("::").collect();
        let mut parts = path.split("::").peekable();
        match parts.peek() {
            Some(&"crate") => base.clear(),
            Some(&("self" | "super")) => {}
            Some(first) if self.numbers.contains_key(&format!("{from}::{first}")) => {}
            _ => return None,
        }
        for part in parts {
            match part {
                "crate" | "self" => {}
                "super" => _ = base.pop(),
                part => base.push(part),
            }
        }
        let at =
            (1..=base.len()).rev().find(|at| self.numbers.contains_key(&base[..*at].join("::")))?;
        let module = base[..at].join("::");
        let number = *self.numbers.get(&module)?;
        let Some(name) = base.get(at).filter(|_| depth < 8) else { return Some(number) };
        let exports = &self.named.get(number)?.exports;
        let handed_on = exports.iter().find(|export| export.rsplit("::").next() == Some(name));
        let behind = handed_on.and_then(|export| self.target(&module, export, depth + 1));
        Some(behind.unwrap_or(number))
    }

    /// Which files each file uses.
    fn uses(&self) -> Vec<BTreeSet<usize>> {
        let mut uses = vec![BTreeSet::new(); self.named.len()];
        for (path, number) in &self.numbers {
            let imports = self.named.get(*number).map(|named| named.imports.as_slice());
            let targets = imports.unwrap_or_default().iter();
            let targets = targets.filter_map(|import| self.target(path, import, 0));
            uses[*number] = targets.filter(|target| target != number).collect();
        }
        uses
    }
}

/// All that can be reached from a file.
fn reached(uses: &[BTreeSet<usize>], from: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(next) = open.pop() {
        open.extend(uses[next].iter().copied().filter(|other| reached.insert(*other)));
    }
    reached
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

/// A file uses another one if it imports a name of it or writes one out as a path. A name that a file only hands on
/// (`pub(crate) use`) counts as one of the file that it stands in, and handing on uses nothing; so does a `mod` line. Methods
/// are not seen: they have no path. Tests are left out.
#[test]
fn no_files_use_each_other() {
    let files: Vec<File> = files().into_iter().filter(|file| !file.is_test()).collect();
    let uses = Graph::of(&files).uses();
    let reached: Vec<BTreeSet<usize>> =
        (0..files.len()).map(|number| reached(&uses, number)).collect();
    let mut cycles: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (number, others) in reached.iter().enumerate().filter(|(it, others)| others.contains(it)) {
        let members = others.iter().filter(|other| reached[**other].contains(&number));
        cycles.insert(members.map(|member| files[*member].name.as_str()).collect());
    }
    let problems: Vec<String> =
        cycles.iter().map(|cycle| format!("these use each other: {}", cycle.join(", "))).collect();
    assert_none(&problems);
}

#[test]
fn paths_of_every_shape_are_read() {
    assert_eq!(paths_of("a::{self, b as c, d::{e}}"), ["a", "a::b", "a::d::e"]);
    let named =
        Named::of("use super::x;\npub(in crate::y) use z::{\n    q,\n};\nlet a = crate::b::c();\n");
    assert_eq!(named.imports, ["super::x", "crate::b::c"]);
    assert_eq!(named.exports, ["z::q"]);
    let file = |name: &str, text: &str| File { name: name.to_owned(), text: text.to_owned() };
    let files = [
        file("a/mod.rs", "mod b;\nmod c;\npub(crate) use b::B;\n"),
        file("a/b.rs", "use super::c::C;\n"),
        file("a/c.rs", "use crate::a::B;\n"),
    ];
    let uses = Graph::of(&files).uses();
    assert_eq!(reached(&uses, 1), BTreeSet::from([1, 2]), "through what is handed on");
    assert_eq!(reached(&uses, 0), BTreeSet::new(), "handing on uses nothing");
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

//! The pages of `docs/`: each is in the book, each link leads somewhere, each command that they show exists; and what
//! `ARCHITECTURE.md` says of where things stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::project::Project;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The pages of a folder and of those below, by their path from the root of the repository.
fn pages(folder: &str) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(root().join(folder)).expect("the folder is there") {
        let path = Path::new(folder).join(entry.expect("an entry").file_name());
        if root().join(&path).is_dir() {
            found.extend(pages(&path.to_string_lossy()));
        } else if path.extension().is_some_and(|it| it == "md") {
            found.insert(path);
        }
    }
    found
}

fn read(page: &Path) -> String {
    fs::read_to_string(root().join(page)).expect("a page can be read")
}

/// The text without blocks of code and without code in a line.
fn prose(text: &str) -> String {
    let blocks = text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n");
    blocks.split('`').step_by(2).collect()
}

/// What the links of a page lead to.
fn links(text: &str) -> Vec<String> {
    let text = prose(text);
    let ends = text.split("](").skip(1);
    ends.filter_map(|rest| rest.split(')').next()).map(str::to_owned).collect()
}

/// The anchors of a page, as GitHub and mdBook make them of headings.
fn anchors(text: &str) -> BTreeSet<String> {
    let outside = text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n");
    let headings = outside.lines().filter(|line| line.starts_with('#'));
    let anchor = |line: &str| {
        let kept = |c: char| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c.to_ascii_lowercase()),
            _ => None,
        };
        line.trim_start_matches('#').trim().chars().filter_map(kept).collect()
    };
    headings.map(anchor).collect()
}

/// The path without `..`, as a reader's program would open it.
fn resolved(page: &Path, link: &str) -> PathBuf {
    let mut path = page.parent().expect("a folder").to_owned();
    for part in link.split('/') {
        match part {
            ".." => assert!(path.pop(), "{link} leaves the repository"),
            "." | "" => {}
            part => path.push(part),
        }
    }
    path
}

#[test]
fn every_page_is_in_the_book_once() {
    let summary = read(Path::new("docs/SUMMARY.md"));
    let listed: Vec<PathBuf> =
        links(&summary).iter().map(|link| Path::new("docs").join(link)).collect();
    let once: BTreeSet<PathBuf> = listed.iter().cloned().collect();
    assert_eq!(once.len(), listed.len(), "a page is listed twice");
    let mut all = pages("docs");
    all.remove(Path::new("docs/SUMMARY.md"));
    let missing: Vec<_> = all.symmetric_difference(&once).collect();
    assert!(missing.is_empty(), "not both a page and a line of docs/SUMMARY.md: {missing:?}");
}

#[test]
fn every_link_leads_to_a_page_and_a_heading() {
    let mut problems = Vec::new();
    let mut all = pages("docs");
    for other in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"] {
        all.insert(other.into());
    }
    all.insert("examples/ci/README.md".into());
    all.insert("examples/fleet/README.md".into());
    let mut seen = 0;
    for page in &all {
        let text = read(page);
        for link in links(&text) {
            if link.contains("://") || link.starts_with('<') {
                continue;
            }
            seen += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() { page.clone() } else { resolved(page, path) };
            let in_book = page.starts_with("docs");
            if !root().join(&target).exists() {
                problems.push(format!("{}: {link} is not there", page.display()));
            } else if in_book && !target.starts_with("docs") {
                problems.push(format!("{}: {link} leaves the book", page.display()));
            } else if !anchor.is_empty() && !anchors(&read(&target)).contains(anchor) {
                problems.push(format!("{}: {link} has no such heading", page.display()));
            }
        }
    }
    assert!(seen > 80, "{seen} links");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The commands of minestop in the blocks of shell of a page, each as its words.
fn commands(text: &str) -> Vec<Vec<String>> {
    let blocks = text.split("\n```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let lines = blocks.flat_map(str::lines).filter_map(|line| {
        let line = format!(" {}", line.split(" #").next().unwrap_or_default());
        let command = line.split_once(" minestop ")?.1.split(" | ").next()?.to_owned();
        Some(command.split_whitespace().map(str::to_owned).collect())
    });
    lines.collect()
}

/// The subcommand at the start of the words; none where there are only options.
fn subcommand(words: &[String]) -> Vec<&str> {
    let is_name = |word: &&String| word.chars().all(|c| c.is_ascii_lowercase());
    let count = if words.first().is_some_and(|word| word == "policy") { 2 } else { 1 };
    words.iter().take(count).take_while(is_name).map(String::as_str).collect()
}

#[test]
fn every_command_that_is_shown_is_one() {
    let project = Project::new();
    let (mut problems, mut seen) = (Vec::new(), 0);
    let mut helps = BTreeMap::new();
    for page in pages("docs").into_iter().chain(["README.md".into()]) {
        for words in commands(&read(&page)) {
            let path = subcommand(&words);
            if path.is_empty() {
                continue;
            }
            seen += 1;
            let help = helps
                .entry(path.join(" "))
                .or_insert_with(|| project.run(&[&path[..], &["--help"]].concat()));
            let mut known = help.out.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
            let options = words.iter().filter(|word| word.len() > 2 && word.starts_with("--"));
            let names = options.map(|option| option.split('=').next().unwrap_or_default());
            let unknown: Vec<&str> =
                names.filter(|name| !known.clone().any(|word| word == *name)).collect();
            if help.code != 0 || !unknown.is_empty() || known.next().is_none() {
                problems.push(format!("{}: {words:?}: {unknown:?}", page.display()));
            }
        }
    }
    assert!(seen > 40, "{seen} commands");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// `a/{b,c}.rs` is `a/b.rs` and `a/c.rs`; a pattern of names stands for its folder.
fn paths_of(written: &str) -> Vec<String> {
    let written = written.split_once('*').map_or(written, |(folder, _)| folder);
    let Some((before, rest)) = written.split_once('{') else { return vec![written.to_owned()] };
    let (names, behind) = rest.split_once('}').expect("a brace is closed");
    names.split(',').map(|name| format!("{before}{name}{behind}")).collect()
}

/// The text of a file, or of all files in a folder and below.
fn text_at(path: &Path) -> String {
    if path.is_file() {
        return fs::read_to_string(path).unwrap_or_default();
    }
    let entries = fs::read_dir(path).expect("a folder can be read");
    entries.map(|entry| text_at(&entry.expect("an entry").path())).collect()
}

/// True if the text of a Rust file declares the name.
fn declares(text: &str, name: &str) -> bool {
    ["fn", "enum", "struct", "const", "static", "trait", "impl"].iter().any(|word| {
        let declared = format!("{word} {name}");
        let mut ends = text.match_indices(&declared).map(|(at, found)| at + found.len());
        let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        ends.any(|end| !text.get(end..).is_some_and(goes_on))
    })
}

#[test]
fn what_the_map_names_is_there() {
    let page = read(Path::new("ARCHITECTURE.md"));
    let rows = page.lines().skip_while(|line| *line != "## Where to add things").skip(1);
    let rows = rows.take_while(|line| !line.starts_with("## ")).filter(|line| line.contains(" | "));
    let (mut problems, mut seen) = (Vec::new(), 0);
    for row in rows {
        let parts: Vec<&str> = row.split('`').collect();
        // names in front of ` in ` are declared in the file behind it
        let mut names: Vec<&str> = Vec::new();
        for (between, code) in parts.iter().zip(&parts[1..]).step_by(2) {
            let word = code.split(' ').next().unwrap_or_default();
            let is_page = Path::new(word).extension().is_some_and(|kind| kind == "md");
            if !word.contains('/') && !is_page {
                if *between != " and " {
                    names.clear();
                }
                names.push(word);
                continue;
            }
            for path in paths_of(word) {
                seen += 1;
                let place = [root().join("src").join(&path), root().join(&path)];
                let Some(place) = place.iter().find(|place| place.exists()) else {
                    problems.push(format!("`{path}` is not there: {row}"));
                    continue;
                };
                let text = if *between == " in " { text_at(place) } else { String::new() };
                let missing = names.iter().filter(|it| *between == " in " && !declares(&text, it));
                problems.extend(missing.map(|it| format!("`{it}` is not in `{path}`: {row}")));
            }
            names.clear();
        }
    }
    assert!(seen > 50, "{seen} paths");
    assert!(
        problems.is_empty(),
        "ARCHITECTURE.md, \"Where to add things\":\n{}",
        problems.join("\n")
    );
}

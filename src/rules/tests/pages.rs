//! The pages in `docs/rules/`: their shape, and that their examples do what they say.

use std::fs;
use std::path::PathBuf;

use crate::policy::{self, Base, Preset};
use crate::rules::{self, Group, Meta};
use crate::source::Sources;

use super::index::word;
use super::judge::{judge_in, messages, stops};
use super::{assert_none, at_root, names_in, read, updates};

const HEADINGS: [&str; 6] =
    ["What it does", "Why", "Example", "Fix", "Configuration", "References"];

/// A fenced block of a page.
struct Block<'p> {
    /// What stands behind the opening fence, such as `dockerfile bad`.
    info: &'p str,
    text: String,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Block<'_>> = None;
    for (index, line) in page.lines().enumerate() {
        match (open.take(), line.strip_prefix("```")) {
            (None, Some(info)) => {
                open = Some(Block { info: info.trim(), text: String::new(), line: index + 1 });
            }
            (None, None) => {}
            (Some(block), Some(_)) => blocks.push(block),
            (Some(mut block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
        }
    }
    assert!(open.is_none(), "a fenced block is not closed");
    blocks
}

/// The build context of a page's examples: the blocks `context PATH`. It goes away with the test.
struct Context(PathBuf);

impl Context {
    fn new(id: &str) -> Self {
        let name = format!("page-{}-{id}", std::process::id());
        let context = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&context.0).expect("a directory can be made");
        context
    }

    fn write(&self, path: &str, text: &[u8]) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory can be made");
        fs::write(path, text).expect("a file can be written");
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The text of a page behind one heading, up to the next.
fn section<'p>(page: &'p str, heading: &str) -> &'p str {
    let start = page.split_once(&format!("\n## {heading}\n")).map_or("", |(_, rest)| rest);
    start.split_once("\n## ").map_or(start, |(section, _)| section)
}

/// The rules that read Dockerfiles; the others are about the policy itself and their pages are freer.
fn readers() -> impl Iterator<Item = &'static Meta> {
    rules::known_rules().filter(|rule| rule.group != Group::Policy)
}

fn presets(rule: &Meta) -> String {
    let (default, locked_down) = (word(rule.default), word(rule.locked_down));
    format!("Preset `default`: {default}. Preset `locked-down`: {locked_down}.")
}

/// Writes the right actions into the line about presets.
fn update(rule: &Meta) {
    let path = at_root("docs/rules").join(format!("{}.md", rule.id));
    let page = read(&path);
    let Some(at) = page.find("Preset `default`:") else {
        return;
    };
    let rest = &page[at..];
    let end = rest
        .find("Preset `locked-down`:")
        .and_then(|from| Some(from + rest[from..].find('.')? + 1));
    if let Some(end) = end {
        let page = format!("{}{}{}", &page[..at], presets(rule), &rest[end..]);
        fs::write(&path, page).expect("a page can be written");
    }
}

#[test]
fn ids_are_kebab_case_and_unique() {
    let mut ids: Vec<&str> = rules::known_rules().map(|rule| rule.id).collect();
    let is_kebab = |id: &str| {
        id.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()))
    };
    assert_eq!(ids.iter().find(|id| !is_kebab(id)), None);
    ids.sort_unstable();
    let before = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), before, "an id is used twice");
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let mut problems = Vec::new();
    for name in names_in(&at_root("docs/rules")) {
        let id = name.strip_suffix(".md").unwrap_or(&name);
        if name != "README.md" && rules::find(id).is_none() {
            problems.push(format!("docs/rules/{name}: no such rule"));
        }
    }
    for rule in rules::known_rules() {
        let page = read(&at_root("docs/rules").join(format!("{}.md", rule.id)));
        if page.lines().next() != Some(&format!("# {}", rule.id)) {
            problems.push(format!("{}: the first line is not `# {0}`", rule.id));
        }
        let headings: Vec<&str> =
            page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        if headings != HEADINGS {
            problems.push(format!("{}: its headings are {headings:?}", rule.id));
        }
        if rule.page != page && !updates() {
            problems.push(format!("{}: the program has another page", rule.id));
        }
    }
    assert_none(&problems);
}

#[test]
fn a_page_has_a_summary_and_says_how_to_configure_the_rule() {
    let mut problems = Vec::new();
    for rule in readers() {
        if updates() {
            update(rule);
        }
        let page = read(&at_root("docs/rules").join(format!("{}.md", rule.id)));
        let mut problem = |what: String| problems.push(format!("{}: {what}", rule.id));
        let summary = page.lines().nth(2).unwrap_or_default();
        if summary.is_empty() || summary.starts_with('#') {
            problem("no summary below the first line".to_owned());
        }
        if !(25..=60).contains(&page.lines().count()) {
            problem(format!("{} lines, not 25 to 60", page.lines().count()));
        }
        let configuration = section(&page, "Configuration");
        if !configuration.contains(&presets(rule)) {
            problem(format!("`Configuration` lacks: {}", presets(rule)));
        }
        let mut listed: Vec<&str> = configuration
            .lines()
            .filter_map(|line| line.strip_prefix("- `")?.split_once('`'))
            .map(|(name, _)| name)
            .collect();
        listed.sort_unstable();
        let declared: Vec<String> = rule.options().into_iter().map(|option| option.name).collect();
        if listed != declared {
            problem(format!("it lists the options {listed:?}, the rule has {declared:?}"));
        }
        if declared.is_empty() != configuration.contains("This rule has no options.") {
            problem("`This rule has no options.` must stand exactly where it has none".to_owned());
        }
    }
    assert_none(&problems);
}

#[test]
fn policies_on_pages_have_no_errors() {
    let mut problems = Vec::new();
    for rule in rules::known_rules() {
        for block in blocks(rule.page).iter().filter(|block| block.info.starts_with("toml")) {
            let mut sources = Sources::default();
            let file = sources.add("page", block.text.clone().into_bytes());
            let base = Base { preset: Some(Preset::LockedDown), ..Base::default() };
            if let Err(errors) = policy::parse_on(&base, file, &sources) {
                problems.push(format!("{}, line {}: {errors:?}", rule.id, block.line));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn bad_examples_stop_and_good_ones_pass() {
    let mut problems = Vec::new();
    for rule in readers() {
        let (mut bad, mut good) = (0, 0);
        let mut policy = String::new();
        let context = Context::new(rule.id);
        for block in blocks(rule.page) {
            let place = format!("{}, line {}", rule.id, block.line);
            let text = block.text.as_bytes();
            let judged = || judge_in(rule.id, "Dockerfile", text, &policy, Some(&context.0));
            if let Some(path) = block.info.strip_prefix("context ") {
                context.write(path, text);
            }
            match block.info {
                "toml policy" => policy.clone_from(&block.text),
                "dockerfile bad" => {
                    bad += 1;
                    if !stops(&judged()) {
                        problems.push(format!("{place}: nothing found"));
                    }
                }
                "dockerfile good" => {
                    good += 1;
                    let report = judged();
                    if !report.decided.is_empty() {
                        problems.push(format!("{place}:\n{}", messages(&report)));
                    }
                }
                _ => {}
            }
        }
        if bad == 0 || good == 0 {
            problems.push(format!("{}: {bad} bad and {good} good examples", rule.id));
        }
    }
    assert_none(&problems);
}

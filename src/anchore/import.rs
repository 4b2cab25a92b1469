//! A bundle as a policy file of minestop: what carries over becomes rules and options, everything else a comment.

use std::fmt::Write as _;

use super::bundle::{Bundle, BundleRule, Generation, ImageKind, ImageRule};
use super::gates::dockerfile::{InstructionCheck, Operator};
use super::gates::files::Attributes;
use super::gates::{Check, ListType};
use super::python::from_python;
use crate::finding::Action;
use crate::policy;
use crate::source::Sources;

/// The text of the policy file.
pub(crate) fn import(bundle: &Bundle) -> String {
    let mut out = Parts::default();
    for image in &bundle.denied {
        match as_image_pattern(image) {
            Some(pattern) => {
                let list = list("denied-image", "deny", std::slice::from_ref(&pattern));
                let what = format!("denied image {}", image.shown());
                out.keep(&what, &list, |out| out.denied_images.push(pattern));
            }
            None => out
                .left(&format!("denied image {}", image.shown()), "minestop has no pattern for it"),
        }
    }
    for image in &bundle.allowed {
        out.left(
            &format!("allowed image {}", image.shown()),
            "a Dockerfile has no name; write an exception for its file",
        );
    }
    for mapping in &bundle.mappings {
        let sets = mapping.rule_sets.iter().filter_map(|number| bundle.rule_sets.get(*number));
        let names: Vec<&str> = sets.map(|set| set.name.as_str()).collect();
        let what = format!(
            "mapping {} of {} to {}",
            mapping.name,
            mapping.images.shown(),
            names.join(", ")
        );
        out.left(&what, "the rules of all sets stand here; keep a file for each mapping");
    }
    for set in &bundle.rule_sets {
        for rule in &set.rules {
            out.rule(&set.name, rule);
        }
    }
    for list in &bundle.allowlists {
        for item in &list.items {
            let what = format!(
                "exception {}/{} for {} {}",
                list.name,
                item.id,
                item.gate,
                item.trigger_id.as_str()
            );
            out.left(
                &what,
                "trigger ids belong to Anchore's messages; write an exception for the finding",
            );
        }
    }
    out.text(bundle)
}

#[derive(Default)]
struct Parts {
    denied_images: Vec<String>,
    instructions: Vec<String>,
    users: Vec<String>,
    only_effective: bool,
    names: Vec<String>,
    files: Vec<String>,
    set_id: Option<Action>,
    left: Vec<String>,
}

impl Parts {
    fn left(&mut self, what: &str, why: &str) {
        self.left.push(one_line(&format!("{what}: {why}")));
    }

    /// Keeps a part that a policy file may have; any other is named with what is wrong with it.
    fn keep(&mut self, what: &str, part: &str, keep: impl FnOnce(&mut Self)) {
        let mut sources = Sources::default();
        let file = sources.add("", part.as_bytes().to_vec());
        match policy::parse(file, &sources) {
            Ok(_) => keep(self),
            Err(errors) => {
                self.left(what, errors.first().map_or("", |error| error.message.as_str()));
            }
        }
    }

    fn users(&mut self, name: &str, users: &[String]) {
        for user in users {
            if user.contains(is_wild) {
                self.left(name, "a user has characters that stand for others in a pattern");
                continue;
            }
            let list = list("denied-user", "deny", std::slice::from_ref(user));
            self.keep(name, &list, |out| {
                out.users.push(user.clone());
                out.only_effective = true;
            });
        }
    }

    fn rule(&mut self, set: &str, rule: &BundleRule) {
        let name = format!("rule {set}/{} ({} {})", rule.id, rule.gate, rule.trigger);
        match &rule.check {
            Check::Instruction(check) if matches!(check.operator, Operator::Silent) => {
                self.left(&name, "it has no value, so that it never fires");
            }
            Check::Instruction(check) => {
                let part = instruction(check, rule.action);
                self.keep(&name, &part, |out| out.instructions.push(part.clone()));
            }
            Check::EffectiveUser { users, list: ListType::Deny } if rule.action == Action::Stop => {
                self.users(&name, users);
            }
            Check::FileName(expression) if rule.action == Action::Stop => {
                let expression = at_start(expression.as_str());
                let list = list("miner-file-name", "deny-regex", std::slice::from_ref(&expression));
                self.keep(&name, &list, |out| out.names.push(expression));
            }
            Check::FileAttributes(wanted) => self.attributes(&name, wanted, rule.action),
            Check::SetId => self.set_id = Some(rule.action.max(self.set_id.unwrap_or(Action::Go))),
            Check::NotJudged => self.left(&name, "minestop does not judge this trigger"),
            check if check.is_about_the_system() => self.left(
                &name,
                "no rule of a policy file looks at accounts, packages or the distribution; judge with `--policy` and this document",
            ),
            Check::Content { .. } => self.left(
                &name,
                "expressions for the content of files stand in a list; judge with `--policy`, this document and `--content-search`",
            ),
            _ => self.left(
                &name,
                "minestop has no rule of its own for it; judge with `--policy` and this document",
            ),
        }
    }

    /// One rule of Anchore forbids what a file is and may require that it is there.
    fn attributes(&mut self, name: &str, wanted: &Attributes, action: Action) {
        let compares = wanted.checksum.is_some() || wanted.mode.is_some();
        if wanted.filename.contains(is_wild) {
            self.left(name, "its file has characters that stand for others in a pattern");
            return;
        }
        if compares {
            let part = attributes(wanted, action);
            self.keep(name, &part, |out| out.files.push(part.clone()));
        }
        if wanted.must_exist {
            let path = wanted.filename.clone();
            let alone = Attributes { filename: path, checksum: None, mode: None, must_exist: true };
            let part = attributes(&alone, action) + "exists = true\n";
            self.keep(name, &part, |out| out.files.push(part.clone()));
        }
        if !compares && !wanted.must_exist {
            self.left(name, "it says nothing of the file, so that it never fires");
        }
    }

    fn text(self, bundle: &Bundle) -> String {
        let generation = match bundle.generation {
            Generation::V1 => "1_0",
            Generation::V2 => "2",
        };
        let mut out = format!(
            "# Written by `minestop policy import` from the Anchore policy {}, version {generation}.\n# minestop's own preset runs beside these rules.\nversion = 1\npreset = \"default\"\n",
            toml_string(&one_line(&bundle.name)),
        );
        for (rule, key, values) in [
            ("denied-image", "deny", &self.denied_images),
            ("miner-file-name", "deny-regex", &self.names),
            ("denied-user", "deny", &self.users),
        ] {
            out.push_str(&list(rule, key, values));
        }
        if self.only_effective {
            out.push_str("only-effective = true\n");
        }
        if let Some(action) = self.set_id {
            let _ = write!(
                out,
                "\n[rules.file-attributes]\naction = \"{}\"\nset-id = true\n",
                word(action)
            );
        }
        for part in self.files.iter().chain(&self.instructions) {
            out.push('\n');
            out.push_str(part);
        }
        if !self.left.is_empty() {
            out.push_str("\n# What did not carry over:\n");
        }
        for line in &self.left {
            let _ = writeln!(out, "# - {line}");
        }
        out
    }
}

/// An expression that is tried at the start of a text only, as Python's `match` does, and as minestop reads it.
fn at_start(expression: &str) -> String {
    format!(r"\A(?:{})", from_python(expression))
}

/// A list of strings of a rule that stops; nothing without strings.
fn list(rule: &str, key: &str, values: &[String]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let values: Vec<String> = values.iter().map(|value| toml_string(value)).collect();
    format!("\n[rules.{rule}]\naction = \"stop\"\n{key} = [{}]\n", values.join(", "))
}

fn is_wild(c: char) -> bool {
    matches!(c, '*' | '?')
}

fn instruction(check: &InstructionCheck, action: Action) -> String {
    let mut out = format!(
        "[[rules.instruction.checks]]\ninstruction = {}\ncheck = {}\naction = \"{}\"\n",
        toml_string(&check.instruction),
        toml_string(&check.check),
        word(action),
    );
    if !matches!(check.operator, Operator::Exists | Operator::NotExists) {
        let value = match check.check.as_str() {
            // Anchore tries expressions at the start only.
            "like" | "not_like" => at_start(&check.value),
            _ => check.value.clone(),
        };
        let _ = writeln!(out, "value = {}", toml_string(&value));
    }
    out
}

fn attributes(wanted: &Attributes, action: Action) -> String {
    let mut out = format!(
        "[[rules.file-attributes.checks]]\npath = {}\naction = \"{}\"\n",
        toml_string(&format!("/{}", wanted.filename.trim_start_matches('/'))),
        word(action),
    );
    if let Some((checksum, equal)) = &wanted.checksum {
        let key = if *equal { "sha256" } else { "not-sha256" };
        let _ = writeln!(out, "{key} = {}", toml_string(checksum));
    }
    if let Some((mode, equal)) = wanted.mode {
        let key = if equal { "mode" } else { "not-mode" };
        let _ = writeln!(out, "{key} = \"{mode:o}\"");
    }
    out
}

/// The images of the rule as minestop writes them; digests alone and regular expressions have no pattern.
fn as_image_pattern(image: &ImageRule) -> Option<String> {
    let ImageKind::Tag(tag) = &image.kind else { return None };
    let parts = [&image.registry, &image.repository, tag].map(|pattern| pattern.as_str());
    if parts.iter().any(|part| part.starts_with("regexp:")) {
        return None;
    }
    let [registry, repository, tag] = parts;
    // a star of Anchore's crosses slashes, which one of a pattern does only as the last component
    let crosses = repository.strip_suffix("/*").unwrap_or(repository).contains('*');
    let image = match (registry, repository) {
        ("*", "*") => "*".to_owned(),
        (_, "*") => format!("{registry}/*"),
        _ if registry == "*" || crosses => return None,
        _ => format!("{registry}/{repository}"),
    };
    Some(if tag == "*" { image } else { format!("{image}:{tag}") })
}

fn word(action: Action) -> String {
    action.word().to_lowercase()
}

fn toml_string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A comment must end where its line ends.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

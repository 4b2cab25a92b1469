//! A service → a stage: its image, its variables, the files that it finds, what it starts.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;

use super::dotenv::{self, Line};
use super::layer::{Base, Layer, all, merged_pairs};
use super::loading;
use super::words::{MOST_WORDS, words};
use crate::dockerfile::Keyword;
use crate::orchestration::assembly::Assembly;
use crate::orchestration::surroundings::Surroundings;
use crate::source::{Sources, Span, Text};

/// What stands for `context` in a `build` that is a text.
const SHORT: &str = "context";

/// A service with what it extends.
pub(super) struct Service<'s> {
    pub(super) name: &'s str,
    /// What counts last.
    pub(super) layers: &'s [Layer],
    pub(super) around: &'s dyn Surroundings,
}

impl Service<'_> {
    /// What the layers say of a path of keys, that which counts last.
    pub(super) fn all(&self, path: &[&str]) -> Vec<Layer> {
        all(self.layers, path, SHORT)
    }

    /// What counts of a value that replaces what was said before. Where nothing stands, nothing is said.
    fn last(&self, path: &[&str]) -> Option<Layer> {
        self.all(path).into_iter().rfind(|layer| !layer.node.is_null())
    }

    /// The same of a list of words, which nothing replaces, too.
    fn last_words(&self, path: &[&str]) -> Option<Layer> {
        self.all(path).pop()
    }

    fn text(&self, key: &str) -> Option<Text> {
        self.last(&[key])?.expanded().filter(|text| !text.is_empty())
    }

    /// Adds the stage of the service; `contents` are files that stand beside the services.
    pub(super) fn write(
        &self,
        contents: &HashMap<EcoString, Layer>,
        assembly: &mut Assembly,
        sources: &mut Sources,
    ) {
        let Some(first) = self.layers.last() else { return };
        let builds = self.last(&["build"]).is_some();
        // beside a build the name is that of its result
        let image = self.text("image").filter(|_| !builds);
        let start = Span { end: first.node.span.start, ..first.node.span };
        let span = image.as_ref().map_or(start, Text::span);
        assembly.stage(self.name, image.as_ref(), span);
        for (name, value) in self.environment(sources) {
            let span = value.span();
            assembly.variable(name, value, span);
        }
        for (name, value) in merged_pairs(&self.all(&["labels"]), |_, _| None) {
            assembly.label(name.clone(), value.unwrap_or_else(|| Text::empty(name.span())));
        }
        self.mounts(contents, assembly);
        if let Some(directory) = self.text("working_dir") {
            assembly.directory(directory);
        }
        if let Some(user) = self.text("user") {
            assembly.user(user);
        }
        self.runs(assembly);
    }

    fn runs(&self, assembly: &mut Assembly) {
        for key in ["post_start", "pre_stop"] {
            for hook in self.all(&[key]).iter().flat_map(Layer::items) {
                if let Some(node) = hook.node.get("command") {
                    let (node, base) = (Rc::clone(node), Rc::clone(&hook.base));
                    let command = Layer { node, base };
                    assembly.checks(command_words(&command), command.node.span);
                }
            }
        }
        if let Some(test) = self.last_words(&["healthcheck", "test"]) {
            let words = check_words(&test);
            if !words.is_empty() {
                assembly.checks(words, test.node.span);
            }
        }
        let last = |key: &str| self.last_words(&[key]).map(|it| (command_words(&it), it.node.span));
        let (entrypoint, command) = (last("entrypoint"), last("command"));
        match (entrypoint.filter(|(words, _)| !words.is_empty()), command) {
            (Some((mut words, span)), command) => {
                words.extend(command.into_iter().flat_map(|(words, _)| words));
                assembly.starts(Keyword::Entrypoint, words, span);
            }
            (None, Some((words, span))) if !words.is_empty() => {
                assembly.starts(Keyword::Cmd, words, span);
            }
            _ => {}
        }
    }

    /// Files of variables first: what stands in the service itself replaces them.
    fn environment(&self, sources: &mut Sources) -> Vec<(Text, Text)> {
        let mut names: Vec<Text> = Vec::new();
        let mut values: HashMap<EcoString, Text> = HashMap::default();
        let mut set = |name: Text, value: Option<Text>, values: &mut HashMap<EcoString, Text>| {
            let key = EcoString::from(name.as_str());
            match value {
                Some(value) => {
                    if values.insert(key, value).is_none() {
                        names.push(name);
                    }
                }
                // taken away by `!reset`, or set only where whoever starts it has it
                None => {
                    values.remove(&key);
                }
            }
        };
        for entry in self.all(&["env_file"]).iter().flat_map(Layer::items) {
            let Some(path) = entry.text("path").or_else(|| entry.expanded()) else { continue };
            let path = entry.base.path(&path);
            let Some((content, _)) = loading::read(self.around, &path, sources) else { continue };
            let is_raw = entry.text("format").is_some_and(|format| format.as_str() == "raw");
            let lines = if is_raw { dotenv::raw(&content) } else { dotenv::variables(&content) };
            for Line { name, value, is_literal } in lines {
                let base = &entry.base;
                let value = match value {
                    Some(value) if is_literal => Some(value),
                    Some(value) => Some(base.variables(Some(&values)).expand(&value)),
                    None => base.known.get(name.as_str()).cloned(),
                };
                set(name, value, &mut values);
            }
        }
        let inherited = |layer: &Layer, name: &str| layer.base.known.get(name).cloned();
        for (name, value) in merged_pairs(&self.all(&["environment"]), inherited) {
            set(name, value, &mut values);
        }
        let named = names.into_iter();
        named.filter_map(|name| values.remove(name.as_str()).map(|value| (name, value))).collect()
    }

    fn mounts(&self, contents: &HashMap<EcoString, Layer>, assembly: &mut Assembly) {
        for mount in self.all(&["volumes"]).iter().flat_map(Layer::items) {
            let span = mount.node.span;
            let (source, target) = match mount.expanded() {
                Some(short) => {
                    let Some(colon) = short.find(':') else { continue };
                    let rest = short.slice(colon + 1..short.len());
                    let end = rest.find(':').unwrap_or(rest.len());
                    (short.slice(0..colon), rest.slice(0..end))
                }
                None => match (mount.text("source"), mount.text("target")) {
                    (Some(source), Some(target)) => (source, target),
                    _ => continue,
                },
            };
            // a name without a path is that of a volume
            if source.starts_with('.') {
                given(&mount.base, &source, target, span, assembly);
            }
        }
        for (key, directory) in [("configs", "/"), ("secrets", "/run/secrets/")] {
            for used in self.all(&[key]).iter().flat_map(Layer::items) {
                let Some(name) = used.expanded().or_else(|| used.text("source")) else { continue };
                let Some(content) = contents.get(name.as_str()) else { continue };
                let target = used.text("target").unwrap_or_else(|| name.clone());
                let mut path = Text::empty(target.span());
                if !target.starts_with('/') {
                    path.push_made(directory, target.span());
                }
                path.push(&target);
                let span = used.node.span;
                match (content.text("content"), content.text("file")) {
                    (Some(text), _) => assembly.file(path, text, span),
                    (None, Some(file)) => given(&content.base, &file, path, span, assembly),
                    (None, None) => {}
                }
            }
        }
    }
}

/// A file or directory beside, if it lies below the directory of the first file.
fn given(base: &Base, source: &Text, target: Text, span: Span, assembly: &mut Assembly) {
    let path = base.path(source);
    if path.starts_with("..") || path.starts_with('/') {
        return;
    }
    let path = format!("./{path}");
    let source = match path == source.as_str() {
        true => source.clone(),
        false => Text::made(path, source.span()),
    };
    assembly.given(source, target, span);
}

/// A list of words, or a text that Compose splits.
fn command_words(command: &Layer) -> Vec<Text> {
    let mut all = match command.expanded() {
        Some(text) => words(&text),
        None => command.texts(),
    };
    if all.len() >= MOST_WORDS {
        all.truncate(MOST_WORDS);
        command.base.budget.spend();
    }
    all
}

/// What a health check runs.
fn check_words(test: &Layer) -> Vec<Text> {
    let span = test.node.span;
    let script = |text: Text| vec![Text::made("sh", span), Text::made("-c", span), text];
    if let Some(text) = test.expanded() {
        return script(text);
    }
    let words = test.texts();
    match words.split_first() {
        Some((kind, rest)) if kind.as_str() == "CMD" => rest.to_vec(),
        Some((kind, rest)) if kind.as_str() == "CMD-SHELL" => {
            rest.first().cloned().map(script).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

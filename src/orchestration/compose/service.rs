//! A service → a stage: its image, its variables, the files that it finds, what it starts.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;

use super::dotenv::{self, Line};
use super::interpolation::Variables;
use super::loading;
use super::words::words;
use crate::dockerfile::Keyword;
use crate::orchestration::assembly::Assembly;
use crate::orchestration::surroundings::Surroundings;
use crate::orchestration::yaml::{Node, Value};
use crate::source::{Sources, Span, Text};

/// A service with what it extends.
pub(super) struct Service<'s> {
    /// The first one that says something counts.
    layers: &'s [Rc<Node>],
    variables: &'s Variables<'s>,
    around: &'s dyn Surroundings,
}

impl<'s> Service<'s> {
    pub(super) fn new(
        layers: &'s [Rc<Node>],
        variables: &'s Variables<'s>,
        around: &'s dyn Surroundings,
    ) -> Self {
        Self { layers, variables, around }
    }

    pub(super) fn expand(&self, text: &Text) -> Text {
        self.variables.expand(text)
    }

    /// What the layers say of a key, the one that counts last.
    pub(super) fn all(&self, key: &str) -> Vec<&'s Rc<Node>> {
        self.layers.iter().rev().filter_map(|layer| layer.get(key)).collect()
    }

    fn text(&self, key: &str) -> Option<Text> {
        self.layers.iter().find_map(|layer| layer.text(key)).map(|text| self.expand(text))
    }

    /// Adds the stage of the service; `contents` are files that stand beside the services.
    pub(super) fn write(
        &self,
        contents: &HashMap<EcoString, Text>,
        assembly: &mut Assembly,
        sources: &mut Sources,
    ) {
        let Some(first) = self.layers.first() else { return };
        let builds = self.layers.iter().any(|layer| layer.get("build").is_some());
        // beside a build the name is that of its result
        let image = self.text("image").filter(|_| !builds);
        let span = image.as_ref().map_or(Span { end: first.span.start, ..first.span }, Text::span);
        assembly.stage(image.as_ref(), span);
        for (name, value) in self.environment(sources) {
            let span = value.span();
            assembly.variable(name, value, span);
        }
        for labels in self.all("labels") {
            for (name, value) in pairs(labels) {
                let value = value.map(|value| self.expand(&value));
                assembly.label(name.clone(), value.unwrap_or_else(|| Text::empty(name.span())));
            }
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
            for hook in self.all(key).into_iter().flat_map(|hooks| hooks.items()) {
                if let Some(command) = hook.get("command") {
                    assembly.checks(self.command(command), command.span);
                }
            }
        }
        if let Some(test) = self.all("healthcheck").iter().rev().find_map(|check| check.get("test"))
        {
            let script = |text: Text| {
                vec![Text::opaque("sh", test.span), Text::opaque("-c", test.span), text]
            };
            let words: Vec<Text> = test.texts().iter().map(|word| self.expand(word)).collect();
            let words = match (test.scalar(), words.split_first()) {
                (Some(text), _) => script(self.expand(text)),
                (None, Some((kind, rest))) if kind.as_str() == "CMD" => rest.to_vec(),
                (None, Some((_, rest))) => rest.first().cloned().map(script).unwrap_or_default(),
                (None, None) => Vec::new(),
            };
            if !words.is_empty() {
                assembly.checks(words, test.span);
            }
        }
        let last = |key: &str| self.all(key).last().map(|node| (self.command(node), node.span));
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

    /// A list of words, or a text that Compose splits.
    fn command(&self, node: &Node) -> Vec<Text> {
        match node.scalar() {
            Some(text) => words(&self.expand(text)),
            None => node.texts().iter().map(|word| self.expand(word)).collect(),
        }
    }

    /// Files of variables first: what stands in the service itself replaces them.
    fn environment(&self, sources: &mut Sources) -> Vec<(Text, Text)> {
        let mut all = Vec::new();
        for node in self.all("env_file") {
            let entries = node.items().iter().map(|entry| entry.text("path").or(entry.scalar()));
            for path in entries.chain([node.scalar()]).flatten() {
                if let Some((content, _)) = loading::read(self.around, &self.expand(path), sources)
                {
                    let expand = |Line { name, value, is_literal }| {
                        (name, if is_literal { value } else { self.expand(&value) })
                    };
                    all.extend(dotenv::variables(&content).into_iter().map(expand));
                }
            }
        }
        for (name, value) in self.all("environment").into_iter().flat_map(|node| pairs(node)) {
            // a name alone is set only where the one who starts it has it
            let Some(value) = value else { continue };
            let value = self.expand(&value);
            all.push((name, value));
        }
        all
    }

    fn mounts(&self, contents: &HashMap<EcoString, Text>, assembly: &mut Assembly) {
        for mount in self.all("volumes").into_iter().flat_map(|mounts| mounts.items()) {
            let (source, target) = match mount.scalar() {
                Some(short) => {
                    let short = self.expand(short);
                    let Some(colon) = short.find(':') else { continue };
                    let rest = short.slice(colon + 1..short.len());
                    let end = rest.find(':').unwrap_or(rest.len());
                    (short.slice(0..colon), rest.slice(0..end))
                }
                None => match (mount.text("source"), mount.text("target")) {
                    (Some(source), Some(target)) => (self.expand(source), self.expand(target)),
                    _ => continue,
                },
            };
            // a name without a path is that of a volume
            if source.starts_with('.') && !source.starts_with("..") {
                assembly.given(source, target, mount.span);
            }
        }
        for key in ["configs", "secrets"] {
            for used in self.all(key).into_iter().flat_map(|used| used.items()) {
                let Some(name) = used.scalar().or_else(|| used.text("source")) else { continue };
                let Some(content) = contents.get(name.as_str()) else { continue };
                let directory = if key == "secrets" { "/run/secrets/" } else { "/" };
                let target = used.text("target").cloned().unwrap_or_else(|| name.clone());
                let mut path = Text::empty(target.span());
                if !target.starts_with('/') {
                    path.push_opaque(directory, target.span());
                }
                path.push(&target);
                assembly.file(path, self.expand(content), used.span);
            }
        }
    }
}

/// Names with values: a mapping, or a list of `NAME=value`. A name alone has the value that the environment gives it.
pub(super) fn pairs(node: &Node) -> Vec<(Text, Option<Text>)> {
    match &node.value {
        Value::Mapping(entries) => {
            entries.iter().map(|(name, value)| (name.clone(), value.scalar().cloned())).collect()
        }
        _ => node
            .texts()
            .iter()
            .map(|text| match text.find('=') {
                Some(at) => (text.slice(0..at), Some(text.slice(at + 1..text.len()))),
                None => (text.clone(), None),
            })
            .collect(),
    }
}

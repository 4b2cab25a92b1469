//! A container of a pod → a stage: its image, its variables, the files that it finds, what it starts.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::HashMap;

use super::environment::Variables;
use super::hosts::HostMount;
use super::objects::Objects;
use super::volumes::{Volume, Volumes};
use crate::dockerfile::Keyword;
use crate::orchestration::assembly::Assembly;
use crate::orchestration::yaml::Node;
use crate::source::{Span, Text};

/// Containers whose share of a volume one container finds: those of a pod are few.
const MOST_SHARES: usize = 8;

/// Fields whose `exec.command` runs in the container, beside what it starts.
const HOOKS: [&[&str]; 5] = [
    &["lifecycle", "postStart"],
    &["lifecycle", "preStop"],
    &["livenessProbe"],
    &["readinessProbe"],
    &["startupProbe"],
];

/// Fields with the text of a script: of steps of Tekton, and of Argo.
const SCRIPTS: [&str; 2] = ["script", "source"];

/// Where such a script lies; the real name is another one each time.
const SCRIPT: &str = "/script";

/// A pod, or the template of one.
pub(super) struct Pod<'n> {
    pub(super) spec: &'n Rc<Node>,
    pub(super) namespace: Option<Text>,
    volumes: Volumes,
    /// Volume → stages and where they have it.
    shares: RefCell<HashMap<String, Vec<(usize, Text)>>>,
}

impl<'n> Pod<'n> {
    pub(super) fn new(spec: &'n Rc<Node>, namespace: Option<Text>) -> Self {
        Self { spec, namespace, volumes: Volumes::of(spec), shares: RefCell::default() }
    }

    /// Adds the stage of a container.
    pub(super) fn container(&self, node: &Rc<Node>, objects: &Objects, assembly: &mut Assembly) {
        let image = node.text("image").map(rendered);
        let span = image.as_ref().map_or(Span { end: node.span.start, ..node.span }, Text::span);
        assembly.stage(node.text("name").map_or("", Text::as_str), image.as_ref(), span);
        let variables = Variables::of(node, self.namespace.as_ref(), objects);
        for variable in &variables.all {
            assembly.variable(variable.name.clone(), variable.value.clone(), variable.span);
        }
        self.mounts(node, objects, assembly);
        if let Some(directory) = node.text("workingDir") {
            assembly.directory(directory.clone());
        }
        if let Some(user) = self.user(node) {
            assembly.user(user.clone());
        }
        let expand = |words: &[Text]| -> Vec<Text> {
            let mut budget = objects.budget.borrow_mut();
            words.iter().map(|word| budget.expand(word, |name| variables.get(name))).collect()
        };
        for path in HOOKS {
            let hook = path.iter().try_fold(node, |node, key| node.get(key));
            let exec = hook.and_then(|hook| hook.get("exec")).and_then(|exec| exec.get("command"));
            if let Some(command) = exec.filter(|command| !command.items().is_empty()) {
                assembly.checks(command.texts(), command.span);
            }
        }
        let (command, args) = (node.get("command"), node.get("args"));
        let words = |list: Option<&Rc<Node>>| list.map(|list| list.texts()).unwrap_or_default();
        let (mut command_words, args_words) = (expand(&words(command)), expand(&words(args)));
        if let Some(script) = SCRIPTS.iter().find_map(|key| node.text(key)) {
            let path = Text::made(SCRIPT, script.span());
            assembly.file(path.clone(), script.clone(), script.span());
            command_words.push(path);
        }
        let place = |list: Option<&Rc<Node>>| list.map_or(span, |list| list.span);
        if command_words.is_empty() {
            // what the image starts is given these words
            if !args_words.is_empty() {
                assembly.starts(Keyword::Cmd, args_words, place(args));
            }
        } else {
            let words = command_words.into_iter().chain(args_words).collect();
            assembly.starts(Keyword::Entrypoint, words, place(command.or(args)));
        }
    }

    /// The user that is said of a container or else of its pod; on Windows one has a name.
    fn user<'a>(&'a self, node: &'a Node) -> Option<&'a Text> {
        [node, self.spec].into_iter().find_map(|node| {
            let context = node.get("securityContext")?;
            let windows = || context.get("windowsOptions")?.text("runAsUserName");
            context.text("runAsUser").or_else(windows)
        })
    }

    /// Images that a pod mounts as volumes.
    pub(super) fn volume_images(&self, assembly: &mut Assembly) {
        for volume in self.spec.list("volumes") {
            let reference = volume.get("image").and_then(|image| image.text("reference"));
            if let Some(reference) = reference.map(rendered) {
                assembly.stage("", Some(&reference), reference.span());
            }
        }
    }

    fn mounts(&self, node: &Rc<Node>, objects: &Objects, assembly: &mut Assembly) {
        for mount in node.list("volumeMounts") {
            let (Some(name), Some(path)) = (mount.text("name"), mount.text("mountPath")) else {
                continue;
            };
            let part = mount.text("subPath").filter(|part| !part.is_empty());
            match self.volumes.get(name, self.namespace.as_ref(), objects) {
                Some(Volume::Files(files)) => {
                    for file in files {
                        let target = match part {
                            None => joined(path, &file.path),
                            Some(part) if **part == *file.path => path.clone(),
                            Some(_) => continue,
                        };
                        assembly.file(target, file.content, mount.span);
                    }
                }
                Some(Volume::Shared) => self.share(name, path, mount.span, assembly),
                Some(Volume::Host(host)) => {
                    let is_read_only =
                        mount.text("readOnly").is_some_and(|it| it.as_str() == "true");
                    let stage = assembly.stages().saturating_sub(1);
                    let host = joined_part(&host, part);
                    let mounted = HostMount { host, path: path.clone(), stage, is_read_only };
                    objects.hosts.borrow_mut().add(mounted, mount.span, assembly);
                }
                None => {}
            }
        }
    }

    /// A directory that containers share: what those above have left in it.
    fn share(&self, name: &Text, path: &Text, span: Span, assembly: &mut Assembly) {
        let mut shares = self.shares.borrow_mut();
        let shares = shares.entry(name.as_str().to_owned()).or_default();
        let stage = assembly.stages().saturating_sub(1);
        for (from, source) in shares.iter().filter(|(from, _)| *from != stage) {
            assembly.shared(*from, source.clone(), path.clone(), span);
        }
        if shares.len() < MOST_SHARES {
            shares.push((stage, path.clone()));
        }
    }
}

fn joined_part(directory: &Text, part: Option<&Text>) -> Text {
    part.map_or_else(|| directory.clone(), |part| joined(directory, part))
}

fn joined(directory: &Text, name: &Text) -> Text {
    let mut path = directory.clone();
    path.push_made("/", directory.span());
    path.push(name);
    path
}

/// A name in which a template leaves something open: that part is not known.
fn rendered(name: &Text) -> Text {
    let mut out = Text::empty(name.span());
    let mut at = 0;
    while let Some(open) = name.get(at..).and_then(|rest| rest.find("{{")).map(|found| at + found) {
        let rest = name.get(open..).unwrap_or_default();
        let end = open + rest.find("}}").map_or(rest.len(), |end| end + 2);
        out.push_range(name, at..open);
        out.push_unknown(name.span_of(open..end));
        at = end;
    }
    out.push_range(name, at..name.len());
    out
}

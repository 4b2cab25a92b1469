//! Objects of Kubernetes with pods in them → one stage for each container.
//!
//! Whatever the kind is called: a mapping with a list of containers is a pod, that of a custom resource too. Follows
//! the kubelet (`pkg/kubelet/kubelet_pods.go`) in what a container is given.

mod container;
mod environment;
mod expansion;
mod hosts;
mod objects;
mod volumes;
mod walk;

use std::rc::Rc;

use self::container::Pod;
use self::objects::Objects;
use self::walk::visit;
use super::kind::is_template;
use super::reading::Reading;
use super::yaml::{Document, Node, Reader, documents};
use crate::source::{FileId, Span};

/// Keys whose lists are containers, in the order in which they start.
const CONTAINERS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];

/// Lists of tasks and workflows (Tekton, Argo) whose items are containers if they name an image.
const STEPS: [&str; 2] = ["steps", "sidecars"];

/// What is one container if it names an image (Argo).
const ALONE: [&str; 2] = ["container", "script"];

/// Containers of one file: a hundred times what the largest real one has; each is a stage that is run.
const MOST_CONTAINERS: usize = 5_000;

/// Keys that stand twice and are looked at: one would do.
const MOST_TWICE: usize = 1_000;

/// Who refuses what is no manifest.
const READER: &str = "kubectl";

/// Reads a file of manifests. A document that cannot be read says so; one that is only a template of a manifest says so
/// if there is nothing else.
pub(super) fn read(file: FileId, bytes: &[u8]) -> Reading {
    let mut found = Reading::new(file);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            found.refuse(Span::new(file, at, at + 1), "the file is not UTF-8".to_owned(), READER);
            return found;
        }
    };
    let documents = readable(file, text, &mut found);
    let roots: Vec<&Rc<Node>> = documents.iter().map(|document| &document.root).collect();
    let objects = Objects::of(&roots);
    let pods = pods(&roots);
    let judged: Vec<Span> = pods.iter().map(|pod| pod.spec.span).chain(objects.spans()).collect();
    refuse_twice(&documents, &judged, &mut found);
    for pod in &pods {
        add(pod, &objects, &mut found);
    }
    objects.hosts.borrow().write_node(&mut found.assembly);
    objects.write_unused(&mut found.assembly);
    if objects.is_spent() {
        found.stop(
            Span::new(file, 0, 0),
            "containers are given more variables and files than are read",
        );
    }
    found
}

/// The documents that can be read, templates left out.
fn readable(file: FileId, text: &str, found: &mut Reading) -> Vec<Document> {
    let mut reader = Reader::new(file, text);
    let (mut all, mut templates) = (Vec::new(), Vec::new());
    for part in documents(text) {
        let is_template = text.get(part.clone()).is_some_and(is_template);
        match reader.read(part) {
            Ok(documents) => all.extend(documents),
            Err(problem) if is_template => templates.push(problem),
            Err(problem) => found.refuse(problem.span, problem.message, READER),
        }
        if reader.is_spent() {
            break;
        }
    }
    if let Some(template) = templates.first().filter(|_| all.is_empty()) {
        let message = "a template of a manifest, not a manifest: render it first";
        found.refuse(template.span, message.to_owned(), READER);
    }
    all
}

/// A key that stands twice in what is judged: one reader takes the last one, another one refuses the document.
fn refuse_twice(documents: &[Document], judged: &[Span], found: &mut Reading) {
    for key in documents.iter().flat_map(|document| &document.twice).take(MOST_TWICE) {
        let span = key.span();
        let holds = |judged: &&Span| judged.start <= span.start && span.end <= judged.end;
        if judged.iter().any(|judged| holds(&judged)) {
            found.refuse(span, format!("the key `{}` stands twice", key.as_str()), READER);
        }
    }
}

/// Adds a stage for each container of a pod.
fn add(pod: &Pod<'_>, objects: &Objects, found: &mut Reading) {
    for node in containers(pod.spec) {
        if found.assembly.stages() >= MOST_CONTAINERS {
            return found.stop(node.span, "the file has more containers than are read");
        }
        pod.container(node, objects, &mut found.assembly);
    }
    pod.volume_images(&mut found.assembly);
}

/// What is started in a mapping, in the order in which it starts.
fn containers(node: &Rc<Node>) -> impl Iterator<Item = &Rc<Node>> {
    let listed = CONTAINERS.iter().flat_map(|key| node.list(key));
    let steps = STEPS.iter().flat_map(|key| node.list(key));
    let alone = ALONE.iter().filter_map(|key| node.get(key));
    let of_image = steps.chain(alone).filter(|node| node.text("image").is_some());
    listed.filter(|node| !node.entries().is_empty()).chain(of_image)
}

/// Every mapping that has containers in it. Each is visited once, however many aliases stand for it.
fn pods<'n>(roots: &[&'n Rc<Node>]) -> Vec<Pod<'n>> {
    let mut found = Vec::new();
    visit(roots, |node, namespace| {
        if containers(node).next().is_some() {
            found.push(Pod::new(node, namespace.cloned()));
        }
    });
    found
}

//! Objects of Kubernetes with pods in them → one stage for each container.
//!
//! Whatever the kind is called: a mapping with a list of containers is a pod, that of a custom resource too. Follows
//! the kubelet (`pkg/kubelet/kubelet_pods.go`) in what a container is given.

mod container;
mod environment;
mod expansion;
mod objects;
mod volumes;
mod walk;

use std::rc::Rc;

use self::container::Pod;
use self::objects::Objects;
use self::walk::visit;
use super::assembly::Assembly;
use super::kind::is_template;
use super::yaml::{Document, Node, Reader, documents};
use crate::facts::{Unfinished, Unreadable};
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

/// What the objects of a file come to.
#[derive(Debug)]
pub(crate) struct Manifests {
    /// A stage for each container.
    pub(crate) assembly: Assembly,
    pub(crate) unreadable: Vec<Unreadable>,
    pub(crate) unfinished: Vec<Unfinished>,
}

/// Reads a file of manifests. A document that cannot be read says so; one that is only a template of a manifest says so
/// if there is nothing else.
pub(crate) fn read(file: FileId, bytes: &[u8]) -> Manifests {
    let mut found =
        Manifests { assembly: Assembly::new(file), unreadable: Vec::new(), unfinished: Vec::new() };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            found.refuse(Span::new(file, at, at + 1), "the file is not UTF-8".to_owned());
            return found;
        }
    };
    let documents = found.documents(file, text);
    let roots: Vec<&Rc<Node>> = documents.iter().map(|document| &document.root).collect();
    let objects = Objects::of(&roots);
    let pods = pods(&roots);
    let judged: Vec<Span> = pods.iter().map(|pod| pod.spec.span).chain(objects.spans()).collect();
    found.twice(&documents, &judged);
    for pod in &pods {
        found.pod(pod, &objects);
    }
    objects.write_unused(&mut found.assembly);
    if objects.is_spent() {
        found.stop(
            Span::new(file, 0, 0),
            "containers are given more variables and files than are read",
        );
    }
    found
}

impl Manifests {
    fn documents(&mut self, file: FileId, text: &str) -> Vec<Document> {
        let mut reader = Reader::new(file, text);
        let (mut all, mut templates) = (Vec::new(), Vec::new());
        for part in documents(text) {
            let is_template = text.get(part.clone()).is_some_and(is_template);
            match reader.read(part) {
                Ok(documents) => all.extend(documents),
                Err(problem) if is_template => templates.push(problem),
                Err(problem) => self.refuse(problem.span, problem.message),
            }
            if reader.is_spent() {
                break;
            }
        }
        if let Some(template) = templates.first().filter(|_| all.is_empty()) {
            let message = "a template of a manifest, not a manifest: render it first";
            self.refuse(template.span, message.to_owned());
        }
        all
    }

    /// A key that stands twice in what is judged: one reader takes the last one, another one refuses the document.
    fn twice(&mut self, documents: &[Document], judged: &[Span]) {
        for key in documents.iter().flat_map(|document| &document.twice).take(MOST_TWICE) {
            let span = key.span();
            let holds = |judged: &&Span| judged.start <= span.start && span.end <= judged.end;
            if judged.iter().any(|judged| holds(&judged)) {
                self.refuse(span, format!("the key `{}` stands twice", key.as_str()));
            }
        }
    }

    fn pod(&mut self, pod: &Pod<'_>, objects: &Objects) {
        for node in containers(pod.spec) {
            if self.assembly.stages() >= MOST_CONTAINERS {
                return self.stop(node.span, "the file has more containers than are read");
            }
            pod.container(node, objects, &mut self.assembly);
        }
        pod.volume_images(&mut self.assembly);
    }

    fn refuse(&mut self, span: Span, message: String) {
        self.unreadable.push(Unreadable { span, message, refused_by: Some(READER) });
    }

    fn stop(&mut self, span: Span, reason: &'static str) {
        if !self.unfinished.iter().any(|it| it.reason == reason) {
            self.unfinished.push(Unfinished { span, reason });
        }
    }
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

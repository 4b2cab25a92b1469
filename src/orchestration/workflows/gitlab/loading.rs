//! A pipeline with the files that it takes in, and what its jobs extend.

use std::cell::Cell;
use std::rc::Rc;

use ecow::EcoString;
use foldhash::{HashMap, HashSet};

use super::super::budget::Budget;
use super::super::documents::{file, in_repository};
use super::super::form::RESERVED;
use crate::orchestration::surroundings::Surroundings;
use crate::orchestration::yaml::{Document, Node};
use crate::source::{Sources, Span, Text};

/// Files of one pipeline: GitLab takes 150.
const MOST_FILES: usize = 150;

/// Files that take one another in: real ones do so three deep.
const DEEPEST_FILES: usize = 16;

/// Jobs that extend one another: GitLab takes eleven.
const DEEPEST: usize = 11;

/// What one job is put together from.
const MOST_LAYERS: usize = 256;

/// A value with what its file is given.
#[derive(Clone)]
pub(super) struct Layer {
    pub(super) node: Rc<Node>,
    pub(super) inputs: Rc<HashMap<EcoString, Text>>,
}

impl Layer {
    pub(super) fn with(&self, node: &Rc<Node>) -> Self {
        Self { node: Rc::clone(node), inputs: Rc::clone(&self.inputs) }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| self.with(node))
    }
}

/// The files of a pipeline; later ones count.
pub(super) struct Pipeline<'p> {
    around: &'p dyn Surroundings,
    pub(super) roots: Vec<Layer>,
    /// The jobs of each root by name.
    jobs: Vec<HashMap<EcoString, Rc<Node>>>,
    files: HashSet<String>,
    missing: Cell<Option<Span>>,
    pub(super) budget: Rc<Budget>,
}

impl<'p> Pipeline<'p> {
    pub(super) fn load(
        documents: &[Document],
        around: &'p dyn Surroundings,
        sources: &mut Sources,
        budget: &Rc<Budget>,
    ) -> Self {
        let mut pipeline = Self {
            around,
            roots: Vec::new(),
            jobs: Vec::new(),
            files: HashSet::default(),
            missing: Cell::default(),
            budget: Rc::clone(budget),
        };
        pipeline.add(documents, HashMap::default(), 0, sources);
        let by_name = |root: &Layer| {
            let entries = root.node.entries().iter();
            entries.map(|(name, job)| (name.as_str().into(), Rc::clone(job))).collect()
        };
        pipeline.jobs = pipeline.roots.iter().map(by_name).collect();
        pipeline
    }

    /// Where something is named that is not here.
    pub(super) fn missing(&self) -> Option<Span> {
        self.missing.get()
    }

    pub(super) fn misses(&self, span: Span) {
        self.missing.set(self.missing.get().or(Some(span)));
    }

    /// Adds the documents of a file on top of what they take in.
    fn add(
        &mut self,
        documents: &[Document],
        given: HashMap<EcoString, Text>,
        depth: usize,
        sources: &mut Sources,
    ) {
        let mut inputs = HashMap::default();
        for document in documents {
            let spec = document.root.get("spec").and_then(|spec| spec.get("inputs"));
            for (name, input) in spec.map(|it| it.entries()).unwrap_or_default() {
                if let Some(default) = input.text("default") {
                    inputs.insert(name.as_str().into(), default.clone());
                }
            }
        }
        inputs.extend(given);
        let inputs = Rc::new(inputs);
        for document in documents.iter().filter(|it| it.root.get("spec").is_none()) {
            let root = Layer { node: Rc::clone(&document.root), inputs: Rc::clone(&inputs) };
            if let Some(include) = root.get("include") {
                let alone = [Rc::clone(&include.node)];
                let items = include.node.items();
                for item in if items.is_empty() { &alone } else { items } {
                    self.include(&include.with(item), depth, sources);
                }
            }
            self.roots.push(root);
        }
    }

    /// Adds a file of the same repository; what lies elsewhere is not read.
    fn include(&mut self, entry: &Layer, depth: usize, sources: &mut Sources) {
        let path = entry.node.text("local").or_else(|| entry.node.scalar());
        let path = path.map(|path| self.text_of(path, entry));
        let Some(path) = path.filter(|path| !path.contains("://")) else {
            return self.misses(entry.node.span);
        };
        let place = in_repository(self.around, path.trim_start_matches('/'));
        if depth >= DEEPEST_FILES || self.files.len() >= MOST_FILES {
            return self.misses(entry.node.span);
        }
        if !self.files.insert(place.clone()) {
            return;
        }
        let given = entry.node.get("inputs").map(|it| it.entries()).unwrap_or_default().iter();
        let given = given.filter_map(|(name, value)| {
            Some((name.as_str().into(), self.text_of(value.scalar()?, entry)))
        });
        let given = given.collect();
        match file(self.around, &place, sources) {
            Some(documents) => self.add(&documents, given, depth + 1, sources),
            None => self.misses(entry.node.span),
        }
    }

    /// The names of jobs, each once, in the order of the files.
    pub(super) fn names(&self) -> Vec<EcoString> {
        let mut seen = HashSet::default();
        let entries = self.roots.iter().flat_map(|root| root.node.entries());
        let jobs = entries
            .filter(|(name, job)| !RESERVED.contains(&name.as_str()) && !job.entries().is_empty());
        let names = jobs.map(|(name, _)| EcoString::from(name.as_str()));
        names.filter(|name| seen.insert(name.clone())).collect()
    }

    /// What a job is put together from; what counts last.
    pub(super) fn layers(&self, name: &str) -> Vec<Layer> {
        let mut layers = Vec::new();
        self.collect(name, 0, &mut layers, &mut 0);
        layers
    }

    fn collect(&self, name: &str, depth: usize, layers: &mut Vec<Layer>, seen: &mut usize) {
        let roots = self.roots.iter().zip(&self.jobs);
        let own: Vec<Layer> =
            roots.filter_map(|(root, jobs)| jobs.get(name).map(|job| root.with(job))).collect();
        let Some(last) = own.last() else { return };
        *seen += own.len();
        if depth > DEEPEST || *seen > MOST_LAYERS {
            return self.misses(last.node.span);
        }
        if let Some(extends) = own.iter().rev().find_map(|layer| layer.get("extends")) {
            let names = match extends.node.scalar() {
                Some(name) => vec![name.clone()],
                None => extends.node.texts(),
            };
            for name in names {
                self.collect(&name, depth + 1, layers, seen);
            }
        }
        layers.extend(own);
    }
}

//! A Compose file with the files that it is put together from: its override, what it includes, what services extend.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::{HashMap, HashSet};

use super::dotenv::{self, Line};
use super::interpolation::{Budget, Variables};
use crate::facts::Unreadable;
use crate::orchestration::surroundings::Surroundings;
use crate::orchestration::yaml::{Node, Reader};
use crate::source::{FileId, Sources, Span, Text, one_byte_each};

/// Files that one is put together from: real projects include some ten.
const MOST_FILES: usize = 64;

/// Who refuses what is no file of it.
const READER: &str = "docker compose";

/// Services that extend one another.
const DEEPEST: usize = 16;

/// Names of the file that Compose reads by itself, and of the one that it lays over it.
const OVERRIDES: [(&str, [&str; 2]); 4] = [
    ("compose.yaml", ["compose.override.yaml", "compose.override.yml"]),
    ("compose.yml", ["compose.override.yaml", "compose.override.yml"]),
    ("docker-compose.yml", ["docker-compose.override.yml", "docker-compose.override.yaml"]),
    ("docker-compose.yaml", ["docker-compose.override.yaml", "docker-compose.override.yml"]),
];

/// The files of a project.
pub(super) struct Project<'a> {
    around: &'a dyn Surroundings,
    /// Roots of documents; later ones cover earlier ones.
    roots: Vec<Rc<Node>>,
    /// What other services extend, by path.
    others: HashMap<String, Vec<Rc<Node>>>,
    /// What `.env` says.
    pub(super) dotenv: HashMap<EcoString, Text>,
    pub(super) budget: Budget,
    /// Files whose content stands in a Compose file, by name.
    pub(super) contents: HashMap<EcoString, Text>,
    pub(super) unreadable: Vec<Unreadable>,
}

impl<'a> Project<'a> {
    pub(super) fn load(file: FileId, around: &'a dyn Surroundings, sources: &mut Sources) -> Self {
        let mut project = Self {
            around,
            roots: Vec::new(),
            others: HashMap::default(),
            dotenv: HashMap::default(),
            budget: Budget::default(),
            contents: HashMap::default(),
            unreadable: Vec::new(),
        };
        let name = sources.get(file).map(|it| it.name().to_owned()).unwrap_or_default();
        project.roots = project.documents(file, sources);
        if let Some((content, _)) = read(around, ".env", sources) {
            for Line { name, value, is_literal } in dotenv::variables(&content) {
                let variables = Variables { known: &project.dotenv, budget: &project.budget };
                let value = if is_literal { value } else { variables.expand(&value) };
                project.dotenv.insert(name.as_str().into(), value);
            }
        }
        project.includes(sources);
        let name = name.rsplit('/').next().unwrap_or_default();
        let covers =
            OVERRIDES.iter().filter(|(base, _)| *base == name).flat_map(|(_, covers)| covers);
        for cover in covers {
            let documents = project.file(cover, sources);
            if !documents.is_empty() {
                project.roots.extend(documents);
                break;
            }
        }
        project.contents();
        project
    }

    /// The names of services, each once, in the order of the files.
    pub(super) fn names(&self) -> Vec<EcoString> {
        let mut seen = HashSet::default();
        let services = self.roots.iter().filter_map(|root| root.get("services"));
        let names =
            services.flat_map(|it| it.entries()).map(|(name, _)| EcoString::from(name.as_str()));
        names.filter(|name| seen.insert(name.clone())).collect()
    }

    /// What a service is put together from; the first of them that says something counts.
    pub(super) fn layers(&mut self, name: &str, sources: &mut Sources) -> Vec<Rc<Node>> {
        let mut layers = Vec::new();
        let mut path: Option<String> = None;
        let mut name = name.to_owned();
        for _ in 0..DEEPEST {
            let roots = match &path {
                None => &self.roots,
                Some(path) => self.others.get(path).unwrap_or(&self.roots),
            };
            let from = layers.len();
            let services = roots.iter().rev().filter_map(|root| root.get("services"));
            layers.extend(services.filter_map(|services| services.get(&name)).cloned());
            let new = layers.get(from..).unwrap_or_default();
            let Some(extends) = new.iter().find_map(|service| service.get("extends")) else {
                break;
            };
            let target = extends.scalar().or_else(|| extends.text("service"));
            let Some(target) = target.map(|target| target.as_str().to_owned()) else { break };
            if let Some(file) = extends.text("file") {
                let file = file.as_str().to_owned();
                let documents = self.file(&file, sources);
                self.others.insert(file.clone(), documents);
                path = Some(file);
            }
            name = target;
        }
        layers
    }

    fn includes(&mut self, sources: &mut Sources) {
        let mut next = 0;
        let mut seen = HashSet::default();
        while let Some(root) = self.roots.get(next).cloned() {
            next += 1;
            for entry in root.list("include") {
                let path = entry.get("path").unwrap_or(entry);
                let paths = path.scalar().into_iter().cloned().chain(path.texts());
                for path in paths {
                    if seen.len() < MOST_FILES && seen.insert(path.as_str().to_owned()) {
                        let documents = self.file(&path, sources);
                        self.roots.extend(documents);
                    }
                }
            }
        }
    }

    /// The documents of another file; none if it cannot be read.
    fn file(&mut self, path: &str, sources: &mut Sources) -> Vec<Rc<Node>> {
        let Some((_, file)) = read(self.around, path, sources) else { return Vec::new() };
        self.documents(file, sources)
    }

    fn documents(&mut self, file: FileId, sources: &Sources) -> Vec<Rc<Node>> {
        let bytes = sources.bytes(file);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.valid_up_to();
                self.refuse(Span::new(file, at, at + 1), "the file is not UTF-8".to_owned());
                return Vec::new();
            }
        };
        match Reader::new(file, text).read(0..text.len()) {
            Ok(documents) => {
                if let Some(key) = documents.iter().flat_map(|document| &document.twice).next() {
                    self.refuse(key.span(), format!("the key `{}` stands twice", key.as_str()));
                }
                documents.into_iter().map(|document| document.root).collect()
            }
            Err(problem) => {
                self.refuse(problem.span, problem.message);
                Vec::new()
            }
        }
    }

    /// Configurations and secrets whose content stands beside the services.
    fn contents(&mut self) {
        let groups = self.roots.iter().flat_map(|root| [root.get("configs"), root.get("secrets")]);
        for (name, entry) in groups.flatten().flat_map(|group| group.entries()) {
            if let Some(content) = entry.text("content") {
                self.contents.insert(name.as_str().into(), content.clone());
            }
        }
    }

    fn refuse(&mut self, span: Span, message: String) {
        self.unreadable.push(Unreadable { span, message, refused_by: Some(READER) });
    }
}

/// A file beside, which becomes a source.
pub(super) fn read(
    around: &dyn Surroundings,
    path: &str,
    sources: &mut Sources,
) -> Option<(Text, FileId)> {
    let bytes = around.read(path)?;
    let (text, length) = (one_byte_each(&bytes), bytes.len());
    let file = sources.add(around.shown(path), bytes);
    Some((Text::verbatim(text, Span::new(file, 0, length)), file))
}

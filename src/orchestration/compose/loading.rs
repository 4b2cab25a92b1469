//! A Compose file with the files that it is put together from: its override, what it includes, what services extend.
//!
//! Follows `loader` of `compose-go`: what a file includes lies below it, what is laid over it above, and what a service extends
//! below the service.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::{HashMap, HashSet};

use super::dotenv::{self, Line};
use super::interpolation::Budget;
use super::layer::{Base, Layer};
use crate::facts::Unreadable;
use crate::orchestration::build::joined;
use crate::orchestration::encoding::decoded;
use crate::orchestration::surroundings::Surroundings;
use crate::orchestration::yaml::{Node, Reader};
use crate::source::{FileId, Sources, Span, Text};

/// Files that one is put together from: real projects include some ten.
const MOST_FILES: usize = 64;

/// Who refuses what is no file of it.
const READER: &str = "docker compose";

/// Errors of one project that are said.
const MOST_REFUSED: usize = 64;

/// Services that extend one another, and files that include one another.
const DEEPEST: usize = 16;

/// Names of the file that Compose reads by itself, and of the one that it lays over it.
const OVERRIDES: [(&str, [&str; 2]); 4] = [
    ("compose.yaml", ["compose.override.yaml", "compose.override.yml"]),
    ("compose.yml", ["compose.override.yaml", "compose.override.yml"]),
    ("docker-compose.yml", ["docker-compose.override.yml", "docker-compose.override.yaml"]),
    ("docker-compose.yaml", ["docker-compose.override.yaml", "docker-compose.override.yml"]),
];

/// A document of Compose.
#[derive(Clone, Debug)]
struct Document {
    root: Rc<Node>,
    /// Its services by name.
    services: Rc<HashMap<EcoString, Rc<Node>>>,
}

impl Document {
    fn new(root: Rc<Node>) -> Self {
        let services = root.get("services").map(|it| it.entries()).unwrap_or_default();
        let by_name = services.iter().map(|(name, it)| (name.as_str().into(), Rc::clone(it)));
        Self { services: Rc::new(by_name.collect()), root }
    }
}

/// A document with what it is read with.
#[derive(Clone, Debug)]
struct Root {
    document: Document,
    base: Rc<Base>,
}

impl Root {
    fn layer(&self, node: &Rc<Node>) -> Layer {
        Layer { node: Rc::clone(node), base: Rc::clone(&self.base) }
    }
}

/// The files of a project.
pub(super) struct Project<'a> {
    around: &'a dyn Surroundings,
    /// Roots of documents; later ones cover earlier ones.
    roots: Vec<Root>,
    /// Files that were read, by path: their documents.
    files: HashMap<String, Vec<Document>>,
    budget: Rc<Budget>,
    /// What stands beside the services: configurations and secrets, by name.
    pub(super) contents: HashMap<EcoString, Layer>,
    pub(super) unreadable: Vec<Unreadable>,
    /// Something that the file names was not followed.
    pub(super) is_cut: bool,
}

impl<'a> Project<'a> {
    pub(super) fn load(file: FileId, around: &'a dyn Surroundings, sources: &mut Sources) -> Self {
        let mut project = Self {
            around,
            roots: Vec::new(),
            files: HashMap::default(),
            budget: Rc::default(),
            contents: HashMap::default(),
            unreadable: Vec::new(),
            is_cut: false,
        };
        let name = sources.get(file).map(|it| it.name().to_owned()).unwrap_or_default();
        let name = name.rsplit('/').next().unwrap_or_default().to_owned();
        let base = Base { budget: Rc::clone(&project.budget), ..Base::default() };
        let base = Rc::new(project.with_variables(base, &[".env".to_owned()], sources));
        let documents = project.documents(file, sources);
        project.files.insert(name.clone(), documents.clone());
        project.add(&documents, &base, 0, sources);
        for cover in project.covers(&name, &base) {
            let documents = project.file(&cover, sources);
            project.add(&documents, &base, 0, sources);
        }
        project.contents();
        project
    }

    /// The files that are laid over the first one: those that `COMPOSE_FILE` of `.env` names, or the one that Compose looks for.
    fn covers(&self, name: &str, base: &Base) -> Vec<String> {
        if let Some(files) = base.known.get("COMPOSE_FILE") {
            let separator = base.known.get("COMPOSE_PATH_SEPARATOR").map_or(":", Text::as_str);
            let mut files = files.split(separator).map(|path| joined("", path.trim()));
            return match files.next().as_deref() == Some(name) {
                true => files.take(MOST_FILES).collect(),
                false => Vec::new(),
            };
        }
        let named = OVERRIDES.iter().filter(|(base, _)| *base == name);
        let cover = named.flat_map(|(_, covers)| covers).find(|path| self.around.is_there(path));
        cover.map(|path| (*path).to_owned()).into_iter().collect()
    }

    /// The names of services, each once, in the order of the files.
    pub(super) fn names(&self) -> Vec<EcoString> {
        let mut seen = HashSet::default();
        let services = self.roots.iter().filter_map(|root| root.document.root.get("services"));
        let names =
            services.flat_map(|it| it.entries()).map(|(name, _)| EcoString::from(name.as_str()));
        names.filter(|name| seen.insert(name.clone())).collect()
    }

    /// What a service is put together from; what counts last.
    pub(super) fn layers(&mut self, name: &str, sources: &mut Sources) -> Vec<Layer> {
        let mut layers = Vec::new();
        let has_it = |root: &&Root| root.document.services.contains_key(name);
        let roots: Vec<Root> = self.roots.iter().filter(has_it).cloned().collect();
        for root in roots {
            layers.extend(self.chain(vec![root], name, sources));
        }
        layers
    }

    /// A service of some documents with what it extends there or in other files.
    fn chain(&mut self, mut roots: Vec<Root>, name: &str, sources: &mut Sources) -> Vec<Layer> {
        let mut levels: Vec<Vec<Layer>> = Vec::new();
        let (mut name, mut asked) = (name.to_owned(), Span::default());
        let mut seen = HashSet::default();
        loop {
            let service =
                |root: &Root| Some(root.layer(root.document.services.get(name.as_str())?));
            let found: Vec<Layer> = roots.iter().filter_map(service).collect();
            if found.is_empty() && !levels.is_empty() && !roots.is_empty() {
                self.refuse(asked, format!("there is no service `{name}` to extend"));
            }
            let extends = found.iter().rev().find_map(|layer| {
                let node = layer.node.get("extends")?;
                Some(Layer { node: Rc::clone(node), base: Rc::clone(&layer.base) })
            });
            let is_new = found.iter().all(|layer| seen.insert(Rc::as_ptr(&layer.node)));
            levels.push(found);
            let Some(extends) = extends else { break };
            let Some(target) = extends.expanded().or_else(|| extends.text("service")) else {
                break;
            };
            if !is_new || levels.len() > DEEPEST {
                let message = "services extend one another in a ring, or too deep";
                self.refuse(target.span(), message.to_owned());
                break;
            }
            if let Some(file) = extends.text("file") {
                let path = extends.base.path(&file);
                let base = Rc::new(extends.base.at(parent(&path)));
                let documents = self.file(&path, sources).into_iter();
                roots =
                    documents.map(|document| Root { document, base: Rc::clone(&base) }).collect();
            }
            (name, asked) = (target.as_str().to_owned(), target.span());
        }
        levels.into_iter().rev().flatten().collect()
    }

    /// Adds the documents of a file, each on top of what it includes.
    fn add(
        &mut self,
        documents: &[Document],
        base: &Rc<Base>,
        depth: usize,
        sources: &mut Sources,
    ) {
        for document in documents {
            let root = Root { document: document.clone(), base: Rc::clone(base) };
            let included = document.root.get("include").map(|node| root.layer(node));
            let entries = included.map(|it| it.items()).unwrap_or_default();
            for entry in entries {
                if depth >= DEEPEST || self.files.len() >= MOST_FILES {
                    self.is_cut = true;
                    break;
                }
                self.include(&entry, depth + 1, sources);
            }
            self.roots.push(root);
        }
    }

    /// Adds what an entry of `include` names: its own directory, its own variables.
    fn include(&mut self, entry: &Layer, depth: usize, sources: &mut Sources) {
        let of = |key: &str| -> Option<Vec<Text>> {
            let node = Rc::clone(entry.node.get(key)?);
            Some(Layer { node, base: Rc::clone(&entry.base) }.texts())
        };
        let paths = of("path").unwrap_or_else(|| entry.texts());
        let paths: Vec<String> = paths.iter().map(|path| entry.base.path(path)).collect();
        let Some(first) = paths.first() else { return };
        let directory = match of("project_directory").and_then(|it| it.into_iter().next()) {
            Some(directory) => entry.base.path(&directory),
            None => parent(first),
        };
        let files: Vec<String> = match of("env_file") {
            Some(files) => files.iter().map(|path| entry.base.path(path)).collect(),
            None => vec![joined(&directory, ".env")],
        };
        let base = Rc::new(self.with_variables(entry.base.at(directory), &files, sources));
        for path in paths {
            // a file that somebody makes before
            self.is_cut |= !self.around.is_there(&path);
            let documents = self.file(&path, sources);
            self.add(&documents, &base, depth, sources);
        }
    }

    /// The base with the variables of some files, where it has none of their names.
    fn with_variables(&self, base: Base, files: &[String], sources: &mut Sources) -> Base {
        let mut read: HashMap<EcoString, Text> = HashMap::default();
        for path in files {
            let Some((content, _)) = self::read(self.around, path, sources) else { continue };
            for Line { name, value, is_literal } in dotenv::variables(&content) {
                let Some(value) = value else { continue };
                let seen = base.variables(Some(&read));
                let value = if is_literal { value } else { seen.expand(&value) };
                read.insert(name.as_str().into(), value);
            }
        }
        if read.is_empty() {
            return base;
        }
        read.extend(base.known.iter().map(|(name, value)| (name.clone(), value.clone())));
        Base { known: Rc::new(read), ..base }
    }

    /// The documents of another file; none if it cannot be read.
    fn file(&mut self, path: &str, sources: &mut Sources) -> Vec<Document> {
        if let Some(documents) = self.files.get(path) {
            return documents.clone();
        }
        if self.files.len() >= MOST_FILES {
            self.is_cut = true;
            return Vec::new();
        }
        let read = read(self.around, path, sources);
        let documents = read.map(|(_, file)| self.documents(file, sources)).unwrap_or_default();
        self.files.insert(path.to_owned(), documents.clone());
        documents
    }

    fn documents(&mut self, file: FileId, sources: &Sources) -> Vec<Document> {
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
                documents.into_iter().map(|document| Document::new(document.root)).collect()
            }
            Err(problem) => {
                self.refuse(problem.span, problem.message);
                Vec::new()
            }
        }
    }

    /// Configurations and secrets that stand beside the services.
    fn contents(&mut self) {
        for root in &self.roots {
            for group in ["configs", "secrets"].map(|key| root.document.root.get(key)) {
                for (name, entry) in group.map(|it| it.entries()).unwrap_or_default() {
                    self.contents.insert(name.as_str().into(), root.layer(entry));
                }
            }
        }
    }

    /// What was put together was too much.
    pub(super) fn is_spent(&self) -> bool {
        self.budget.is_spent()
    }

    /// What is known only when all has been read: a `${` that stands for nothing.
    pub(super) fn refuse_invalid(&mut self) {
        if let Some(span) = self.budget.invalid() {
            let message = "`${` starts no variable here: write `$${` for the characters";
            self.refuse(span, message.to_owned());
        }
    }

    /// Each reason once: a ring has many services.
    fn refuse(&mut self, span: Span, message: String) {
        let is_said = self.unreadable.iter().any(|it| it.message == message);
        if is_said || self.unreadable.len() >= MOST_REFUSED {
            return;
        }
        self.unreadable.push(Unreadable { span, message, refused_by: Some(READER) });
    }
}

/// A file beside, which becomes a source.
pub(super) fn read(
    around: &dyn Surroundings,
    path: &str,
    sources: &mut Sources,
) -> Option<(Text, FileId)> {
    let bytes = decoded(around.read(path)?);
    let text = sources.add_readable(around.shown(path), bytes);
    let file = text.span().file;
    Some((text, file))
}

/// The directory of a path; empty for the one that all are told from.
fn parent(path: &str) -> String {
    path.rsplit_once('/').map(|(directory, _)| directory.to_owned()).unwrap_or_default()
}

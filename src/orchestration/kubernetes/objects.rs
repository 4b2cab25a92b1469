//! ConfigMaps and Secrets of a file, by name: what containers of the same file get from them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ecow::EcoString;
use foldhash::{HashMap, HashSet};

use super::expansion::Budget;
use super::hosts::Hosts;
use super::walk::visit;
use crate::orchestration::assembly::Assembly;
use crate::orchestration::yaml::Node;
use crate::source::{Span, Text};

/// What holds data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    ConfigMap,
    Secret,
}

/// A ConfigMap or a Secret.
#[derive(Debug)]
struct Object {
    namespace: Option<EcoString>,
    /// Key and value, decoded.
    data: Rc<[(Text, Text)]>,
    /// Where the last value of a key stands among them.
    by_key: HashMap<EcoString, usize>,
    node: Rc<Node>,
    is_used: Cell<bool>,
}

/// Those of a file.
#[derive(Debug, Default)]
pub(super) struct Objects {
    by_name: HashMap<(Kind, EcoString), Vec<Object>>,
    /// The names, in the order of the file.
    names: Vec<(Kind, EcoString)>,
    pub(super) budget: RefCell<Budget>,
    pub(super) hosts: RefCell<Hosts>,
}

impl Objects {
    /// Finds them below the roots, those in lists too.
    pub(super) fn of(roots: &[&Rc<Node>]) -> Self {
        let mut all = Self::default();
        visit(roots, |node, namespace| {
            let kind = match node.text("kind").map(Text::as_str) {
                Some("ConfigMap") => Kind::ConfigMap,
                Some("Secret") => Kind::Secret,
                _ => return,
            };
            let metadata = node.get("metadata");
            let Some(name) = metadata.and_then(|it| it.text("name")) else { return };
            let key = (kind, EcoString::from(name.as_str()));
            let data = data(kind, node);
            let numbered = data.iter().enumerate();
            let by_key = numbered.map(|(at, (key, _))| (key.as_str().into(), at)).collect();
            let object = Object {
                namespace: namespace.map(|it| it.as_str().into()),
                data,
                by_key,
                node: Rc::clone(node),
                is_used: Cell::new(false),
            };
            all.names.push(key.clone());
            all.by_name.entry(key).or_default().push(object);
        });
        all
    }

    /// Where they stand.
    pub(super) fn spans(&self) -> impl Iterator<Item = Span> {
        self.by_name.values().flatten().map(|object| object.node.span)
    }

    /// Variables were too long to be put together.
    pub(super) fn is_spent(&self) -> bool {
        self.budget.borrow().is_spent()
    }

    /// The keys and values of one of them, none if all together are more than are read.
    pub(super) fn data(
        &self,
        kind: Kind,
        name: &str,
        namespace: Option<&Text>,
    ) -> Rc<[(Text, Text)]> {
        let object = self.object(kind, name, namespace);
        let object = object.filter(|it| self.budget.borrow_mut().takes_entries(it.data.len()));
        object.map(|object| Rc::clone(&object.data)).unwrap_or_default()
    }

    /// The value of one key.
    pub(super) fn value(
        &self,
        kind: Kind,
        name: &str,
        key: &str,
        namespace: Option<&Text>,
    ) -> Option<Text> {
        let object = self.object(kind, name, namespace)?;
        object.data.get(*object.by_key.get(key)?).map(|(_, value)| value.clone())
    }

    /// What lies in another namespace counts only if there is no other.
    fn object(&self, kind: Kind, name: &str, namespace: Option<&Text>) -> Option<&Object> {
        let found = self.by_name.get(&(kind, name.into()))?;
        let is_near = |object: &&Object| object.namespace.as_deref() == namespace.map(Text::as_str);
        let object = found.iter().rev().find(is_near).or(found.last())?;
        object.is_used.set(true);
        Some(object)
    }

    /// Makes files of those that no container of the file takes: one of another file may.
    pub(super) fn write_unused(&self, assembly: &mut Assembly) {
        let mut seen = HashSet::default();
        let names = self.names.iter().filter(|name| seen.insert(*name));
        let unused = names.filter_map(|name| self.by_name.get(name)).flatten();
        for object in unused.filter(|object| !object.is_used.get() && !object.data.is_empty()) {
            assembly.stage("", None, object.node.span);
            for (key, content) in object.data.iter() {
                let mut path = Text::empty(key.span());
                path.push_made("/", key.span());
                path.push(key);
                assembly.file(path, content.clone(), key.span());
            }
        }
    }
}

/// The keys with their values; what stands later in the list counts.
fn data(kind: Kind, node: &Node) -> Rc<[(Text, Text)]> {
    let encoded = match kind {
        Kind::ConfigMap => "binaryData",
        Kind::Secret => "data",
    };
    let plain = match kind {
        Kind::ConfigMap => "data",
        Kind::Secret => "stringData",
    };
    let entries = |key: &str| {
        let entries = node.get(key).map(|it| it.entries().iter()).into_iter().flatten();
        entries.filter_map(|(key, value)| Some((key.clone(), value.scalar()?.clone())))
    };
    let decoded = entries(encoded).filter_map(|(key, value)| Some((key, decoded(&value)?)));
    decoded.chain(entries(plain)).collect()
}

/// What Base64 stands for, if that is text.
fn decoded(value: &Text) -> Option<Text> {
    let packed: Vec<u8> = value.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let bytes = STANDARD.decode(packed).ok()?;
    Some(Text::made(String::from_utf8(bytes).ok()?, value.span()))
}

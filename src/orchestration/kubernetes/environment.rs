//! The variables of a container: those of its lists, of ConfigMaps and of Secrets.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;

use super::objects::{Kind, Objects};
use crate::orchestration::yaml::Node;
use crate::source::{Span, Text};

/// A variable of a container.
pub(super) struct Variable {
    pub(super) name: Text,
    pub(super) value: Text,
    /// What sets it.
    pub(super) span: Span,
}

/// The variables of a container, the last value of each; what only the cluster knows is unknown.
#[derive(Default)]
pub(super) struct Variables {
    pub(super) all: Vec<Variable>,
    by_name: HashMap<EcoString, usize>,
}

impl Variables {
    /// Follows `makeEnvironmentVariables` of the kubelet: `env` replaces what `envFrom` brings.
    pub(super) fn of(container: &Node, namespace: Option<&Text>, objects: &Objects) -> Self {
        let mut variables = Self::default();
        for from in container.list("envFrom") {
            let prefix = from.text("prefix").map_or("", Text::as_str);
            for (key, kind) in [("configMapRef", Kind::ConfigMap), ("secretRef", Kind::Secret)] {
                let Some(name) = from.get(key).and_then(|source| source.text("name")) else {
                    continue;
                };
                for (key, value) in objects.data(kind, name, namespace).iter() {
                    let mut name = Text::empty(key.span());
                    name.push_made(prefix, key.span());
                    name.push(key);
                    variables.set(name, value.clone(), key.span());
                }
            }
        }
        for entry in container.list("env") {
            let Some(name) = entry.text("name") else { continue };
            let value = variables.value(entry, namespace, objects);
            variables.set(name.clone(), value, entry.span);
        }
        variables
    }

    /// The value of a variable.
    pub(super) fn get(&self, name: &str) -> Option<&Text> {
        let index = self.by_name.get(name)?;
        self.all.get(*index).map(|variable| &variable.value)
    }

    fn value(&self, entry: &Rc<Node>, namespace: Option<&Text>, objects: &Objects) -> Text {
        let Some(from) = entry.get("valueFrom").filter(|from| !from.entries().is_empty()) else {
            let written = entry.text("value").cloned();
            let written = written.unwrap_or_else(|| Text::empty(entry.span));
            return objects.budget.borrow_mut().expand(&written, |name| self.get(name));
        };
        let kinds = [("configMapKeyRef", Kind::ConfigMap), ("secretKeyRef", Kind::Secret)];
        let known = kinds.into_iter().find_map(|(key, kind)| {
            let source = from.get(key)?;
            objects.value(kind, source.text("name")?, source.text("key")?, namespace)
        });
        known.unwrap_or_else(|| {
            let mut unknown = Text::empty(from.span);
            unknown.push_unknown(from.span);
            unknown
        })
    }

    fn set(&mut self, name: Text, value: Text, span: Span) {
        let index = self.by_name.get(name.as_str()).copied();
        match index.and_then(|index| self.all.get_mut(index)) {
            Some(known) => *known = Variable { name, value, span },
            None => {
                self.by_name.insert(name.as_str().into(), self.all.len());
                self.all.push(Variable { name, value, span });
            }
        }
    }
}

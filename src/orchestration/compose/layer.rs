//! What one file says of a service, and how several of them are put together.
//!
//! Follows `override` of `compose-go`: later layers count, `!reset` takes away what earlier ones say, `!override` puts its own
//! in their place.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;

use super::interpolation::{Budget, Variables};
use crate::orchestration::build::joined;
use crate::orchestration::yaml::{Node, Value};
use crate::source::Text;

/// What a file is read with.
#[derive(Debug, Default)]
pub(super) struct Base {
    /// Where its relative paths start, told from the directory of the first file; empty for that one.
    pub(super) directory: String,
    /// The variables that are put into it.
    pub(super) known: Rc<HashMap<EcoString, Text>>,
    pub(super) budget: Rc<Budget>,
}

impl Base {
    /// The same variables in another directory.
    pub(super) fn at(&self, directory: String) -> Self {
        Self { directory, known: Rc::clone(&self.known), budget: Rc::clone(&self.budget) }
    }

    /// The text with its variables put in.
    pub(super) fn expand(&self, text: &Text) -> Text {
        self.variables(None).expand(text)
    }

    /// What a file of variables sees, with what stands above in it.
    pub(super) fn variables<'v>(
        &'v self,
        earlier: Option<&'v HashMap<EcoString, Text>>,
    ) -> Variables<'v> {
        Variables { known: &self.known, earlier, budget: &self.budget }
    }

    /// A path of the file, told from the directory of the first one.
    pub(super) fn path(&self, path: &str) -> String {
        joined(&self.directory, path)
    }
}

/// What one file says of one thing.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) node: Rc<Node>,
    pub(super) base: Rc<Base>,
}

/// What the tag of a value says of earlier layers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    /// `!reset`: nothing is said, here or before.
    Reset,
    /// `!override`: nothing counts that was said before.
    Override,
}

fn mark(node: &Node) -> Mark {
    match node.tag.as_deref() {
        Some("reset") => Mark::Reset,
        Some("override") => Mark::Override,
        _ => Mark::None,
    }
}

impl Layer {
    /// The text of a value, with variables put in.
    pub(super) fn expanded(&self) -> Option<Text> {
        self.node.scalar().map(|text| self.base.expand(text))
    }

    /// The same for the value of a key.
    pub(super) fn text(&self, key: &str) -> Option<Text> {
        self.node.text(key).map(|text| self.base.expand(text))
    }

    fn with(&self, node: &Rc<Node>) -> Self {
        Self { node: Rc::clone(node), base: Rc::clone(&self.base) }
    }

    /// The items of a list, or the one thing that stands in its place.
    pub(super) fn items(&self) -> Vec<Self> {
        match &self.node.value {
            Value::Sequence(items) => items.iter().map(|item| self.with(item)).collect(),
            Value::Null => Vec::new(),
            _ => vec![self.clone()],
        }
    }

    /// The texts of a list, or the one text that stands in its place.
    pub(super) fn texts(&self) -> Vec<Text> {
        self.items().iter().filter_map(Self::expanded).collect()
    }

    /// Names with values: a mapping, or a list of `NAME=value`. A name alone has the value that the environment gives it.
    fn pairs(&self) -> Vec<(Text, Said)> {
        match &self.node.value {
            Value::Mapping(entries) => entries
                .iter()
                .map(|(name, value)| {
                    let said = match mark(value) {
                        Mark::Reset => Said::Nothing,
                        _ => self.with(value).expanded().map_or(Said::Inherited, |text| {
                            Said::Value(if value.is_plain { typed(text) } else { text })
                        }),
                    };
                    (name.clone(), said)
                })
                .collect(),
            _ => self
                .texts()
                .iter()
                .map(|text| match text.find('=') {
                    Some(at) => (text.slice(0..at), Said::Value(text.slice(at + 1..text.len()))),
                    None => (text.clone(), Said::Inherited),
                })
                .collect(),
        }
    }
}

enum Said {
    Value(Text),
    Inherited,
    Nothing,
}

/// What layers say of a path of keys, that which counts last. A text where a mapping is wanted stands for `short` in it.
pub(super) fn all(layers: &[Layer], path: &[&str], short: &str) -> Vec<Layer> {
    let mut found = Vec::new();
    'layers: for layer in layers {
        let mut node = &layer.node;
        if mark(node) != Mark::None {
            found.clear();
        }
        for key in path {
            if node.scalar().is_some() && *key == short {
                break;
            }
            let Some(next) = node.get(key) else { continue 'layers };
            if mark(next) != Mark::None {
                found.clear();
            }
            if mark(next) == Mark::Reset {
                continue 'layers;
            }
            node = next;
        }
        found.push(layer.with(node));
    }
    found
}

/// Names with values, each once, what counts of several layers. Names without a value get that of `inherited`.
pub(super) fn merged_pairs(
    layers: &[Layer],
    inherited: impl Fn(&Layer, &str) -> Option<Text>,
) -> Vec<(Text, Option<Text>)> {
    let mut order: Vec<(Text, Option<Text>)> = Vec::new();
    let mut places: HashMap<EcoString, usize> = HashMap::default();
    for layer in layers {
        for (name, said) in layer.pairs() {
            let value = match said {
                Said::Value(value) => Some(value),
                Said::Inherited => inherited(layer, &name),
                Said::Nothing => None,
            };
            match places.get(name.as_str()).and_then(|at| order.get_mut(*at)) {
                Some(entry) => *entry = (name, value),
                None => {
                    places.insert(name.as_str().into(), order.len());
                    order.push((name, value));
                }
            }
        }
    }
    order
}

/// A number as Compose writes it where a text is wanted.
fn typed(text: Text) -> Text {
    let written = text.as_str();
    let digits = written.strip_prefix(['-', '+']).unwrap_or(written);
    let sign = if written.starts_with('-') { "-" } else { "" };
    let integer = |prefix: &str, radix: u32| {
        digits
            .strip_prefix(prefix)
            .and_then(|it| u64::from_str_radix(&it.replace('_', ""), radix).ok())
    };
    let number = [("0x", 16), ("0o", 8), ("0b", 2)]
        .iter()
        .find_map(|(prefix, radix)| integer(prefix, *radix))
        .or_else(|| (digits.len() > 1).then(|| integer("0", 8)).flatten())
        .map(|number| format!("{sign}{number}"));
    let is_float = digits.contains(['.', 'e', 'E'])
        && digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let float = || digits.parse::<f64>().ok().filter(|_| is_float).map(|it| format!("{sign}{it}"));
    let truth = || match written {
        "True" | "TRUE" => Some("true".to_owned()),
        "False" | "FALSE" => Some("false".to_owned()),
        _ => None,
    };
    match number.or_else(float).or_else(truth) {
        Some(value) if value != written => Text::made(value, text.span()),
        _ => text,
    }
}

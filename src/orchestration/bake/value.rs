//! What an expression comes to.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;

use crate::source::{Span, Text};

/// Values that are set for one expression: of a matrix, of a function, of `for`.
pub(super) type Locals = HashMap<EcoString, Value>;

/// What an item of a list costs, in bytes: a loop over nothing but items ends, too.
pub(super) const ITEM: usize = 16;

/// What is seen where a name and perhaps a key stand for something more.
pub(super) fn with(locals: &Locals, key: Option<(&str, Value)>, item: (&str, Value)) -> Locals {
    let mut locals = locals.clone();
    locals.extend(key.into_iter().chain([item]).map(|(name, value)| (name.into(), value)));
    locals
}

/// A value of HCL. Copies share what they hold.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(Text),
    /// As HCL writes it.
    Number(Text),
    Bool(bool, Span),
    List(Rc<Vec<Value>>),
    /// Each name once.
    Map(Rc<Vec<(Text, Value)>>),
    /// No value, on purpose.
    Null,
    /// It is not worked out.
    Unknown(Span),
}

impl Value {
    pub(super) fn list(items: Vec<Self>) -> Self {
        Self::List(Rc::new(items))
    }

    /// An object; of a name that stands twice the last one counts.
    pub(super) fn map(entries: Vec<(Text, Self)>) -> Self {
        let mut places = HashMap::default();
        let mut all: Vec<(Text, Self)> = Vec::new();
        for (name, value) in entries {
            let key = EcoString::from(name.as_str());
            match places.get(&key).and_then(|at: &usize| all.get_mut(*at)) {
                Some(entry) => *entry = (name, value),
                None => {
                    places.insert(key, all.len());
                    all.push((name, value));
                }
            }
        }
        Self::Map(Rc::new(all))
    }

    pub(super) fn computed(text: impl Into<EcoString>, span: Span) -> Self {
        Self::Text(Text::made(text, span))
    }

    pub(super) fn number(value: f64, span: Span) -> Self {
        Self::Number(Text::made(format!("{value}"), span))
    }

    /// As a text; a part that is not known is unknown in it. Nothing for what is none.
    pub(super) fn text(&self) -> Option<Text> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text.clone()),
            Self::Bool(value, span) => Some(Text::made(value.to_string(), *span)),
            Self::Unknown(span) => {
                let mut text = Text::empty(*span);
                text.push_unknown(*span);
                Some(text)
            }
            Self::List(_) | Self::Map(_) | Self::Null => None,
        }
    }

    /// As a truth value, if it is known.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(value, _) => Some(*value),
            Self::Text(text) if text.as_str() == "true" => Some(true),
            Self::Text(text) if text.as_str() == "false" => Some(false),
            _ => None,
        }
    }

    /// As a number, if it is known.
    pub(super) fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(text) | Self::Text(text) => text.as_str().parse().ok(),
            _ => None,
        }
    }

    /// True if nothing in it is unknown; what lies deeper than lists of lists is not looked at.
    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Unknown(_) => false,
            Self::Text(text) | Self::Number(text) => text.is_known(),
            _ => true,
        }
    }

    /// The items of a list; one for anything else.
    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            Self::Null | Self::Unknown(_) => &[],
            other => std::slice::from_ref(other),
        }
    }

    /// The entries of an object.
    pub(super) fn entries(&self) -> &[(Text, Self)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// What `for` goes through, with its key: a list, or an object in the order of its names.
    pub(super) fn each(&self, span: Span) -> Option<Vec<(Self, Self)>> {
        match self {
            Self::List(items) => {
                let key = |at: usize| Self::Number(Text::made(at.to_string(), span));
                Some(items.iter().enumerate().map(|(at, it)| (key(at), it.clone())).collect())
            }
            Self::Map(_) => {
                let sorted = self.sorted().into_iter();
                Some(sorted.map(|(name, it)| (Self::Text(name.clone()), it.clone())).collect())
            }
            _ => None,
        }
    }

    /// The entries of an object, in the order of their names.
    pub(super) fn sorted(&self) -> Vec<&(Text, Self)> {
        let mut all: Vec<_> = self.entries().iter().collect();
        all.sort_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
        all
    }

    /// The texts of a list.
    pub(super) fn texts(&self) -> Vec<Text> {
        match self {
            Self::List(items) => items.iter().filter_map(Self::text).collect(),
            _ => Vec::new(),
        }
    }

    /// The entries of an object that are texts.
    pub(super) fn pairs(&self) -> Vec<(Text, Text)> {
        let entries = self.entries().iter();
        entries.filter_map(|(name, value)| Some((name.clone(), value.text()?))).collect()
    }

    /// What stands under a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name.as_str() == key).map(|(_, it)| it)
    }

    /// True if both are the same value of the same type; nothing if that is not known.
    pub(super) fn equals(&self, other: &Self) -> Option<bool> {
        if !self.is_known() || !other.is_known() {
            return None;
        }
        Some(match (self, other) {
            (Self::Text(one), Self::Text(other)) => one.as_str() == other.as_str(),
            (Self::Number(_), Self::Number(_)) => {
                (self.as_number()? - other.as_number()?).abs() < f64::EPSILON
            }
            (Self::Bool(one, _), Self::Bool(other, _)) => one == other,
            (Self::Null, Self::Null) => true,
            (Self::List(one), Self::List(other)) if one.is_empty() || other.is_empty() => {
                one.len() == other.len()
            }
            (Self::List(_) | Self::Map(_), Self::List(_) | Self::Map(_)) => return None,
            _ => false,
        })
    }
}

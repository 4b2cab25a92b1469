//! Assignments: `name=value`, `name+=value`, `name[i]=value`, `name=(…)`.

use crate::shell::Assignment;
use crate::shell::evaluate::context::joined;
use crate::shell::evaluate::context::{Context, Unit};
use crate::shell::evaluate::vars::{Value, alternatives};
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::hook_variables::is_hook;
use crate::shell::syntax::tree::{Assign, AssignValue, Word};
use crate::source::Text;

impl Walker<'_> {
    /// Sets variables and remembers that in the command that they belong to; it may have no words.
    pub(crate) fn assign_all(
        &mut self,
        unit: &Unit<'_>,
        assignments: &[Assign],
        (id, bare): (usize, bool),
    ) {
        for assign in assignments {
            let Some(value) = self.assign(unit, assign, (id, bare)) else { continue };
            if let Some(command) = self.script.commands.get_mut(id) {
                let name = unit.text.slice(assign.name.start..assign.name.end);
                if command.assignments.is_empty() {
                    command.assignments.reserve_exact(1);
                }
                command.assignments.push(Assignment { name, value });
            }
        }
    }

    /// Sets a variable; gives the value that it has now, of an array all items, unless an earlier round has said the same
    /// here.
    fn assign(
        &mut self,
        unit: &Unit<'_>,
        assign: &Assign,
        (id, bare): (usize, bool),
    ) -> Option<Text> {
        let (name, at) = (unit.slice(assign.name), unit.span(assign.name));
        let outer = self.outer_reads;
        let (scalar, value) = self.assigned(unit, assign, id);
        let items = match &value {
            Value::Array(items) if scalar.is_none() => items,
            _ => scalar.as_slice(),
        };
        let new = !(bare && self.set_before(at, items));
        let whole = new || assign.index.is_some() || is_hook(name);
        let shown = whole.then(|| scalar.clone().unwrap_or_else(|| joined(items, at)));
        let value = match (assign.index, &shown) {
            (Some(index), Some(item)) => self.with_item(name, unit.slice(index), item.clone()),
            _ => value,
        };
        if self.outer_reads == outer {
            self.doubtful.remove(name);
        } else {
            self.doubtful.insert(name.to_owned());
        }
        self.vars.set(name, value);
        if let Some(shown) = &shown {
            self.hook(name, shown, &Context { parent: Some(id), ..Self::top() });
        }
        shown.filter(|_| new)
    }

    /// The value that an assignment gives, and the first of several that it may give; of an array only the value.
    fn assigned(&mut self, unit: &Unit<'_>, assign: &Assign, id: usize) -> (Option<Text>, Value) {
        let (name, append) = (unit.slice(assign.name), assign.append);
        match &assign.value {
            AssignValue::Array(words) => {
                let mut items = self.kept_items(name, append);
                for word in words {
                    self.fields(unit, word, Some(id), &mut items);
                }
                (None, Value::Array(items))
            }
            AssignValue::Word(word) => {
                let met = std::mem::replace(&mut self.alternatives, 1);
                let first = self.scalar(unit, name, word, append, id);
                let mut others = Vec::new();
                if !self.in_alternatives {
                    for alternative in 1..self.alternatives {
                        self.alternative = alternative;
                        others.push(self.scalar(unit, name, word, append, id));
                    }
                    self.alternative = 0;
                }
                self.alternatives = met;
                if others.is_empty() {
                    return (Some(first.clone()), Value::One(first));
                }
                others.insert(0, first.clone());
                (Some(first), alternatives(others))
            }
        }
    }

    fn scalar(
        &mut self,
        unit: &Unit<'_>,
        name: &str,
        word: &Word,
        append: bool,
        id: usize,
    ) -> Text {
        /// Places that an appended value is known to come from; of more the assignment tells.
        const MOST_PLACES: usize = 16;
        let value = self.single(unit, word, Some(id));
        if !append {
            return value;
        }
        let at = unit.span(word.place);
        let mut whole = self.lookup(name, None, at).unwrap_or_else(|| Text::empty(at));
        if self.budget.bytes(whole.len() + value.len()) {
            whole.push(&value);
        }
        whole.condensed(MOST_PLACES)
    }

    /// The items that an array goes on with. Each `a+=(x)` writes all of them down once more, so that they count as
    /// computed.
    fn kept_items(&mut self, name: &str, append: bool) -> Vec<Text> {
        /// What an item costs beside its bytes: about a thousand appended words are still paid for.
        const ITEM: usize = 8;
        let kept = match self.vars.local(name) {
            Some(Value::Array(items)) if append => items.as_slice(),
            Some(other) if append => {
                other.scalar(self.alternative).map(std::slice::from_ref).unwrap_or_default()
            }
            _ => &[],
        };
        let size = kept.iter().map(|item| item.len() + ITEM).sum();
        if self.budget.bytes(size) { kept.to_vec() } else { Vec::new() }
    }

    /// The array with one item set.
    fn with_item(&mut self, name: &str, index: &str, item: Text) -> Value {
        let mut items = self.kept_items(name, true);
        let number = self.arithmetic(index).and_then(|index| usize::try_from(index).ok());
        let named = items.iter().any(|item| item.starts_with('['));
        if number.is_none() || named {
            let mut pair = Text::made(format!("[{index}]="), item.span());
            pair.push(&item);
            // `SEEN[$name]=1` in a loop says the same for every name
            if !items.iter().any(|known| known.as_str() == pair.as_str()) {
                items.push(pair);
            }
            return Value::Array(items);
        }
        let index = number;
        if let Some(index) = index.filter(|index| *index < 1024) {
            while items.len() <= index {
                items.push(Text::empty(item.span()));
            }
            if let Some(slot) = items.get_mut(index) {
                *slot = item;
            }
        }
        Value::Array(items)
    }
}

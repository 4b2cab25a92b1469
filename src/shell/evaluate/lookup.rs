//! Values of parameters: variables, items of arrays, positional parameters, lists of them.

use std::rc::Rc;

use crate::shell::evaluate::context::Unit;
use crate::shell::evaluate::expand::{DEFAULT_IFS, Fields};
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::shell::syntax::tree::{Param, Word};
use crate::source::{Span, Text};

impl Walker<'_> {
    /// The value of a variable as it is now, that of the script or that it was started with.
    pub(crate) fn variable(&self, name: &str) -> Option<&Text> {
        let local = self.vars.local(name).and_then(|value| value.scalar(self.alternative));
        local.or_else(|| self.vars.outer(name))
    }

    /// `$@`, `$*`, `${array[@]}`
    pub(crate) fn list_param(
        &mut self,
        unit: &Unit<'_>,
        param: &Param,
        name: &str,
        fields: &mut Fields<'_>,
    ) {
        use crate::shell::syntax::tree::Op;
        let at = unit.span(param.place);
        let items: Option<Rc<Vec<Text>>> = if matches!(name, "@" | "*") {
            self.positional.clone()
        } else {
            let items = self.vars.local(name).and_then(|value| match value {
                Value::Array(items) => Some(items.clone()),
                other => other.scalar(self.alternative).map(|text| vec![text.clone()]),
            });
            items.map(Rc::new)
        };
        let items = match (param.op, items) {
            (Op::Plain | Op::Length, items) => items,
            (Op::Substring, Some(items)) => {
                self.part_of_list(unit, param, name, &items).map(Rc::new)
            }
            _ => None,
        };
        let Some(items) = items else {
            fields.unknown(at);
            return;
        };
        if param.op == Op::Length {
            fields.made(&items.len().to_string(), at);
            return;
        }
        let star = name == "*" || param.index.is_some_and(|place| unit.slice(place) == "*");
        let joined = !fields.split || star && param.quoted;
        let ifs = self.vars.local("IFS").and_then(|value| value.scalar(self.alternative));
        let separator = ifs.map_or(" ".to_owned(), |ifs| ifs.chars().take(1).collect());
        for (index, item) in items.iter().enumerate() {
            if index > 0 && joined {
                fields.made(&separator, at);
            } else if index > 0 {
                fields.finish();
            }
            self.value(fields, item, param.quoted, Some(at));
        }
    }

    /// `${@:2:2}`, `${array[@]:1}`: positional parameters count from one, items from zero.
    fn part_of_list(
        &mut self,
        unit: &Unit<'_>,
        param: &Param,
        name: &str,
        items: &[Text],
    ) -> Option<Vec<Text>> {
        let mut number = |word: Option<&Word>| {
            let text = self.single(unit, word?, None);
            self.arithmetic(&text)
        };
        let offset = usize::try_from(number(param.word.as_ref())?).ok()?;
        let count = match &param.second {
            Some(word) => usize::try_from(number(Some(word))?).ok()?,
            None => items.len(),
        };
        let first = if matches!(name, "@" | "*") { offset.saturating_sub(1) } else { offset };
        Some(items.iter().skip(first).take(count).cloned().collect())
    }

    /// The item of an array, by number or as `declare -A` writes it: `[name]=value`.
    fn item(&self, items: &[Text], index: &str) -> Option<Text> {
        let key = format!("[{}]=", index.trim_matches(['"', '\'']));
        if let Some(named) = items.iter().rfind(|item| item.starts_with(&key)) {
            return Some(named.slice(key.len()..named.len()));
        }
        let index = self.arithmetic(index)?;
        // `${a[-1]}` counts from the end
        let index = if index < 0 { index + i64::try_from(items.len()).ok()? } else { index };
        items.get(usize::try_from(index).ok()?).cloned()
    }

    /// The value of a variable; `None` if it is not known, or not set.
    pub(crate) fn lookup(&mut self, name: &str, index: Option<&str>, at: Span) -> Option<Text> {
        if self.doubtful.contains(name) {
            self.outer_reads += 1;
        }
        if name == "BASH_SOURCE" && matches!(self.vars.local(name), None | Some(Value::Unset)) {
            return self.program.clone();
        }
        if let Some(value) = self.vars.local(name) {
            if let Value::Any(all) = value {
                self.alternatives = self.alternatives.max(all.len());
            }
            return match (value, index) {
                (Value::Array(items), Some(index)) => self.item(items, index),
                (value, _) => value.scalar(self.alternative).cloned(),
            };
        }
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            let index: usize = name.parse().ok()?;
            let Some(before) = index.checked_sub(1) else {
                return self.program.clone();
            };
            let all = self.positional.as_ref()?;
            return Some(all.get(before).cloned().unwrap_or_else(|| Text::empty(at)));
        }
        match name {
            "#" => {
                let count = self.positional.as_ref()?.len();
                Some(Text::made(count.to_string(), at))
            }
            "_" => self.last_word.clone(),
            "IFS" => Some(Text::made(DEFAULT_IFS, at)),
            _ => {
                let value = self.vars.outer(name).cloned();
                self.outer_reads += usize::from(value.is_some());
                value
            }
        }
    }
}

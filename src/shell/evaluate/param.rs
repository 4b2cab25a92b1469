//! The operators of `${…}` on one value.

use crate::shell::evaluate::context::Unit;
use crate::shell::evaluate::pattern;
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::output::escapes;
use crate::shell::syntax::tree::{Anchor, Op, Param, Word};
use crate::source::{Text, UNKNOWN};

impl Walker<'_> {
    /// The value that the operator makes (`None`: unknown), and whether it came out of the variable (rather
    /// than out of the word behind the operator).
    pub(crate) fn operate(
        &mut self,
        unit: &Unit<'_>,
        param: &Param,
        value: Option<Text>,
        holder: Option<usize>,
    ) -> (Option<Text>, bool) {
        let is_set = |empty: bool| value.as_ref().is_some_and(|text| !(empty && text.is_empty()));
        match param.op {
            Op::Default { empty } | Op::Assign { empty } if !is_set(empty) => {
                // The variable may well be set where the script runs.
                self.outer_reads += 1;
                let word = self.operand(unit, param.word.as_ref(), holder);
                if let (Op::Assign { .. }, Some(word)) = (param.op, &word) {
                    let name = unit.slice(param.name);
                    self.doubtful.insert(name.to_owned());
                    self.vars.set(name, Value::One(word.clone()));
                }
                return (word, false);
            }
            Op::Alternative { empty } => {
                // A variable that nobody here knows may well be set.
                if value.is_some() && !is_set(empty) {
                    return (Some(Text::empty(unit.span(param.place))), true);
                }
                return (self.operand(unit, param.word.as_ref(), holder), false);
            }
            _ => {}
        }
        let Some(value) = value.or_else(|| first_of_path(unit, param)) else {
            // The word may still run commands.
            let _ = self.operand(unit, param.word.as_ref(), holder);
            return (None, true);
        };
        (self.change(unit, param, value, holder), true)
    }

    fn operand(
        &mut self,
        unit: &Unit<'_>,
        word: Option<&Word>,
        holder: Option<usize>,
    ) -> Option<Text> {
        Some(match word {
            Some(word) if word.place.start < word.place.end => self.single(unit, word, holder),
            Some(word) => Text::empty(unit.span(word.place)),
            None => return None,
        })
    }

    fn change(
        &mut self,
        unit: &Unit<'_>,
        param: &Param,
        value: Text,
        holder: Option<usize>,
    ) -> Option<Text> {
        let at = unit.span(param.place);
        match param.op {
            Op::Plain | Op::Default { .. } | Op::Assign { .. } | Op::Error => Some(value),
            Op::Alternative { .. } | Op::Other => None,
            Op::Escapes => Some(decoded(&value)),
            Op::Length => {
                let known = value.is_known();
                known.then(|| Text::made(value.chars().count().to_string(), at))
            }
            Op::Indirect => {
                let name = value.as_str().to_owned();
                self.lookup(&name, None, at)
            }
            Op::Case { upper, all } => Some(recased(&value, upper, all)),
            Op::Substring => {
                let offset = self.operand(unit, param.word.as_ref(), holder)?;
                let length = match param.second.as_ref() {
                    Some(word) => Some(self.operand(unit, Some(word), holder)?),
                    None => None,
                };
                self.substring(&value, &offset, length.as_ref())
            }
            Op::Prefix { .. } | Op::Suffix { .. } | Op::Replace { .. } => {
                let pattern = self.operand(unit, param.word.as_ref(), holder)?;
                if pattern.contains(UNKNOWN) {
                    return None;
                }
                let steps = &mut self.budget.steps;
                match param.op {
                    Op::Prefix { longest } => {
                        let cut = pattern::prefix(&pattern, &value, longest, steps).unwrap_or(0);
                        Some(value.slice(cut..value.len()))
                    }
                    Op::Suffix { longest } => {
                        let cut = pattern::suffix(&pattern, &value, longest, steps);
                        Some(value.slice(0..cut.unwrap_or(value.len())))
                    }
                    Op::Replace { all, at } => {
                        let new = self.operand(unit, param.second.as_ref(), holder);
                        self.replaced(&value, &pattern, new.as_ref(), all, at)
                    }
                    _ => None,
                }
            }
        }
    }

    fn substring(&self, value: &Text, offset: &str, length: Option<&Text>) -> Option<Text> {
        let count = i64::try_from(value.chars().count()).ok()?;
        let byte_at = |chars: i64| {
            let chars = usize::try_from(chars).ok()?;
            Some(value.char_indices().nth(chars).map_or(value.len(), |(at, _)| at))
        };
        let offset = match offset {
            "" => 0,
            offset => self.arithmetic(offset)?,
        };
        let start = if offset < 0 { count + offset } else { offset.min(count) };
        let end = match length {
            None => count,
            Some(length) => match self.arithmetic(length)? {
                length if length < 0 => count + length,
                length => start.saturating_add(length).min(count),
            },
        };
        Some(value.slice(byte_at(start)?..byte_at(end.max(start))?))
    }

    fn replaced(
        &mut self,
        value: &Text,
        pattern: &str,
        new: Option<&Text>,
        all: bool,
        anchor: Anchor,
    ) -> Option<Text> {
        let mut out = Text::empty(value.span());
        let mut from = 0;
        loop {
            let steps = &mut self.budget.steps;
            let found = match anchor {
                _ if pattern.is_empty() => None,
                Anchor::Anywhere => pattern::search(pattern, value, from, steps),
                Anchor::Start => pattern::prefix(pattern, value, true, steps).map(|end| (0, end)),
                Anchor::End => {
                    pattern::suffix(pattern, value, true, steps).map(|start| (start, value.len()))
                }
            };
            let Some((start, end)) = found else { break };
            out.push_range(value, from..start);
            if let Some(new) = new {
                if !self.budget.bytes(new.len()) {
                    return None;
                }
                out.push(new);
            }
            from = end;
            if !all {
                break;
            }
        }
        out.push_range(value, from..value.len());
        Some(out)
    }
}

/// A directory whose name is not known still starts with a slash: `${PATH:0:1}`.
fn first_of_path(unit: &Unit<'_>, param: &Param) -> Option<Text> {
    let number = |word: &Option<Word>| word.as_ref().map(|word| unit.slice(word.place));
    let is_path = matches!(unit.slice(param.name), "PATH" | "HOME" | "PWD" | "SHELL");
    let first = number(&param.second) == Some("1") && matches!(number(&param.word), Some("" | "0"));
    (is_path && first && param.op == Op::Substring).then(|| Text::made("/", unit.span(param.place)))
}

/// `${x@E}`: backslash escapes as in `$'…'`.
fn decoded(value: &Text) -> Text {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_str();
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(rest.get(..at).unwrap_or_default().as_bytes());
        let behind = rest.get(at + 1..).unwrap_or_default();
        let length = escapes::ansi_c(behind, &mut bytes);
        rest = behind.get(length..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    Text::made(String::from_utf8_lossy(&bytes).into_owned(), value.span())
}

fn recased(value: &Text, upper: bool, all: bool) -> Text {
    let mut out = Text::empty(value.span());
    let end = if all { value.len() } else { value.chars().next().map_or(0, char::len_utf8) };
    let part = value.get(..end).unwrap_or_default();
    let changed = if upper { part.to_ascii_uppercase() } else { part.to_ascii_lowercase() };
    out.push_made(&changed, value.span_of(0..end));
    out.push_range(value, end..value.len());
    out
}

//! What operators make of two values: texts and lists in one, a text many times.

use super::cursor::Cursor;
use super::value::{Known, Value};

impl Cursor<'_, '_> {
    /// One value behind the other.
    pub(super) fn joined(&mut self, left: Known, right: Known) -> Known {
        let hidden = left.hidden || right.hidden;
        let known = match (&left.value, &right.value) {
            (Value::List(a), Value::List(b)) if self.state.take(16 * (a.len() + b.len())) => {
                Known::list(a.iter().chain(b.iter()).cloned().collect())
            }
            (Value::Number(a), Value::Number(b)) => {
                Known { value: Value::Number(a.wrapping_add(*b)), hidden }
            }
            (Value::Text(_), _) | (_, Value::Text(_)) => {
                let at = self.span(self.at);
                let (mut text, more) = (left.word(at), right.word(at));
                if !self.state.take(text.len() + more.len()) {
                    return Known::UNKNOWN;
                }
                text.push(&more);
                Known::text(text)
            }
            _ => Known::UNKNOWN,
        };
        known.hidden_if(hidden)
    }

    /// A string so many times.
    pub(super) fn repeated(&mut self, value: &Known, times: &Known) -> Known {
        let (Some(text), Some(times)) = (value.constant(), times.number()) else {
            return Known::UNKNOWN.hidden_if(value.hidden);
        };
        if !self.state.take(text.len().saturating_mul(times as usize)) {
            return Known::UNKNOWN;
        }
        Known::computed(text.repeat(times as usize), text.span()).hidden_if(value.hidden)
    }

    /// Remembers a constant that was worked out.
    pub(super) fn keep(&mut self, known: Known) -> Known {
        if let Some(text) = known.constant() {
            self.state.computed(text);
        }
        known
    }
}

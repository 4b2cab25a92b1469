//! Variables that a text sets and uses itself: settings, templates, recipes. Keeps what they are worth, as far as there is room;
//! what has none is unknown, and a program that is called so is told as hidden.

use std::cell::Cell;

use foldhash::HashMap;

use crate::source::{Span, Text};

/// Variables of one text: honest ones have some dozens.
const MOST: usize = 1024;
/// Bytes of a value: the part of a command is shorter.
const LONGEST: usize = 4096;
/// Bytes of values that are put into one text. Values in values would grow without end.
const MOST_PUT_IN: usize = 1 << 20;

/// What the variables of one text are worth.
#[derive(Debug)]
pub(super) struct FileVariables {
    values: HashMap<String, Text>,
    is_full: bool,
    left: Cell<usize>,
}

impl Default for FileVariables {
    fn default() -> Self {
        Self { values: HashMap::default(), is_full: false, left: Cell::new(MOST_PUT_IN) }
    }
}

impl FileVariables {
    /// Keeps what a variable is worth.
    pub(super) fn set(&mut self, name: &str, value: Text) {
        if self.values.len() >= MOST && !self.has(name) {
            self.is_full = true;
            return;
        }
        let value = if value.len() > LONGEST { unknown(value.span()) } else { value };
        self.values.insert(name.to_owned(), value);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// A variable of this name is kept.
    pub(super) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// What the variable is worth that is named at `at`; `None` if the text sets none of this name.
    pub(super) fn get(&self, name: &str, at: Span) -> Option<Text> {
        let Some(value) = self.values.get(name) else { return self.is_full.then(|| unknown(at)) };
        let left = self.left.get().checked_sub(value.len());
        self.left.set(left.unwrap_or_default());
        Some(left.map_or_else(|| unknown(at), |_| value.clone()))
    }
}

fn unknown(at: Span) -> Text {
    let mut text = Text::empty(at);
    text.push_unknown(at);
    text
}

#[cfg(test)]
mod tests {
    use super::{FileVariables, LONGEST, MOST, MOST_PUT_IN};
    use crate::source::{Span, Text};

    fn of(count: usize, length: usize) -> FileVariables {
        let mut variables = FileVariables::default();
        for number in 0..count {
            variables.set(&format!("v{number}"), Text::made("x".repeat(length), Span::default()));
        }
        variables
    }

    fn is_known(variables: &FileVariables, name: &str) -> Option<bool> {
        variables.get(name, Span::default()).map(|value| value.is_known())
    }

    #[test]
    fn what_has_no_room_is_unknown_and_not_left_out() {
        let last = format!("v{}", MOST - 1);
        assert_eq!(is_known(&of(MOST, 1), &last), Some(true));
        assert_eq!(is_known(&of(MOST, 1), "other"), None);
        let full = of(MOST + 1, 1);
        assert_eq!(is_known(&full, &last), Some(true));
        assert_eq!(is_known(&full, &format!("v{MOST}")), Some(false));

        assert_eq!(is_known(&of(1, LONGEST), "v0"), Some(true));
        assert_eq!(is_known(&of(1, LONGEST + 1), "v0"), Some(false));

        let used = of(1, LONGEST);
        for _ in 0..MOST_PUT_IN / LONGEST {
            assert_eq!(is_known(&used, "v0"), Some(true));
        }
        assert_eq!(is_known(&used, "v0"), Some(false));
    }
}

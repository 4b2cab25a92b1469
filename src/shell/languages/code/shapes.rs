//! What functions make of the ends of a text, and of numbers.

use std::cell::Cell;

use super::value::{Known, MOST_PARTS, span_of};
use crate::source::{Span, Text};

/// `x.strip("z")`; without characters as it is.
pub(super) fn strip(values: &[Known], at: Span) -> Option<Known> {
    let first = values.first()?;
    match (first.constant(), values.get(1).and_then(Known::constant)) {
        (Some(text), Some(ends)) => {
            let stripped = text.trim_matches(|c| ends.contains(c));
            Some(Known::computed(stripped, span_of(first, at)))
        }
        _ => Some(first.clone()),
    }
}

/// `x.rjust(5)`, `x.padStart(5, "y")`
pub(super) fn padded(values: &[Known], at: Span, is_cut: &Cell<bool>) -> Option<Known> {
    let text = values.first()?.constant()?;
    let width = values.get(1)?.number()? as usize;
    let fill = values.get(2).and_then(Known::constant).map_or(" ", Text::as_str);
    let missing = width.saturating_sub(text.chars().count());
    if missing > MOST_PARTS {
        is_cut.set(true);
        return None;
    }
    let mut made: String = fill.chars().cycle().take(missing).collect();
    made.push_str(text);
    Some(Known::computed(made, at))
}

/// A number in the digits of a base that is no larger than 36.
pub(super) fn digits(number: u32, base: u32) -> String {
    let mut all = Vec::new();
    let mut rest = number;
    while rest > 0 || all.is_empty() {
        all.extend(char::from_digit(rest % base, base));
        rest /= base;
    }
    all.iter().rev().collect()
}

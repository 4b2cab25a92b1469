//! What can be no pattern: too long, empty, or written in another language than these.

use crate::config::{BadValue, shown};

/// Longest pattern, in bytes: matching costs at most its length times that of the text.
const MAX_PATTERN: usize = 1024;

/// Refuses what holds for every kind of pattern.
pub(crate) fn length(written: &str) -> Result<(), BadValue> {
    if written.is_empty() {
        return Err(BadValue::new(
            "an empty pattern matches nothing",
            "write a pattern, or delete it",
        ));
    }
    if written.len() > MAX_PATTERN {
        let message =
            format!("the pattern `{}` is longer than {MAX_PATTERN} bytes", shown(written));
        return Err(BadValue::new(message, "write a shorter one with `*`"));
    }
    Ok(())
}

/// Refuses regular expressions, alternatives in braces and classes in brackets, which would stand for themselves.
pub(crate) fn no_other_language(written: &str) -> Result<(), BadValue> {
    let spelled = shown(written);
    if let Some(bare) = without_anchors(written) {
        let message = format!("`{spelled}` is a regular expression, not a pattern");
        let help = format!("write `{}`: a pattern stands for the whole text", shown(bare));
        return Err(BadValue::new(message, help));
    }
    let alternatives = "write one pattern for each alternative";
    for (open, close, help) in [
        ('{', '}', alternatives),
        ('(', ')', alternatives),
        ('[', ']', "write one pattern for each alternative, or `?` for one character"),
    ] {
        let found = written.find(open).map(|at| written.get(at..).unwrap_or_default());
        let inside = found.and_then(|rest| rest.split_once(close));
        let is_group = open != '(' || inside.is_some_and(|(group, _)| group.contains('|'));
        if found.is_some() && is_group {
            let message = format!("`{open}` in `{spelled}` has no meaning in a pattern");
            return Err(BadValue::new(message, help));
        }
    }
    if written.trim() != written {
        let message = format!("the pattern `{spelled}` starts or ends with a blank");
        return Err(BadValue::new(message, format!("write `{}`", shown(written.trim()))));
    }
    Ok(())
}

/// The text between the anchors of a regular expression, if it has one.
pub(super) fn without_anchors(written: &str) -> Option<&str> {
    let start = written.strip_prefix('^');
    let end = written.strip_suffix('$').filter(|rest| !rest.is_empty());
    match (start, end) {
        (Some(rest), _) => Some(rest.strip_suffix('$').unwrap_or(rest)).filter(|it| !it.is_empty()),
        (None, end) => end,
    }
}

//! The bytes of a file → its TOML, as far as that can be read. Knows no key.

use std::collections::BTreeSet;

use toml::de::DeTable;

use super::table::{Field, Table};
use crate::config::Problems;
use crate::source::{FileId, Sources};

/// Largest policy file that is read, in bytes.
pub(crate) const MAX_POLICY_BYTES: usize = 1024 * 1024;

/// The bytes as TOML text, if there are not too many of them and they are UTF-8.
pub(super) fn toml_text<'s>(
    file: FileId,
    sources: &'s Sources,
    problems: &mut Problems,
) -> Option<&'s str> {
    let bytes = sources.bytes(file);
    if bytes.len() > MAX_POLICY_BYTES {
        let message = format!("this file is larger than {MAX_POLICY_BYTES} bytes");
        let help = "move long lists of indicators to a JSON file";
        problems.add_help(problems.span(0..0), message, help);
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let at = error.valid_up_to();
            problems.add(problems.span(at..at + 1), "this file is not UTF-8");
            None
        }
    }
}

/// Reads the text as far as it is TOML: errors of syntax go to `problems`, what `read` finds comes back without
/// what stands in a line that could not be read.
pub(super) fn with_toml<T>(
    text: &str,
    sources: &Sources,
    problems: &mut Problems,
    read: impl FnOnce(Table<'_, '_>, &mut Problems) -> T,
) -> (T, Problems) {
    let file = problems.file();
    let (document, errors) = DeTable::parse_recoverable(text);
    let line_of = |span: crate::source::Span| {
        sources.get(file).map_or(0, |source| source.lines().line_of(span.start))
    };
    let mut unreadable = BTreeSet::new();
    for error in &errors {
        let span = problems.span(error.span().unwrap_or_default());
        unreadable.insert(line_of(span));
        problems.add(span, error.message());
    }
    let mut found = Problems::new(file);
    let root = Table::new(document.get_ref(), found.span(0..0));
    let value = read(root, &mut found);
    found.keep(|problem| !unreadable.contains(&line_of(problem.span)));
    (value, found)
}

/// What one of some words stands for.
pub(super) fn word<T>(
    field: &Field<'_, '_>,
    what: &str,
    words: &[&'static str],
    from_word: impl Fn(&str) -> Option<T>,
    problems: &mut Problems,
) -> Option<T> {
    let item = field.string(problems)?;
    let value = from_word(&item.value);
    if value.is_none() {
        problems.unknown(item.span, what, &item.value, words.iter().copied());
    }
    value
}

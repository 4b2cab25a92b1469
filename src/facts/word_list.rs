//! Lists of words inside the tables of programs: dense, and as constant as the tables.

use std::collections::HashMap;

/// Words with a blank between them; a `/` stands for the blank inside of one of two words.
pub(super) type Words = &'static str;

/// The rows of a table by the words of each.
pub(super) fn index<T>(
    table: &'static [T],
    words: fn(&T) -> Words,
) -> HashMap<&'static str, &'static T> {
    table.iter().flat_map(|row| words(row).split(' ').map(move |word| (word, row))).collect()
}

/// True if `word` is one of `words`.
pub(super) fn has(words: Words, word: &str) -> bool {
    !word.is_empty() && words.split(' ').any(|listed| listed == word)
}

//! Lists of words inside the tables of programs: dense, and as constant as the tables.

use std::collections::HashMap;

use memchr::memmem;

/// Words with a blank between them; a `/` stands for the blank inside of one of two words.
pub(super) type Words = &'static str;

/// The rows of a table by the words of each.
pub(super) fn index<T>(
    table: &'static [T],
    words: fn(&T) -> Words,
) -> HashMap<&'static str, &'static T> {
    table.iter().flat_map(|row| words(row).split(' ').map(move |word| (word, row))).collect()
}

/// True if `word` is one of `words`. Every word of every command is asked for in several lists, so that a search for
/// its bytes takes the place of splitting the list.
pub(super) fn has(words: Words, word: &str) -> bool {
    if word.is_empty() || word.contains(' ') {
        return false;
    }
    let blank_or_end = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == b' ');
    let bytes = words.as_bytes();
    memmem::find_iter(bytes, word).any(|at| {
        blank_or_end(at.checked_sub(1).and_then(|before| bytes.get(before)))
            && blank_or_end(bytes.get(at + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::has;

    #[test]
    fn only_whole_words_are_in_a_list() {
        let words = "install -y --yes y-install in";
        for word in words.split(' ') {
            assert!(has(words, word), "{word}");
        }
        for word in ["", " ", "y", "-", "-yes", "stall", "install -y", "inn", "installs"] {
            assert!(!has(words, word), "{word}");
        }
    }
}

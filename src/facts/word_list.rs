//! Lists of words inside the tables of programs: dense, and as constant as the tables.

use foldhash::HashMap;

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
/// the bytes in front of it takes the place of splitting the list.
pub(super) fn has(words: Words, word: &str) -> bool {
    let Some(first) = word.bytes().next().filter(|_| !word.contains(' ')) else { return false };
    let bytes = words.as_bytes();
    memchr::memchr_iter(first, bytes).any(|at| {
        let is_start = at.checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&b' '));
        is_start
            && bytes
                .get(at..)
                .and_then(|rest| rest.strip_prefix(word.as_bytes()))
                .is_some_and(|rest| rest.first().is_none_or(|byte| *byte == b' '))
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

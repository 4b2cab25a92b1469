//! What an author may have meant with a word that is no instruction, as `BuildKit` says it
//! (`util/suggest/error.go`). Words only: it decides nothing.

use crate::dockerfile::expansion::go;
use crate::dockerfile::syntax::keyword::Keyword;

/// Edits, in characters, between a word and what it was meant to be.
const FARTHEST: usize = 2;

/// The longest instruction and the edits: a longer word is like none of them.
const LONGEST: usize = 11 + FARTHEST;

/// The instruction that is at most two edits away from the word, in the word's case.
pub(crate) fn instruction(word: &str) -> Option<String> {
    if word.chars().nth(LONGEST).is_some() {
        return None;
    }
    let lower = go::to_lower(word);
    let distance =
        |keyword: &Keyword| strsim::levenshtein(&lower, &keyword.word().to_ascii_lowercase());
    // Of equally near ones `BuildKit` names the first.
    let (distance, nearest) = Keyword::ALL
        .iter()
        .map(|keyword| (distance(keyword), keyword.word()))
        .min_by_key(|(distance, _)| *distance)?;
    let all_upper = word != lower && word == word.to_uppercase();
    let nearest = if all_upper { nearest.to_owned() } else { nearest.to_ascii_lowercase() };
    (distance <= FARTHEST).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use crate::dockerfile::syntax::suggestion::instruction;

    #[test]
    fn a_near_word_is_named_in_the_case_of_the_author() {
        for (word, meant) in [
            ("FORM", Some("FROM")),
            ("Labl", Some("label")),
            ("a", Some("add")),
            ("RUN=1", Some("RUN")),
            ("//USER", Some("USER")),
            ("//", None),
            ("wget", None),
            ("useradd", None),
            ("INSTALLATION_OF_EVERYTHING", None),
        ] {
            assert_eq!(instruction(word).as_deref(), meant, "{word}");
        }
    }
}

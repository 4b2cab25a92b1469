//! Brace expansion: `{wget,-O,/opt/app}`, `{1..5}`.
//!
//! dash does not know it, but `/bin/sh` is bash in many images, so it is done in every shell language.

use crate::shell::syntax::tree::{Part, Place};

/// A word that would become more words than this stays as it is.
const MAX_VARIANTS: usize = 64;
const MAX_BITS: usize = 1024;

/// A piece of one of the words.
#[derive(Clone)]
pub(crate) enum Bit<'p> {
    Part(&'p Part),
    Literal(Place),
    /// One of a sequence, and the place of the sequence.
    Made(String, Place),
}

#[derive(Clone)]
enum Token<'p> {
    Bit(Bit<'p>),
    Open(Place),
    Comma(Place),
    Close(Place),
}

impl<'p> Token<'p> {
    fn into_bit(self) -> Bit<'p> {
        match self {
            Self::Bit(bit) => bit,
            Self::Open(place) | Self::Comma(place) | Self::Close(place) => Bit::Literal(place),
        }
    }
}

/// The words that the parts make; `None` if there is nothing to expand, or too much.
pub(crate) fn variants<'p>(text: &str, parts: &'p [Part]) -> Option<Vec<Vec<Bit<'p>>>> {
    let tokens = tokens(text, parts)?;
    let mut all = vec![tokens];
    let mut index = 0;
    let mut steps = 0;
    while let Some(word) = all.get(index) {
        match expand_first(text, word) {
            None => index += 1,
            Some(words) => {
                steps += 1;
                if steps > MAX_VARIANTS || all.len() + words.len() > MAX_VARIANTS {
                    return None;
                }
                all.splice(index..=index, words);
            }
        }
    }
    if steps == 0 {
        return None;
    }
    Some(all.into_iter().map(|word| word.into_iter().map(Token::into_bit).collect()).collect())
}

fn tokens<'p>(text: &str, parts: &'p [Part]) -> Option<Vec<Token<'p>>> {
    let mut tokens = Vec::new();
    for part in parts {
        let Part::Literal { place, quoted: false } = part else {
            tokens.push(Token::Bit(Bit::Part(part)));
            continue;
        };
        let mut from = place.start;
        let literal = text.get(place.start..place.end).unwrap_or_default();
        for (at, mark) in literal.match_indices(['{', ',', '}']) {
            let at = place.start + at;
            if at > from {
                tokens.push(Token::Bit(Bit::Literal(Place::new(from, at))));
            }
            let here = Place::new(at, at + 1);
            tokens.push(match mark {
                "{" => Token::Open(here),
                "," => Token::Comma(here),
                _ => Token::Close(here),
            });
            from = at + 1;
        }
        if place.end > from {
            tokens.push(Token::Bit(Bit::Literal(Place::new(from, place.end))));
        }
        if tokens.len() > MAX_BITS {
            return None;
        }
    }
    (tokens.len() <= MAX_BITS).then_some(tokens)
}

/// The words that the first group makes.
fn expand_first<'p>(text: &str, word: &[Token<'p>]) -> Option<Vec<Vec<Token<'p>>>> {
    for (open, token) in word.iter().enumerate() {
        if let Token::Open(place) = token
            && let Some((close, commas)) = group(word, open)
        {
            let inner = word.get(open + 1..close)?;
            let alternatives = if commas.is_empty() {
                let Some(sequence) = sequence(text, inner, *place) else {
                    continue;
                };
                sequence
            } else {
                let mut all = Vec::new();
                let mut from = open + 1;
                for comma in commas.into_iter().chain([close]) {
                    all.push(word.get(from..comma)?.to_vec());
                    from = comma + 1;
                }
                all
            };
            let (before, after) = (word.get(..open)?, word.get(close + 1..)?);
            return Some(
                alternatives.iter().map(|inner| [before, inner, after].concat()).collect(),
            );
        }
    }
    None
}

/// Where the group at `open` closes, and its own commas.
fn group(word: &[Token<'_>], open: usize) -> Option<(usize, Vec<usize>)> {
    let mut depth = 0_usize;
    let mut commas = Vec::new();
    for (index, token) in word.iter().enumerate().skip(open) {
        match token {
            Token::Open(_) => depth += 1,
            Token::Comma(_) if depth == 1 => commas.push(index),
            Token::Close(_) => {
                depth -= 1;
                if depth == 0 {
                    return Some((index, commas));
                }
            }
            _ => {}
        }
    }
    None
}

/// `1..5`, `a..e`
fn sequence<'p>(text: &str, inner: &[Token<'p>], at: Place) -> Option<Vec<Vec<Token<'p>>>> {
    let [Token::Bit(Bit::Literal(place))] = inner else {
        return None;
    };
    let mut ends = text.get(place.start..place.end)?.split("..");
    let (first, last, step) = (ends.next()?, ends.next()?, ends.next());
    let values: Vec<String> = if let (Ok(first), Ok(last)) = (first.parse::<i64>(), last.parse()) {
        let step: i64 = step.map_or(Some(1), |step| step.parse().ok())?;
        numbers(first, last, step.checked_abs()?.max(1))?.iter().map(i64::to_string).collect()
    } else {
        let code = |end: &str| {
            let mut chars = end.chars();
            let c = chars.next().filter(char::is_ascii_alphabetic)?;
            chars.next().is_none().then_some(i64::from(u32::from(c)))
        };
        let codes = numbers(code(first)?, code(last)?, 1)?;
        let char_of = |code: &i64| u32::try_from(*code).ok().and_then(char::from_u32);
        codes.iter().filter_map(char_of).map(String::from).collect()
    };
    Some(values.into_iter().map(|value| vec![Token::Bit(Bit::Made(value, at))]).collect())
}

fn numbers(first: i64, last: i64, step: i64) -> Option<Vec<i64>> {
    let count = last.checked_sub(first)?.checked_abs()? / step;
    if usize::try_from(count).ok()? >= MAX_VARIANTS {
        return None;
    }
    let signed = if last < first { -step } else { step };
    (0..=count).map(|index| first.checked_add(index.checked_mul(signed)?)).collect()
}

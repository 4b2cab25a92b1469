//! Searches for many byte strings at once, in one pass, and for runs of bytes of one kind.
//!
//! Knows nothing of what they mean.

mod groups;
mod runs;

pub(crate) use runs::long_runs;

use aho_corasick::{AhoCorasick, Match, MatchKind, packed};

/// Finds all strings: with vector instructions where the processor has them and the strings are few enough, which is several
/// times faster, or else with an automaton. Both find the same.
#[derive(Debug)]
pub(crate) enum ByteSearch {
    /// With vector instructions, and the numbers of its strings.
    Packed(packed::Searcher, Vec<usize>),
    /// With an automaton.
    Automaton(AhoCorasick),
}

impl ByteSearch {
    /// Of several strings at one place the longest is found. `None` if they are too many.
    pub(crate) fn new<'p, I: Iterator<Item = &'p [u8]>>(strings: impl Fn() -> I) -> Option<Self> {
        let mut config = packed::Config::new();
        // the library's own limits are for strings that match often
        config.match_kind(packed::MatchKind::LeftmostLongest).heuristic_pattern_limits(false);
        let all: Vec<&[u8]> = strings().collect();
        let numbers = groups::order(&all);
        let in_order = numbers.iter().filter_map(|number| all.get(*number));
        if let Some(packed) = config.builder().extend(in_order).build() {
            return Some(Self::Packed(packed, numbers));
        }
        Self::automaton(strings())
    }

    /// With an automaton in any case.
    pub(crate) fn automaton<'p>(strings: impl Iterator<Item = &'p [u8]>) -> Option<Self> {
        let mut builder = AhoCorasick::builder();
        builder.match_kind(MatchKind::LeftmostLongest).build(strings).ok().map(Self::Automaton)
    }

    /// True if one of the matches, which do not overlap, fits: its start and its end are asked for.
    pub(crate) fn any(&self, bytes: &[u8], fits: impl Fn(usize, usize) -> bool) -> bool {
        let fits = |it: Match| fits(it.start(), it.end());
        match self {
            Self::Packed(packed, _) => packed.find_iter(bytes).any(fits),
            Self::Automaton(automaton) => automaton.find_iter(bytes).any(fits),
        }
    }

    /// Where the first match starts.
    pub(crate) fn first(&self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Packed(packed, _) => packed.find(bytes),
            Self::Automaton(automaton) => automaton.find(bytes),
        }
        .map(|it| it.start())
    }

    /// Calls `take` with the number of the string, and the start and the end of each match; matches do not overlap.
    pub(crate) fn each(&self, bytes: &[u8], mut take: impl FnMut(usize, usize, usize)) {
        let mut found = |number: Option<usize>, it: Match| {
            if let Some(number) = number {
                take(number, it.start(), it.end());
            }
        };
        match self {
            Self::Packed(packed, numbers) => packed
                .find_iter(bytes)
                .for_each(|it| found(numbers.get(it.pattern().as_usize()).copied(), it)),
            Self::Automaton(automaton) => {
                automaton.find_iter(bytes).for_each(|it| found(Some(it.pattern().as_usize()), it));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_find_the_same() {
        let strings: [&[u8]; 6] =
            [b"one two", b"one", b"\0\x01\x02\x03", b"aaaa", b"aaaaab", b"7f45"];
        let strings = || strings.into_iter();
        let hits = |search: &Option<ByteSearch>, bytes: &[u8]| {
            let mut hits = Vec::new();
            if let Some(search) = search {
                search.each(bytes, |string, start, end| hits.push((string, start, end)));
            }
            hits
        };
        let (chosen, automaton) = (ByteSearch::new(strings), ByteSearch::automaton(strings()));
        // whole ones, cut ones, and each right behind the start of the one before
        let mut text = strings().collect::<Vec<_>>().concat();
        for string in strings() {
            text.extend_from_slice(string.get(..string.len() / 2 + 1).unwrap_or_default());
            text.extend_from_slice(string);
            text.push(b' ');
        }
        assert!(hits(&chosen, &text).len() > 8, "{:?}", hits(&chosen, &text));
        for end in 0..=text.len() {
            let part = text.get(..end).unwrap_or_default();
            let found = hits(&automaton, part);
            assert_eq!(hits(&chosen, part), found, "{end}");
            let first = found.first().map(|(_, start, _)| *start);
            assert_eq!(chosen.as_ref().and_then(|search| search.first(part)), first, "{end}");
        }
    }
}

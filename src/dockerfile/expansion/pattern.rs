//! The patterns of `${x#…}`, `${x%…}` and `${x/…/…}`: `*`, `?` and `\`, matched in time proportional to the value.
//!
//! All ways to match are followed at once, one bit for each; there is no backtracking. Works on characters.

use std::borrow::Cow;
use std::ops::Range;

use crate::dockerfile::expansion::go;

/// Steps that pattern matching may still take; shared by all expansions of a file.
pub(crate) type Steps = std::cell::Cell<u64>;

/// So many characters of a pattern get a mask of their own: memory stays in proportion to the pattern.
const MAX_MASKS: usize = 64;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// What each position must match, stars left out; `None` is `?`.
    units: Vec<Option<char>>,
    /// `stars[i]`: any characters may stand before unit `i`.
    stars: Vec<bool>,
}

/// Why matching gave no answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PatternError {
    /// A backslash before a character that needs none, or before nothing.
    InvalidEscape(char),
    /// The steps are used up.
    TooLong,
}

impl Pattern {
    /// Compiles a pattern.
    pub(crate) fn new(pattern: &[char]) -> Result<Self, PatternError> {
        let pattern = pattern.strip_prefix(&['\u{FEFF}']).unwrap_or(pattern);
        let mut units = Vec::with_capacity(pattern.len());
        let mut stars = vec![false];
        let mut chars = pattern.iter().copied().peekable();
        while let Some(c) = chars.next() {
            let unit = match c {
                '*' => {
                    if let Some(star) = stars.last_mut() {
                        *star = true;
                    }
                    continue;
                }
                '?' => None,
                // A brace or slash must be escaped inside `${…}`; the escape is no part of the pattern.
                '\\' if matches!(chars.peek(), Some('}' | '/')) => continue,
                '\\' => match chars.next() {
                    Some(c @ ('*' | '?' | '\\')) => Some(c),
                    other => return Err(PatternError::InvalidEscape(other.unwrap_or('\u{FFFD}'))),
                },
                c => Some(c),
            };
            units.push(unit);
            stars.push(false);
        }
        Ok(Self { units, stars })
    }

    /// Where the match that starts at the start of `value` ends: the longest, or the shortest.
    pub(crate) fn prefix(
        &self,
        value: &[char],
        longest: bool,
        steps: &Steps,
    ) -> Result<Option<usize>, PatternError> {
        let mut states = States::new(self, steps)?;
        let mut found = states.accepts().then_some(0);
        for (at, &c) in value.iter().enumerate() {
            if states.is_dead() || (found.is_some() && !longest) {
                break;
            }
            states.step(c, steps)?;
            if states.accepts() {
                found = Some(at + 1);
            }
        }
        Ok(found)
    }

    /// For each position of `value`, its end included, whether a match starts there.
    fn starts(&self, value: &[char], steps: &Steps) -> Result<Vec<bool>, PatternError> {
        let backwards = Self {
            units: self.units.iter().rev().copied().collect(),
            stars: self.stars.iter().rev().copied().collect(),
        };
        let mut states = States::new(&backwards, steps)?;
        let mut starts = vec![states.accepts()];
        for &c in value.iter().rev() {
            states.step(c, steps)?;
            states.start_again();
            starts.push(states.accepts());
        }
        starts.reverse();
        Ok(starts)
    }

    /// The ranges that a replacement replaces: the first match, or all, as `ReplaceAllString` takes them.
    pub(crate) fn matches(
        &self,
        value: &[char],
        all: bool,
        steps: &Steps,
    ) -> Result<Vec<Range<usize>>, PatternError> {
        let starts = self.starts(value, steps)?;
        let mut found: Vec<Range<usize>> = Vec::new();
        let (mut search, mut last_end) = (0, 0);
        while let Some(skip) = starts.get(search..).and_then(|rest| rest.iter().position(|&s| s)) {
            let start = search + skip;
            let rest = value.get(start..).unwrap_or_default();
            let Some(len) = self.prefix(rest, true, steps)? else { break };
            let end = start + len;
            // An empty match right behind another one does not count.
            if end > last_end || start == 0 {
                found.push(start..end);
            }
            if !all {
                break;
            }
            last_end = end;
            search = end.max(search + 1);
        }
        Ok(found)
    }
}

/// Which units may come next, one bit each; the bit behind the last unit is a match.
struct States<'p> {
    pattern: &'p Pattern,
    /// Characters of the pattern, sorted, with the bits of the units that each one matches.
    masks: Vec<(char, Vec<u64>)>,
    any: Vec<u64>,
    stars: Vec<u64>,
    now: Vec<u64>,
}

impl<'p> States<'p> {
    fn new(pattern: &'p Pattern, steps: &Steps) -> Result<Self, PatternError> {
        spend(steps, pattern.units.len())?;
        let words = pattern.units.len() / 64 + 1;
        let mut any = vec![0; words];
        let mut chars: Vec<char> = pattern.units.iter().flatten().copied().collect();
        chars.sort_unstable();
        chars.dedup();
        chars.truncate(MAX_MASKS);
        let mut masks: Vec<(char, Vec<u64>)> = chars.iter().map(|&c| (c, vec![0; words])).collect();
        for (at, unit) in pattern.units.iter().enumerate() {
            match unit {
                None => set(&mut any, at),
                Some(c) => {
                    if let Ok(index) = chars.binary_search(c)
                        && let Some((_, mask)) = masks.get_mut(index)
                    {
                        set(mask, at);
                    }
                }
            }
        }
        let mut stars = vec![0; words];
        for (at, _) in pattern.stars.iter().enumerate().filter(|(_, star)| **star) {
            set(&mut stars, at);
        }
        let mut now = vec![0; words];
        set(&mut now, 0);
        Ok(Self { pattern, masks, any, stars, now })
    }

    fn accepts(&self) -> bool {
        let end = self.pattern.units.len();
        self.now.get(end / 64).is_some_and(|word| word >> (end % 64) & 1 == 1)
    }

    fn is_dead(&self) -> bool {
        self.now.iter().all(|&word| word == 0)
    }

    fn start_again(&mut self) {
        set(&mut self.now, 0);
    }

    fn step(&mut self, c: char, steps: &Steps) -> Result<(), PatternError> {
        spend(steps, self.now.len())?;
        let mask = self.masks.binary_search_by_key(&c, |(c, _)| *c).ok();
        let mask = match mask.and_then(|index| self.masks.get(index)) {
            Some((_, mask)) => Cow::Borrowed(mask.as_slice()),
            None if self.masks.len() < MAX_MASKS => Cow::Borrowed(&[][..]),
            None => Cow::Owned(self.mask_of(c, steps)?),
        };
        let mut carry = 0;
        for (index, word) in self.now.iter_mut().enumerate() {
            let at = |bits: &[u64]| bits.get(index).copied().unwrap_or(0);
            let not_newline = if c == '\n' { 0 } else { u64::MAX };
            let matched = *word & (at(&mask) | at(&self.any) & not_newline);
            let stays = *word & at(&self.stars) & not_newline;
            *word = matched << 1 | carry | stays;
            carry = matched >> 63;
        }
        Ok(())
    }

    fn mask_of(&self, c: char, steps: &Steps) -> Result<Vec<u64>, PatternError> {
        let units = &self.pattern.units;
        spend(steps, units.len())?;
        let mut mask = vec![0; self.now.len()];
        for (at, _) in units.iter().enumerate().filter(|(_, unit)| **unit == Some(c)) {
            set(&mut mask, at);
        }
        Ok(mask)
    }
}

fn spend(steps: &Steps, count: usize) -> Result<(), PatternError> {
    let left = steps.get().checked_sub(count as u64);
    steps.set(left.ok_or(PatternError::TooLong)?);
    Ok(())
}

fn set(bits: &mut [u64], at: usize) {
    if let Some(word) = bits.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}

/// A pattern read from its end, its escapes left as they are (`a\*c` → `c\*a`).
pub(crate) fn reversed(pattern: &str) -> Vec<char> {
    let mut units: Vec<(char, Option<char>)> = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        units.push((c, if c == '\\' { chars.next() } else { None }));
    }
    units.into_iter().rev().flat_map(|(c, escaped)| std::iter::once(c).chain(escaped)).collect()
}

/// Appends a replacement as a template of Go's regular expressions: `$0` is the match, other `$name` nothing.
pub(crate) fn push_template(out: &mut String, template: &str, matched: &[char]) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((name, after)) = template_name(after) {
            if name == "0" {
                out.extend(matched);
            }
            rest = after;
        } else {
            out.push('$');
            rest = after;
        }
    }
    out.push_str(rest);
}

/// The name behind a `$`, in braces or not, and what follows it.
fn template_name(text: &str) -> Option<(&str, &str)> {
    let (braced, text) = match text.strip_prefix('{') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let is_name = |c: char| go::is_letter(c) || go::is_digit(c) || c == '_';
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    let rest = if braced { rest.strip_prefix('}')? } else { rest };
    (!name.is_empty()).then_some((name, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn prefix(pattern: &str, value: &str, longest: bool) -> Option<usize> {
        let pattern = Pattern::new(&chars(pattern)).unwrap();
        pattern.prefix(&chars(value), longest, &Steps::new(1_000_000)).unwrap()
    }

    fn matches(pattern: &str, value: &str) -> Vec<Range<usize>> {
        let pattern = Pattern::new(&chars(pattern)).unwrap();
        pattern.matches(&chars(value), true, &Steps::new(10_000)).unwrap()
    }

    #[test]
    fn stars_match_the_shortest_or_the_longest() {
        assert_eq!(prefix("*z", "azbzc", false), Some(2));
        assert_eq!(prefix("*z", "azbzc", true), Some(4));
        assert_eq!(prefix("a?b*", "axbyy", false), Some(3));
        assert_eq!(prefix("", "x", true), Some(0));
        assert_eq!(prefix("b", "ab", true), None);
    }

    #[test]
    fn nothing_but_a_line_feed_itself_matches_one() {
        assert_eq!(prefix("*b", "a\nb", true), None);
        assert_eq!(prefix("a?b", "a\nb", true), None);
        assert_eq!(prefix("a\nb", "a\nb", true), Some(3));
        assert_eq!(prefix("*", "ab\nc", true), Some(2));
    }

    #[test]
    fn long_patterns_carry_over_words() {
        let long: String = ('a'..='z').cycle().take(300).collect();
        assert_eq!(prefix(&long, &long, true), Some(300));
        assert_eq!(prefix(&format!("*{long}?"), &format!("xx{long}yz"), true), Some(303));
        let wide: String = (0..500).filter_map(|n| char::from_u32(0x4E00 + n)).collect();
        assert_eq!(prefix(&wide, &wide, true), Some(500));
    }

    #[test]
    fn replacements_follow_go() {
        assert_eq!(matches("Q", "QfaQe"), [0..1, 3..4]);
        assert_eq!(matches("", "ab"), [0..0, 1..1, 2..2]);
        assert_eq!(matches("*", "ab"), vec![0..2]);
        assert_eq!(matches("a*b", "xaabab\nab"), [1..6, 7..9]);
    }

    #[test]
    fn escapes_are_checked() {
        assert_eq!(Pattern::new(&chars("\\a")).unwrap_err(), PatternError::InvalidEscape('a'));
        assert_eq!(
            Pattern::new(&chars("a\\")).unwrap_err(),
            PatternError::InvalidEscape('\u{fffd}')
        );
        assert_eq!(prefix("\\*\\?\\\\\\}\\/", "*?\\}/", true), Some(5));
        assert_eq!(reversed("a\\*c").iter().collect::<String>(), "c\\*a");
    }

    #[test]
    fn templates_know_the_match_only() {
        let mut out = String::new();
        push_template(&mut out, "<$0|${0}|$1|$x|$$|$|${|$00>", &['m']);
        assert_eq!(out, "<m|m|||$|$|${|>");
    }

    #[test]
    fn hostile_patterns_run_out_of_steps_or_end_quickly() {
        let pattern = Pattern::new(&chars(&"*a".repeat(1000))).unwrap();
        let value = chars(&"a".repeat(5000));
        assert_eq!(pattern.prefix(&value, true, &Steps::new(1_000_000)), Ok(Some(5000)));
        assert_eq!(pattern.prefix(&value, true, &Steps::new(100)), Err(PatternError::TooLong));
    }
}

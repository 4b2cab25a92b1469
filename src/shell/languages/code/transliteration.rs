//! `tr/a-z/n-za-m/` of Perl, `"text".tr("a-z", "n-za-m")` of Ruby: each letter of one set becomes one of another.

use foldhash::HashMap;

use super::cursor::Cursor;
use super::value::Known;
use crate::source::{Text, UNKNOWN};

/// Letters of one set: alphabets have a few dozen.
const MOST_LETTERS: usize = 1 << 12;

impl Cursor<'_, '_> {
    /// What becomes of a value: nobody sees from the sets what comes out.
    pub(super) fn transliterated(&mut self, value: &Known, from: &str, to: &str) -> Known {
        let cost = value.size() + from.len() + to.len();
        let text = value.constant().filter(|_| self.state.take(cost));
        let made = text.and_then(|text| match (letters_of(from), letters_of(to)) {
            (Some(from), Some(to)) => Some(Known::text(changed(text, &from, &to)?)),
            _ => {
                self.state.cut();
                None
            }
        });
        self.keep(made.unwrap_or(Known::UNKNOWN).hidden())
    }

    /// `=~ tr/a-z/b/` on a value or on the variable that was assigned last.
    pub(super) fn transliterated_variable(&mut self, value: &Known, from: &str, to: &str) -> Known {
        let known = self.transliterated(value, from, to);
        if let Some(name) = self.state.assigned.clone() {
            self.state.variables.insert(name, known.clone());
        }
        known
    }

    /// `tr/a-z/n-za-m/` of Perl that stands alone: it changes `$_`.
    pub(super) fn transliterated_default(&mut self, from: &str, to: &str) -> Known {
        let value = self.state.variables.get("$_").cloned().unwrap_or(Known::UNKNOWN);
        let known = self.transliterated(&value, from, to);
        self.state.variables.insert("$_".into(), known.clone());
        known
    }
}

/// `None` if a letter of the sets is not known.
fn changed(text: &Text, from: &[char], to: &[char]) -> Option<Text> {
    if from.contains(&UNKNOWN) || to.contains(&UNKNOWN) {
        return None;
    }
    let last = to.last().copied();
    let mut becomes: HashMap<char, char> = HashMap::default();
    for (at, letter) in from.iter().enumerate() {
        becomes.entry(*letter).or_insert(to.get(at).copied().or(last).unwrap_or(*letter));
    }
    let made: String = text.chars().map(|c| becomes.get(&c).copied().unwrap_or(c)).collect();
    Some(Text::made(made, text.span()))
}

/// The letters of `a-z0-9`; `None` if they are too many.
fn letters_of(set: &str) -> Option<Vec<char>> {
    let mut all = Vec::new();
    let mut rest = set.chars();
    while let Some(first) = rest.next() {
        let mut behind = rest.clone();
        match (behind.next(), behind.next()) {
            (Some('-'), Some(last)) => {
                all.extend((first..=last).take(MOST_LETTERS + 1));
                rest = behind;
            }
            _ => all.push(first),
        }
        if all.len() > MOST_LETTERS {
            return None;
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::{MOST_LETTERS, letters_of};

    #[test]
    fn sets_are_spelled_out_as_far_as_alphabets_go() {
        let spelled = |set: &str| letters_of(set).map(|all| all.into_iter().collect::<String>());
        assert_eq!(spelled("a-cx-"), Some("abcx-".to_owned()));
        assert_eq!(spelled("c-ab"), Some("b".to_owned()));
        let up_to = |count: usize| {
            let last = char::from_u32(0x1_0000 + count as u32 - 1).unwrap();
            letters_of(&format!("\u{10000}-{last}")).map(|all| all.len())
        };
        assert_eq!(up_to(MOST_LETTERS), Some(MOST_LETTERS));
        assert_eq!(up_to(MOST_LETTERS + 1), None);
    }
}

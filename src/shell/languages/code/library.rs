//! Functions of single languages that make texts of constants, and what programs read from their input.

use foldhash::HashSet;

use super::cursor::{Argument, Cursor};
use super::functions::{self, Fold};
use super::lexer::Token;
use super::shapes;
use super::value::{Known, SIZE_OF_ITEM, Value};
use crate::source::{Text, UNKNOWN};

/// No number is written with more digits than there are digits and letters.
const LARGEST_BASE: u32 = 36;

impl<'t> Cursor<'t, '_> {
    /// What a function of one language gives that no other has.
    pub(super) fn of_library(
        &mut self,
        name: &str,
        at: usize,
        arguments: &[Argument<'t>],
    ) -> Option<Known> {
        if let Some(given) = self.state.around.called(name) {
            return Some(given.clone());
        }
        let values: Vec<&Known> = arguments.iter().map(|(_, value)| value).collect();
        let dialect = self.state.dialect;
        match (name, values.as_slice()) {
            ("JSON.parse", [text]) => {
                let written = text.constant()?;
                let parsed = serde_json::from_str::<String>(written).ok()?;
                Some(self.keep(Known::computed(parsed, written.span()).hidden()))
            }
            ("parseInt", [text, base]) => {
                let base = base.number().filter(|base| (2..=LARGEST_BASE).contains(base))?;
                let number = u32::from_str_radix(text.constant()?, base).ok()?;
                Some(Known { value: Value::Number(number), hidden: true })
            }
            ("string.Template" | "Template", [text]) if dialect.exec_is_eval => {
                text.constant()?;
                Some((*text).clone())
            }
            // `split("xm rig", a, " ")` of awk
            ("split", [text, target, ..]) if dialect.is_always_read() => {
                let Value::Named(list) = &target.value else { return None };
                let list = list.clone();
                let mut given = vec![(*text).clone()];
                given.extend(values.get(2).map(|separator| (*separator).clone()));
                let span = self.span(at);
                let parts = self.folded(Fold::Split, &given, span);
                for (index, part) in parts.items()?.iter().enumerate() {
                    let name = format!("{list}.{}", index + 1);
                    self.state.variables.insert(name.into(), part.clone());
                }
                Some(Known::UNKNOWN)
            }
            ("Seq" | "Vector", [_, ..]) if dialect.interpreters.contains(&"scala") => {
                Some(Known::list(values.into_iter().cloned().collect()))
            }
            ("Process", [_, ..]) if dialect.interpreters.contains(&"scala") => {
                Some(self.start(at, arguments))
            }
            _ => {
                // `import sh`: its members are programs
                let program = name.strip_prefix(super::definitions::PROGRAMS_OF_SH)?;
                let word = Known::computed(program, self.span(at));
                let mut all = vec![(None, word)];
                all.extend(arguments.iter().cloned());
                Some(self.start(at, &all))
            }
        }
    }

    /// What a method of one language gives that no other has.
    pub(super) fn of_method(
        &mut self,
        value: &Known,
        name: &str,
        arguments: &[Argument<'t>],
    ) -> Option<Known> {
        let at = self.span(self.at);
        match name {
            "toString" => {
                let (_, base) = arguments.first()?;
                let base = base.number().filter(|base| (2..=LARGEST_BASE).contains(base))?;
                let made = shapes::digits(value.number()?, base);
                Some(self.keep(Known::computed(made, at).hidden()))
            }
            "substitute" | "safe_substitute" => {
                let mut text = value.constant()?.to_string();
                for (key, value) in arguments {
                    let (key, value) = ((*key)?, value.constant()?);
                    if text.len().saturating_mul(value.len().max(1)) > MOST_MADE {
                        self.state.cut();
                        return None;
                    }
                    text = text.replace(&format!("${{{key}}}"), value);
                    text = text.replace(&format!("${key}"), value);
                }
                self.state.take(text.len()).then(|| self.keep(Known::computed(text, at)))
            }
            _ => None,
        }
    }

    /// `Object.values(x)`, behind the name: the values of a table that has a name.
    pub(super) fn values_of_table(&mut self, function: &str) -> Option<Known> {
        let (Some(Token::Name(table)), true) = (self.peek(1), self.is_mark(2, b')')) else {
            return None;
        };
        if function != "Object.values" || !self.is_mark(0, b'(') {
            return None;
        }
        let all = self.state.variables.get(format!("{table}.*").as_str())?.clone();
        self.at += 3;
        Some(all)
    }

    /// `<STDIN>` of Perl, `#define` and `#x` of C, behind the mark.
    pub(super) fn of_mark(&mut self, mark: u8) -> Known {
        let made = match mark {
            b'<' => self.line_of_input(),
            _ => self.defined_macro().or_else(|| self.of_macro()),
        };
        made.unwrap_or(Known::UNKNOWN)
    }

    /// `<STDIN>` of Perl, behind its first mark.
    pub(super) fn line_of_input(&mut self) -> Option<Known> {
        let length = match (self.peek(0), self.peek(1)) {
            (Some(Token::Name("STDIN")), Some(Token::Mark(b'>'))) => 2,
            (Some(Token::Mark(b'>')), _) => 1,
            _ => return None,
        };
        let given = self.state.around.called("<STDIN>")?.clone();
        self.at += length;
        Some(given)
    }

    /// `"m" x 3`, `"m"x1` of Perl, behind the text.
    pub(super) fn repeated_behind(&mut self, value: &Known) -> Option<Known> {
        if !self.state.dialect.takes_arguments_by_list() || value.constant().is_none() {
            return None;
        }
        let Some(Token::Name(word)) = self.peek(0) else { return None };
        let digits = word.strip_prefix('x')?;
        let (times, length) = match (digits, self.peek(1)) {
            ("", Some(Token::Number(times))) => (*times, 2),
            _ => (digits.parse().ok()?, 1),
        };
        self.at += length;
        Some(self.repeated(value, &Known::of(Value::Number(times))))
    }

    /// The arguments of a program or function of Perl, the first of them taken away: `shift`.
    pub(super) fn shifted(&mut self) -> Option<Known> {
        if !self.state.dialect.takes_arguments_by_list() {
            return None;
        }
        let list = if self.state.calls > 0 { "@_" } else { "@ARGV" };
        let known = self.state.variables.get(list).or_else(|| self.state.around.get(list))?;
        let (known, size) = (known.clone(), known.size());
        let (first, rest) = known.items()?.split_first()?;
        if !self.state.take(size) {
            return Some(Known::UNKNOWN);
        }
        let (first, rest) = (first.clone(), rest.to_vec());
        self.state.variables.insert(list.into(), Known::list(rest));
        Some(first)
    }

    /// A line for a shell behind the variables of the environment that the program has set for it.
    pub(super) fn with_exported(&self, words: Vec<Text>) -> Vec<Text> {
        let [line] = words.as_slice() else { return words };
        let mut set = Text::empty(line.span());
        let mut seen = HashSet::default();
        for part in line.split('$').skip(1) {
            let part = part.trim_start_matches('{');
            let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let name = part.get(..end.unwrap_or(part.len())).unwrap_or_default();
            if !seen.insert(name) {
                continue;
            }
            let value = ["os.environ", "process.env", "ENV"]
                .iter()
                .find_map(|holder| self.state.variables.get(format!("{holder}.{name}").as_str()));
            let value = value.and_then(Known::constant).filter(|value| !value.contains('\''));
            if let Some(value) = value {
                set.push_made(&format!("{name}='"), line.span());
                set.push(value);
                set.push_made("'\n", line.span());
            }
        }
        if set.is_empty() || line.starts_with(UNKNOWN) {
            return words;
        }
        set.push(line);
        vec![set]
    }

    /// A letter that is picked by what is not known: of a text that is no line and no path, nobody sees what comes out.
    pub(super) fn picks_letters(fold: Fold, values: &[Known]) -> bool {
        matches!(fold, Fold::Slice | Fold::Part)
            && values.first().and_then(Known::constant).is_some_and(|text| is_alphabet(text))
            && values.get(1).is_some_and(|from| matches!(from.value, Value::Unknown))
    }

    /// What stands between `[` and `]` as a place or a range: `[2]`, `[-1]`, `[1:]`, `[:-1]`.
    pub(super) fn range(&self) -> Option<(i64, Option<i64>, usize)> {
        let mut ahead = 0;
        let from = self.signed(&mut ahead);
        if self.is_mark(ahead, b']') {
            let from = from?;
            let to = from.checked_add(1).filter(|to| *to != 0).unwrap_or(i64::MAX);
            return Some((from, Some(to), ahead + 1));
        }
        if !self.is_mark(ahead, b':') {
            return None;
        }
        ahead += 1;
        let to = self.signed(&mut ahead);
        self.is_mark(ahead, b']').then_some((from.unwrap_or(0), to, ahead + 1))
    }

    fn signed(&self, ahead: &mut usize) -> Option<i64> {
        let minus = usize::from(self.is_mark(*ahead, b'-'));
        let Some(Token::Number(number)) = self.peek(*ahead + minus) else { return None };
        *ahead += minus + 1;
        Some(if minus == 1 { -i64::from(*number) } else { i64::from(*number) })
    }

    /// A part of a text or list; numbers below zero count from its end.
    pub(super) fn part_of(&mut self, value: &Known, from: i64, to: Option<i64>) -> Option<Known> {
        let length = match &value.value {
            Value::List(items) => items.len(),
            _ => value.constant()?.chars().count(),
        };
        let place = |number: i64| match usize::try_from(number) {
            Ok(number) => number.min(length),
            Err(_) => length.saturating_sub(usize::try_from(-number).unwrap_or(usize::MAX)),
        };
        let (from, to) = (place(from), to.map_or(length, place));
        match &value.value {
            Value::List(items) => {
                let part = items.get(from..to.max(from)).unwrap_or_default();
                let is_paid = self.state.take(SIZE_OF_ITEM * part.len());
                Some(if is_paid { Known::list(part.to_vec()) } else { Known::UNKNOWN })
            }
            _ => {
                let at = self.span(self.at);
                Some(self.sliced(value, from, Some(to.max(from)), at))
            }
        }
    }
}

/// Bytes of a text that a template makes.
const MOST_MADE: usize = 1 << 16;

/// A constant that letters are picked from: neither a line nor a path.
pub(super) fn is_alphabet(text: &str) -> bool {
    /// What is longer is no alphabet, and picking from it hides nothing.
    const LONGEST: usize = 256;
    text.len() > 1 && text.len() <= LONGEST && !text.contains([' ', '/', '\n'])
}

/// The function that stands behind a name decodes or picks letters of what it is called on.
pub(super) fn picks(name: &str) -> bool {
    matches!(functions::last(name), "charAt" | "at" | "sub" | "substr")
}

/// What a function makes of its arguments is not worked out here, and by its name it decodes them.
pub(super) fn decodes(name: &str) -> bool {
    const STEMS: &[&str] = &[
        "decode",
        "decrypt",
        "decipher",
        "deobf",
        "unpack",
        "unescape",
        "translate",
        "inflate",
        "decompress",
        "rot13",
        "xor",
    ];
    let name = functions::last(name).to_ascii_lowercase();
    STEMS.iter().any(|stem| name.contains(stem))
}

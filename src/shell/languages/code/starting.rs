//! What a program starts: the words of the command, wherever the call has them.

use super::arguments::unnamed;
use super::cursor::{Argument, Cursor};
use super::downloads;
use super::fold;
use super::state::{MOST, Started};
use super::value::{Known, Value};
use crate::source::{Span, Text, UNKNOWN};

/// Bytes that the lists of a command may have for nothing, and words that are taken in any case.
const SIZE_OF_COMMAND: usize = 1 << 12;
const LEAST_WORDS: usize = 64;

impl<'t> Cursor<'t, '_> {
    /// A program is started with these words.
    pub(super) fn start(&mut self, at: usize, arguments: &[Argument<'t>]) -> Known {
        let span = self.span(at);
        let index = self.state.said.started.len();
        let is_first = self.state.first(self.unit, at);
        if index >= MOST || !is_first && self.state.replays == 0 {
            self.state.said.spent |= index >= MOST;
            self.state.not_worked_out(span);
            return Known::UNKNOWN;
        }
        let most = self.most_words(arguments);
        let values = unnamed(arguments.to_vec()).into_iter();
        let values: Vec<Known> = values.map(|value| of_codes(value, most, span)).collect();
        let Some(first) = values.first() else { return Known::UNKNOWN };
        let hidden = match first.items() {
            Some(items) => {
                items.first().is_some_and(|item| item.hidden) || items.is_empty() && first.hidden
            }
            None => first.hidden,
        };
        let hidden = hidden || downloads::is_hidden_script(&values, arguments);
        let words = self.with_exported(words(&values, most, span));
        if !is_first && !self.is_another(&words, hidden) {
            return Known::UNKNOWN;
        }
        if words.first().is_none_or(|word| !word.is_known()) {
            self.state.not_worked_out(span);
        }
        if words.is_empty() && !hidden {
            return Known::UNKNOWN;
        }
        self.state.said.started.push(Started { words, hidden, span });
        Known::of(Value::Started(index))
    }

    /// How many words are taken of what a call is given: a list may be given to a thousand calls.
    fn most_words(&mut self, arguments: &[Argument<'t>]) -> usize {
        let inner = |items: &[Known]| items.iter().map(Known::size).sum::<usize>();
        let size = arguments.iter().map(|(_, value)| value.items().map_or(0, inner)).sum::<usize>();
        if size <= SIZE_OF_COMMAND || self.state.take(size) { usize::MAX } else { LEAST_WORDS }
    }

    /// The name of what is made as a program that is started: rules know the names of miners.
    pub(super) fn made_miner(&mut self, name: &str, at: usize) {
        let span = self.span(at);
        let words = vec![Text::made(name, span)];
        if self.state.said.started.len() < MOST && self.state.first(self.unit, at) {
            self.state.said.started.push(Started { words, hidden: false, span });
        }
    }

    /// `open(my $h, "-|", "program", …)` and `open(H, "|program")` of Perl.
    pub(super) fn opened_command(
        &mut self,
        name: &str,
        at: usize,
        arguments: &[Argument<'t>],
    ) -> Option<Known> {
        let (_, way) = arguments.get(1).filter(|_| name == "open")?;
        let text = way.constant()?;
        if matches!(text.as_str(), "-|" | "|-") {
            return Some(self.start(at, arguments.get(2..).unwrap_or_default()));
        }
        let line = text.trim_matches([' ', '|']);
        let is_piped = text.starts_with('|') || text.ends_with('|');
        let start = text.find(line).filter(|_| is_piped && !line.is_empty())?;
        let line = Known::text(text.slice(start..start + line.len())).hidden_if(way.hidden);
        Some(self.start(at, &[(None, line)]))
    }

    /// What a body starts that is gone through again says more than what was found before.
    fn is_another(&self, words: &[Text], hidden: bool) -> bool {
        /// One that was found longer ago is told twice, which loses nothing.
        const LAST: usize = 64;
        let is_told = words.first().is_some_and(|word| !word.starts_with(UNKNOWN));
        (is_told || hidden)
            && self.state.said.started.iter().rev().take(LAST).all(|started| {
                started.hidden != hidden
                    || started.words.len() != words.len()
                    || started.words.iter().zip(words).any(|(a, b)| a.as_str() != b.as_str())
            })
    }

    /// `{ script: "./x", args: ["-o", "y"] }` of pm2.
    pub(super) fn start_described(&mut self, at: usize, items: &[Argument<'t>]) {
        let of = |wanted: &str| items.iter().find(|(key, _)| *key == Some(wanted));
        let (Some((_, program)), Some((_, arguments))) = (of("script"), of("args")) else { return };
        if program.constant().is_none() {
            return;
        }
        let program = program.clone();
        let arguments = match arguments.constant() {
            Some(line) => {
                let words = line.split_whitespace();
                Known::list(words.map(|word| Known::computed(word, line.span())).collect())
            }
            None => arguments.clone(),
        };
        self.start(at, &[(None, program), (None, arguments)]);
    }

    pub(super) fn more_words(&mut self, index: usize, arguments: &[Argument<'t>]) {
        let span = self.span(self.at);
        let most = self.most_words(arguments);
        let more = words(&unnamed(arguments.to_vec()), most, span);
        if let Some(started) = self.state.said.started.get_mut(index) {
            started.words.extend(more);
        }
    }

    /// `info.FileName = "x"`, `info.Arguments = "y"`
    pub(super) fn property(&mut self, at: usize, value: &Known) {
        let span = self.span(at);
        let most = self.most_words(&[(None, value.clone())]);
        let words = words(std::slice::from_ref(value), most, span);
        let is_program =
            value.items().is_none() && words.first().is_some_and(|word| !word.starts_with('-'));
        let all = &mut self.state.said.started;
        if let Some(started) = all.last_mut().filter(|_| !is_program) {
            started.words.extend(words);
        } else if all.len() >= MOST {
            self.state.said.spent = true;
        } else if !words.is_empty() {
            all.push(Started { words, hidden: value.hidden, span });
        }
    }
}

/// An array of the codes of characters is a text: `char b[] = { 120, 0 }`.
fn of_codes(value: Known, most: usize, at: Span) -> Known {
    let Some(items) = value.items().filter(|items| items.len() <= most) else { return value };
    let items = match items {
        [rest @ .., last] if last.number() == Some(0) => rest,
        items => items,
    };
    match fold::characters(items, at).filter(|_| items.len() > 1) {
        Some(text) => Known::text(text).hidden(),
        None => value,
    }
}

/// The words of a command: those of lists in their place, and of a list that options hold (`{ args: […] }`).
fn words(values: &[Known], most: usize, at: Span) -> Vec<Text> {
    let mut all = Vec::new();
    for value in values {
        for item in value.items().unwrap_or(std::slice::from_ref(value)) {
            match item.items() {
                Some(inner) => {
                    let words = inner.iter().filter(|it| it.items().is_none());
                    all.extend(words.map(|it| it.word(at)).take(most));
                }
                None => all.push(item.word(at)),
            }
            if all.len() >= most {
                return all;
            }
        }
    }
    all
}

//! What the walk does about its limits: which work is still paid for, and the notes on what is not.

use foldhash::HashSet;

use crate::shell::Unread;
use crate::shell::evaluate::budget::Limit;
use crate::shell::evaluate::context::Context;
use crate::shell::evaluate::walker::Walker;
use crate::shell::syntax::notes::{self, Note};
use crate::shell::syntax::tree::Place;
use crate::source::{Span, Text};

/// Between commands, and in front of those inside of something.
const SEPARATORS: &[char] = &['\n', ';', '&', '|', '(', ')', '{', '}', '`'];
/// Programs and words of each that are taken from a text whose commands are not told apart: no honest script has as many.
const MOST_PROGRAMS: usize = 1 << 14;
const MOST_WORDS: usize = 64;

impl Walker<'_> {
    /// Notes that this reader stops although the script goes on.
    pub(crate) fn give_up(&mut self, span: Span, reason: &'static str) {
        self.keep(Unread { span, reason, gave_up: true });
    }

    /// Takes over what the reader of `text` noted.
    pub(crate) fn take_notes(&mut self, text: &Text, notes: Vec<Note>) {
        for Note { place, reason, gave_up } in notes {
            self.keep(Unread { span: text.span_of(place.start..place.end), reason, gave_up });
        }
    }

    fn keep(&mut self, unread: Unread) {
        let kept = self.script.unread.iter().map(|other| (other.gave_up, other.reason));
        if notes::has_room(kept, unread.gave_up, unread.reason) {
            self.script.unread.push(unread);
        }
    }

    /// Notes each limit that has been met, at the command that met it.
    pub(crate) fn tell_limits(&mut self) {
        while let Some(limit) = self.budget.newly_spent() {
            let at = self.script.commands.last().map(|command| command.span).unwrap_or_default();
            self.give_up(at, limit.reason());
        }
    }

    /// Leaves the rest of a text, from byte `at` on, as what one command is given: its commands are too many to be told
    /// apart, and what they name still counts. Each text is left once.
    pub(crate) fn leave(&mut self, text: &Text, at: usize, context: &Context) {
        self.budget.spend(Limit::Commands);
        if !self.left.insert(text.span()) {
            return;
        }
        let rest = text.slice(at..text.len());
        self.unfolded(&rest, context);
        let span = text.span_of(at..at + 1);
        if let Some(id) = self.reserve(span, context)
            && let Some(command) = self.script.commands.get_mut(id)
        {
            command.argv = vec![Text::made("sh", span)];
            command.input = Some(Box::new(rest));
        }
    }

    /// The programs of a text as they stand there, each once: what separates commands is taken for it wherever it stands.
    fn unfolded(&mut self, rest: &Text, context: &Context) {
        let mut known = HashSet::default();
        let mut at = 0;
        for part in rest.as_str().split_inclusive(SEPARATORS) {
            let start = at;
            at += part.len();
            let part = part.trim_end_matches(SEPARATORS);
            let mut words = part.split_ascii_whitespace().take(MOST_WORDS).peekable();
            if words.peek().is_none_or(|name| !known.insert(*name)) {
                continue;
            }
            if known.len() > MOST_PROGRAMS {
                return;
            }
            let mut behind = 0;
            let place = |word: &str| {
                let blanks = part.get(behind..).and_then(|it| it.find(word)).unwrap_or_default();
                let from = start + behind + blanks;
                behind += blanks + word.len();
                rest.slice(from..from + word.len())
            };
            let argv: Vec<Text> = words.map(place).collect();
            let Some(id) = self.reserve(rest.span_of(start..start + part.len()), context) else {
                return;
            };
            if let Some(command) = self.script.commands.get_mut(id) {
                command.argv = argv;
            }
        }
    }

    /// True if the body at `place` may be walked through once more.
    pub(crate) fn may_repeat(&mut self, place: Place) -> bool {
        self.budget.repeat(place.end - place.start, self.script.commands.len())
    }

    /// True if a text may be read that a command is given. What stands there word for word
    /// is read even when no other is, as far as the length of the script goes.
    pub(crate) fn may_read(&mut self, text: &Text) -> bool {
        let span = text.span();
        let literal = self.repeating == 0 && (span.end - span.start) as usize >= text.len();
        self.budget.text(text.len()) || literal && self.budget.literal(text.len())
    }

    /// Walks once more through a body that has been paid for.
    pub(crate) fn again<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        self.repeating += 1;
        let result = walk(self);
        self.repeating -= 1;
        result
    }

    /// One round of a loop; the first one reads what has not been read yet.
    pub(crate) fn round<T>(&mut self, index: usize, walk: impl FnOnce(&mut Self) -> T) -> T {
        if index == 0 { walk(self) } else { self.again(walk) }
    }
}

//! Which words only stand there: what holds them tells of what they name, looks for it or refuses it.
//!
//! Asked about the few words that somebody knows something of, so that it may look at all that a build has.

use std::ops::Range;

use foldhash::HashMap;

use super::file_text::all_settings;
use super::names_run::{file_name, is_configuration};
use super::settings::json;
use super::unwanted::{self, Records};
use super::word_list::{Words, has};
use super::{Document, Facts, Setting, Word};
use crate::shell::Direction;
use crate::source::{Span, Text};

/// Programs that write down what they are given.
const WRITERS: Words = "echo printf cat tee";

/// What is known so far of the texts of one build.
#[derive(Debug)]
pub(crate) struct Told<'f> {
    facts: &'f Facts,
    /// The places in each document that only tell.
    documents: HashMap<usize, Vec<Span>>,
    /// Words of commands that do not act on them.
    idle: Option<Vec<Span>>,
    /// Where the contents of documents stand, in order.
    contents: Option<Vec<(Span, usize)>>,
    /// What commands do with the files that they are given, by their names.
    given: Option<HashMap<&'f str, Given>>,
}

/// What commands do with a file.
#[derive(Clone, Copy, Debug, Default)]
struct Given {
    /// One of them looks for what it names.
    of_detector: bool,
    /// One of them acts on it.
    acted_on: bool,
    /// One of them takes its settings from it: what the file is called says nothing then.
    configures: bool,
}

impl<'f> Told<'f> {
    pub(crate) fn of(facts: &'f Facts) -> Self {
        Self { facts, documents: HashMap::default(), idle: None, contents: None, given: None }
    }

    /// What stands at this place of the word is only told of.
    pub(crate) fn has(&mut self, word: &Word<'_>, range: Range<usize>) -> bool {
        let place = word.text.span_of(range);
        match (word.document, word.command) {
            (Some(index), _) => self.has_in_document(index, place),
            (None, Some(command)) if self.writes(command) => self.is_written_idly(place),
            (None, Some(command)) => self.is_sent(command) && is_told_in(word.text, place),
            _ => false,
        }
    }

    /// What a command writes here is told of by the file that it writes, or what runs that does not act on it.
    fn is_written_idly(&mut self, place: Span) -> bool {
        let facts = self.facts;
        let idle = self.idle.get_or_insert_with(|| idle_words(facts));
        if holds(idle, place).is_some() {
            return true;
        }
        let contents = self.contents.get_or_insert_with(|| contents(facts));
        let spans = |(span, _): &(Span, usize)| *span;
        let document = holder(contents, spans, place).map(|(_, index)| *index);
        document.is_some_and(|index| self.has_in_document(index, place))
    }

    /// What stands at this place of the document is only told of.
    pub(crate) fn has_in_document(&mut self, index: usize, place: Span) -> bool {
        let facts = self.facts;
        let Some(document) = facts.documents.get(index) else { return false };
        if !self.documents.contains_key(&index) {
            let told = self.told_places(document);
            self.documents.insert(index, told);
        }
        let told = self.documents.get(&index).map(Vec::as_slice).unwrap_or_default();
        holds(told, place).is_some()
    }

    /// The places of a document that only tell of what they name, in order.
    fn told_places(&mut self, document: &Document) -> Vec<Span> {
        let settings = all_settings(document);
        let is_looked_at = self.is_only_looked_at(document);
        let records = Records::of(&settings, is_looked_at || self.is_of_refuser(document));
        if document.only_lists() || is_looked_at && !records.has_account() {
            return vec![document.content.span()];
        }
        let told = settings.iter().filter(|setting| records.has(setting));
        let mut told: Vec<Span> = told.map(|setting| setting.value.span()).collect();
        told.sort_unstable_by_key(|span| (span.file, span.start));
        told
    }

    /// The command sends what it is given.
    fn is_sent(&self, index: usize) -> bool {
        self.facts.commands.get(index).is_some_and(|it| super::transfers::is_client(&it.program))
    }

    /// The settings of the document but those that only tell of their value.
    pub(crate) fn used_settings(&mut self, document: &Document) -> Vec<Setting> {
        let all = self.is_only_looked_at(document) || self.is_of_refuser(document);
        let records = Records::of(&document.settings, all);
        document.settings.iter().filter(|setting| !records.has(setting)).cloned().collect()
    }

    /// A detector is given the file, and nothing that acts on it.
    fn is_only_looked_at(&mut self, document: &Document) -> bool {
        self.given(document).is_some_and(|given| given.of_detector && !given.acted_on)
    }

    /// It is one of the files that refuse what they name, by its path, and no configuration.
    fn is_of_refuser(&mut self, document: &Document) -> bool {
        unwanted::refusing_path(&document.path)
            && !self.given(document).is_some_and(|given| given.configures)
    }

    /// What commands do with the file, if they name it.
    fn given(&mut self, document: &Document) -> Option<Given> {
        let facts = self.facts;
        let given = self.given.get_or_insert_with(|| given(facts));
        given.get(file_name(&document.path)).copied()
    }

    /// The command writes down what it is given.
    fn writes(&self, index: usize) -> bool {
        self.facts.commands.get(index).is_some_and(|command| {
            has(WRITERS, &command.program)
                && (command.program == "tee"
                    || command.shell.redirects.iter().any(|it| it.direction != Direction::In))
        })
    }
}

/// The word is an object, and its keys only tell of what stands here.
fn is_told_in(word: &Text, place: Span) -> bool {
    if !word.starts_with('{') {
        return false;
    }
    let settings = json(word);
    let records = Records::of(&settings, false);
    let mut told = settings.iter().filter(|setting| records.has(setting));
    told.any(|it| holds(&[it.value.span()], place).is_some())
}

/// What commands do with the files that their words name.
fn given(facts: &Facts) -> HashMap<&str, Given> {
    const OWNERS: Words = "chmod chown chgrp";
    let mut names: HashMap<&str, Given> = HashMap::default();
    for command in facts.commands.iter().filter(|it| !has(OWNERS, &it.program)) {
        let mut before = "";
        for word in command.args() {
            let (option, path) = word.split_once('=').unwrap_or((before, word));
            before = word;
            let given = names.entry(file_name(path)).or_default();
            given.of_detector |= unwanted::is_detector(&command.program);
            given.acted_on |= command.acts();
            given.configures |= is_configuration(option);
        }
    }
    names.remove("");
    names
}

/// The words of commands that do not act on them, in order.
fn idle_words(facts: &Facts) -> Vec<Span> {
    let idle = facts.commands.iter().filter(|command| !command.acts());
    let idle = idle.filter(|command| !has(WRITERS, &command.program));
    let mut words: Vec<Span> =
        idle.flat_map(|command| command.args().iter().map(|word| word.span())).collect();
    words.sort_unstable_by_key(|span| (span.file, span.start));
    words
}

/// Where the contents of documents stand that are no scripts, in order.
fn contents(facts: &Facts) -> Vec<(Span, usize)> {
    let documents = facts.documents.iter().enumerate().filter(|(_, it)| !it.script);
    let mut contents: Vec<_> = documents.map(|(index, it)| (it.content.span(), index)).collect();
    contents.sort_unstable_by_key(|(span, _)| (span.file, span.start));
    contents
}

/// The one of these places, which are in order, that holds this one.
fn holds(places: &[Span], place: Span) -> Option<&Span> {
    holder(places, |span| *span, place)
}

/// The last of the items, which are in the order of their places, that starts in front of this place, if it holds it.
fn holder<T>(items: &[T], span: impl Fn(&T) -> Span, place: Span) -> Option<&T> {
    let is_before = |item: &T| (span(item).file, span(item).start) <= (place.file, place.start);
    let before = items.partition_point(is_before);
    let found = before.checked_sub(1).and_then(|at| items.get(at))?;
    let holder = span(found);
    (holder.file == place.file && place.end <= holder.end).then_some(found)
}

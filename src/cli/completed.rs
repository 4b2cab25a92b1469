//! Values of options that a shell completes and that are read by more than a list of words.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};

use crate::rules::{self, Group};

/// A value with the words that a shell offers for it.
#[derive(Clone, Debug)]
pub(super) struct Completed<T> {
    words: fn() -> Vec<&'static str>,
    read: fn(&str) -> Result<T, String>,
}

impl<T> Completed<T> {
    /// Offers `words`, takes what `read` takes.
    pub(super) fn new(
        words: fn() -> Vec<&'static str>,
        read: fn(&str) -> Result<T, String>,
    ) -> Self {
        Self { words, read }
    }
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Completed<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, Error> {
        let read = self.read;
        StringValueParser::new().try_map(move |text| read(&text)).parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.words)().into_iter().map(PossibleValue::new)))
    }
}

/// The id of a rule; whoever uses it says what is no rule.
pub(super) fn rule() -> Completed<String> {
    Completed::new(|| rules::known_rules().map(|meta| meta.id).collect(), as_it_is)
}

/// A rule, a group of rules, or `all`.
pub(super) fn rules() -> Completed<String> {
    let words = || {
        let ids = rules::known_rules().map(|meta| meta.id);
        ids.chain(Group::ALL.into_iter().map(Group::name)).chain(["all"]).collect()
    };
    Completed::new(words, as_it_is)
}

#[expect(clippy::unnecessary_wraps, reason = "what a rule is, is not known here")]
fn as_it_is(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

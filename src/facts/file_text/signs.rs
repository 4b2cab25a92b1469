//! What of a text decides how it is read.

use std::sync::OnceLock;

use super::data::{self, Data};
use crate::facts::unwanted;
use crate::shell::Dialect;

/// What was found out about a text and stays known when the text is not kept.
#[derive(Debug, Default)]
pub(crate) struct Signs {
    /// Its first characters say what reads it: then it has to be there.
    names_program: OnceLock<bool>,
    says_something: OnceLock<(&'static str, bool)>,
    kind: OnceLock<Option<Data>>,
    is_yara: OnceLock<bool>,
    has_loose_wallet: OnceLock<bool>,
}

/// A text, or what is known of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glance<'t> {
    text: Option<&'t str>,
    signs: &'t Signs,
}

/// The text itself has to be there to say it.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextNeeded;

impl<'t> Glance<'t> {
    /// A text; what is found out about it is kept in `signs`.
    pub(crate) fn of(text: &'t str, signs: &'t Signs) -> Self {
        Self { text: Some(text), signs }
    }

    /// Only what is known of a text.
    pub(crate) fn known(signs: &'t Signs) -> Self {
        Self { text: None, signs }
    }

    /// The text, if its first characters say what reads it.
    pub(super) fn named_program(self) -> Result<Option<&'t str>, TextNeeded> {
        match (self.signs.names_program.get(), self.text) {
            (Some(false), _) => Ok(None),
            (_, None) => Err(TextNeeded),
            (_, Some(text)) => {
                let names = || {
                    is_script(text) || is_cloud_config(text) || is_page(text) || is_service(text)
                };
                Ok(Some(text).filter(|_| *self.signs.names_program.get_or_init(names)))
            }
        }
    }

    /// [`Dialect::says_something`]; `None` if the text is needed to say it.
    pub(super) fn says_something(self, dialect: &'static Dialect) -> Option<bool> {
        if let Some((known, says)) = self.signs.says_something.get()
            && *known == dialect.name()
        {
            return Some(*says);
        }
        let says = dialect.says_something(self.text?);
        // a file that builds call otherwise may be another language: the first one stays
        let _ = self.signs.says_something.set((dialect.name(), says));
        Some(says)
    }

    /// [`unwanted::is_yara`]
    pub(super) fn is_yara(self) -> Result<bool, TextNeeded> {
        self.remembered(&self.signs.is_yara, unwanted::is_yara)
    }

    /// [`data::loose_wallet`] finds something.
    pub(super) fn has_loose_wallet(self) -> Result<bool, TextNeeded> {
        self.remembered(&self.signs.has_loose_wallet, |text| data::loose_wallet(text).is_some())
    }

    /// [`data::kind`] of a file of this name, which is always the same.
    pub(super) fn kind(self, name: &str) -> Result<Option<Data>, TextNeeded> {
        self.remembered(&self.signs.kind, |text| data::kind(name, text))
    }

    fn remembered<T: Copy>(
        self,
        sign: &OnceLock<T>,
        look: impl FnOnce(&str) -> T,
    ) -> Result<T, TextNeeded> {
        if let Some(known) = sign.get() {
            return Ok(*known);
        }
        let text = self.text.ok_or(TextNeeded)?;
        Ok(*sign.get_or_init(|| look(text)))
    }
}

/// It starts with `#!`.
pub(super) fn is_script(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').starts_with("#!")
}

/// It starts as what cloud-init reads does.
pub(super) fn is_cloud_config(text: &str) -> bool {
    text.starts_with("#cloud-config")
}

/// It is the XML of a service or of a task that Windows starts.
pub(super) fn is_service(text: &str) -> bool {
    const HEAD: usize = 512;
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return false;
    }
    let head = text.get(..text.floor_char_boundary(text.len().min(HEAD))).unwrap_or_default();
    head.contains("<service>") && text.contains("<executable>")
        || head.contains("windows/2004/02/mit/task") && text.contains("<Command>")
}

/// It starts as PHP does.
pub(super) fn is_page(text: &str) -> bool {
    text.trim_start().starts_with("<?php")
}

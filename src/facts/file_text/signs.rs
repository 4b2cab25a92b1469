//! What of a text decides how it is read.

use std::sync::OnceLock;

use ecow::EcoString;

use super::data::{self, Data};
use crate::facts::autostart::{self, Reader};
use crate::facts::{self, unwanted};
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
    of_path: PathSigns,
    /// The first path that a build has given the file.
    of_target: OnceLock<(EcoString, PathSigns)>,
}

/// What a path says of the file there, whatever its text says.
#[derive(Debug, Default)]
struct PathSigns {
    autostart: OnceLock<Option<Reader>>,
    is_script: OnceLock<bool>,
}

/// A path of a file, with what is known of it: every build that takes the file asks the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct PathGlance<'t> {
    pub(super) path: &'t str,
    signs: Option<&'t PathSigns>,
}

impl PathGlance<'_> {
    /// [`autostart::reader`]
    pub(super) fn autostart(self) -> Option<Reader> {
        let read = || autostart::reader(self.path);
        self.signs.map_or_else(read, |signs| *signs.autostart.get_or_init(read))
    }

    /// A shell reads what lies there, or it is called as scripts are.
    pub(super) fn is_script(self) -> bool {
        let is = || autostart::is_of_shell(self.path) || facts::is_script_name(self.path);
        self.signs.map_or_else(is, |signs| *signs.is_script.get_or_init(is))
    }
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

    /// The path of the file, which is always the same.
    pub(super) fn path(self, path: &'t str) -> PathGlance<'t> {
        PathGlance { path, signs: Some(&self.signs.of_path) }
    }

    /// The path that the build gives the file, if it gives it another.
    pub(super) fn target(self, path: &'t str) -> PathGlance<'t> {
        if path.is_empty() {
            return PathGlance { path, signs: None };
        }
        let (known, signs) =
            self.signs.of_target.get_or_init(|| (path.into(), PathSigns::default()));
        PathGlance { path, signs: Some(signs).filter(|_| known == path) }
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

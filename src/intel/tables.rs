//! The compiled table, an organisation's own beside it, and the look-up that both share.

use std::borrow::Cow;

use super::custom::Custom;
use super::kind::{FlagRole, Form, Kind, ProductKind, Strength};
use super::known::Known;
use super::silence::Silence;
use super::table::{Entry, Key, Product, Slice, Table, first_of};

#[allow(clippy::unreadable_literal, reason = "the build script wrote it")]
static BUILTIN: Table = include!(concat!(env!("OUT_DIR"), "/intel_table.rs"));

#[cfg(test)]
static BUILT_IN_ALONE: Intel = Intel { custom: None, silence: Silence::new() };

/// Everything that is known: the built-in data and, if a policy brings any, an organisation's own indicators.
#[derive(Debug, Default)]
pub(crate) struct Intel {
    pub(super) custom: Option<Box<Custom>>,
    pub(super) silence: Silence,
}

impl Intel {
    /// The built-in data alone.
    #[cfg(test)]
    pub(crate) fn builtin() -> &'static Self {
        &BUILT_IN_ALONE
    }

    /// The words that this intelligence was asked for and has nothing on.
    pub(crate) fn silence(&self) -> &Silence {
        &self.silence
    }

    /// The organisation's own table, then the built-in one.
    pub(super) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.custom.iter().map(|custom| &custom.table).chain([&BUILTIN])
    }

    /// Whether the policy lists digests, which may be those of any file.
    pub(crate) fn has_own_digests(&self) -> bool {
        self.custom.as_ref().is_some_and(|custom| custom.has_digests)
    }

    /// Whether any key of the table may start with these folded bytes.
    pub(super) fn may_start(&self, table: u8, first: [u8; 3]) -> bool {
        BUILTIN.may_start(table, first)
            || self.custom.as_ref().is_some_and(|custom| custom.table.may_start(table, first))
    }

    /// The entry that is spelled with a blank between two parts.
    pub(super) fn find_pair(&self, kind: Kind, left: &str, right: &str) -> Option<Known<'_>> {
        self.tables().find_map(|table| {
            let entry = table.find_pair(kind, left, right)?;
            Some(Known { table, entry })
        })
    }

    /// The entry of this kind with this spelling, by key or by prefix.
    #[inline]
    pub(super) fn find(&self, kind: Kind, spelling: &str) -> Option<Known<'_>> {
        // Nearly every look-up ends here: so without a look at the tables themselves.
        if !self.may_start(kind.table(), first_of(spelling, kind.fold())) {
            return None;
        }
        self.tables().find_map(|table| {
            let entry = table.find(kind, spelling)?;
            Some(Known { table, entry })
        })
    }
}

//! The compiled tables, the organisation's own table beside them, and the look-up that both share.

use std::borrow::Cow;
use std::fmt;

use super::indicators::Custom;
use super::kind::{FlagRole, Form, Kind, ProductKind, Strength};
use super::table::{Entry, Key, Product, Slice, Table, first_of};

#[allow(clippy::unreadable_literal, reason = "the build script wrote it")]
static BUILTIN: Table = include!(concat!(env!("OUT_DIR"), "/intel_table.rs"));

#[cfg(test)]
static BUILT_IN_ALONE: Intel = Intel { custom: None };

/// Everything that is known: the built-in data and, if a policy brings any, an organisation's own indicators.
#[derive(Debug, Default)]
pub(crate) struct Intel {
    pub(super) custom: Option<Box<Custom>>,
}

impl Intel {
    /// The built-in data alone.
    #[cfg(test)]
    pub(crate) fn builtin() -> &'static Self {
        &BUILT_IN_ALONE
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

/// An entry of the data: what a finding cites.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(super) table: &'a Table,
    pub(super) entry: &'a Entry,
}

impl<'a> Known<'a> {
    /// What it names.
    pub(crate) fn kind(self) -> Kind {
        self.entry.kind
    }

    /// How much it says.
    pub(crate) fn strength(self) -> Strength {
        self.entry.strength
    }

    /// The value as written in the data.
    pub(crate) fn value(self) -> &'a str {
        self.table.str(self.entry.value)
    }

    /// A package's manager, an option's program, a marker's form; may be empty.
    pub(crate) fn detail(self) -> &'a str {
        self.table.str(self.entry.detail)
    }

    /// A remark for people; may be empty.
    pub(crate) fn note(self) -> &'a str {
        self.table.str(self.entry.note)
    }

    /// The ids of its origins, joined by `, `; `policy` for an organisation's own indicator.
    pub(crate) fn source(self) -> &'a str {
        self.table.str(self.entry.source)
    }

    /// When it was last seen there, `yyyy-mm` or `yyyy-mm-dd`; empty for an organisation's own indicator.
    pub(crate) fn date(self) -> &'a str {
        self.table.str(self.entry.date)
    }

    /// Source and date as a finding cites them: `maltrail, sigma (2026-08-23)`.
    pub(crate) fn citation(self) -> String {
        match self.date() {
            "" => self.source().into(),
            date => format!("{} ({date})", self.source()),
        }
    }

    /// The program that it belongs to, and what that does.
    pub(crate) fn product(self) -> Option<(&'a str, ProductKind)> {
        let product = self.table.products.get(self.entry.product? as usize)?;
        Some((self.table.str(product.name), product.kind))
    }

    pub(super) fn form(self) -> Option<Form> {
        self.entry.form
    }

    pub(super) fn role(self) -> Option<FlagRole> {
        self.entry.role
    }
}

impl fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} `{}` ({}; {})",
            self.kind().word(),
            self.value(),
            self.strength().word(),
            self.citation()
        )
    }
}

impl PartialEq for Known<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.entry, other.entry)
    }
}

impl Eq for Known<'_> {}

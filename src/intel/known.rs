//! An entry of the data, as a finding cites it.

use std::fmt;

use super::kind::{FlagRole, Form, Kind, ProductKind, Strength};
use super::table::{Entry, Table};

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

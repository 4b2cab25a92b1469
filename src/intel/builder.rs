//! Makes a table: in the build script from the data files, in the program from a policy's lists.
//!
//! Used twice like `kind.rs`: `std` only, and no knowledge of what the entries mean.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::kind::{FlagRole, Fold, Form, Kind, ProductKind, Strength};
use super::table::{
    BEHIND_BLANK, Entry, Hash, Key, Product, STARTS, Slice, Table, first_three, folded, start_bit,
};

/// Collects entries and makes a [`Table`] of them.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    text: String,
    entries: Vec<Entry>,
    products: Vec<Product>,
    keys: Vec<Key>,
    strings: HashMap<String, Slice>,
    taken: HashSet<(u8, String)>,
}

/// What is said about a value; empty strings where there is nothing to say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fact<'a> {
    /// What it names.
    pub(crate) kind: Kind,
    /// How much it says.
    pub(crate) strength: Strength,
    /// For product names.
    pub(crate) form: Option<Form>,
    /// For generic options.
    pub(crate) role: Option<FlagRole>,
    /// Index among the products.
    pub(crate) product: Option<u16>,
    /// The value.
    pub(crate) value: &'a str,
    /// A package's manager, an option's program, a marker's group.
    pub(crate) detail: &'a str,
    /// A remark.
    pub(crate) note: &'a str,
    /// Where it is known from.
    pub(crate) source: &'a str,
    /// When it was last seen there.
    pub(crate) date: &'a str,
}

/// Bytes as pairs of hexadecimal digits. Markers are kept so, or minestop's own program would hold every one of them.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

impl Builder {
    /// Adds a program and gives its index.
    pub(crate) fn product(&mut self, name: &str, kind: ProductKind) -> u16 {
        let name = self.intern(name);
        self.products.push(Product { name, kind });
        (self.products.len() - 1) as u16
    }

    /// Adds an entry and gives its index.
    pub(crate) fn entry(&mut self, fact: &Fact<'_>) -> u32 {
        let entry = Entry {
            kind: fact.kind,
            strength: fact.strength,
            form: fact.form,
            role: fact.role,
            product: fact.product,
            value: self.intern(fact.value),
            detail: self.intern(fact.detail),
            note: self.intern(fact.note),
            source: self.intern(fact.source),
            date: self.intern(fact.date),
        };
        self.entries.push(entry);
        (self.entries.len() - 1) as u32
    }

    /// Makes `entry` known under a spelling; false if another entry has it already.
    pub(crate) fn key(&mut self, spelling: &str, entry: u32) -> bool {
        let Some(kind) = self.entries.get(entry as usize).map(|entry| entry.kind) else {
            return false;
        };
        let text = folded(spelling, kind.fold()).collect();
        let Ok(text) = String::from_utf8(text) else {
            return false;
        };
        let table = kind.table();
        let free = !text.is_empty() && self.taken.insert((table, text.clone()));
        if free {
            let text = self.intern(&text);
            self.keys.push(Key { table, text, entry });
        }
        free
    }

    /// The finished table.
    pub(crate) fn build(self) -> Table {
        let size = (self.keys.len() * 2 + 1).next_power_of_two();
        let mut table = Table {
            slots: Cow::Owned(vec![0; size]),
            prefixes: Cow::Owned(Vec::new()),
            starts: [0; STARTS],
            longest_name: 0,
            text: Cow::Owned(self.text),
            entries: Cow::Owned(self.entries),
            products: Cow::Owned(self.products),
            keys: Cow::Owned(self.keys),
        };
        let keys = table.keys.clone();
        for (index, key) in keys.iter().enumerate() {
            table.index(index as u32, *key);
        }
        table
    }

    fn intern(&mut self, string: &str) -> Slice {
        if let Some(known) = self.strings.get(string) {
            return *known;
        }
        let slice = Slice { start: self.text.len() as u32, len: string.len() as u32 };
        self.text.push_str(string);
        self.strings.insert(string.into(), slice);
        slice
    }
}

impl Table {
    fn add_start(&mut self, table: u8, text: &str) {
        let (word, bit) = start_bit(table, first_three(text.bytes()));
        if let Some(bits) = self.starts.get_mut(word) {
            *bits |= bit;
        }
    }

    fn index(&mut self, index: u32, key: Key) {
        let text = self.str(key.text).to_owned();
        let hash = text.bytes().fold(Hash::new(key.table), Hash::with);
        let kinds = || Kind::ALL.iter().filter(|kind| kind.table() == key.table);
        let named = kinds().any(|kind| kind.fold() == Fold::Name);
        if named {
            self.longest_name = self.longest_name.max(text.len());
        }
        let prefix = text.ends_with('*') && kinds().any(|kind| kind.has_prefixes());
        self.add_start(key.table, &text);
        if let Some((_, behind)) = text.split_once(' ') {
            self.add_start(key.table | BEHIND_BLANK, behind);
        }
        if prefix {
            self.prefixes.to_mut().push(index);
            return;
        }
        let slots = self.slots.to_mut();
        let mask = slots.len().saturating_sub(1);
        let mut slot = hash.slot(mask);
        while slots.get(slot).is_some_and(|&taken| taken != 0) {
            slot = (slot + 1) & mask;
        }
        if let Some(free) = slots.get_mut(slot) {
            *free = index + 1;
        }
    }
}

//! A compact table of entries with a hash index: what the build script writes and the program asks.
//!
//! All strings lie in one text, so that a table is plain data without pointers: it costs nothing at start-up.
//! Used twice like `kind.rs`: `std` only, and no knowledge of what the entries mean.

use std::borrow::Cow;

use super::kind::{FlagRole, Fold, Form, Kind, ProductKind, Strength};

/// A range of the table's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Slice {
    /// First byte.
    pub(crate) start: u32,
    /// Length in bytes.
    pub(crate) len: u32,
}

/// One thing that is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
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
    /// The value as written in the data.
    pub(crate) value: Slice,
    /// A package's manager, an option's program, a marker's group.
    pub(crate) detail: Slice,
    /// A remark for people.
    pub(crate) note: Slice,
    /// Where it is known from.
    pub(crate) source: Slice,
    /// When it was last seen there: `yyyy-mm` or `yyyy-mm-dd`.
    pub(crate) date: Slice,
}

/// A program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Product {
    /// Its name for people.
    pub(crate) name: Slice,
    /// What it does.
    pub(crate) kind: ProductKind,
}

/// A folded spelling under which an entry is found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// The kinds that share the table.
    pub(crate) table: u8,
    /// The folded spelling.
    pub(crate) text: Slice,
    /// Index of the entry.
    pub(crate) entry: u32,
}

/// Entries and the index over them.
#[derive(Debug)]
pub(crate) struct Table {
    /// Every string.
    pub(crate) text: Cow<'static, str>,
    /// Every entry, by kind and value.
    pub(crate) entries: Cow<'static, [Entry]>,
    /// Every program.
    pub(crate) products: Cow<'static, [Product]>,
    /// Every spelling.
    pub(crate) keys: Cow<'static, [Key]>,
    /// Open addressing: index of a key plus one, 0 is free. A power of two, at most half full.
    pub(crate) slots: Cow<'static, [u32]>,
    /// Keys that end in `*`: they are found by prefix.
    pub(crate) prefixes: Cow<'static, [u32]>,
    /// Which first three folded bytes the keys of each table have, as bits of a hash.
    pub(crate) starts: [u64; STARTS],
    /// Length of the longest folded name.
    pub(crate) longest_name: usize,
}

/// Words of the set of first bytes.
pub(crate) const STARTS: usize = 256;

/// The running hash of a folded spelling.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hash(u64);

impl Hash {
    /// Of the empty spelling in a table.
    pub(crate) const fn new(table: u8) -> Self {
        Self(0xcbf2_9ce4_8422_2325 ^ ((table as u64) << 32))
    }

    /// With one more folded byte (FNV-1a).
    #[must_use]
    pub(crate) const fn with(self, byte: u8) -> Self {
        Self((self.0 ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3))
    }

    pub(crate) const fn slot(self, mask: usize) -> usize {
        (self.0 ^ (self.0 >> 29)) as usize & mask
    }
}

/// The folded bytes of a spelling.
pub(crate) fn folded(text: &str, fold: Fold) -> impl Iterator<Item = u8> + Clone {
    text.bytes().filter(move |byte| fold != Fold::Name || !matches!(byte, b'-' | b'_')).map(
        move |byte| match fold {
            Fold::Exact => byte,
            Fold::Case | Fold::Name => byte.to_ascii_lowercase(),
        },
    )
}

impl Table {
    /// The string behind a slice.
    pub(crate) fn str(&self, slice: Slice) -> &str {
        let start = slice.start as usize;
        self.text.get(start..start + slice.len as usize).unwrap_or_default()
    }

    /// The entry of this kind with this spelling, by key or by prefix.
    pub(crate) fn find(&self, kind: Kind, spelling: &str) -> Option<&Entry> {
        let spelled = folded(spelling, kind.fold());
        let hash = spelled.clone().fold(Hash::new(kind.table()), Hash::with);
        self.find_hashed(kind, hash, spelled)
            .or_else(|| self.find_prefix(kind, spelling))
            .filter(|entry| entry.kind == kind)
    }

    /// The entry of this kind that is spelled with a blank between two parts (`apt xmrig`); not by prefix.
    pub(crate) fn find_pair(&self, kind: Kind, left: &str, right: &str) -> Option<&Entry> {
        let fold = kind.fold();
        let spelled = folded(left, fold).chain([b' ']).chain(folded(right, fold));
        let hash = spelled.clone().fold(Hash::new(kind.table()), Hash::with);
        self.find_hashed(kind, hash, spelled).filter(|entry| entry.kind == kind)
    }

    /// As [`Table::find`] without prefixes, for a caller that hashed on its way.
    pub(crate) fn find_hashed(
        &self,
        kind: Kind,
        hash: Hash,
        spelled: impl Iterator<Item = u8> + Clone,
    ) -> Option<&Entry> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = hash.slot(mask);
        loop {
            let index = self.slots.get(slot)?.checked_sub(1)?;
            let key = self.keys.get(index as usize)?;
            if key.table == kind.table() && spelled.clone().eq(self.str(key.text).bytes()) {
                return self.entries.get(key.entry as usize);
            }
            slot = (slot + 1) & mask;
        }
    }

    fn find_prefix(&self, kind: Kind, spelling: &str) -> Option<&Entry> {
        if !kind.has_prefixes() {
            return None;
        }
        self.prefixes
            .iter()
            .filter_map(|&index| self.keys.get(index as usize))
            .filter(|key| key.table == kind.table())
            .find(|key| {
                let mut spelled = folded(spelling, kind.fold());
                let key = self.str(key.text);
                key.strip_suffix('*')
                    .is_some_and(|stem| stem.bytes().all(|byte| spelled.next() == Some(byte)))
            })
            .and_then(|key| self.entries.get(key.entry as usize))
    }

    /// Whether any key of the table starts with these folded bytes; true now and then when none does.
    pub(crate) fn may_start(&self, table: u8, first: [u8; 3]) -> bool {
        let (word, bit) = start_bit(table, first);
        self.starts.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

/// Set in the number of a table for the starts of what stands behind the first blank of its keys: `--mine` in
/// `geth --mine`.
pub(crate) const BEHIND_BLANK: u8 = 0x80;

/// The first three folded bytes of a spelling.
pub(crate) fn first_of(spelling: &str, fold: Fold) -> [u8; 3] {
    // Nearly every look-up ends here: so without an iterator where every byte counts.
    match (fold, spelling.as_bytes()) {
        (Fold::Exact, &[first, second, third, ..]) => [first, second, third],
        (Fold::Case, &[first, second, third, ..]) => {
            [first, second, third].map(|byte| byte.to_ascii_lowercase())
        }
        _ => first_three(folded(spelling, fold)),
    }
}

/// The first three bytes, with zeros where there are fewer.
pub(crate) fn first_three(bytes: impl Iterator<Item = u8>) -> [u8; 3] {
    let mut first = [0; 3];
    for (place, byte) in first.iter_mut().zip(bytes) {
        *place = byte;
    }
    first
}

pub(crate) fn start_bit(table: u8, [first, second, third]: [u8; 3]) -> (usize, u64) {
    let hash = u32::from_le_bytes([first, second, third, table]).wrapping_mul(0x9e37_79b1) >> 18;
    ((hash >> 6) as usize, 1 << (hash & 63))
}

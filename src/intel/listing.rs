//! The data as a list, for `minestop intel` and for scans of files.

use std::borrow::Cow;

use super::kind::{Kind, MarkerGroup, Strength};
use super::known::Known;
use super::tables::Intel;

/// A source that entries cite by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// As in [`Known::source`].
    pub(crate) id: &'static str,
    /// What it is.
    pub(crate) title: &'static str,
    /// Its terms.
    pub(crate) licence: &'static str,
    /// The state that was read.
    pub(crate) date: &'static str,
}

/// The sources, by id.
pub(crate) static ORIGINS: &[Origin] = include!(concat!(env!("OUT_DIR"), "/intel_origins.rs"));

/// Bytes to look for in files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marker<'a> {
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
    /// What they belong to.
    pub(crate) group: MarkerGroup,
    /// The entry.
    pub(crate) known: Known<'a>,
}

/// Words travel between two runs of minestop: the one inside a build that reads files, and the gate that judges them.
macro_rules! travels {
    ($($name:ident),+) => {
        $(impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <Cow<'de, str>>::deserialize(deserializer)?;
                Self::from_word(&word).ok_or_else(|| serde::de::Error::custom(format!("no word `{word}`")))
            }
        })+
    };
}

travels!(MarkerGroup, Strength);

impl<'a> Known<'a> {
    /// The value as written in the data; [`Known::value`] has a marker in hexadecimal digits.
    pub(crate) fn written(self) -> Cow<'a, str> {
        let is_text = self.kind() == Kind::FileMarker && self.detail().starts_with("text ");
        let bytes = if is_text { decode_hex(self.value()) } else { None };
        match bytes {
            Some(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
            None => Cow::Borrowed(self.value()),
        }
    }
}

impl Intel {
    /// Every entry: the organisation's own, then the built-in ones, products first, the rest by kind and value.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Known<'_>> {
        self.tables()
            .flat_map(|table| table.entries.iter().map(move |entry| Known { table, entry }))
    }

    /// The dates of the oldest and the newest entry, as written.
    pub(crate) fn dates(&self) -> Option<(&str, &str)> {
        let dates = || self.entries().map(Known::date).filter(|date| !date.is_empty());
        dates().min().zip(dates().max())
    }

    /// The bytes to look for in files.
    pub(crate) fn file_markers(&self) -> impl Iterator<Item = Marker<'_>> {
        self.entries().filter(|known| known.kind() == Kind::FileMarker).map(|known| {
            let group =
                known.detail().split_once(' ').and_then(|(_, word)| MarkerGroup::from_word(word));
            Marker {
                bytes: decode_hex(known.value()).unwrap_or_default(),
                group: group.unwrap_or(MarkerGroup::Custom),
                known,
            }
        })
    }
}

/// Bytes of pairs of hexadecimal digits; none if there is anything else, or nothing.
pub(super) fn decode_hex(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hex.chars().map(|digit| digit.to_digit(16).map(|value| value as u8)).collect();
    let digits = digits.filter(|digits| !digits.is_empty() && digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect(),
    )
}

/// Days from a date of the data (`yyyy-mm` is its first day) to the given day; negative if that is earlier.
pub(crate) fn days_since(date: &str, year: u16, month: u8, day: u8) -> Option<i64> {
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (from_year, from_month) = (parts.next()??, parts.next()??);
    let from_day = parts.next().unwrap_or(Some(1))?;
    Some(
        day_number(year.into(), month.into(), day.into())
            - day_number(from_year, from_month, from_day),
    )
}

/// Days since the first of March of the year 0, in the Gregorian calendar.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day
}

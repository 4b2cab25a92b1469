//! Files of UTF-16, which readers of YAML take, as UTF-8.

use crate::source::utf16_units;

/// The bytes as UTF-8: readers of YAML take UTF-16, too.
pub(crate) fn decoded(bytes: Vec<u8>) -> Vec<u8> {
    of_utf16(&bytes).map_or(bytes, String::into_bytes)
}

/// The text of a file of UTF-16 that says so in its first bytes.
pub(super) fn of_utf16(bytes: &[u8]) -> Option<String> {
    let units = utf16_units(bytes)?;
    Some(char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

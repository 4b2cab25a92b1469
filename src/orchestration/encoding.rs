//! Files of UTF-16, which readers of YAML take, as UTF-8.

/// The bytes as UTF-8: readers of YAML take UTF-16, too.
pub(crate) fn decoded(bytes: Vec<u8>) -> Vec<u8> {
    of_utf16(&bytes).map_or(bytes, String::into_bytes)
}

/// The text of a file of UTF-16 that says so in its first bytes.
pub(super) fn of_utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes.get(2..)?.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    Some(char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

//! Texts of UTF-16 that say so in their first bytes.

/// The code units of such a text, behind its mark; nothing of another one. Half a unit at the end is left out.
pub(crate) fn utf16_units(bytes: &[u8]) -> Option<impl Iterator<Item = u16>> {
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    Some(bytes.get(2..)?.as_chunks::<2>().0.iter().map(move |pair| unit(*pair)))
}

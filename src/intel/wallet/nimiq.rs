//! Nimiq addresses: like an IBAN, `NQ`, two check digits and 32 characters, with or without blanks between fours.

use std::ops::Range;

use super::{Coin, Confidence, Proof};

const PLAIN: usize = 36;
const SPACED: usize = 44;

/// What a right checksum proves.
pub(super) const PROOF: Proof = Proof::new(Coin::Nimiq, Confidence::Medium);

/// An address without blanks.
pub(super) fn check(address: &str) -> Option<Proof> {
    (address.len() == PLAIN && is_address(address.bytes())).then_some(PROOF)
}

/// The addresses with blanks in a word; they are words only inside quotes.
pub(super) fn find_spaced(word: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = word.as_bytes();
    let spaced = bytes.len() >= SPACED && memchr::memchr(b' ', bytes).is_some();
    let places = spaced.then(|| memchr::memmem::find_iter(bytes, b"NQ"));
    places.into_iter().flatten().filter_map(move |start| {
        let range = start..start + SPACED;
        let address = word.get(range.clone())?;
        let blanks_in_place =
            address.bytes().enumerate().all(|(at, byte)| (byte == b' ') == (at % 5 == 4));
        let bare = address.bytes().filter(|byte| *byte != b' ');
        (blanks_in_place && is_address(bare)).then_some(range)
    })
}

/// Whether 36 characters have the right form and remainder.
fn is_address(mut address: impl Iterator<Item = u8> + Clone) -> bool {
    if address.next() != Some(b'N') || address.next() != Some(b'Q') {
        return false;
    }
    let check_digits = address.clone().take(2);
    let number = address.skip(2);
    if !check_digits.clone().all(|byte| byte.is_ascii_digit()) || !number.clone().all(in_alphabet) {
        return false;
    }
    number.chain(*b"NQ").chain(check_digits).fold(0u32, |remainder, byte| match byte {
        b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
        _ => (remainder * 100 + u32::from(byte - b'A') + 10) % 97,
    }) == 1
}

/// Digits and upper-case letters without I, O, W, Z.
fn in_alphabet(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase() && !b"IOWZ".contains(&byte)
}

//! Ethereum addresses whose upper and lower case spell a checksum (EIP-55).
//!
//! Forty hexadecimal digits in one case carry no checksum: they are fingerprints more often than wallets.

use sha3::{Digest as _, Keccak256};

use super::{Coin, Confidence, Proof};

pub(super) fn check(run: &str) -> Option<Proof> {
    let digits = run.strip_prefix("0x").filter(|digits| digits.len() == 40)?.as_bytes();
    let has = |wanted: fn(&u8) -> bool| digits.iter().any(wanted);
    if !digits.iter().all(u8::is_ascii_hexdigit)
        || !has(u8::is_ascii_uppercase)
        || !has(u8::is_ascii_lowercase)
    {
        return None;
    }
    let hash = Keccak256::digest(digits.to_ascii_lowercase());
    let nibbles = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .iter()
        .zip(nibbles)
        .all(|(digit, nibble)| {
            !digit.is_ascii_alphabetic() || digit.is_ascii_uppercase() == (nibble >= 8)
        })
        .then_some(Proof::new(Coin::Ethereum, Confidence::Medium))
}

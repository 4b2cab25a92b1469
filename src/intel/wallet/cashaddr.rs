//! Addresses with a spelled-out prefix and a 40-bit checksum: Kaspa and its relatives, Bitcoin Cash.

use super::{Coin, Confidence, Proof};

const DIGITS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS: [u64; 5] =
    [0x98_f2bc_8e61, 0x79_b76d_99e2, 0xf3_3e5f_b3c4, 0xae_2eab_e2a8, 0x1e_4f43_e470];

const PREFIXES: &[(&str, Proof)] = &[
    ("kaspa", Proof::new(Coin::Kaspa, Confidence::Medium)),
    ("kaspatest", Proof::test(Coin::Kaspa)),
    ("karlsen", Proof::new(Coin::Other("Karlsen"), Confidence::Medium)),
    ("pyrin", Proof::new(Coin::Other("Pyrin"), Confidence::Medium)),
    ("spectre", Proof::new(Coin::Other("Spectre"), Confidence::Medium)),
    ("nexa", Proof::new(Coin::Other("Nexa"), Confidence::Medium)),
    ("hoosat", Proof::new(Coin::Other("Hoosat"), Confidence::Medium)),
    ("bitcoincash", Proof::new(Coin::Other("Bitcoin Cash"), Confidence::Medium)),
    ("ecash", Proof::new(Coin::Other("eCash"), Confidence::Medium)),
    ("bchtest", Proof::test(Coin::Other("Bitcoin Cash"))),
];
const LONGEST_PREFIX: usize = 11;

/// The run of letters at the end of what stands before the colon.
pub(super) fn prefix_of(before: &str) -> &str {
    let length =
        before.bytes().rev().take(LONGEST_PREFIX + 1).take_while(u8::is_ascii_alphabetic).count();
    before.get(before.len() - length..).unwrap_or_default()
}

pub(super) fn check(prefix: &str, data: &str) -> Option<Proof> {
    let (known, proof) = PREFIXES.iter().find(|(known, _)| prefix.eq_ignore_ascii_case(known))?;
    let has = |wanted: fn(&u8) -> bool| data.as_bytes().iter().any(wanted);
    if !(42..=112).contains(&data.len())
        || has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
    {
        return None;
    }
    let mut checksum = known.bytes().map(|byte| byte & 0x1f).fold(1, with_digit);
    checksum = with_digit(checksum, 0);
    for byte in data.bytes() {
        let digit = DIGITS.iter().position(|digit| *digit == byte.to_ascii_lowercase())?;
        checksum = with_digit(checksum, digit as u8);
    }
    (checksum == 1).then_some(*proof)
}

/// The remainder after one more digit of five bits.
fn with_digit(checksum: u64, digit: u8) -> u64 {
    let top = checksum >> 35;
    let shifted = ((checksum & 0x07_ffff_ffff) << 5) ^ u64::from(digit);
    GENERATORS
        .iter()
        .enumerate()
        .filter(|(bit, _)| top >> bit & 1 == 1)
        .fold(shifted, |sum, (_, generator)| sum ^ generator)
}

//! Addresses of Monero and its relatives: base58 by blocks of eight bytes, Keccak-256 over tag and keys.

use sha3::{Digest as _, Keccak256};

use super::base58::digit;
use super::{Coin, Confidence, Proof};

/// Characters that spell 0 to 8 bytes.
const SPELLED: [usize; 9] = [0, 2, 3, 5, 6, 7, 9, 10, 11];
/// Two public keys.
const KEYS: usize = 64;
/// Two public keys and the payment id of an integrated address.
const KEYS_AND_ID: usize = 72;
const CHECKSUM: usize = 4;
/// Most bytes of an address: a tag of ten, keys, id and checksum.
const LONGEST: usize = 10 + KEYS_AND_ID + CHECKSUM;

pub(super) fn check(address: &str) -> Option<Proof> {
    if !(95..=120).contains(&address.len()) {
        return None;
    }
    let mut buffer = [0; LONGEST];
    let length = decode(address.as_bytes(), &mut buffer)?;
    let (body, checksum) = buffer.get(..length)?.split_at_checked(length.checked_sub(CHECKSUM)?)?;
    let (tag, keys) = varint(body)?;
    let plausible = match tag {
        0x13 | 0x36 | 0x19 => keys.len() == KEYS_AND_ID,
        0x12 | 0x2a | 0x35 | 0x3f | 0x18 | 0x24 => keys.len() == KEYS,
        _ => keys.len() == KEYS || keys.len() == KEYS_AND_ID,
    };
    if !plausible || Keccak256::digest(body).get(..CHECKSUM) != Some(checksum) {
        return None;
    }
    Some(match tag {
        0x12 | 0x13 | 0x2a => Proof::new(Coin::Monero, Confidence::High),
        0x35 | 0x36 | 0x3f | 0x18 | 0x19 | 0x24 => Proof::test(Coin::Monero),
        _ => Proof::new(Coin::CryptoNote, Confidence::High),
    })
}

/// Decodes into `out` and gives the number of bytes.
fn decode(text: &[u8], out: &mut [u8; LONGEST]) -> Option<usize> {
    let mut length = 0;
    for block in text.chunks(11) {
        let size = SPELLED.iter().position(|spelled| *spelled == block.len())?;
        let number = block
            .iter()
            .try_fold(0u128, |number, byte| Some(number * 58 + u128::from(digit(*byte)?)))?;
        if number >> (8 * size) != 0 {
            return None;
        }
        let bytes = number.to_be_bytes();
        out.get_mut(length..length + size)?.copy_from_slice(bytes.get(bytes.len() - size..)?);
        length += size;
    }
    Some(length)
}

/// A little-endian base 128 number and what follows it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0u64;
    for (index, byte) in bytes.iter().enumerate().take(9) {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((number, bytes.get(index + 1..)?));
        }
    }
    None
}

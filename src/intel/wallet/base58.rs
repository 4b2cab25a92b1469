//! Addresses in plain base58: Bitcoin and its relatives (double SHA-256), Ergo (`BLAKE2b`).

use blake2::Blake2b;
use blake2::digest::consts::U32;
use sha2::{Digest as _, Sha256};

use super::{Coin, Confidence, Proof};

const CHECKSUM: usize = 4;
/// Longest decoded address: an Ergo public key.
const LONGEST: usize = 38;

/// The value of a base58 digit.
pub(super) fn digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'1'..=b'9' => byte - b'1',
        b'A'..=b'H' => byte - b'A' + 9,
        b'J'..=b'N' => byte - b'J' + 17,
        b'P'..=b'Z' => byte - b'P' + 22,
        b'a'..=b'k' => byte - b'a' + 33,
        b'm'..=b'z' => byte - b'm' + 44,
        _ => return None,
    })
}

pub(super) fn check(address: &str) -> Option<Proof> {
    let ergo = (38..=52).contains(&address.len());
    let bitcoin = (25..=36).contains(&address.len());
    let both_cases = address.bytes().any(|byte| byte.is_ascii_uppercase())
        && address.bytes().any(|byte| byte.is_ascii_lowercase());
    if !both_cases || !(ergo || bitcoin) {
        return None;
    }
    let mut buffer = [0; LONGEST + CHECKSUM];
    let length = bs58::decode(address).onto(&mut buffer[..]).ok()?;
    let (body, checksum) = buffer.get(..length)?.split_at_checked(length.checked_sub(CHECKSUM)?)?;
    if bitcoin {
        by_version(body).filter(|_| {
            let digest = Sha256::digest(Sha256::digest(body));
            digest.get(..CHECKSUM) == Some(checksum)
        })
    } else {
        by_ergo_head(body).filter(|_| {
            let digest = Blake2b::<U32>::digest(body);
            digest.get(..CHECKSUM) == Some(checksum)
        })
    }
}

/// One or two version bytes and a hash of twenty bytes.
fn by_version(body: &[u8]) -> Option<Proof> {
    let (version, hash) = body.split_at_checked(body.len().checked_sub(20)?)?;
    let medium = |coin| Proof::new(coin, Confidence::Medium);
    let mut proof = match version {
        [0x00 | 0x05] => medium(Coin::Bitcoin),
        [0x30 | 0x32] => medium(Coin::Litecoin),
        [0x1e | 0x16] => medium(Coin::Dogecoin),
        [0x3c | 0x66] => medium(Coin::Ravencoin),
        [0x4c | 0x10] => medium(Coin::Other("Dash")),
        [0x1c, 0xb8 | 0xbd] => medium(Coin::Zcash),
        [0x20, 0x89 | 0x96] => medium(Coin::Other("Horizen")),
        [0x6f | 0xc4] => Proof::test(Coin::Bitcoin),
        [0x1d, 0x25] | [0x1c, 0xba] => Proof::test(Coin::Zcash),
        [_] => Proof::new(Coin::Unknown, Confidence::Low),
        _ => return None,
    };
    if hash.iter().all(|byte| *byte == 0) {
        proof.confidence = Confidence::Low;
    }
    Some(proof)
}

/// A head byte, then a public key (33 bytes) or the hash of a script (24 bytes).
fn by_ergo_head(body: &[u8]) -> Option<Proof> {
    match (body.first()?, body.len()) {
        (0x01, 34) | (0x02, 25) => Some(Proof::new(Coin::Ergo, Confidence::Medium)),
        (0x11, 34) | (0x12, 25) => Some(Proof::test(Coin::Ergo)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    #[test]
    fn digits_are_the_places_in_the_alphabet() {
        for byte in 0..=u8::MAX {
            let place = ALPHABET.iter().position(|letter| *letter == byte);
            assert_eq!(digit(byte).map(usize::from), place);
        }
    }
}

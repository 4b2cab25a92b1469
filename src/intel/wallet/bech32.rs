//! Addresses in bech32 and bech32m: segregated witness, shielded and unified Zcash.

use bech32::primitives::decode::{CheckedHrpstring, SegwitHrpstring};
use bech32::{Bech32, Bech32m};

use super::{Coin, Confidence, Proof};

const MEDIUM: Confidence = Confidence::Medium;

/// Prefixes of segregated witness addresses.
const SEGWIT: &[(&str, Proof)] = &[
    ("bc", Proof::new(Coin::Bitcoin, MEDIUM)),
    ("ltc", Proof::new(Coin::Litecoin, MEDIUM)),
    ("dgb", Proof::new(Coin::Other("DigiByte"), MEDIUM)),
    ("vtc", Proof::new(Coin::Other("Vertcoin"), MEDIUM)),
    ("grs", Proof::new(Coin::Other("Groestlcoin"), MEDIUM)),
    ("mona", Proof::new(Coin::Other("Monacoin"), MEDIUM)),
    ("sugar", Proof::new(Coin::Other("Sugarchain"), MEDIUM)),
    ("pkt", Proof::new(Coin::Other("PKT"), MEDIUM)),
    ("tb", Proof::test(Coin::Bitcoin)),
    ("bcrt", Proof::test(Coin::Bitcoin)),
    ("tltc", Proof::test(Coin::Litecoin)),
];

pub(super) fn check(address: &str) -> Option<Proof> {
    let separator = address.rfind('1')?;
    let prefix = address.get(..separator)?;
    if prefix.is_empty() || prefix.len() > 5 {
        return None;
    }
    if let Some((_, proof)) = SEGWIT.iter().find(|(known, _)| prefix.eq_ignore_ascii_case(known)) {
        return SegwitHrpstring::new(address).ok().map(|_| *proof);
    }
    let zcash = Proof::new(Coin::Zcash, MEDIUM);
    match prefix {
        "zs" if address.len() == 78 => CheckedHrpstring::new::<Bech32>(address).ok().map(|_| zcash),
        "u" if address.len() >= 100 => {
            CheckedHrpstring::new::<Bech32m>(address).ok().map(|_| zcash)
        }
        "bnb" if address.len() == 42 => CheckedHrpstring::new::<Bech32>(address)
            .ok()
            .map(|_| Proof::new(Coin::Other("BNB"), Confidence::Low)),
        _ => None,
    }
}

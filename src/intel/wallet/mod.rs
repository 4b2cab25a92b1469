//! Wallet addresses inside a word, each proved by its checksum: a hash or a fingerprint is none.
//!
//! Finds and names, judges nothing. An address is a run of letters and digits, so whatever pools allow around it
//! (`coin:`, `.worker`, `+difficulty`, `#code`) ends it.

mod base58;
mod bech32;
mod cashaddr;
mod cryptonote;
mod ethereum;
mod nimiq;

use std::ops::Range;

use super::kind::Kind;
use super::known::Known;
use super::tables::Intel;
use crate::byte_search;

/// Whose address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Coin {
    /// Monero.
    Monero,
    /// Another coin of the `CryptoNote` family (Wownero, Zephyr, Electroneum …).
    CryptoNote,
    /// Bitcoin.
    Bitcoin,
    /// Litecoin.
    Litecoin,
    /// Dogecoin, and `DigiByte`, which shares the version byte.
    Dogecoin,
    /// Ravencoin, Verus or Komodo: they share the version byte.
    Ravencoin,
    /// Zcash.
    Zcash,
    /// Ethereum and chains with its addresses.
    Ethereum,
    /// Kaspa.
    Kaspa,
    /// Ergo.
    Ergo,
    /// Nimiq.
    Nimiq,
    /// A coin known by its prefix only.
    Other(&'static str),
    /// A valid address whose coin is not known.
    Unknown,
}

impl Coin {
    /// The name for people.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Monero => "Monero",
            Self::CryptoNote => "CryptoNote",
            Self::Bitcoin => "Bitcoin",
            Self::Litecoin => "Litecoin",
            Self::Dogecoin => "Dogecoin",
            Self::Ravencoin => "Ravencoin, Verus or Komodo",
            Self::Zcash => "Zcash",
            Self::Ethereum => "Ethereum",
            Self::Kaspa => "Kaspa",
            Self::Ergo => "Ergo",
            Self::Nimiq => "Nimiq",
            Self::Other(name) => name,
            Self::Unknown => "cryptocurrency",
        }
    }
}

/// How much an address says about mining.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Confidence {
    /// Rare outside of mining; donation lines apart, evidence on its own.
    High,
    /// A wallet for sure, but also of shops, nodes and applications.
    Medium,
    /// A test network, a burn address, or an unknown coin.
    Low,
}

/// An address in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wallet {
    /// Whose address it is.
    pub(crate) coin: Coin,
    /// The bytes of the word that are the address, with the prefix of a Kaspa-like one.
    pub(crate) range: Range<usize>,
    /// How much it says about mining.
    pub(crate) confidence: Confidence,
    /// Whether the address belongs to a test network.
    pub(crate) test_network: bool,
}

/// What a checksum proved.
#[derive(Clone, Copy)]
struct Proof {
    coin: Coin,
    confidence: Confidence,
    test_network: bool,
}

impl Proof {
    const fn new(coin: Coin, confidence: Confidence) -> Self {
        Self { coin, confidence, test_network: false }
    }

    const fn test(coin: Coin) -> Self {
        Self { coin, confidence: Confidence::Low, test_network: true }
    }
}

/// Shortest address of any coin.
pub(crate) const SHORTEST: usize = 25;

/// The wallets in a word, from left to right. A word shorter than an address costs nothing.
pub(crate) fn find(word: &str) -> impl Iterator<Item = Wallet> {
    let spaced = nimiq::find_spaced(word).map(|range| (range, nimiq::PROOF));
    long_runs(word).filter_map(move |(start, run)| check_run(word, start, run)).chain(spaced).map(
        |(range, proof)| Wallet {
            coin: proof.coin,
            range,
            confidence: proof.confidence,
            test_network: proof.test_network,
        },
    )
}

/// The text has an address of a main network, where coins are worth something, with more than its form for proof.
pub(crate) fn pays(text: &str) -> bool {
    find(text).any(|hit| hit.confidence != Confidence::Low && !hit.test_network)
}

impl Intel {
    /// The first of the organisation's own wallets in a word, and where it stands.
    pub(crate) fn custom_wallet_in(&self, word: &str) -> Option<(Range<usize>, Known<'_>)> {
        self.custom.as_ref()?;
        runs(word).find_map(|(start, run)| {
            let known = self.find(Kind::Wallet, run)?;
            Some((start..start + run.len(), known))
        })
    }
}

/// Runs of ASCII letters and digits with their place.
fn runs(word: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    word.split(|c: char| !c.is_ascii_alphanumeric())
        .map(move |run| {
            let start = at;
            at += run.len();
            at += word.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            (start, run)
        })
        .filter(|(_, run)| !run.is_empty())
}

/// The runs that are long enough for an address.
fn long_runs(word: &str) -> impl Iterator<Item = (usize, &str)> {
    let runs = byte_search::long_runs(word.as_bytes(), SHORTEST, |it| it.is_ascii_alphanumeric());
    runs.filter_map(|run| Some((run.start, word.get(run)?)))
}

fn check_run(word: &str, start: usize, run: &str) -> Option<(Range<usize>, Proof)> {
    let whole = || start..start + run.len();
    let by_prefix =
        word.get(..start).and_then(|before| before.strip_suffix(':')).and_then(|before| {
            let prefix = cashaddr::prefix_of(before);
            let proof = cashaddr::check(prefix, run)?;
            Some((start - 1 - prefix.len()..start + run.len(), proof))
        });
    let by_shape = || {
        let proof =
            ethereum::check(run).or_else(|| bech32::check(run)).or_else(|| nimiq::check(run))?;
        Some((whole(), proof))
    };
    by_prefix.or_else(by_shape).or_else(|| in_base58(start, run))
}

/// The first address among the parts of a run that base58 can spell.
fn in_base58(start: usize, run: &str) -> Option<(Range<usize>, Proof)> {
    let mut at = start;
    run.split(['0', 'O', 'I', 'l']).find_map(|part| {
        let range = at..at + part.len();
        at = range.end + 1;
        let proof = cryptonote::check(part).or_else(|| base58::check(part))?;
        Some((range, proof))
    })
}

#[cfg(test)]
#[allow(clippy::string_slice, reason = "addresses are ASCII")]
mod tests;

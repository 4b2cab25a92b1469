//! Names that say the opposite of use: what a variable, an option, a key or a file of this name lists is refused,
//! searched for or removed (`DENY_PROCESSES=`, `--block-host`, `blockedHosts:`).

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::facts::word_list::Words;

/// Words of a name that turn its value into something unwanted.
const WORDS: Words = "alert alerts ban banned bad bads blackhole blacklist blacklisted blacklists block blocked blocking \
    blocklist blocklists deny denied denies denylist detect detected detection detections detector disallow disallowed \
    exclude excluded excludepkgs excludes expected forbid forbidden ignore ignored ignorepkg ignores indicator indicators ioc iocs \
    kill malicious malware prohibited quarantine refuse refused reject rejected rpz sinkhole sinkholed suspicious threat \
    threats unwanted watchlist";

/// No word of the list is longer.
const LONGEST: usize = 11;

/// True if one of the words of the name says that its value is refused: words stand between signs, or start with a
/// capital. The name of every variable and option is asked for.
pub(in crate::facts) fn refuses(name: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&[u8]>> =
        LazyLock::new(|| WORDS.split(' ').map(str::as_bytes).collect());
    words(name).any(|word| {
        let mut small = [0; LONGEST];
        let Some(small) = small.get_mut(..word.len()) else { return false };
        small.copy_from_slice(word.as_bytes());
        small.make_ascii_lowercase();
        KNOWN.contains(&*small)
    })
}

/// The words of a name: `BLOCKED_HOSTS`, `kill-list`, `blockedHosts`.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(capitals)
}

/// The parts of a word that start with a capital behind a small letter.
fn capitals(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let pairs = rest.as_bytes().windows(2);
        let starts = |pair: &[u8]| matches!(pair, [small, capital] if small.is_ascii_lowercase() && capital.is_ascii_uppercase());
        let end = pairs.into_iter().position(starts).map_or(rest.len(), |at| at + 1);
        let (word, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = behind;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, WORDS, refuses};

    #[test]
    fn every_word_of_the_list_is_told() {
        assert_eq!(WORDS.split(' ').map(str::len).max(), Some(LONGEST));
        assert!(WORDS.split(' ').all(refuses));
    }

    #[test]
    fn names_that_refuse_are_told_by_whole_words() {
        for name in [
            "DENY_PROCESSES",
            "BLOCKED_HOSTS",
            "bad",
            "kill-list",
            "app.blocklist",
            "denyImages",
            "egressDeny",
            "blockedHostsFile",
        ] {
            assert!(refuses(name), "{name}");
        }
        for name in
            ["BLOCKSIZE", "BADGE", "KILLED", "SKILL_SET", "POOL", "", "unblockedly", "hashBlocky"]
        {
            assert!(!refuses(name), "{name}");
        }
    }
}

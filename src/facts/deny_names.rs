//! Names that say the opposite of use: what a variable or an option of this name lists is refused, searched for or
//! removed (`DENY_PROCESSES=`, `--block-host`).

/// Words of a name that turn its value into something unwanted.
const WORDS: [&str; 35] = [
    "alert",
    "alerts",
    "ban",
    "banned",
    "bad",
    "blackhole",
    "blacklist",
    "blacklisted",
    "block",
    "blocked",
    "blocklist",
    "deny",
    "denied",
    "denylist",
    "detect",
    "disallow",
    "disallowed",
    "exclude",
    "excluded",
    "expected",
    "forbid",
    "forbidden",
    "ioc",
    "iocs",
    "kill",
    "malicious",
    "malware",
    "quarantine",
    "refuse",
    "refused",
    "reject",
    "sinkhole",
    "suspicious",
    "unwanted",
    "watchlist",
];

/// True if one of the words of the name, between `_`, `-` and `.`, says that its value is refused.
pub(super) fn refuses(name: &str) -> bool {
    let is_word = |part: &str| WORDS.iter().any(|word| part.eq_ignore_ascii_case(word));
    name.split(['_', '-', '.']).any(is_word)
}

/// True if the word is an option that refuses what stands behind it or, after `=`, inside it.
pub(super) fn refusing_option(word: &str) -> Option<Behind> {
    let name = word.strip_prefix('-')?;
    let (name, inside) = match name.split_once('=') {
        Some((name, _)) => (name, true),
        None => (name, false),
    };
    refuses(name).then_some(if inside { Behind::Equals } else { Behind::Blank })
}

/// True for files that name what is refused or looked for: sinkholes of names, pins of packages, rules of detectors.
pub(super) fn refusing_path(path: &str) -> bool {
    const ENDINGS: [&str; 7] = [".rules", ".yar", ".yara", ".ndb", ".ldb", ".hdb", ".sigma"];
    const PARTS: [&str; 10] = [
        "dnsmasq",
        "unbound",
        "apt/preferences",
        "blocklist",
        "blacklist",
        "denylist",
        "fail2ban",
        "falco",
        "pihole",
        "adblock",
    ];
    ENDINGS.iter().any(|ending| path.ends_with(ending))
        || PARTS.iter().any(|part| path.contains(part))
}

/// True if every line that names hosts gives them an address at which nobody answers.
pub(super) fn sinks_names(lines: &str) -> bool {
    const NOWHERE: [&str; 5] = ["0.0.0.0", "127.0.0.1", "::1", "::", "255.255.255.255"];
    let lines = lines.split("\\n").flat_map(str::lines).map(str::trim);
    lines.filter(|line| line.contains([' ', '\t'])).all(|line| {
        let address = line.split([' ', '\t']).next().unwrap_or_default();
        line.starts_with('#') || NOWHERE.contains(&address)
    })
}

/// Where the value of an option stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// In the same word.
    Equals,
    /// In the next word.
    Blank,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_refuse_are_told_by_whole_words() {
        for name in ["DENY_PROCESSES", "BLOCKED_HOSTS", "bad", "kill-list", "app.blocklist"] {
            assert!(refuses(name), "{name}");
        }
        for name in ["BLOCKSIZE", "BADGE", "KILLED", "SKILL_SET", "POOL", ""] {
            assert!(!refuses(name), "{name}");
        }
        assert!(sinks_names("0.0.0.0 a.example.invalid b.example.invalid"));
        assert!(!sinks_names("0.0.0.0 a.example.invalid\n192.0.2.9 b.example.invalid"));
        assert_eq!(refusing_option("--deny"), Some(Behind::Blank));
        assert_eq!(refusing_option("--deny-host=h"), Some(Behind::Equals));
        assert_eq!(refusing_option("deny"), None);
    }
}

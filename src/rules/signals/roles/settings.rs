//! What the keys of a file of settings give to the program that reads it, in the roles that options have.

mod values;

use foldhash::HashSet;
use std::cell::LazyCell;
use std::collections::BTreeMap;

use super::{Account, Given, Roles};
use crate::facts::Setting;
use crate::intel::wallet::{self, Confidence};
use crate::intel::{Flag, FlagClass, FlagRole, Intel, Strength};
use crate::source::Text;

/// A file that names more pools is a list of them: miners have one and a few to fall back to.
const MOST_POOLS: usize = 8;
/// Sections of one file, and settings of one section, that are looked at.
const MOST: usize = 256;
/// So many keys that miners know make a list of pools one of mining pools: pools of databases and threads share four
/// (`pools`, `url`, `user`, `pass`).
const KEYS_OF_MINERS: usize = 5;

/// Settings that configure a miner.
pub(in crate::rules) struct Configuration {
    /// The one that names the pool.
    pub(in crate::rules) culprit: Text,
    pub(in crate::rules) reason: &'static str,
}

/// The first section of the settings that only a miner gets.
pub(in crate::rules) fn configuration(
    settings: &[Setting],
    intel: &Intel,
) -> Option<Configuration> {
    let names_pool =
        |setting: &&Setting| is_pool(&setting.value, intel) || is_known_host(&setting.value, intel);
    let pools = settings.iter().filter(names_pool).count();
    if settings.is_empty() || pools > MOST_POOLS {
        return None;
    }
    if let Some(setting) = settings.iter().find(|setting| is_whole_address(&setting.value, intel)) {
        let reason = "the address of a known pool, with the scheme of its protocol";
        return Some(Configuration { culprit: setting.value.clone(), reason });
    }
    by_roles(settings, intel).or_else(|| values::by_options(settings, intel))
}

/// The first section of the settings that looks like a miner's and proves nothing.
pub(in crate::rules) fn likely_configuration(
    settings: &[Setting],
    intel: &Intel,
) -> Option<Configuration> {
    section(settings, intel, Roles::likeness)
}

/// The first section whose keys have the roles that only a miner's have. An address alone is not enough: a program may show
/// what others print.
pub(in crate::rules) fn by_roles(settings: &[Setting], intel: &Intel) -> Option<Configuration> {
    section(settings, intel, Roles::proof)
}

/// The first section of which `judge` gives a reason.
fn section(
    settings: &[Setting],
    intel: &Intel,
    judge: fn(&Roles) -> Option<&'static str>,
) -> Option<Configuration> {
    let sections = sections(settings, intel);
    let names_any = sections.values().any(|section| section.has_pool);
    let known = LazyCell::new(|| {
        let around = sections.keys().map(|section| last(section));
        let keys = around.chain(settings.iter().take(MOST).map(|setting| setting.key.as_str()));
        keys.filter(|key| intel.config_key(key).is_some()).collect::<HashSet<&str>>()
    });
    sections.iter().take(MOST).find_map(|(name, Section { own, has_pool })| {
        let around = || sections.iter().filter(|(outer, _)| is_around(outer, name));
        let address = whole_address(name, own, intel);
        // nearly all files name no pool, and without one nothing is proved
        if !has_pool
            && !address.as_ref().is_some_and(|it| gives_pool(it, intel))
            && !(names_any && around().any(|(_, section)| section.has_pool))
        {
            return None;
        }
        let named = last(name).starts_with("pool") && known.len() >= KEYS_OF_MINERS;
        let mut roles = Roles::default();
        let mut culprit = None;
        let outer = around().flat_map(|(_, section)| &section.own);
        for setting in own.iter().copied().chain(outer.copied()).chain(&address) {
            let gives_pool = roles.take_setting(setting, named, intel);
            culprit = culprit.or_else(|| gives_pool.then(|| setting.value.clone()));
        }
        roles.algorithm = roles
            .algorithm
            .into_iter()
            .chain(intel.algorithm(last(name)).map(|known| known.strength()))
            .min();
        let reason = judge(&roles)?;
        Some(Configuration { culprit: culprit?, reason })
    })
}

/// The settings of one section that are looked at.
#[derive(Default)]
struct Section<'s> {
    own: Vec<&'s Setting>,
    /// One of them names a pool.
    has_pool: bool,
}

fn sections<'s>(settings: &'s [Setting], intel: &Intel) -> BTreeMap<&'s str, Section<'s>> {
    let mut sections: BTreeMap<&str, Section<'_>> = BTreeMap::new();
    for setting in settings {
        let section = sections.entry(&setting.section).or_default();
        if section.own.len() < MOST {
            section.own.push(setting);
            section.has_pool = section.has_pool || gives_pool(setting, intel);
        }
    }
    sections
}

/// Host and port of a pool that stand apart, as one address: the host is a known pool, or the section is called like one.
fn whole_address(section: &str, own: &[&Setting], intel: &Intel) -> Option<Setting> {
    const NAMES: [&str; 4] = ["pool", "miner", "mining", "stratum"];
    const HOSTS: [&str; 4] = ["host", "hostname", "server", "address"];
    let is_meant = NAMES.iter().any(|name| last(section).to_ascii_lowercase().starts_with(name));
    let of = |wanted: &[&str]| {
        own.iter().find(|it| wanted.contains(&it.key.to_ascii_lowercase().as_str())).copied()
    };
    let port = of(&["port"])?;
    let host = of(&HOSTS).filter(|host| is_meant && host.value.contains('.'));
    let known = || own.iter().find(|it| is_known_host(&it.value, intel)).copied();
    let host = host.or_else(known)?;
    let mut value = host.value.clone();
    value.push_made(":", host.value.span());
    value.push(&port.value);
    let key = Text::made("url", host.key.span());
    Some(Setting { section: host.section.clone(), key, value })
}

/// All of the value is the host of a known pool.
fn is_known_host(value: &str, intel: &Intel) -> bool {
    const LONGEST: usize = 253;
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    value.contains('.') && value.len() <= LONGEST && value.chars().all(part) && {
        let mut hits = intel.pools_in(value);
        hits.any(|hit| hit.known.strength() == Strength::Strong && hit.range.end == value.len())
    }
}

/// The section holds the other one, or nothing holds it.
fn is_around(outer: &str, inner: &str) -> bool {
    outer != inner
        && (outer.is_empty() || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.')))
}

fn last(section: &str) -> &str {
    section.rsplit('.').next().unwrap_or(section)
}

/// The value is an address that only miners use, or a known pool with its port. Web pages of pools are not meant.
fn is_pool(value: &str, intel: &Intel) -> bool {
    let is_web = value.starts_with("http://") || value.starts_with("https://");
    let is_addressed = |end: usize| value.get(end..).is_some_and(|rest| rest.starts_with(':'));
    let of_stratum = || {
        intel
            .stratum_scheme(value)
            .is_some_and(|url| value.len() > url.range.start + "stratum://".len())
    };
    let is_known = || {
        let mut hits = intel.pools_in(value);
        hits.any(|hit| hit.known.strength() == Strength::Strong && is_addressed(hit.range.end))
    };
    value.len() <= 512 && !is_web && value.contains(':') && (of_stratum() || is_known())
}

/// All of the value is `scheme://pool:port` of a known pool: rules of firewalls name hosts, or have more around it.
fn is_whole_address(value: &str, intel: &Intel) -> bool {
    let scheme = intel.stratum_scheme(value).filter(|url| url.range.start == 0);
    scheme.is_some() && !value.contains(char::is_whitespace) && {
        let mut hits = intel.pools_in(value);
        hits.any(|hit| {
            let port = value.get(hit.range.end..).and_then(|rest| rest.strip_prefix(':'));
            hit.known.strength() == Strength::Strong
                && port.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
    }
}

/// What a key says of its value.
struct Key<'i> {
    /// The key as an option.
    option: String,
    flag: Option<Flag<'i>>,
    variable: Option<(FlagRole, Strength)>,
    role: Option<FlagRole>,
}

impl<'i> Key<'i> {
    fn of(setting: &Setting, intel: &'i Intel) -> Self {
        let key = setting.key.to_ascii_lowercase().replace('_', "-");
        // How a password is spelled is a sign on a command line; in settings `pass` is anybody's.
        let option = if key == "pass" { "--password".to_owned() } else { format!("--{key}") };
        let flag = intel.flag(&option);
        let variable = intel.role_of_name(&setting.key).filter(|_| flag.is_none());
        let role = match (&flag, variable) {
            (Some(flag), _) => match flag.class {
                FlagClass::Role(role) => Some(role),
                _ => None,
            },
            (None, Some((role, _))) => Some(role),
            (None, None) => None,
        };
        Self { option, flag, variable, role }
    }
}

/// Empty values say nothing, and long ones are no names.
fn is_looked_at(value: &str) -> bool {
    !value.is_empty() && value.len() <= 512
}

/// The setting names a pool, by its value or by its key.
fn gives_pool(setting: &Setting, intel: &Intel) -> bool {
    is_looked_at(&setting.value)
        && (is_pool(&setting.value, intel) || Key::of(setting, intel).role == Some(FlagRole::Pool))
}

impl Roles {
    /// Takes one setting; true if it names the pool.
    fn take_setting(&mut self, setting: &Setting, in_pools: bool, intel: &Intel) -> bool {
        let value = setting.value.as_str();
        if !is_looked_at(value) {
            return false;
        }
        if is_pool(value, intel) {
            self.take_pool(value, true, false, intel);
            return true;
        }
        if wallet::find(value).any(|hit| hit.confidence == Confidence::High && !hit.test_network) {
            self.account = Account::Wallet;
        }
        let Key { option, flag, variable, role } = Key::of(setting, intel);
        if role == Some(FlagRole::Pool) && in_pools {
            self.take_pool(value, true, false, intel);
        }
        let given = Given { option: &option, value, flag, variable };
        self.take(&given, intel);
        role == Some(FlagRole::Pool)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    /// A known pool with its port.
    const POOL: &str = "stratum+tcp://nushypool.com:4444";

    fn setting(section: &str, key: &str, value: &str) -> Setting {
        let text = |it: &str| Text::made(it, Span::default());
        Setting { section: section.into(), key: text(key), value: text(value) }
    }

    /// Settings written as `section/key=value`.
    fn settings(lines: &[&str]) -> Vec<Setting> {
        let read = |line: &&str| {
            let (section, rest) = line.split_once('/').expect("a section");
            let (key, value) = rest.split_once('=').expect("a value");
            setting(section, key, value)
        };
        lines.iter().map(read).collect()
    }

    fn reason(settings: &[Setting]) -> Option<&'static str> {
        configuration(settings, &Intel::default()).map(|found| found.reason)
    }

    #[test]
    fn a_pool_is_an_address_that_only_miners_use_or_a_known_one_with_its_port() {
        let is_pool = |value: &str| is_pool(value, &Intel::default());
        for value in
            [POOL, "nushypool.com:4444", "stratum://h", "stratum+tcp://h:1", "at stratum+tcp://h:1"]
        {
            assert!(is_pool(value), "{value}");
        }
        for value in [
            "nushypool.com",
            "http://nushypool.com:4444",
            "https://nushypool.com:4444",
            "h.example.invalid:4444",
            "http://h/stratum+tcp://h:1",
            "stratum+tcp",
            "stratum://",
            "nushypool.com see: here",
        ] {
            assert!(!is_pool(value), "{value}");
        }
        let long = |length: usize| format!("{POOL}/{}", "x".repeat(length - POOL.len() - 1));
        assert!(is_pool(&long(512)) && !is_pool(&long(513)));
    }

    #[test]
    fn a_whole_address_is_scheme_known_pool_and_port() {
        let is_whole = |value: &str| is_whole_address(value, &Intel::default());
        assert!(is_whole(POOL));
        for value in [
            "nushypool.com:4444",
            "stratum+tcp://nushypool.com",
            "stratum+tcp://nushypool.com:port",
            "stratum+tcp://h.example.invalid:4444",
            "x stratum+tcp://nushypool.com:4444",
            "x-stratum+tcp://nushypool.com:4444",
            "stratum+tcp://nushypool.com:4444 x",
        ] {
            assert!(!is_whole(value), "{value}");
        }
    }

    #[test]
    fn a_file_with_more_pools_than_a_miner_has_is_a_list() {
        let pools = |count: usize| {
            let one = |at: usize| setting("", &format!("key{at}"), POOL);
            (0..count).map(one).collect::<Vec<_>>()
        };
        assert!(reason(&pools(0)).is_none());
        assert!(reason(&pools(1)).is_some());
        assert!(reason(&pools(MOST_POOLS)).is_some());
        assert!(reason(&pools(MOST_POOLS + 1)).is_none());
    }

    #[test]
    fn a_section_is_judged_with_those_around_it_and_no_other() {
        let proves = |lines: &[&str]| reason(&settings(lines)).is_some();
        assert!(proves(&["a/pool=h.example.invalid:1234", "a/wallet=me"]));
        assert!(proves(&["a.b/pool=h.example.invalid:1234", "a/wallet=me"]));
        assert!(proves(&["a.b/pool=h.example.invalid:1234", "/wallet=me"]));
        assert!(!proves(&["a/pool=h.example.invalid:1234", "b/wallet=me"]));
        assert!(!proves(&["ab/pool=h.example.invalid:1234", "a/wallet=me"]));
        assert!(!proves(&["a/pool=h.example.invalid:1234"]));
        assert!(!proves(&["a/wallet=me"]));
        for (outer, inner, is_around_it) in [
            ("", "a", true),
            ("a", "a.b", true),
            ("a.b", "a.b.c", true),
            ("", "", false),
            ("a", "a", false),
            ("a", "ab", false),
            ("a.b", "a", false),
            ("b", "a.b", false),
        ] {
            assert_eq!(is_around(outer, inner), is_around_it, "{outer} {inner}");
        }
    }

    #[test]
    fn the_name_of_a_section_may_be_the_algorithm() {
        let lines = |name: &str| {
            let lines = [format!("{name}/url=h.example.invalid:1234"), format!("{name}/user=me")];
            settings(&lines.each_ref().map(String::as_str))
        };
        assert!(reason(&lines("miners.other")).is_none());
        assert!(reason(&lines("miners.verushash")).is_some());
        assert!(reason(&lines("verushash.miners")).is_none());
    }

    #[test]
    fn a_list_of_pools_beside_keys_of_miners_is_one_of_mining_pools() {
        // `pools`, `url` and `user` are three
        let proves = |more: &[&str]| {
            let pool = ["pools/url=h.example.invalid:1234", "pools/user=me"];
            reason(&settings(&[&pool, more].concat())).is_some()
        };
        assert!(!proves(&[]));
        assert!(!proves(&["/asm=a"]));
        assert!(proves(&["/asm=a", "/keepalive=a"]));
        let elsewhere = [
            "servers/url=h.example.invalid:1234",
            "servers/user=me",
            "/asm=a",
            "/keepalive=a",
            "/numa=a",
            "/cuda=a",
        ];
        assert!(reason(&settings(&elsewhere)).is_none());
    }

    #[test]
    fn a_setting_gives_what_its_key_and_value_are() {
        let intel = Intel::default();
        let take = |key: &str, value: &str, in_pools: bool| {
            let mut roles = Roles::default();
            let is_pool = roles.take_setting(&setting("", key, value), in_pools, &intel);
            (is_pool, roles)
        };
        assert!(take("anything", POOL, false).0);
        assert!(take("url", "h:1", false).0 && !take("anything", "h:1", false).0);
        assert!(!take("url", "", false).0);
        let (long, shorter) = ("x".repeat(513), "x".repeat(512));
        assert!(!take("url", &long, false).0 && take("url", &shorter, false).0);
        let pool = |in_pools: bool| take("url", "h:1", in_pools).1.pool;
        assert_eq!(
            (pool(false), pool(true)),
            (super::super::Pool::Address, super::super::Pool::NamedAddress)
        );
        let wallet = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A";
        assert_eq!(take("anything", wallet, false).1.account, Account::Wallet);
        let ordinary = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
        assert_eq!(take("anything", ordinary, false).1.account, Account::None);
        assert_eq!(take("anything", "me", false).1.account, Account::None);
        // what says more on a command line, the letter of an option, is nothing here
        assert_eq!(take("anything", POOL, false).1.letters, [false; 3]);
        assert_eq!(take("url", "h:1", true).1.letters, [false; 3]);
        assert_eq!(take("user", "me", false).1.account, Account::User);
        // how a password is called is a sign on a command line only
        let (_, password) = take("pass", "y", false);
        assert!(password.password && password.signs == 0);
    }
}

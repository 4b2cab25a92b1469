//! What the keys of a file of settings give to the program that reads it, in the roles that options have.

#[cfg(test)]
mod tests;
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
        if !(*has_pool
            || address.as_ref().is_some_and(|it| gives_pool(it, intel))
            || names_any && around().any(|(_, section)| section.has_pool))
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

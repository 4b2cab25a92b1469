//! What the keys of a file of settings give to the program that reads it, in the roles that options have.

use foldhash::HashSet;
use std::collections::BTreeMap;

use super::{Account, Given, Roles};
use crate::facts::Setting;
use crate::intel::wallet::{self, Confidence};
use crate::intel::{FlagClass, FlagRole, Intel, Strength};
use crate::source::Text;

/// A file that names more pools is a list of them: miners have one and a few to fall back to.
const MOST_POOLS: usize = 8;
/// Sections of one file, and settings of one section, that are looked at.
const MOST: usize = 256;
/// So many keys that miners know make a list of pools one of mining pools: pools of databases and threads share four
/// (`pools`, `url`, `user`, `pass`).
const KEYS_OF_MINERS: usize = 5;

/// Settings that configure a miner.
pub(in crate::rules) struct Configuration<'s> {
    /// The one that names the pool.
    pub(in crate::rules) culprit: &'s Text,
    pub(in crate::rules) reason: &'static str,
}

/// The first section of the settings that only a miner gets.
pub(in crate::rules) fn configuration<'s>(
    settings: &'s [Setting],
    intel: &Intel,
) -> Option<Configuration<'s>> {
    let pools = settings.iter().filter(|setting| is_pool(&setting.value, intel)).count();
    if settings.is_empty() || pools > MOST_POOLS {
        return None;
    }
    if let Some(setting) = settings.iter().find(|setting| is_whole_address(&setting.value, intel)) {
        let reason = "the address of a known pool, with the scheme of its protocol";
        return Some(Configuration { culprit: &setting.value, reason });
    }
    let mut sections: BTreeMap<&str, Vec<&Setting>> = BTreeMap::new();
    for setting in settings {
        let section = sections.entry(&setting.section).or_default();
        if section.len() < MOST {
            section.push(setting);
        }
    }
    let around = sections.keys().map(|section| last(section));
    let keys = around.chain(settings.iter().take(MOST).map(|setting| setting.key.as_str()));
    let known: HashSet<&str> = keys.filter(|key| intel.config_key(key).is_some()).collect();
    sections.iter().take(MOST).find_map(|(name, own)| {
        let outer =
            sections.iter().filter(|(outer, _)| is_around(outer, name)).flat_map(|(_, all)| all);
        let named = known.len() >= KEYS_OF_MINERS && last(name).starts_with("pool");
        let mut roles = Roles::default();
        let mut culprit = None;
        for setting in own.iter().chain(outer) {
            let gives_pool = roles.take_setting(setting, named, intel);
            culprit = culprit.or_else(|| gives_pool.then_some(&setting.value));
        }
        roles.algorithm = roles
            .algorithm
            .into_iter()
            .chain(intel.algorithm(last(name)).map(|known| known.strength()))
            .min();
        let reason = roles.proof()?;
        Some(Configuration { culprit: culprit?, reason })
    })
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

impl Roles {
    /// Takes one setting; true if it names the pool.
    fn take_setting(&mut self, setting: &Setting, in_pools: bool, intel: &Intel) -> bool {
        let value = setting.value.as_str();
        if value.is_empty() || value.len() > 512 {
            return false;
        }
        if is_pool(value, intel) {
            self.take_pool(value, true, false, intel);
            return true;
        }
        if wallet::find(value).any(|hit| hit.confidence == Confidence::High && !hit.test_network) {
            self.account = Account::Wallet;
        }
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
        if role == Some(FlagRole::Pool) && in_pools {
            self.take_pool(value, true, false, intel);
        }
        let given = Given { option: &option, value, flag, variable };
        self.take(&given, intel);
        role == Some(FlagRole::Pool)
    }
}

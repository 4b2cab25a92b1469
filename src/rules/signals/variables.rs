//! What the name of a variable says together with its value: a pool is an address, a wallet is no path, an algorithm is
//! one that is known.

use super::found::LookUp;
use super::roles::{is_path, names_pool};
use super::signal::Topic;
use crate::intel::{FlagRole, Intel, Strength};
use crate::source::UNKNOWN;

/// What the name says depends on the value that the variable has. Nearly all names say nothing with any.
pub(super) fn depends_on_value(name: &str, intel: &Intel) -> bool {
    intel.env_name(name).is_some() || is_called_wallet(name)
}

fn is_called_wallet(name: &str) -> bool {
    const END: &[u8] = b"_WALLET";
    let from = name.len().saturating_sub(END.len());
    name.as_bytes().get(from..).is_some_and(|end| end.eq_ignore_ascii_case(END))
}

/// Looks the name of a variable up.
pub(super) fn look_up(found: &mut LookUp<'_, '_>, intel: &Intel) {
    let name = found.word.text;
    if !depends_on_value(name, intel) {
        return;
    }
    let value = found.word.variable.map_or("", |variable| variable.value.as_str());
    let role = intel.role_of_name(name).map(|(role, _)| role);
    if !fits(role, value, intel) {
        return;
    }
    let range = 0..name.len();
    if let Some(known) = intel.env_name(name) {
        let citation = known.citation();
        found.add_as(Topic::Variable, known.strength(), range, known.kind().word(), citation);
    } else if role == Some(FlagRole::Account) && is_called_wallet(name) {
        // The wallet of a coin that no list has: it counts beside a pool or a rig.
        let citation = "name of a wallet (2026-11)".to_owned();
        found.add_as(Topic::Variable, Strength::Medium, range, "env-name", citation);
    }
}

/// The value may be one that a variable of this role has; what is not known may be any.
fn fits(role: Option<FlagRole>, value: &str, intel: &Intel) -> bool {
    if value.is_empty() || value.contains([UNKNOWN, '$']) {
        return true;
    }
    match role {
        Some(FlagRole::Pool) => names_pool(value),
        Some(FlagRole::Account) => !is_path(value),
        Some(FlagRole::Algorithm) => intel.algorithm(value).is_some(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_may_count_only_for_names_of_the_data_and_of_wallets() {
        let intel = Intel::builtin();
        for name in ["POOL_URL", "WALLET_ADDRESS", "RVN_WALLET", "rvn_wallet"] {
            assert!(depends_on_value(name, intel), "{name}");
        }
        for name in ["PATH", "WALLET_PATHS_OF", "", "LC_ALL"] {
            assert!(!depends_on_value(name, intel), "{name}");
        }
    }

    #[test]
    fn a_value_fits_the_name_of_its_variable_or_is_not_known() {
        let intel = Intel::default();
        let fits = |role: Option<FlagRole>, value: &str| fits(role, value, &intel);
        let unknown = UNKNOWN.to_string();
        let all = [FlagRole::Pool, FlagRole::Account, FlagRole::Algorithm, FlagRole::Worker];
        for role in all.into_iter().map(Some).chain([None]) {
            for value in ["", "$OTHER", unknown.as_str()] {
                assert!(fits(role, value), "{role:?} {value}");
            }
        }
        assert!(fits(Some(FlagRole::Pool), "h.example.invalid:1234"));
        assert!(!fits(Some(FlagRole::Pool), "8"));
        assert!(fits(Some(FlagRole::Account), "8"));
        assert!(!fits(Some(FlagRole::Account), "/var/lib/wallet"));
        assert!(fits(Some(FlagRole::Algorithm), "rx/0"));
        assert!(!fits(Some(FlagRole::Algorithm), "8"));
        assert!(fits(Some(FlagRole::Worker), "/8"));
        assert!(fits(None, "/8"));
    }
}

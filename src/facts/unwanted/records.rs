//! Keys that tell of their value or refuse it: policies, rules of detectors, feeds of indicators.
//!
//! An object that also says who is paid, or how the work is done, is none of them: a configuration stays one under
//! whatever key it stands.

use foldhash::HashSet;

use super::names::refuses;
use crate::facts::Setting;
use crate::facts::word_list::{Words, has};

/// Keys whose value is compared with something, or read by people.
const MATCHERS: Words = "annotations cmdline comment comments condition conditions contains description detail details \
    example examples expr expression filter filters info keyword keywords match matcher matchers matches message \
    observable observables pattern pattern-regex patterns permissions policies policy query regex rule rules summary text title";

/// Keys that say of what kind a record is.
const KINDS: Words =
    "type kind category indicator_type entity_type ioc_type observable_type pattern_type";

/// What such a key says of a record that tells of a name.
const INDICATORS: Words = "attack-pattern btc cryptocurrency-wallet domain domain-name filename filename|md5 \
    filename|sha256 fqdn hash host hostname hostname|port indicator ioc ip ip-dst ip-dst|port ipv4 ipv4-addr md5 process \
    regex sha1 sha256 stix uri url wallet xmr yara";

/// Keys that say what is done with what a record names.
const ACTIONS: Words = "action decision disposition effect verdict";

/// What such a key says of what is refused.
const REFUSALS: Words =
    "blackhole block deny denied discard drop forbid nxdomain quarantine refuse reject sinkhole";

/// Keys that only somebody gives who wants to be let in, and paid.
const ACCOUNTS: Words = "account algo algorithm coin login pass passwd password payout pool-address pool-pass \
    pool-password pool-user rig-id rigid user username wallet wallet-address worker worker-id";

/// Which settings of a file only tell of their value.
#[derive(Debug)]
pub(in crate::facts) struct Records<'s> {
    /// The file itself is one of those that refuse.
    all: bool,
    /// Sections with an account, those around them included.
    around: HashSet<&'s str>,
    /// Sections that have an account of their own.
    paid: HashSet<&'s str>,
    /// Sections that say that they are an indicator.
    told: HashSet<&'s str>,
    /// Sections that say that what they name, or what stands below them, is refused, and nothing else.
    refused: HashSet<&'s str>,
}

impl<'s> Records<'s> {
    /// `all` if the file is one that refuses what it names.
    pub(in crate::facts) fn of(settings: &'s [Setting], all: bool) -> Self {
        let mut records = Self {
            all,
            around: HashSet::default(),
            paid: HashSet::default(),
            told: HashSet::default(),
            refused: refused(settings),
        };
        for setting in settings {
            let section: &str = &setting.section;
            let key = setting.key.to_ascii_lowercase();
            if has(KINDS, &key) && has(INDICATORS, &setting.value.to_ascii_lowercase()) {
                records.told.insert(section);
            }
            if has(ACCOUNTS, &key.replace('_', "-")) && records.paid.insert(section) {
                records.around.extend(around(section));
            }
        }
        records
    }

    /// Somebody is let in or paid.
    pub(in crate::facts) fn has_account(&self) -> bool {
        !self.paid.is_empty()
    }

    /// The setting only tells of its value.
    pub(in crate::facts) fn has(&self, setting: &Setting) -> bool {
        let section: &str = &setting.section;
        let is_configuration =
            self.around.contains(section) || around(section).any(|outer| self.paid.contains(outer));
        !is_configuration
            && (self.all
                || self.told.contains(section)
                || !setting.value.contains(':')
                    && around(section).any(|outer| self.refused.contains(outer))
                || tells(&setting.key)
                || section.split('.').any(tells))
    }
}

/// The sections whose action refuses the names in them: `{"action": "block", …}`, `{"action": {"type": "block"}, …}`. Records
/// of one list share their section: each of them has to refuse.
fn refused(settings: &[Setting]) -> HashSet<&str> {
    let (mut refused, mut others) = (HashSet::default(), HashSet::default());
    for setting in settings {
        let section: &str = &setting.section;
        let key = setting.key.to_ascii_lowercase();
        let record = if has(ACTIONS, &key) {
            section
        } else if key == "type" && section == "action" {
            ""
        } else if let Some(record) = section.strip_suffix(".action").filter(|_| key == "type") {
            record
        } else {
            continue;
        };
        let refuses = has(REFUSALS, &setting.value.to_ascii_lowercase());
        if refuses { &mut refused } else { &mut others }.insert(record);
    }
    refused.retain(|section| !others.contains(section));
    refused
}

/// The section and those that hold it.
fn around(section: &str) -> impl Iterator<Item = &str> {
    let ends = section.match_indices('.').map(|(at, _)| at).chain([section.len()]);
    [""].into_iter().chain(ends.filter_map(|end| section.get(..end)))
}

fn tells(key: &str) -> bool {
    refuses(key)
        || key
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .any(|part| has(MATCHERS, &part.to_ascii_lowercase()))
        || key.ends_with("Rules")
}

#[cfg(test)]
mod tests {
    use super::Records;
    use crate::facts::Setting;
    use crate::source::{Span, Text};

    /// Whether the value `x` only is told of, in settings written as `section/key=value`.
    fn is_told(lines: &[&str], all: bool) -> bool {
        let text = |it: &str| Text::made(it, Span::default());
        let read = |line: &&str| {
            let (section, rest) = line.split_once('/').expect("a section");
            let (key, value) = rest.split_once('=').expect("a value");
            Setting { section: section.into(), key: text(key), value: text(value) }
        };
        let settings: Vec<_> = lines.iter().map(read).collect();
        let records = Records::of(&settings, all);
        let named = settings.iter().find(|it| it.value.as_str() == "x").expect("the value");
        records.has(named)
    }

    #[test]
    fn keys_tell_of_what_stands_below_them() {
        for line in [
            "/pattern=x",
            "a.rules.b/c=x",
            "spec.egressDeny/host=x",
            "blockedHosts/=x",
            "customRules/a.yaml=x",
            "iocs/url=x",
        ] {
            assert!(is_told(&[line], false), "{line}");
        }
        for line in ["/url=x", "pools/url=x", "a.ruler/b=x"] {
            assert!(!is_told(&[line], false), "{line}");
            assert!(is_told(&[line], true), "{line}");
        }
    }

    #[test]
    fn a_record_says_that_it_is_an_indicator() {
        assert!(is_told(&["a/type=domain", "a/value=x"], false));
        assert!(!is_told(&["a/type=tcp", "a/value=x"], false));
        assert!(!is_told(&["b/type=domain", "a/value=x"], false));
    }

    #[test]
    fn an_action_refuses_what_its_record_names() {
        let told = |lines: &[&str]| is_told(lines, false);
        assert!(told(&["/action=block", "/traffic=x"]));
        assert!(told(&["items/action=Deny", "items.trigger/url=x"]));
        assert!(told(&["items.action/type=block", "items.trigger/url=x"]));
        assert!(!told(&["/action=allow", "/traffic=x"]));
        let at_port = [Setting {
            section: "".into(),
            key: Text::made("action", Span::default()),
            value: Text::made("block", Span::default()),
        }];
        let named = Setting { value: Text::made("x:1", Span::default()), ..at_port[0].clone() };
        assert!(
            !Records::of(&at_port, false)
                .has(&Setting { key: Text::made("url", Span::default()), ..named })
        );
        assert!(!told(&["items/action=block", "items/action=allow", "items/url=x"]));
        assert!(!told(&["items/action=block", "other/url=x"]));
        assert!(!told(&["/action=block", "/url=x", "/user=me"]));
    }

    #[test]
    fn a_configuration_stays_one() {
        for account in ["iocs/user=me", "/user=me", "iocs.auth/pass=y", "iocs/wallet_address=me"] {
            assert!(!is_told(&["iocs/url=x", account], false), "{account}");
            assert!(!is_told(&["iocs/url=x", account], true), "{account}");
        }
        assert!(is_told(&["iocs/url=x", "other/user=me"], false));
    }
}

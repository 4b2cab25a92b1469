//! Command-line options of miners, settings and calls of nodes that mine, and switches of a miner's build.

use std::ops::Range;

use super::kind::{FlagRole, Kind, Strength};
use super::known::Known;
use super::tables::Intel;
use crate::source::UNKNOWN;

/// Longest path of a setting that is looked up.
const LONGEST: usize = 64;

/// What an option says about the program that gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlagClass {
    /// No other program has it: one is enough.
    Specific,
    /// Typical of miners: two together are evidence.
    Typical,
    /// Ordinary, but gives a miner its pool, account or algorithm: look at its value and its partners.
    Role(FlagRole),
    /// Ordinary.
    Ordinary,
}

/// An option of a miner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flag<'a> {
    /// What it says.
    pub(crate) class: FlagClass,
    /// The value inside the same word (`--url=…`, `-ostratum…`); none if it is the next word.
    pub(crate) value: Option<Range<usize>>,
    /// The entry.
    pub(crate) known: Known<'a>,
}

impl Intel {
    /// The word as an option of miners: spelled out, joined with its value, or abbreviated as `getopt` accepts it.
    pub(crate) fn flag(&self, word: &str) -> Option<Flag<'_>> {
        if !word.starts_with('-') || word.len() < 2 {
            return None;
        }
        let (name, value) = match word.find('=') {
            Some(at) => (word.get(..at)?, Some(at + 1..word.len())),
            None => (word, None),
        };
        if let Some(known) = self.find(Kind::Flag, name) {
            return Some(Flag { class: class(known), value, known });
        }
        if let Some(known) = self.find(Kind::OptionName, name.trim_start_matches('-')) {
            return Some(Flag { class: class(known), value, known });
        }
        let known = self.find(Kind::Flag, word.get(..2)?)?;
        let takes_value = matches!(
            known.role(),
            Some(FlagRole::Pool | FlagRole::Account | FlagRole::Password | FlagRole::Algorithm)
        );
        takes_value.then(|| Flag { class: class(known), value: Some(2..word.len()), known })
    }

    /// What a variable of this name gives to a miner: `POOL_URL`, and behind the name of a coin `XMR_WALLET`. Pools of
    /// connections and threads are none.
    pub(crate) fn role_of_name(&self, name: &str) -> Option<(FlagRole, Strength)> {
        const OTHERS: [&str; 14] = [
            "db",
            "conn",
            "connection",
            "thread",
            "worker",
            "node",
            "storage",
            "ip",
            "address",
            "user",
            "sql",
            "redis",
            "ceph",
            "stake",
        ];
        let behind = name
            .split_once('_')
            .filter(|(head, _)| !OTHERS.iter().any(|other| head.eq_ignore_ascii_case(other)));
        let names = [Some(name), behind.map(|(_, tail)| tail)];
        let known =
            names.into_iter().flatten().find_map(|name| self.find(Kind::OptionName, name))?;
        Some((known.role()?, known.strength()))
    }

    /// The setting that makes a node mine: the longest end of its path that is known, with its value.
    pub(crate) fn node_setting(&self, section: &str, key: &str, value: &str) -> Option<Known<'_>> {
        if value.is_empty() || section.len() + key.len() > LONGEST {
            return None;
        }
        let path = if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") };
        let ends = path.match_indices('.').map(|(at, _)| at + 1);
        let is_off = matches!(value, "0" | "false" | "no" | "off" | "null" | "none" | "disable");
        std::iter::once(0)
            .chain(ends)
            .filter_map(|from| self.find(Kind::NodeSetting, path.get(from..)?))
            .find(|known| match known.detail() {
                "*" => !is_off && !value.contains(UNKNOWN),
                wanted => value.eq_ignore_ascii_case(wanted),
            })
    }

    /// Where the text names a call that makes a node mine, with what the call needs behind it.
    pub(crate) fn node_calls(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        self.scan(Kind::Product, text).filter_map(|(range, known)| {
            let counts = known.kind() == Kind::NodeCall && known.strength() == Strength::Strong;
            (counts && has_argument(text, &range, known)).then_some(range)
        })
    }

    /// The word as a change of the host that miners make (`vm.nr_hugepages=128`, `wrmsr`).
    #[cfg(test)]
    pub(crate) fn tuning(&self, word: &str) -> Option<Known<'_>> {
        self.names_in(word).map(|(_, known)| known).find(|known| known.kind() == Kind::Tuning)
    }

    /// The word as a switch of a miner's build: `-DWITH_HTTPD=OFF`, `-DXMRIG_DEPS:PATH=deps`.
    pub(crate) fn build_switch(&self, word: &str) -> Option<Known<'_>> {
        let switch = word.strip_prefix("-D").filter(|switch| !switch.is_empty())?;
        let name = switch.split(['=', ':']).next().unwrap_or(switch);
        self.find(Kind::BuildSwitch, switch).or_else(|| self.find(Kind::BuildSwitch, name))
    }
}

/// What the call of a node needs to make it mine stands behind its name.
pub(crate) fn has_argument(text: &str, range: &Range<usize>, known: Known<'_>) -> bool {
    const BEHIND: usize = 80;
    let end = text.floor_char_boundary((range.end + BEHIND).min(text.len()));
    text.get(range.end..end).is_some_and(|rest| rest.contains(known.detail()))
}

fn class(known: Known<'_>) -> FlagClass {
    match (known.strength(), known.role()) {
        (_, Some(role)) => FlagClass::Role(role),
        (Strength::Strong, None) => FlagClass::Specific,
        (Strength::Medium, None) => FlagClass::Typical,
        (Strength::Weak, None) => FlagClass::Ordinary,
    }
}

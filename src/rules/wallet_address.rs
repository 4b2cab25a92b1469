//! `wallet-address`: wallet addresses whose checksum is valid.

use std::collections::HashSet;

use super::signals::Topic;
use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::finding::{Action, Finding};

static META: Meta = Meta {
    id: "wallet-address",
    summary: "a wallet address with a valid checksum",
    group: Group::Miner,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    options: &[
        OptionSpec {
            name: "allow",
            kind: OptionKind::Strings,
            help: "addresses that may appear, such as an own donation address",
        },
        OptionSpec {
            name: "any-coin",
            kind: OptionKind::Bool,
            help: "report addresses of every coin, also those that payments use and nothing else points to mining",
        },
    ],
    page: include_str!("../../docs/rules/wallet-address.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let allowed = context.options.list("allow").unwrap_or_default();
        let supported =
            context.signals.supported(Topic::Wallet) || context.options.flag("any-coin");
        let mut places = HashSet::new();
        for signal in context.signals.about(Topic::Wallet) {
            let counts = signal.is_strong() || supported;
            let known = allowed.iter().any(|item| item.value == signal.value());
            if counts && !known && places.insert(signal.span()) {
                let message = format!("`{}` is a wallet address", shortened(signal.value()));
                out.push(signal.finding(META.id, message).help("remove the address"));
            }
        }
    }
}

/// First and last characters: enough to recognise it, too little to pay to it.
fn shortened(address: &str) -> String {
    let chars: Vec<char> = address.chars().collect();
    match (chars.get(..6), chars.get(chars.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if chars.len() > 14 => {
            format!("{}…{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
        }
        _ => address.to_owned(),
    }
}

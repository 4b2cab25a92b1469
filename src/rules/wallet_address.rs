//! `wallet-address`: wallet addresses whose checksum is valid.

use schemars::JsonSchema;
use serde::Deserialize;

use foldhash::HashSet;

use super::options::WalletAddress;
use super::signals::{Signal, Topic};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting, nodes};
use crate::config::{Given, List};
use crate::facts::Document;
use crate::finding::{Action, Finding};

pub(super) static META: Meta = Meta {
    id: "wallet-address",
    summary: "a wallet address with a valid checksum",
    group: Group::Miner,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS.and(Evidence::INSTRUCTIONS),
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/wallet-address.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// addresses that may appear, such as an own donation address
    allow: List<WalletAddress>,
    /// report addresses of every coin, also those that payments use and nothing else points to mining
    any_coin: Given<bool>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let supported = context.signals.supported(Topic::Wallet) || self.any_coin.0 == Some(true);
        let mut places = HashSet::default();
        for signal in context.signals.about(Topic::Wallet) {
            let document =
                signal.word.document.and_then(|index| context.facts.documents.get(index));
            // A wallet in code that nothing starts is an example, unless the build mines elsewhere.
            let counts = match document.filter(|document| !document.started) {
                Some(document) => supported && !document.is_test(),
                None => signal.is_strong() || supported,
            };
            let known = self.allow.any(|address| address.as_str() == signal.value());
            let ordinary = of_node(context, signal)
                || of_test(context, signal)
                // it belongs to the call, which is told as one that may mine unless its chain is one for tests
                || nodes::is_unproved_call(context, signal.word.text);
            if counts && !known && !ordinary && places.insert(signal.span()) {
                let message = format!("`{}` is a wallet address", shortened(signal.value()));
                out.push(signal.finding(META.id, message).help("remove the address"));
            }
        }
    }
}

/// A node is told where fees and payments for its service go. That it mines is told by options of its own.
fn of_node(context: &Context<'_>, signal: &Signal<'_>) -> bool {
    let command = signal.word.command.and_then(|index| context.facts.commands.get(index));
    command.is_some_and(|command| context.intel.is_node(&command.program))
}

/// Code that tests other code has addresses with a checksum; it mines only if more says so.
fn of_test(context: &Context<'_>, signal: &Signal<'_>) -> bool {
    let document = signal.word.document.and_then(|index| context.facts.documents.get(index));
    document.is_some_and(Document::is_test) && !context.signals.supported(Topic::Wallet)
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

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn an_address_is_shown_by_its_ends_if_something_is_left_out() {
        assert_eq!(shortened("abcdefghijklmno"), "abcdef…lmno");
        assert_eq!(shortened("abcdefghijklmn"), "abcdefghijklmn");
        assert_eq!(shortened("abc"), "abc");
    }
}

//! Files that make what reads them mine: configurations, pages and code with a pool and a wallet, nodes that are told to.
//!
//! A part of [`super::miner_file_content`].

use super::Context;
use super::signals::Topic;
use super::signals::configuration;
use crate::facts::Document;
use crate::finding::Finding;
use crate::intel::{self, Intel, Strength};
use crate::source::{Span, Text};

/// Longer texts hold lists: pools and wallets stand far apart in them and have nothing to do with each other.
const LONGEST: usize = 64 << 10;

/// Adds what the documents show, each at most once.
///
/// `reported` are the numbers of those that are reported for something else.
pub(super) fn check(
    rule: &'static str,
    reported: &[usize],
    context: &Context<'_>,
    out: &mut Vec<Finding>,
) {
    for (index, document) in context.facts.documents.iter().enumerate() {
        if reported.contains(&index) || document.is_test() && !document.started {
            continue;
        }
        let found = configured(document, context.intel).or_else(|| node(document, context.intel));
        if let Some((at, what)) = found {
            let message = format!("`{}` {what}", document.path.as_str());
            out.push(Finding::new(rule, at.span(), message).help("remove the file").evidence(
                "configuration",
                at.as_str(),
                "keys and values of miners together (2026-11)",
            ));
        }
    }
    for decoded in &context.facts.decoded {
        if let Some(found) = configuration(&decoded.settings, context.intel) {
            let what = if decoded.text.is_empty() { "a value" } else { "an encoded value" };
            let message = format!("{what} configures a miner: {}", found.reason);
            out.push(Finding::new(rule, decoded.text.span(), message).help("remove the value"));
        }
    }
    pools_with_wallets(rule, context, out);
    speaking(rule, reported, context, out);
}

/// Programs that a build compiles or runs, scripts of pages, and commands that speak to a pool as a miner does.
fn speaking(rule: &'static str, reported: &[usize], context: &Context<'_>, out: &mut Vec<Finding>) {
    let mut finding = |at: Span, message: String| {
        out.push(Finding::new(rule, at, message).help("remove what connects to a pool").evidence(
            "message",
            "mining",
            "what miners say to pools (2026-11)",
        ));
    };
    for (index, document) in context.facts.documents.iter().enumerate() {
        let runs =
            document.started || !document.code || document.compiled || document.is_of_browser();
        if reported.contains(&index) || !runs || document.script || document.is_test() {
            continue;
        }
        if let Some(range) = intel::spoken(&document.content) {
            let message = format!("`{}` speaks to a pool as a miner does", document.path.as_str());
            finding(document.content.span_of(range), message);
        }
    }
    for command in &context.facts.commands {
        for word in command.args() {
            if let Some(range) = intel::spoken(word) {
                finding(word.span_of(range), "the command speaks to a pool as a miner does".into());
            }
        }
    }
}

/// Settings whose roles are a miner's.
fn configured<'d>(document: &'d Document, intel: &Intel) -> Option<(&'d Text, String)> {
    let found = configuration(&document.settings, intel)?;
    Some((found.culprit, format!("configures a miner: {}", found.reason)))
}

/// `gen=1` in the configuration of a node: `zcash.conf` is read by `zcashd`.
fn node<'d>(document: &'d Document, intel: &Intel) -> Option<(&'d Text, String)> {
    let name = document.path.rsplit('/').next().unwrap_or_default();
    let program = format!("{}d", name.strip_suffix(".conf")?.to_ascii_lowercase());
    let settings = &document.settings;
    // Blocks of a test network have no value.
    let has = |key: &str| {
        settings.iter().any(|setting| setting.key.as_str() == key && setting.value.as_str() != "0")
    };
    if has("regtest") || has("testnet") || has("signet") {
        return None;
    }
    settings.iter().find_map(|setting| {
        let option = format!("-{}={}", setting.key.as_str(), setting.value.as_str());
        let known = intel
            .node_option(&program, &option)
            .filter(|known| known.strength() == Strength::Strong);
        known.map(|_| {
            (&setting.value, format!("makes a node mine: `{}`", option.trim_start_matches('-')))
        })
    })
}

/// A wallet and a pool in one small text, whatever is written around them.
fn pools_with_wallets(rule: &'static str, context: &Context<'_>, out: &mut Vec<Finding>) {
    let mut last = None;
    for wallet in context.signals.about(Topic::Wallet).filter(|signal| signal.is_strong()) {
        let Some(index) = wallet.word.document.filter(|index| last != Some(*index)) else {
            continue;
        };
        let Some(document) = context.facts.documents.get(index) else { continue };
        if document.content.len() > LONGEST || document.is_test() && !document.started {
            continue;
        }
        last = Some(index);
        let mut pools = context
            .intel
            .pools_in(&document.content)
            .filter(|hit| hit.known.strength() == Strength::Strong);
        let Some(pool) = pools.next() else { continue };
        // More pools than a miner has are a list.
        if pools.count() > 8 {
            continue;
        }
        let message = format!("`{}` holds a pool and a wallet", document.path.as_str());
        let place = document.content.span_of(pool.range.clone());
        out.push(
            Finding::new(rule, place, message)
                .label(wallet.span(), "the wallet")
                .help("remove the file")
                .evidence(
                    "pool",
                    document.content.get(pool.range).unwrap_or_default(),
                    pool.known.citation(),
                ),
        );
    }
}

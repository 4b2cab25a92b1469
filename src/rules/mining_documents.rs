//! Files that make what reads them mine: configurations, pages and code with a pool and a wallet, nodes that are told to.
//!
//! A part of [`super::miner_file_content`].

use std::cell::LazyCell;
use std::collections::BTreeMap;

use foldhash::HashSet;

use super::signals::Topic;
use super::signals::{by_roles, configuration};
use super::{Context, mining_nodes};
use crate::facts::{Document, LooseWallet, NamesRun, Told};
use crate::finding::Finding;
use crate::intel::wallet::{self, Confidence};
use crate::intel::{self, Intel, PoolHit, Strength};
use crate::source::{FileId, Span, Text};

/// Longer texts hold lists: pools and wallets stand far apart in them and have nothing to do with each other.
const LONGEST: usize = 64 << 10;

/// Pools beside the first one that a miner falls back to.
const MOST_BESIDE: usize = 8;

/// Adds what the documents show, each at most once.
///
/// `reported` are the numbers of those that are reported for something else.
pub(super) fn check(
    rule: &'static str,
    reported: &[usize],
    context: &Context<'_>,
    out: &mut Vec<Finding>,
) {
    let mut told = Told::of(context.facts);
    for (index, document) in context.facts.documents.iter().enumerate() {
        if reported.contains(&index) || document.is_test() && !document.started {
            continue;
        }
        let found = configured(document, context, &mut told)
            .or_else(|| mining_nodes::configured(document, context.intel));
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
    pools_with_wallets(rule, context, &mut told, out);
    loose_pools(rule, context, out);
    sources(rule, context, out);
    let run = LazyCell::new(|| NamesRun::of(&context.facts.commands));
    speaking(rule, (reported, &run), context, out);
    mining_nodes::calls(rule, (reported, &run), context, out);
}

/// Programs that a build compiles or runs, scripts of pages, and commands that speak to a pool as a miner does.
fn speaking<F: FnOnce() -> NamesRun>(
    rule: &'static str,
    (reported, run): (&[usize], &LazyCell<NamesRun, F>),
    context: &Context<'_>,
    out: &mut Vec<Finding>,
) {
    let mut finding = |at: Span, message: String| {
        out.push(Finding::new(rule, at, message).help("remove what connects to a pool").evidence(
            "message",
            "mining",
            "what miners say to pools (2026-11)",
        ));
    };
    for (index, document) in context.facts.documents.iter().enumerate() {
        let runs = !document.code
            || document.compiled
            || document.is_of_browser()
            || document.connects()
            || mining_nodes::is_run(document, run);
        let is_quiet = document.script || document.is_test() || document.only_lists();
        if reported.contains(&index) || !runs || is_quiet {
            continue;
        }
        let mut texts = [&document.content, &document.source].into_iter();
        // what only asks a node is a library for those who do more with it
        let is_run = || mining_nodes::is_run(document, run);
        let alone = |text: &Text| intel::mines_alone(text).filter(|_| is_run());
        let found =
            texts.find_map(|text| Some((text, intel::spoken(text).or_else(|| alone(text))?)));
        if let Some((text, range)) = found {
            let message = format!("`{}` speaks to a pool as a miner does", document.path.as_str());
            finding(text.span_of(range), message);
        }
    }
    if let Some(at) = in_parts(context) {
        finding(at, "the programs of this build speak to a pool as a miner does".into());
    }
    for at in by_scripts(context) {
        finding(at, "the script speaks to a pool as a miner does".into());
    }
    for command in &context.facts.commands {
        for word in command.args() {
            if let Some(range) = intel::spoken(word) {
                finding(word.span_of(range), "the command speaks to a pool as a miner does".into());
            }
        }
    }
}

/// A client whose messages stand in several files: none of them says enough alone, and none waits for others.
fn in_parts(context: &Context<'_>) -> Option<Span> {
    let runs = |it: &&Document| it.code && (it.started || it.compiled) && !it.is_test();
    let mut names: Vec<&'static str> = Vec::new();
    let mut last = None;
    for document in context.facts.documents.iter().filter(runs) {
        for text in [&document.content, &document.source] {
            if intel::serves(text) || intel::spoken(text).is_some() {
                return None;
            }
            for (name, range) in intel::sent(text) {
                names.push(name);
                last = Some(text.span_of(range));
            }
        }
    }
    last.filter(|_| intel::mines(&names))
}

/// Scripts whose commands send the messages of a miner: `printf '{"method":"mining.%s"}' submit >&7`.
fn by_scripts(context: &Context<'_>) -> Vec<Span> {
    let mut files: BTreeMap<FileId, (Vec<&str>, Span)> = BTreeMap::new();
    for command in &context.facts.commands {
        if !matches!(command.program.as_str(), "printf" | "echo" | "print" | "cat" | "jq") {
            continue;
        }
        let words = command.args().iter().chain(command.shell.input.as_deref());
        let texts: Vec<&Text> = words.filter(|word| word.contains("mining.")).collect();
        let Some(text) = texts.first() else { continue };
        let file = files.entry(text.span().file).or_insert_with(|| (Vec::new(), text.span()));
        for text in &texts {
            file.0.extend(intel::sent(text).map(|(name, _)| name));
            if text.contains("mining.%s") || text.contains("mining.\\(") {
                file.0.extend(command.args().iter().map(|word| word.as_str()));
            }
        }
    }
    files.into_values().filter(|(names, _)| intel::mines(names)).map(|(_, at)| at).collect()
}

/// Settings whose roles are a miner's.
fn configured(
    document: &Document,
    context: &Context<'_>,
    told: &mut Told<'_>,
) -> Option<(Text, String)> {
    let judge = if document.code { by_roles } else { configuration };
    judge(&document.settings, context.intel)?;
    let used = told.used_settings(document);
    let found = judge(&used, context.intel)?;
    Some((found.culprit, format!("configures a miner: {}", found.reason)))
}

/// A wallet and a pool in one small text, whatever is written around them.
fn pools_with_wallets(
    rule: &'static str,
    context: &Context<'_>,
    told: &mut Told<'_>,
    out: &mut Vec<Finding>,
) {
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
        let pools = context.intel.pools_in(&document.content).filter(is_known);
        let Some(pool) = one_of_few(pools) else { continue };
        let place = document.content.span_of(pool.range.clone());
        if told.has_in_document(index, place) {
            continue;
        }
        let message = format!("`{}` holds a pool and a wallet", document.path.as_str());
        let found = pool_with_wallet(rule, message, (&document.content, pool), wallet.span());
        out.push(found.help("remove the file"));
    }
}

/// A known pool with its port beside a wallet, in a text that nothing is known to read.
fn loose_pools(rule: &'static str, context: &Context<'_>, out: &mut Vec<Finding>) {
    let wallets = context.facts.loose_wallets.iter().filter(|it| !it.is_told());
    let mut wallets = wallets.peekable();
    if wallets.peek().is_none() {
        return;
    }
    let found = out.iter().filter(|found| found.rule == rule);
    let reported: HashSet<FileId> = found.map(|found| found.primary.span.file).collect();
    for wallet in wallets.filter(|it| !reported.contains(&it.content.span().file)) {
        let text = &wallet.content;
        if let Some(pool) = pool_beside(wallet, context.intel) {
            let message = format!("`{}` holds a pool and a wallet", wallet.path);
            let found = pool_with_wallet(rule, message, (text, pool), wallet.address.span());
            out.push(found.help("remove the file"));
        }
    }
}

/// The pool in the text of a wallet.
pub(super) fn pool_beside<'i>(wallet: &LooseWallet, intel: &'i Intel) -> Option<PoolHit<'i>> {
    let text = Some(&wallet.content).filter(|text| text.len() <= LONGEST)?;
    one_of_few(intel.pools_with_port(text).filter(is_known))
}

fn is_known(hit: &PoolHit<'_>) -> bool {
    hit.known.strength() == Strength::Strong
}

/// The first of the pools; more of them than a miner has are a list.
fn one_of_few<'i>(mut pools: impl Iterator<Item = PoolHit<'i>>) -> Option<PoolHit<'i>> {
    let pool = pools.next()?;
    (pools.count() <= MOST_BESIDE).then_some(pool)
}

/// Programs that a command compiles, which give a known pool with its port and a wallet to names or calls of theirs.
fn sources(rule: &'static str, context: &Context<'_>, out: &mut Vec<Finding>) {
    for document in context.facts.documents.iter().filter(|it| !it.source.is_empty()) {
        let source = &document.source;
        if document.is_test() {
            continue;
        }
        let pools = context.intel.pools_with_port(source);
        let pools = pools.filter(|hit| is_known(hit) && document.is_given_in_source(&hit.range));
        let Some(pool) = one_of_few(pools) else { continue };
        let mut wallets = wallet::find(source).filter(|hit| {
            hit.confidence == Confidence::High
                && !hit.test_network
                && document.is_given_in_source(&hit.range)
        });
        let Some(wallet) = wallets.next() else { continue };
        let message = format!("`{}` is compiled with a pool and a wallet", document.path.as_str());
        let wallet = source.span_of(wallet.range);
        let found = pool_with_wallet(rule, message, (source, pool), wallet);
        out.push(found.help("remove what connects to a pool"));
    }
}

/// A finding at a pool in a text, with the place of the wallet.
fn pool_with_wallet(
    rule: &'static str,
    message: String,
    (text, pool): (&Text, PoolHit<'_>),
    wallet: Span,
) -> Finding {
    let host = text.get(pool.range.clone()).unwrap_or_default();
    Finding::new(rule, text.span_of(pool.range), message).label(wallet, "the wallet").evidence(
        "pool",
        host,
        pool.known.citation(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::Keyword;
    use crate::facts::{Facts, Place};
    use crate::rules::tests::judge;

    fn text(text: &str) -> Text {
        Text::made(text, Span::default())
    }

    fn document(path: &str, content: &str, started: bool) -> Document {
        let place = Place::in_build(Keyword::Copy, Span::default());
        Document::text(place, text(path), text(content), started)
    }

    /// How often something is reported of this document.
    fn count(document: Document, reported: &[usize]) -> usize {
        let facts = Facts { documents: vec![document], ..Facts::default() };
        judge::reported(&facts, |context, out| check("x", reported, context, out)).len()
    }

    /// What a miner says first; whoever builds minestop is not to find it in this file.
    fn login() -> String {
        format!("{{\"method\":\"eth_{}\"}}", "submitLogin")
    }

    #[test]
    fn what_speaks_to_a_pool_counts_if_something_runs_it() {
        let with = |path: &str, started: bool, change: fn(&mut Document)| {
            let mut it = document(path, &login(), started);
            change(&mut it);
            it
        };
        let counts = |it: Document| count(it, &[]) == 1;
        assert!(counts(with("/srv/a", true, |_| {})));
        assert!(counts(with("/srv/a", false, |_| {})));
        assert!(!counts(with("/srv/a", false, |it| it.code = true)));
        assert!(counts(with("/srv/a", true, |it| it.code = true)));
        assert!(counts(with("/srv/a", false, |it| (it.code, it.compiled) = (true, true))));
        let of_browser = |it: &mut Document| {
            it.code = true;
            it.content = text(&format!("new WebSocket({})", login()));
        };
        assert!(counts(with("/srv/a", false, of_browser)));
        // the commands of a script are facts of their own
        assert!(!counts(with("/srv/a", true, |it| it.script = true)));
        assert!(!counts(with("/srv/tests/a", true, |_| {})));
        assert_eq!(count(with("/srv/a", true, |_| {}), &[0]), 0);
        assert_eq!(count(with("/srv/a", true, |_| {}), &[1]), 1);
    }

    #[test]
    fn settings_count_unless_they_lie_among_tests_that_nothing_starts() {
        let with = |path: &str, started: bool| {
            let mut it = document(path, "", started);
            let (key, value) = (text("a"), text("stratum+tcp://nushypool.com:4444"));
            it.settings.push(crate::facts::Setting { section: "".into(), key, value });
            it
        };
        assert_eq!(count(with("/srv/a", true), &[]), 1);
        assert_eq!(count(with("/srv/a", false), &[]), 1);
        assert_eq!(count(with("/srv/tests/a", true), &[]), 1);
        assert_eq!(count(with("/srv/tests/a", false), &[]), 0);
        assert_eq!(count(with("/srv/a", true), &[0]), 0);
    }

    #[test]
    fn a_pool_with_a_wallet_counts_in_a_short_text_that_is_no_example() {
        let wallet = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A";
        let with = |path: &str, started: bool, length: usize| {
            let content = format!("nushypool.com:4444 {wallet} {}", "x ".repeat(length / 2));
            let content = content.get(..length.max(130)).unwrap_or(&content);
            count(document(path, content, started), &[])
        };
        assert_eq!(with("/srv/a", false, 130), 1);
        assert_eq!(with("/srv/a", false, LONGEST), 1);
        assert_eq!(with("/srv/a", false, LONGEST + 1), 0);
        assert_eq!(with("/srv/tests/a", true, 130), 1);
        assert_eq!(with("/srv/tests/a", false, 130), 0);
        let pools = |count_of: usize| {
            let content = format!("{wallet} {}", "nushypool.com:4444 ".repeat(count_of));
            count(document("/srv/a", &content, false), &[])
        };
        assert_eq!((pools(0), pools(1), pools(9), pools(10)), (0, 1, 1, 0));
    }
}

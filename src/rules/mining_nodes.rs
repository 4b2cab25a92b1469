//! Settings and programs that make a node of a coin mine by itself.
//!
//! A part of [`super::miner_file_content`], and of [`super::possible_miner`] where others set the same.

use std::cell::LazyCell;
use std::ops::Range;

use super::Context;
use super::nodes::is_of_tests;
use crate::facts::{Document, NamesRun, Told};
use crate::finding::Finding;
use crate::intel::{self, Intel, Known, Strength, wallet};
use crate::source::Text;

/// The setting by which the document makes a node mine, and what is said of it.
pub(super) fn configured(document: &Document, intel: &Intel) -> Option<(Text, String)> {
    if document.code || is_of_tests(document) {
        return None;
    }
    let said =
        |value: &Text, option: &str| (value.clone(), format!("makes a node mine: `{option}`"));
    if is_of_sources(document) {
        return None;
    }
    let by_name = by_name(document, intel).map(|(value, option)| said(&value, &option));
    by_name.or_else(|| {
        let (value, option, _) = settings(document, intel).find(|(_, _, known)| {
            known.strength() == Strength::Strong
                || known.strength() == Strength::Medium && has_wallet(document)
        })?;
        Some(said(value, &option))
    })
}

/// It lies among the sources of a program, which are settings for tests and examples unless that one is started with them.
fn is_of_sources(document: &Document) -> bool {
    let path = document.path.as_str();
    !document.started && path.contains("src/") && path.contains("/resources/")
}

/// `gen=1` in the configuration of a node.
fn by_name(document: &Document, intel: &Intel) -> Option<(Text, String)> {
    let stem = document.name().strip_suffix(".conf")?.to_ascii_lowercase();
    // `zcash.conf` is read by `zcashd`, `btcd.conf` by `btcd`
    let program = if stem.ends_with('d') { stem } else { format!("{stem}d") };
    let options = intel.node_options(&program);
    document.settings.iter().find_map(|setting| {
        let is_set = |known: &Known<'_>| known.strength() == Strength::Strong;
        let (key, value) = (setting.key.as_str(), setting.value.as_str());
        ["-", "--"].into_iter().find_map(|dashes| {
            let option = format!("{dashes}{key}={value}");
            options.find(&option).filter(is_set)?;
            Some((setting.value.clone(), format!("{key}={value}")))
        })
    })
}

/// The settings of nodes that the document has.
fn settings<'d, 'i>(
    document: &'d Document,
    intel: &'i Intel,
) -> impl Iterator<Item = (&'d Text, String, Known<'i>)> {
    document.settings.iter().filter_map(|setting| {
        let known = intel.node_setting(&setting.section, &setting.key, &setting.value)?;
        let option = format!("{} = {}", setting.key.as_str(), setting.value.as_str());
        Some((&setting.value, option, known))
    })
}

/// The settings name an account of a main network.
fn has_wallet(document: &Document) -> bool {
    document.settings.iter().any(|setting| wallet::pays(&setting.value))
}

/// Settings with which a node serves miners, or mines on chains for tests as well.
pub(super) fn likely(rule: &'static str, context: &Context<'_>, out: &mut Vec<Finding>) {
    let mut told = Told::of(context.facts);
    for document in &context.facts.documents {
        if document.code || document.is_test() && !document.started || is_of_tests(document) {
            continue;
        }
        let found = settings(document, context.intel)
            .find(|(_, _, known)| known.strength() == Strength::Weak || is_of_sources(document));
        let Some((value, option, known)) = found else { continue };
        if told.used_settings(document).len() < document.settings.len() {
            continue;
        }
        let path = document.path.as_str();
        let message = format!("`{path}` makes a node serve miners, or mine: `{option}`");
        out.push(
            Finding::new(rule, value.span(), message)
                .help("if nobody mines with this node, make an exception for this file")
                .evidence("node-setting", value.as_str(), known.citation()),
        );
    }
}

/// Programs that call the interface of a node so that it mines.
pub(super) fn calls<F: FnOnce() -> NamesRun>(
    rule: &'static str,
    (reported, run): (&[usize], &LazyCell<NamesRun, F>),
    context: &Context<'_>,
    out: &mut Vec<Finding>,
) {
    for (index, document) in context.facts.documents.iter().enumerate() {
        // the sources of a node and of its tools, which are compiled, know the call as well
        let runs = document.code
            && !document.compiled
            && (is_run(document, run) || is_preloaded(document, context));
        if !runs || document.is_test() || reported.contains(&index) {
            continue;
        }
        let mut texts = [&document.content, &document.source].into_iter();
        let found = texts.find_map(|text| Some((text, call(text, context.intel)?)));
        if let Some((text, range)) = found {
            let what = text.get(range.clone()).unwrap_or_default();
            let message = format!("`{}` makes a node mine: `{what}`", document.path.as_str());
            out.push(
                Finding::new(rule, text.span_of(range.clone()), message)
                    .help("remove what starts the mining")
                    .evidence("node-call", what, "calls of nodes that mine (2026-11)"),
            );
        }
    }
}

/// `geth --preload a.js,b.js`
fn is_preloaded(document: &Document, context: &Context<'_>) -> bool {
    let name = document.name();
    let names_it =
        |word: &Text| word.split([',', '=']).any(|path| path.rsplit('/').next() == Some(name));
    context.facts.commands.iter().any(|command| {
        let words = command.args();
        words.iter().any(|word| word.starts_with("--preload")) && words.iter().any(names_it)
    })
}

/// A command runs the program, also one of another file of the build.
pub(super) fn is_run<F: FnOnce() -> NamesRun>(
    document: &Document,
    run: &LazyCell<NamesRun, F>,
) -> bool {
    document.started || run.has(document.name())
}

/// The call by which the text of a program makes a node mine.
fn call(text: &str, intel: &Intel) -> Option<Range<usize>> {
    /// Words without which no text has such a call.
    const PARTS: [&str; 6] =
        ["mining", "Mining", "generate", ".cpu.", "miner.start(", ".startWork("];
    /// The program is told of a chain for tests.
    const TESTS: [&str; 5] = ["regtest", "testnet", "stagenet", "simnet", "signet"];
    if !PARTS.iter().any(|part| text.contains(part)) || TESTS.iter().any(|test| text.contains(test))
    {
        return None;
    }
    intel
        .node_calls(text)
        .find(|range| intel::is_sent(text, range) || is_path(text, range))
        .or_else(|| LIBRARIES.iter().find_map(|library| of_library(text, library)))
}

/// Calls of nodes that are libraries, and of the console of Ethereum's nodes, with what the text has beside them.
const LIBRARIES: [(&str, &[&str]); 4] = [
    (".cpu.start(", &["bcoin", "hsd"]),
    (".startMining(", &["monero-ts", "monero-javascript"]),
    (".startWork(", &["@nimiq/core"]),
    ("miner.start(", &["miner.setEtherbase("]),
];

fn of_library(text: &str, (call, beside): &(&str, &[&str])) -> Option<Range<usize>> {
    let at = text.find(call)?;
    let start = at + usize::from(call.starts_with('.'));
    beside.iter().any(|it| text.contains(it)).then(|| start..at + call.len() - 1)
}

/// `…/start_mining`, sent with the address that is paid.
fn is_path(text: &str, range: &Range<usize>) -> bool {
    text.get(..range.start).is_some_and(|before| before.ends_with('/'))
        && text.contains("miner_address")
}

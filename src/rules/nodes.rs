//! Nodes of coins that mine by themselves: their options, the calls of their interface and their consoles.
//!
//! A part of [`super::miner_command`], and of [`super::possible_miner`] where nothing says which chain it is.

mod chains;

use std::cell::LazyCell;

use self::chains::Chains;
pub(super) use self::chains::is_of_tests;
use super::Context;
use super::signals::Topic;
use crate::facts::Command;
use crate::finding::Finding;
use crate::intel::{Known, Strength, wallet};
use crate::source::{Span, Text};

/// Adds what makes a node mine on a chain that others mine.
pub(super) fn check(rule: &'static str, context: &Context<'_>, out: &mut Vec<Finding>) {
    let proved = all(context).iter().filter(|found| found.proves);
    out.extend(proved.map(|found| found.finding(rule).help("run the node without mining")));
}

/// Adds what makes a node mine on a chain that nothing names.
pub(super) fn likely(rule: &'static str, context: &Context<'_>, out: &mut Vec<Finding>) {
    let help = "name the chain if it is one for tests, else run the node without mining";
    let likely = all(context).iter().filter(|found| !found.proves);
    out.extend(likely.map(|found| found.finding(rule).help(help)));
}

/// The word holds a call that makes a node mine, and nothing says that others mine its chain.
pub(super) fn is_unproved_call(context: &Context<'_>, word: &Text) -> bool {
    let here = word.span();
    let is_here = |at: Span| at.file == here.file && (here.start..here.end).contains(&at.start);
    let mut calls = context.signals.about(Topic::NodeCall);
    calls.any(|call| call.strength != Strength::Weak && is_here(call.span()))
        && !all(context).iter().any(|found| found.proves && is_here(found.at))
}

/// What makes a node mine.
#[derive(Debug)]
pub(crate) struct NodeMines {
    at: Span,
    what: String,
    /// The node, if a command starts it.
    program: String,
    kind: &'static str,
    citation: String,
    /// The chain is one that others mine; else nothing says which one it is.
    proves: bool,
}

impl NodeMines {
    fn finding(&self, rule: &'static str) -> Finding {
        let node = match self.program.as_str() {
            "" => "a node".to_owned(),
            program => format!("`{program}`"),
        };
        let message = format!("`{}` makes {node} mine", self.what);
        Finding::new(rule, self.at, message).evidence(
            self.kind,
            self.what.as_str(),
            self.citation.as_str(),
        )
    }
}

fn all<'a>(context: &Context<'a>) -> &'a [NodeMines] {
    context.nodes.get_or_init(|| {
        let mut found = Vec::new();
        each(context, &mut |it| found.push(it));
        found
    })
}

fn each(context: &Context<'_>, take: &mut dyn FnMut(NodeMines)) {
    let chains = LazyCell::new(|| Chains::of(context.facts));
    for command in context.facts.commands.iter().filter(|command| command.acts()) {
        options(context, command, &chains, take);
        console(command, &chains, take);
    }
    for signal in context.signals.about(Topic::NodeCall) {
        let proves = match signal.strength {
            // anybody can name a chain for tests beside it
            Strength::Strong => !chains.has_tests(),
            Strength::Medium => match chains.is_public(None) {
                Some(proves) => proves,
                None => continue,
            },
            Strength::Weak if wallet::pays(signal.word.text) => true,
            Strength::Weak => continue,
        };
        take(NodeMines {
            at: signal.span(),
            what: signal.value().to_owned(),
            program: String::new(),
            kind: signal.kind,
            citation: signal.citation.clone(),
            proves,
        });
    }
}

/// Options and verbs. Blocks of a chain for tests are worth nothing.
fn options<F: FnOnce() -> Chains>(
    context: &Context<'_>,
    command: &Command,
    chains: &LazyCell<Chains, F>,
    take: &mut dyn FnMut(NodeMines),
) {
    let known = context.intel.node_options(&command.program);
    let behind = command.args().iter().skip(1).map(Some).chain([None]);
    let told = told_on_input(command);
    let told = told.iter().map(|word| (word, None));
    for (word, next) in command.args().iter().zip(behind).chain(told) {
        let known = known.find(word).or_else(|| known.find_verb([word, next?]));
        let off = next.is_some_and(|next| matches!(next.as_str(), "false" | "0"));
        let Some(known) = known.filter(|_| !off && !word.ends_with("=0")) else { continue };
        let Some(proves) = proves(command, known, chains) else { continue };
        take(NodeMines {
            at: word.span(),
            what: word.as_str().to_owned(),
            program: command.program.to_string(),
            kind: "node-option",
            citation: known.citation(),
            proves,
        });
    }
}

/// The first word of each line that a console reads from its input: `printf 'start_mining 4' | zzcoin-wallet-cli`.
fn told_on_input(command: &Command) -> Vec<Text> {
    let lines = command.shell.input.as_deref().into_iter().flat_map(Text::whole_lines);
    let words = lines.map(|line| {
        let line = line.trimmed();
        let end = line.find(char::is_whitespace).unwrap_or(line.len());
        line.slice(0..end)
    });
    words.filter(|word| !word.is_empty()).take(64).collect()
}

/// Whether the option is proof; `None` if it says nothing here.
fn proves<F: FnOnce() -> Chains>(
    command: &Command,
    known: Known<'_>,
    chains: &LazyCell<Chains, F>,
) -> Option<bool> {
    if chains::names_tests(command) {
        return None;
    }
    match known.strength() {
        // anybody can name a chain for tests beside it
        Strength::Strong => Some(chains.is_public(Some(&command.program)).is_some()),
        Strength::Medium => chains.starts_public(&command.program),
        Strength::Weak => {
            let all = || chains.is_public(Some(&command.program)).is_some() && tries_all(command);
            let pays = command.args().iter().any(|word| wallet::pays(word));
            (pays || all()).then_some(true)
        }
    }
}

/// So many tries for one block: on a chain for tests a few find it.
fn tries_all(command: &Command) -> bool {
    const MANY: u64 = 10_000_000;
    command.args().iter().any(|word| word.parse::<u64>().is_ok_and(|tries| tries >= MANY))
}

/// What the console of Ethereum's nodes is told.
const STARTS: &str = "miner.start(";

/// `geth attach --exec 'miner.start(4)'`, or on its input.
fn console<F: FnOnce() -> Chains>(
    command: &Command,
    chains: &LazyCell<Chains, F>,
    take: &mut dyn FnMut(NodeMines),
) {
    const CONSOLES: [&str; 5] = ["attach", "console", "js", "--exec", "--preload"];
    if !CONSOLES.iter().any(|word| command.has(word)) {
        return;
    }
    let mut told = command.args().iter().chain(command.shell.input.as_deref());
    let found = told.find_map(|text| {
        let at = text.find(STARTS)?;
        Some(text.span_of(at..at + STARTS.len() - 1))
    });
    let Some(at) = found else { return };
    let Some(proves) = chains.is_public(Some(&command.program)) else { return };
    take(NodeMines {
        at,
        what: STARTS.trim_end_matches('(').to_owned(),
        program: command.program.to_string(),
        kind: "node-call",
        citation: "the console of Ethereum's nodes (2026-11)".to_owned(),
        proves,
    });
}

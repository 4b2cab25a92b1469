//! `possible-miner`: names, options and variables that miners have, in places where honest builds have them as well.
//!
//! What proves mining is reported by the other rules of the group, and not repeated here.

use schemars::JsonSchema;
use serde::Deserialize;

use foldhash::HashSet;

use super::signals::{Once, Signal, Topic, likely_configuration};
use super::{
    Build, Context, Evidence, Group, Meta, Rule, Setting, miner_command, miner_env,
    mining_documents,
};
use crate::facts::{Origin, Told};
use crate::finding::{Action, Finding};
use crate::intel::wallet::{self, Confidence};
use crate::source::FileId;

pub(super) static META: Meta = Meta {
    id: "possible-miner",
    summary: "something that miners have, and others as well",
    group: Group::Miner,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/possible-miner.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        names(context, out);
        options(context, out);
        settings(context, out);
        variables(context, out);
        loose_wallets(context, out);
        super::nodes::likely(META.id, context, out);
        super::mining_nodes::likely(META.id, context, out);
    }
}

/// Names of miners and of their attacks that a command is told. A name that the build also takes is reported there.
fn names(context: &Context<'_>, out: &mut Vec<Finding>) {
    let about = |topic| context.signals.about(topic);
    let is_taken = |signal: &&Signal<'_>| {
        miner_command::is_taken(context, signal) || super::miner_source::is_fetched(context, signal)
    };
    let all = || about(Topic::Miner).chain(about(Topic::Campaign).filter(|it| it.is_strong()));
    let name = |signal: &Signal<'_>| signal.value().to_ascii_lowercase();
    let taken: HashSet<String> = all().filter(is_taken).map(name).collect();
    let mut once = Once::default();
    for signal in all().filter(|signal| !is_taken(signal)) {
        let is_miner = signal.topic == Topic::Miner;
        let counts = !is_miner || signal.is_strong() && miner_command::is_use(context, signal);
        if counts && !taken.contains(&name(signal)) && once.first(signal) {
            let what = if is_miner { "the miner " } else { "an attack that mines: " };
            let message = format!("a command names {what}`{}`", signal.value());
            out.push(signal.finding(META.id, message).help(
                "if the command looks for it, or refuses it, make an exception for this file",
            ));
        }
    }
}

/// Options that look like a miner's.
fn options(context: &Context<'_>, out: &mut Vec<Finding>) {
    for (index, command) in context.facts.commands.iter().enumerate() {
        let Some(why) = context.signals.roles(index).and_then(|roles| roles.likeness()) else {
            continue;
        };
        out.push(
            Finding::new(
                META.id,
                command.shell.span,
                "the options of this command are like a miner's",
            )
            .because(why)
            .help("if the program is none, make an exception for this file")
            .evidence(
                "flag",
                command.program.clone(),
                "combination of options (2026-11)",
            ),
        );
    }
}

/// Files of settings that look like a miner's.
fn settings(context: &Context<'_>, out: &mut Vec<Finding>) {
    let mut told = Told::of(context.facts);
    for document in &context.facts.documents {
        if document.code || document.is_test() && !document.started {
            continue;
        }
        let likely = |settings: &_| likely_configuration(settings, context.intel);
        if likely(&document.settings).is_none() {
            continue;
        }
        let Some(found) = likely(&told.used_settings(document)) else { continue };
        let path = document.path.as_str();
        let message = format!("`{path}` is like the configuration of a miner");
        out.push(
            Finding::new(META.id, found.culprit.span(), message)
                .because(found.reason)
                .help("if it is of another program, make an exception for this file")
                .evidence(
                    "configuration",
                    found.culprit.as_str(),
                    "keys and values of miners together (2026-11)",
                ),
        );
    }
}

/// Wallets in files that nothing is known to read, where nothing else of the build mines.
fn loose_wallets(context: &Context<'_>, out: &mut Vec<Finding>) {
    let facts = context.facts;
    // files of an image that is there lie in it, and nobody has just put them there
    let is_build = matches!(facts.origin, Origin::Dockerfile | Origin::Manifest);
    if !is_build || context.signals.supported(Topic::Wallet) {
        return;
    }
    let counts = |signal: &&Signal<'_>| {
        let document = signal.word.document.and_then(|index| facts.documents.get(index));
        document.is_none_or(|document| document.started)
    };
    let reported: HashSet<FileId> =
        context.signals.about(Topic::Wallet).filter(counts).map(|it| it.span().file).collect();
    let is_alone = |text: &str| wallet::find(text).any(|it| it.confidence == Confidence::High);
    let wallets = facts.loose_wallets.iter().filter(|it| {
        !it.is_told()
            && is_alone(&it.address)
            && mining_documents::pool_beside(it, context.intel).is_none()
    });
    for wallet in wallets {
        let at = wallet.address.span();
        if !reported.contains(&at.file) {
            let message =
                format!("`{}` holds a wallet, and nothing that is known reads it", wallet.path);
            out.push(
                Finding::new(META.id, at, message)
                    .help("if nobody mines for it, make an exception for this file")
                    .evidence(
                        "wallet",
                        wallet.address.as_str(),
                        "an address of Monero or its relatives (2026-12)",
                    ),
            );
        }
    }
}

/// Variables that are called like a miner's, where nothing else of the build is.
fn variables(context: &Context<'_>, out: &mut Vec<Finding>) {
    let mut once = Once::default();
    for signal in miner_env::alone(context) {
        if once.first(signal) {
            let message = format!("`{}` is called like a variable of miners", signal.value());
            out.push(
                signal
                    .finding(META.id, message)
                    .help("if it is of another program, make an exception for this file"),
            );
        }
    }
}

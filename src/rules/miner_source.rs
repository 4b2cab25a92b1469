//! `miner-source`: the sources, releases and packages of known miners come into the build.

use schemars::JsonSchema;
use serde::Deserialize;

use foldhash::HashSet;

use super::signals::{Once, Signal, Topic};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting, mining_proxy, unlisted_miner};
use crate::facts::{Role, is_of_refuser};
use crate::finding::{Action, Finding};
use crate::intel::Strength;
use crate::source::Span;

pub(super) static META: Meta = Meta {
    id: "miner-source",
    summary: "a known miner is cloned, downloaded, copied, installed or patched",
    group: Group::Miner,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/miner-source.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let mut once = Once::default();
        let mut words = HashSet::default();
        for signal in context.signals.about(Topic::Repository) {
            words.insert(signal.word_key());
            if once.first(signal) {
                out.push(report(signal, format!("`{}` is the source of a miner", signal.value())));
            }
        }
        for signal in context.signals.about(Topic::Miner) {
            let counts = signal.is_strong()
                || signal.strength == Strength::Medium && context.signals.supported(Topic::Miner);
            let inside = words.contains(&signal.word_key());
            let is_source = is_fetched(context, signal) && !is_neighbour(context, signal);
            if counts && is_source && !inside && once.first(signal) {
                out.push(report(signal, format!("the miner `{}` is fetched", signal.value())));
            }
        }
        patches(context, &mut once, out);
        packages(context, &words, out);
        out.extend(unlisted_miner::installed(context, META.id));
        if out.is_empty() {
            out.extend(unlisted_miner::placed(context, META.id));
        }
    }
}

/// The name stands in an address, a source of COPY or ADD, or an argument of a program that fetches.
pub(super) fn is_fetched(context: &Context<'_>, signal: &Signal<'_>) -> bool {
    match signal.word.role {
        Role::CopySource => !is_picture(signal.word.text) && !is_list(context, signal),
        Role::Dependency => true,
        Role::Argument | Role::Program => {
            let before = signal.word.text.get(..signal.range.start).unwrap_or_default();
            let transfers = || {
                let index = signal.word.command.unwrap_or(usize::MAX);
                let mut of_command = context.facts.transfers_of(index).filter(|t| t.fetches);
                of_command.any(|t| {
                    t.url.as_ref().is_some_and(|url| url.text.span() == signal.word.text.span())
                })
            };
            before.contains("://") || transfers()
        }
        _ => false,
    }
}

/// The name is that of a host without a domain: of a container beside this one, which a monitor asks.
fn is_neighbour(context: &Context<'_>, signal: &Signal<'_>) -> bool {
    let index = signal.word.command.unwrap_or(usize::MAX);
    let mut urls = context.facts.transfers_of(index).filter_map(|it| it.url.as_ref());
    urls.any(|url| {
        url.text.span() == signal.word.text.span()
            && !url.host.contains('.')
            && signal.word.text.get(signal.range.clone()) == Some(url.host.as_str())
    })
}

/// A list of names that goes where those lie who refuse them: `dnsmasq.d/coinminer.conf`.
fn is_list(context: &Context<'_>, signal: &Signal<'_>) -> bool {
    const ENDINGS: [&str; 5] = [".conf", ".hosts", ".list", ".lst", ".txt"];
    let name = signal.word.text.as_str();
    let mut uses = context.facts.context.iter();
    let target = uses.find(|it| it.source.span() == signal.word.text.span()).map(|it| &it.target);
    ENDINGS.iter().any(|ending| name.ends_with(ending))
        && target.is_some_and(|target| is_of_refuser(target))
}

/// Pictures and pages about a miner; what is inside such a file is told by its bytes.
fn is_picture(path: &str) -> bool {
    const ENDINGS: [&str; 11] =
        ["png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "pdf", "html", "css", "rst"];
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

fn report(signal: &Signal<'_>, message: String) -> Finding {
    signal.finding(META.id, message).help("remove the miner")
}

/// Changes of a miner's own source and build.
fn patches(context: &Context<'_>, once: &mut Once, out: &mut Vec<Finding>) {
    for signal in context.signals.about(Topic::Donation) {
        let counts = signal.is_strong() || context.signals.supported(Topic::Donation);
        if counts && once.first(signal) {
            let message = "the donation of a miner is changed";
            out.push(report(signal, message.to_owned()));
        }
    }
    for signal in context.signals.about(Topic::BuildSwitch) {
        let counts = signal.is_strong() || context.signals.supported(Topic::BuildSwitch);
        if counts && once.first(signal) {
            out.push(report(
                signal,
                format!("`{}` configures the build of a miner", signal.value()),
            ));
        }
    }
}

fn packages(context: &Context<'_>, words: &HashSet<Span>, out: &mut Vec<Finding>) {
    let mut seen = HashSet::default();
    for (_, package, known) in mining_proxy::packages(context, Topic::Miner) {
        if !words.contains(&package.span()) && seen.insert(package.span()) {
            out.push(
                Finding::new(
                    META.id,
                    package.span(),
                    format!("package `{}` is a miner", package.as_str()),
                )
                .origins(package.origins(0..package.len()))
                .help("remove the package")
                .evidence("package", package.as_str(), known.citation()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_picture;

    #[test]
    fn pictures_and_pages_are_told_by_their_ending() {
        for ending in
            ["png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "pdf", "html", "css", "rst", "PNG"]
        {
            assert!(is_picture(&format!("docs/xmrig.{ending}")), "{ending}");
        }
        for other in ["xmrig", "png", "docs/png", "xmrig.png.sh", "xmrig.tar.gz"] {
            assert!(!is_picture(other), "{other}");
        }
    }
}

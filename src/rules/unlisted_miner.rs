//! Miners that no list names, called what they are: fetched under such a name, and started, or put where miners run.
//!
//! Measured on ten thousand builds: each half alone is chance now and then, both together hardly ever.

use foldhash::{HashMap, HashSet};

use super::Context;
use super::signals::Topic;
use crate::facts::{ImageRole, Moment, VariableKind};
use crate::finding::Finding;
use crate::source::Text;

/// What is fetched under the name of a miner, with the name.
fn fetched<'a>(context: &Context<'a>) -> impl Iterator<Item = (&'a Text, &'a str)> {
    let intel = context.intel;
    let fetches = context.facts.transfers.iter().filter(|transfer| transfer.fetches);
    fetches.filter_map(move |transfer| {
        let text = &transfer.url.as_ref()?.text;
        // a lone word that a client takes for a host is a file as often
        text.contains('/').then_some(())?;
        Some((text, intel.unlisted_miner(text)?))
    })
}

/// Reports, for `miner-command`, what is fetched and then started under the same name.
pub(super) fn started(context: &Context<'_>, rule: &'static str) -> Option<Finding> {
    let commands = context.facts.commands.iter().filter(|command| {
        matches!(command.place.moment, Moment::Start | Moment::Health) && command.acts()
    });
    let programs = commands.filter_map(|command| command.argv().first());
    let named = programs.filter_map(|text| Some((text, context.intel.unlisted_miner(text)?)));
    let mut named = named.peekable();
    named.peek()?;
    let mut sources: HashMap<String, &Text> = HashMap::default();
    for (from, name) in fetched(context) {
        sources.entry(name.to_ascii_lowercase()).or_insert(from);
    }
    let (text, name, from) = named
        .find_map(|(text, name)| Some((text, name, *sources.get(&name.to_ascii_lowercase())?)))?;
    Some(
        Finding::new(
            rule,
            text.span(),
            format!("`{name}` is fetched and started: a miner by its name"),
        )
        .label(from.span(), "fetched here")
        .help("remove the miner")
        .evidence("name", name, "name (2026-11)"),
    )
}

/// Reports, for `miner-source`, what is fetched onto a base for graphics cards or beside a pool or wallet.
pub(super) fn placed(context: &Context<'_>, rule: &'static str) -> Option<Finding> {
    let (text, name) = fetched(context).next()?;
    let card = context.facts.images.iter().find(|image| {
        image.role == ImageRole::Base
            && ["nvidia/cuda", "rocm/"].iter().any(|base| image.text.contains(base))
    });
    let words = ["POOL", "WALLET", "MINING", "STRATUM"];
    let variable = context.facts.variables.iter().find(|variable| {
        let name = variable.name.to_ascii_uppercase();
        variable.kind != VariableKind::Label
            && name.split('_').any(|part| words.contains(&part))
            && context.intel.role_of_name(&variable.name).is_some()
    });
    let beside = card.map(|image| image.text.span()).or(variable.map(|it| it.name.span()))?;
    Some(
        Finding::new(rule, text.span(), format!("`{name}` is fetched: a miner by its name"))
            .label(beside, "and this is what miners need")
            .help("remove the miner")
            .evidence("name", name, "name (2026-11)"),
    )
}

/// Reports, for `miner-command`, a program whose listed name is ordinary elsewhere and ends in `-miner`.
pub(super) fn listed(context: &Context<'_>, rule: &'static str) -> Vec<Finding> {
    let started = context.signals.about(Topic::Miner).filter(|signal| {
        signal.word.role == crate::facts::Role::Program
            && signal.place().moment == Moment::Start
            && signal.value().to_ascii_lowercase().ends_with("-miner")
            && !signal.is_strong()
    });
    started
        .map(|signal| {
            let message = format!("the container starts the miner `{}`", signal.value());
            signal.finding(rule, message).help("remove the miner")
        })
        .collect()
}

/// Reports, for `miner-source`, packages of a distribution that are called a miner and are on no list: the distributions
/// themselves have none but those that are listed, and longer names (`logdata-anomaly-miner`, `r-cran-survminer`).
pub(super) fn installed(context: &Context<'_>, rule: &'static str) -> Vec<Finding> {
    const GROUPS: [&str; 7] = ["apk", "apt-get", "dpkg", "pacman", "rpm", "yum", "zypper"];
    let installs = context.facts.packages.iter().filter(|it| GROUPS.contains(&it.group));
    let packages = installs.flat_map(|install| &install.packages);
    let mut found: Vec<(&Text, &str)> = Vec::new();
    let mut seen = HashSet::default();
    for package in packages {
        let Some(name) = context.intel.unlisted_miner(package) else { continue };
        let is_whole = package.strip_prefix(name).is_some_and(|rest| !rest.starts_with(['-', '_']));
        if is_whole && name.matches('-').count() < 2 && seen.insert(name) {
            found.push((package, name));
        }
    }
    let report = |(package, name): (&Text, &str)| {
        Finding::new(rule, package.span(), format!("package `{name}` is a miner by its name"))
            .origins(package.origins(0..package.len()))
            .help("remove the package")
            .evidence("name", name, "name (2026-11)")
    };
    found.into_iter().map(report).collect()
}

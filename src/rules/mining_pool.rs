//! `mining-pool`: addresses of mining pools.

use schemars::JsonSchema;
use serde::Deserialize;

use foldhash::{HashMap, HashSet};

use super::signals::{Signal, Topic};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::facts::Facts;
use crate::finding::{Action, Finding};
use crate::intel::MarkerGroup;
use crate::shell::Via;
use crate::source::FileId;

pub(super) static META: Meta = Meta {
    id: "mining-pool",
    summary: "the address of a mining pool",
    group: Group::Miner,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/mining-pool.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let mut words = HashSet::default();
        let mut programs = HashMap::default();
        let mut add = |signal: &Signal<'_>, message: String| {
            if words.insert(signal.word_key()) {
                out.push(signal.finding(META.id, message).help("remove the pool's address"));
            }
        };
        let stratum = context.signals.about(Topic::Stratum);
        for signal in stratum.filter(|signal| is_used(context, signal, &mut programs)) {
            add(signal, format!("`{}` is the address of a mining pool", signal.value()));
        }
        for signal in context.signals.about(Topic::Url) {
            add(signal, format!("`{}` is the address of a mining pool", signal.value()));
        }
        for signal in context.signals.about(Topic::Pool) {
            let counts = signal.is_strong() || context.signals.supported(Topic::Pool);
            if counts && is_used(context, signal, &mut programs) {
                add(signal, format!("`{}` is a mining pool", signal.value()));
            }
        }
    }
}

/// Code may show what other programs print: an exporter has the answers of a miner in it. A place that nothing takes
/// counts only in a program that acts; `programs` remembers which do.
fn is_used(
    context: &Context<'_>,
    signal: &Signal<'_>,
    programs: &mut HashMap<FileId, bool>,
) -> bool {
    let facts = context.facts;
    let document = signal.word.document.and_then(|index| facts.documents.get(index));
    let Some(document) = document.filter(|it| it.is_said_in_passing(&signal.range)) else {
        return true;
    };
    let source = document.content.span().file;
    *programs.entry(source).or_insert_with(|| acts(facts, source))
}

/// The program starts others, or speaks the protocol of pools.
fn acts(facts: &Facts, source: FileId) -> bool {
    let mut files = facts.files.iter().filter(|file| file.source == Some(source));
    files.any(|file| file.markers_of(MarkerGroup::Method).next().is_some())
        || facts
            .commands
            .iter()
            .filter(|command| command.acts())
            .any(|command| command.shell.span.file == source && command.shell.via != Via::Code)
}

//! `miner-file-content`: the bytes of a file show a miner, whatever the file is called.

use schemars::JsonSchema;
use serde::Deserialize;

use foldhash::{HashMap, HashSet};

use super::signals::Topic;
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::facts::{File, FileKind, FileMarker};
use crate::finding::{Action, Finding};
use crate::intel::{MarkerGroup, Strength};

pub(super) static META: Meta = Meta {
    id: "miner-file-content",
    summary: "the content of a file is a miner's, whatever its name",
    group: Group::Miner,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::FILES.and(Evidence::COMMANDS),
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/miner-file-content.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let mut paths = HashSet::default();
        for file in &context.facts.files {
            let found = by_digest(context, file).or_else(|| by_markers(file));
            paths.extend(found.is_some().then_some(file.path.as_str()));
            out.extend(found);
        }
        let mut reported = written(context, out);
        let documents = context.facts.documents.iter().enumerate();
        let known = documents.filter(|(_, document)| paths.contains(document.path.as_str()));
        reported.extend(known.map(|(index, _)| index));
        super::mining_documents::check(META.id, &reported, context, out);
    }
}

/// Files that the Dockerfile itself writes: their text is here before they are files. Gives the numbers of those that
/// are reported.
fn written(context: &Context<'_>, out: &mut Vec<Finding>) -> Vec<usize> {
    let mut reported = Vec::new();
    let signals: Vec<_> = context.signals.about(Topic::ConfigKey).collect();
    for keys in signals.chunk_by(|a, b| a.word.document == b.word.document) {
        let known = keys.iter().map(|key| (key.value(), key.strength));
        let index = keys.first().and_then(|key| key.word.document);
        let document = index.and_then(|index| context.facts.documents.get(index));
        let telling = keys.iter().min_by_key(|key| key.strength);
        let (Some(document), Some(telling)) = (document, telling) else { continue };
        if is_configuration(known) {
            let path = document.path.as_str();
            let message = format!("the configuration of a miner is written to `{path}`");
            out.push(telling.finding(META.id, message).help("remove the file"));
            reported.extend(index);
        }
    }
    reported
}

/// The file is a known one, byte for byte.
fn by_digest(context: &Context<'_>, file: &File) -> Option<Finding> {
    let digest = file.digest.as_deref()?;
    let known = context.intel.digest(digest)?;
    let what = if known.note().is_empty() { "a file that is on the list" } else { known.note() };
    let finding = finding(file, format!("`{}` is {what}, by its digest", file.path));
    Some(finding.evidence("digest", format!("sha256:{digest}"), known.citation()))
}

fn by_markers(file: &File) -> Option<Finding> {
    let (proof, what) = proof(file)?;
    let first = proof.first().copied()?;
    let listed: Vec<String> = proof
        .iter()
        .take(4)
        .map(|marker| format!("`{}` at byte {}", marker.value, marker.offset))
        .collect();
    let finding = finding(file, format!("`{}` {what}", file.path))
        .note(format!("found in it: {}", listed.join(", ")));
    Some(finding.evidence("file-marker", first.value.clone(), first.citation.clone()))
}

fn finding(file: &File, message: String) -> Finding {
    Finding::new(META.id, file.span, message)
        .about(file.reference())
        .because("this file")
        .help("remove the file")
}

/// The markers that prove it together, and what they prove.
///
/// One string alone proves nothing: blocklists, documents and the rules of detectors hold strings of miners. What
/// decides is that a program holds several of independent groups.
fn proof(file: &File) -> Option<(Vec<&FileMarker>, &'static str)> {
    let own: Vec<_> = file.markers_of(MarkerGroup::Custom).collect();
    if !own.is_empty() {
        return Some((own, "holds a marker of the policy"));
    }
    match file.kind {
        kind if kind.is_program() => program(file).map(|proof| (proof, "is a program that mines")),
        FileKind::Text | FileKind::Script => configuration(file)
            .map(|proof| (proof, "is the configuration of a miner"))
            .or_else(|| source(file).map(|proof| (proof, "is source code of a miner"))),
        _ => None,
    }
}

/// Counts of markers by what they belong to.
struct Counts {
    /// Strong ones that a compiled miner has.
    strong: usize,
    /// Pool protocol: methods, beside those that nodes have.
    methods: usize,
    /// Schemes of pool URLs.
    schemes: usize,
    /// Constants of an algorithm.
    constants: usize,
    /// Salts of variants of an algorithm.
    salts: usize,
    /// Words that belong to one algorithm.
    algorithms: usize,
}

fn program(file: &File) -> Option<Vec<&FileMarker>> {
    // names of source code and of campaigns do not end up in a miner, but, like quoted keys, in programs that look for
    // them: minestop is one
    let compiled = |marker: &&FileMarker| {
        !matches!(marker.group, MarkerGroup::Source | MarkerGroup::Campaign | MarkerGroup::Key)
            && marker.strength != Strength::Weak
    };
    let mut proof: Vec<_> = file.markers.iter().filter(compiled).collect();
    let count = |group| proof.iter().filter(|marker| marker.group == group).count();
    let counts = Counts {
        strong: proof.iter().filter(|marker| marker.strength == Strength::Strong).count(),
        methods: count(MarkerGroup::Method),
        schemes: count(MarkerGroup::Scheme),
        constants: count(MarkerGroup::Constant),
        salts: count(MarkerGroup::Salt),
        algorithms: count(MarkerGroup::Algorithm),
    };
    proof.sort_by_key(|marker| (marker.strength, marker.offset));
    counts.mine().then_some(proof)
}

impl Counts {
    /// A node has the constants and one salt; a pool server has the methods; a detector in machine code has a string
    /// or two. A miner has several kinds.
    fn mine(&self) -> bool {
        let algorithm = self.constants >= 4 || self.salts >= 2;
        self.strong >= 3
            || self.strong >= 2 && self.schemes >= 1
            || self.strong >= 1 && (self.methods >= 2 || algorithm)
            || algorithm && (self.methods >= 2 || self.schemes >= 1)
            || self.methods >= 3 && self.schemes >= 1
            // nodes have two of the words of their algorithm
            || self.algorithms >= 3
            || self.salts >= 3
    }
}

/// The keys of a miner's configuration, the telling ones first.
fn configuration(file: &File) -> Option<Vec<&FileMarker>> {
    let keys: Vec<_> = file.markers_of(MarkerGroup::Key).collect();
    is_configuration(keys.iter().map(|key| (key.value.as_str(), key.strength))).then(|| {
        let mut proof = keys;
        proof.sort_by_key(|marker| (marker.strength, marker.offset));
        proof
    })
}

/// Pools with address and account, and what only miners have.
fn is_configuration<'k>(keys: impl Iterator<Item = (&'k str, Strength)>) -> bool {
    let keys: HashMap<&str, Strength> = keys.collect();
    let has = |key: &str| keys.contains_key(key);
    let count = |wanted| keys.values().filter(|strength| **strength == wanted).count();
    let pools = has("pools") && has("url") && has("user")
        || has("pool_list") && has("pool_address")
        || has("pool_address") && has("wallet_address");
    pools && (count(Strength::Strong) >= 1 || count(Strength::Medium) >= 2)
}

/// Names that only a miner's own source code defines.
fn source(file: &File) -> Option<Vec<&FileMarker>> {
    const ENDINGS: [&str; 8] = ["h", "hpp", "c", "cc", "cpp", "cl", "patch", "diff"];
    let ending = file.name().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_code = ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()));
    let groups = [MarkerGroup::Source, MarkerGroup::Kernel, MarkerGroup::Donation];
    let proof: Vec<_> = file
        .markers
        .iter()
        .filter(|marker| groups.contains(&marker.group) && marker.strength == Strength::Strong)
        .collect();
    (is_code && proof.len() >= 2).then_some(proof)
}

#[cfg(test)]
mod tests {
    use super::{Counts, is_configuration, program};
    use crate::dockerfile::Keyword;
    use crate::facts::{File, FileMarker, Place};
    use crate::intel::MarkerGroup;
    use crate::intel::Strength::{self, Medium, Strong, Weak};
    use crate::source::Span;

    /// As many strong markers, methods, schemes, constants, salts and words of an algorithm.
    fn mines([strong, methods, schemes, constants, salts, algorithms]: [usize; 6]) -> bool {
        Counts { strong, methods, schemes, constants, salts, algorithms }.mine()
    }

    #[test]
    fn each_kind_of_proof_is_one_and_a_marker_less_is_none() {
        let proofs = [
            [3, 0, 0, 0, 0, 0],
            [2, 0, 1, 0, 0, 0],
            [1, 2, 0, 0, 0, 0],
            [1, 0, 0, 4, 0, 0],
            [1, 0, 0, 0, 2, 0],
            [0, 2, 0, 4, 0, 0],
            [0, 2, 0, 0, 2, 0],
            [0, 0, 1, 4, 0, 0],
            [0, 0, 1, 0, 2, 0],
            [0, 3, 1, 0, 0, 0],
            [0, 0, 0, 0, 0, 3],
            [0, 0, 0, 0, 3, 0],
        ];
        for proof in proofs {
            assert!(mines(proof), "{proof:?}");
            for kind in (0..6).filter(|kind| proof[*kind] > 0) {
                let mut less = proof;
                less[kind] -= 1;
                assert!(!mines(less), "{less:?} of {proof:?}");
            }
        }
        // much of one kind that others have, too
        for many in [[0, 9, 0, 0, 0, 0], [0, 0, 9, 0, 0, 0], [0, 0, 0, 9, 0, 0]] {
            assert!(!mines(many), "{many:?}");
        }
    }

    #[test]
    fn a_program_is_told_by_what_is_compiled_into_miners() {
        let proof = |group: MarkerGroup, strength: Strength| {
            let place = Place::in_build(Keyword::Copy, Span::default());
            let mut file = File::named(place, Span::default(), "x");
            let marker = |offset: u64| FileMarker {
                group,
                strength,
                value: offset.to_string(),
                citation: String::new(),
                offset,
            };
            file.markers = [9, 5, 7, 1].map(marker).into();
            program(&file).map(|proof| proof.iter().map(|it| it.offset).collect::<Vec<_>>())
        };
        // in the order of the file
        assert_eq!(proof(MarkerGroup::Algorithm, Medium), Some(vec![1, 5, 7, 9]));
        assert_eq!(proof(MarkerGroup::Donation, Strong), Some(vec![1, 5, 7, 9]));
        assert_eq!(proof(MarkerGroup::Algorithm, Weak), None);
        for of_others in [MarkerGroup::Source, MarkerGroup::Campaign, MarkerGroup::Key] {
            assert_eq!(proof(of_others, Strong), None, "{of_others:?}");
        }
    }

    #[test]
    fn pools_are_a_configuration_with_what_only_miners_set() {
        let is_one = |pools: &[&'static str], more: &[(&'static str, Strength)]| {
            let pools = pools.iter().map(|key| (*key, Weak));
            is_configuration(pools.chain(more.iter().copied()))
        };
        let (strong, medium) = (("a", Strong), ("b", Medium));
        let all: [&[&str]; 3] = [
            &["pools", "url", "user"],
            &["pool_list", "pool_address"],
            &["pool_address", "wallet_address"],
        ];
        for pools in all {
            assert!(is_one(pools, &[strong]), "{pools:?}");
            assert!(is_one(pools, &[medium, ("c", Medium)]), "{pools:?}");
            assert!(!is_one(pools, &[medium]), "{pools:?}");
            assert!(!is_one(pools, &[]), "{pools:?}");
            for left_out in pools {
                let rest: Vec<_> = pools.iter().copied().filter(|key| key != left_out).collect();
                assert!(!is_one(&rest, &[strong]), "{rest:?}");
            }
        }
    }
}

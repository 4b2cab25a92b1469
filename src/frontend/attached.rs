//! What is attached to the images of a build, such as the list of their software: the stock frontend lets a scanner make it, an
//! image that whoever starts the build names (`--attest type=sbom`). Its graph is one more that runs in the build.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::assembly::definitions;
use super::graph::{self, Malformed};
use super::protocol::{BuildResult, Definition};
use crate::facts::graph::Step;
use crate::finding::Finding;
use crate::source::{FileId, Sources};

/// The steps of these graphs that are no steps of the images. They have no place in the file of the build.
pub(super) fn steps(
    result: &BuildResult,
    sources: &Sources,
    file: FileId,
) -> Result<Vec<Step>, Malformed> {
    let of_images = definitions(result).into_iter().flat_map(|it| &it.def);
    let mut known: HashSet<&[u8]> = of_images.map(Vec::as_slice).collect();
    let mut steps = Vec::new();
    for attached in attached(result) {
        // the last one only names the result; the same scanner is asked for each platform
        let Some((end, own)) = attached.def.split_last() else { continue };
        let own = own.iter().filter(|bytes| known.insert(bytes));
        let def = own.chain([end]).cloned().collect();
        let own = Definition { def, ..Definition::default() };
        let (places, set) = (BTreeMap::new(), BTreeSet::new());
        steps.extend(graph::steps(&own, sources, &[file], &places, &set)?.steps);
    }
    Ok(steps)
}

/// Says of a finding in these graphs what it is about.
pub(super) fn explain(finding: &mut Finding) {
    finding.primary.text = "an attestation of this build needs it".into();
    finding.help = Some("build without this attestation, or let another scanner make it".into());
    let note = "it stands in no line: `--attest type=sbom,generator=…` or `--sbom` names the image of the scanner";
    finding.notes.push(note.to_owned());
}

fn attached(result: &BuildResult) -> impl Iterator<Item = &Definition> {
    let entries = result.attestations.iter().flat_map(|entry| &entry.attestations);
    let attestations = entries.flat_map(|entry| &entry.attestation);
    attestations.filter_map(|it| it.r#ref.as_ref()?.def.as_ref())
}

//! The verdict on an image that passed, attached to the result as BuildKit attaches provenance: `Result.attestations` of its
//! gateway protocol. BuildKit makes the in-toto statement of it, with the digest of the image as subject.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::assembly::{alone, directory, never_again};
use super::client::Client;
use super::protocol::{
    Attestation, Attestations, AttestationsEntry, BuildResult, Definition, InTotoSubject, Ref,
    WarnRequest,
};
use super::refusal::Refusal;
use super::rulebook::Rulebook;
use crate::engine::{FileReport, Report};
use crate::policy::PolicyFile;
use crate::report::verification::{self, PREDICATE_TYPE, UNNAMED};

/// Numbers of the protocol: an in-toto statement about the image itself.
const IN_TOTO: i32 = 0;
const ITSELF: i32 = 0;

/// The metadata in which a result names its platforms.
const PLATFORMS: &str = "refs.platforms";

const FILE: &str = "verification.json";

const UNSUPPORTED: &str = "minestop: the policy of this gate wants an attestation (`attest` under `[frontend]`), and this \
    engine cannot attach any: the image carries no verdict";

/// By which policy a build is judged, and when.
#[derive(Debug)]
pub(super) struct Verifier {
    preset: &'static str,
    files: Vec<PolicyFile>,
    time: i64,
}

#[derive(Deserialize)]
struct Platforms {
    #[serde(rename = "Platforms")]
    platforms: Vec<Platform>,
}

#[derive(Deserialize)]
struct Platform {
    #[serde(rename = "ID")]
    id: String,
}

impl Verifier {
    /// All policies that judge the build.
    pub(super) fn of(rulebooks: &[Rulebook]) -> Self {
        let first = rulebooks.first();
        Self {
            preset: first.map_or("", |book| book.policy.base().word()),
            files: rulebooks.iter().flat_map(Rulebook::files).collect(),
            time: first.map_or(0, |book| book.now),
        }
    }

    /// What is said of a build that nothing in the report stops.
    pub(super) fn passed(&self, report: FileReport) -> Value {
        let report = Report { files: vec![report], ..Report::default() };
        verification::passed(&report, UNNAMED, self.preset, &self.files, self.time)
    }
}

/// Adds the predicate to the result of each platform. An engine without attestations gets a warning instead.
pub(super) async fn attach(
    client: &mut Client,
    result: &mut BuildResult,
    predicate: Value,
) -> Result<(), Refusal> {
    let platforms = platforms(result);
    if !client.attests() || platforms.is_empty() {
        let short = UNSUPPORTED.as_bytes().to_vec();
        client.warn(WarnRequest { level: 1, short, ..WarnRequest::default() }).await;
        return Ok(());
    }
    let id = client.only_result(file(predicate.to_string().into_bytes())).await?;
    for platform in platforms {
        let attestation = attestation(id.clone());
        let entry = result.attestations.iter_mut().find(|entry| entry.platform == platform);
        match entry {
            Some(entry) => {
                entry.attestations.get_or_insert_default().attestation.push(attestation);
            }
            None => result.attestations.push(AttestationsEntry {
                platform,
                attestations: Some(Attestations { attestation: vec![attestation] }),
            }),
        }
    }
    Ok(())
}

fn attestation(id: String) -> Attestation {
    Attestation {
        kind: IN_TOTO,
        metadata: BTreeMap::new(),
        r#ref: Some(Ref { id, def: None }),
        path: format!("/{FILE}"),
        in_toto_predicate_type: PREDICATE_TYPE.to_owned(),
        in_toto_subjects: vec![InTotoSubject { kind: ITSELF, ..InTotoSubject::default() }],
    }
}

/// A graph that makes one file.
fn file(data: Vec<u8>) -> Definition {
    let files = [(FILE.to_owned(), data), (never_again(), Vec::new())];
    alone(&directory(&files), "[minestop] write the attestation")
}

/// The platforms as the exporter knows them.
fn platforms(result: &BuildResult) -> Vec<String> {
    let listed = result.metadata.get(PLATFORMS).map(Vec::as_slice).unwrap_or_default();
    let listed = serde_json::from_slice::<Platforms>(listed).ok();
    listed.into_iter().flat_map(|it| it.platforms).map(|platform| platform.id).collect()
}

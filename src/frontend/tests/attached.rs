//! Graphs with something unusual: one that is attached to an image, bytes that are no text, a trigger of a named context.

use std::collections::BTreeMap;

use crate::frontend::protocol::{
    Attestation, Attestations, AttestationsEntry, BuildResult, ExecOp, Meta, OpMetadata, Ref, op,
};

use super::gateway::{Gateway, digest};
use super::graph::{CLEAN, Graph, assert_stops, judged, of_definition};

/// A clean build for these platforms to which a scanner attaches something, `argv` in the image `scanner`.
fn scanned(platforms: &[&str], scanner: &str, argv: &[&str]) -> BuildResult {
    let base = || Graph::of(CLEAN).source("docker-image://docker.io/library/base:1", &[1]);
    let mut built = base().built();
    let scan = base().source(scanner, &[]).exec(argv, &[], 1, &[]).definition();
    for platform in platforms {
        let reference = Ref { id: "scanned".to_owned(), def: Some(scan.clone()) };
        let attestation = Attestation { r#ref: Some(reference), ..Attestation::default() };
        built.attestations.push(AttestationsEntry {
            platform: (*platform).to_owned(),
            attestations: Some(Attestations { attestation: vec![attestation] }),
        });
    }
    built
}

#[test]
fn a_scanner_that_attaches_something_is_judged_once() {
    let both = ["linux/amd64", "linux/arm64"];
    let mines = ["/scan", "-o", "stratum+tcp://pool.example.invalid:3333"];
    for (scanner, argv, rule) in [
        ("docker-image://docker.io/metal3d/xmrig:latest", &["/scan"][..], "denied-image"),
        ("docker-image://docker.io/library/scanner:1", &mines, "mining-pool"),
    ] {
        let seen = judged(CLEAN, scanned(&both, scanner, argv));
        assert_stops(&seen, rule, 1);
        let message = seen.error().message;
        assert_eq!(message.matches("STOP[").count(), 1, "{message}");
        assert!(message.contains("an attestation of this build needs it"), "{message}");
        assert!(message.contains("names the image of the scanner"), "{message}");
        assert!(seen.steps.is_empty(), "nothing runs");
    }
}

#[test]
fn a_scanner_that_does_nothing_else_is_let_pass() {
    let scanner = "docker-image://docker.io/library/scanner:1";
    let seen = judged(CLEAN, scanned(&["linux/amd64"], scanner, &["/scan"]));
    assert_eq!(seen.result().attestations.len(), 1);
}

/// The source has no lines then, only a title, and the trigger has those of the whole FROM.
#[test]
fn a_trigger_of_a_named_context_is_blamed_on_it() {
    let shell = ["/bin/sh", "-c", "/x -o stratum+tcp://pool.example.invalid:3333"];
    let graph = Graph::of("FROM base\n").source("oci-layout://base@sha256:0", &[]);
    let mut definition = graph.exec(&shell, &[], 0, &[1]).definition();
    let title = "[context base] base@sha256:0".to_owned();
    let description = BTreeMap::from([("llb.customname".to_owned(), title.into_bytes())]);
    let metadata = OpMetadata { description, ..OpMetadata::default() };
    definition.metadata.insert(digest(&definition.def[0]), metadata);
    let gateway =
        Gateway { built: Some(of_definition(definition)), ..Gateway::with("FROM base\n") };
    let seen = gateway.run(&["context:base=oci-layout://base@sha256:0"]);
    assert_stops(&seen, "mining-pool", 1);
    let message = seen.error().message;
    assert!(message.contains("a trigger (ONBUILD) of the base image runs"), "{message}");
}

#[test]
fn a_graph_with_bytes_that_are_no_text_is_judged() {
    let mut built = Graph::of(CLEAN).source("docker-image://docker.io/library/base:1", &[1]);
    let command = b"echo caf\xe9; /x -o stratum+tcp://pool.example.invalid:3333".to_vec();
    let args = vec![b"/bin/sh".to_vec(), b"-c".to_vec(), command.clone()];
    let meta = Meta {
        args,
        cwd: b"/caf\xe9".to_vec(),
        user: b"\xe9".to_vec(),
        env: vec![b"A=\xe9".to_vec()],
    };
    let exec = ExecOp { meta: Some(meta), ..ExecOp::default() };
    built = built.step(op::Op::Exec(exec), &[0], &[2]);
    let mut definition = built.definition();
    let description = BTreeMap::from([("com.docker.dockerfile.v1.command".to_owned(), command)]);
    let metadata = OpMetadata { description, ..OpMetadata::default() };
    definition.metadata.insert(digest(&definition.def[1]), metadata);
    let gateway = Gateway { built: Some(of_definition(definition)), ..Gateway::with(CLEAN) };
    assert_stops(&gateway.run(&[]), "mining-pool", 2);
}

//! Names of images in every spelling.

use std::collections::BTreeMap;

use serde_json::json;

use super::builders::Builder;
use super::clusters::{Cluster, documents};
use super::policies::{POLICIES, project_of};
use super::{Decision, exported, linted};

/// Rules about the name of an image, of which nothing is left out but what `left_out` tells.
const RULES: &[&str] = &["denied-image", "untrusted-image", "unpinned-image"];

/// The first policies, that Rego is asked about with every image.
const WHOLE: usize = 7;

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

const NAMES: &[&str] = &[
    "alpine",
    "debian",
    "ubuntu",
    "library/ubuntu",
    "docker.io/ubuntu",
    "docker.io/library/ubuntu",
    "index.docker.io/ubuntu",
    "index.docker.io/library/ubuntu",
    "registry-1.docker.io/library/ubuntu",
    "registry.hub.docker.com/library/ubuntu",
    "Docker.io/library/ubuntu",
    "docker.io:443/library/ubuntu",
    "team/tool",
    "docker.io/team/tool",
    "team/pinned",
    "team/a",
    "team/a/b",
    "quay.io/ubuntu",
    "quay.io/a/tool",
    "quay.io/a/b/tool",
    "quay.io/library/ubuntu",
    "localhost/tool",
    "localhost:5000/tool",
    "registry.example.invalid/tool",
    "registry.example.invalid/base/runtime",
    "registry.example.invalid/base/a/b",
    "REGISTRY.example.invalid/base/runtime",
    "registry.example.invalid:443/base/runtime",
    "registry.example.invalid:5000/a",
    "registry.example.invalid:5000/team/tool",
    "registry.example.invalid/retired/x",
    "registry.example.invalid/only",
    "a.example.invalid/shared/x",
    "a.b.example.invalid/shared/x/y",
    "example.invalid/shared/x",
    "somebody/xdigger",
    "a/b/xdigger",
    "quay.io/x/anywhere",
    "anywhere",
    "forbidden",
    "a/forbidden",
    "quay.io/a/forbidden",
    "registry2.example.invalid/x",
    "gcr.io/distroless/static",
    "ghcr.io/team/tool",
    "192.0.2.1/x",
    "192.0.2.1:5000/x",
    "my__team/a-b",
    "a.b/c",
    "metal3d/xmrig",
    "docker.io/metal3d/xmrig",
    "ghcr.io/metal3d/xmrig",
    "somebody/xmrig",
    "somebody/docker-xmrig",
    "somebody/xmrig-docker",
    "azurenql/anything",
    "quay.io/azurenql/anything",
    "registry.example.invalid/digger",
    "team/fakedigger",
    "xmrig/xmrig-exporter",
    "adminer",
    "docker/dockerfile",
];

/// At least a hundred names: each spelling plain, some with tags, digests and both.
fn images() -> Vec<String> {
    let mut all: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    for name in [
        "ubuntu",
        "debian",
        "team/tool",
        "registry.example.invalid/only",
        "docker.io/library/ubuntu",
        "team/pinned",
    ] {
        for version in [
            ":latest",
            ":22.04",
            ":12",
            ":8",
            ":1.2",
            ":2",
            &format!("@{DIGEST}"),
            &format!(":2@{DIGEST}"),
        ] {
            all.push(format!("{name}{version}"));
        }
    }
    all.push(format!("alpine@{DIGEST}"));
    all.push(format!("alpine:3@{DIGEST}"));
    all.push("metal3d/xmrig:6.22".to_owned());
    assert!(all.len() >= 100, "{}", all.len());
    all
}

/// Each image with what minestop says of it, where `file` writes it.
fn verdicts(
    policy: &str,
    images: &[String],
    file: impl Fn(usize, &str) -> (String, String),
) -> BTreeMap<String, Vec<(Decision, String)>> {
    let project = project_of(policy);
    let mut names = BTreeMap::new();
    for (number, image) in images.iter().enumerate() {
        let (path, text) = file(number, image);
        project.write(&path, text);
        names.insert(path, image.clone());
    }
    let found: BTreeMap<_, _> = linted(&project, RULES).into_iter().collect();
    names.into_iter().map(|(path, image)| (image, found[&path].clone())).collect()
}

fn greatest(findings: &[(Decision, String)]) -> Decision {
    findings.iter().map(|(decision, _)| *decision).max().unwrap_or(Decision::Passes)
}

/// The text says of names that only look like a miner's that it does not know all of them.
fn is_left_out(findings: &[(Decision, String)], text: &str) -> bool {
    findings.iter().all(|(_, message)| message.contains("is named after a miner"))
        && text.contains("images named after a miner")
}

fn fails(policy: &str, decision: Decision) -> Decision {
    match decision {
        _ if policy.contains("fail-on = \"never\"") => decision.min(Decision::Warns),
        Decision::Warns if policy.contains("fail-on = \"warn\"") => Decision::Refused,
        other => other,
    }
}

#[test]
fn clusters_decide_about_images_as_minestop_does() {
    let images = images();
    let invalid =
        ["Team/Tool", "UBUNTU", "", "https://docker.io/ubuntu", "ubuntu:", "ubuntu:a b", "-x/y"];
    for (about, policy) in POLICIES {
        let project = project_of(policy);
        let kubernetes = exported(&project, "cel").0;
        let cluster = Cluster::of_kubernetes(&kubernetes);
        let pod = |image: &str| {
            json!({ "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"},
                    "spec": {"containers": [{"name": "a", "image": image}]} })
        };
        let file =
            |number: usize, image: &str| (format!("pod{number}.yaml"), pod(image).to_string());
        for (image, findings) in verdicts(policy, &images, file) {
            let wanted = fails(policy, greatest(&findings));
            let (decision, said) = cluster.judge(&pod(&image));
            assert_eq!(decision == Decision::Passes, said.is_empty());
            let is_left_out = decision < wanted && is_left_out(&findings, &kubernetes);
            let is_stricter = decision > wanted && kubernetes.contains("accepts nothing here");
            let fits = decision == wanted || is_left_out || is_stricter;
            assert!(fits, "{about}: {image}: {decision:?} {findings:?} {said:?}");
        }
        if policy.contains("untrusted-image") && !policy.contains("fail-on") {
            for image in invalid {
                let decision = cluster.judge(&pod(image)).0;
                assert_eq!(decision, Decision::Refused, "{about}: {image}");
            }
        }
    }
}

#[test]
fn kyverno_is_asked_the_same_as_kubernetes() {
    for (about, policy) in POLICIES {
        let project = project_of(policy);
        let [kubernetes, kyverno] =
            ["cel", "kyverno"].map(|it| documents(&exported(&project, it).0));
        let policies = kubernetes.iter().filter(|it| it["kind"] == "ValidatingAdmissionPolicy");
        let policies: Vec<_> = policies.collect();
        assert_eq!(policies.len(), kyverno.len(), "{about}");
        for (kubernetes, kyverno) in policies.into_iter().zip(&kyverno) {
            for key in ["variables", "validations", "matchConstraints", "failurePolicy"] {
                assert_eq!(kubernetes["spec"][key], kyverno["spec"][key], "{about}: {key}");
            }
        }
    }
}

#[test]
fn builders_decide_about_images_as_minestop_does() {
    let images = images();
    for (index, (about, policy)) in POLICIES.iter().enumerate() {
        let project = project_of(policy);
        let (rego, _) = exported(&project, "rego");
        let (source_policy, said) = exported(&project, "source-policy");
        let left_out = [rego.clone(), said];
        let mut builders = [Builder::of_rego(&rego), Builder::of_source_policy(&source_policy)];
        let file = |number: usize, image: &str| {
            (format!("b{number}/Dockerfile"), format!("FROM {image}\nUSER web\n"))
        };
        for (number, (image, findings)) in verdicts(policy, &images, file).into_iter().enumerate() {
            // a builder refuses or says nothing
            let wanted = match fails(policy, greatest(&findings)) {
                Decision::Warns => Decision::Passes,
                other => other,
            };
            for (builder, text) in builders.iter_mut().zip(&left_out) {
                // this evaluator reads each expression anew for each name
                if matches!(builder, Builder::Rego(_)) && index >= WHOLE && number % 4 != 0 {
                    continue;
                }
                let decision = builder.judge(&image);
                let fits =
                    decision == wanted || beyond(&image, &findings, (decision, wanted), text);
                assert!(fits, "{about}: {image}: {decision:?} {findings:?}\n{text}");
            }
        }
    }
}

/// Where a builder may decide otherwise, and says so.
fn beyond(
    image: &str,
    findings: &[(Decision, String)],
    (decision, wanted): (Decision, Decision),
    text: &str,
) -> bool {
    let is_laxer = decision < wanted;
    is_laxer && is_left_out(findings, text)
        || is_laxer && image == "docker/dockerfile" && text.contains("may be built on here, too")
        || is_laxer
            && image.contains(":2@")
            && text.contains("a digest behind a trusted tag passes")
        || !is_laxer && text.contains("accepts nothing here")
}

//! Patterns of references as regular expressions: they say what the patterns say.

use proptest::prelude::*;
use regex::Regex;

use super::*;
use crate::image_ref::expression::{Naming, with_registry};
use crate::pattern::Expression;

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn regex(all: &[Expression]) -> Regex {
    let whole = Expression::whole(all).expect("an expression");
    Regex::new(&whole).unwrap_or_else(|error| panic!("{whole}: {error}"))
}

/// Both matchers of a pattern agree with their expressions about each image.
fn agree<'i>(pattern: &str, images: impl IntoIterator<Item = &'i String>) {
    let parsed: Pattern = pattern.parse().unwrap_or_else(|_| panic!("{pattern}"));
    let Ok(denied) = parsed.expressions() else { return };
    let trusted = parsed.trusted_expressions(Naming::Written).expect("it can be said");
    let (denies, trusts) = (regex(&denied), regex(&trusted));
    for image in images {
        let reference = reference(image).unwrap_or_else(|bad| panic!("{image}: {bad}"));
        let name = with_registry(image);
        let says = denies.is_match(&name);
        assert_eq!(says, parsed.matches(&reference), "deny {pattern} {image} {denied:?}");
        let says = trusts.is_match(&name);
        assert_eq!(says, parsed.trusts(&reference), "allow {pattern} {image} {trusted:?}");
    }
}

const PATTERNS: &[&str] = &[
    "ubuntu",
    "docker.io/ubuntu",
    "library/ubuntu",
    "ubuntu:22.04",
    "ubuntu:latest",
    "ubuntu:22.*",
    "ubuntu:22.04@*",
    "ubuntu:*@*",
    "ubuntu@*",
    "ubuntu:?atest",
    "library/*",
    "registry/*",
    "team/*miner*",
    "*/*miner*",
    "**/*miner*",
    "**/library/ubuntu",
    "*",
    "**",
    "*/tool",
    "l*/tool",
    "team/**/base",
    "team/*/base",
    "localhost/*",
    "localhost:5000/*",
    "registry.example.invalid/*",
    "registry.example.invalid/**/base",
    "registry.example.invalid:5000/*",
    "registry.example.invalid:*/tool",
    "*.example.invalid/tool",
    "*.example.invalid:5000/tool",
    "[::1]:5000/x",
    "registry.example.invalid/tool:1.?@sha256:*",
    "REG.example.invalid/tool",
    "docker.io/a.b/c",
    "**/base",
    "registry-1.docker.io/team/tool",
    "ubuntu@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
];

const IMAGES: &[&str] = &[
    "ubuntu",
    "library/ubuntu",
    "docker.io/ubuntu",
    "docker.io/library/ubuntu",
    "index.docker.io/ubuntu",
    "INDEX.docker.io/library/ubuntu",
    "registry-1.docker.io/library/ubuntu",
    "registry.hub.docker.com/ubuntu",
    "docker.io:443/ubuntu",
    "docker.io./ubuntu",
    "docker.io.:0443/library/ubuntu",
    "quay.io/ubuntu",
    "quay.io/library/ubuntu",
    "team/ubuntu",
    "ubuntu-extra",
    "registry",
    "registry/tool",
    "docker.io/registry/a/b",
    "team/miner",
    "team/xminerd",
    "xminer",
    "quay.io/a/b/xminer",
    "a/b/xminer",
    "localhost/tool",
    "localhost/a/tool",
    "localhost:5000/tool",
    "LOCALHOST/tool",
    "localhost",
    "lib/tool",
    "tool",
    "team/tool",
    "docker.io/team/tool",
    "registry-1.docker.io/team/tool",
    "team/base",
    "team/a/base",
    "team/a/b/base",
    "registry.example.invalid/tool",
    "registry.example.invalid/team/tool",
    "registry.example.invalid/base",
    "registry.example.invalid/a/b/base",
    "registry.example.invalid/a/base",
    "registry.example.invalid:5000/tool",
    "registry.example.invalid:05000/tool",
    "registry.example.invalid.:5000/tool",
    "registry.example.invalid:443/tool",
    "registry.example.invalid:0443/base",
    "REGISTRY.example.INVALID/tool",
    "reg.example.invalid/tool",
    "a.example.invalid/tool",
    "a.b.example.invalid/tool",
    "a.example.invalid:5000/tool",
    "example.invalid/tool",
    "a.example.invalid:443/tool",
    "[::1]:5000/x",
    "docker.io/a.b/c",
    "a.b/c",
    "docker.io/localhost/tool",
];

#[test]
fn expressions_say_what_patterns_say() {
    let versions = ["", ":latest", ":22.04", ":1.2"];
    let versions = versions.map(|it| [it.to_owned(), format!("{it}@{DIGEST}")]).concat();
    let images = IMAGES.iter().flat_map(|image| versions.iter().map(move |it| (image, it)));
    let images: Vec<String> = images.map(|(image, version)| format!("{image}{version}")).collect();
    for pattern in PATTERNS {
        agree(pattern, &images);
    }
}

#[test]
fn a_wildcard_that_meets_a_name_of_docker_hub_cannot_be_said() {
    for pattern in ["*.io/tool", "*.docker.io/tool", "index.*/tool", "*.*/tool"] {
        let parsed: Pattern = pattern.parse().expect("a pattern");
        assert!(parsed.expressions().is_err(), "{pattern}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn expressions_say_what_any_pattern_says(
        pattern in "((docker\\.io|quay\\.io|localhost|[rx*]\\.example\\.invalid(:5000|:\\*)?)/)?(library/|\\*\\*/|[ab*]{1,2}/){0,2}[ab?*]{1,3}(:[12*]{1,2}|:latest)?(@\\*)?",
        image in "((docker\\.io|index\\.docker\\.io:443|quay\\.io|QUAY\\.io|localhost|[rx]\\.example\\.invalid(:5000|:443|:80)?)/)?(library/|[ab]{1,2}/){0,2}[ab]{1,3}(:[12]{1,2}|:latest)?(@sha256:[0-9a-f]{64})?",
    ) {
        if pattern.parse::<Pattern>().is_ok() {
            agree(&pattern, [&image]);
        }
    }
}

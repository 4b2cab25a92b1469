//! The policy that a build brings along: whether it counts, and that it can take back nothing.

use crate::frontend::Rulebook;

use super::gateway::{Gateway, Seen, order_of, result, source_of};
use super::rulebooks::rulebook_of;

const MINER: &str = "FROM alpine\nRUN wget https://github.com/xmrig/xmrig/archive/v6.tar.gz\n";
const CLEAN: &str = "FROM alpine\nRUN echo hello\n";
const INSTALLS: &str = "FROM alpine\nRUN apk add curl\n";

/// What `--build-context minestop-policy=DIR` becomes.
const BROUGHT: &str = "context:minestop-policy=local:minestop-policy";

/// Stops what the preset `default` does not look at.
const STRICT: &str = "[rules.package-install]\naction = \"stop\"\n";

/// Everything that a policy can say against a finding.
const LOOSE: &str = "inline-ignores = \"allow\"
fail-on = \"never\"
[rules.miner-source]
action = \"off\"
[rules.miner-command]
action = \"go\"
[[exceptions]]
rules = [\"*\"]
match = \"*\"
reason = \"everything is fine\"
";

fn tightens() -> Rulebook {
    rulebook_of("[frontend]\nbuild-policy = \"tighten\"\n")
}

/// A build of `text` under `own` that brings `policy`.
fn build(text: &str, own: Rulebook, policy: &str) -> Seen {
    let policy = Some(policy.as_bytes().to_vec());
    Gateway { policy, ..Gateway::with(text) }.run_with(&[BROUGHT], Ok(own))
}

#[test]
fn a_build_brings_no_policy_unless_that_of_the_image_lets_it() {
    for own in ["", "[frontend]\nbuild-policy = \"forbid\"\n"] {
        let seen = build(CLEAN, rulebook_of(own), STRICT);
        let message = seen.error().message;
        assert!(
            message.starts_with("minestop: the policy of this gate lets no build"),
            "{message}"
        );
        assert_eq!(seen.sources, [], "it was read all the same");
    }
}

#[test]
fn a_build_that_brings_none_is_judged_as_ever() {
    let seen = Gateway::with(CLEAN).run_with(&[], Ok(tightens()));
    assert_eq!(seen.result(), result("built"));
    let seen = Gateway::with(INSTALLS).run_with(&[], Ok(tightens()));
    assert_eq!(seen.result(), result("built"));
}

#[test]
fn what_it_brings_stops_what_the_policy_of_the_image_lets_pass() {
    let seen = build(INSTALLS, tightens(), STRICT);
    let message = seen.error().message;
    assert!(message.contains("STOP[package-install]"), "{message}");
    assert!(message.contains("Dockerfile:2:"), "{message}");
    assert!(message.contains("minestop-policy/minestop.toml:2"), "{message}");
    assert_eq!(build(CLEAN, tightens(), STRICT).result(), result("built"));
}

#[test]
fn what_it_brings_takes_nothing_back() {
    let alone = Gateway::with(MINER).run_with(&[], Ok(tightens())).error().message;
    let message = build(MINER, tightens(), LOOSE).error().message;
    let findings = |message: &str| message.split("\n\npolicy: ").next().map(str::to_owned);
    assert_eq!(findings(&message), findings(&alone));
    assert_eq!(message.matches("\npolicy: ").count(), 2, "both are named: {message}");

    let ignored = "# minestop: ignore-file[miner-source] it is fine\n";
    let message = build(&format!("{ignored}{MINER}"), tightens(), LOOSE).error().message;
    assert!(message.contains("STOP[miner-source]"), "{message}");
}

#[test]
fn what_the_image_excepts_the_build_may_stop() {
    let own = "[frontend]\nbuild-policy = \"tighten\"\n[[exceptions]]\nrules = [\"*\"]\nmatch = \"*\"\nreason = \"all\"\n";
    let alone = Gateway::with(MINER).run_with(&[], Ok(rulebook_of(own)));
    assert_eq!(alone.result(), result("built"));
    let message = build(MINER, rulebook_of(own), "").error().message;
    assert!(message.contains("STOP[miner-source]"), "{message}");
}

#[test]
fn each_fails_by_its_own_word() {
    let own = "fail-on = \"never\"\n[frontend]\nbuild-policy = \"tighten\"\n";
    assert_eq!(build(MINER, rulebook_of(own), "fail-on = \"never\"\n").result(), result("built"));
    assert!(build(MINER, rulebook_of(own), "").error().message.contains("STOP[miner-source]"));
}

#[test]
fn an_error_in_it_refuses_the_build_at_its_place() {
    for (policy, place) in [
        ("preset = \"loose\"\n", "minestop-policy/minestop.toml:1:10"),
        ("\n[frontend]\nbuild-policy = \"replace\"\n", "minestop-policy/minestop.toml:2:2"),
        ("[indicators]\nfiles = [\"more.json\"]\n", "minestop-policy/minestop.toml:2:10"),
        ("[rules\n", "minestop-policy/minestop.toml:1:"),
    ] {
        let seen = build(CLEAN, tightens(), policy);
        let message = seen.error().message;
        assert!(
            message.starts_with("minestop: the policy that this build brings cannot be used"),
            "{message}"
        );
        assert!(message.contains(place), "{message}");
        assert_eq!(seen.delegated, []);
    }
}

#[test]
fn a_context_without_a_policy_refuses_the_build() {
    let message = Gateway::with(CLEAN).run_with(&[BROUGHT], Ok(tightens())).error().message;
    assert!(message.contains("cannot be read: open minestop.toml: no such file"), "{message}");
    let gateway = || Gateway { policy: Some(vec![0xff]), ..Gateway::with(CLEAN) };
    let message = gateway().run_with(&[BROUGHT], Ok(tightens())).error().message;
    assert!(message.contains("it is not UTF-8"), "{message}");
    for place in ["https://git.example.invalid/a.git", "input:other", "docker-image://A B", ""] {
        let option = format!("context:minestop-policy={place}");
        let message = gateway().run_with(&[&option], Ok(tightens())).error().message;
        assert!(message.contains("cannot hold a policy"), "{place}: {message}");
    }
}

#[test]
fn it_is_one_file_of_a_directory_or_of_an_image() {
    let seen = build(CLEAN, tightens(), STRICT);
    let sources: Vec<String> = seen.sources.iter().filter_map(source_of).collect();
    assert!(sources.contains(&"local://minestop-policy".to_owned()), "{sources:?}");

    let policy = Some(STRICT.as_bytes().to_vec());
    let gateway = Gateway { policy, ..Gateway::with(INSTALLS) };
    let option = "context:minestop-policy=docker-image://acme/minestop-policy";
    let seen = gateway.run_with(&[option], Ok(tightens()));
    assert!(seen.error().message.contains("STOP[package-install]"), "{:?}", seen.error());
    let source = seen.sources.first().and_then(source_of);
    assert_eq!(source.as_deref(), Some("docker-image://docker.io/acme/minestop-policy:latest"));
}

#[test]
fn it_may_replace_the_policy_of_the_image_where_that_says_so() {
    let own = || rulebook_of("[frontend]\nbuild-policy = \"replace\"\n");
    assert_eq!(build(MINER, own(), LOOSE).result(), result("built"));
    assert!(build(INSTALLS, own(), STRICT).error().message.contains("STOP[package-install]"));
    assert!(Gateway::with(MINER).run_with(&[], Ok(own())).error().message.contains("STOP"));
}

#[test]
fn each_policy_has_its_own_look_at_the_files() {
    let seen = super::files::run_under(tightens(), Some((BROUGHT, STRICT)));
    let policies: Vec<Option<String>> = seen
        .steps
        .iter()
        .map(|step| order_of(step.definition.as_ref().expect("it is a graph")))
        .map(|order| order["policy"]["text"].as_str().map(str::to_owned))
        .collect();
    let brought = Some(STRICT.to_owned());
    assert_eq!(policies, [None, brought.clone(), None, brought]);
}

#[test]
fn what_the_look_of_the_brought_policy_finds_stops() {
    let record = r##"{"path":"a","kind":"Script","mode":493,"owner":0,"group":0,"size":30,
        "text":"#!/bin/sh\napk add curl\n"}"##;
    let answers = ["{\"looks\":[[]]}", &format!("{{\"looks\":[[{record}]]}}")];
    let seen = super::files::run_with(&answers, tightens(), Some((BROUGHT, STRICT)));
    let message = seen.error().message;
    assert!(message.contains("STOP[package-install]") && message.contains("a:2:"), "{message}");
}

#[test]
fn the_answers_to_questions_have_its_findings() {
    let policy = Some(STRICT.as_bytes().to_vec());
    let gateway = Gateway { policy, ..Gateway::with(INSTALLS) };
    let seen = gateway.run_with(&[BROUGHT, "requestid=frontend.minestop"], Ok(tightens()));
    let answer = seen.result();
    assert_eq!(answer.metadata["result.statuscode"], b"1");
    let text = String::from_utf8_lossy(&answer.metadata["result.txt"]).into_owned();
    assert_eq!(text.matches("STOP[package-install]").count(), 1, "{text}");
}

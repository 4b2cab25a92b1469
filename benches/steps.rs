//! Bytes a second of each step on the way from text to verdict, for one ordinary file and for a very long one.

#![allow(clippy::expect_used, reason = "a bench that cannot go on stops")]
#![allow(missing_docs, reason = "benches are no interface")]

use divan::Bencher;
use divan::counter::BytesCount;
use minestop::dockerfile::{self, BuildOptions};
use minestop::engine::Engine;
use minestop::facts;
use minestop::intel::Intel;
use minestop::policy::{self, Date, Decider, Policy};
use minestop::source::{FileId, Sources};

const ORDINARY: &str = include_str!("ordinary.Dockerfile");
/// How often the file stands behind itself.
const COPIES: [usize; 2] = [1, 500];
const FILE: FileId = FileId(0);

fn main() {
    divan::main();
}

fn policy() -> Policy {
    let mut sources = Sources::default();
    let file = sources.add("minestop.toml", Vec::new());
    policy::parse(file, &sources).expect("an empty policy is the preset `default`")
}

#[divan::bench(args = COPIES)]
fn parse(bencher: Bencher<'_, '_>, copies: usize) {
    let text = ORDINARY.repeat(copies);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| dockerfile::parse(FILE, text.as_bytes()));
}

#[divan::bench(args = COPIES)]
fn facts(bencher: Bencher<'_, '_>, copies: usize) {
    let text = ORDINARY.repeat(copies);
    let tree = dockerfile::parse(FILE, text.as_bytes());
    let options = BuildOptions::default();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let resolved = dockerfile::resolve(&tree, &options);
        facts::observe_dockerfile(text.as_bytes(), &tree, &resolved)
    });
}

#[divan::bench(args = COPIES)]
fn rules(bencher: Bencher<'_, '_>, copies: usize) {
    let text = ORDINARY.repeat(copies);
    let policy = policy();
    let decider = Decider::new(&policy, Date { year: 2026, month: 1, day: 1 });
    let build = BuildOptions::default();
    let engine = Engine {
        policy: &policy,
        intel: Intel::builtin(),
        decider: &decider,
        build: &build,
        bundle: None,
    };
    let tree = dockerfile::parse(FILE, text.as_bytes());
    let facts =
        facts::observe_dockerfile(text.as_bytes(), &tree, &dockerfile::resolve(&tree, &build));
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| engine.rule_findings(&facts, FILE));
}

//! Bytes a second from text to report, for one ordinary file and for a very long one.

#![allow(clippy::expect_used, reason = "a bench that cannot go on stops")]
#![allow(missing_docs, reason = "benches are no interface")]

use std::io;

use divan::Bencher;
use divan::counter::BytesCount;
use minestop::{Exit, Host};

const ORDINARY: &str = include_str!("ordinary.Dockerfile");
/// How often the file stands behind itself.
const COPIES: [usize; 2] = [1, 500];

fn main() {
    divan::main();
}

#[divan::bench(args = COPIES)]
fn lint(bencher: Bencher<'_, '_>, copies: usize) {
    let text = ORDINARY.repeat(copies);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let mut host =
            Host { stdin: &mut text.as_bytes(), stdout: &mut io::sink(), stderr: &mut io::sink() };
        let exit =
            minestop::run(["minestop", "lint", "--no-policy", "-"].map(Into::into), &mut host);
        assert!(matches!(exit, Exit::Go | Exit::Stop), "the file could not be judged");
    });
}

//! Files made to make a linter slow, big or fall over, through the whole program.

use std::time::{Duration, Instant};

use crate::project::{Outcome, Project};

/// An unoptimised build takes smaller ones of the same kind.
const SCALE: usize = if cfg!(debug_assertions) { 8 } else { 1 };

/// Lints one file in a process of its own.
fn lint(text: &str) -> Outcome {
    let project = Project::with(&[("Dockerfile", text)]);
    let started = Instant::now();
    let outcome = project.run(&["lint", "--format", "short", "Dockerfile"]);
    // Generous for an unoptimised build on a busy machine; anything quadratic takes minutes.
    assert!(started.elapsed() < Duration::from_mins(1), "too slow");
    assert!(outcome.err.is_empty(), "{}", outcome.err);
    outcome
}

fn passes(text: &str) {
    let outcome = lint(text);
    assert_eq!(outcome.code, 0, "{}", outcome.out.chars().take(500).collect::<String>());
}

fn stops_with(text: &str, message: &str) {
    let outcome = lint(text);
    assert_eq!(outcome.code, 1);
    assert!(outcome.out.contains(message), "{}", outcome.out.chars().take(500).collect::<String>());
}

fn warns_with(text: &str, message: &str) {
    let outcome = lint(text);
    assert_eq!(outcome.code, 0);
    assert!(outcome.out.contains(message), "{}", outcome.out.chars().take(500).collect::<String>());
}

#[test]
fn ten_thousand_lines_pass() {
    passes(&format!("FROM debian:12\n{}", "RUN make all\n".repeat(10_000 / SCALE)));
    passes(&format!("FROM debian:12\nRUN make{}\n", " \\\n  all".repeat(10_000 / SCALE)));
}

#[test]
fn a_hundred_thousand_instructions_pass() {
    passes(&format!("FROM debian:12\n{}", "ENV A=b\n".repeat(100_000 / SCALE)));
    passes(&"FROM debian:12\n".repeat(100_000 / SCALE));
    passes(&format!("FROM debian:12\n{}", "COPY a b\n".repeat(100_000 / SCALE)));
}

#[test]
fn a_line_of_ten_megabytes_is_refused_as_buildkit_refuses_it() {
    let long = "a".repeat((10 << 20) / SCALE);
    for line in [format!("RUN echo {long}"), format!("ENV A={long}"), format!("# {long}")] {
        stops_with(&format!("FROM debian:12\n{line}\n"), "greater than max allowed size of 65535");
    }
}

#[test]
fn an_instruction_of_ten_megabytes_passes() {
    let line = format!(" \\\n  {}", "a".repeat(60_000));
    passes(&format!("FROM debian:12\nRUN echo{}\n", line.repeat(160 / SCALE)));
}

#[test]
fn what_is_nested_too_deep_is_said() {
    let depth = 30_000 / SCALE;
    let (open, close) = ("$(echo ".repeat(depth), ")".repeat(depth));
    warns_with(&format!("FROM debian:12\nRUN echo {open}{close}\n"), "nested more than 64 deep");
    let open = "${X:-".repeat(depth);
    warns_with(&format!("FROM debian:12\nRUN echo {open}\n"), "nested more than 64 deep");
}

#[test]
fn what_stands_behind_very_many_commands_still_counts() {
    let calls = "mk a\n".repeat(140_000);
    for (run, inner) in [
        (format!("#!/bin/sh\n{calls}./xmrig -o pool.supportxmr.com:3333\n"), String::new()),
        // the limit is met in another file, and inside of a block
        (
            "#!/bin/sh\nif true; then\n. /in.sh\nfi\n./xmrig -o pool.supportxmr.com:3333\n"
                .to_owned(),
            format!("if true; then\n{calls}fi\n"),
        ),
    ] {
        let project = Project::with(&[
            ("Dockerfile", "FROM debian:12\nCOPY run.sh in.sh /\nRUN /run.sh\n"),
            ("run.sh", &run),
            ("in.sh", &inner),
        ]);
        let outcome = project.run(&["lint", "--format", "short", "Dockerfile"]);
        assert_eq!(outcome.code, 1, "{}", outcome.out);
        for said in ["more than 131,072 commands", "pool.supportxmr.com"] {
            assert!(outcome.out.contains(said), "{said}: {}", outcome.out);
        }
    }
    // a program that only its name tells, also inside of something
    for last in ["./xmrig", "if true; then x=$(./xmrig); fi"] {
        let project = Project::with(&[
            ("Dockerfile", "FROM debian:12\nCOPY run.sh /\nRUN /run.sh\n"),
            ("run.sh", &format!("#!/bin/sh\n{calls}{last}\n")),
        ]);
        let outcome = project.run(&["lint", "--format", "short", "Dockerfile"]);
        assert!(outcome.out.contains("miner-command"), "{last}: {}", outcome.out);
    }
}

#[test]
fn quotes_and_here_documents_by_the_thousand_pass() {
    passes(&format!("FROM debian:12\nRUN echo {}\n", "'a'\"b\"".repeat(50_000 / SCALE)));
    let documents: Vec<String> =
        (0..10_000 / SCALE).map(|at| format!("RUN <<E{at}\nmake\nE{at}\n")).collect();
    passes(&format!("FROM debian:12\n{}", documents.concat()));
}

#[test]
fn an_unclosed_here_document_stops() {
    let words = "<<E ".repeat(1_000);
    stops_with(&format!("FROM debian:12\nRUN cat {words}\nmake\n"), "unterminated heredoc");
}

#[test]
fn what_a_program_nests_too_deep_is_said() {
    let depth = 30_000 / SCALE;
    for (name, interpreter, call) in [
        ("a.py", "python3", "os.system('x')"),
        ("a.js", "node", "spawn('x')"),
        ("a.rb", "ruby", "system('x')"),
        ("a.php", "php", "system('x')"),
    ] {
        for (open, close) in [("(", ")"), ("[", "]"), ("f(a, [", "])")] {
            let text = format!("x = {}{call}{}\n", open.repeat(depth), close.repeat(depth));
            let start =
                format!("FROM debian:12\nCOPY {name} /\nCMD [\"{interpreter}\", \"/{name}\"]\n");
            let project = Project::with(&[("Dockerfile", start.as_str()), (name, text.as_str())]);
            let outcome = project.run(&["lint", "--format", "short", "Dockerfile"]);
            assert!(
                outcome.out.contains("nests more than 48 deep"),
                "{name} {open}: {}",
                outcome.out
            );
        }
    }
}

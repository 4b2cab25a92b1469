//! Readings of Dockerfiles as lines of text.
//!
//! One line an instruction: lines, word, flags, arguments, then `<<name=body` for here-documents
//! (`<<'name'` where the body is not expanded, `<<-` where tabs go), `(…)` for the trigger of ONBUILD, and
//! `! phase line: message` for errors.

use std::fmt::Write;

use crate::dockerfile::syntax::instruction::Phase;
use crate::dockerfile::{Dockerfile, Instruction, parse};
use crate::source::FileId;

/// Reads a file.
pub(crate) fn read(bytes: &[u8]) -> Dockerfile {
    parse(FileId(0), bytes)
}

/// One instruction as a line.
pub(crate) fn show(found: &Instruction) -> String {
    let mut out = found.keyword.word().to_owned();
    if out.is_empty() {
        let _ = write!(out, "?{:?}", found.word.as_str());
    }
    if found.json {
        out.push_str(" exec");
    }
    for flag in &found.flags {
        let _ = write!(out, " {}", flag.as_str());
    }
    for arg in &found.args {
        let _ = write!(out, " {:?}", arg.as_str());
    }
    for doc in &found.heredocs {
        let fd = if doc.fd == 0 { String::new() } else { doc.fd.to_string() };
        let dash = if doc.chomp { "-" } else { "" };
        let quote = if doc.expand { "" } else { "'" };
        let _ = write!(out, " {fd}<<{dash}{quote}{}{quote}={:?}", doc.name, doc.content.as_str());
    }
    if let Some(trigger) = &found.trigger {
        let _ = write!(out, " ({})", show(trigger));
    }
    out
}

/// The reading of a file.
pub(crate) fn reading(bytes: &[u8]) -> String {
    let file = read(bytes);
    let mut out = String::new();
    for found in &file.instructions {
        let (start, end) = (found.start_line, found.end_line);
        let lines = if start == end { start.to_string() } else { format!("{start}-{end}") };
        let _ = writeln!(out, "{lines} {}", show(found));
    }
    for error in &file.errors {
        let phase = match error.phase {
            Phase::Parse => "parse",
            Phase::Instructions => "instructions",
            Phase::Build => "build",
        };
        let _ = writeln!(out, "! {phase} {}: {}", error.line, error.message);
    }
    out
}

/// Checks cases of file and reading; the lines of a reading may be indented.
pub(crate) fn check(cases: &[(&str, &str)]) {
    for (file, expected) in cases {
        let lines: Vec<&str> = expected.lines().map(str::trim).collect();
        let expected = lines.join(
            "
",
        ) + "
";
        assert_eq!(reading(file.as_bytes()), expected, "\nthe file:\n{file}");
    }
}

//! Many targets in one run: where their names come from, which of them fall to this machine, and one line of JSON a target.
//!
//! Judges nothing.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::cli::failure::Failure;
use crate::cli::{Exit, Host, read};
use crate::engine::Report;
use crate::finding::{Action, Verdict};
use crate::intel::to_hex;
use crate::report::{Format, Style, render};

/// Longest list of targets, in bytes: a hundred thousand names.
const MAX_LIST: usize = 16 << 20;

/// Which targets, beside those that are given one by one.
#[derive(Debug, Args)]
#[command(next_help_heading = "Many targets")]
pub(super) struct FleetArgs {
    /// Also judge the targets that FILE lists, one a line; empty lines and those that start with `#` are left out
    #[arg(long, value_name = "FILE|-")]
    images: Option<PathBuf>,
    /// Judge only part I of N of the targets, as in `2/8`: every Nth, from the Ith on
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
    /// Write the report of each target as a line of JSON to the end of FILE as soon as it is judged; what FILE says already
    /// is not judged again, unless it was an error
    #[arg(long, value_name = "FILE", conflicts_with = "formats")]
    lines: Option<PathBuf>,
}

/// One part of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shard {
    /// From 0.
    number: usize,
    of: usize,
}

fn shard(text: &str) -> Result<Shard, String> {
    let parts = text
        .split_once('/')
        .and_then(|(number, of)| Some((number.parse::<usize>().ok()?, of.parse::<usize>().ok()?)));
    match parts {
        Some((number, of)) if (1..=of).contains(&number) => Ok(Shard { number: number - 1, of }),
        _ => Err("write I/N with I from 1 to N, as in `2/8`".to_owned()),
    }
}

impl FleetArgs {
    /// The targets of this run: those that are `given`, then those of the list.
    ///
    /// # Errors
    /// The list cannot be read, or standard input is a target too.
    pub(super) fn targets(
        &self,
        given: &[PathBuf],
        host: &mut Host<'_>,
    ) -> Result<Vec<PathBuf>, Failure> {
        let mut targets = given.to_vec();
        if let Some(path) = &self.images {
            targets.extend(listed(path, given, host)?);
        }
        let part = |it: &usize| self.shard.is_none_or(|shard| it % shard.of == shard.number);
        let numbered = targets.into_iter().enumerate();
        Ok(numbered.filter(|(number, _)| part(number)).map(|(_, target)| target).collect())
    }

    /// Where the lines go, if they are asked for, of a run under the policy and the limits that `policy` stands for.
    ///
    /// # Errors
    /// The file cannot be written, or holds something else.
    pub(super) fn lines(&self, policy: &str) -> Result<Option<Lines>, Failure> {
        let policy = to_hex(&Sha256::digest(policy.as_bytes()));
        let open = |path: &PathBuf| {
            Lines::open(path, policy.clone()).map_err(|error| Failure::at(path, error.to_string()))
        };
        self.lines.as_ref().map(open).transpose()
    }
}

/// The targets that a list names.
fn listed(path: &Path, given: &[PathBuf], host: &mut Host<'_>) -> Result<Vec<PathBuf>, Failure> {
    let is_stream = path == Path::new("-");
    if is_stream && given.iter().any(|target| target == Path::new("-")) {
        let what = "standard input cannot be both a target and the list of targets";
        return Err(Failure::usage(what));
    }
    let content = match is_stream {
        true => read::stream(host.stdin, MAX_LIST, 0),
        false => read::file(path, MAX_LIST),
    };
    let content = content.map_err(|error| Failure::io(path, &error))?;
    if !content.whole {
        return Err(Failure::at(path, format!("a list is at most {MAX_LIST} bytes long")));
    }
    let text =
        String::from_utf8(content.bytes).map_err(|_| Failure::at(path, "the list is not UTF-8"))?;
    let lines = text.lines().map(str::trim);
    let targets = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let targets: Vec<PathBuf> = targets.map(PathBuf::from).collect();
    if targets.is_empty() {
        return Err(Failure::at(path, "the list names no target"));
    }
    Ok(targets)
}

/// One line of the file.
#[derive(Serialize)]
struct Line<'l> {
    #[serde(flatten)]
    judged: Judged<'l>,
    /// As `--format json` writes it.
    report: Box<RawValue>,
}

/// What of a line a later run goes by.
#[derive(Serialize, Deserialize)]
struct Judged<'l> {
    target: Cow<'l, str>,
    verdict: Cow<'l, str>,
    /// A digest of the policy and of all that was said of it.
    policy: Cow<'l, str>,
}

/// The file that reports are written to, and what it says of each target.
#[derive(Debug)]
pub(super) struct Lines {
    file: File,
    policy: String,
    verdicts: HashMap<String, Verdict>,
    /// Verdicts of the targets of this run.
    counted: Vec<Verdict>,
}

impl Lines {
    /// A line that an earlier run could not finish is written anew, and what was judged under another policy is not known.
    fn open(path: &Path, policy: String) -> io::Result<Self> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut lines = Self { file, policy, verdicts: HashMap::new(), counted: Vec::new() };
        let end = lines.read()?;
        lines.file.set_len(end)?;
        lines.file.seek(SeekFrom::Start(end))?;
        Ok(lines)
    }

    /// Reads what is there; gives the end of the last whole line.
    fn read(&mut self) -> io::Result<u64> {
        let mut input = BufReader::new(&self.file);
        let (mut end, mut number, mut line) = (0, 0_usize, String::new());
        while input.read_line(&mut line)? > 0 && line.ends_with('\n') {
            (end, number) = (end + line.len() as u64, number + 1);
            let refused = || io::Error::other(format!("line {number} is no report"));
            let judged: Judged<'_> = serde_json::from_str(&line).map_err(|_| refused())?;
            let verdict = verdict(&judged.verdict).ok_or_else(refused)?;
            if judged.policy == self.policy {
                self.verdicts.insert(judged.target.into_owned(), verdict);
            }
            line.clear();
        }
        Ok(end)
    }

    /// True if the file has the verdict of a target; it counts for this run.
    pub(super) fn has(&mut self, target: &Path) -> bool {
        let verdict = self.verdicts.get(&*target.to_string_lossy());
        let known = verdict.filter(|verdict| **verdict != Verdict::Error);
        self.counted.extend(known);
        known.is_some()
    }

    /// Writes what was found in a target.
    pub(super) fn add(&mut self, target: &Path, report: &Report) -> Result<(), Failure> {
        self.counted.push(report.verdict());
        self.write(target, report).map_err(|error| {
            Failure::usage(format!("the line of {} cannot be written: {error}", target.display()))
        })
    }

    fn write(&mut self, target: &Path, report: &Report) -> io::Result<()> {
        let mut json = Vec::new();
        render(report, Format::Json, Style::default(), &mut json)?;
        let judged = Judged {
            target: target.to_string_lossy(),
            verdict: report.verdict().word().into(),
            policy: self.policy.as_str().into(),
        };
        let line = Line { judged, report: serde_json::from_slice(&json)? };
        let mut text = serde_json::to_vec(&line)?;
        text.push(b'\n');
        self.file.write_all(&text)
    }

    /// Says what the run comes to; `fails` knows from which action on it fails.
    pub(super) fn finish(
        &self,
        is_quiet: bool,
        fails: impl Fn(Action) -> bool,
        host: &mut Host<'_>,
    ) -> Result<Exit, Failure> {
        let count = |verdict| self.counted.iter().filter(|it| **it == verdict).count();
        let exit = match self.counted.iter().max() {
            Some(Verdict::Error) => Exit::Error,
            Some(Verdict::Judged(action)) if fails(*action) => Exit::Stop,
            _ => Exit::Go,
        };
        let action = |action| count(Verdict::Judged(action));
        let summary = format!(
            "{} targets: {} STOP, {} WARN, {} GO, {} ERROR",
            self.counted.len(),
            action(Action::Stop),
            action(Action::Warn),
            action(Action::Go),
            count(Verdict::Error)
        );
        if !is_quiet {
            writeln!(host.stdout, "{summary}").map_err(|error| Failure::writing(&error, exit))?;
        }
        Ok(exit)
    }
}

fn verdict(word: &str) -> Option<Verdict> {
    let actions = [Action::Go, Action::Warn, Action::Stop].map(Verdict::Judged);
    actions.into_iter().chain([Verdict::Error]).find(|verdict| verdict.word() == word)
}

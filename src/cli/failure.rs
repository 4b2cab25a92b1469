//! Why a run cannot go on, as one line for people: `minestop: <where>: <what>`, and one thing to do.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::exit::Exit;
use crate::engine::ReadError;
use crate::policy::PolicyError;
use crate::report::{render_problems, sanitise};
use crate::source::Sources;

/// An error that ends the run.
#[derive(Debug)]
pub(super) enum Failure {
    /// One line.
    Line { place: Option<String>, what: String, help: Option<String>, exit: Exit },
    /// The errors of a policy file or of what belongs to one, with code frames.
    Policy { sources: Sources, problems: Vec<PolicyError>, color: bool },
    /// The reader of our output has gone; the run ends as it would have.
    ClosedPipe(Exit),
}

impl Failure {
    pub(super) fn usage(what: impl Into<String>) -> Self {
        Self::Line { place: None, what: what.into(), help: None, exit: Exit::Error }
    }

    pub(super) fn at(path: &Path, what: impl Into<String>) -> Self {
        Self::Line {
            place: Some(path.to_string_lossy().into_owned()),
            what: what.into(),
            help: None,
            exit: Exit::Error,
        }
    }

    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        Self::at(path, describe(error))
    }

    /// Something that was not judged.
    pub(super) fn unread(error: &ReadError) -> Self {
        Self::Line {
            place: Some(error.target.clone()),
            what: error.describe(),
            help: error.help.clone(),
            exit: Exit::Error,
        }
    }

    /// An error of writing results to standard output: a closed pipe keeps the verdict.
    pub(super) fn writing(error: &io::Error, exit: Exit) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            Self::ClosedPipe(exit)
        } else {
            Self::io(Path::new("standard output"), error)
        }
    }

    #[must_use]
    pub(super) fn help(mut self, text: impl Into<String>) -> Self {
        if let Self::Line { help, .. } = &mut self {
            *help = Some(text.into());
        }
        self
    }

    #[must_use]
    pub(super) fn exits(mut self, code: Exit) -> Self {
        if let Self::Line { exit, .. } = &mut self {
            *exit = code;
        }
        self
    }

    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Line { exit, .. } | Self::ClosedPipe(exit) => *exit,
            Self::Policy { .. } => Exit::Error,
        }
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Line { place, what, help, .. } => {
                write!(out, "minestop: ")?;
                if let Some(place) = place {
                    write!(out, "{}: ", sanitise::text(place))?;
                }
                writeln!(out, "{}", sanitise::message(what))?;
                match help {
                    Some(help) => writeln!(out, "  help: {}", sanitise::message(help)),
                    None => Ok(()),
                }
            }
            Self::Policy { sources, problems, color } => {
                render_problems(sources, problems, *color, out)?;
                let count = match problems.len() {
                    1 => "1 error".to_owned(),
                    n => format!("{n} errors"),
                };
                writeln!(out, "minestop: {count}")
            }
            Self::ClosedPipe(_) => Ok(()),
        }
    }
}

/// A path of which nothing could be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> ReadError {
    ReadError::new(path.to_string_lossy(), describe(error))
}

/// What went wrong, without the number that the operating system adds.
fn describe(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or directory".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::AlreadyExists => "this file exists already".to_owned(),
        ErrorKind::IsADirectory => "this is a directory".to_owned(),
        _ => error.to_string(),
    }
}

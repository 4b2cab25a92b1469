//! `--format FORMAT[=FILE]`: which report goes where. A file appears whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::failure::Failure;
use super::{Exit, Host};
use crate::engine::Report;
use crate::report::{Format, Style, render};

/// One `--format`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    format: Format,
    /// Standard output if there is none.
    file: Option<PathBuf>,
}

impl Target {
    /// A format for standard output.
    pub(super) fn stdout(format: Format) -> Self {
        Self { format, file: None }
    }

    pub(super) fn has_file(&self) -> bool {
        self.file.is_some()
    }

    pub(super) fn write_to(&mut self, file: &Path) {
        self.file = Some(file.to_owned());
    }
}

/// Reads `FORMAT[=FILE]`.
pub(super) fn target(text: &str) -> Result<Target, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("the file name is missing".to_owned()),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let format = Format::NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format);
    match format {
        Some(format) => Ok(Target { format, file }),
        None => Err(format!("formats are {}", names().join(", "))),
    }
}

/// The names of the formats.
pub(super) fn names() -> Vec<&'static str> {
    Format::NAMES.iter().map(|(name, _)| *name).collect()
}

/// All outputs of a run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outputs {
    /// `None` if everything goes to files and standard output was given away.
    stdout: Option<Format>,
    files: Vec<(Format, PathBuf)>,
}

impl Outputs {
    /// Sorts the targets; `human` goes to standard output if nothing else does and that is not to stay silent.
    ///
    /// # Errors
    /// Two formats for standard output, or for one file.
    pub(super) fn plan(targets: &[Target], is_silent: bool) -> Result<Self, Failure> {
        let mut stdout = None;
        let mut files: Vec<(Format, PathBuf)> = Vec::new();
        for Target { format, file } in targets {
            match file {
                None if stdout.is_some_and(|other| other != *format) => {
                    let what = "only one format can go to standard output";
                    let help = "give the others a file: `--format sarif=minestop.sarif`";
                    return Err(Failure::usage(what).help(help));
                }
                None => stdout = Some(*format),
                Some(file) if files.iter().any(|(_, other)| other == file) => {
                    return Err(Failure::at(file, "only one format can go to a file"));
                }
                Some(file) => files.push((*format, file.clone())),
            }
        }
        let stdout = stdout.or_else(|| (!is_silent).then(Format::default));
        Ok(Self { stdout, files })
    }

    /// Writes everything, files first. `exit` is what the run comes to if nobody reads to the end.
    pub(super) fn write(
        &self,
        report: &Report,
        style: Style,
        exit: Exit,
        host: &mut Host<'_>,
    ) -> Result<(), Failure> {
        let plain = Style { color: false, ..style };
        for (format, path) in &self.files {
            write_file(path, |out| render(report, *format, plain, out))
                .map_err(|error| Failure::io(path, &error))?;
        }
        match self.stdout {
            Some(format) => render(report, format, style, host.stdout)
                .map_err(|error| Failure::writing(&error, exit)),
            None => Ok(()),
        }
    }
}

/// Writes a file through a temporary one beside it, so that no reader ever sees half of it. What is no regular file
/// (a pipe, `/dev/null`) is written to directly.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        let mut out = BufWriter::new(OpenOptions::new().write(true).open(path)?);
        write(&mut out)?;
        return out.flush();
    }
    // A link keeps pointing to the file that is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", process::id()));
    let temporary = path.with_file_name(name);
    let written = File::create_new(&temporary).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()?;
        fs::rename(&temporary, &path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_may_name_a_file() {
        assert_eq!(
            target("sarif=a=b"),
            Ok(Target { format: Format::Sarif, file: Some("a=b".into()) })
        );
        assert!(target("sarif=").is_err());
        let formats = "formats are human, short, json, sarif, github, compliance, html, gitlab, junit, checkstyle, markdown, rdjson, statistics";
        assert_eq!(target("xml"), Err(formats.to_owned()));
    }

    #[test]
    fn standard_output_takes_one_format() {
        let targets = |texts: &[&str]| -> Vec<Target> {
            texts.iter().map(|text| target(text).unwrap()).collect()
        };
        let plan = Outputs::plan(&targets(&["sarif=x"]), false).unwrap();
        assert_eq!(plan.stdout, Some(Format::Human));
        assert!(Outputs::plan(&targets(&["json", "json"]), false).is_ok());
        assert!(Outputs::plan(&targets(&["json", "short"]), false).is_err());
        assert!(Outputs::plan(&targets(&["json=x", "short=x"]), false).is_err());
    }
}

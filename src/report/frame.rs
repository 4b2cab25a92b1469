//! One code frame: header, the source lines with their labels, notes. Used for findings and for the errors of
//! a policy file.

use std::io;

use codespan_reporting::diagnostic::{Diagnostic, Label as Mark, Severity};
use codespan_reporting::files::Error;
use codespan_reporting::term::{self, Config};

use super::excerpt::{Excerpt, LINES_AFTER_START, LINES_BEFORE_END};
use super::locate::Places;
use super::paint::Paint;
use super::sanitise;
use crate::finding::Label;
use crate::policy::PolicyError;
use crate::source::{FileId, Sources, Span};

/// Other places shown in one frame; a note counts the rest.
const RELATED_LIMIT: usize = 8;

/// What a frame shows.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// The word of the header.
    pub(super) word: &'static str,
    pub(super) severity: Severity,
    /// Stands in brackets behind the word.
    pub(super) code: Option<&'static str>,
    pub(super) message: &'a str,
    pub(super) primary: &'a Label,
    pub(super) related: &'a [Label],
    /// Safe to print already.
    pub(super) notes: Vec<String>,
}

impl Frame<'_> {
    /// Writes the frame and an empty line.
    pub(super) fn write(
        mut self,
        sources: &Sources,
        places: &mut Places<'_>,
        color: bool,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let (shown, rest) =
            self.related.split_at_checked(RELATED_LIMIT).unwrap_or((self.related, &[]));
        if !rest.is_empty() {
            self.notes.insert(0, format!("and {} more places", rest.len()));
        }
        let spans: Vec<Span> =
            std::iter::once(self.primary).chain(shown).map(|label| label.span).collect();
        let excerpt = Excerpt::new(sources, places, &spans);
        let mut marks: Vec<Mark<FileId>> = Vec::with_capacity(spans.len());
        for (index, label) in std::iter::once(self.primary).chain(shown).enumerate() {
            let Some(range) = excerpt.range(sources, label.span) else {
                continue;
            };
            let mark = if index == 0 {
                Mark::primary(label.span.file, range)
            } else {
                Mark::secondary(label.span.file, range)
            };
            marks.push(mark.with_message(sanitise::message(&label.text)));
        }
        let mut diagnostic = Diagnostic::new(self.severity)
            .with_message(sanitise::message(self.message))
            .with_labels(marks)
            .with_notes(self.notes);
        diagnostic.code = self.code.map(str::to_owned);
        let config = Config {
            start_context_lines: LINES_AFTER_START,
            end_context_lines: LINES_BEFORE_END,
            ..Config::default()
        };
        let mut paint = Paint::new(out, color, self.word);
        term::emit_to_write_style(&mut paint, &config, &excerpt, &diagnostic).map_err(|error| {
            match error {
                Error::Io(error) => error,
                other => io::Error::other(other),
            }
        })
    }
}

/// Writes every problem as a frame.
pub(super) fn problems(
    sources: &Sources,
    problems: &[PolicyError],
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut places = Places::new(sources);
    for problem in problems {
        let primary = Label { span: problem.span, text: "".into() };
        let help = problem.help.as_deref();
        let frame = Frame {
            word: "error",
            severity: Severity::Error,
            code: None,
            message: &problem.message,
            primary: &primary,
            related: &[],
            notes: help
                .map(|help| format!("help: {}", sanitise::message(help)))
                .into_iter()
                .collect(),
        };
        frame.write(sources, &mut places, color, out)?;
    }
    Ok(())
}

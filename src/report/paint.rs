//! codespan's styles as ANSI colours, and our own word in front of a message.
//!
//! codespan's headers can only say `error`, `warning` and so on. [`Paint`] writes another word (`STOP`) in the
//! place of that one; everything else goes through as it is.

use std::io::{self, Write};

use codespan_reporting::diagnostic::{LabelStyle, Severity};
use codespan_reporting::term::WriteStyle;

use crate::finding::Action;

pub(super) const RESET: &str = "\x1b[0m";
const BOLD: &str = "\x1b[1m";
const BLUE: &str = "\x1b[34m";

/// The severity by which codespan knows an action.
pub(super) fn severity(action: Action) -> Severity {
    match action {
        Action::Stop => Severity::Error,
        Action::Warn => Severity::Warning,
        Action::Go => Severity::Note,
    }
}

/// Start of the bold colour of an action's word.
pub(super) fn word_color(action: Action) -> &'static str {
    match action {
        Action::Stop => "\x1b[1;31m",
        Action::Warn => "\x1b[1;33m",
        Action::Go => "\x1b[1;32m",
    }
}

/// A writer for codespan that colours or not, and says `word` for the severity.
pub(super) struct Paint<'a> {
    out: &'a mut dyn Write,
    color: bool,
    /// A colour is on and must be reset before the next.
    lit: bool,
    word: &'static str,
    /// What is still to come of codespan's own word, which is dropped.
    skip: &'static [u8],
}

impl<'a> Paint<'a> {
    pub(super) fn new(out: &'a mut dyn Write, color: bool, word: &'static str) -> Self {
        Self { out, color, lit: false, word, skip: b"" }
    }

    fn style(&mut self, code: &str) -> io::Result<()> {
        if !self.color {
            return Ok(());
        }
        if self.lit {
            self.out.write_all(RESET.as_bytes())?;
        }
        self.lit = !code.is_empty();
        self.out.write_all(code.as_bytes())
    }
}

impl Write for Paint<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let skip = std::mem::take(&mut self.skip);
        if let Some(rest) = skip.strip_prefix(bytes) {
            self.skip = rest;
            return Ok(bytes.len());
        }
        let ours = bytes.strip_prefix(skip).unwrap_or(bytes);
        self.out.write_all(ours)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WriteStyle for Paint<'_> {
    fn set_header(&mut self, severity: Severity) -> io::Result<()> {
        let (color, theirs): (_, &[u8]) = match severity {
            Severity::Bug => ("\x1b[1;31m", b"bug"),
            Severity::Error => ("\x1b[1;31m", b"error"),
            Severity::Warning => ("\x1b[1;33m", b"warning"),
            Severity::Note => ("\x1b[1;32m", b"note"),
            Severity::Help => ("\x1b[1;36m", b"help"),
        };
        self.style(color)?;
        self.out.write_all(self.word.as_bytes())?;
        self.skip = theirs;
        Ok(())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.style(BOLD)
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.style(BLUE)
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.style(BLUE)
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.style(BLUE)
    }

    fn set_label(&mut self, severity: Severity, style: LabelStyle) -> io::Result<()> {
        let color = match (style, severity) {
            (LabelStyle::Secondary, _) => BLUE,
            (LabelStyle::Primary, Severity::Bug | Severity::Error) => "\x1b[31m",
            (LabelStyle::Primary, Severity::Warning) => "\x1b[33m",
            (LabelStyle::Primary, Severity::Note) => "\x1b[32m",
            (LabelStyle::Primary, Severity::Help) => "\x1b[36m",
        };
        self.style(color)
    }

    fn reset(&mut self) -> io::Result<()> {
        self.style("")
    }
}

//! Exit codes: documented, and never changed in meaning.

use std::process::ExitCode;

/// What a run comes to. The numbers are documented and never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// GO, or below `--fail-on`.
    Go = 0,
    /// STOP, or WARN with `--fail-on warn`.
    Stop = 1,
    /// Wrong usage, a wrong policy, or something could not be read or written.
    Error = 2,
    /// There was no Dockerfile to lint.
    Nothing = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

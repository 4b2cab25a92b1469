//! Languages other than POSIX shell: cmd, PowerShell, and the one-line programs of `python -c` and its kin.

pub(crate) mod cmd;
pub(crate) mod one_liners;
pub(crate) mod powershell;

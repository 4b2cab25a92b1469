//! Languages other than POSIX shell: cmd, PowerShell, and programs of Python, JavaScript, Go and their kin.

pub(crate) mod cmd;
pub(crate) mod code;
mod other_shells;
pub(crate) mod powershell;

//! Picks the mode; holds no logic.

use std::io::{self, BufWriter};
use std::process::ExitCode;

use minestop::Host;

fn main() -> ExitCode {
    // Standard error stays unlocked: the progress bar writes to it from a thread of its own.
    let mut host = Host {
        stdin: &mut io::stdin().lock(),
        stdout: &mut BufWriter::with_capacity(64 * 1024, io::stdout().lock()),
        stderr: &mut BufWriter::new(io::stderr()),
    };
    minestop::run(std::env::args_os(), &mut host).into()
}

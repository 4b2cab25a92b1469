//! Picks the mode; holds no logic.

use std::io::{self, BufWriter};
use std::process::ExitCode;

use minestop::Host;

fn main() -> ExitCode {
    // Nothing is locked: the progress bar and the language server have threads of their own.
    let mut host = Host {
        stdin: &mut io::stdin(),
        stdout: &mut BufWriter::with_capacity(64 * 1024, io::stdout()),
        stderr: &mut BufWriter::new(io::stderr()),
    };
    minestop::run(std::env::args_os(), &mut host).into()
}

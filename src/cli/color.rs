//! Whether to colour: `--color`, then `NO_COLOR`, then `FORCE_COLOR` and `CLICOLOR_FORCE`, then the terminal.

use std::env;
use std::io::IsTerminal;

use clap::ValueEnum;

/// `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// Colours on a terminal, unless the environment says otherwise
    #[default]
    Auto,
    /// Colours
    Always,
    /// No colours
    Never,
}

impl ColorChoice {
    /// True if what goes to `stream` is to be coloured.
    pub(super) fn colors(self, stream: &impl IsTerminal) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto if is_set("NO_COLOR") => false,
            Self::Auto if is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE") => true,
            Self::Auto => {
                stream.is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

/// Set to something that is neither nothing nor `0`; `NO_COLOR` may be set to anything by its specification.
fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty() && (name == "NO_COLOR" || value != "0"))
}

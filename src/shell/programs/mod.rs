//! What single programs do with their words: wrappers, builtins, shells, programs that run others, and what printers print.

pub(crate) mod builtins;
pub(crate) mod command_runners;
pub(crate) mod files;
pub(crate) mod language;
pub(crate) mod output;
pub(crate) mod shells;
pub(crate) mod wrappers;

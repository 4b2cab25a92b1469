//! What single programs do with their words: wrappers, builtins, shells, programs that run others, and what printers print.

pub(crate) mod answers;
pub(crate) mod builtins;
pub(crate) mod command_runners;
pub(crate) mod file_tools;
pub(crate) mod files;
pub(crate) mod hook_variables;
pub(crate) mod kinds;
pub(crate) mod option_commands;
pub(crate) mod output;
pub(crate) mod patches;
mod reading;
pub(crate) mod script_text;
pub(crate) mod shell_words;
pub(crate) mod shells;
pub(crate) mod table;
pub(crate) mod which_shell;
pub(crate) mod wrappers;
pub(crate) mod xargs;

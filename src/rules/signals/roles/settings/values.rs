//! Options of a miner inside one value: automations have the command that they run in a setting, in one piece or two.

#[cfg(test)]
mod tests;

use super::{Configuration, last};
use crate::facts::Setting;
use crate::intel::Intel;
use crate::rules::signals::roles::{Roles, with_value};

/// Longer values are texts.
const LONGEST: usize = 2048;

/// Keys that hold a command or its options, and sections all of whose keys do.
const COMMANDS: [&str; 20] = [
    "append",
    "arguments",
    "args",
    "argv",
    "cmd",
    "cmdline",
    "command",
    "command_line",
    "commandline",
    "commands",
    "exec",
    "execute",
    "options",
    "opts",
    "parameters",
    "params",
    "script",
    "shell",
    "shell_command",
    "shell_commands",
];

/// The first value that gives a program the options of a miner.
pub(super) fn by_options(settings: &[Setting], intel: &Intel) -> Option<Configuration> {
    settings.iter().filter(|setting| holds_options(setting)).find_map(|setting| {
        let reason = of_line(&setting.value, intel).proof()?;
        Some(Configuration { culprit: setting.value.clone(), reason })
    })
}

/// The setting is called like a command, and more than one word of it can be an option.
fn holds_options(setting: &Setting) -> bool {
    let names_command = |name: &str| COMMANDS.contains(&name.to_ascii_lowercase().as_str());
    let value = setting.value.as_str();
    value.len() <= LONGEST
        && value.split_ascii_whitespace().filter(|word| word.starts_with('-')).nth(1).is_some()
        && (names_command(&setting.key) || names_command(last(&setting.section)))
}

/// What the options of a line give.
fn of_line(line: &str, intel: &Intel) -> Roles {
    let mut roles = Roles::default();
    let words = line.split_ascii_whitespace();
    let behind = words.clone().skip(1).map(Some).chain([None]);
    for (option, next) in words.zip(behind) {
        if let Some((given, _)) = with_value(option, next, intel) {
            roles.take(&given, intel);
        }
    }
    roles
}

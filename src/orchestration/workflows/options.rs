//! Options of `docker create` with which a job starts a container.

use crate::orchestration::assembly::Assembly;
use crate::orchestration::compose::words::words;
use crate::source::Text;

/// What of them names a user, variables or commands.
#[derive(Debug, Default)]
pub(super) struct ContainerOptions {
    user: Option<Text>,
    pub(super) entrypoint: Option<Text>,
    check: Option<Text>,
    variables: Vec<Text>,
}

impl ContainerOptions {
    pub(super) fn of(text: &Text) -> Self {
        let mut found = Self::default();
        let words = words(text);
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let equals = word.find('=').filter(|_| word.starts_with("--"));
            let name = word.get(..equals.unwrap_or(word.len())).unwrap_or_default();
            let mut value = || match equals {
                Some(at) => Some(word.slice(at + 1..word.len())),
                None => words.next().cloned(),
            };
            match name {
                "-u" | "--user" => found.user = value(),
                "--entrypoint" => found.entrypoint = value(),
                "--health-cmd" => found.check = value(),
                "-e" | "--env" => found.variables.extend(value()),
                _ => {}
            }
        }
        found
    }

    /// Adds user, variables and health check to the container.
    pub(super) fn write(&self, assembly: &mut Assembly) {
        for variable in &self.variables {
            if let Some(at) = variable.find('=') {
                let value = variable.slice(at + 1..variable.len());
                assembly.variable(variable.slice(0..at), value, variable.span());
            }
        }
        if let Some(user) = &self.user {
            assembly.user(user.clone());
        }
        if let Some(check) = &self.check {
            let span = check.span();
            let shell = ["sh", "-c"].map(|word| Text::made(word, span));
            assembly.checks(shell.into_iter().chain([check.clone()]).collect(), span);
        }
    }
}

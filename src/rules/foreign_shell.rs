//! `foreign-shell`: SHELL hands every later command to a program that is no known shell.

use schemars::JsonSchema;
use serde::Deserialize;

use super::options::ProgramPattern;
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::List;
use crate::facts::program_name;
use crate::finding::{Action, Finding};

const KNOWN: &[&str] = &[
    "sh",
    "bash",
    "ash",
    "dash",
    "zsh",
    "ksh",
    "mksh",
    "fish",
    "busybox",
    "powershell",
    "pwsh",
    "cmd",
    "env",
    "conda",
    "micromamba",
    "mamba",
];

pub(super) static META: Meta = Meta {
    id: "foreign-shell",
    summary: "SHELL names a program that is no known shell",
    group: Group::Execution,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::INSTRUCTIONS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/foreign-shell.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// further programs that SHELL may name, by file name
    allow: List<ProgramPattern>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for shell in &context.facts.shells {
            let Some(program) = shell.argv.first() else { continue };
            let name = program_name(program);
            if KNOWN.contains(&name.as_str()) || self.allow.any(|pattern| pattern.matches(&name)) {
                continue;
            }
            out.push(
                Finding::new(META.id, program.span(), format!("`{name}` is no known shell"))
                    .because("every later shell-form command is given to it")
                    .help("name a shell, or add the program to `allow`"),
            );
        }
    }
}

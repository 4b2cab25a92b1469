//! `foreign-shell`: SHELL hands every later command to a program that is no known shell.

use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
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

static META: Meta = Meta {
    id: "foreign-shell",
    summary: "SHELL names a program that is no known shell",
    group: Group::Execution,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    options: &[OptionSpec {
        name: "allow",
        kind: OptionKind::Strings,
        help: "further programs that SHELL may name, by file name",
    }],
    page: include_str!("../../docs/rules/foreign-shell.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let allowed = context.options.list("allow").unwrap_or_default();
        for shell in &context.facts.shells {
            let Some(program) = shell.argv.first() else { continue };
            let name = program_name(program);
            if KNOWN.contains(&name.as_str()) || allowed.iter().any(|item| item.value == name) {
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

//! `pipe-to-shell`: what the network answers is run without being looked at.

use schemars::JsonSchema;
use serde::Deserialize;

use foldhash::HashSet;

use super::installers;
use super::options::HostPattern;
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::{Given, List};
use crate::facts::{Command, Facts, Moment, Started, Transfer, is_interpreter};
use crate::finding::{Action, Finding};
use crate::shell::Via;

pub(super) static META: Meta = Meta {
    id: "pipe-to-shell",
    summary: "a download is run by a shell or interpreter right away",
    group: Group::Execution,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/pipe-to-shell.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// hosts whose installers may be run (`*` matches any part)
    allow_hosts: List<HostPattern>,
    /// let installers of well-known vendors run; without it the preset `default` does
    known_installers: Given<bool>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let mut seen = HashSet::default();
        let known = self.known_installers.0.unwrap_or(!context.strict);
        for transfer in context.facts.transfers.iter().filter(|transfer| transfer.fetches) {
            let Some(source) = transfer.command else { continue };
            let Some(runner) = runner(context.facts, source) else { continue };
            let host = transfer.url.as_ref().map_or("", |url| url.host.as_str());
            let allowed = self.allow_hosts.any(|pattern| pattern.matches(host))
                || known && is_installer(context.facts, transfer, source, runner)
                || !context.counts(transfer.span);
            if !allowed && seen.insert(source) {
                out.push(report(transfer, runner, host));
            }
        }
        for started in context.facts.fetched_and_started() {
            self.look_at_file(context, &started, known, &mut seen, out);
        }
    }
}

impl Check {
    /// A file that is started as it came: the same in two steps.
    fn look_at_file(
        &self,
        context: &Context<'_>,
        started: &Started<'_>,
        known: bool,
        seen: &mut HashSet<usize>,
        out: &mut Vec<Finding>,
    ) {
        let Started { transfer, command } = started;
        let Some(source) = transfer.command else { return };
        let host = transfer.url.as_ref().map_or("", |url| url.host.as_str());
        let allowed = self.allow_hosts.any(|pattern| pattern.matches(host))
            || known && is_of_vendor(context.facts, transfer, source)
            || command.place.moment != Moment::Build
            || !context.counts(transfer.span);
        if !allowed && seen.insert(source) {
            let message = format!("what comes from `{host}` is started unseen");
            out.push(Finding { message, ..report(transfer, command, host) });
        }
    }
}

fn is_installer(facts: &Facts, transfer: &Transfer, source: usize, runner: &Command) -> bool {
    is_of_vendor(facts, transfer, source) && installers::is_unchanged(facts, source, runner)
}

fn is_of_vendor(facts: &Facts, transfer: &Transfer, source: usize) -> bool {
    let command = facts.commands.get(source);
    command.is_some_and(|command| installers::is_of_vendor(transfer, command))
}

/// The command that runs the output of command `source`.
fn runner(facts: &Facts, source: usize) -> Option<&Command> {
    if let Some(reader) = facts.readers(source).find(|command| runs_input(command)) {
        return Some(reader);
    }
    let command = facts.commands.get(source)?;
    let outer = facts.commands.get(command.shell.parent?)?;
    let handed_over = match command.shell.via {
        Via::Substitution => {
            matches!(outer.program.as_str(), "eval" | "iex" | "invoke-expression")
                || (is_interpreter(&outer.program) && (outer.has("-c") || outer.has("-e")))
                // A here-string: `bash <<< "$(curl …)"`.
                || runs_input(outer)
        }
        Via::ProcessSubstitution => {
            is_interpreter(&outer.program) || matches!(outer.program.as_str(), "source" | ".")
        }
        _ => false,
    };
    handed_over.then_some(outer)
}

/// An interpreter that takes its program from standard input.
fn runs_input(command: &Command) -> bool {
    let program = command.program.as_str();
    if matches!(program, "iex" | "invoke-expression") {
        return true;
    }
    let reads_stdin = |word: &str| matches!(word, "-" | "-s" | "/dev/stdin" | "/dev/fd/0");
    let given = match program {
        "perl" | "ruby" | "node" | "nodejs" | "lua" => command.has("-e"),
        "php" => command.has("-r"),
        _ => command.has("-c"),
    };
    let args = command.args();
    let only_options = args.iter().all(|arg| arg.starts_with('-') || reads_stdin(arg));
    is_interpreter(program) && !given && (only_options || args.iter().any(|arg| reads_stdin(arg)))
}

fn report(transfer: &Transfer, runner: &Command, host: &str) -> Finding {
    let from = if host.is_empty() { "the network".to_owned() } else { format!("`{host}`") };
    Finding::new(
        META.id,
        transfer.span,
        format!("`{}` runs what comes from {from} unseen", runner.program),
    )
    .because("this is fetched")
    .label(runner.argv().first().map_or(runner.shell.span, |word| word.span()), "and run here")
    .help("download to a file, check its digest, then run it")
    .evidence("host", host, "policy")
}

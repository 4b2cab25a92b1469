//! `pipe-to-shell`: what the network answers is run without being looked at.

use schemars::JsonSchema;
use serde::Deserialize;

use foldhash::HashSet;

use super::known_installers;
use super::options::HostPattern;
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::{Given, List};
use crate::facts::url::{self, Url};
use crate::facts::{Command, Facts, Moment, Started, Transfer, fetched_path, is_interpreter};
use crate::finding::{Action, Finding};
use crate::shell::{Language, Via};
use crate::source::{Text, UNKNOWN};

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
    /// report scripts that no command runs as well; without it the preset `locked-down` does
    unrun_scripts: Given<bool>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let mut seen = HashSet::default();
        let known = self.known_installers.0.unwrap_or(!context.strict);
        for transfer in &context.facts.transfers {
            let Some(source) = transfer.command else { continue };
            let command = context.facts.commands.get(source);
            if !transfer.fetches && !command.is_some_and(|it| is_invoke(it) || runs_address(it)) {
                continue;
            }
            let Some(runner) = runner(context.facts, source) else { continue };
            let host = transfer.url.as_ref().map_or("", |url| url.host.as_str());
            let allowed = self.allow_hosts.any(|pattern| pattern.matches(host))
                || known && is_installer(context.facts, transfer, source, runner)
                || !context.counts(transfer.span, self.unrun_scripts);
            if !allowed && seen.insert(source) {
                out.push(report(transfer, runner, host));
            }
        }
        for command in &context.facts.commands {
            self.look_at_code(context, command, out);
        }
        for started in context.facts.fetched_and_started() {
            self.look_at_file(context, &started, known, &mut seen, out);
        }
    }
}

impl Check {
    /// A program of another language runs what it fetches itself.
    fn look_at_code(&self, context: &Context<'_>, command: &Command, out: &mut Vec<Finding>) {
        let is_run = || context.counts(command.shell.span, self.unrun_scripts);
        if command.shell.via != Via::Downloaded || !is_run() {
            return;
        }
        let Some((call, addresses)) = command.argv().split_first() else { return };
        let urls: Vec<Url> = addresses.iter().flat_map(url::find).collect();
        let is_allowed = |url: &Url| self.allow_hosts.any(|pattern| pattern.matches(&url.host));
        if !urls.is_empty() && urls.iter().all(is_allowed) {
            return;
        }
        let url = urls.into_iter().find(|url| !is_allowed(url));
        let host = url.as_ref().map_or("", |url| url.host.as_str());
        let from = origin(host);
        let message = format!("`{}` runs what the program gets from {from} unseen", call.as_str());
        let finding = Finding::new(META.id, call.span(), message).evidence("host", host, "policy");
        let finding = match &url {
            Some(url) => finding.label(url.text.span(), "this is fetched"),
            None => finding,
        };
        out.push(finding.help(HELP));
    }

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
        let host = transfer.url.as_ref().map_or("", |url| url.host.as_str());
        let allowed = self.allow_hosts.any(|pattern| pattern.matches(host))
            || known
                && transfer.command.is_some_and(|it| is_of_vendor(context.facts, transfer, it))
            || command.place.moment != Moment::Build
            || !context.counts(transfer.span, self.unrun_scripts);
        if !allowed && transfer.command.is_none_or(|source| seen.insert(source)) {
            let message = format!("what comes from `{host}` is started unseen");
            out.push(Finding { message, ..report(transfer, command, host) });
        }
    }
}

fn is_installer(facts: &Facts, transfer: &Transfer, source: usize, runner: &Command) -> bool {
    is_of_vendor(facts, transfer, source) && known_installers::is_unchanged(facts, source, runner)
}

fn is_of_vendor(facts: &Facts, transfer: &Transfer, source: usize) -> bool {
    let command = facts.commands.get(source);
    command.is_some_and(|command| known_installers::is_of_vendor(transfer, command))
}

/// The command that runs the output of command `source`.
fn runner(facts: &Facts, source: usize) -> Option<&Command> {
    if let Some(reader) = facts.readers(source).find(|command| runs_input(command)) {
        return Some(reader);
    }
    let command = facts.commands.get(source)?;
    if let Some(invoke) = invocation(facts, source, command) {
        return Some(invoke);
    }
    let parent = command.shell.parent?;
    let outer = facts.commands.get(parent)?;
    // What a whole script does with a variable later is not followed.
    let is_told = command.place.moment != Moment::Script
        && facts.transfers_of(source).any(|transfer| transfer.url.is_some());
    if command.shell.via == Via::Substitution && is_told {
        if let Some(assignment) =
            outer.shell.assignments.first().filter(|_| outer.argv().is_empty())
        {
            return runner_of_variable(facts, parent, &assignment.name);
        }
        // `echo "$(curl …)" | sh`
        if matches!(outer.program.as_str(), "echo" | "printf" | "cat" | "tee") {
            return facts.readers(parent).find(|command| runs_input(command));
        }
    }
    let handed_over = match command.shell.via {
        Via::Substitution => {
            outer.program == "eval" || is_invoke(outer)
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

/// PowerShell's `eval`.
fn is_invoke(command: &Command) -> bool {
    matches!(command.program.as_str(), "iex" | "invoke-expression")
}

/// Programs that run the code at an address that they are given.
fn runs_address(command: &Command) -> bool {
    let is_option = |word: &&Text| word.starts_with(['-', '/']) || word.as_str() == "run";
    let operand = command.args().iter().find(|word| !is_option(word));
    match command.program.as_str() {
        "deno" | "groovy" | "jbang" => operand.is_some_and(|word| word.contains("://")),
        "mshta" | "regsvr32" => true,
        _ => false,
    }
}

/// The command of PowerShell that runs what command `source` of the same text hands on: around it, behind it, or through a
/// variable, whose value is not known.
fn invocation<'f>(facts: &'f Facts, source: usize, command: &'f Command) -> Option<&'f Command> {
    if is_invoke(command) || runs_address(command) {
        return Some(command);
    }
    let fetches = |transfer: &Transfer| fetched_path(command, transfer).is_none();
    if command.shell.language != Language::PowerShell || !facts.transfers_of(source).all(fetches) {
        return None;
    }
    let is_unseen = |word: &Text| word.contains(['$', '(']) || !word.is_known();
    let runs = |it: &&Command| {
        is_invoke(it) && (it.args().is_empty() || it.args().iter().any(is_unseen))
            || it
                .argv()
                .first()
                .is_some_and(|word| word.to_ascii_lowercase().contains("[scriptblock]::create"))
    };
    let is_same = |it: &&Command| {
        it.place.span == command.place.span && it.shell.span.file == command.shell.span.file
    };
    // What runs it may stand around it, and so in front of it among the commands.
    let around = facts.commands.iter().take(source).rev().take_while(is_same).find(runs);
    let around = around.filter(|it| {
        it.shell.span.start <= command.shell.span.start
            && it.shell.span.end >= command.shell.span.end
    });
    around.or_else(|| facts.commands.iter().skip(source + 1).take_while(is_same).find(runs))
}

/// The command behind number `from` of the same instruction that runs what a variable holds: `X=$(curl …); eval "$X"`.
fn runner_of_variable<'f>(facts: &'f Facts, from: usize, name: &str) -> Option<&'f Command> {
    let place = facts.commands.get(from)?.place;
    let behind = facts.commands.iter().skip(from + 1).take_while(|it| it.place.span == place.span);
    let runs = |command: &&Command| {
        let is_text = command.program == "eval"
            || is_interpreter(&command.program) && (command.has("-c") || command.has("-e"))
            || runs_input(command);
        let holds =
            |word: &Text| facts.unset_in(word) == Some(name) || word.chars().all(|c| c == UNKNOWN);
        is_text && command.args().iter().chain(command.shell.input.as_deref()).any(holds)
    };
    behind.into_iter().find(runs)
}

/// An interpreter that takes its program from standard input.
fn runs_input(command: &Command) -> bool {
    let program = command.program.as_str();
    if is_invoke(command) {
        return true;
    }
    // `. /dev/stdin`, `xargs -0 sh -c`
    let last = command.args().last().map_or("", |word| word.as_str());
    if matches!(program, "." | "source")
        && matches!(last, "/dev/stdin" | "/dev/fd/0" | "/proc/self/fd/0")
        || is_interpreter(program)
            && matches!(last, "-c" | "-e")
            && command.shell.via == Via::Wrapper
    {
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

const HELP: &str = "download to a file, check its digest, then run it";

/// Where something comes from, as messages say it.
fn origin(host: &str) -> String {
    if host.is_empty() { "the network".to_owned() } else { format!("`{host}`") }
}

fn report(transfer: &Transfer, runner: &Command, host: &str) -> Finding {
    let from = origin(host);
    Finding::new(
        META.id,
        transfer.span,
        format!("`{}` runs what comes from {from} unseen", runner.program),
    )
    .because("this is fetched")
    .label(runner.argv().first().map_or(runner.shell.span, |word| word.span()), "and run here")
    .help(HELP)
    .evidence("host", host, "policy")
}

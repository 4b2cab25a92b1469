//! `miner-command`: commands that build, rename or start a miner, by its name or by its options.

use schemars::JsonSchema;
use serde::Deserialize;

use foldhash::{HashMap, HashSet};

use super::admission::{Admission, Asked, Fires, Subject};
use super::signals::{Once, Signal, Topic};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting, unlisted_miner};
use crate::dockerfile::Keyword;
use crate::facts::{Command, Moment, Role, takes};
use crate::finding::{Action, Finding};
use crate::intel::Strength;
use crate::pattern::Expression;

pub(super) static META: Meta = Meta {
    id: "miner-command",
    summary: "a command builds, moves or starts a miner",
    group: Group::Miner,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/miner-command.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let mut named = Once::default();
        let mut reported = HashSet::default();
        for signal in context.signals.about(Topic::Miner) {
            if is_use(context, signal) && is_taken(context, signal) && named.first(signal) {
                reported.extend(signal.word.command);
                out.push(by_name(signal));
            }
        }
        for signal in context.signals.about(Topic::Flag) {
            if is_command_word(signal) && named.first(signal) {
                reported.extend(signal.word.command);
                out.push(by_option(signal));
            }
        }
        for signal in context.signals.about(Topic::Campaign) {
            let counts = signal.is_strong()
                || signal.strength == Strength::Medium
                    && context.signals.supported(Topic::Campaign);
            if counts && is_taken(context, signal) && named.first(signal) {
                out.push(by_campaign(signal));
            }
        }
        super::nodes::check(META.id, context, out);
        out.extend(unlisted_miner::listed(context, META.id));
        out.extend(unlisted_miner::started(context, META.id));
        let typical = typical_options(context);
        for (index, command) in context.facts.commands.iter().enumerate() {
            if !command.acts() {
                continue;
            }
            if !reported.contains(&index) {
                let several = typical.get(&index).is_some_and(|names| names.len() > 1);
                let why = several.then_some("several options that miners have");
                let why = why.or_else(|| context.signals.roles(index)?.proof());
                out.extend(why.map(|why| together(command, why)));
            }
        }
    }

    fn admissions(&self, Asked { intel, .. }: Asked<'_>) -> Vec<Admission> {
        let program = |name: String| Expression {
            front: "(?i:(?s:.*/)?".to_owned(),
            middle: name,
            back: r"(?:\.exe)?)".to_owned(),
        };
        let fires = Fires::OnOneOf(intel.program_names().into_iter().map(program).collect());
        let beyond = "what images start by themselves, scripts, arguments and options, and programs behind others";
        vec![Admission::new(Subject::Program, "is a miner", fires).beyond([beyond.to_owned()])]
    }
}

/// The name stands where something is done with the program itself, not where it is fetched.
pub(super) fn is_use(context: &Context<'_>, signal: &Signal<'_>) -> bool {
    let role = signal.word.role;
    let place = matches!(
        role,
        Role::Program | Role::Argument | Role::Redirect | Role::CopyTarget | Role::ShellProgram
    );
    if !place || super::miner_source::is_fetched(context, signal) || names_user(context, signal) {
        return false;
    }
    match signal.strength {
        Strength::Strong => true,
        Strength::Medium => context.signals.supported(Topic::Miner),
        Strength::Weak => role == Role::Program && context.signals.supported(Topic::Miner),
    }
}

/// The command takes or starts what the name is of. Who is only told a name may look for it, count it or refuse it: that is
/// the business of `possible-miner`.
pub(super) fn is_taken(context: &Context<'_>, signal: &Signal<'_>) -> bool {
    let command = signal.word.command.and_then(|index| context.facts.commands.get(index));
    command.is_none_or(|command| match signal.word.role {
        Role::Argument => takes(command, signal.word.text) || is_spelled_apart(command, signal),
        // what these write stands in the build and is read
        Role::Redirect => {
            !matches!(command.program.as_str(), "echo" | "printf" | ":" | "true" | "")
        }
        _ => true,
    })
}

/// The name stands whole in no word: a second pair of quotes is to hide it, from whom the word is told.
fn is_spelled_apart(command: &Command, signal: &Signal<'_>) -> bool {
    let is_unquoted = command.shell.unquoted.iter().any(|it| std::ptr::eq(it, signal.word.text));
    let name = signal.value().to_ascii_lowercase();
    is_unquoted && !command.argv().iter().any(|word| word.to_ascii_lowercase().contains(&name))
}

/// The name is that of a user: the business of `denied-user` once somebody runs as it.
fn names_user(context: &Context<'_>, signal: &Signal<'_>) -> bool {
    let command = signal.word.command.and_then(|index| context.facts.commands.get(index));
    command.is_some_and(|command| match command.program.as_str() {
        "adduser" | "useradd" | "addgroup" | "groupadd" | "usermod" | "groupmod" => {
            signal.word.role == Role::Argument
        }
        "chown" | "chgrp" => !signal.word.text.contains('/'),
        _ => false,
    })
}

fn is_command_word(signal: &Signal<'_>) -> bool {
    signal.is_strong() && matches!(signal.word.role, Role::Program | Role::Argument)
}

fn by_name(signal: &Signal<'_>) -> Finding {
    let name = signal.value();
    let message = match (signal.place().keyword, signal.word.role) {
        _ if signal.place().moment == Moment::Script => match signal.word.role {
            Role::Program => format!("a script runs the miner `{name}`"),
            _ => format!("a script handles the miner `{name}`"),
        },
        (Keyword::Entrypoint | Keyword::Cmd, Role::Program) => {
            format!("the container starts the miner `{name}`")
        }
        (Keyword::Copy | Keyword::Add, _) => format!("the miner `{name}` is put into the image"),
        (_, Role::Program) => format!("the miner `{name}` is run"),
        _ => format!("a command handles the miner `{name}`"),
    };
    signal.finding(META.id, message).help("remove the miner")
}

fn by_campaign(signal: &Signal<'_>) -> Finding {
    signal
        .finding(META.id, format!("`{}` is known from attacks that mine", signal.value()))
        .help("remove the file, and look where it came from")
}

fn by_option(signal: &Signal<'_>) -> Finding {
    signal
        .finding(META.id, format!("`{}` is an option of miners", signal.value()))
        .help("remove the miner that this option is for")
}

/// The options of each command that miners have, too, each name once.
fn typical_options<'s>(context: &'s Context<'_>) -> HashMap<usize, HashSet<&'s str>> {
    let mut names: HashMap<usize, HashSet<&str>> = HashMap::default();
    for signal in context.signals.about(Topic::TypicalFlag) {
        if let Some(command) = signal.word.command {
            names.entry(command).or_default().insert(signal.value());
        }
    }
    names
}

/// Options that are ordinary alone and together only a miner's.
fn together(command: &Command, why: &'static str) -> Finding {
    Finding::new(META.id, command.shell.span, "the options of this command are a miner's")
        .because(why)
        .help("remove the miner that they are for")
        .evidence("flag", command.program.clone(), "combination of options (2026-11)")
}

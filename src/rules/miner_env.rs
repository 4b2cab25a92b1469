//! `miner-env`: variables that configure a miner, by their names and values together.

use schemars::JsonSchema;
use serde::Deserialize;

use foldhash::HashSet;

use super::signals::{Once, Signal, Topic};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::facts::{Role, VariableKind};
use crate::finding::{Action, Finding};
use crate::intel::{FlagRole, Strength};
use crate::source::{Span, UNKNOWN};

pub(super) static META: Meta = Meta {
    id: "miner-env",
    summary: "variables that configure a miner",
    group: Group::Miner,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/miner-env.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let mut once = Once::default();
        for signal in called_like_a_miners(context) {
            if proves(context, signal) && once.first(signal) {
                let name = signal.value();
                let message = match signal.topic {
                    Topic::Variable => format!("`{name}` is a variable of miners"),
                    _ => format!("a variable names the miner `{name}`"),
                };
                out.push(signal.finding(META.id, message).help("remove the miner"));
            }
        }
        together(context, out);
    }
}

/// Something else shows mining, or the variable itself: it is a miner's pool with an address, or what a command starts.
fn proves(context: &Context<'_>, signal: &Signal<'_>) -> bool {
    let has_value = || signal.word.variable.is_some_and(|variable| !variable.value.is_empty());
    context.signals.show_mining()
        || signal.topic == Topic::Variable && names_pool(context, signal) && has_value()
        || may_be_started(context, signal)
}

/// The variable is called like one that says which pool.
fn names_pool(context: &Context<'_>, signal: &Signal<'_>) -> bool {
    let role = context.intel.role_of_name(signal.value());
    role.is_some_and(|(role, _)| role == FlagRole::Pool)
}

/// The value is the name of a miner and nothing else, and a command starts what a variable holds.
fn may_be_started(context: &Context<'_>, signal: &Signal<'_>) -> bool {
    let is_whole =
        signal.word.role == Role::VariableValue && signal.range == (0..signal.word.text.len());
    let programs = || context.facts.commands.iter().filter_map(|command| command.argv().first());
    is_whole && programs().any(|program| program.contains([UNKNOWN, '$']))
}

/// Variables that are called like those of miners, and those that name one.
fn called_like_a_miners<'c, 'a>(context: &'c Context<'a>) -> impl Iterator<Item = &'c Signal<'a>> {
    let variables = || context.signals.about(Topic::Variable).filter(|signal| signal.is_strong());
    let known: HashSet<Span> = variables().map(Signal::word_key).collect();
    let named = context.signals.about(Topic::Miner).filter(move |signal| {
        signal.is_strong()
            && signal.is_in_variable()
            && !known.contains(&signal.word_key())
            && !is_only_asked_for(signal)
    });
    variables().chain(named)
}

/// The same where nothing else of the build shows mining: whoever watches miners has such variables, too.
pub(super) fn alone<'c, 'a>(context: &'c Context<'a>) -> Vec<&'c Signal<'a>> {
    if context.signals.show_mining() {
        return Vec::new();
    }
    let mut alone: Vec<&Signal<'a>> =
        called_like_a_miners(context).filter(|signal| !proves(context, signal)).collect();
    let says_pool =
        context.signals.about(Topic::Variable).any(|signal| names_pool(context, signal));
    alone.extend(called(context, USERS).next().filter(|_| says_pool));
    alone
}

/// An ARG without a value only says what may be given: what a build is given has one, and what it does with it is said
/// elsewhere.
fn is_only_asked_for(signal: &Signal<'_>) -> bool {
    signal.word.role == Role::VariableName
        && signal.word.variable.is_some_and(|variable| {
            variable.kind == VariableKind::Arg && variable.value.chars().all(|c| c == UNKNOWN)
        })
}

/// What says what is mined, and where.
const WORK: &[&str] = &["POOL", "ALGO", "STRATUM", "RIG"];
/// Who is paid.
const PAY: &[&str] = &["WALLET", "WAL", "DONAT", "MINEUSER"];
/// Who logs in: pools of connections and of water have users, too.
const USERS: &[&str] = &["POOL_USER"];

/// Variables whose names have one of these words in them.
fn called<'c, 'a>(
    context: &'c Context<'a>,
    words: &'static [&'static str],
) -> impl Iterator<Item = &'c Signal<'a>> {
    let all = context.signals.about(Topic::Variable);
    all.filter(move |signal| {
        let name = signal.value().to_ascii_uppercase();
        signal.strength != Strength::Weak && words.iter().any(|word| name.contains(word))
    })
}

/// A pool and an account, each under a name that may be ordinary alone; or two limits of graphics cards that miners raise.
fn together(context: &Context<'_>, out: &mut Vec<Finding>) {
    let work = called(context, WORK).next();
    let users = called(context, USERS).filter(|_| context.signals.show_mining());
    let pay = called(context, PAY).chain(users).next();
    let mut pair = work.zip(pay).filter(|(work, pay)| work.span() != pay.span());
    if pair.is_none() {
        // Others raise one of them for password recovery or models of speech.
        let mut limits = called(context, &["GPU_"]);
        let first = limits.next();
        let other = limits.find(|other| first.is_some_and(|first| first.value() != other.value()));
        pair = first.zip(other);
    }
    let Some((work, pay)) = pair.filter(|_| out.is_empty()) else { return };
    let message = format!("`{}` and `{}` together configure a miner", work.value(), pay.value());
    out.push(
        pay.finding(META.id, message).label(work.span(), "the other one").help("remove the miner"),
    );
}

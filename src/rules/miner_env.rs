//! `miner-env`: variables that configure a miner, by their names and values together.

use schemars::JsonSchema;
use serde::Deserialize;

use foldhash::HashSet;

use super::signals::{Once, Signal, Topic};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::facts::{Role, VariableKind};
use crate::finding::{Action, Finding};
use crate::intel::Strength;
use crate::source::UNKNOWN;

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
        let in_variable = |signal: &&Signal<'_>| {
            matches!(signal.word.role, Role::VariableName | Role::VariableValue)
        };
        let mut words = HashSet::default();
        for signal in context.signals.about(Topic::Variable) {
            if signal.is_strong() && once.first(signal) {
                words.insert(signal.word_key());
                let message = format!("`{}` is a variable of miners", signal.value());
                out.push(signal.finding(META.id, message).help("remove the miner"));
            }
        }
        for signal in context.signals.about(Topic::Miner).filter(in_variable) {
            let known = words.contains(&signal.word_key()) || is_only_asked_for(signal);
            if signal.is_strong() && !known && once.first(signal) {
                let message = format!("a variable names the miner `{}`", signal.value());
                out.push(signal.finding(META.id, message).help("remove the miner"));
            }
        }
        together(context, out);
    }
}

/// An ARG without a value only says what may be given: what a build is given has one, and what it does with it is said
/// elsewhere.
fn is_only_asked_for(signal: &Signal<'_>) -> bool {
    signal.word.role == Role::VariableName
        && signal.word.variable.is_some_and(|variable| {
            variable.kind == VariableKind::Arg && variable.value.chars().all(|c| c == UNKNOWN)
        })
}

/// A pool and an account, each under a name that is ordinary alone; or two limits of graphics cards that miners raise.
fn together(context: &Context<'_>, out: &mut Vec<Finding>) {
    let medium: Vec<&Signal<'_>> = context
        .signals
        .about(Topic::Variable)
        .filter(|signal| signal.strength == Strength::Medium)
        .collect();
    let about = |words: &'static [&'static str]| {
        medium.iter().filter(move |signal| {
            let name = signal.value().to_ascii_uppercase();
            words.iter().any(|word| name.contains(word))
        })
    };
    let work = about(&["POOL", "ALGO", "STRATUM", "RIG"]).next();
    let pay = about(&["WALLET", "WAL", "DONAT", "MINEUSER", "POOL_USER"]).next();
    let mut pair = work.zip(pay).filter(|(work, pay)| work.span() != pay.span());
    if pair.is_none() {
        // Others raise one of them for password recovery or models of speech.
        let mut limits = about(&["GPU_"]);
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

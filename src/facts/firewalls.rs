//! Scripts that refuse packets: what they look up is what they keep away from. Judges nothing.

use std::collections::BTreeSet;

use crate::shell::{Direction, Redirect, Via};
use crate::source::Span;

use super::command::Command;
use super::unwanted::Purpose;
use super::word_list::{List, Words, has};

const FIREWALLS: Words = "iptables ip6tables ebtables nft ufw firewall-cmd ipset ip";
const RESOLVERS: List = List::of("dig drill getent host nslookup");

fn removes(command: &Command, programs: Words) -> bool {
    command.purpose == Purpose::Removes && has(programs, &command.program)
}

fn refuses(command: &Command) -> bool {
    removes(command, FIREWALLS)
}

fn resolves(command: &Command) -> bool {
    RESOLVERS.has(&command.program)
}

/// Who asks for an address and gives the answer to a program that acts is going to use it, unless the script refuses
/// packets: then it asks for those whose packets it refuses. The script starts at number `from`.
pub(super) fn settle_questions(commands: &mut [Command], from: usize) {
    let own = commands.get(from..).unwrap_or_default();
    let is_question = |it: &Command| resolves(it) || it.program == "resolve-dnsname";
    let refuses = |it: &Command| refuses(it) || removes(it, "route new-netfirewallrule");
    if !own.iter().any(is_question) || own.iter().any(refuses) {
        return;
    }
    for index in from..commands.len() {
        let asks = commands.get(index).is_some_and(is_question);
        if asks
            && is_answer_taken(commands, index)
            && let Some(command) = commands.get_mut(index)
        {
            command.purpose = Purpose::Acts;
        }
    }
}

/// What the command writes goes into a file, a variable or a program that acts.
fn is_answer_taken(commands: &[Command], index: usize) -> bool {
    const TEXT_TOOLS: Words = "awk column cut gawk grep head sed sort tail tr uniq wc";
    let mut at = Some(index);
    for _ in 0..64 {
        let Some(command) = at.and_then(|at| commands.get(at)) else { return false };
        let outer = command.shell.parent.and_then(|outer| commands.get(outer));
        let is_captured = matches!(command.shell.via, Via::Substitution | Via::ProcessSubstitution);
        let writes = |redirect: &Redirect| {
            redirect.direction != Direction::In
                && !matches!(redirect.target.as_str(), "/dev/null" | "1" | "2" | "&1" | "&2")
        };
        if is_captured && outer.is_none_or(Command::acts)
            || command.shell.redirects.iter().any(writes)
            || at != Some(index) && command.acts() && !has(TEXT_TOOLS, &command.program)
        {
            return true;
        }
        at = command.piped_to;
    }
    true
}

/// Where the values of variables stand that a script only looks up to refuse their packets.
#[derive(Debug, Default)]
pub(super) struct LookedUp {
    looked_up: BTreeSet<Span>,
    used: BTreeSet<Span>,
}

impl LookedUp {
    /// Of the commands of one script.
    pub(super) fn of(commands: &[Command]) -> Self {
        let mut all = Self::default();
        if !commands.iter().any(refuses) || commands.iter().any(hands_on_variables) {
            return all;
        }
        for command in commands {
            let origins = if resolves(command) && !command.acts() {
                &mut all.looked_up
            } else if command.acts() {
                &mut all.used
            } else {
                continue;
            };
            let redirects = command.shell.redirects.iter().map(|redirect| &redirect.target);
            let words =
                command.argv().iter().chain(redirects).chain(command.shell.input.as_deref());
            origins.extend(words.flat_map(|word| word.origins(0..word.len())));
        }
        all
    }

    /// The value that stands here is looked up, and no command that acts has it.
    pub(super) fn has(&self, value: Span) -> bool {
        let from = Span { end: 0, ..value };
        let is_in = |origins: &BTreeSet<Span>| {
            let first = origins.range(from..).next();
            first.is_some_and(|it| it.file == value.file && it.start < value.end)
        };
        is_in(&self.looked_up) && !is_in(&self.used)
    }
}

/// What other programs are given of the variables is not seen here.
fn hands_on_variables(command: &Command) -> bool {
    let exports = matches!(command.program.as_str(), "export" | "declare" | "typeset");
    exports || command.program == "set" && (command.has("-a") || command.has("allexport"))
}

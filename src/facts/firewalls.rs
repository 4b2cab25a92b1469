//! Scripts that refuse packets: what they look up is what they keep away from. Judges nothing.

use std::collections::BTreeSet;

use crate::source::Span;

use super::command::Command;
use super::unwanted::Purpose;

const FIREWALLS: [&str; 8] =
    ["iptables", "ip6tables", "ebtables", "nft", "ufw", "firewall-cmd", "ipset", "ip"];
const RESOLVERS: [&str; 5] = ["dig", "drill", "getent", "host", "nslookup"];

fn refuses(command: &Command) -> bool {
    command.purpose == Purpose::Removes && FIREWALLS.contains(&command.program.as_str())
}

fn resolves(command: &Command) -> bool {
    RESOLVERS.contains(&command.program.as_str())
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
            let words = command.argv().iter().chain(redirects).chain(&command.shell.input);
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

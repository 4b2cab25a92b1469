//! Rules are asked about what they say that they read: a rule that reports something else would be silent in a scan.

use std::fs;

use crate::facts::Facts;
use crate::rules::{self, Evidence, Group};

use super::judge::findings_in;
use super::{assert_none, fixtures};

/// Leaves only facts that are none of this evidence.
fn without(read: Evidence, facts: &mut Facts) {
    let none = Facts::default();
    if read.meets(Evidence::INSTRUCTIONS) {
        facts.images = none.images;
        facts.frontends = none.frontends;
        facts.users = none.users;
        facts.run_as = none.run_as;
        facts.workdirs = none.workdirs;
        facts.entered = none.entered;
        facts.isolation = none.isolation;
        facts.shells = none.shells;
        facts.instructions = none.instructions;
    }
    if read.meets(Evidence::COMMANDS) {
        facts.commands = none.commands;
        facts.transfers = none.transfers;
        facts.packages = none.packages;
        facts.variables = none.variables;
        facts.documents = none.documents;
        facts.decoded = none.decoded;
        facts.dependencies = none.dependencies;
        facts.written_paths = none.written_paths;
        facts.copies = none.copies;
        facts.characters = none.characters;
        facts.unreadable = none.unreadable;
        facts.unfinished = none.unfinished;
    }
    if read.meets(Evidence::FILES) {
        facts.files = none.files;
        facts.entries = none.entries;
    }
}

#[test]
fn a_rule_finds_nothing_where_what_it_reads_is_missing() {
    let mut problems = Vec::new();
    for rule in rules::known_rules().filter(|rule| rule.group != Group::Policy) {
        for fixture in fixtures::of(rule.id).filter(|fixture| fixture.name.starts_with("bad_")) {
            let text = fs::read(&fixture.path).expect("a fixture can be read");
            let context = fixture.context();
            let find = |change: &dyn Fn(&mut Facts)| {
                findings_in(rule.id, &text, &fixture.policy, context.as_deref(), change)
            };
            // what a policy wants to exist is missing in both
            let of_nothing = find(&|facts| without(Evidence::ALL, facts)).len();
            let unread = find(&|facts| without(rule.reads, facts));
            if unread.len() > of_nothing {
                let messages: Vec<_> = unread.iter().map(|it| it.message.as_str()).collect();
                problems.push(format!("{}/{}: does not read {messages:?}", rule.id, fixture.name));
            }
        }
    }
    assert_none(&problems);
}

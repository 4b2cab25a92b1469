//! Rules are asked about what they say that they read: a rule that reports something else would be silent in a scan.

use std::fs;

use crate::facts::Facts;
use crate::rules::{self, Evidence, Group};

use super::judge::findings_in;
use super::{assert_none, fixtures};

/// Leaves only facts that are none of this evidence. A new fact has to be sorted in: this is all of them.
fn without(read: Evidence, facts: &mut Facts) {
    macro_rules! sorted {
        (
            instructions: $($instruction:ident)*;
            commands: $($command:ident)*;
            files: $($file:ident)*;
            of_none: $($other:ident)*;
        ) => {
            let Facts { $($instruction,)* $($command,)* $($file,)* $($other: _,)* } = facts;
            let none = Facts::default();
            if read.meets(Evidence::INSTRUCTIONS) {
                $(*$instruction = none.$instruction;)*
            }
            if read.meets(Evidence::COMMANDS) {
                $(*$command = none.$command;)*
            }
            if read.meets(Evidence::FILES) {
                $(*$file = none.$file;)*
            }
        };
    }
    sorted! {
        instructions: images frontends users run_as workdirs entered isolation shells instructions;
        commands: commands transfers packages variables documents loose_wallets decoded dependencies
            written_paths copies characters unreadable unfinished;
        files: files entries;
        of_none: environments context readings unset read_whole start_points started_files origin
            system whole_file_system renames work;
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
                let place = format!("{}/{}", rule.id, fixture.name);
                problems.push(format!("{place}: `reads` leaves out facts that make {messages:?}"));
            }
        }
    }
    assert_none(&problems);
}

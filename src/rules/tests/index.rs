//! `docs/rules/README.md`, the table of all rules, follows from their constants.

use std::fmt::Write as _;
use std::fs;

use crate::finding::Action;
use crate::rules::{self, Setting};

use super::{at_root, read, updates};

const HEAD: &str = "# Rules

Each rule has a page: what it reports, which attack it is about, how to fix a finding, and its options. The last two columns are
its action in the [presets](../policy.md#presets). Of the Dockerfiles under `Example` the rule reports the first ones, with that action, and
lets the last one pass. This table is generated: `MINESTOP_UPDATE=1 cargo test --lib rules`.

| rule | summary | default | locked-down |
|---|---|---|---|
";

/// How tables and pages write a setting.
pub(crate) fn word(setting: Setting) -> &'static str {
    match setting {
        Setting::Off => "off",
        Setting::On(Action::Go) => "GO",
        Setting::On(Action::Warn) => "WARN",
        Setting::On(Action::Stop) => "STOP",
    }
}

fn table() -> String {
    let mut out = HEAD.to_owned();
    for rule in rules::known_rules() {
        let (id, summary) = (rule.id, rule.summary.replace('|', "\\|"));
        let (default, locked_down) = (word(rule.default), word(rule.locked_down));
        let _ = writeln!(out, "| [{id}]({id}.md) | {summary} | {default} | {locked_down} |");
    }
    out
}

#[test]
fn the_index_is_up_to_date() {
    let path = at_root("docs/rules/README.md");
    if updates() {
        fs::write(&path, table()).expect("the index can be written");
    }
    assert_eq!(read(&path), table(), "run `MINESTOP_UPDATE=1 cargo test --lib rules`");
}

//! Which values of settings are options of a miner.

use super::*;
use crate::source::{Span, Text};

const LINE: &str = "/opt/x --url=nushypool.com:4444 --user=me --pass x --algo=rx/0";

fn proves(section: &str, key: &str, value: &str) -> bool {
    let text = |it: &str| Text::made(it, Span::default());
    let setting = Setting { section: section.into(), key: text(key), value: text(value) };
    by_options(&[setting], &Intel::default()).is_some()
}

#[test]
fn a_command_in_a_setting_is_judged_as_a_command() {
    assert!(proves("", "command", LINE));
    assert!(proves("nodes", "Append", LINE));
    assert!(proves("homeassistant.shell_command", "lights", LINE));
    for (section, key) in [("", "description"), ("command", ""), ("shell_command.x", "about")] {
        assert_eq!(proves(section, key, LINE), section == "command", "{section} {key}");
    }
    assert!(!proves("", "command", "/opt/x --url=db.example.invalid:5432 --user=me --pass x"));
    assert!(!proves("", "command", "--url=nushypool.com:4444"));
}

#[test]
fn longer_values_are_texts() {
    let with = |length: usize| format!("{LINE} {}", "x".repeat(length - LINE.len() - 1));
    assert!(proves("", "command", &with(LONGEST)));
    assert!(!proves("", "command", &with(LONGEST + 1)));
}

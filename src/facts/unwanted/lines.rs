//! Lines that refuse what they name, wherever they are written: hosts files, locks of package managers, `sudoers`,
//! profiles, rules of firewalls and detectors.

use super::names::refuses;
use crate::facts::word_list::{Words, has};

/// First words of lines that refuse or tell of the rest.
const VERBS: Words =
    "acl alert block deny deny_audit drop http_access local-zone: local-zone reject secrule sdrop";

/// Lines that hold nothing but marks or the name of a part.
fn is_neutral(line: &str) -> bool {
    line.is_empty()
        || line.starts_with(['#', ';'])
        || line.starts_with('[') && line.ends_with(']')
        || line.chars().all(|c| c.is_ascii_punctuation())
}

/// True if every line refuses what it names, and one does.
pub(in crate::facts) fn refuse(text: &str) -> bool {
    let stanza = is_stanza(text);
    let mut lines = lines(text).filter(|line| !is_neutral(line)).peekable();
    lines.peek().is_some() && (stanza || lines.all(line_refuses))
}

/// True if every line that names hosts gives them an address at which nobody answers.
pub(in crate::facts) fn sink_names(text: &str) -> bool {
    lines(text)
        .filter(|line| line.contains([' ', '\t']))
        .all(|line| line.starts_with('#') || sinks(line))
}

/// The lines, also of the text that `printf` is given.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split("\\n").flat_map(str::lines).map(str::trim)
}

/// `0.0.0.0 name`
fn sinks(line: &str) -> bool {
    const NOWHERE: Words = "0.0.0.0 127.0.0.1 ::1 :: 255.255.255.255";
    let address = line.split([' ', '\t']).next().unwrap_or_default();
    address.len() < line.len() && has(NOWHERE, address.split("\\t").next().unwrap_or_default())
}

fn line_refuses(line: &str) -> bool {
    let first = line.split([' ', '\t']).next().unwrap_or_default();
    sinks(line)
        || first.len() < line.len() && has(VERBS, &first.to_ascii_lowercase())
        || assigns(line)
        || answers_nowhere(line)
        || watches(line)
        || forbids_commands(line)
        || line.contains("return 403")
        || is_alias_of_nothing(line)
}

/// `alias x=false`
fn is_alias_of_nothing(line: &str) -> bool {
    line.strip_prefix("alias ").is_some_and(|names| names.split_whitespace().all(names_nothing))
}

/// `x=false`: the name stands for a program that does nothing.
pub(super) fn names_nothing(name: &str) -> bool {
    name.split_once('=').is_some_and(|(_, it)| has("false true :", it))
}

/// `exclude = x`, `IgnorePkg=x`, `deny: x`
pub(super) fn assigns(line: &str) -> bool {
    let Some(at) = line.find(['=', ':']) else { return false };
    let name = line.get(..at).unwrap_or_default().trim_end();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    !name.is_empty() && name.chars().all(is_name) && refuses(name)
}

/// `address=/name/0.0.0.0` of dnsmasq
pub(super) fn answers_nowhere(line: &str) -> bool {
    const NOWHERE: [&str; 5] = ["/", "/#", "/::", "/0.0.0.0", "/127.0.0.1"];
    let line = line.trim_start_matches('-');
    let names = ["address=/", "local=/", "server=/"].iter().any(|start| line.starts_with(start));
    names && NOWHERE.iter().any(|end| line.ends_with(end))
}

/// `-w path -p x`, `-a always,exit …` of the audit system
fn watches(line: &str) -> bool {
    line.starts_with("-w /") && line.contains(" -p ") || line.starts_with("-a always,exit ")
}

/// A line of `sudoers` in which every command stands behind `!`, or that gives commands a name.
fn forbids_commands(line: &str) -> bool {
    line.starts_with("Cmnd_Alias ")
        || line.contains("ALL")
            && line.contains('!')
            && line
                .split(|c: char| c.is_whitespace() || c == ',')
                .all(|word| !word.starts_with('/'))
}

/// A few lines that refuse a package together: a pin that is negative, a lock.
fn is_stanza(text: &str) -> bool {
    let starts = |starts: &[&str]| {
        lines(text)
            .filter(|line| !is_neutral(line))
            .all(|line| starts.iter().any(|start| line.starts_with(start)))
    };
    text.contains("Pin-Priority: -")
        && starts(&["Package:", "Pin:", "Pin-Priority:", "Explanation:"])
        || text.contains("solvable_name:")
            && starts(&[
                "type:",
                "match_type:",
                "case_sensitive:",
                "solvable_name:",
                "repo:",
                "version:",
                "query_string:",
            ])
}

/// A table of indicators, by the names of its columns.
pub(in crate::facts) fn is_table(text: &str) -> bool {
    const COLUMNS: Words = "indicator indicators ioc iocs observable";
    const KINDS: Words = "type kind category indicator_type ioc_type";
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let first = first.trim_start_matches('#').to_ascii_lowercase();
    let columns = || first.split([',', ';', '\t']).map(|it| it.trim().trim_matches('"'));
    columns().count() > 1
        && (columns().any(|it| it.split('_').any(|word| has(COLUMNS, word)))
            || columns().any(|it| has(KINDS, it)) && columns().any(|it| it == "value"))
}

#[cfg(test)]
mod tests {
    use super::{is_table, refuse, sink_names};

    #[test]
    fn a_table_is_told_by_its_columns() {
        for text in ["type,value,comment\na,b,c", "#fields\tindicator\tindicator_type\na\tb"] {
            assert!(is_table(text), "{text}");
        }
        for text in ["", "value", "indicator", "pool,user,pass\na,b,c", "name;value\na;b"] {
            assert!(!is_table(text), "{text}");
        }
    }

    #[test]
    fn lines_that_refuse_are_told_from_those_that_let() {
        for text in [
            "0.0.0.0 a.example.invalid",
            "excludepkgs=abc,def",
            "IgnorePkg = abc",
            "deny /**/abc mrwklx,",
            "address=/a.example.invalid/0.0.0.0",
            "-w /usr/bin/abc -p x -k y",
            "%dev ALL=(ALL) ALL, !/usr/bin/abc",
            "Cmnd_Alias M = /usr/bin/abc",
            "Package: abc\\nPin: release *\\nPin-Priority: -1\\n",
            "solvable_name: abc\ntype: package",
            "# abc\n[main]\nexclude=abc",
        ] {
            assert!(refuse(text), "{text}");
        }
        for text in [
            "",
            "# abc",
            "abc",
            "192.0.2.9 a.example.invalid",
            "includepkgs=abc",
            "allow /**/abc mrwklx,",
            "address=/a.example.invalid/192.0.2.9",
            "%dev ALL=(ALL) NOPASSWD: /usr/bin/abc, !/usr/bin/def",
            "Package: abc\nPin-Priority: 1001",
            "exclude=abc\nabc -o x",
            "alert",
        ] {
            assert!(!refuse(text), "{text}");
        }
        assert!(sink_names("0.0.0.0 a.example.invalid b.example.invalid"));
        assert!(!sink_names("0.0.0.0 a.example.invalid\n192.0.2.9 b.example.invalid"));
    }
}

//! Every error of a file at once, each at its place.

use crate::policy::tests::{read, read_bytes, table};

#[track_caller]
fn errors(text: &str, expected: &[&str]) {
    let errors = read(text).expect_err("the file has errors");
    assert_eq!(table(text, &errors).lines().collect::<Vec<_>>(), expected);
}

#[test]
fn all_errors_of_a_file_are_reported_at_once() {
    errors(
        r#"version = 2
preset = "locked"
inline-ignores = true
fail_on = "stop"
fail-on = "stopp"

[rules.invented-pol]
action = "stop"

[rules.invented-install]
action = "halt"
managers = ["apt-get", "ap", 3]
packges = ["x"]
deny = [1, "a b", ""]

[rules.invented-image]
set-id = "yes"
set-gid = true

[[rules.invented-image.checks]]
mode = ["0755", "0755", "9x", 755]
owner = ["root", 0, -1]
action = "off"
messge = "x"

[rules.invented-pipe]
action = 1

[[exceptions]]
rules = ["invented-pool", "invented-poool"]
files = []
reason = "  "
expires = "2027-01-01"

[indicators]
name = ["x"]
ports = [0, "3333", 70000]
hosts = [" a"]
"#,
        &[
            "1:11-12 version 2 of the policy format is not known [write `version = 1`]",
            "2:10-18 unknown preset `locked` [write `default` or `locked-down`]",
            "3:18-22 `inline-ignores` must be a string, here is a boolean",
            "4:1-8 unknown key `fail_on` [did you mean `fail-on`?]",
            "5:11-18 unknown verdict `stopp` [did you mean `stop`?]",
            "7:8-20 unknown rule `invented-pol` [did you mean `invented-pool`?]",
            "11:10-16 unknown action `halt` [write `stop`, `warn`, `go` or `off`]",
            "12:24-28 unknown package manager `ap` [did you mean `apt`?]",
            "12:30-31 `managers` must be a list of strings, here is an integer",
            "13:1-8 unknown option `packges` [write `managers`, `deny`, `allow` or `action`]",
            "14:9-10 `deny` must be a list of strings, here is an integer",
            "14:12-17 no package has a blank, as `a b` has [write a list, each in quotes of its own]",
            "14:19-21 an empty pattern matches nothing [write a pattern, or delete it]",
            "17:10-15 `set-id` must be `true` or `false`, here is a string",
            "18:1-8 unknown option `set-gid` [did you mean `set-id`?]",
            "20:1-32 this entry lacks `path`",
            "21:17-23 `0755` is listed twice in `mode` [delete one of them]",
            "21:25-29 `9x` is no mode [write octal digits up to `7777`, such as `0755`]",
            "21:31-34 `mode` must be a list of strings, here is an integer",
            "22:10-16 `root` is no number of a user or group [write the number, such as `1000`]",
            "22:21-23 `owner` must be a whole number from 0 up",
            "23:10-15 unknown action `off` [write `stop`, `warn` or `go`]",
            "24:1-7 unknown key of an entry `messge` [did you mean `message`?]",
            "27:10-11 `action` must be a string, here is an integer",
            "30:27-43 unknown rule `invented-poool` [did you mean `invented-pool`?]",
            "31:9-11 `files` must name a pattern",
            "32:10-14 the reason is empty [say why the findings are accepted]",
            "33:11-23 `expires` must be a date, not a string [write the date without quotes]",
            "36:1-5 unknown kind of indicator `name` [did you mean `names`?]",
            "37:10-11 a port is a number from 1 to 65535",
            "37:13-19 `ports` must be a list of port numbers, here is a string",
            "37:21-26 a port is a number from 1 to 65535",
            "38:10-14 an indicator must not be empty or have blanks around it",
        ],
    );
}

#[test]
fn syntax_errors_do_not_hide_other_errors() {
    errors(
        "version = \nfail-on = \"x\"\n\n[rules.invented-pool\naction = \"stop\"\n[[exceptions]]\nrule = \"*\"\n\
         expires = 2026-02-30\nreason = 'ok\n",
        &[
            "1:11-11 string values must be quoted, expected literal string",
            "2:11-14 unknown verdict `x` [write `stop`, `warn` or `never`]",
            "4:21-21 unclosed table, expected `]`",
            "8:11-21 invalid date, expected day between 01 and 28",
            "9:13-13 invalid literal string, expected `'`",
        ],
    );
}

#[test]
fn what_is_defined_twice_is_an_error() {
    errors(
        r#"version = 1
version = 1
[rules.invented-pool]
action = "stop"
[rules.invented-pool]
action = "go"
[[rules.invented-image.checks]]
path = "a"
[[rules.invented-image.checks]]
path = "a"
action = "warn"
[[exceptions]]
rule = "invented-pool"
reason = "one"
[[exceptions]]
rules = ["invented-pool"]
reason = "two"
[indicators]
names = ["x", "y", "x"]
ports = [1, 0x1]
"#,
        &[
            "2:1-8 duplicate key",
            "5:8-21 duplicate key",
            "6:1-7 duplicate key",
            "9:1-32 an earlier entry says the same [delete one of them]",
            "15:1-15 an earlier exception covers the same [delete one of them]",
            "19:20-23 `x` is listed twice in `names` [delete one of them]",
            "20:13-16 `1` is listed twice in `ports` [delete one of them]",
        ],
    );
}

#[test]
fn an_exception_says_what_it_covers_and_why() {
    errors(
        r#"require-expiry = true
[[exceptions]]
[[exceptions]]
rule = "*"
reason = "all of it"
expires = 2027-01-01T10:00:00
[[exceptions]]
rule = "invented-pool"
rules = ["invented-pipe"]
reason = "x"
expires = 2027-01-01
[[exceptions]]
rules = ["unused-exception"]
match = ""
reason = "x"
until = 2027-01-01
"#,
        &[
            "2:1-15 this exception gives no reason [say why the findings are accepted]",
            "2:1-15 this exception has no expiry date [add `expires = …`: `require-expiry` asks for it]",
            "2:1-15 this exception names no rule [add `rules = [\"…\"]`]",
            "3:1-15 this exception covers everything [name the rules, or add `files` or `match`]",
            "6:11-30 `expires` must be a date without a time [write `2027-01-31`; the day itself is the last one]",
            "9:1-26 `rule` and `rules` are both set [move all of them to `rules`]",
            "12:1-15 this exception has no expiry date [add `expires = …`: `require-expiry` asks for it]",
            "13:10-28 `unused-exception` can have no exception [set its action under `[rules.unused-exception]`]",
            "14:9-11 an empty pattern matches nothing [write a pattern, or delete it]",
            "16:1-6 unknown key of an exception `until` [write `rule`, `rules`, `files`, `match`, `fingerprints`, `reason` or `expires`]",
        ],
    );
}

#[test]
fn a_list_of_an_exception_is_not_empty() {
    let text = "[[exceptions]]\nrules = []\nreason = \"r\"\n[[exceptions]]\nfingerprints = []\nreason = \"r\"\n";
    let said = table(text, &read(text).expect_err("the file has errors"));
    for line in ["2:9-11 `rules` must name a rule", "5:16-18 `fingerprints` must name a finding"] {
        assert!(said.contains(line), "{line} in {said}");
    }
}

#[test]
fn options_of_a_rule_that_does_not_run_are_an_error() {
    let text = "[rules.invented-install]\ndeny = [\"x\"]\n";
    errors(
        text,
        &["2:1-5 `invented-install` is off in the preset `default`, so its options do nothing \
           [add `action = \"stop\"` (or `\"off\"`)]"],
    );
    assert!(read(&format!("preset = \"locked-down\"\n{text}")).is_ok());
    assert!(read(&format!("{text}action = \"off\"\n")).is_ok());
}

#[test]
fn tables_where_none_belong_are_errors() {
    errors(
        "exceptions = 1\nindicators = []\n[rules]\ninvented-pool = \"warn\"\n[rules.invented-image]\nchecks = \"x\"\n",
        &[
            "1:14-15 `exceptions` must be an array of tables, here is an integer",
            "2:14-16 `indicators` must be a table, here is an array",
            "4:17-23 `invented-pool` must be a table, here is a string [write `invented-pool = { action = \"warn\" }`]",
            "6:10-13 `checks` must be a table, here is a string",
        ],
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_an_error() {
    let (_, policy) = read_bytes(b"version = 1\n# \xff\n".to_vec());
    let errors = policy.unwrap_err();
    assert_eq!(errors[0].message, "this file is not UTF-8");
    assert_eq!(errors[0].span.range(), 14..15);
}

#[test]
fn the_same_file_gives_the_same_errors() {
    let text = "a = 1\nb = 2\n[rules.x]\n[rules.y]\n[[exceptions]]\n";
    assert_eq!(read(text).unwrap_err(), read(text).unwrap_err());
}

#[test]
fn links_to_pages_are_addresses_of_the_web_with_a_place_for_the_rule() {
    let help = "[write it with `{rule}`, such as `https://wiki.example.invalid/minestop/{rule}`]";
    for (url, wrong) in [
        ("https://wiki.example.invalid/rules", "has no place for the name of a rule"),
        ("javascript:alert({rule})", "is no address of the web"),
        ("https:///{rule}", "is no address of the web"),
        ("https://wiki.example.invalid/a b/{rule}", "is no address of the web"),
        ("https://wiki.example.invalid/<{rule}>", "is no address of the web"),
        ("", "is no address of the web"),
    ] {
        let end = "docs-url = ".len() + url.len() + 3;
        let expected = format!("1:12-{end} `{url}` {wrong} {help}");
        errors(&format!("docs-url = '{url}'\n"), &[expected.trim_end()]);
    }
}

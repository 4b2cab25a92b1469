//! Nothing that a policy says may be silently dead: each kind of error, and each option of each rule.

use crate::policy::{Base, Preset, parse_on};
use crate::rules::{OptionKind, OptionSpec, known_rules};
use crate::source::Sources;
use proptest::prelude::*;

/// Messages about a policy for the rules of minestop, with what to write.
fn said(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let file = sources.add("minestop.toml", text.as_bytes().to_vec());
    let base = Base { preset: Some(Preset::LockedDown), ..Base::default() };
    let errors = parse_on(&base, file, &sources).err().unwrap_or_default();
    errors
        .iter()
        .map(|it| format!("{} [{}]", it.message, it.help.as_deref().unwrap_or_default()))
        .collect()
}

#[track_caller]
fn refused(text: &str, expected: &str) {
    let said = said(text);
    assert!(matches!(&said[..], [one] if one.contains(expected)), "{text}\n{said:#?}");
}

#[test]
fn an_image_pattern_that_covers_nothing_is_refused() {
    for (written, expected) in [
        ("", "an empty pattern"),
        ("ubuntu:22.04:latest", "[write one tag behind one `:`"),
        ("https://registry.example.invalid/*", "[write `registry.example.invalid/*`]"),
        ("registry.example.invalid/{a,b}", "[write one pattern for each alternative]"),
        ("re[gistry.example.invalid/*", "`[`"),
        ("Ubuntu:22.04", "[write `ubuntu:22.04`]"),
        ("registry.example.invalid/Team/*", "[write `registry.example.invalid/team/*`]"),
        ("^ubuntu$", "[write `ubuntu`"),
        ("registry.example.invalid/", "[write `registry.example.invalid/*`]"),
        ("ubuntu 22.04", "`ubuntu 22.04` is no part of an image name"),
        ("ubuntu@sha256:12", "`sha256:12` is no digest"),
        ("a b:::", "`a b`"),
        ("ubuntu:-x", "`-x` is no tag"),
        ("registry.example.invalid:http/*", "is no registry"),
        ("registry..example.invalid/*", "is no registry"),
        ("ubuntu\\n", "blank"),
        ("registry.example.invalid:5000", "[write `registry.example.invalid:5000/**`"),
        ("*.example.invalid", "[write `*.example.invalid/**`"),
        ("localhost", "[write `localhost/**`"),
        ("localhost:5000", "[write `localhost:5000/**`"),
        ("192.0.2.1:5000", "[write `192.0.2.1:5000/**`"),
    ] {
        for key in ["untrusted-image]\nallow", "denied-image]\ndeny", "foreign-frontend]\nallow"] {
            let text = format!("[rules.{key} = [\"{written}\"]\n");
            let said = said(&text);
            assert!(!said.is_empty(), "{text}");
            assert!(said.iter().any(|it| it.contains(expected)) || written == "a b:::", "{said:?}");
        }
    }
}

#[test]
fn other_options_that_say_nothing_are_refused() {
    for (table, expected) in [
        ("denied-user]\ndeny = \"monero:monero\"", "[write `monero`]"),
        ("denied-user]\ndeny = \"[ab]\"", "`[`"),
        ("denied-user]\ndeny = \"build web\"", "no user has a blank"),
        ("denied-workdir]\ndeny = \"^/srv$\"", "[write `/srv`"),
        ("denied-workdir]\ndeny = \"/srv//x\"", "is empty"),
        ("foreign-frontend]\nminimum = \"latest\"", "`latest` is no version"),
        ("foreign-shell]\nallow = \"/usr/bin/nu\"", "[write `nu`]"),
        ("foreign-shell]\nallow = \"Nu.exe\"", "[write `nu`]"),
        ("miner-file-name]\ndeny = \"opt/../x\"", "[write the path from the root"),
        ("miner-file-name]\ndeny = \"opt/**.sh\"", "[write `**/*.sh` for any depth"),
        ("miner-file-name]\ndeny-regex = \"(\"", "`(` is no regular expression"),
        ("package-install]\nmanagers = \"apt-gte\"", "[did you mean `apt-get`?]"),
        ("package-install]\nallow = \"curl wget\"", "[write a list"),
        (
            "package-source]\nallow-hosts = \"https://pypi.example.invalid/simple\"",
            "[write `pypi.example.invalid`]",
        ),
        ("pipe-to-shell]\nallow-hosts = \".example.invalid\"", "[write `*.example.invalid`]"),
        ("remote-transfer]\nallow-hosts = \"example.invalid:443\"", "[write `example.invalid`]"),
        ("remote-transfer]\nallow-hosts = \"(a|b).invalid\"", "[write one pattern"),
        ("remote-transfer]\nschemes = \"htpp\"", "[did you mean `http`?]"),
        ("remote-transfer]\nschemes = \"HTTP://\"", "[did you mean `http`?]"),
        ("preload-variable]\nallow = \"\"", "an empty pattern"),
        ("wallet-address]\nallow = \"44AFFq\"", "no wallet address"),
        ("hidden-characters]\ninvisible-in-comments = \"yes\"", "must be `true` or `false`"),
        ("foreign-shell]\nallow = \"a b\"", "no program has a blank"),
        ("foreign-frontend]\nminimum = \"+1.2\"", "`+1.2` is no version"),
        ("foreign-frontend]\nminimum = \"1.\"", "`1.` is no version"),
        ("foreign-frontend]\nminimum = \".2\"", "`.2` is no version"),
        ("foreign-frontend]\nminimum = \"1.2.x\"", "`1.2.x` is no version"),
        ("remote-transfer]\nallow-hosts = \"a$b\"", "no host name has the character `$`"),
        ("remote-transfer]\nallow-hosts = \"me@a.invalid\"", "[write `a.invalid`]"),
        ("remote-transfer]\nallow-hosts = \"a.invalid/x\"", "[write `a.invalid`]"),
        ("remote-transfer]\nallow-hosts = \"https://a.invalid?x\"", "[write `a.invalid`]"),
        ("remote-transfer]\nallow-hosts = \"https://a.invalid#x\"", "[write `a.invalid`]"),
        ("remote-transfer]\nallow-hosts = \":443\"", "[write `*`]"),
        ("remote-transfer]\nschemes = \"zzzzzz\"", "[write the word in front of `://`"),
        ("denied-user]\ndeny = \":wheel\"", "[write `*`]"),
        ("foreign-shell]\nallow = \"/usr/bin/\"", "[write `*`]"),
        (
            "wallet-address]\nallow = \"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa x\"",
            "[write `1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa`]",
        ),
        ("miner-file-name]\ndeny-regex = \"\"", "an empty regular expression"),
        ("mining-pool]\nallow = \"x\"", "unknown option `allow`"),
    ] {
        refused(&format!("[rules.{table}\n"), expected);
    }
}

#[test]
fn what_a_check_of_files_compares_is_read_to_its_limits() {
    let said = |entry: &str| {
        said(&format!("[rules.file-attributes]\nchecks = [{{ path = \"x\", {entry} }}]\n"))
    };
    let sum = "0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789";
    for entry in [
        "mode = \"0\"".to_owned(),
        "mode = \"7777\"".to_owned(),
        "owner = 0".to_owned(),
        "owner = \"4294967295\"".to_owned(),
        "group = 4294967295".to_owned(),
        format!("sha256 = \"{sum}\""),
        format!("sha256 = \"sha256:{sum}\""),
    ] {
        assert_eq!(said(&entry), [""; 0], "{entry}");
    }
    for (entry, expected) in [
        ("mode = \"10000\"".to_owned(), "`10000` is no mode"),
        ("mode = \"8\"".to_owned(), "`8` is no mode"),
        ("mode = \"+7\"".to_owned(), "`+7` is no mode"),
        ("mode = \"\"".to_owned(), "is no mode"),
        ("owner = 4294967296".to_owned(), "larger than any number"),
        ("owner = \"+1\"".to_owned(), "`+1` is no number"),
        (format!("sha256 = \"{}\"", "0".repeat(63)), "is no SHA-256"),
        (format!("sha256 = \"{}g\"", "0".repeat(63)), "is no SHA-256"),
        (format!("not-sha256 = \"md5:{sum}\""), "is no SHA-256"),
    ] {
        assert!(said(&entry).iter().any(|it| it.contains(expected)), "{entry}: {:?}", said(&entry));
    }
}

#[test]
fn a_denied_image_with_a_replacement_that_is_none_is_refused() {
    for (entry, expected) in [
        ("{ use = \"debian:12\" }", "this entry lacks `image`"),
        ("{ image = \"Debian\" }", "[write `debian`]"),
        ("{ image = \"debian\", use = \"Debian:12\" }", "`Debian:12` is no image"),
        ("{ image = \"debian\", use = \"alpine:*\" }", "`alpine:*` is no image"),
        ("{ image = \"debian\", use = \"a b\" }", "[write one image"),
        ("{ image = \"debian\", use = \"docker.io/library/debian:12\" }", "the entry forbids"),
        ("{ image = \"debian\", use = 12 }", "must be a string"),
        ("{ image = \"debian\", uze = \"alpine\" }", "[did you mean `use`?]"),
        ("7", "must be a list of strings and tables"),
        ("[]", "must be a list of strings and tables"),
    ] {
        refused(&format!("[rules.denied-image]\ndeny = [\"alpine:3\", {entry}]\n"), expected);
    }
    refused("[rules.denied-image]\ndeny = { image = \"a\" }\n", "must be a list");
    for deny in ["[{ image = \"debian:8\", use = \"debian:12\" }, \"a\"]", "\"debian:8\""] {
        let policy = format!("[rules.denied-image]\ndeny = {deny}\n");
        assert_eq!(said(&policy), Vec::<String>::new(), "{deny}");
    }
}

#[test]
fn a_table_where_a_number_or_text_must_stand_is_refused() {
    for key in ["owner = [{}]", "group = [{ a = 1 }]", "path = [{}]", "mode = {}"] {
        let policy = format!("[[rules.file-attributes.checks]]\npath = \"x\"\n{key}\n");
        assert!(!said(&policy.replace("path = \"x\"\npath", "path")).is_empty(), "{key}");
    }
}

#[test]
fn a_check_that_never_fires_is_refused() {
    let instruction = |check: &str| format!("[[rules.instruction.checks]]\n{check}\n");
    for (check, expected) in [
        ("instruction = \"EXPSE\"\ncheck = \"exists\"", "[did you mean `EXPOSE`?]"),
        ("instruction = \"LABEL\"\ncheck = \"lik\"\nvalue = \"x\"", "[did you mean `like`?]"),
        (
            "instruction = \"LABEL\"\ncheck = \"like\"\nvalue = \"(\"",
            "`(` is no regular expression",
        ),
        (
            "instruction = \"LABEL\"\ncheck = \"like\"\nvalue = [\"a\", \"b\"]",
            "`like` takes one value",
        ),
        ("instruction = \"LABEL\"\ncheck = \"=\"", "`=` has no `value`"),
        ("instruction = \"LABEL\"\ncheck = \"exists\"\nvalue = \"x\"", "its `value` does nothing"),
        (
            "instruction = \"LABEL\"\ncheck = \"exists\"\nmessage = \" \"",
            "the message says nothing",
        ),
        ("instruction = \"LABEL\"", "this entry lacks `check`"),
        ("check = \"exists\"", "this entry lacks `instruction`"),
    ] {
        refused(&instruction(check), expected);
    }
    for (check, expected) in [
        ("mode = \"9x\"", "`9x` is no mode"),
        ("mode = \"0o755\"", "`0o755` is no mode"),
        ("mode = \"10000\"", "`10000` is no mode"),
        ("owner = \"root\"", "`root` is no number"),
        ("group = 4294967296", "is larger than any number"),
        ("sha256 = \"abc\"", "`abc` is no SHA-256"),
        ("not-mode = 755", "must be a string"),
        ("exists = \"yes\"", "must be `true` or `false`"),
        ("exist = true", "[did you mean `exists`?]"),
    ] {
        refused(&format!("[[rules.file-attributes.checks]]\npath = \"x\"\n{check}\n"), expected);
    }
}

#[test]
fn an_exception_that_covers_nothing_is_refused() {
    for (key, expected) in [
        ("files = \"legacy/[ab]/Dockerfile\"", "`[`"),
        ("files = [\"{a,b}\"]", "`{`"),
        ("files = \"docs//x\"", "is empty"),
        ("files = \"docs/**.Dockerfile\"", "[write `**/*.Dockerfile` for any depth"),
        ("match = \"^pool$\"", "[write `pool`"),
    ] {
        refused(&format!("[[exceptions]]\nrules = \"*\"\nreason = \"x\"\n{key}\n"), expected);
    }
}

#[test]
fn what_stands_in_a_regular_text_may_be_matched() {
    for matching in ["${IMAGE}", "[ab]", "a{b,c}", "x$"] {
        let text =
            format!("[[exceptions]]\nrules = \"*\"\nreason = \"x\"\nmatch = \"{matching}\"\n");
        assert_eq!(said(&text), Vec::<String>::new(), "{matching}");
    }
}

/// Options of a type that takes any text, such as `ValuePattern`: values of variables and the like may be anything.
const ANY_TEXT: &[(&str, &str)] = &[("preload-variable", "allow")];

/// Every option of every rule.
fn options() -> Vec<(&'static str, OptionSpec)> {
    known_rules().flat_map(|meta| meta.options().into_iter().map(|it| (meta.id, it))).collect()
}

/// Texts that no option means: another language, another kind of value, or nothing at all.
fn nonsense() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\^[a-z]{1,8}\\$",
        "\\[[a-z]{2,4}\\]\\(",
        "\\([a-z]{1,3}\\|[a-z]{1,3}\\)",
        " [a-z]{1,4}\u{0}",
        Just(String::new()),
    ]
}

proptest! {
    #[test]
    fn an_error_of_any_option_of_any_rule_is_refused(
        at in any::<prop::sample::Index>(),
        text in nonsense(),
        number in 0_i64..99,
        key in "[a-z]{3,12}-x",
    ) {
        let all = options();
        let (rule, option) = at.get(&all);
        let takes_it = if ANY_TEXT.contains(&(*rule, option.name.as_str())) {
            // but no expression with anchors
            !text.is_empty() && !text.starts_with('^')
        } else {
            option.name == "deny-regex" && regex::Regex::new(&text).is_ok() && !text.is_empty()
        };
        let literal = toml::Value::String(text.clone());
        let wrong = match option.kind {
            _ if takes_it => format!("{} = 1.5", option.name),
            OptionKind::Tables(_) => format!("{} = [{{ path = {literal}, instruction = {literal} }}]", option.name),
            _ => format!("{} = {literal}", option.name),
        };
        for line in [
            wrong,
            format!("{} = {number}", option.name),
            format!("{} = [{number}]", option.name),
            format!("{} = {{ a = 1 }}", option.name),
            format!("{}x = \"a\"", option.name),
            format!("{key} = true"),
        ] {
            let policy = format!("[rules.{rule}]\n{line}\n");
            prop_assert!(
                !said(&policy).is_empty(),
                "this is accepted, although no such value means anything:\n{policy}\
                 If the type of `{}` shall take any text, name it in `ANY_TEXT`.",
                option.name,
            );
        }
    }
}

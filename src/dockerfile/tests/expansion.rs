//! Word expansion: quotes, names, operators, patterns, words, as `BuildKit`'s `shell.Lex` has them.

use std::collections::BTreeMap;

use crate::dockerfile::expansion::expand::{expand, expand_words};
use crate::dockerfile::expansion::lookup::Lookup;
use crate::source::{FileId, Span, Text};

struct Variables(BTreeMap<String, Text>);

impl Lookup for Variables {
    fn get(&self, name: &str) -> Option<&Text> {
        self.0.get(name)
    }
}

fn variables(list: &[(&str, &str)]) -> Variables {
    let text = |value: &str| Text::verbatim(value, Span::new(FileId(9), 0, value.len()));
    Variables(list.iter().map(|(name, value)| ((*name).to_owned(), text(value))).collect())
}

fn word(text: &str) -> Text {
    Text::verbatim(text, Span::new(FileId(0), 0, text.len()))
}

/// The value, or `! message`.
fn value(text: &str, vars: &[(&str, &str)]) -> String {
    match expand(&word(text), '\\', &variables(vars)) {
        Ok(expanded) => expanded.text.to_string(),
        Err(error) => {
            let head = format!("failed to process {text:?}: ");
            format!("! {}", error.message.strip_prefix(&head).unwrap_or(&error.message))
        }
    }
}

#[test]
fn quotes_and_escapes_are_removed() {
    for (text, expected) in [
        ("a'b\\c'd", "ab\\cd"),
        ("\"a\\\"b\\$c\\d\"", "a\"b$c\\d"),
        ("a\\ b\\\\c", "a bc".replace("bc", "b\\c").as_str()),
        ("a\\", "a"),
        ("'$x'", "$x"),
        ("\"'\"", "'"),
        ("\u{feff}a\u{feff}", "a\u{feff}"),
        ("'a", "! unexpected end of statement while looking for matching single-quote"),
        ("\"a", "! unexpected end of statement while looking for matching double-quote"),
        ("\"a\\", "! unexpected end of statement while looking for matching double-quote"),
    ] {
        assert_eq!(value(text, &[]), expected, "{text}");
    }
    let backtick = expand(&word("`$a\\b`"), '`', &variables(&[])).unwrap();
    assert_eq!(backtick.text.as_str(), "$a\\b");
}

#[test]
fn names_end_as_in_go() {
    let vars =
        [("a", "1"), ("a_B9", "2"), ("1", "3"), ("é", "4"), ("12", "5"), ("$", "6"), ("-", "7")];
    for (text, expected) in [
        ("$a.", "1."),
        ("$a_B9", "2"),
        ("$12", "5"),
        ("$1a", "3a"),
        ("$é", "4"),
        ("$", "$"),
        ("$.", "$."),
        ("$$a", "6a"),
        ("${-}", "7"),
        ("$a\u{24d0}", "1\u{24d0}"),
        ("$\"a\"", "$a"),
        ("${1}0", "30"),
        ("${a", "! unsupported modifier (\u{fffd}) in substitution"),
        ("${", "! syntax error: missing '}'"),
        ("${}", "! syntax error: bad substitution"),
        ("${{a}}", "! syntax error: bad substitution"),
        ("${:a}", "! syntax error: bad substitution"),
        ("${#a}", "! unsupported modifier (a) in substitution"),
        ("${!a}", "! unsupported modifier (a) in substitution"),
        ("${.}", "! unsupported modifier (.) in substitution"),
        ("${a^^}", "! unsupported modifier (^) in substitution"),
        ("${a:0:1}", "! unsupported modifier (:0) in substitution"),
        ("${a:#b}", "! unsupported modifier (:#) in substitution"),
        ("${a:", "! syntax error: missing '}'"),
    ] {
        assert_eq!(value(text, &vars), expected, "{text}");
    }
}

#[test]
fn operators_choose_by_set_and_empty() {
    let vars = [("s", "v"), ("e", "")];
    for (text, expected) in [
        ("${s-d}${e-d}${u-d}", "vd"),
        ("${s:-d}${e:-d}${u:-d}", "vdd"),
        ("${s+d}${e+d}${u+d}", "dd"),
        ("${s:+d}${e:+d}${u:+d}", "d"),
        ("${s?m}${e?m}", "v"),
        ("${u:-\"a ${s}\"'$s'}", "a v$s"),
        ("${u:-a\\}b}", "a}b"),
        ("${u?}", "! u: is not allowed to be unset"),
        ("${e:?}", "! e: is not allowed to be empty"),
        ("${e:?why ${s}}", "! e: why v"),
        ("${u:-${u:-${u:-x}}}", "x"),
        ("${u:-x", "! syntax error: missing '}'"),
        ("${u:-'x}", "! syntax error: missing '}'"),
        ("${u:-${s:0}}y", "! unsupported modifier (:0) in substitution"),
    ] {
        assert_eq!(value(text, &vars), expected, "{text}");
    }
}

#[test]
fn patterns_cut_and_replace() {
    let vars = [("p", "a.b.c"), ("l", "a\nb"), ("q", "x*y"), ("e", "")];
    for (text, expected) in [
        ("${p#*.}|${p##*.}|${p%.*}|${p%%.*}", "b.c|c|a.b|a"),
        ("${p#b}|${p%b}", "a.b.c|a.b.c"),
        ("${p#?}|${p%?}", ".b.c|a.b."),
        ("${q#x\\*}|${q%\\*y}", "y|x"),
        ("${l#*b}", "a\nb"),
        ("${p/./-}|${p//./-}|${p//[ab]/x}", "a-b.c|a-b-c|a.b.c"),
        ("${p//?/<$0>}", "<>".repeat(5).as_str()),
        ("${p//?/\\$0}", "\\a\\.\\b\\.\\c"),
        ("${p//?/$$}", "".repeat(0).as_str()),
        ("${e//*/x}", "x"),
        ("${u/*/x}", "x"),
        ("${p/\\//x}", "a.b.c"),
        ("${p/#a/x}", "a.b.c"),
        ("${p#\\a}", "! invalid pattern (\\a) in substitution: invalid escape '\\a'"),
        ("${p%a\\b}", "! invalid pattern (\\ba) in substitution: invalid escape '\\b'"),
        ("${p/x", "! syntax error: missing '/' in ${}"),
        ("${p/x/y", "! syntax error: missing '}'"),
    ] {
        assert_eq!(value(text, &vars), expected, "{text}");
    }
}

#[test]
fn words_split_at_blanks_outside_quotes() {
    let split = |text: &str, vars: &[(&str, &str)]| -> Vec<String> {
        let words = expand_words(&word(text), '\\', &variables(vars)).unwrap().words;
        words.iter().map(|word| word.to_string()).collect()
    };
    assert_eq!(split("a  'b c' \"\"d\\ e", &[]), ["a", "b c", "d e"]);
    assert_eq!(split("$p \"$p\"", &[("p", " 1 2 ")]), ["1", "2", " 1 2 "]);
    // The words inside `${…}` share their buffer with those outside.
    assert_eq!(split("a${u:-b}c", &[]), ["bc"]);
    assert_eq!(split("a<< b", &[]), ["a<< b"]);
}

#[test]
fn values_know_where_they_are_used_and_written() {
    let text = word("x${v}y${w:-${v}z}");
    let expanded = expand(&text, '\\', &variables(&[("v", "value")])).unwrap();
    assert_eq!(expanded.text.as_str(), "xvalueyvaluez");
    assert_eq!(expanded.text.span_of(1..6).range(), 1..5);
    assert_eq!(expanded.text.origins(1..6), [Span::new(FileId(9), 0, 5)]);
    assert_eq!(expanded.text.span_of(12..13).range(), 15..16);
    let unmatched: Vec<_> =
        expanded.unmatched.iter().map(|it| (it.name.as_str(), it.span.range())).collect();
    assert_eq!(unmatched, [("w", 6..17)]);
}

#[test]
fn deep_nesting_is_an_error_and_not_a_crash() {
    let deep = "${a:-".repeat(100_000) + &"}".repeat(100_000);
    assert_eq!(value(&deep, &[]), "! substitutions are nested too deep");
    let quoted = "\"${a:-".repeat(100_000);
    assert!(value(&quoted, &[]).starts_with('!'));
}

//! What a word is looked up as, and what it is not.

use super::*;
use crate::dockerfile::Keyword;
use crate::facts::Place;
use crate::source::{Span, Text};

fn is_list(role: Role, text: &str) -> bool {
    let place = Place::in_build(Keyword::Run, Span::default());
    let text = Text::made(text, Span::default());
    let word =
        Word { text: &text, role, place: &place, command: None, document: None, variable: None };
    is_list_of_names(word, Marks::of(&text), &Intel::default())
}

#[test]
fn two_names_of_miners_and_nothing_else_are_a_list() {
    for separator in [",", "|", ";", " ", "\n", "\t", " , "] {
        let names = format!("xmrig{separator}ccminer");
        assert!(is_list(Role::VariableValue, &names), "{names:?}");
        let is_one = matches!(separator, "," | "|");
        assert_eq!(is_list(Role::Argument, &names), is_one, "{names:?}");
        assert!(!is_list(Role::Program, &names), "{names:?}");
    }
    for other in [
        "xmrig",
        "xmrig,xmrig",
        "xmrig,other",
        "xmrig,ccminer.log",
        "xmrig,/ccminer",
        "xmrig,ccminer,a=b",
        "xmrig,ccminer,$a",
        "xmrig-ccminer",
    ] {
        assert!(!is_list(Role::VariableValue, other), "{other}");
        assert!(!is_list(Role::Argument, other), "{other}");
    }
}

#[test]
fn a_list_is_read_up_to_a_bound() {
    for (others, is_one) in [(62, true), (63, false)] {
        let names = format!("{}xmrig,ccminer", "a,".repeat(others));
        assert_eq!(is_list(Role::VariableValue, &names), is_one, "{others}");
    }
}

#[test]
fn each_mark_is_that_of_its_bytes() {
    let marks = [
        (Marks::DOT, "."),
        (Marks::SLASH, "/"),
        (Marks::SCHEME, ":+"),
        (Marks::DASH, "-"),
        (Marks::BLANK, " \t"),
        (Marks::PERCENT, "%"),
        (Marks::COMMA, ",|"),
        (Marks::LINE, ";\n"),
        (Marks::VALUE, "=$"),
    ];
    for (mark, bytes) in marks {
        for byte in bytes.chars() {
            let found = Marks::of(&format!("a{byte}b"));
            for (other, _) in marks {
                assert_eq!(found.has(other), other == mark, "{byte:?}");
            }
        }
    }
    let both = Marks::of("a.b/c");
    assert!(both.has(Marks::DOT) && both.has(Marks::SLASH) && both.has(Marks::DOT | Marks::DASH));
}

#[test]
fn a_call_is_the_path_of_an_address_or_a_quoted_word() {
    for (text, is_one) in [
        ("http://h.example.invalid/call", true),
        ("{\"method\":\"call\"}", true),
        ("call", false),
        ("h.example.invalid/call", false),
        ("call://h", false),
        ("'call'", false),
    ] {
        let start = text.find("call").unwrap_or_default();
        assert_eq!(is_call(text, &(start..start + 4)), is_one, "{text}");
    }
}

#[test]
fn each_kind_of_program_is_the_business_of_one_topic() {
    for (kind, topic) in [
        (ProductKind::Miner, Some(Topic::Miner)),
        (ProductKind::Launcher, Some(Topic::Miner)),
        (ProductKind::Browser, Some(Topic::Miner)),
        (ProductKind::Proxy, Some(Topic::Proxy)),
        (ProductKind::PoolServer, Some(Topic::PoolServer)),
        (ProductKind::Monitor, None),
    ] {
        assert_eq!(topic_of(kind), topic, "{kind:?}");
    }
}

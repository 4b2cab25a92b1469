//! What keys and values of settings prove, and what they do not.

use super::*;
use crate::source::Span;

/// A known pool with its port.
const POOL: &str = "stratum+tcp://nushypool.com:4444";

fn setting(section: &str, key: &str, value: &str) -> Setting {
    let text = |it: &str| Text::made(it, Span::default());
    Setting { section: section.into(), key: text(key), value: text(value) }
}

/// Settings written as `section/key=value`.
fn settings(lines: &[&str]) -> Vec<Setting> {
    let read = |line: &&str| {
        let (section, rest) = line.split_once('/').expect("a section");
        let (key, value) = rest.split_once('=').expect("a value");
        setting(section, key, value)
    };
    lines.iter().map(read).collect()
}

fn reason(settings: &[Setting]) -> Option<&'static str> {
    configuration(settings, &Intel::default()).map(|found| found.reason)
}

#[test]
fn a_pool_is_an_address_that_only_miners_use_or_a_known_one_with_its_port() {
    let is_pool = |value: &str| is_pool(value, &Intel::default());
    for value in
        [POOL, "nushypool.com:4444", "stratum://h", "stratum+tcp://h:1", "at stratum+tcp://h:1"]
    {
        assert!(is_pool(value), "{value}");
    }
    for value in [
        "nushypool.com",
        "http://nushypool.com:4444",
        "https://nushypool.com:4444",
        "h.example.invalid:4444",
        "http://h/stratum+tcp://h:1",
        "stratum+tcp",
        "stratum://",
        "nushypool.com see: here",
    ] {
        assert!(!is_pool(value), "{value}");
    }
    let long = |length: usize| format!("{POOL}/{}", "x".repeat(length - POOL.len() - 1));
    assert!(is_pool(&long(512)) && !is_pool(&long(513)));
}

#[test]
fn a_whole_address_is_scheme_known_pool_and_port() {
    let is_whole = |value: &str| is_whole_address(value, &Intel::default());
    assert!(is_whole(POOL));
    for value in [
        "nushypool.com:4444",
        "stratum+tcp://nushypool.com",
        "stratum+tcp://nushypool.com:port",
        "stratum+tcp://h.example.invalid:4444",
        "x stratum+tcp://nushypool.com:4444",
        "x-stratum+tcp://nushypool.com:4444",
        "stratum+tcp://nushypool.com:4444 x",
    ] {
        assert!(!is_whole(value), "{value}");
    }
}

#[test]
fn a_file_with_more_pools_than_a_miner_has_is_a_list() {
    let pools = |count: usize| {
        let one = |at: usize| setting("", &format!("key{at}"), POOL);
        (0..count).map(one).collect::<Vec<_>>()
    };
    assert!(reason(&pools(0)).is_none());
    assert!(reason(&pools(1)).is_some());
    assert!(reason(&pools(MOST_POOLS)).is_some());
    assert!(reason(&pools(MOST_POOLS + 1)).is_none());
}

#[test]
fn a_section_is_judged_with_those_around_it_and_no_other() {
    let proves = |lines: &[&str]| reason(&settings(lines)).is_some();
    assert!(proves(&["a/pool=h.example.invalid:1234", "a/wallet=me"]));
    assert!(proves(&["a.b/pool=h.example.invalid:1234", "a/wallet=me"]));
    assert!(proves(&["a.b/pool=h.example.invalid:1234", "/wallet=me"]));
    assert!(!proves(&["a/pool=h.example.invalid:1234", "b/wallet=me"]));
    assert!(!proves(&["ab/pool=h.example.invalid:1234", "a/wallet=me"]));
    assert!(!proves(&["a/pool=h.example.invalid:1234"]));
    assert!(!proves(&["a/wallet=me"]));
    for (outer, inner, is_around_it) in [
        ("", "a", true),
        ("a", "a.b", true),
        ("a.b", "a.b.c", true),
        ("", "", false),
        ("a", "a", false),
        ("a", "ab", false),
        ("a.b", "a", false),
        ("b", "a.b", false),
    ] {
        assert_eq!(is_around(outer, inner), is_around_it, "{outer} {inner}");
    }
}

#[test]
fn the_name_of_a_section_may_be_the_algorithm() {
    let lines = |name: &str| {
        let lines = [format!("{name}/url=h.example.invalid:1234"), format!("{name}/user=me")];
        settings(&lines.each_ref().map(String::as_str))
    };
    assert!(reason(&lines("miners.other")).is_none());
    assert!(reason(&lines("miners.verushash")).is_some());
    assert!(reason(&lines("verushash.miners")).is_none());
}

#[test]
fn a_list_of_pools_beside_keys_of_miners_is_one_of_mining_pools() {
    // `pools`, `url` and `user` are three
    let proves = |more: &[&str]| {
        let pool = ["pools/url=h.example.invalid:1234", "pools/user=me"];
        reason(&settings(&[&pool, more].concat())).is_some()
    };
    assert!(!proves(&[]));
    assert!(!proves(&["/asm=a"]));
    assert!(proves(&["/asm=a", "/keepalive=a"]));
    let elsewhere = [
        "servers/url=h.example.invalid:1234",
        "servers/user=me",
        "/asm=a",
        "/keepalive=a",
        "/numa=a",
        "/cuda=a",
    ];
    assert!(reason(&settings(&elsewhere)).is_none());
}

#[test]
fn a_setting_gives_what_its_key_and_value_are() {
    let intel = Intel::default();
    let take = |key: &str, value: &str, in_pools: bool| {
        let mut roles = Roles::default();
        let is_pool = roles.take_setting(&setting("", key, value), in_pools, &intel);
        (is_pool, roles)
    };
    assert!(take("anything", POOL, false).0);
    assert!(take("url", "h:1", false).0 && !take("anything", "h:1", false).0);
    assert!(!take("url", "", false).0);
    let (long, shorter) = ("x".repeat(513), "x".repeat(512));
    assert!(!take("url", &long, false).0 && take("url", &shorter, false).0);
    let pool = |in_pools: bool| take("url", "h:1", in_pools).1.pool;
    assert_eq!(
        (pool(false), pool(true)),
        (super::super::Pool::Address, super::super::Pool::NamedAddress)
    );
    let wallet = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A";
    assert_eq!(take("anything", wallet, false).1.account, Account::Wallet);
    let ordinary = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
    assert_eq!(take("anything", ordinary, false).1.account, Account::None);
    assert_eq!(take("anything", "me", false).1.account, Account::None);
    // what says more on a command line, the letter of an option, is nothing here
    assert_eq!(take("anything", POOL, false).1.letters, [false; 3]);
    assert_eq!(take("url", "h:1", true).1.letters, [false; 3]);
    assert_eq!(take("user", "me", false).1.account, Account::User);
    // how a password is called is a sign on a command line only
    let (_, password) = take("pass", "y", false);
    assert!(password.password && password.signs == 0);
}

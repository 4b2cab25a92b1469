//! What options prove together, and what one thing less does not.

use super::*;
use crate::intel::Strength::{Medium, Strong, Weak};

/// Options with their values, as a command gets them.
fn given_all(options: &[(&str, &str)]) -> Roles {
    let intel = Intel::default();
    let mut roles = Roles::default();
    for (option, value) in options {
        let flag = intel.flag(option);
        roles.take(&Given { option, value, flag, variable: None }, &intel);
    }
    roles
}

/// A pool, an account, and the signs beside them.
fn with(pool: Pool, account: Account, signs: usize) -> Roles {
    Roles { pool, account, signs, ..Roles::default() }
}

#[test]
fn pool_and_account_that_are_called_so_prove_it_together() {
    let all = [Pool::None, Pool::Address, Pool::Named, Pool::NamedAddress];
    for pool in all {
        for account in [Account::None, Account::User, Account::Wallet] {
            let alone = matches!(
                (pool, account),
                (Pool::NamedAddress, Account::User | Account::Wallet)
                    | (Pool::Named, Account::Wallet)
            );
            let roles = with(pool, account, 0);
            let proof = alone.then_some("pool and wallet together");
            assert_eq!(roles.proof(), proof, "{pool:?} {account:?}");
            let more = [
                Roles { password: true, ..with(pool, account, 0) },
                Roles { worker: true, ..with(pool, account, 0) },
                Roles { algorithm: Some(Weak), ..with(pool, account, 0) },
            ];
            let with_more = matches!(
                (pool, account),
                (Pool::Named, Account::User) | (Pool::Address, Account::Wallet)
            );
            for roles in more {
                assert_eq!(roles.proof().is_some(), alone || with_more, "{roles:?}");
            }
        }
    }
}

#[test]
fn an_algorithm_proves_as_much_as_its_name_is_that_of_miners() {
    let proof = |pool, account, algorithm| {
        Roles { algorithm: Some(algorithm), ..with(pool, account, 0) }.proof()
    };
    assert!(proof(Pool::Address, Account::User, Medium).is_some());
    assert!(proof(Pool::Address, Account::User, Weak).is_none());
    assert!(proof(Pool::None, Account::User, Medium).is_none());
    assert!(proof(Pool::Address, Account::None, Medium).is_none());
    assert!(proof(Pool::None, Account::User, Strong).is_some());
    assert!(proof(Pool::Address, Account::None, Strong).is_some());
    assert!(proof(Pool::None, Account::None, Strong).is_none());
}

#[test]
fn letters_prove_it_if_all_three_are_there_and_an_address() {
    let proof = |pool, letters| Roles { letters, ..with(pool, Account::None, 0) }.likeness();
    assert!(proof(Pool::Address, [true; 3]).is_some());
    assert!(proof(Pool::None, [true; 3]).is_none());
    for left_out in 0..3 {
        let letters = [0, 1, 2].map(|letter| letter != left_out);
        assert!(proof(Pool::Address, letters).is_none(), "{letters:?}");
    }
}

#[test]
fn signs_count_until_they_are_enough() {
    for (password, is_of_others, enough) in
        [(true, false, 2), (false, false, 3), (true, true, 4), (false, true, 5)]
    {
        let proof = |signs| {
            Roles { password, is_of_others, ..with(Pool::Address, Account::User, signs) }.likeness()
        };
        assert!(proof(enough).is_some(), "{password} {is_of_others}");
        assert!(proof(enough - 1).is_none(), "{password} {is_of_others}");
    }
    // a worker and a word that others know are signs, too
    let two = || with(Pool::Address, Account::User, 2);
    assert!(Roles { worker: true, ..two() }.likeness().is_some());
    assert!(Roles { algorithm: Some(Weak), ..two() }.likeness().is_some());
    assert!(with(Pool::None, Account::User, 9).likeness().is_none());
    assert!(with(Pool::Address, Account::None, 9).likeness().is_none());
}

#[test]
fn what_looks_like_a_miner_is_one_if_host_or_account_are_marked() {
    let like = || with(Pool::Address, Account::User, 3);
    let is_one = |roles: Roles| {
        assert_ne!(roles.proof().is_some(), roles.likeness().is_some(), "{roles:?}");
        roles.proof().is_some()
    };
    assert!(!is_one(like()));
    assert!(is_one(Roles { has_wallet: true, ..like() }));
    assert!(
        is_one(Roles { host_signs: 2, ..like() }) && !is_one(Roles { host_signs: 1, ..like() })
    );
    let letters = |host_signs| Roles { letters: [true; 3], host_signs, ..like() };
    assert!(is_one(letters(1)) && !is_one(letters(0)));
    let marked = Roles { has_wallet: true, ..with(Pool::Address, Account::User, 0) };
    assert!(marked.proof().is_none() && marked.likeness().is_none());
}

#[test]
fn an_address_has_host_and_port_behind_no_protocol_of_others() {
    let of = |value| Address::of(value).map(|address| (address.host, address.port));
    for (value, host) in [
        ("h.example.invalid:1234", "h.example.invalid"),
        ("tcp://h:1234", "h"),
        ("ssl://h:1234", "h"),
        ("tls://h:1234", "h"),
        ("ws://h:1234", "h"),
        ("wss://h:1234", "h"),
        ("udp://h:1234", "h"),
        ("stratum://h:1234", "h"),
        ("stratum2://h:1234", "h"),
        ("eth+proxy://h:1234", "h"),
        ("tcp://worker@h:1234", "h"),
        ("a@b@h:1234", "h"),
        ("h:1234/path", "h"),
        ("h:1234?key", "h"),
    ] {
        assert_eq!(of(value), Some((host, Some(1234))), "{value}");
    }
    let unknown = format!("h:{UNKNOWN}");
    assert_eq!(of(&unknown), Some(("h", None)));
    let nothing = ["https://h:1234", "mongodb://h:1234", ":1234", "tcp://a@:1234", "h", "h:"];
    for value in nothing.into_iter().chain(["h:name", "h:70000", "tcp://h/a:1234"]) {
        assert_eq!(of(value), None, "{value}");
    }
}

#[test]
fn a_host_has_a_dot_and_no_ending_of_a_file() {
    for host in ["192.0.2.9", "pool.example.invalid", "a-b.example"] {
        assert!(is_host(host) && names_pool(host), "{host}");
    }
    for file in ["json", "yaml", "yml", "toml", "conf", "cfg", "txt", "db", "ini"] {
        assert!(!is_host(&format!("pool.{file}")), "{file}");
    }
    for other in ["localhost", "pool.", "a_b.example", "a/b.example", "0x12ab"] {
        assert!(!is_host(other) && !names_pool(other), "{other}");
    }
    assert!(names_pool("localhost:3333"));
}

#[test]
fn a_path_is_told_by_how_it_starts_or_by_its_drive() {
    for path in ["/w", "./w", "~/w", "%HOME%", "C:\\w"] {
        assert!(is_path(path), "{path}");
    }
    for other in ["w", "w/x", "w~", "a:b", "a\\b"] {
        assert!(!is_path(other), "{other}");
    }
}

#[test]
fn an_option_of_a_pool_gives_an_address_a_name_or_both() {
    let pool = |option: &str, value: &str| given_all(&[(option, value)]).pool;
    assert_eq!(pool("-o", "h.example.invalid:1234"), Pool::Address);
    assert_eq!(pool("-o", "h.example.invalid"), Pool::None);
    assert_eq!(pool("--pool", "h.example.invalid:1234"), Pool::NamedAddress);
    assert_eq!(pool("--pool", "h.example.invalid"), Pool::Named);
    assert_eq!(pool("--pool", &UNKNOWN.to_string()), Pool::Named);
    assert_eq!(pool("--pool", "8"), Pool::None);
    // what says more stays, whatever comes behind it
    let both = given_all(&[("--pool", "h:1234"), ("-o", "h:1234")]);
    assert_eq!(both.pool, Pool::NamedAddress);
}

#[test]
fn ports_of_data_bases_are_no_pools_unless_the_scheme_says_so() {
    let of_others = |value: &str| {
        let roles = given_all(&[("--pool", value)]);
        (roles.pool, roles.is_of_others)
    };
    for port in OF_OTHERS {
        let intel = Intel::default();
        let is_ours = intel.port(port).is_some();
        let expected = if is_ours { (Pool::NamedAddress, false) } else { (Pool::Address, true) };
        assert_eq!(of_others(&format!("h:{port}")), expected, "{port}");
    }
    assert_eq!(of_others("stratum+tcp://h:5432"), (Pool::NamedAddress, false));
    assert_eq!(of_others("h:5433"), (Pool::NamedAddress, false));
    let later = given_all(&[("-o", "h:5432"), ("-o", "h:5433")]);
    assert!(later.is_of_others);
}

#[test]
fn letters_are_those_of_miners_and_no_words() {
    let letters = |option: &str, value: &str| given_all(&[(option, value)]).letters;
    assert_eq!(letters("-o", "h:1234"), [true, false, false]);
    assert_eq!(letters("--url", "h:1234"), [false; 3]);
    assert_eq!(letters("-o", "h"), [false; 3]);
    assert_eq!(letters("-u", "me"), [false, true, false]);
    assert_eq!(letters("-O", "me:x"), [false, true, false]);
    assert_eq!(letters("--user", "me"), [false; 3]);
    assert_eq!(letters("-u", "/run/me"), [false; 3]);
    assert_eq!(letters("-p", "y"), [false, false, true]);
    assert_eq!(letters("--password", "y"), [false; 3]);
    let all = given_all(&[("-o", "h:1234"), ("-u", "me"), ("-p", "y")]);
    assert_eq!(all.letters, [true; 3]);
    // once is enough
    let again = [("-o", "h:1"), ("--url", "h:2"), ("-u", "me"), ("--user", "me")];
    assert_eq!(given_all(&again).letters, [true, true, false]);
    let again = [("-p", "y"), ("--password", "y")];
    assert_eq!(given_all(&again).letters, [false, false, true]);
}

#[test]
fn an_account_is_a_wallet_if_its_option_is_called_so() {
    let account = |options: &[(&str, &str)]| given_all(options).account;
    assert_eq!(account(&[("--user", "me")]), Account::User);
    assert_eq!(account(&[("--wallet", "me")]), Account::Wallet);
    assert_eq!(account(&[("--wallet", "me"), ("--user", "me")]), Account::Wallet);
    assert_eq!(account(&[("--wallet", "/run/w")]), Account::None);
    assert_eq!(account(&[("-p", "me")]), Account::None);
}

#[test]
fn each_sign_counts_for_what_it_is_worth() {
    let signs = |option: &str, value: &str| given_all(&[(option, value)]).signs;
    assert_eq!(signs("-o", "h.example.invalid:1234"), 0);
    assert_eq!(signs("-o", "h.example.invalid:3333"), 1, "a port of pools");
    assert_eq!(signs("-o", "xmr.example.invalid:1234"), 1, "a word of pools and others");
    assert_eq!(signs("-o", "xmrpool.example.invalid:1234"), 2, "a word of pools");
    assert_eq!(signs("-o", "xmrpool.example.invalid:3333"), 3);
    assert_eq!(signs("-p", "x"), 1);
    assert_eq!(signs("-p", "y"), 0);
    assert_eq!(signs("--pass", "y"), 1);
    assert_eq!(signs("--pass", "x"), 2);
    assert_eq!(signs("--user", "me"), 0);
    assert_eq!(signs("--opencl-launch", "1"), 1, "an option that miners have, too");
    let wallet = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
    assert_eq!(signs("--user", wallet), 2);
    assert_eq!(given_all(&[("-p", "x"), ("-p", "x")]).signs, 2, "they add up");
}

#[test]
fn the_strongest_algorithm_counts_whatever_its_place() {
    let algorithm = |options: &[(&str, &str)]| given_all(options).algorithm;
    assert_eq!(algorithm(&[("--algo", "rx/0")]), Some(Strong));
    assert_eq!(algorithm(&[("--algo", "sha256")]), Some(Weak));
    assert_eq!(algorithm(&[("--coin", "sha256")]), Some(Medium));
    assert_eq!(algorithm(&[("--algo", "nothing-known")]), None);
    assert_eq!(algorithm(&[("--algo", &UNKNOWN.to_string())]), Some(Weak));
    assert_eq!(algorithm(&[("--algo", "rx/0"), ("--algo", "sha256")]), Some(Strong));
    assert_eq!(algorithm(&[("--algo", "sha256"), ("--algo", "rx/0")]), Some(Strong));
    assert_eq!(algorithm(&[("--algo", "rx/0"), ("--algo", "nothing-known")]), Some(Strong));
}

#[test]
fn an_option_has_its_value_in_it_or_behind_it() {
    let intel = Intel::default();
    let facts = Facts::default();
    let text = Text::default();
    let read = |part: &str, next: Option<&str>| {
        let next = next.map(|next| (&text, next));
        given((&text, part), next, &facts, &intel).map(|given| given.value.to_owned())
    };
    assert_eq!(read("-o", Some("h:1")).as_deref(), Some("h:1"));
    assert_eq!(read("--url=h:1", Some("other")).as_deref(), Some("h:1"));
    assert_eq!(read("--no-such-option=\"v\"", None).as_deref(), Some("v"));
    assert_eq!(read("--no-such-option", Some("'v'")).as_deref(), Some("v"));
    assert_eq!(read("-o", Some("-")).as_deref(), Some("-"));
    for (part, next) in [
        ("-", Some("v")),
        ("o", Some("v")),
        ("-o", None),
        ("-o", Some("")),
        ("-o", Some("\"\"")),
        ("-o", Some("--other")),
        ("--url=", Some("v")),
    ] {
        assert_eq!(read(part, next), None, "{part} {next:?}");
    }
}

//! Hosts and URLs of pools in words, and what only resembles them.

#![allow(clippy::string_slice, reason = "the ranges are what is tested")]

use crate::intel::{Intel, Known, Strength};

fn intel() -> &'static Intel {
    Intel::builtin()
}

#[test]
fn pools_are_found_under_their_domain_only() {
    for (host, strength) in [
        ("supportxmr.com", Strength::Strong),
        ("pool.SupportXMR.com.", Strength::Strong),
        ("a.b.c.supportxmr.com", Strength::Strong),
        ("equihash.eu.nicehash.com", Strength::Strong),
        ("api2.nicehash.com", Strength::Medium),
        ("eu1.ethermine.org", Strength::Strong),
    ] {
        assert_eq!(intel().pool_host(host).map(Known::strength), Some(strength), "{host}");
    }
    for host in [
        "notsupportxmr.com",
        "supportxmr.com.example.invalid",
        "com",
        "",
        ".",
        "pool.ntp.org",
        "0.pool.ntp.org",
        "example.invalid",
    ] {
        assert_eq!(intel().pool_host(host), None, "{host}");
    }
    let word = r#"{"url":"gulf.moneroocean.stream:10128","backup":"xmr.2miners.com"}"#;
    let found: Vec<&str> = intel().pools_in(word).map(|hit| &word[hit.range]).collect();
    assert_eq!(found, ["gulf.moneroocean.stream", "xmr.2miners.com"]);
    assert_eq!(intel().pools_in("1.2.3 a.b ..x. v1.0.tar.gz").count(), 0);
}

#[test]
fn hosts_with_a_port_are_those_of_all_that_have_one() {
    for word in [
        r#"{"url":"gulf.moneroocean.stream:10128","backup":"xmr.2miners.com"}"#,
        "a:b gulf.moneroocean.stream: .gulf.moneroocean.stream:1 ::gulf.moneroocean.stream::",
        "gulf.moneroocean.stream.:1 xgulf.moneroocean.stream:1 :gulf.moneroocean.stream",
        ":",
        "",
    ] {
        let has_port = |end: usize| word.get(end..).is_some_and(|rest| rest.starts_with(':'));
        let wanted = intel().pools_in(word).filter(|hit| has_port(hit.range.end));
        let found: Vec<_> = intel().pools_with_port(word).collect();
        assert_eq!(found, wanted.collect::<Vec<_>>(), "{word}");
    }
}

#[test]
fn hosts_of_private_pools_look_like_it_and_time_servers_do_not() {
    for (host, strength) in [
        ("stratum.example.invalid", Strength::Medium),
        ("xmr-eu1.example.invalid", Strength::Weak),
        ("my-mining-pool.example.invalid", Strength::Weak),
    ] {
        assert_eq!(
            intel().host_looks_like_pool(host).map(Known::strength),
            Some(strength),
            "{host}"
        );
    }
    for host in
        ["0.pool.ntp.org", "ha.pool.sks-keyservers.net", "example.invalid", "spool.example.invalid"]
    {
        assert_eq!(intel().host_looks_like_pool(host), None, "{host}");
    }
}

#[test]
fn pool_urls_are_known_by_their_scheme() {
    for (word, scheme, host) in [
        ("stratum+tcp://pool.example.invalid:3333", "stratum+tcp", "pool.example.invalid"),
        ("Stratum+SSL://192.0.2.7:443/x", "Stratum+SSL", "192.0.2.7"),
        ("--url=stratum2+tcp://h:1,stratum://i", "stratum2+tcp", "h"),
        ("stratumss://wallet.worker:x@h.example.invalid:1", "stratumss", "h.example.invalid"),
        ("stratum1+tls12://u@h", "stratum1+tls12", "h"),
        ("\"stratum+tcps://h\"", "stratum+tcps", "h"),
        ("-ostratum+tcp:h", "stratum+tcp", "h"),
        ("-o stratum+tcp:h", "stratum+tcp", "h"),
        ("ethproxy://w@h", "ethproxy", "h"),
        ("daemon+https://h:18081", "daemon+https", "h"),
        ("s#stratum+tcp://##", "stratum+tcp", ""),
    ] {
        let found = intel().stratum_scheme(word);
        let parts = found.map_or(("", ""), |url| (&word[url.scheme], &word[url.host]));
        assert_eq!(parts, (scheme, host), "{word}");
    }
    for word in [
        "stratum",
        "stratum:3333",
        "stratumn://x",
        "substratum+tcp://x",
        "stratum+",
        "http://stratum.example.invalid",
        "https+stratum://x",
        "git+https://x",
        "a+b",
        "::::",
    ] {
        assert_eq!(intel().stratum_scheme(word), None, "{word}");
    }
}

//! Both readings of a Dockerfile: what each fires on.

use super::{bundle, lint, rule};
use serde_json::json;

/// Number of STOP findings in the reading.
fn fires(rule: &serde_json::Value, dockerfile: &str, reading: &str) -> usize {
    let (_, out, err) = lint(&bundle(&json!([rule])), dockerfile, &["--reading", reading, "-q"]);
    assert!(err.is_empty(), "{err}");
    out.lines().filter(|line| line.contains("STOP[anchore-policy]")).count()
}

#[test]
fn instructions_are_read_exactly_or_by_line() {
    let like = |value| {
        rule(
            "dockerfile",
            "instruction",
            &[("instruction", "RUN"), ("check", "like"), ("value", value)],
        )
    };
    for (value, dockerfile, anchore, exact) in [
        (".*evil.*", "FROM a\nRUN ./evil\n", 1, 1),
        ("evil", "FROM a\nRUN ./evil\n", 0, 0),
        (".*evil.*", "FROM a\nRUN true && \\\n  ./evil\n", 0, 1),
        (".*evil.*", "FROM a\nRUN ev\\\nil\n", 0, 1),
        (".*evil.*", "FROM a\nRUN\t./evil\n", 0, 1),
        (".*evil.*", "FROM a\nRUN <<E\n./evil\nE\n", 0, 1),
        (".*evil.*", "ARG X=evil\nFROM a\nARG X\nRUN ./$X\n", 0, 1),
        (".*evil.*", "FROM a\nONBUILD RUN ./evil\n", 0, 1),
        ("--mount.*evil.*", "FROM a\nRUN --mount=type=cache,target=/c ./evil\n", 1, 1),
        (".*evil.*", "FROM a\nRUN echo \\$A\nRUN ./evil\n", 1, 1),
        ("(?!.*good).*", "FROM a\nRUN bad\n", 1, 1),
    ] {
        let rule = like(value);
        assert_eq!(fires(&rule, dockerfile, "anchore"), anchore, "anchore {dockerfile:?}");
        assert_eq!(fires(&rule, dockerfile, "exact"), exact, "exact {dockerfile:?}");
    }
}

#[test]
fn operators_compare_as_they_say() {
    let fires = |check: &str, value: &str, dockerfile: &str| {
        let given = [("instruction", "FROM"), ("check", check), ("value", value)];
        fires(&rule("dockerfile", "instruction", &given), dockerfile, "exact")
    };
    assert_eq!(fires("=", "a:1", "FROM a:1 AS b\n"), 0);
    assert_eq!(fires("!=", "a:1", "FROM a:1 AS b\n"), 1);
    assert_eq!(fires("in", "scratch, a:1", "FROM a:1\nFROM scratch\n"), 2);
    assert_eq!(fires("not_in", "scratch, a:1", "FROM a:1\nFROM b\n"), 1);
    assert_eq!(fires("exists", "", "FROM a\nFROM b\n"), 2);
    assert_eq!(fires("=", "", "FROM a\n"), 0, "an operator without its value is silent");
    let none = [("instruction", "HEALTHCHECK"), ("check", "not_exists")];
    assert_eq!(
        super::readings::fires(&rule("dockerfile", "instruction", &none), "FROM a\n", "exact"),
        1
    );
}

#[test]
fn users_and_ports() {
    let user =
        |name: &str, list| rule("dockerfile", "effective_user", &[("users", name), ("type", list)]);
    for (name, list, dockerfile, anchore, exact) in [
        ("root", "blacklist", "FROM a\n", 1, 1),
        ("root", "denylist", "FROM a\nuser root\n", 0, 1),
        ("1000", "blacklist", "FROM a\nUSER 1000:1000\n", 0, 1),
        ("miner", "blacklist", "FROM a AS b\nUSER miner\nFROM b\n", 1, 1),
        ("miner", "blacklist", "FROM a AS b\nUSER miner\nFROM c\n", 1, 0),
        ("web", "whitelist", "FROM a\nUSER web\n", 0, 0),
        ("web", "allowlist", "FROM a\nUSER other\n", 1, 1),
    ] {
        let rule = user(name, list);
        assert_eq!(fires(&rule, dockerfile, "anchore"), anchore, "anchore {dockerfile:?}");
        assert_eq!(fires(&rule, dockerfile, "exact"), exact, "exact {dockerfile:?}");
    }
    let ports = |ports: &str, list| {
        rule("dockerfile", "exposed_ports", &[("ports", ports), ("type", list)])
    };
    for (given, list, dockerfile, anchore, exact) in [
        ("3333", "blacklist", "FROM a\nEXPOSE 80 3333/tcp\n", 1, 1),
        ("3333", "blacklist", "FROM a\nExpose 3333\n", 0, 1),
        ("3333", "blacklist", "FROM a\nEXPOSE 3330-3340\n", 0, 1),
        ("80", "whitelist", "FROM a\nEXPOSE 80 80\n", 1, 0),
        ("80, 443", "whitelist", "FROM a\nEXPOSE 80/udp 80/udp 8080\n", 1, 1),
    ] {
        let rule = ports(given, list);
        assert_eq!(fires(&rule, dockerfile, "anchore"), anchore, "anchore {dockerfile:?}");
        assert_eq!(fires(&rule, dockerfile, "exact"), exact, "exact {dockerfile:?}");
    }
}

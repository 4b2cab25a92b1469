//! Pairs for options of rules.

use super::count_with;

/// Options of the rule, lines, and how often they are reported.
fn assert_counts(id: &str, cases: &[(&str, &str, usize)]) {
    for (options, lines, expected) in cases {
        assert_eq!(count_with(id, options, lines), *expected, "{options} {lines}");
    }
}

#[test]
fn packages_of_a_manager_or_of_its_relatives() {
    let count = |managers: &str, line: &str| {
        count_with("package-install", &format!("managers = [\"{managers}\"]"), line)
    };
    assert_eq!(count("yum", "RUN dnf install x"), 1);
    assert_eq!(count("dnf", "RUN dnf install x"), 1);
    assert_eq!(count("dnf", "RUN yum install x"), 0);
    assert_eq!(count("apt-get", "RUN apt install x"), 1);
    assert_eq!(count("pip", "RUN dnf install x"), 0);
}

#[test]
fn packages_that_are_denied_and_not_allowed() {
    assert_counts(
        "package-install",
        &[
            ("", "RUN apt-get install a b", 1),
            ("", "RUN npm install", 1),
            ("deny = [\"a\"]", "RUN apt-get install a b", 1),
            ("deny = [\"a\"]", "RUN apt-get install b", 0),
            ("deny = [\"a\"]", "RUN npm install", 0),
            ("allow = [\"a\"]", "RUN apt-get install a", 0),
            ("allow = [\"a\"]", "RUN apt-get install a b", 1),
            ("deny = [\"a*\"]\nallow = [\"ab\"]", "RUN apt-get install ab", 0),
            ("deny = [\"a*\"]\nallow = [\"ab\"]", "RUN apt-get install ac", 1),
            ("", "RUN apt-get install a && apt-get install b", 2),
        ],
    );
}

#[test]
fn frontends_that_are_allowed_and_not_too_old() {
    let count = |options: &str, name: &str| {
        count_with("foreign-frontend", options, &format!("# syntax={name}\nFROM scratch"))
    };
    for (options, name, expected) in [
        ("", "docker/dockerfile:1.3", 0),
        ("", "docker/dockerfile-upstream:master", 0),
        ("", "a.example.invalid/docker/dockerfile:1", 1),
        ("minimum = \"1.4\"", "docker/dockerfile:1.3", 1),
        ("minimum = \"1.4\"", "docker/dockerfile:1.4", 0),
        ("minimum = \"1.4\"", "docker/dockerfile:1.4.0-labs", 0),
        ("minimum = \"1.4\"", "docker/dockerfile:1", 0),
        ("minimum = \"1.4\"", "docker/dockerfile:0.9", 1),
        ("minimum = \"1.4\"", "docker/dockerfile:labs", 0),
        ("minimum = \"1.4\"", "docker/dockerfile", 0),
        ("allow = [\"a.example.invalid/f\"]\nminimum = \"1.4\"", "a.example.invalid/f:1.0", 0),
        ("allow = [\"a.example.invalid/f\"]", "docker/dockerfile:1", 1),
        ("allow = []", "docker/dockerfile:1", 1),
    ] {
        assert_eq!(count(options, name), expected, "{options} {name}");
    }
}

#[test]
fn users_that_count_if_only_the_last_one_does() {
    let last = "only-effective = true";
    assert_counts(
        "denied-user",
        &[
            ("", "USER monero", 1),
            ("", "USER monero\nUSER me", 1),
            ("", "USER me", 0),
            (last, "USER monero\nUSER me", 0),
            (last, "USER me\nUSER monero", 1),
            ("only-effective = false", "USER monero\nUSER me", 1),
            ("deny = [\"me\"]", "USER me:group", 1),
            ("deny = [\"me\"]\nallow = [\"me\"]", "USER me", 0),
            ("allow = [\"monero\"]", "USER monero", 0),
            ("", "RUN su monero -c true", 1),
        ],
    );
}

#[test]
fn directories_that_are_forbidden_with_those_below_them() {
    assert_counts(
        "denied-workdir",
        &[
            ("", "WORKDIR /home/monero", 1),
            ("", "WORKDIR /home/monero/a/b", 1),
            ("", "WORKDIR /home/me", 0),
            ("", "WORKDIR /home/monero/../me", 0),
            ("", "CMD cd /home/monero && ./run", 1),
            ("", "RUN cd /home/monero", 0),
            ("deny = [\"/srv/*\"]", "WORKDIR /srv/a", 1),
            ("deny = [\"/srv/*\"]", "WORKDIR /srv", 0),
            ("allow = [\"/home/monero\"]", "WORKDIR /home/monero", 0),
            ("allow = [\"/home/monero\"]", "WORKDIR /home/monero/a", 1),
            ("deny = [\"/srv\"]\nallow = [\"/srv\"]", "WORKDIR /srv", 0),
        ],
    );
}

#[test]
fn code_of_hosts_that_are_allowed_may_run() {
    let count = |options: &str, line: &str| count_with("pipe-to-shell", options, line);
    let code = "RUN python3 -c \"import urllib.request; exec(urllib.request.urlopen('https://a.example.invalid/x').read())\"";
    let shell = "RUN curl https://a.example.invalid/x | sh";
    let file = "ADD https://a.example.invalid/x /x\nRUN /x";
    for line in [code, shell, file] {
        assert_eq!(count("", line), 1, "{line}");
        assert_eq!(count("allow-hosts = \"a.example.invalid\"", line), 0, "{line}");
        assert_eq!(count("allow-hosts = \"b.example.invalid\"", line), 1, "{line}");
    }
}

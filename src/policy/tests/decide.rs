//! Who decides about a finding.

use crate::finding::{Action, Finding, PolicyEntry};
use crate::policy::{
    Date, Decided, DecidedBy, Decider, InlineIgnores, Policy, Preset, parse_inline,
};
use crate::rules::Setting;
use crate::source::{FileId, Sources, Span, Text};

use crate::policy::tests::{covered, good, in_file};

const TODAY: Date = Date { year: 2026, month: 6, day: 15 };
const DOCKERFILE: FileId = FileId(7);

fn at(start: usize, end: usize) -> Span {
    Span::new(DOCKERFILE, start, end)
}

fn pool() -> Finding {
    Finding::new("invented-pool", at(50, 60), "found").evidence("pool", "pool.example.invalid", "x")
}

fn pipe() -> Finding {
    Finding::new("invented-pipe", at(50, 60), "found")
}

fn decide_in(policy: &Policy, finding: Finding, path: &str) -> Decided {
    Decider::new(policy, TODAY).decide(
        finding,
        &in_file(path),
        "underlined",
        &InlineIgnores::default(),
    )
}

fn decide(policy: &Policy, finding: Finding) -> Decided {
    decide_in(policy, finding, "app/Dockerfile")
}

/// A comment that ignores `rule` in the instruction at 40..100.
fn ignoring(rule: &str) -> InlineIgnores {
    let text = format!("# minestop: ignore[{rule}] vetted");
    let comment = Text::verbatim(text.as_str(), at(0, text.len()));
    InlineIgnores::new(vec![parse_inline(&comment, at(40, 100), true).unwrap()])
}

#[test]
fn the_preset_decides_where_nobody_else_does() {
    let policy = good("");
    let decided = decide(&policy, pool());
    assert_eq!(decided.action, Action::Stop);
    assert_eq!(decided.by, DecidedBy::Preset(Preset::Default));
    assert_eq!(decide(&policy, pipe()).action, Action::Warn);
}

#[test]
fn an_entry_of_the_file_beats_the_setting_of_its_rule() {
    let text =
        "[rules.invented-pool]\naction = \"warn\"\n[[rules.invented-image.checks]]\npath = \"x\"\n";
    let mut policy = good(text);
    let span = at(40, 70);
    let with = |rule, action| {
        let mut finding = Finding::new(rule, at(0, 1), "found");
        finding.entry = Some(PolicyEntry { span, action });
        finding
    };
    let decided = decide(&policy, with("invented-image", Some(Action::Warn)));
    assert_eq!((decided.action, decided.by), (Action::Warn, DecidedBy::Policy(span)));
    let decided = decide(&policy, with("invented-image", None));
    assert_eq!((decided.action, decided.by), (Action::Stop, DecidedBy::Policy(span)));
    let decided = decide(&policy, with("invented-pool", None));
    assert_eq!((decided.action, decided.by), (Action::Warn, DecidedBy::Policy(span)));

    policy.override_setting("invented-image", Setting::On(Action::Go)).unwrap();
    let decided = decide(&policy, with("invented-image", Some(Action::Stop)));
    assert_eq!((decided.action, decided.by), (Action::Go, DecidedBy::CommandLine));
}

#[test]
fn the_first_exception_that_holds_lowers_a_finding() {
    let text = r#"
[[exceptions]]
rule = "invented-pool"
reason = "over"
expires = 2020-01-01
[[exceptions]]
rules = ["invented-pipe", "invented-pool"]
reason = "first"
[[exceptions]]
rule = "invented-pool"
match = "*"
reason = "second"
"#;
    let policy = good(text);
    let decided = decide(&policy, pool());
    assert_eq!(decided.action, Action::Go);
    assert!(decided.is_excepted());
    let DecidedBy::Exception { span, reason } = decided.by else {
        panic!("an exception decides");
    };
    assert_eq!(reason, "first");
    assert_eq!(span, policy.exceptions()[1].span);
    assert_eq!(covered(text, span), "[[exceptions]]");
}

#[test]
fn an_exception_holds_through_its_expiry_date() {
    let policy =
        good("[[exceptions]]\nrule = \"invented-pool\"\nreason = \"r\"\nexpires = 2026-12-31\n");
    let on = |year, month, day| {
        let today = Date { year, month, day };
        Decider::new(&policy, today).decide(pool(), &in_file("x"), "", &InlineIgnores::default())
    };
    assert_eq!(on(2026, 12, 30).action, Action::Go);
    assert_eq!(on(2026, 12, 31).action, Action::Go);
    let after = on(2027, 1, 1);
    assert_eq!(after.action, Action::Stop);
    assert_eq!(after.finding.notes, ["an exception in the policy covered this until 2026-12-31"]);
}

#[test]
fn an_exception_covers_only_its_rules_files_and_matches() {
    let policy = good(
        r#"
[[exceptions]]
rule = "*"
files = ["docs/**", "*.sample"]
match = "pool.example.*"
reason = "r"
"#,
    );
    let action = |finding, path| decide_in(&policy, finding, path).action;
    assert_eq!(action(pool(), "docs/a/Dockerfile"), Action::Go);
    assert_eq!(action(pool(), "./docs/Dockerfile"), Action::Go);
    assert_eq!(action(pool(), "x/y.sample"), Action::Go);
    assert_eq!(action(pool(), "src/Dockerfile"), Action::Stop);
    assert_eq!(action(pipe(), "docs/Dockerfile"), Action::Warn);
    let other = pool().evidence("pool", "other.example.invalid", "x");
    assert_eq!(action(other, "docs/Dockerfile"), Action::Stop);

    let decider = Decider::new(&policy, TODAY);
    let none = InlineIgnores::default();
    let underlined = decider.decide(pipe(), &in_file("docs/x"), "pool.example.net", &none);
    assert_eq!(underlined.action, Action::Go);
}

#[test]
fn exceptions_for_all_rules_leave_the_hygiene_of_the_policy_alone() {
    let policy = good("[[exceptions]]\nrule = \"*\"\nfiles = [\"**\"]\nreason = \"r\"\n");
    let finding = Finding::new("unused-exception", at(0, 1), "found");
    assert_eq!(decide(&policy, finding).action, Action::Warn);
}

#[test]
fn comments_do_what_the_policy_lets_them() {
    let outcome = |mode: &str, finding: Finding| {
        let policy = good(&format!("inline-ignores = \"{mode}\"\n"));
        let ignores = ignoring(finding.rule);
        let decided = Decider::new(&policy, TODAY).decide(finding, &in_file("x"), "", &ignores);
        (decided.action, decided.is_excepted())
    };
    assert_eq!(outcome("forbid", pool()), (Action::Stop, false));
    assert_eq!(outcome("forbid", pipe()), (Action::Warn, false));
    assert_eq!(outcome("lower-warn", pool()), (Action::Stop, false));
    assert_eq!(outcome("lower-warn", pipe()), (Action::Go, true));
    assert_eq!(outcome("allow", pool()), (Action::Go, true));
    assert_eq!(outcome("allow", pipe()), (Action::Go, true));
}

#[test]
fn a_comment_cannot_ignore_the_finding_about_comments() {
    let policy = good("inline-ignores = \"allow\"\n");
    let finding = Finding::new("inline-ignore", at(50, 60), "found");
    let decided =
        Decider::new(&policy, TODAY).decide(finding, &in_file("x"), "", &ignoring("inline-ignore"));
    assert_eq!(decided.action, Action::Warn);
}

#[test]
fn an_exception_comes_before_a_comment() {
    let policy = good(
        "inline-ignores = \"allow\"\n[[exceptions]]\nrule = \"invented-pool\"\nreason = \"r\"\n",
    );
    let decided =
        Decider::new(&policy, TODAY).decide(pool(), &in_file("x"), "", &ignoring("invented-pool"));
    assert!(matches!(decided.by, DecidedBy::Exception { .. }));
}

#[test]
fn an_exception_is_compared_with_texts_up_to_a_limit() {
    let covers = |keys: &str, path: &str, text: &str| {
        let policy =
            good(&format!("[[exceptions]]\nrule = \"invented-pool\"\nreason = \"r\"\n{keys}\n"));
        policy.exceptions()[0].covers(&[path.to_owned()], None, text)
    };
    for (length, is_covered) in [(64 * 1024, true), (64 * 1024 + 1, false)] {
        let long = "x".repeat(length);
        assert_eq!(covers("match = \"x*\"", "a", &long), is_covered, "{length}");
        assert_eq!(covers("files = \"x*\"", &long, ""), is_covered, "{length}");
    }
}

#[test]
fn a_fingerprint_tells_files_apart() {
    use crate::finding::FileRef;
    use crate::policy::Fingerprints;
    use crate::source::BaseDirectories;
    let mut sources = Sources::default();
    let text = b"curl | sh\n".to_vec();
    let [one, other, third] =
        ["Dockerfile", "a.sh", "b.sh"].map(|name| sources.add(name, text.clone()));
    let bases = BaseDirectories::default();
    let of = |file, about: Option<&str>| {
        let mut finding = Finding::new("invented-pipe", Span::new(file, 0, 4), "found");
        finding.subject =
            about.map(|path| Box::new(FileRef { path: path.to_owned(), layer: None }));
        Fingerprints::new(&bases, "Dockerfile", &sources).of(&finding)
    };
    let all =
        [of(one, None), of(other, None), of(third, None), of(one, Some("a")), of(one, Some("b"))];
    let different: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(different.len(), all.len(), "{all:?}");
    assert_eq!(of(one, None), all[0]);
}

#[test]
fn judging_a_file_sorts_and_matches_the_underlined_text() {
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", b"FROM a\nRUN curl | sh\n".to_vec());
    let policy =
        good("[[exceptions]]\nrule = \"invented-pipe\"\nmatch = \"curl*\"\nreason = \"r\"\n");
    let finding = |rule, start, end| Finding::new(rule, Span::new(file, start, end), "found");
    let findings = vec![
        finding("invented-pipe", 11, 20),
        finding("invented-pipe", 5, 6),
        finding("invented-image", 5, 6),
    ];
    let decided = Decider::new(&policy, TODAY).judge(
        findings,
        "Dockerfile",
        &sources,
        &InlineIgnores::default(),
    );
    let shown: Vec<_> =
        decided.iter().map(|d| (d.finding.primary.span.start, d.finding.rule, d.action)).collect();
    assert_eq!(
        shown,
        [
            (5, "invented-image", Action::Stop),
            (5, "invented-pipe", Action::Warn),
            (11, "invented-pipe", Action::Go),
        ]
    );
}

#[test]
fn what_a_copied_file_is_called_depends_on_where_it_lies() {
    use crate::finding::{FileRef, LayerRef};
    use crate::source::BaseDirectories;
    let in_layer =
        |name: &str| LayerRef { number: 1, of: 1, name: name.to_owned(), deleted_by: None };
    let is_excepted = |files: &str, dockerfile: &str, layer: Option<&str>, is_told: bool| {
        let text = format!(
            "[[exceptions]]\nrule = \"invented-pool\"\nfiles = \"{files}\"\nreason = \"r\"\n"
        );
        let policy = good(&text);
        let mut sources = Sources::default();
        let file = sources.add(dockerfile, b"FROM a\n".to_vec());
        let mut finding = Finding::new("invented-pool", Span::new(file, 0, 4), "found");
        let path = "bin/x".to_owned();
        finding.subject = Some(Box::new(FileRef { path, layer: layer.map(in_layer) }));
        let mut decider = Decider::new(&policy, TODAY);
        if is_told {
            let bases = BaseDirectories::default();
            decider = decider.told_from(bases.clone(), bases);
        }
        let none = InlineIgnores::default();
        let decided = decider.judge(vec![finding], dockerfile, &sources, &none);
        decided.iter().all(|it| it.action == Action::Go)
    };
    // in the context the file lies beside the Dockerfile
    assert!(is_excepted("app/bin/x", "app/Dockerfile", None, true));
    assert!(is_excepted("bin/x", "Dockerfile", None, true));
    assert!(!is_excepted("/bin/x", "app/Dockerfile", None, true));
    // in a layer it lies in the image, whatever judges it
    assert!(is_excepted("/bin/x", "app/Dockerfile", Some("sha256:1"), true));
    assert!(is_excepted("/bin/x", "app/Dockerfile", Some("sha256:1"), false));
    assert!(!is_excepted("app/bin/x", "app/Dockerfile", Some("sha256:1"), true));
    assert!(is_excepted("/bin/x", "app/Dockerfile", None, false));
    assert!(!is_excepted("app/bin/x", "app/Dockerfile", None, false));
    // the Dockerfile itself is meant in any case
    assert!(is_excepted("app/Dockerfile", "app/Dockerfile", Some("sha256:1"), true));
    assert!(is_excepted("app/Dockerfile", "app/Dockerfile", None, false));
}

#[test]
fn a_fingerprint_counts_equal_findings_and_names_long_texts_by_their_file() {
    use crate::policy::Fingerprints;
    use crate::source::BaseDirectories;
    let bases = BaseDirectories::default();
    let names = |text: &str, spans: &[(usize, usize)]| {
        let mut sources = Sources::default();
        let file = sources.add("Dockerfile", text.as_bytes().to_vec());
        let mut names = Fingerprints::new(&bases, "Dockerfile", &sources);
        let of = |(start, end): &(usize, usize)| {
            names.of(&Finding::new("invented-pipe", Span::new(file, *start, *end), "found"))
        };
        spans.iter().map(of).collect::<Vec<_>>()
    };
    let two = names("curl x\ncurl x\n", &[(0, 6), (7, 13), (0, 6)]);
    assert!(two[0] != two[1] && two[1] != two[2] && two[0] != two[2]);
    // blanks do not count, words do
    assert_eq!(names("curl   x", &[(0, 8)]), names("curl\tx ", &[(0, 7)]));
    assert_ne!(names("curl x", &[(0, 6)]), names("curlx", &[(0, 5)]));
    assert_ne!(names("curl x", &[(0, 6)]), names("curl y", &[(0, 6)]));
    // a text beyond the bound has a name all the same, and another one if the file changes anywhere
    let long = "x ".repeat(600 * 1024);
    let whole = (0, long.len());
    let one = names(&long, &[whole]);
    assert_eq!(one, names(&long, &[whole]));
    assert_ne!(one, names(&format!("{long}y"), &[whole]));
    assert_ne!(one, names(&long, &[(0, long.len() - 1)]));
    assert_ne!(one, names(&long, &[(1, long.len())]));
    let short = "x ".repeat(500 * 1024);
    let whole = (0, short.len());
    assert_eq!(names(&short, &[whole]), names(&format!("{short}y"), &[whole]));
    // what was spent on one is not there for the next
    let behind = |end: &str| names(&format!("{short}{end}"), &[whole, whole])[1].clone();
    assert_ne!(behind(""), behind("y"));
}

#[test]
fn an_exception_of_a_fingerprint_is_for_its_rule_alone() {
    use crate::source::BaseDirectories;
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", b"FROM a\nRUN curl | sh\n".to_vec());
    let finding = |rule| Finding::new(rule, Span::new(file, 7, 20), "found");
    let bases = BaseDirectories::default();
    let name = crate::policy::Fingerprints::new(&bases, "Dockerfile", &sources)
        .of(&finding("invented-pipe"));
    let judged = |rules: &str, name: &str| {
        let policy = good(&format!(
            "[[exceptions]]\nrules = [\"{rules}\"]\nfingerprints = [\"{name}\"]\nreason = \"r\"\n"
        ));
        let decider = Decider::new(&policy, TODAY);
        let findings = vec![finding("invented-pipe"), finding("invented-pool")];
        let decided = decider.judge(findings, "Dockerfile", &sources, &InlineIgnores::default());
        let passed = decided.iter().filter(|it| it.action == Action::Go);
        passed.map(|it| it.finding.rule).collect::<Vec<_>>()
    };
    assert_eq!(judged("invented-pipe", &name), ["invented-pipe"]);
    assert_eq!(judged("*", &name), ["invented-pipe"]);
    assert_eq!(judged("invented-pool", &name), [""; 0]);
    assert_eq!(judged("invented-pipe", &"0".repeat(64)), [""; 0]);
}

#[test]
fn the_first_exception_wins_whether_it_names_a_rule_or_a_finding() {
    use crate::source::BaseDirectories;
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", b"FROM a\nRUN curl | sh\n".to_vec());
    let finding = || Finding::new("invented-pipe", Span::new(file, 7, 20), "found");
    let bases = BaseDirectories::default();
    let name = crate::policy::Fingerprints::new(&bases, "Dockerfile", &sources).of(&finding());
    let by_name = format!("fingerprints = [\"{name}\"]\nreason = \"by name\"\n");
    let by_rule = "reason = \"by rule\"\n".to_owned();
    for (first, second, expected) in
        [(&by_name, &by_rule, "by name"), (&by_rule, &by_name, "by rule")]
    {
        let head = "[[exceptions]]\nrule = \"invented-pipe\"\n";
        let policy = good(&format!("{head}{first}{head}{second}"));
        let decided = Decider::new(&policy, TODAY).judge(
            vec![finding()],
            "Dockerfile",
            &sources,
            &InlineIgnores::default(),
        );
        let reasons: Vec<_> = decided
            .iter()
            .filter_map(|it| match &it.by {
                DecidedBy::Exception { reason, .. } => Some(reason.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(reasons, [expected]);
    }
}

//! Exceptions and comments that do not earn their place.

use crate::finding::{Action, Finding};
use crate::policy::{Date, Decider, InlineIgnores, Policy, parse_inline};
use crate::rules::Setting;
use crate::source::{FileId, Sources, Span, Text};

use crate::policy::tests::{good, in_file};

const TODAY: Date = Date { year: 2026, month: 6, day: 15 };

const EXCEPTIONS: &str = r#"
[[exceptions]]
rule = "invented-pool"
match = "used.example.invalid"
reason = "used"
[[exceptions]]
rule = "invented-pool"
match = "gone.example.invalid"
reason = "unused"
[[exceptions]]
rule = "invented-pipe"
reason = "expired"
expires = 2026-06-14
[[exceptions]]
rule = "invented-pipe"
files = ["x"]
reason = "last day"
expires = 2026-06-15
"#;

fn pool(host: &str) -> Finding {
    let span = Span::new(FileId(9), 0, 1);
    Finding::new("invented-pool", span, "found").evidence("pool", host, "x")
}

fn messages(findings: &[Finding]) -> Vec<(&str, &str)> {
    findings.iter().map(|finding| (finding.rule, finding.message.as_str())).collect()
}

#[test]
fn a_whole_run_tells_which_exceptions_are_unused_or_expired() {
    let policy = good(EXCEPTIONS);
    let decider = Decider::new(&policy, TODAY);
    decider.decide(pool("used.example.invalid"), &in_file("x"), "", &InlineIgnores::default());
    let findings = decider.hygiene(&[]);
    assert_eq!(
        messages(&findings),
        [
            ("unused-exception", "no finding needs this exception"),
            ("expired-exception", "this exception ended on 2026-06-14"),
            ("unused-exception", "no finding needs this exception"),
        ]
    );
    let helps: Vec<bool> = findings
        .iter()
        .map(|finding| finding.help.as_deref().is_some_and(|it| it.contains("policy suggest")))
        .collect();
    assert_eq!(helps, [true, false, false], "a pattern may be a part of what it was meant for");
    let exceptions = policy.exceptions();
    let spans: Vec<Span> = findings.iter().map(|f| f.primary.span).collect();
    assert_eq!(spans, [exceptions[1].span, exceptions[2].span, exceptions[3].span]);
    assert_eq!(messages(&decider.expired()).len(), 1);
}

#[test]
fn hygiene_follows_the_policy_for_its_own_rules() {
    let off = "[rules.unused-exception]\naction = \"off\"\n[rules.expired-exception]\naction = \"stop\"\n";
    let policy = good(&format!("{off}{EXCEPTIONS}"));
    let decider = Decider::new(&policy, TODAY);
    let findings = decider.hygiene(&[]);
    assert_eq!(messages(&findings).len(), 1);
    let decided = decider.decide(
        findings[0].clone(),
        &in_file("minestop.toml"),
        "",
        &InlineIgnores::default(),
    );
    assert_eq!(decided.action, Action::Stop);
}

#[test]
fn many_threads_remember_the_same_as_one() {
    let policy = good(EXCEPTIONS);
    let hosts = ["used.example.invalid", "other.example.invalid", "gone.example.invalid"];
    let none = InlineIgnores::default();
    let alone = Decider::new(&policy, TODAY);
    for host in hosts.iter().cycle().take(99) {
        alone.decide(pool(host), &in_file("x"), "", &none);
    }
    let shared = Decider::new(&policy, TODAY);
    std::thread::scope(|scope| {
        for host in hosts {
            let (shared, none) = (&shared, &none);
            scope.spawn(move || {
                for _ in 0..33 {
                    shared.decide(pool(host), &in_file("x"), "", none);
                }
            });
        }
    });
    assert_eq!(shared.hygiene(&[]), alone.hygiene(&[]));
}

/// What is said about `comment` above `RUN`, in which `invented-pool` (STOP) and `invented-pipe` (WARN) report.
fn about(policy: &Policy, comment: &str) -> Vec<(String, String)> {
    let text = format!("FROM a\n{comment}\nRUN b\n");
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", text.clone().into_bytes());
    let run = Span::new(file, 8 + comment.len(), 13 + comment.len());
    let span = Span::new(file, 7, 7 + comment.len());
    let ignore = parse_inline(&Text::verbatim(comment, span), run, false).unwrap();
    let findings = vec![
        Finding::new("invented-pool", run, "found"),
        Finding::new("invented-pipe", run, "found"),
    ];
    let decider = Decider::new(policy, TODAY);
    let ignores = InlineIgnores::new(vec![ignore]);
    decider
        .judge(findings, "Dockerfile", &sources, &ignores)
        .into_iter()
        .filter(|decided| decided.finding.rule == "inline-ignore")
        .map(|decided| {
            assert_eq!(decided.action, Action::Warn);
            let under = String::from_utf8_lossy(sources.slice(decided.finding.primary.span));
            (under.into_owned(), decided.finding.message)
        })
        .collect()
}

#[track_caller]
fn says(mode: &str, comment: &str, expected: &[(&str, &str)]) {
    let policy = good(&format!("inline-ignores = \"{mode}\"\n"));
    let found = about(&policy, comment);
    let found: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_forbidden_comment_is_a_finding() {
    let comment = "# minestop: ignore[invented-pool] why";
    says("forbid", comment, &[(comment, "the policy forbids ignore comments")]);
}

#[test]
fn a_comment_that_works_is_no_finding() {
    says("allow", "# minestop: ignore[invented-pool, invented-pipe] why", &[]);
    says("lower-warn", "# minestop: ignore[invented-pipe] why", &[]);
}

#[test]
fn a_comment_without_effect_is_a_finding() {
    says(
        "allow",
        "# minestop: ignore[invented-pipe, invented-image] why",
        &[("invented-image", "`invented-image` reports nothing here")],
    );
    says(
        "lower-warn",
        "# minestop: ignore[invented-pool] why",
        &[("invented-pool", "the policy lets no comment silence a STOP of `invented-pool`")],
    );
    says(
        "allow",
        "# minestop: ignore[unused-exception] why",
        &[("unused-exception", "no comment can ignore `unused-exception`")],
    );
}

#[test]
fn a_comment_that_cannot_be_honoured_is_a_finding() {
    let comment = "# minestop: ignore[invented-pool]";
    says("allow", comment, &[(comment, "the comment gives no reason")]);
    let comment = "# minestop: ignore-file[invented-pool] why";
    says(
        "allow",
        comment,
        &[(comment, "`ignore-file` counts only in the first comment block of the file")],
    );
    says(
        "allow",
        "# minestop: ignore[invented-poool] why",
        &[("invented-poool", "unknown rule `invented-poool`")],
    );
}

#[test]
fn what_is_wrong_with_a_comment_says_what_to_do() {
    let help = |mode: &str, comment: &str| {
        let policy = good(&format!("inline-ignores = \"{mode}\"\n"));
        let text = Text::verbatim(comment, Span::new(FileId(9), 0, comment.len()));
        let run = Span::new(FileId(9), 100, 110);
        let ignores = InlineIgnores::new(vec![parse_inline(&text, run, false).unwrap()]);
        let pool = Finding::new("invented-pool", run, "found");
        let decider = Decider::new(&policy, TODAY);
        let decided = decider.judge(vec![pool], "x", &Sources::default(), &ignores);
        let about = decided.into_iter().find(|it| it.finding.rule == "inline-ignore");
        about.and_then(|it| it.finding.help).unwrap_or_default()
    };
    let ask = "delete it and ask for an exception in the policy";
    for (mode, comment, expected) in [
        ("forbid", "# minestop: ignore[invented-pool] why", ask),
        ("lower-warn", "# minestop: ignore[invented-pool] why", ask),
        ("allow", "# minestop: ignore[invented-image] why", "delete it"),
        ("allow", "# minestop: ignore[unused-exception] why", "delete it"),
        ("allow", "# minestop: ignore[invented-poool] why", "did you mean `invented-pool`?"),
        ("allow", "# minestop: ignore[zzz] why", "list the rules: `minestop rules`"),
        (
            "allow",
            "# minestop: ignore[DL3008] why",
            "this is a rule of hadolint, about style; `minestop rules` lists those of minestop",
        ),
        (
            "allow",
            "# minestop: ignore[invented-pool]",
            "write `# minestop: ignore[rule] reason` above the instruction",
        ),
        ("allow", "# minestop: ignore[invented-pool] why", ""),
    ] {
        assert_eq!(help(mode, comment), expected, "{mode} {comment}");
    }
}

#[test]
fn comments_are_not_judged_where_nobody_asks() {
    let policy = good("inline-ignores = \"forbid\"\n[rules.inline-ignore]\naction = \"off\"\n");
    assert!(about(&policy, "# minestop: ignore[invented-pool] why").is_empty());
}

#[test]
fn an_exception_may_be_needed_by_what_was_not_judged_or_not_asked() {
    let policy = good(EXCEPTIONS);
    let unused = |decider: &Decider<'_>, not_judged: &[&str]| {
        let not_judged: Vec<String> = not_judged.iter().map(|it| (*it).to_owned()).collect();
        let found = decider.hygiene(&not_judged);
        found.iter().filter(|it| it.rule == "unused-exception").count()
    };
    let decider = Decider::new(&policy, TODAY);
    assert_eq!(unused(&decider, &[]), 3);
    // the first two are for every file, the last one is for `x`
    assert_eq!(unused(&decider, &["y"]), 1);
    assert_eq!(unused(&decider, &["x"]), 0);

    let mut asked_for_less = policy.clone();
    asked_for_less.override_setting("invented-pool", Setting::Off).unwrap();
    assert_eq!(unused(&Decider::new(&asked_for_less, TODAY), &[]), 1);
    let of_the_file = good(&format!("[rules.invented-pool]\naction = \"off\"\n{EXCEPTIONS}"));
    assert_eq!(unused(&Decider::new(&of_the_file, TODAY), &[]), 3);
}

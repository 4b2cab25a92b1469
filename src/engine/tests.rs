//! What a report says as a whole, and which comments of a file count.

use super::*;
use crate::policy::{self, Date};

const POLICY: &str = "inline-ignores = \"allow\"\n[rules.denied-user]\naction = \"stop\"\ndeny = [\"bad\", \"worse\"]\n[rules.unpinned-image]\naction = \"warn\"\n";

/// The report on a Dockerfile under a policy that denies two users, warns about images and honours comments.
fn judged(text: &str) -> FileReport {
    let mut sources = Sources::default();
    let file = sources.add("minestop.toml", POLICY.as_bytes().to_vec());
    let policy = policy::parse(file, &sources).expect("it is a policy");
    let decider = Decider::new(&policy, Date { year: 2026, month: 11, day: 23 });
    let (intel, build) = (Intel::default(), BuildOptions::default());
    let engine = Engine { intel: &intel, decider: &decider, build: &build, bundle: None };
    let file = sources.add("Dockerfile", text.as_bytes().to_vec());
    engine.judge("Dockerfile", sources, file)
}

/// Rule and action of each finding.
fn shown(text: &str) -> Vec<(&'static str, Action)> {
    judged(text).decided.iter().map(|it| (it.finding.rule, it.action)).collect()
}

#[test]
fn a_comment_for_the_whole_file_stands_above_its_first_instruction() {
    let user = "denied-user";
    let ignore = "# minestop: ignore-file[denied-user] agreed\n";
    let head = format!("{ignore}FROM scratch\nUSER bad\n");
    assert_eq!(shown(&head), [(user, Action::Go)]);
    let later = format!("FROM scratch\n{ignore}USER bad\n");
    assert_eq!(shown(&later), [("inline-ignore", Action::Warn), (user, Action::Stop)]);
    assert_eq!(shown("FROM scratch\nUSER bad\n"), [(user, Action::Stop)]);
}

#[test]
fn a_comment_covers_the_next_instruction_only() {
    let ignore = "# minestop: ignore[denied-user] agreed\n";
    let stop = ("denied-user", Action::Stop);
    let go = ("denied-user", Action::Go);
    let of = |text: &str| shown(&text.replace('!', ignore));
    assert_eq!(of("FROM scratch\n!USER bad\nUSER worse\n"), [go, stop]);
    assert_eq!(of("FROM scratch\nUSER bad\n!USER worse\n"), [stop, go]);
    assert_eq!(of("FROM scratch\n! # another comment\n\nUSER bad\n"), [go]);
    let behind = of("FROM scratch\nUSER bad\n!");
    assert_eq!(behind, [stop, ("inline-ignore", Action::Warn)]);
    // a comment that speaks to somebody else is none
    assert_eq!(shown("FROM scratch\n# ignore[denied-user] agreed\nUSER bad\n"), [stop]);
}

#[test]
fn the_same_thing_at_the_same_place_is_one_finding() {
    let at = |start| Span::new(FileId(0), start, start + 1);
    let finding = || Finding::new("x", at(0), "found").evidence("kind", "value", "source");
    let mut other_subject = finding();
    other_subject.subject =
        Some(Box::new(crate::finding::FileRef { path: "a".to_owned(), layer: None }));
    let mut findings = vec![
        finding().help("the first one is kept"),
        finding(),
        finding().evidence("kind", "other", "source"),
        Finding::new("y", at(0), "found").evidence("kind", "value", "source"),
        Finding::new("x", at(1), "found").evidence("kind", "value", "source"),
        Finding::new("x", at(0), "other").evidence("kind", "value", "source"),
        Finding::new("x", at(0), "found"),
        other_subject,
        finding(),
    ];
    once_each(&mut findings);
    assert_eq!(findings.len(), 7);
    assert_eq!(findings.first().and_then(|it| it.help.as_deref()), Some("the first one is kept"));
}

#[test]
fn a_verdict_is_the_greatest_action_unless_something_was_not_read() {
    let report = |text: &str| Report { files: vec![judged(text)], ..Report::default() };
    let verdict = |text: &str| report(text).verdict();
    assert_eq!(verdict("FROM scratch\n"), Verdict::Judged(Action::Go));
    assert_eq!(verdict("FROM debian\n"), Verdict::Judged(Action::Warn));
    assert_eq!(verdict("FROM debian\nUSER bad\n"), Verdict::Judged(Action::Stop));

    let mut all = report("FROM debian\nUSER bad\nUSER worse\n");
    all.append(report("FROM debian\n"));
    all.append(Report { notes: vec!["a note".to_owned()], ..Report::default() });
    let counts = [Action::Go, Action::Warn, Action::Stop].map(|action| all.count(action));
    assert_eq!((counts, all.excepted(), all.files.len()), ([0, 2, 2], 0, 2));
    assert_eq!(all.notes, ["a note"]);
    assert_eq!(all.files.last().map(|it| it.verdict()), Some(Verdict::Judged(Action::Warn)));
    for file in &mut all.files {
        file.incomplete = true;
        assert_eq!(file.verdict(), Verdict::Error);
    }
    all.append(Report { errors: vec![ReadError::new("x", "no")], ..Report::default() });
    assert_eq!((all.verdict(), all.action()), (Verdict::Error, Action::Stop));

    let excepted = report("FROM scratch\n# minestop: ignore[denied-user] agreed\nUSER bad\n");
    assert_eq!((excepted.count(Action::Go), excepted.excepted()), (1, 1));
}

#[test]
fn what_could_not_be_read_is_told_with_layer_and_path() {
    let mut error = ReadError::new("x.tar", "it ends too early");
    assert_eq!(error.describe(), "it ends too early");
    error.path = Some("a/b".to_owned());
    assert_eq!(error.describe(), "`a/b`: it ends too early");
    error.layer = Some("sha256:1".to_owned());
    assert_eq!(error.describe(), "layer `sha256:1`: `a/b`: it ends too early");
}

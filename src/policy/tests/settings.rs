//! Which layer sets what.

use crate::dockerfile::BuildOptions;
use crate::engine::Engine;
use crate::finding::Action;
use crate::policy::{
    Base, BuildPolicy, Date, DecidedBy, Decider, FailOn, InlineMode, Policy, Preset, parse,
    parse_on,
};
use crate::rules::Setting;
use crate::source::Sources;

use crate::policy::tests::{base, covered, good, read, rules, table};

#[test]
fn an_empty_file_is_the_default_preset() {
    for text in ["", "# nothing\n", "\u{feff}version = 1\r\n"] {
        let policy = good(text);
        assert_eq!(policy.base(), Preset::Default);
        assert_eq!(policy.setting("invented-pool"), Setting::On(Action::Stop));
        assert_eq!(policy.setting("invented-install"), Setting::Off);
        assert_eq!(policy.inline(), InlineMode::Forbid);
        assert_eq!(policy.fail_on(), FailOn::Stop);
        assert_eq!(policy.decided_by("invented-pool"), &DecidedBy::Preset(Preset::Default));
    }
}

#[test]
fn the_file_is_laid_over_the_preset_and_the_command_line_over_both() {
    let text = "preset = \"locked-down\"\n[rules.invented-pool]\naction = \"warn\"\n";
    let mut policy = good(text);
    assert_eq!(policy.setting("invented-install"), Setting::On(Action::Stop));
    assert_eq!(policy.setting("invented-pool"), Setting::On(Action::Warn));
    let DecidedBy::Policy(span) = policy.decided_by("invented-pool") else {
        panic!("a line of the file decides");
    };
    assert_eq!(covered(text, *span), "action = \"warn\"");

    policy.override_setting("invented-pool", Setting::On(Action::Go)).unwrap();
    assert_eq!(policy.setting("invented-pool"), Setting::On(Action::Go));
    assert_eq!(policy.decided_by("invented-pool"), &DecidedBy::CommandLine);
}

#[test]
fn the_preset_of_the_command_line_wins_over_the_one_of_the_file() {
    let mut sources = Sources::default();
    let file = sources.add("minestop.toml", b"preset = \"default\"\n".to_vec());
    let base = Base { preset: Some(Preset::LockedDown), ..base() };
    let policy = parse_on(&base, file, &sources).unwrap();
    assert_eq!(policy.base(), Preset::LockedDown);
    assert_eq!(policy.setting("invented-install"), Setting::On(Action::Stop));
}

#[test]
fn the_last_override_wins_and_groups_turn_no_rule_on() {
    let mut policy = Policy::preset_for(Preset::Default, rules());
    policy.override_setting("all", Setting::On(Action::Warn)).unwrap();
    policy.override_setting("miner", Setting::On(Action::Go)).unwrap();
    policy.override_setting("supply", Setting::On(Action::Stop)).unwrap();
    assert_eq!(policy.setting("invented-pool"), Setting::On(Action::Go));
    assert_eq!(policy.setting("invented-image"), Setting::On(Action::Warn));
    assert_eq!(policy.setting("invented-install"), Setting::Off);
    policy.override_setting("invented-install", Setting::On(Action::Warn)).unwrap();
    policy.override_setting("all", Setting::On(Action::Stop)).unwrap();
    assert_eq!(policy.setting("invented-install"), Setting::On(Action::Stop));
    assert_eq!(policy.setting("inline-ignore"), Setting::On(Action::Stop));
}

#[test]
fn only_keeps_what_it_names() {
    let kept = |names: &[&str]| {
        let mut policy = good("");
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        policy.keep_only(&names).expect("they are known");
        ["invented-pool", "invented-pipe", "invented-install", "invented-image"]
            .map(|rule| policy.setting(rule) != Setting::Off)
    };
    assert_eq!(kept(&[]), [true, true, false, true]);
    assert_eq!(kept(&["all"]), [true, true, false, true]);
    assert_eq!(kept(&["miner"]), [true, false, false, false]);
    assert_eq!(kept(&["miner", "image"]), [true, false, false, true]);
    // a rule that is named by its id runs, whatever the preset says
    assert_eq!(kept(&["invented-install"]), [false, false, true, false]);
}

#[test]
fn an_unknown_rule_on_the_command_line_names_the_nearest() {
    let mut policy = Policy::preset_for(Preset::Default, rules());
    let message = |name: &str, policy: &mut Policy| {
        policy.override_setting(name, Setting::On(Action::Stop)).unwrap_err().to_string()
    };
    assert_eq!(
        message("invented_pol", &mut policy),
        "unknown rule `invented_pol`, did you mean `invented-pool`?"
    );
    assert_eq!(message("minre", &mut policy), "unknown rule `minre`, did you mean `miner`?");
    assert_eq!(message("zzz", &mut policy), "unknown rule `zzz`");
}

#[test]
fn an_entry_of_a_list_decides_from_its_place_with_its_own_action() {
    let text = r#"
[rules.denied-image]
action = "stop"
deny = ["quay.io/a", "registry.example.invalid/**"]

[rules.instruction]
checks = [{ instruction = "expose", check = "exists", action = "warn" }]
"#;
    let dockerfile = b"FROM registry.example.invalid/a/b\nEXPOSE 80\n".to_vec();
    let mut sources = Sources::default();
    let policy = sources.add("minestop.toml", text.as_bytes().to_vec());
    let policy = parse(policy, &sources).unwrap();
    let file = sources.add("Dockerfile", dockerfile);
    let decider = Decider::new(&policy, Date { year: 2026, month: 11, day: 23 });
    let (intel, build) = (policy.knowledge().unwrap(), BuildOptions::default());
    let engine = Engine { intel: &intel, decider: &decider, build: &build, bundle: None };
    let decided = engine.judge("Dockerfile", sources, file).decided;
    let by: Vec<_> = decided
        .iter()
        .map(|decided| match &decided.by {
            DecidedBy::Policy(span) => (decided.action, covered(text, *span)),
            by => panic!("{by:?}"),
        })
        .collect();
    assert_eq!(
        by,
        [
            (Action::Stop, "\"registry.example.invalid/**\""),
            (Action::Warn, "{ instruction = \"expose\", check = \"exists\", action = \"warn\" }"),
        ]
    );
}

#[test]
fn the_words_of_the_top_level_keys_are_read() {
    let policy = good("inline-ignores = \"lower-warn\"\nfail-on = \"warn\"\n");
    assert_eq!(policy.inline(), InlineMode::LowerWarn);
    assert_eq!(policy.fail_on(), FailOn::Warn);
    assert!(FailOn::Stop.fails(Action::Stop) && !FailOn::Stop.fails(Action::Warn));
    assert!(FailOn::Warn.fails(Action::Warn) && !FailOn::Warn.fails(Action::Go));
    assert!(!FailOn::Never.fails(Action::Stop));
}

#[test]
fn a_rule_that_nobody_knows_stops() {
    assert_eq!(good("").setting("no-such-rule"), Setting::On(Action::Stop));
}

#[test]
fn the_rules_of_minestop_can_be_named() {
    let mut sources = Sources::default();
    let text = b"[rules.unused-exception]\naction = \"stop\"\n".to_vec();
    let file = sources.add("minestop.toml", text);
    let policy = parse(file, &sources).unwrap();
    assert_eq!(policy.setting("unused-exception"), Setting::On(Action::Stop));
    assert_eq!(policy.setting("expired-exception"), Setting::On(Action::Warn));
}

#[test]
fn the_frontend_that_does_the_work_is_an_image() {
    assert_eq!(good("").upstream(), None);
    let policy = good("[frontend]\nupstream = \"docker/dockerfile:1\"\n");
    assert_eq!(policy.upstream(), Some("docker/dockerfile:1"));
    for text in [
        "[frontend]\nupstream = \"Docker File\"\n",
        "[frontend]\nupstream = 1\n",
        "[frontend]\nupstraem = \"docker/dockerfile:1\"\n",
        "frontend = \"docker/dockerfile:1\"\n",
    ] {
        assert_eq!(read(text).map_err(|errors| errors.len()).err(), Some(1), "{text}");
    }
}

#[test]
fn a_gate_attests_only_if_it_is_told_to() {
    assert!(!good("").attest());
    assert!(good("[frontend]\nattest = true\n").attest());
    assert!(read("[frontend]\nattest = \"yes\"\n").is_err());
}

#[test]
fn what_a_build_may_bring_is_one_word() {
    assert_eq!(good("").build_policy(), BuildPolicy::Forbid);
    for (word, expected) in [
        ("forbid", BuildPolicy::Forbid),
        ("tighten", BuildPolicy::Tighten),
        ("replace", BuildPolicy::Replace),
    ] {
        let policy = good(&format!("[frontend]\nbuild-policy = \"{word}\"\n"));
        assert_eq!(policy.build_policy(), expected);
    }
    let text = "[frontend]\nbuild-policy = \"tigthen\"\n";
    let errors = read(text).unwrap_err();
    assert_eq!(table(text, &errors), "2:16-25 unknown word `tigthen` [did you mean `tighten`?]\n");
}

#[test]
fn the_policy_of_a_build_says_nothing_for_the_gate_and_is_one_file() {
    let text = "[frontend]\nbuild-policy = \"replace\"\n[indicators]\nfiles = [\"a.json\"]\n";
    let mut sources = Sources::default();
    let file = sources.add("minestop.toml", text.as_bytes().to_vec());
    let brought = Base { is_brought: true, ..base() };
    let errors = parse_on(&brought, file, &sources).unwrap_err();
    assert_eq!(
        table(text, &errors),
        "1:2-10 a build cannot say this for the gate [delete this table; it counts in the image of the gate]\n\
         4:10-18 the policy of a build is one file [write the indicators into the policy itself]\n"
    );
}

/// A rule that is wrong.
#[derive(Debug)]
struct Panics;

impl crate::rules::Rule for Panics {
    fn check(&self, _: &crate::rules::Context<'_>, _: &mut Vec<crate::finding::Finding>) {
        panic!("as a defect would");
    }
}

#[test]
fn a_rule_that_fails_stops_and_the_others_go_on() {
    let mut policy = Policy::preset(Preset::Default);
    policy.rules.get_mut("denied-image").unwrap().rule = Some(std::sync::Arc::new(Panics));
    let decider = Decider::new(&policy, Date { year: 2026, month: 11, day: 23 });
    let (intel, build) = (policy.knowledge().unwrap(), BuildOptions::default());
    let engine = Engine { intel: &intel, decider: &decider, build: &build, bundle: None };
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", b"FROM scratch\nUSER monero\n".to_vec());
    let report = engine.judge("Dockerfile", sources, file);
    let found: Vec<_> = report
        .decided
        .iter()
        .map(|it| (it.finding.rule, it.action, it.finding.primary.span.range()))
        .collect();
    let expected = [("syntax-error", Action::Stop, 0..0), ("denied-user", Action::Warn, 18..24)];
    assert_eq!(found, expected);
    let message = report.decided.first().map(|it| it.finding.message.as_str());
    assert_eq!(message, Some("the rule `denied-image` failed"));
}

#[test]
fn a_policy_that_names_a_preset_of_its_own_is_laid_over_that_one() {
    let extending = |first: &str, second: &str| {
        let mut sources = Sources::default();
        let file = sources.add("minestop.toml", second.as_bytes().to_vec());
        let extending = Base { extended: Some(good(first)), ..base() };
        parse_on(&extending, file, &sources)
    };
    let policy =
        extending("[rules.invented-pipe]\naction = \"warn\"\n", "preset = \"locked-down\"\n");
    let policy = policy.unwrap();
    assert_eq!(policy.base(), Preset::LockedDown);
    assert_eq!(policy.setting("invented-install"), Setting::On(Action::Stop));
    assert_eq!(policy.setting("invented-pipe"), Setting::On(Action::Stop));
    let by = DecidedBy::Preset(Preset::LockedDown);
    assert_eq!(policy.decided_by("invented-pipe"), &by);
    assert_eq!(policy.decided_by("no-such-rule"), &by);
    let silent = extending("preset = \"locked-down\"\n", "").unwrap();
    assert_eq!(silent.base(), Preset::LockedDown);
    assert!(extending("preset = \"locked-down\"\n", "preset = \"default\"\n").is_err());
}

#[test]
fn of_two_words_one_is_stricter() {
    use crate::policy::strictness::Strict;
    fn in_order<T: Strict>(values: &[T]) {
        for (at, one) in values.iter().enumerate() {
            for (other_at, other) in values.iter().enumerate() {
                assert_eq!(one.is_looser_than(*other), at < other_at, "{at} {other_at}");
            }
        }
    }
    in_order(&[
        Setting::Off,
        Setting::On(Action::Go),
        Setting::On(Action::Warn),
        Setting::On(Action::Stop),
    ]);
    in_order(&[InlineMode::Allow, InlineMode::LowerWarn, InlineMode::Forbid]);
    in_order(&[FailOn::Never, FailOn::Stop, FailOn::Warn]);
    in_order(&[Preset::Default, Preset::LockedDown]);
    in_order(&[false, true]);
}

#[test]
fn a_name_of_a_file_of_indicators_is_not_empty() {
    let text = "[indicators]\nfiles = [\"a.json\", \" \"]\n";
    let errors = read(text).unwrap_err();
    assert_eq!(table(text, &errors), "2:20-23 a file name must not be empty\n");
}

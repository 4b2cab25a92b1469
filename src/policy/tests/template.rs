//! The policy file that `minestop policy init` writes.

use crate::policy::template::template_for;
use crate::policy::{Preset, StartingPoint, parse, schema, template};
use crate::rules::{Group, Meta, known_rules};
use crate::source::Sources;

use crate::policy::tests::{good, rules};

/// The template with every setting made.
fn with_settings(text: &str) -> String {
    text.lines()
        .map(|line| match line.strip_prefix('#') {
            Some(setting) if !setting.starts_with([' ', ':']) => format!("{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect()
}

#[test]
fn as_written_it_is_the_preset() {
    for preset in [Preset::Default, Preset::LockedDown] {
        let policy = good(&template_for(preset, &StartingPoint::default(), &rules()));
        assert_eq!(policy.base(), preset);
        assert!(policy.exceptions().is_empty() && policy.indicators().is_empty());
    }
}

#[test]
fn with_every_setting_made_it_says_the_same() {
    for preset in [Preset::Default, Preset::LockedDown] {
        let policy =
            good(&with_settings(&template_for(preset, &StartingPoint::default(), &rules())));
        for meta in rules() {
            assert_eq!(policy.setting(meta.id), preset.setting(meta), "{}", meta.id);
        }
        assert_eq!(policy.exceptions().len(), 1);
    }
}

#[test]
fn the_rules_of_minestop_are_all_in_it() {
    let text = template(Preset::Default, &StartingPoint::default());
    let known: Vec<&Meta> = known_rules().collect();
    for meta in known {
        assert!(text.contains(&format!("\n#[rules.{}]\n", meta.id)), "{}", meta.id);
        assert!(text.contains(&format!("\n# {}\n", meta.summary)), "{}", meta.id);
    }
    let mut sources = Sources::default();
    let file = sources.add("minestop.toml", with_settings(&text).into_bytes());
    assert!(parse(file, &sources).is_ok());
}

#[test]
fn what_the_preset_decides_is_shown_as_it_is() {
    for (preset, known, unrun) in [(Preset::Default, true, 0), (Preset::LockedDown, false, 2)] {
        let text = template(preset, &StartingPoint::default());
        assert!(text.contains(&format!("\n#known-installers = {known}\n")), "{known}");
        assert_eq!(text.matches("\n#unrun-scripts = true\n").count(), unrun, "{known}");
    }
}

#[test]
fn the_schema_takes_what_the_reader_takes_and_no_other_key() {
    let schema = jsonschema::validator_for(&schema()).expect("the schema is one");
    let is_valid = |text: &str| {
        let value: toml::Value = toml::from_str(text).unwrap();
        schema.is_valid(&serde_json::to_value(value).unwrap())
    };
    for preset in [Preset::Default, Preset::LockedDown] {
        assert!(
            is_valid(&template(preset, &StartingPoint::default()))
                && is_valid(&with_settings(&template(preset, &StartingPoint::default())))
        );
    }
    assert!(is_valid("[indicators]\n_about = { x = 1 }\nnames = [\"fakeminer\"]"));
    assert!(is_valid("[indicators]\nports = [1, 65535]"));
    for text in [
        "[rules.denied-image]\nnonsense = 1",
        "[rules]\nmining-pool = 1",
        "[indicators]\nports = [0]",
        "[indicators]\nports = [65536]",
        "[indicators]\nports = \"3333\"",
        "[[exceptions]]\nfingerprints = []\nreason = \"x\"",
        "presett = \"default\"",
        "preset = \"locked\"",
        "[rules.mining-pol]",
        "[rules.mining-pool]\nallow = \"x\"",
        "[rules.denied-image]\ndeny = 1",
        "[rules.package-install]\nmanagers = \"ap\"",
        "[[rules.instruction.checks]]\ninstruction = \"RUN\"\ncheck = \"lik\"",
        "[[rules.instruction.checks]]\ninstruction = \"RUN\"",
        "[[exceptions]]\nrules = \"mining-pool\"",
        "[indicators]\nport = [1]",
    ] {
        assert!(!is_valid(text), "{text}");
        let mut sources = Sources::default();
        let file = sources.add("minestop.toml", text.as_bytes().to_vec());
        assert!(parse(file, &sources).is_err(), "{text}");
    }
}

#[test]
fn the_examples_of_the_format_page_are_read() {
    let page = include_str!("../../../docs/policy.md");
    let blocks: Vec<&str> =
        page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        let mut sources = Sources::default();
        let file = sources.add("minestop.toml", block.as_bytes().to_vec());
        let errors = parse(file, &sources).err().unwrap_or_default();
        let known = |name: &str| known_rules().any(|meta| meta.id == name);
        // A rule that minestop does not have yet may be unknown, nothing else.
        let wrong: Vec<_> = errors
            .iter()
            .filter(|error| !error.message.starts_with("unknown rule") || known("mining-pool"))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}\n{block}");
    }
}

#[test]
fn the_pages_about_the_policy_have_the_shape_of_all_pages() {
    for meta in known_rules().filter(|meta| meta.group == Group::Policy) {
        let headings: Vec<&str> = meta
            .page
            .lines()
            .filter(|line| line.starts_with('#') && !line.starts_with("# minestop"))
            .collect();
        let title = format!("# {}", meta.id);
        let expected = [
            title.as_str(),
            "## What it does",
            "## Why",
            "## Example",
            "## Fix",
            "## Configuration",
            "## References",
        ];
        assert_eq!(headings, expected);
    }
}

//! Policies for the tests of the gate, each as the gate holds it.

use crate::anchore::{self, Judge, Reading};
use crate::frontend::Rulebook;
use crate::intel::Intel;
use crate::policy::{self, Date, Policy, Preset};
use crate::source::Sources;

/// A rulebook of one preset.
pub(crate) fn rulebook(preset: Preset) -> Rulebook {
    Rulebook {
        policy: Policy::preset(preset),
        intel: Intel::default(),
        chain: Vec::new(),
        bundle: None,
        bundle_file: None,
        brought: None,
        sources: Sources::default(),
        today: Date { year: 2026, month: 1, day: 1 },
        now: 1_767_225_600,
    }
}

/// The rulebook of a policy file.
pub(crate) fn rulebook_of(text: &str) -> Rulebook {
    let mut sources = Sources::default();
    let file = sources.add("minestop.toml", text.as_bytes().to_vec());
    let policy = policy::parse(file, &sources).expect("the policy has no error");
    Rulebook { policy, sources, chain: vec![file], ..rulebook(Preset::Default) }
}

/// The rulebook of an Anchore policy.
pub(crate) fn rulebook_of_bundle(text: &str) -> Rulebook {
    let mut sources = Sources::default();
    let file = sources.add("anchore.json", text.as_bytes().to_vec());
    let bundle = anchore::parse(file, &sources).expect("the bundle has no error");
    let judge = Judge::new(bundle, None, Reading::Exact, true, 0).expect("it is for all images");
    Rulebook {
        bundle: Some(judge.for_a_build()),
        bundle_file: Some(file),
        sources,
        ..rulebook(Preset::Default)
    }
}

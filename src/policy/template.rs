//! The policy file that `minestop policy init` writes: every key, every rule, every option, with its help.
//!
//! Text for people starts with `# `, a setting that is not made with `#` alone: deleting the latter makes it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// More words than this are no help in a line to be edited.
const SHOWN_WORDS: usize = 16;

use super::{Preset, toml_string};
use crate::finding::Action;
use crate::rules::{self, Group, Meta, OptionKind, OptionSpec, Setting};

/// The rule that a list of trusted images is an option of.
const TRUSTING: &str = "untrusted-image";

/// Without these options the preset decides: each holds in one of them.
const OF_PRESET: [(&str, Preset); 2] =
    [("known-installers", Preset::Default), ("unrun-scripts", Preset::LockedDown)];

/// What a repository uses already and its first policy takes over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StartingPoint {
    /// Patterns of images.
    pub(crate) trusted: BTreeSet<String>,
    /// What whoever edits the file should know about them.
    pub(crate) remarks: Vec<String>,
}

/// A policy file that sets the preset and what is taken over, and shows everything else that can be set.
pub(crate) fn template(preset: Preset, start: &StartingPoint) -> String {
    template_for(preset, start, &rules::known_rules().collect::<Vec<_>>())
}

/// As [`template`], for a list of rules.
pub(crate) fn template_for(
    preset: Preset,
    start: &StartingPoint,
    rules: &[&'static Meta],
) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "#:schema ./minestop.schema.json
# The policy of minestop; `minestop schema policy > minestop.schema.json` writes the schema that editors read.
# Lines that start with `#` and no blank are settings: what is in force, or an example where nothing is; delete the `#` to set
# another value.

version = 1

# What everything below is laid over: \"default\" or \"locked-down\".
preset = \"{}\"

# What `# minestop: ignore[rule] reason` in a Dockerfile may do: \"forbid\", \"lower-warn\" (never a STOP), \"allow\".
#inline-ignores = \"forbid\"

# Policies that this one may only tighten, from the directory of this file; and what those may loosen that extend this one.
#extends = []
#free = []

# Which verdict fails the run: \"stop\", \"warn\" or \"never\".
#fail-on = \"stop\"

# Whether every exception needs an expiry date.
#require-expiry = false

# Where reports link to for the page about a rule.
#docs-url = \"https://wiki.example.invalid/minestop/{{rule}}\"

# Only for a gate: the image of the frontend that does the work (the one inside BuildKit if there is none), and what the
# policy may do that a build brings along as the context `minestop-policy`: \"forbid\", \"tighten\" or \"replace\"; and
# whether a build may name its image, by which an Anchore policy chooses its rules.
#[frontend]
#upstream = \"docker/dockerfile:1\"
#build-policy = \"forbid\"
#image-name-from-build = false
# Whether an image that passes carries the verdict as an attestation.
#attest = false",
        preset.word()
    );
    for meta in rules {
        if meta.id == TRUSTING && *start != StartingPoint::default() {
            write_trusted(&mut out, meta, start);
        } else {
            write_rule(&mut out, preset, meta);
        }
    }
    let example = rules.iter().find(|meta| meta.group == Group::Miner).map_or("*", |meta| meta.id);
    let _ = write!(
        out,
        "
# Findings that are accepted. `files` are patterns for the path from the directory of this file (`*` in a segment, `**`
# across), `match` is one for what was found; both may be left out.
#[[exceptions]]
#rules = [\"{example}\"]
#files = [\"docs/**\"]
#match = \"pool.example.invalid\"
#reason = \"shown in the tutorial, never built\"
#expires = 2030-12-31

# What your organisation itself knows about miners; `files` are JSON or TOML files with the same keys.
#[indicators]
#names = []
#images = []
#hosts = []
#urls = []
#ports = []
#flags = []
#wallets = []
#packages = []
#file_markers = []
#digests = []
#files = []
"
    );
    out
}

fn write_trusted(out: &mut String, meta: &Meta, start: &StartingPoint) {
    let _ = write!(out, "\n# {}\n[rules.{}]\naction = \"stop\"\n", meta.summary, meta.id);
    for remark in &start.remarks {
        // A comment must end where its line ends.
        let remark: String = remark.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(out, "# {remark}");
    }
    out.push_str("allow = [\n");
    for pattern in &start.trusted {
        let _ = writeln!(out, "    {},", toml_string(pattern));
    }
    out.push_str("]\n");
}

fn write_rule(out: &mut String, preset: Preset, meta: &Meta) {
    let action = match preset.setting(meta) {
        Setting::Off => "off",
        Setting::On(Action::Go) => "go",
        Setting::On(Action::Warn) => "warn",
        Setting::On(Action::Stop) => "stop",
    };
    let _ = write!(out, "\n# {}\n#[rules.{}]\n#action = \"{action}\"\n", meta.summary, meta.id);
    let (tables, values): (Vec<OptionSpec>, Vec<OptionSpec>) =
        meta.options().into_iter().partition(|spec| matches!(spec.kind, OptionKind::Tables(_)));
    for OptionSpec { name, help, kind } in values {
        let value = match kind {
            OptionKind::Bool => OF_PRESET.contains(&(&name, preset)).to_string(),
            OptionKind::String(example) => example,
            // what else there is stands on the page of the rule
            OptionKind::OneOf(words) => {
                format!("{:?}", words.iter().take(SHOWN_WORDS).collect::<Vec<_>>())
            }
            OptionKind::Strings | OptionKind::Tables(_) => "[]".to_owned(),
        };
        let _ = write!(out, "# {help}\n#{name} = {value}\n");
    }
    for OptionSpec { name, help, kind } in tables {
        let OptionKind::Tables(keys) = kind else { continue };
        let _ = write!(out, "# {help}\n#[[rules.{}.{name}]]\n", meta.id);
        for key in keys {
            let _ = writeln!(out, "#{} = {}", key.name, key.example);
        }
    }
}

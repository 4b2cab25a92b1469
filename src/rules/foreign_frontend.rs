//! `foreign-frontend`: the file is handed to another frontend than the policy allows.

use schemars::JsonSchema;
use serde::Deserialize;

use super::admission::{self, Admission, Asked, Fires, Subject};
use super::options::Version;
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::{Given, List};
use crate::facts::{Frontend, ReadingKind};
use crate::finding::{Action, Finding};
use crate::image_ref::{Pattern, spellings_of};

pub(super) static META: Meta = Meta {
    id: "foreign-frontend",
    summary: "`# syntax=` names a frontend that the policy does not allow",
    group: Group::Image,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::INSTRUCTIONS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/foreign-frontend.md"),
};

/// Frontends that are allowed where the policy names none, in canonical spelling.
const OFFICIAL: [&str; 2] = ["docker.io/docker/dockerfile", "docker.io/docker/dockerfile-upstream"];

/// Versions of `docker/dockerfile` from which on the same bytes are read differently
/// (`BuildKit` git history: tags `dockerfile/1.4.0`, `1.9.0`, `1.16.0`).
const READINGS: &[(Version, ReadingKind, &str)] = &[
    (
        Version::new(1, 4),
        ReadingKind::Heredoc,
        "before 1.4 a here-document is no part of the instruction",
    ),
    (Version::new(1, 9), ReadingKind::JsonTail, "before 1.9 text after a JSON array is ignored"),
    (
        Version::new(1, 16),
        ReadingKind::BlankHeredoc,
        "before 1.16 `<< EOF` with a blank is no here-document",
    ),
];

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// allowed frontends, as image patterns; absent: `docker/dockerfile` and its `-upstream`
    allow: List<Pattern>,
    /// lowest version of `docker/dockerfile`, such as `1.16`; absent: any
    minimum: Given<Version>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for frontend in &context.facts.frontends {
            if let Some(finding) = self.refuse(frontend) {
                out.push(finding);
            }
            differing(context, frontend, out);
        }
    }

    fn admissions(&self, asked: Asked<'_>) -> Vec<Admission> {
        let trusted = |pattern: &Pattern| pattern.trusted_expressions(asked.naming);
        let (allowed, beyond) = match self.allow.given() {
            Some(_) => admission::images(self.allow.iter().map(|it| &it.value), trusted),
            None => (OFFICIAL.iter().flat_map(|it| spellings_of(it)).collect(), Vec::new()),
        };
        vec![
            Admission::new(Subject::Frontend, "is not allowed", Fires::OnNoneOf(allowed))
                .beyond(beyond),
        ]
    }
}

impl Check {
    fn refuse(&self, frontend: &Frontend) -> Option<Finding> {
        let report = |message: String| {
            Some(
                Finding::new(META.id, frontend.text.span(), message)
                    .because("nothing below is certain: another program reads it")
                    .help("use a frontend that the policy allows, or none"),
            )
        };
        let name = frontend.text.as_str();
        let Some(reference) = &frontend.reference else {
            return report(format!("frontend `{name}` is no image reference"));
        };
        let official = OFFICIAL.contains(&reference.canonical().to_string().as_str());
        let allowed = match self.allow.given() {
            Some(_) => self.allow.any(|pattern| pattern.trusts(reference)),
            None => official,
        };
        if !allowed {
            return report(format!("frontend `{name}` ({}) is not allowed", frontend.form));
        }
        let minimum = self.minimum.0?;
        let tag = reference.tag().and_then(|tag| Version::of_tag(tag));
        (official && tag.is_some_and(|tag| tag < minimum))
            .then(|| report(format!("frontend `{name}` is older than the policy allows")))
            .flatten()
    }
}

/// Says so where the named version reads the file differently from what minestop judged.
fn differing(context: &Context<'_>, frontend: &Frontend, out: &mut Vec<Finding>) {
    let tag =
        frontend.reference.as_ref().and_then(|r| r.tag()).and_then(|tag| Version::of_tag(tag));
    let Some(tag) = tag else { return };
    for (since, kind, remark) in READINGS.iter().filter(|(since, ..)| tag < *since) {
        if let Some(fact) = context.facts.readings.iter().find(|fact| fact.kind == *kind) {
            out.push(
                Finding::new(META.id, fact.span, "the frontend named above reads this differently")
                    .because(*remark)
                    .label(frontend.text.span(), format!("older than {since}"))
                    .help("name a newer frontend"),
            );
        }
    }
}

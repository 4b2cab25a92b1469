//! `foreign-frontend`: the file is handed to another frontend than the policy allows.

use super::denied_image::patterns;
use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::facts::{Frontend, ReadingKind};
use crate::finding::{Action, Finding};

static META: Meta = Meta {
    id: "foreign-frontend",
    summary: "`# syntax=` names a frontend that the policy does not allow",
    group: Group::Image,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    options: &[
        OptionSpec {
            name: "allow",
            kind: OptionKind::Strings,
            help: "allowed frontends, as image patterns; absent: `docker/dockerfile` and its `-upstream`",
        },
        OptionSpec {
            name: "minimum",
            kind: OptionKind::String,
            help: "lowest version of `docker/dockerfile`, such as `1.16`; absent: any",
        },
    ],
    page: include_str!("../../docs/rules/foreign-frontend.md"),
};

/// Versions of `docker/dockerfile` from which on the same bytes are read differently
/// (`BuildKit` git history: tags `dockerfile/1.4.0`, `1.9.0`, `1.16.0`).
const READINGS: &[((u32, u32), ReadingKind, &str)] = &[
    ((1, 4), ReadingKind::Heredoc, "before 1.4 a here-document is no part of the instruction"),
    ((1, 9), ReadingKind::JsonTail, "before 1.9 text after a JSON array is ignored"),
    ((1, 16), ReadingKind::BlankHeredoc, "before 1.16 `<< EOF` with a blank is no here-document"),
];

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for frontend in &context.facts.frontends {
            if let Some(finding) = refuse(context, frontend) {
                out.push(finding);
            }
            differing(context, frontend, out);
        }
    }
}

fn refuse(context: &Context<'_>, frontend: &Frontend) -> Option<Finding> {
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
    let official = matches!(
        reference.canonical().to_string().as_str(),
        "docker.io/docker/dockerfile" | "docker.io/docker/dockerfile-upstream"
    );
    let allowed = match context.options.list("allow") {
        Some(items) => patterns(items).iter().any(|(pattern, _)| pattern.matches(reference)),
        None => official,
    };
    if !allowed {
        return report(format!("frontend `{name}` ({}) is not allowed", frontend.form));
    }
    let minimum =
        context.options.list("minimum").and_then(|items| version(&items.first()?.value))?;
    let tag = reference.tag().and_then(|tag| version(tag));
    (official && tag.is_some_and(|tag| tag < minimum))
        .then(|| report(format!("frontend `{name}` is older than the policy allows")))
        .flatten()
}

/// `1.4.0-labs` → (1, 4); a lone `1` moves with every release and is taken as the newest.
fn version(tag: &str) -> Option<(u32, u32)> {
    let mut parts = tag.split(['.', '-']);
    let major = parts.next()?.parse().ok()?;
    let minor = parts.next().and_then(|part| part.parse().ok()).unwrap_or(u32::MAX);
    Some((major, minor))
}

/// Says so where the named version reads the file differently from what minestop judged.
fn differing(context: &Context<'_>, frontend: &Frontend, out: &mut Vec<Finding>) {
    let tag = frontend.reference.as_ref().and_then(|r| r.tag()).and_then(|tag| version(tag));
    let Some(tag) = tag else { return };
    for (since, kind, remark) in READINGS.iter().filter(|(since, ..)| tag < *since) {
        if let Some(fact) = context.facts.readings.iter().find(|fact| fact.kind == *kind) {
            out.push(
                Finding::new(META.id, fact.span, "the frontend named above reads this differently")
                    .because(*remark)
                    .label(frontend.text.span(), format!("older than {}.{}", since.0, since.1))
                    .help("name a newer frontend"),
            );
        }
    }
}

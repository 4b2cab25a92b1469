//! The files that Bake reads as one, if it is told no other.

use ecow::EcoString;

use super::reading::{Attributes, Definitions, Given};
use super::value::Value;
use crate::orchestration::build::{Build, Instructions};
use crate::orchestration::compose;
use crate::orchestration::encoding::decoded;
use crate::orchestration::surroundings::Surroundings;
use crate::source::{FileId, Sources, Span, Text};

/// Compose files whose builds are targets, then Bake files; later ones count.
const COMPOSE: [&str; 4] =
    ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const BAKE: [&str; 4] = [
    "docker-bake.json",
    "docker-bake.hcl",
    "docker-bake.override.json",
    "docker-bake.override.hcl",
];

/// How many of [`BAKE`] bring the others along; what overrides them is read with them, and for itself.
const FIRST: usize = 2;

/// The files to read, in their order; targets of Compose files are added at once. One with a name of its own stands alone.
pub(super) fn files(
    file: FileId,
    around: &dyn Surroundings,
    sources: &mut Sources,
    definitions: &mut Definitions,
) -> Vec<FileId> {
    let name = sources.get(file).map(|it| it.name().to_owned()).unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or_default();
    if !BAKE.iter().take(FIRST).any(|first| *first == name) {
        return vec![file];
    }
    let add = |path: &str, sources: &mut Sources| {
        let bytes = decoded(around.read(path)?);
        Some(sources.add(around.shown(path), bytes))
    };
    for path in COMPOSE {
        if let Some(file) = add(path, sources) {
            for build in compose::read(file, around, sources).builds {
                for name in &build.names {
                    definitions.targets.add(&name.replace(".", "_"), attributes(&build));
                }
            }
        }
    }
    let mut all = Vec::new();
    for path in BAKE {
        all.extend(if path == name { Some(file) } else { add(path, sources) });
    }
    all
}

/// A build of a service as a target.
fn attributes(build: &Build) -> Attributes {
    let text = |value: &str, span: Span| Value::computed(value, span);
    let object = |pairs: &mut dyn Iterator<Item = (Text, Text)>| {
        Value::map(pairs.map(|(name, value)| (name, Value::Text(value))).collect())
    };
    let mut all: Vec<(&str, Value)> = Vec::new();
    match &build.instructions {
        Instructions::Inline(inline) => {
            all.push(("dockerfile-inline", Value::Text(inline.clone())));
        }
        Instructions::File(path) => {
            let below = build.context.as_deref().and_then(|context| {
                path.strip_prefix(context).and_then(|rest| rest.strip_prefix('/'))
            });
            all.push(("dockerfile", text(below.unwrap_or(path), build.span)));
        }
    }
    all.extend(build.context.as_deref().map(|context| ("context", text(context, build.span))));
    let options = &build.options;
    all.extend(options.target.as_deref().map(|target| ("target", text(target, build.span))));
    let args = options.build_args.iter();
    let named =
        |(name, value): (&String, &Text)| (Text::made(name.as_str(), value.span()), value.clone());
    all.push(("args", object(&mut args.map(named))));
    all.push(("contexts", object(&mut build.contexts.iter().cloned())));
    all.into_iter().map(|(key, value)| (EcoString::from(key), Given::Known(value))).collect()
}

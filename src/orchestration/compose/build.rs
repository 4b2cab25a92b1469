//! What a service asks to be built.

use super::layer::{Layer, all, merged_pairs};
use super::service::Service;
use crate::dockerfile::BuildOptions;
use crate::orchestration::build::{self, Build, Instructions, directory, joined};
use crate::source::{Span, Text};

/// The build of a service. A Dockerfile that comes from elsewhere is fetched by the one who builds it.
pub(super) fn of(service: &Service<'_>) -> Option<Build> {
    let asked = all(service.layers, &["build"], "");
    let first = asked.iter().rfind(|layer| !layer.node.is_null())?;
    // the text with the layer that says it: a path is told from its directory
    let said = |key: &str| {
        let found = service.all(&["build", key]);
        found.into_iter().rev().find_map(|layer| Some((layer.expanded()?, layer)))
    };
    let field = |key: &str| said(key).map(|(text, _)| text);
    let context = said("context");
    let place = field("dockerfile").or_else(|| field("context")).map(|it| it.span());
    let local = match &context {
        Some((text, layer)) => directory(&layer.base.directory, text),
        None => directory(&first.base.directory, "."),
    };
    let instructions = match field("dockerfile_inline") {
        Some(text) => Instructions::Inline(text),
        None => {
            let name = field("dockerfile");
            let name = name.as_ref().map_or("Dockerfile", Text::as_str);
            let path = match name.starts_with('/') {
                true => name.to_owned(),
                false => joined(local.as_ref()?, name),
            };
            Instructions::File(path)
        }
    };
    let mut options = BuildOptions {
        target: field("target").filter(Text::is_known).map(|it| it.as_str().to_owned()),
        ..BuildOptions::default()
    };
    let inherited = |layer: &Layer, name: &str| layer.base.known.get(name).cloned();
    for (name, value) in merged_pairs(&service.all(&["build", "args"]), inherited) {
        if let Some(value) = value.filter(Text::is_known) {
            options.build_args.insert(name.as_str().to_owned(), value);
        }
    }
    let contexts = contexts(service);
    options.replaced.extend(contexts.iter().map(|(name, _)| name.to_lowercase()));
    let span = place.unwrap_or(Span { end: first.node.span.start, ..first.node.span });
    let names = vec![service.name.into()];
    Some(Build { names, instructions, context: local, contexts, options, span })
}

/// The contexts that a build is given beside its own, by name.
fn contexts(service: &Service<'_>) -> Vec<(Text, Text)> {
    let said = merged_pairs(&service.all(&["build", "additional_contexts"]), |_, _| None);
    said.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The addresses that the build of a service fetches its contexts from.
pub(super) fn fetched(service: &Service<'_>) -> Vec<Text> {
    let said = |key: &str| {
        let found = service.all(&["build", key]);
        found.into_iter().rev().find_map(|layer| layer.expanded())
    };
    let contexts = contexts(service);
    let own = [said("context"), said("dockerfile")];
    build::fetched(own.iter().flatten().chain(contexts.iter().map(|(_, value)| value)))
}

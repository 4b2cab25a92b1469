//! What a service asks to be built.

use std::rc::Rc;

use super::service::{Service, pairs};
use crate::dockerfile::BuildOptions;
use crate::orchestration::build::{Build, Instructions, directory};
use crate::orchestration::yaml::Node;
use crate::source::{Span, Text};

/// The build of a service. A Dockerfile that comes from elsewhere is fetched by the one who builds it.
pub(super) fn of(service: &Service<'_>) -> Option<Build> {
    let layers: Vec<Rc<Node>> = service.all("build").into_iter().rev().cloned().collect();
    let first = layers.first()?;
    let field =
        |key: &str| layers.iter().find_map(|layer| layer.text(key)).map(|it| service.expand(it));
    let short = layers.iter().find_map(|layer| layer.scalar()).map(|it| service.expand(it));
    let context = field("context").or(short);
    let asked = field("dockerfile").or(context.clone()).map(|it| it.span());
    let context = context.as_ref().map_or(".", Text::as_str);
    let local = directory(context);
    let instructions = match field("dockerfile_inline") {
        Some(text) => Instructions::Inline(text),
        None => {
            let name = field("dockerfile");
            let name = name.as_ref().map_or("Dockerfile", Text::as_str);
            let path = if name.starts_with('/') {
                name.to_owned()
            } else {
                format!("{}/{name}", local.as_ref()?)
            };
            Instructions::File(path)
        }
    };
    let mut options = BuildOptions {
        target: field("target").filter(Text::is_known).map(|it| it.as_str().to_owned()),
        ..BuildOptions::default()
    };
    for layer in layers.iter().rev() {
        for (name, value) in layer.get("args").map(|args| pairs(args)).unwrap_or_default() {
            let value = value.map(|value| service.expand(&value));
            if let Some(value) = value.filter(Text::is_known) {
                options.build_args.insert(name.as_str().to_owned(), value);
            }
        }
        let contexts = layer.get("additional_contexts").map(|it| pairs(it)).unwrap_or_default();
        options.replaced.extend(contexts.into_iter().map(|(name, _)| name.to_lowercase()));
    }
    let span = asked.unwrap_or(Span { end: first.span.start, ..first.span });
    Some(Build { instructions, context: local, options, span })
}

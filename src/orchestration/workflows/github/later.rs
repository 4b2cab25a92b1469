//! A container that a step starts.

use crate::dockerfile::{BuildOptions, EnvId};
use crate::orchestration::build::{Build, Instructions, directory, joined};
use crate::source::Text;

/// A container that a step starts.
pub(super) struct Later {
    pub(super) image: Text,
    /// The context of its build, if `image` is the Dockerfile.
    context: Option<String>,
    pub(super) variables: EnvId,
    pub(super) words: Vec<Text>,
    pub(super) has_entrypoint: bool,
    /// What runs before and behind it.
    pub(super) also: Vec<Text>,
}

impl Later {
    pub(super) fn of_image(image: Text, variables: EnvId) -> Self {
        let (words, also) = (Vec::new(), Vec::new());
        Self { image, context: None, variables, words, has_entrypoint: false, also }
    }

    pub(super) fn of_build(dockerfile: &Text, context: &str, variables: EnvId) -> Self {
        let context = Some(context.to_owned());
        Self { context, ..Self::of_image(dockerfile.clone(), variables) }
    }

    /// What it starts.
    pub(super) fn start(&mut self, entrypoint: Option<&Text>, args: Vec<Text>) {
        self.has_entrypoint = entrypoint.is_some();
        self.words = entrypoint.cloned().into_iter().chain(args).collect();
    }

    pub(super) fn build(&self, name: &str) -> Option<Build> {
        let context = self.context.as_ref()?;
        Some(Build {
            names: vec![name.into()],
            instructions: Instructions::File(joined(context, &self.image)),
            context: directory("", context),
            contexts: Vec::new(),
            options: BuildOptions::default(),
            span: self.image.span(),
        })
    }
}

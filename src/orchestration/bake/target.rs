//! A target with what it inherits → its builds.

use foldhash::HashSet;

use super::evaluation::{Locals, Scope};
use super::matrix::combinations;
use super::reading::{Attributes, File};
use super::value::Value;
use crate::dockerfile::BuildOptions;
use crate::orchestration::assembly::Assembly;
use crate::orchestration::build::{self, Build, Builds, Instructions};
use crate::source::{Span, Text};

/// Targets that one inherits, directly or not.
const MOST_PARENTS: usize = 64;

/// Adds the builds of a target.
pub(super) fn builds(
    name: &str,
    file: &File,
    scope: &Scope<'_>,
    assembly: &mut Assembly,
    builds: &mut Builds,
) {
    let Some(own) = file.targets.get(name) else { return };
    let nothing = Locals::default();
    let matrix = own.get("matrix").map(|given| scope.value(given, &nothing));
    for locals in combinations(matrix.as_ref()) {
        let target = Target { layers: layers(own, file, scope, &locals), scope, locals: &locals };
        target.images(assembly);
        if let Some(build) = target.build() {
            builds.add(build);
        }
    }
}

/// The target and what it inherits; what comes first counts. Of several parents the last one does.
fn layers<'f>(
    own: &'f Attributes,
    file: &'f File,
    scope: &Scope<'_>,
    locals: &Locals,
) -> Vec<&'f Attributes> {
    let (mut layers, mut open, mut seen) = (Vec::new(), vec![own], HashSet::default());
    while let Some(next) = open.pop() {
        layers.push(next);
        let parents = next.get("inherits").map(|given| scope.value(given, locals).texts());
        for parent in parents.unwrap_or_default() {
            if seen.len() < MOST_PARENTS && seen.insert(parent.as_str().to_owned()) {
                open.extend(file.targets.get(&parent));
            }
        }
    }
    layers
}

struct Target<'t> {
    layers: Vec<&'t Attributes>,
    scope: &'t Scope<'t>,
    locals: &'t Locals,
}

impl Target<'_> {
    /// What the layers say of a key, the one that counts first.
    fn all(&self, key: &str) -> impl Iterator<Item = Value> {
        let given = self.layers.iter().filter_map(move |layer| layer.get(key));
        given.map(|given| self.scope.value(given, self.locals))
    }

    fn text(&self, key: &str) -> Option<Text> {
        self.all(key).find_map(|value| value.text())
    }

    /// The entries of objects, those that count last.
    fn pairs(&self, key: &str) -> Vec<(Text, Text)> {
        let mut all: Vec<_> = self.all(key).map(|value| value.pairs()).collect();
        all.reverse();
        all.concat()
    }

    /// Images that stand for a stage or a context.
    fn images(&self, assembly: &mut Assembly) {
        for (_, value) in self.pairs("contexts") {
            if let Some(name) = value.strip_prefix("docker-image://") {
                let name = value.slice(value.len() - name.len()..value.len());
                assembly.stage(Some(&name), name.span());
            }
        }
    }

    fn build(&self) -> Option<Build> {
        let context = self.text("context");
        let directory = context.as_ref().map_or(".", Text::as_str);
        let local = build::directory(directory);
        let (instructions, span) = match self.text("dockerfile-inline") {
            Some(text) => {
                let span = text.span();
                (Instructions::Inline(text), span)
            }
            None => {
                let name = self.text("dockerfile");
                let span = name.as_ref().or(context.as_ref()).map(Text::span);
                let name = name.as_ref().map_or("Dockerfile", Text::as_str);
                let path = format!("{}/{name}", local.as_ref()?);
                let path = if name.starts_with('/') { name.to_owned() } else { path };
                (Instructions::File(path), span.unwrap_or(self.start()))
            }
        };
        // where it is not known every stage counts
        let target = self.text("target").filter(Text::is_known);
        let target = target.map(|target| target.as_str().to_owned());
        let mut options = BuildOptions { target, ..BuildOptions::default() };
        let args = self.pairs("args").into_iter().filter(|(_, value)| value.is_known());
        options.build_args.extend(args.map(|(name, value)| (name.as_str().to_owned(), value)));
        let contexts = self.pairs("contexts").into_iter();
        options.replaced.extend(contexts.map(|(name, _)| name.to_lowercase()));
        Some(Build { instructions, context: local, options, span })
    }

    /// Where the file starts: what stands for a target that says nothing of its Dockerfile.
    fn start(&self) -> Span {
        self.scope.start()
    }
}

//! A target with what it inherits → its builds.

use ecow::EcoString;
use foldhash::{HashMap, HashSet};

use super::evaluation::given;
use super::matrix::combinations;
use super::reading::{Attributes, Definitions};
use super::scope::Scope;
use super::value::{Locals, Value};
use crate::dockerfile::BuildOptions;
use crate::orchestration::assembly::Assembly;
use crate::orchestration::build::{self, Build, Builds, Instructions};
use crate::source::{Span, Text};

/// Targets that one inherits, directly or not.
const MOST_PARENTS: usize = 64;

/// Targets of a file, those of a matrix counted one by one.
const MOST: usize = 1_000;

/// A target, or one of those that a matrix makes of it.
#[derive(Debug)]
pub(super) struct Instance {
    name: EcoString,
    /// What its blocks are called.
    target: EcoString,
    /// The values of the matrix.
    locals: Locals,
}

/// All targets of a file.
#[derive(Debug)]
pub(super) struct Instances<'f> {
    definitions: &'f Definitions,
    scope: &'f Scope<'f>,
    all: Vec<Instance>,
    by_name: HashMap<EcoString, usize>,
}

impl<'f> Instances<'f> {
    pub(super) fn of(definitions: &'f Definitions, scope: &'f Scope<'f>) -> Self {
        let mut found = Self { definitions, scope, all: Vec::new(), by_name: HashMap::default() };
        let nothing = Locals::default();
        for target in definitions.targets.names() {
            let said = |key: &str| definitions.targets.attribute(target, key);
            let matrix = said("matrix").map(|it| given(scope, it, &nothing));
            let (combinations, is_cut) = combinations(matrix.as_ref());
            if is_cut {
                scope.cuts();
            }
            for locals in combinations {
                if found.all.len() >= MOST {
                    scope.cuts();
                    return found;
                }
                let named = said("name").and_then(|it| given(scope, it, &locals).text());
                let name = named.map_or(target.clone(), |name| name.as_str().into());
                found.by_name.insert(name.clone(), found.all.len());
                found.all.push(Instance { name, target: target.clone(), locals });
            }
        }
        found
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Instance> {
        self.all.iter()
    }

    /// Adds the build of a target, and the images that stand for its contexts.
    pub(super) fn build(&self, of: &Instance, assembly: &mut Assembly, builds: &mut Builds) {
        let target = Target { name: &of.name, layers: self.layers(of), scope: self.scope };
        target.images(assembly);
        assembly.fetches(&of.name, target.fetched());
        if let Some(build) = target.build() {
            builds.add(build);
        }
    }

    /// The target and what it inherits; what comes first counts. Of several parents the last one does.
    fn layers<'i>(&'i self, of: &'i Instance) -> Vec<(&'i Attributes, &'i Locals)> {
        let (mut layers, mut open, mut seen) = (Vec::new(), vec![of], HashSet::default());
        while let Some(next) = open.pop() {
            let blocks = self.definitions.targets.get(&next.target).unwrap_or_default();
            layers.extend(blocks.iter().rev().map(|block| (block, &next.locals)));
            let inherits = self.definitions.targets.attribute(&next.target, "inherits");
            let parents = inherits.map(|it| given(self.scope, it, &next.locals).texts());
            for parent in parents.unwrap_or_default() {
                let known = self.by_name.get(parent.as_str()).and_then(|at| self.all.get(*at));
                if known.is_none() && parent.is_known() {
                    self.scope.says(parent.span(), "a target is inherited that no file here has");
                }
                if seen.len() < MOST_PARENTS && seen.insert(parent.as_str().to_owned()) {
                    open.extend(known);
                }
            }
        }
        layers
    }
}

struct Target<'t> {
    name: &'t EcoString,
    layers: Vec<(&'t Attributes, &'t Locals)>,
    scope: &'t Scope<'t>,
}

impl Target<'_> {
    /// What the layers say of a key, the one that counts first.
    fn all(&self, key: &str) -> impl Iterator<Item = Value> {
        let said =
            self.layers.iter().filter_map(move |(layer, locals)| Some((layer.get(key)?, locals)));
        said.map(|(said, locals)| given(self.scope, said, locals))
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
        for (context, value) in self.pairs("contexts") {
            if let Some(name) = value.strip_prefix("docker-image://") {
                let name = value.slice(value.len() - name.len()..value.len());
                assembly.stage(&context, Some(&name), name.span());
            }
        }
    }

    /// The addresses that contexts are fetched from.
    fn fetched(&self) -> Vec<Text> {
        let own = [self.text("context"), self.text("dockerfile")];
        let contexts = self.pairs("contexts");
        build::fetched(own.iter().flatten().chain(contexts.iter().map(|(_, value)| value)))
    }

    fn build(&self) -> Option<Build> {
        let context = self.text("context");
        let directory = context.as_ref().map_or(".", Text::as_str);
        let local = build::directory("", directory);
        let (instructions, span) = match self.text("dockerfile-inline") {
            Some(text) => {
                let span = text.span();
                (Instructions::Inline(text), span)
            }
            None => {
                let name = self.text("dockerfile");
                let span = name.as_ref().or(context.as_ref()).map(Text::span);
                let name = name.as_ref().map_or("Dockerfile", Text::as_str);
                let path = match name.starts_with('/') {
                    true => name.to_owned(),
                    false => build::joined(local.as_ref()?, name),
                };
                (Instructions::File(path), span.unwrap_or(self.start()))
            }
        };
        // where it is not known every stage counts
        let target = self.text("target").filter(Text::is_known);
        let target = target.map(|target| target.as_str().to_owned());
        let mut options = BuildOptions { target, ..BuildOptions::default() };
        let args = self.pairs("args").into_iter().filter(|(_, value)| value.is_known());
        options.build_args.extend(args.map(|(name, value)| (name.as_str().to_owned(), value)));
        let contexts = self.pairs("contexts");
        options.replaced.extend(contexts.iter().map(|(name, _)| name.to_lowercase()));
        let names = vec![self.name.clone()];
        Some(Build { names, instructions, context: local, contexts, options, span })
    }

    /// Where the file starts: what stands for a target that says nothing of its Dockerfile.
    fn start(&self) -> Span {
        self.scope.start()
    }
}

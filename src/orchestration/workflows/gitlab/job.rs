//! A job of GitLab → the stage of its image, and those of its services.

use ecow::EcoString;

use super::super::matrix::{MOST, MOST_AXES};
use super::super::script;
use super::loading::{Layer, Pipeline};
use super::variables::Variables;
use crate::dockerfile::Keyword;
use crate::orchestration::compose::words::words;
use crate::orchestration::reading::Reading;
use crate::source::{Span, Text};

/// Where the repository lies.
const WORKSPACE: &str = "/builds/project";

/// Lists in one another, and references to others: GitLab takes ten.
const DEEPEST: usize = 10;

/// Commands of one script: real ones have some ten.
const MOST_LINES: usize = 20_000;

/// A job that is put together.
struct Job {
    name: EcoString,
    layers: Vec<Layer>,
}

impl Job {
    fn last(&self, key: &str) -> Option<Layer> {
        self.layers.iter().rev().find_map(|layer| layer.get(key))
    }
}

impl Pipeline<'_> {
    pub(super) fn job(&self, name: &EcoString, found: &mut Reading) {
        if !self.budget.takes_stage() {
            return;
        }
        let job = Job { name: name.clone(), layers: self.layers(name) };
        let Some(span) = job.layers.last().map(|layer| layer.node.span) else { return };
        let start = Span { end: span.start, ..span };
        let mut variables = Variables::default();
        let of_roots = self.roots.iter().filter_map(|root| root.get("variables"));
        for layer in of_roots.chain(job.layers.iter().filter_map(|it| it.get("variables"))) {
            self.set(&layer, &mut variables);
        }
        for (number, combination) in self.combinations(&job).into_iter().enumerate() {
            if number > 0 && !self.budget.takes_stage() {
                return;
            }
            let mut variables = variables.clone();
            for (name, value) in combination {
                variables.set(&name, value);
            }
            self.write(&job, &variables, start, found);
        }
    }

    /// What the job says, or what all jobs of the pipeline have by default.
    fn field(&self, job: &Job, key: &str) -> Option<Layer> {
        let default = |root: &Layer| root.get("default").and_then(|it| it.get(key));
        let by_root = || self.roots.iter().rev().find_map(|it| default(it).or_else(|| it.get(key)));
        job.last(key).or_else(by_root)
    }

    fn write(&self, job: &Job, variables: &Variables, start: Span, found: &mut Reading) {
        let image = self.field(job, "image");
        let name = image.as_ref().and_then(|image| self.name(image, variables));
        let span = name.as_ref().map_or(start, Text::span);
        let assembly = &mut found.assembly;
        assembly.stage(&job.name, name.as_ref(), span);
        let target = Text::made(WORKSPACE, start);
        assembly.variable(Text::made("CI_PROJECT_DIR", start), target.clone(), start);
        for name in &variables.names {
            let value = self.value(name, variables);
            if self.budget.takes_variable(&value) {
                assembly.variable(name.clone(), value, name.span());
            }
        }
        assembly.given(Text::made(".", start), target.clone(), start);
        assembly.directory(target);
        if let Some(user) = image.as_ref().and_then(|it| it.get("docker")?.get("user")) {
            assembly.user(user.node.scalar().cloned().unwrap_or_default());
        }
        self.scripts(job, found);
        if let Some(image) = &image {
            self.starts(image, variables, found);
        }
        let services = self.field(job, "services");
        for service in
            services.iter().flat_map(|it| it.node.items().iter().map(|node| it.with(node)))
        {
            let Some(name) = self.name(&service, variables) else { continue };
            if self.budget.takes_stage() {
                self.service(&service, &name, variables, found);
            }
        }
    }

    fn service(&self, service: &Layer, name: &Text, variables: &Variables, found: &mut Reading) {
        let assembly = &mut found.assembly;
        assembly.stage("", Some(name), name.span());
        let mut own = Variables::default();
        if let Some(layer) = service.get("variables") {
            self.set(&layer, &mut own);
        }
        for name in &own.names {
            let value = self.expand(&self.value(name, &own), variables);
            assembly.variable(name.clone(), value, name.span());
        }
        self.starts(service, variables, found);
    }

    /// The name of an image.
    fn name(&self, image: &Layer, variables: &Variables) -> Option<Text> {
        let name = image.node.scalar().or_else(|| image.node.text("name"))?;
        Some(self.expand(&self.text_of(name, image), variables))
    }

    /// What an image is told to start.
    fn starts(&self, image: &Layer, variables: &Variables, found: &mut Reading) {
        let all = |key: &str| -> Vec<Text> {
            let Some(layer) = image.get(key) else { return Vec::new() };
            let texts = match layer.node.scalar() {
                Some(text) => words(&self.text_of(text, &layer)),
                None => layer.node.texts().iter().map(|it| self.text_of(it, &layer)).collect(),
            };
            texts.iter().map(|text| self.expand(text, variables)).collect()
        };
        let (mut entrypoint, command) = (all("entrypoint"), all("command"));
        entrypoint.retain(|word| !word.is_empty());
        let keyword = match entrypoint.is_empty() {
            true => Keyword::Cmd,
            false => Keyword::Entrypoint,
        };
        entrypoint.extend(command);
        if !entrypoint.is_empty() {
            found.assembly.starts(keyword, entrypoint, image.node.span);
        }
    }

    /// RUN for what one shell runs: first what stands in front of the script and the script, then what stands behind it.
    fn scripts(&self, job: &Job, found: &mut Reading) {
        let hook = self.field(job, "hooks").and_then(|it| it.get("pre_get_sources_script"));
        let shells = [
            vec![hook],
            vec![self.field(job, "before_script"), job.last("script")],
            vec![self.field(job, "after_script")],
        ];
        for parts in shells {
            let mut lines = Vec::new();
            for part in parts.into_iter().flatten() {
                self.lines(&part, 0, &mut lines);
            }
            let length = lines.iter().map(|line| line.len()).sum();
            let Some(first) = lines.first().filter(|_| self.budget.takes_run()) else { continue };
            if self.budget.takes_bytes(length) {
                found.assembly.script(script::joined(&lines, first.span()));
            }
        }
    }

    /// The commands of a script: lists in one another, and what `!reference` stands for.
    fn lines(&self, part: &Layer, depth: usize, lines: &mut Vec<Text>) {
        if depth > DEEPEST || lines.len() > MOST_LINES {
            return self.misses(part.node.span);
        }
        if !self.budget.takes_bytes(1) {
            return;
        }
        if part.node.tag.as_deref() == Some("reference") {
            let layer = self.referenced(part).filter(|_| self.budget.takes_variable(""));
            if let Some(layer) = layer {
                self.lines(&layer, depth + 1, lines);
            }
            return;
        }
        if let Some(text) = part.node.scalar() {
            lines.push(self.text_of(text, part));
        }
        for item in part.node.items() {
            self.lines(&part.with(item), depth + 1, lines);
        }
    }

    fn referenced(&self, part: &Layer) -> Option<Layer> {
        let path = part.node.texts();
        let (job, keys) = path.split_first()?;
        let (first, keys) = keys.split_first()?;
        let layers = self.layers(job);
        let found = layers.iter().rev().find_map(|layer| layer.get(first))?;
        keys.iter().try_fold(found, |layer, key| layer.get(key))
    }

    /// The variables of each copy of the job that `parallel` makes; one without any if it makes none.
    fn combinations(&self, job: &Job) -> Vec<Vec<(Text, Text)>> {
        let matrix = job.last("parallel").and_then(|parallel| parallel.get("matrix"));
        let Some(matrix) = matrix else { return vec![Vec::new()] };
        let mut all: Vec<Vec<(Text, Text)>> = Vec::new();
        for entry in matrix.node.items() {
            let mut of_entry: Vec<Vec<(Text, Text)>> = vec![Vec::new()];
            for (name, values) in entry.entries().iter().take(MOST_AXES) {
                let values = match values.scalar() {
                    Some(one) => vec![one.clone()],
                    None => values.texts(),
                };
                let pair = |value: &Text| (name.clone(), self.text_of(value, &matrix));
                let values: Vec<(Text, Text)> = values.iter().map(pair).collect();
                let with = of_entry.iter().flat_map(|combination| {
                    let one = |it: &(Text, Text)| {
                        [combination.as_slice(), std::slice::from_ref(it)].concat()
                    };
                    values.iter().map(one)
                });
                of_entry = with.take(MOST).collect();
            }
            all.extend(of_entry);
            all.truncate(MOST);
        }
        if all.is_empty() { vec![Vec::new()] } else { all }
    }
}

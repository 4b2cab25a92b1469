//! The jobs of a workflow → stages.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;

use super::super::matrix::combinations;
use super::super::options::ContainerOptions;
use super::super::scope::Scope;
use super::reader::{DEEPEST, Level, Reader, combined, inputs};
use crate::dockerfile::Keyword;
use crate::orchestration::compose::words::words as words_of;
use crate::orchestration::yaml::Node;
use crate::source::{Span, Text};

impl Reader<'_> {
    /// All jobs of a workflow, which is given these inputs.
    pub(super) fn jobs(
        &mut self,
        root: &Rc<Node>,
        given: &HashMap<EcoString, Text>,
        level: &Level,
    ) {
        let mut scope = level.scope.clone();
        for event in ["workflow_dispatch", "workflow_call"] {
            let event = root.get("on").and_then(|on| on.get(event));
            scope = scope.beneath(&inputs(event.and_then(|it| it.get("inputs")), given));
        }
        let level = Level { scope, ..level.clone() }.with_defaults(root);
        for (name, job) in root.get("jobs").map(|it| it.entries()).unwrap_or_default() {
            if let Some(uses) = job.text("uses") {
                self.called(uses, job, &level);
                continue;
            }
            let level = level.with_defaults(job);
            for combination in combinations(job) {
                if !level.scope.budget.takes_stage() {
                    return;
                }
                let scope = combined(&combination, &level.scope);
                self.job(name, job, root, &Level { scope, ..level.clone() });
            }
        }
    }

    /// A workflow that a job calls: one of the same repository is read.
    fn called(&mut self, uses: &Text, job: &Rc<Node>, level: &Level) {
        let Some(path) = uses.strip_prefix("./") else {
            let reason = "a workflow of another repository is called, which is not read";
            return self.found.stop(uses.span(), reason);
        };
        let path = self.path(path);
        let root = self.file(&path).filter(|_| level.depth < DEEPEST);
        let Some(root) = root else {
            let reason = "a workflow is called that is not there, or too deep";
            return self.found.stop(uses.span(), reason);
        };
        for combination in combinations(job) {
            if !level.scope.budget.takes_stage() {
                return;
            }
            let scope = combined(&combination, &level.scope);
            let given = Self::given(job.get("with"), &scope);
            let level =
                Level { scope: level.scope.alone(), depth: level.depth + 1, ..Level::none() };
            self.jobs(&root, &given, &level);
        }
    }

    /// What `with` says, by names in small letters.
    pub(super) fn given(with: Option<&Rc<Node>>, scope: &Scope) -> HashMap<EcoString, Text> {
        let entries = with.map(|it| it.entries()).unwrap_or_default().iter();
        let pair = |(name, value): &(Text, Rc<Node>)| {
            let name = name.to_ascii_lowercase();
            Some((name.as_str().into(), scope.expand(value.scalar()?)))
        };
        entries.filter_map(pair).collect()
    }

    fn job(&mut self, name: &Text, job: &Rc<Node>, root: &Rc<Node>, level: &Level) {
        let container = job.get("container");
        let options =
            self.container(name, container, Span { end: name.span().start, ..name.span() }, level);
        self.work_tree(name.span());
        let scope = self.variables(root.get("env"), &level.scope);
        let scope = self.variables(job.get("env"), &scope);
        self.variables(container.and_then(|it| it.get("env")), &scope);
        options.write(&mut self.found.assembly);
        let on_windows = is_windows(job, &scope);
        let shell = level.shell.clone().or_else(|| {
            let span = name.span();
            on_windows.then(|| Text::made("pwsh", span))
        });
        let steps = Level { scope: scope.clone(), shell, ..level.clone() };
        self.steps(job.list("steps"), &steps);
        self.write_later();
        for (name, service) in job.get("services").map(|it| it.entries()).unwrap_or_default() {
            if scope.budget.takes_stage() {
                self.service(name, service, &Level { scope: scope.clone(), ..level.clone() });
            }
        }
    }

    /// Starts a stage of the image that a container names; gives what its options say.
    fn container(
        &mut self,
        name: &Text,
        container: Option<&Rc<Node>>,
        span: Span,
        level: &Level,
    ) -> ContainerOptions {
        let image = container.and_then(|it| it.scalar().or_else(|| it.text("image")));
        let image = image.map(|image| level.scope.expand(image)).filter(|image| !image.is_empty());
        let image = image.map(|image| match image.strip_prefix("docker://") {
            Some(name) => image.slice(image.len() - name.len()..image.len()),
            None => image,
        });
        let span = image.as_ref().map_or(span, Text::span);
        self.found.assembly.stage(name, image.as_ref(), span);
        let options = container.and_then(|it| it.text("options"));
        let options = options.map(|options| level.scope.expand(options));
        options.map(|options| ContainerOptions::of(&options)).unwrap_or_default()
    }

    fn service(&mut self, name: &Text, service: &Rc<Node>, level: &Level) {
        let options = self.container(name, Some(service), name.span(), level);
        self.variables(service.get("env"), &level.scope);
        options.write(&mut self.found.assembly);
        let words = |key: &str| -> Vec<Text> {
            let Some(node) = service.get(key) else { return Vec::new() };
            let text = node.scalar().map(|text| words_of(&level.scope.expand(text)));
            text.unwrap_or_else(|| node.texts().iter().map(|it| level.scope.expand(it)).collect())
        };
        let mut entrypoint: Vec<Text> = options.entrypoint.iter().cloned().collect();
        entrypoint.extend(words("entrypoint"));
        let command = words("command");
        let assembly = &mut self.found.assembly;
        match entrypoint.is_empty() {
            true if command.is_empty() => {}
            true => assembly.starts(Keyword::Cmd, command, name.span()),
            false => {
                entrypoint.extend(command);
                assembly.starts(Keyword::Entrypoint, entrypoint, name.span());
            }
        }
    }
}

/// True for a machine that runs scripts by `PowerShell`. Where it is not known which one it is, the other steps tell.
fn is_windows(job: &Node, scope: &Scope) -> bool {
    let Some(runs_on) = job.get("runs-on") else { return false };
    let labels = runs_on.get("labels").unwrap_or(runs_on);
    let labels: Vec<&Text> = labels
        .scalar()
        .into_iter()
        .chain(labels.items().iter().filter_map(|it| it.scalar()))
        .collect();
    let is_it = |label: &&Text| scope.expand(label).to_ascii_lowercase().contains("windows");
    let is_open = || labels.iter().any(|label| !scope.expand(label).is_known());
    let of_windows = |step: &Rc<Node>| {
        step.text("shell").is_some_and(|it| matches!(it.as_str(), "pwsh" | "powershell" | "cmd"))
    };
    labels.iter().any(is_it) || is_open() && job.list("steps").iter().any(of_windows)
}

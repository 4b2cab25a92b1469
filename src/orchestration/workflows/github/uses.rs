//! What a step uses: an image, or an action of the same repository. Those of others are not read.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;

use super::later::Later;
use super::reader::{DEEPEST, Level, Reader, WORKSPACE, inputs};
use crate::orchestration::build::joined;
use crate::orchestration::compose::words::words;
use crate::orchestration::yaml::Node;
use crate::source::Text;

/// What the file of an action is called.
const NAMES: [&str; 2] = ["action.yml", "action.yaml"];

impl Reader<'_> {
    pub(super) fn uses(&mut self, uses: &Text, with: Option<&Rc<Node>>, level: &Level) {
        let given = Self::given(with, &level.scope);
        if let Some(image) = uses.strip_prefix("docker://") {
            let image = uses.slice(uses.len() - image.len()..uses.len());
            let args = given.get("args").map(words).unwrap_or_default();
            let mut later = Later::of_image(level.scope.expand(&image), self.environment());
            later.start(given.get("entrypoint"), args);
            return self.later.push(later);
        }
        let Some(path) = uses.strip_prefix("./") else { return };
        let directory = joined("", path);
        let files = NAMES.map(|name| self.path(&joined(&directory, name)));
        let root = files.iter().find_map(|path| self.file(path));
        match root.filter(|_| level.depth < DEEPEST) {
            Some(root) => {
                let level =
                    Level { depth: level.depth + 1, scope: level.scope.clone(), ..Level::none() };
                self.action(&root, &given, &directory, &level);
            }
            // one that another step fetches
            None => {
                self.found.stop(uses.span(), "an action is used that is not there, or too deep");
            }
        }
    }

    fn environment(&self) -> crate::dockerfile::EnvId {
        self.found.assembly.environment()
    }

    /// An action that lies in a directory of the repository.
    pub(super) fn action(
        &mut self,
        root: &Rc<Node>,
        given: &HashMap<EcoString, Text>,
        directory: &str,
        level: &Level,
    ) {
        let Some(runs) = root.get("runs") else { return };
        let place = Text::made(joined(WORKSPACE, directory), runs.span);
        let path = [(EcoString::from("github.action_path"), place.clone())];
        let scope = level.scope.over(&inputs(root.get("inputs"), given));
        let scope = scope.with(path.into_iter().collect());
        let before = self.environment();
        let name = Text::made("GITHUB_ACTION_PATH", runs.span);
        self.found.assembly.variable(name, place, runs.span);
        let level = Level { scope, ..level.clone() };
        match runs.text("using").map(Text::as_str) {
            Some("composite") => self.steps(runs.list("steps"), &level),
            Some("docker") => self.docker(runs, directory, &level),
            _ => {}
        }
        self.found.assembly.with_environment(before);
    }

    /// An action that is an image, or a Dockerfile.
    fn docker(&mut self, runs: &Rc<Node>, directory: &str, level: &Level) {
        let before = self.environment();
        self.variables(runs.get("env"), &level.scope);
        let Some(image) = runs.text("image") else { return };
        let mut later = match image.strip_prefix("docker://") {
            Some(name) => {
                let image = image.slice(image.len() - name.len()..image.len());
                Later::of_image(level.scope.expand(&image), self.environment())
            }
            None => {
                let context = self.path(directory);
                Later::of_build(image, &context, self.environment())
            }
        };
        let args = runs.get("args").map(|args| args.texts()).unwrap_or_default();
        let args = args.iter().map(|arg| level.scope.expand(arg)).collect();
        later.start(runs.text("entrypoint").map(|it| level.scope.expand(it)).as_ref(), args);
        for key in ["pre-entrypoint", "post-entrypoint"] {
            later.also.extend(runs.text(key).map(|it| level.scope.expand(it)));
        }
        self.later.push(later);
        self.found.assembly.with_environment(before);
    }
}

//! Services of Compose → one stage for each service, and the builds that they ask for.
//!
//! Follows `compose-go` in what a service is given: interpolation, `extends`, overrides, variables, words of commands.

mod build;
mod dotenv;
mod interpolation;
mod loading;
mod service;
mod words;

use std::rc::Rc;

use self::interpolation::Variables;
use self::loading::Project;
use self::service::Service;
use super::assembly::Assembly;
use super::build::{Build, Builds};
use super::surroundings::Surroundings;
use super::yaml::Node;
use crate::facts::{Unfinished, Unreadable};
use crate::source::{FileId, Sources, Span};

/// Services of one file: a hundred times what the largest real one has.
const MOST_SERVICES: usize = 2_000;

/// What the services of a file come to.
#[derive(Debug)]
pub(crate) struct Compose {
    /// A stage for each service.
    pub(crate) assembly: Assembly,
    /// What is built for them.
    pub(crate) builds: Vec<Build>,
    pub(crate) unreadable: Vec<Unreadable>,
    pub(crate) unfinished: Vec<Unfinished>,
}

/// True for the root of a Compose file: it has services that are made of images or builds.
pub(super) fn is_compose(root: &Node) -> bool {
    let services = root.get("services").map(|services| services.entries()).unwrap_or_default();
    services.iter().any(|(_, service)| {
        ["image", "build", "extends"].iter().any(|key| service.get(key).is_some())
    })
}

/// Reads a Compose file with what it refers to; files that prove something become sources.
pub(crate) fn read(file: FileId, around: &dyn Surroundings, sources: &mut Sources) -> Compose {
    let mut project = Project::load(file, around, sources);
    let mut found = Compose {
        assembly: Assembly::new(file),
        builds: Vec::new(),
        unreadable: std::mem::take(&mut project.unreadable),
        unfinished: Vec::new(),
    };
    let names = project.names();
    if names.len() > MOST_SERVICES {
        let reason = "the file has more services than are read";
        found.unfinished.push(Unfinished { span: Span::new(file, 0, 0), reason });
    }
    let mut builds = Builds::default();
    for name in names.iter().take(MOST_SERVICES) {
        let layers: Vec<Rc<Node>> = project.layers(name, sources);
        let variables = Variables { known: &project.dotenv, budget: &project.budget };
        let service = Service::new(&layers, &variables, around);
        service.write(&project.contents, &mut found.assembly, sources);
        if let Some(build) = build::of(&service) {
            builds.add(build);
        }
    }
    found.builds = builds.all;
    if project.budget.is_spent() {
        let reason = "variables that refer to each other become too long";
        found.unfinished.push(Unfinished { span: Span::new(file, 0, 0), reason });
    }
    found
}

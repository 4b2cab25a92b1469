//! Services of Compose → one stage for each service, and the builds that they ask for.
//!
//! Follows `compose-go` in what a service is given: interpolation, `extends`, overrides, variables, words of commands.

mod build;
mod dotenv;
mod interpolation;
mod layer;
mod loading;
mod service;
pub(super) mod words;

use self::loading::Project;
use self::service::Service;
use super::build::Builds;
use super::reading::Reading;
use super::surroundings::Surroundings;
use super::yaml::Node;
use crate::source::{FileId, Sources, Span};

/// Services of one file: a hundred times what the largest real one has.
const MOST_SERVICES: usize = 2_000;

/// True for the root of a Compose file: it has services that are made of images or builds.
pub(super) fn is_compose(root: &Node) -> bool {
    let services = root.get("services").map(|services| services.entries()).unwrap_or_default();
    services.iter().any(|(_, service)| {
        ["image", "build", "extends"].iter().any(|key| service.get(key).is_some())
    })
}

/// Reads a Compose file with what it refers to; files that prove something become sources.
pub(super) fn read(file: FileId, around: &dyn Surroundings, sources: &mut Sources) -> Reading {
    let mut project = Project::load(file, around, sources);
    let mut found = Reading::new(file);
    let names = project.names();
    if names.len() > MOST_SERVICES {
        found.stop(Span::new(file, 0, 0), "the file has more services than are read");
    }
    let mut builds = Builds::default();
    for name in names.iter().take(MOST_SERVICES) {
        let layers = project.layers(name, sources);
        let service = Service { name, layers: &layers, around };
        service.write(&project.contents, &mut found.assembly, sources);
        found.assembly.fetches(name, build::fetched(&service));
        if let Some(build) = build::of(&service) {
            builds.add(build);
        }
    }
    project.refuse_invalid();
    found.unreadable = std::mem::take(&mut project.unreadable);
    found.builds = builds.all;
    let start = Span::new(file, 0, 0);
    if project.is_cut {
        found.stop(start, "the file names files that are not there, or more than are read");
    }
    if project.is_spent() {
        found.stop(start, "variables or commands become longer than they are worked out");
    }
    found
}

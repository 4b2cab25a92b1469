//! What the build was started with: the options that BuildKit hands to a frontend, and what of them minestop reads.
//!
//! Whoever starts the build writes the options; none of them can change the policy.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::dockerfile::{BuildOptions, Platform};
use crate::facts::{Facts, ImageRole};
use crate::image_ref::Reference;
use crate::source::{Span, Text};

/// Makes BuildKit take a part of the build itself for the frontend.
const DEVELOPMENT: &str = "gateway-devel";

/// Stages and context of one build, as `BUILDKIT_*` variables tell them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    options: BTreeMap<String, String>,
    session: String,
    worker: Option<Platform>,
    own: Own,
}

/// What a frontend knows of itself.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    /// Its image as a graph, in BuildKit's encoding; `None` before BuildKit 0.10.
    pub(crate) image: Option<Vec<u8>>,
    /// The path of its program in that image.
    pub(crate) program: String,
}

impl Default for Own {
    fn default() -> Self {
        Self { image: None, program: "/minestop".to_owned() }
    }
}

#[derive(Deserialize)]
struct Worker {
    #[serde(default, alias = "Platforms")]
    platforms: Vec<WorkerPlatform>,
}

#[derive(Deserialize)]
struct WorkerPlatform {
    architecture: String,
    os: String,
    #[serde(default)]
    variant: String,
}

impl Request {
    /// `options` are `key=value` words, `session` and `workers` the values of `BUILDKIT_SESSION_ID` and
    /// `BUILDKIT_WORKERS`.
    pub(crate) fn new(
        options: impl IntoIterator<Item = String>,
        session: String,
        workers: Option<&str>,
        own: Own,
    ) -> Self {
        let pair = |word: String| {
            let (key, value) = word.split_once('=')?;
            Some((key.to_owned(), value.to_owned()))
        };
        let options = options.into_iter().filter_map(pair).collect();
        let workers: Vec<Worker> =
            workers.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
        let worker = workers.into_iter().flat_map(|worker| worker.platforms).next();
        let worker = worker.map(|platform| Platform {
            os: platform.os,
            arch: platform.architecture,
            variant: platform.variant,
        });
        Self { options, session, worker, own }
    }

    /// The value of an option.
    pub(super) fn option(&self, key: &str) -> Option<&str> {
        self.options.get(key).map(String::as_str)
    }

    /// The name of the Dockerfile inside its context.
    pub(super) fn filename(&self) -> &str {
        self.option("filename").filter(|name| !name.is_empty()).unwrap_or("Dockerfile")
    }

    /// True if steps of the build may come out of a cache that the build brings (`--cache-from`); BuildKit has had two
    /// names for it.
    pub(super) fn imports_caches(&self) -> bool {
        let mut caches = ["cache-imports", "cache-from"].iter().filter_map(|key| self.option(key));
        caches.any(|caches| !caches.is_empty())
    }

    /// The question asked instead of a build: `frontend.lint`, `frontend.outline` …
    pub(super) fn subrequest(&self) -> Option<&str> {
        self.option("requestid").filter(|id| !id.is_empty())
    }

    /// The image that this frontend was started from, as the user wrote it.
    pub(super) fn frontend_image(&self) -> Option<&str> {
        self.option("source")
    }

    /// What this frontend knows of itself.
    pub(super) fn own(&self) -> &Own {
        &self.own
    }

    /// The session that a local directory of this name is read from.
    pub(super) fn session_of(&self, local: &str) -> &str {
        self.option(&format!("local-sessionid:{local}")).unwrap_or(&self.session)
    }

    /// What the image will be called, as whoever starts the build says. A LABEL of the Dockerfile is its author's and
    /// does not count.
    pub(crate) fn image_name(&self) -> Option<&str> {
        let options = ["build-arg:MINESTOP_IMAGE", "label:minestop.image"];
        options.iter().find_map(|key| self.option(key)).filter(|name| !name.is_empty())
    }

    /// The images that named contexts are (`--build-context name=docker-image://…`).
    pub(super) fn images_named(&self) -> impl Iterator<Item = &str> {
        let contexts = self.options.iter().filter(|(key, _)| key.starts_with("context:"));
        contexts.filter_map(|(_, value)| value.strip_prefix("docker-image://"))
    }

    /// The names that `--build-context name=…` replaces for a platform, as BuildKit looks them up: `name::os/arch` is for
    /// that platform alone.
    fn replaced_for(&self, platform: Option<&Platform>) -> BTreeSet<String> {
        let names = self.options.keys().filter_map(|key| key.strip_prefix("context:"));
        let platform = platform.map(Platform::to_string);
        let named = |name: &str| match name.split_once("::") {
            Some((name, only)) => (platform.as_deref() == Some(only)).then(|| name.to_owned()),
            None => Some(name.to_owned()),
        };
        names.filter_map(named).collect()
    }

    /// What the options of the build say otherwise than the text: `# syntax=` that names this very frontend is no
    /// foreign one, and a name that `--build-context` replaces for a platform of this build is no image; the graph has what
    /// it really is. BuildKit takes another spelling of the same image for the same name. Gives the places of these names.
    pub(super) fn adjust(&self, facts: &mut Facts) -> Vec<(String, Span)> {
        let own = self.frontend_image();
        facts.frontends.retain(|frontend| Some(frontend.text.as_str()) != own);
        let platforms = self.platforms();
        let replaced = platforms.iter().flat_map(|it| self.replaced_for(it.as_ref()));
        let replaced: BTreeSet<String> = replaced.collect();
        let spelled = |name: &str| Some(Reference::named(name).ok()?.spelled());
        let images: BTreeSet<String> = replaced.iter().filter_map(|it| spelled(it)).collect();
        let mut contexts = Vec::new();
        facts.images.retain(|image| {
            let name = image.text.as_str();
            if image.role == ImageRole::Frontend {
                return Some(name) != own;
            }
            let is_replaced =
                replaced.contains(name) || spelled(name).is_some_and(|it| images.contains(&it));
            if is_replaced {
                contexts.push((name.to_owned(), image.text.span()));
            }
            !is_replaced
        });
        contexts
    }

    /// All options for the frontend that does the work. `cmdline` keeps it from reading `# syntax=` again, which would
    /// start this frontend for ever.
    pub(super) fn delegated(&self) -> BTreeMap<String, String> {
        let mut options = self.options.clone();
        options.entry("cmdline".to_owned()).or_insert_with(|| {
            self.frontend_image().filter(|image| !image.is_empty()).unwrap_or("minestop").to_owned()
        });
        options
    }

    /// The same options for another frontend, an image: BuildKit then starts that one. Nothing in the build may put a
    /// third one in its place.
    pub(super) fn handed_to(
        mut options: BTreeMap<String, String>,
        image: &str,
    ) -> BTreeMap<String, String> {
        let named = |name: &str| {
            let name = name.split("::").next().unwrap_or(name);
            Some(Reference::named(name).ok()?.canonical().clone())
        };
        let own = named(image);
        options.retain(|key, _| match key.strip_prefix("context:") {
            Some(name) => own.is_none() || named(name) != own,
            None => key != DEVELOPMENT,
        });
        for key in ["source", "cmdline"] {
            options.insert(key.to_owned(), image.to_owned());
        }
        options
    }

    /// The same without the question that was asked: what the build would be.
    pub(super) fn delegated_as_build(&self) -> BTreeMap<String, String> {
        let mut options = self.delegated();
        options.remove("requestid");
        options
    }

    /// The build as the Dockerfile reader wants it, once for each platform.
    pub(super) fn builds(&self) -> Vec<BuildOptions> {
        let argument = |(key, value): (&String, &String)| {
            let name = key.strip_prefix("build-arg:")?;
            Some((name.to_owned(), Text::made(value.clone(), Span::default())))
        };
        let build_args: BTreeMap<String, Text> = self.options.iter().filter_map(argument).collect();
        let build = |platform: Option<Platform>| BuildOptions {
            build_args: build_args.clone(),
            target: self.option("target").filter(|name| !name.is_empty()).map(str::to_owned),
            replaced: self.replaced_for(platform.as_ref()),
            platform,
            build_platform: self.worker.clone(),
        };
        self.platforms().into_iter().map(build).collect()
    }

    /// What the build is for: what was asked for, or what the builder is.
    fn platforms(&self) -> Vec<Option<Platform>> {
        let asked = self.option("platform").unwrap_or_default().split(',');
        let mut platforms: Vec<Option<Platform>> = asked.filter_map(platform).map(Some).collect();
        if platforms.is_empty() {
            platforms.push(self.worker.clone());
        }
        platforms
    }
}

/// `os/arch[/variant]`; anything else is BuildKit's to refuse.
fn platform(text: &str) -> Option<Platform> {
    let mut parts = text.trim().split('/').map(str::to_owned);
    let (os, arch) = (parts.next()?, parts.next()?);
    Some(Platform { os, arch, variant: parts.next().unwrap_or_default() })
}

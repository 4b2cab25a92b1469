//! Variables and stages resolved: what each instruction says in a build with given options.
//!
//! Follows `BuildKit`'s `dockerfile2llb`: global ARGs reach FROM and the ARGs that take them up; a stage
//! starts with the variables of the stage it is built from, ARGs included; the last ARG or ENV of a name
//! wins. What an unknown base image sets is not known: such names are reported as unmatched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::dockerfile::resolve::assignment::unknown;
use crate::dockerfile::resolve::environment::{EnvId, Environment, Environments};
use crate::dockerfile::resolve::graph::ImageSource;
use crate::dockerfile::resolve::step::Step;
use crate::dockerfile::syntax::instruction::SyntaxError;
use crate::source::{Span, Text};

/// A platform such as `linux/arm64/v8`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Platform {
    /// `linux`
    pub(crate) os: String,
    /// `arm64`
    pub(crate) arch: String,
    /// `v8`; may be empty.
    pub(crate) variant: String,
}

impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.os, self.arch)?;
        if self.variant.is_empty() { Ok(()) } else { write!(f, "/{}", self.variant) }
    }
}

/// What a build is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct BuildOptions {
    /// `--build-arg`: name → value; a value without a place in a file has [`crate::source::Span::default`].
    pub(crate) build_args: BTreeMap<String, Text>,
    /// `--target`; the last stage if not given.
    pub(crate) target: Option<String>,
    /// Names that `--build-context` replaces. A stage of such a name is not built: what it is called stands for the context
    /// (`namedContext` in BuildKit's `dockerfile2llb`).
    pub(crate) replaced: BTreeSet<String>,
    /// The platform to build for; `TARGETPLATFORM` and its like are unknown if not given.
    pub(crate) platform: Option<Platform>,
    /// The platform that builds; `BUILDPLATFORM` and its like are unknown if not given.
    pub(crate) build_platform: Option<Platform>,
}

/// A stage with its base resolved.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedStage {
    /// What it is built from.
    pub(crate) base: ImageSource,
    /// The base as expanded.
    pub(crate) base_name: Text,
    /// `--platform` as expanded.
    pub(crate) platform: Option<Text>,
    /// The target needs it: through FROM, `COPY --from`, a mount or a trigger.
    pub(crate) needed: bool,
    /// A named context stands in its place.
    pub(crate) replaced: bool,
    /// All its variables are known: it is built from nothing, through stages of this file only.
    pub(crate) base_known: bool,
    /// The variables in effect at its end.
    pub(crate) env: EnvId,
}

/// An ONBUILD trigger of a stage that runs in a stage built from it, before that one's own instructions.
#[derive(Clone, Debug)]
pub(crate) struct Fired {
    /// Index of the ONBUILD in [`Dockerfile::instructions`]; what runs is its
    /// [`crate::dockerfile::Instruction::fired_trigger`].
    pub(crate) onbuild: usize,
    /// The trigger in the stage that it runs in.
    pub(crate) step: Step,
}

/// A Dockerfile resolved for a build.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolved {
    /// One for each instruction of the file, same index.
    pub(crate) steps: Vec<Step>,
    /// One for each stage of the file, same index.
    pub(crate) stages: Vec<ResolvedStage>,
    /// Triggers that run within this file, by stage.
    pub(crate) fired: Vec<Fired>,
    /// Index of the stage that is built.
    pub(crate) target: Option<usize>,
    /// The target was named, so that stages that it does not need are left out on purpose.
    pub(crate) target_named: bool,
    /// Proxy variables that every RUN gets though no ARG declares them.
    pub(crate) proxies: Vec<(String, Text)>,
    /// Why the target cannot be built, in `BuildKit`'s order; phase [`crate::dockerfile::Phase::Build`].
    pub(crate) errors: Vec<SyntaxError>,
    /// The variables of all places.
    pub(crate) environments: Environments,
}

impl Resolved {
    /// True if the build that was asked for runs the step; what a named context replaces is not run. Without a named target every stage counts: which one is built
    /// is then up to the next build.
    pub(crate) fn builds(&self, step: &Step) -> bool {
        let stage = step.stage.and_then(|stage| self.stages.get(stage));
        stage.is_none_or(|stage| !stage.replaced && (stage.needed || !self.target_named))
    }

    /// The variables in effect before a step.
    pub(crate) fn environment(&self, step: &Step) -> Environment<'_> {
        self.environments.at(step.env)
    }

    /// The variables that a command of the RUN `step` finds.
    pub(crate) fn run_environment(&self, step: &Step) -> Environment<'_> {
        self.environment(step).with_proxies(&self.proxies)
    }
}

/// Names of the arguments that exist without ARG.
const PREDEFINED_NAMES: [&str; 11] = [
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDOSVERSION",
    "BUILDARCH",
    "BUILDVARIANT",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETOSVERSION",
    "TARGETARCH",
    "TARGETVARIANT",
    "TARGETSTAGE",
];

/// The state in which each of them has a value that is not known: every file starts with a copy of it.
pub(crate) static PREDEFINED: LazyLock<(Environments, EnvId)> = LazyLock::new(|| {
    let mut all = Environments::with_room();
    let state = PREDEFINED_NAMES
        .into_iter()
        .fold(EnvId::default(), |state, name| all.set(state, name, unknown(Span::default())));
    (all, state)
});

/// The arguments that exist without ARG: name, and value if it is known.
pub(crate) fn predefined(
    options: &BuildOptions,
    last_stage: Option<String>,
) -> impl Iterator<Item = (&'static str, Option<String>)> {
    let platform =
        |platform: &Option<Platform>, part: fn(&Platform) -> String| platform.as_ref().map(part);
    let (build, target) = (&options.build_platform, &options.platform);
    let stage = options.target.clone().or(last_stage);
    let values = [
        platform(build, Platform::to_string),
        platform(build, |it| it.os.clone()),
        platform(build, |_| String::new()),
        platform(build, |it| it.arch.clone()),
        platform(build, |it| it.variant.clone()),
        platform(target, Platform::to_string),
        platform(target, |it| it.os.clone()),
        platform(target, |_| String::new()),
        platform(target, |it| it.arch.clone()),
        platform(target, |it| it.variant.clone()),
        Some(stage.unwrap_or_else(|| "default".to_owned())),
    ];
    PREDEFINED_NAMES.into_iter().zip(values)
}

/// Build arguments that become environment variables of every RUN without an ARG.
pub(crate) fn proxies(options: &BuildOptions) -> Vec<(String, Text)> {
    const NAMES: [&str; 5] = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"];
    let mut found = Vec::new();
    for (name, value) in &options.build_args {
        if let Some(known) = NAMES.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            found.push((known.to_ascii_uppercase(), value.clone()));
            found.push(((*known).to_owned(), value.clone()));
        }
    }
    found.reverse();
    found
}

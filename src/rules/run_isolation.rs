//! `run-isolation`: a RUN that leaves its sandbox, or runs what a mount brings in unseen.

use schemars::JsonSchema;
use serde::Deserialize;

use foldhash::{HashMap, HashSet};

use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::dockerfile::MountKind;
use crate::facts::{Command, Facts, Isolation, IsolationKind, program_name};
use crate::finding::{Action, Finding};
use crate::source::Text;

pub(super) static META: Meta = Meta {
    id: "run-isolation",
    summary: "a RUN has the host's network, no sandbox, or executes a secret or cached file",
    group: Group::Execution,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::INSTRUCTIONS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/run-isolation.md"),
};

const SHELLS: &[&str] = &["sh", "bash", "ash", "dash", "source", ".", "python", "python3", "perl"];
const COPIERS: &[&str] = &["cp", "mv", "install", "ln"];
const PROGRAM_DIRS: &[&str] =
    &["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"];

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let by_instruction = commands_by_instruction(context.facts);
        let mut reported = HashSet::default();
        for isolation in &context.facts.isolation {
            match &isolation.kind {
                IsolationKind::HostNetwork => out.push(
                    Finding::new(META.id, isolation.flag.span(), "RUN shares the host's network")
                        .help("drop `--network=host`"),
                ),
                IsolationKind::Insecure => out.push(
                    Finding::new(META.id, isolation.flag.span(), "RUN leaves the sandbox")
                        .help("drop `--security=insecure`"),
                ),
                IsolationKind::Device => out.push(
                    Finding::new(
                        META.id,
                        isolation.flag.span(),
                        "RUN uses a device of the builder",
                    )
                    .help("drop `--device`"),
                ),
                IsolationKind::Mount { kind, target } if hides_files(*kind) => {
                    let commands = by_instruction.get(&isolation.place.span.start);
                    let commands = commands.map_or(&[][..], Vec::as_slice);
                    // what a mount holds has several names: its path, and what stands for its text
                    if !reported.contains(&isolation.flag.span())
                        && executed(commands, isolation, kind.word(), target, out)
                    {
                        reported.insert(isolation.flag.span());
                    }
                }
                IsolationKind::Mount { .. } => {}
            }
        }
    }
}

/// Content that stands neither in the build context nor in an image.
fn hides_files(kind: MountKind) -> bool {
    matches!(kind, MountKind::Secret | MountKind::Cache)
}

fn commands_by_instruction(facts: &Facts) -> HashMap<u32, Vec<&Command>> {
    let mut out: HashMap<u32, Vec<&Command>> = HashMap::default();
    if !facts.isolation.is_empty() {
        for command in &facts.commands {
            out.entry(command.place.span.start).or_default().push(command);
        }
    }
    out
}

fn executed(
    commands: &[&Command],
    at: &Isolation,
    kind: &str,
    target: &str,
    out: &mut Vec<Finding>,
) -> bool {
    let before = out.len();
    if target.len() < 2 {
        return false;
    }
    for (index, command) in commands.iter().enumerate() {
        let inside = |word: &Text| {
            word.strip_prefix(target).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let program = command.argv().first().filter(|word| inside(word));
        let script = || {
            let reads = SHELLS.contains(&command.program.as_str());
            command.args().iter().find(|word| reads && inside(word))
        };
        let copied = || {
            let (last, rest) = command.args().split_last()?;
            let installs = COPIERS.contains(&command.program.as_str())
                && PROGRAM_DIRS.iter().any(|dir| last.starts_with(dir));
            let before = commands.get(..index).unwrap_or_default();
            rest.iter().find(|word| installs && inside(word) && !is_built(word, before))
        };
        if let Some(word) = program.or_else(script).or_else(copied) {
            let name = program_name(word);
            out.push(
                Finding::new(META.id, word.span(), format!("`{name}` comes from a {kind} mount"))
                    .because("no one can read it before it runs")
                    .label(at.flag.span(), "the mount")
                    .help("copy the file from the build context or an image"),
            );
        }
    }
    out.len() > before
}

/// One of these commands, of the same RUN, makes the file: it names it as its output, or it is cargo, which keeps what it builds in
/// a directory of its profile.
fn is_built(file: &Text, commands: &[&Command]) -> bool {
    let is_of_profile = file.split('/').any(|part| matches!(part, "release" | "debug"));
    commands.iter().any(|command| {
        let mut pairs = command.args().windows(2);
        let mut names_it = || {
            pairs.any(|pair| {
                let [option, path] = pair else { return false };
                option.as_str() == "-o" && path.as_str() == file.as_str()
            })
        };
        let builds = || command.args().iter().any(|word| matches!(word.as_str(), "build" | "b"));
        command.program == "cargo" && is_of_profile && builds()
            || matches!(command.program.as_str(), "go" | "gcc" | "g++" | "cc" | "clang")
                && names_it()
    })
}

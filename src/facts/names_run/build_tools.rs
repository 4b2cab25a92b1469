//! Build tools, and the files that their commands give them.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::facts::{Command, packages};

static IS_BUILD_TOOL: LazyLock<HashSet<&str>> =
    LazyLock::new(|| BUILD_TOOLS.iter().copied().collect());

/// Programs whose arguments name files that say what is built: `make -f x`, `pip install -r x`.
const BUILD_TOOLS: &[&str] = &[
    "make",
    "gmake",
    "just",
    "task",
    "ansible-playbook",
    "ansible",
    "foreman",
    "honcho",
    "goreman",
    "overmind",
    "hivemind",
    "forego",
    "pip",
    "pip3",
    "uv",
    "python",
    "python3",
    "ant",
    "docker",
    "docker-compose",
    "podman",
    "podman-compose",
    "nerdctl",
    "kubectl",
    "oc",
    "supercronic",
    "yacron",
    "circusd",
    "php",
    "god",
    "chef-client",
    "chef-solo",
    "chef-apply",
    "pm2",
    "pm2-runtime",
    "nextflow",
    "snakemake",
    "uwsgi",
];

/// The program reads files that its commands name.
pub(super) fn is_build_tool(program: &str) -> bool {
    IS_BUILD_TOOL.contains(program)
}

/// The files that a build tool is told to read: `-f x`, `-fx`, `--file=x`.
pub(super) fn given_by_option(command: &Command) -> impl Iterator<Item = &str> {
    const OPTIONS: [&str; 8] = [
        "-f",
        "--file",
        "--makefile",
        "--justfile",
        "--taskfile",
        "--procfile",
        "-buildfile",
        "-t",
    ];
    let behind = command.args().iter().skip(1).map(|word| word.as_str()).chain([""]);
    command.args().iter().zip(behind).filter_map(|(word, next)| match word.split_once('=') {
        Some((name, path)) => OPTIONS.contains(&name).then_some(path),
        None if OPTIONS.contains(&word.as_str()) => Some(next),
        None => word.strip_prefix("-f").filter(|path| !path.is_empty()),
    })
}

/// The command installs packages and has options: nearly all commands end here.
pub(super) fn may_name_lists(command: &Command) -> bool {
    let installs = |program: &str| packages::is_manager(program) || program.starts_with("python");
    command.args().iter().any(|word| word.starts_with('-')) && installs(&command.program)
}

/// The values of the options by which installers are told of lists of packages.
pub(super) fn lists_of_packages(command: &Command) -> impl Iterator<Item = &str> {
    const OPTIONS: [&str; 9] = [
        "-r",
        "--requirement",
        "--requirements",
        "-c",
        "--constraint",
        "-f",
        "--file",
        "--role-file",
        "--requirements-file",
    ];
    let args = command.args();
    let behind = args.iter().zip(args.iter().skip(1));
    let behind = behind.filter(|(option, _)| OPTIONS.contains(&option.as_str()));
    let joined = args.iter().filter_map(|word| {
        let (option, value) = word.split_once('=')?;
        OPTIONS.contains(&option).then_some(value)
    });
    // `-rFILE`
    let joined = joined.chain(args.iter().filter_map(|word| {
        let option = word.get(..2).filter(|option| OPTIONS.contains(option))?;
        word.strip_prefix(option).filter(|value| value.contains('.'))
    }));
    behind.map(|(_, value)| value.as_str()).chain(joined)
}

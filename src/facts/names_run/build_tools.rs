//! Build tools, and the files that their commands give them.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::facts::{Command, packages};
use crate::shell::Direction;
use crate::source::Text;

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
    "packer",
    "sqlite3",
    "psql",
    "mysql",
    "mariadb",
];

/// The program reads files that its commands name.
pub(super) fn is_build_tool(program: &str) -> bool {
    IS_BUILD_TOOL.contains(program)
}

/// The program reads SQL, in which other programs may be named, from its input.
pub(super) fn is_client_of_database(program: &str) -> bool {
    matches!(program, "sqlite3" | "psql" | "mysql" | "mariadb")
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

/// A cluster is given every file of a directory: `kubectl apply -k DIR`, `-f DIR/`, `helm install NAME DIR`.
pub(super) fn applies_directory(command: &Command) -> bool {
    let args = command.args();
    let has = |verbs: &[&str]| args.iter().any(|word| verbs.contains(&word.as_str()));
    match command.program.as_str() {
        "kubectl" | "oc" | "k3s" if has(&["apply", "create", "replace"]) => {
            let names_none = |path: &Text| {
                let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                !path.contains("://") && !name.trim_start_matches('.').contains('.')
            };
            has(&["-k", "--kustomize"])
                || args.windows(2).any(|pair| match pair {
                    [option, path] => {
                        matches!(option.as_str(), "-f" | "--filename") && names_none(path)
                    }
                    _ => false,
                })
        }
        "helm" => has(&["install", "upgrade", "template"]),
        "kustomize" => has(&["build"]),
        _ => false,
    }
}

/// The list that a package manager of Debian reads from its input: `dpkg --set-selections < FILE`.
pub(super) fn selections(command: &Command) -> impl Iterator<Item = &str> {
    let reads = command.program == "dpkg" && command.has("--set-selections");
    let inputs =
        command.shell.redirects.iter().filter(move |it| reads && it.direction == Direction::In);
    inputs.map(|redirect| redirect.target.as_str())
}

/// The values of the options by which installers are told of lists of packages.
pub(super) fn lists_of_packages(command: &Command) -> impl Iterator<Item = &str> {
    // what `-m` is to others is no file
    let manifests: &[&str] = if command.program == "guix" { &["-m", "--manifest"] } else { &[] };
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
    let names_list = |option: &str| OPTIONS.contains(&option) || manifests.contains(&option);
    let behind = behind.filter(move |(option, _)| names_list(option));
    let joined = args.iter().filter_map(move |word| {
        let (option, value) = word.split_once('=')?;
        names_list(option).then_some(value)
    });
    // `-rFILE`
    let joined = joined.chain(args.iter().filter_map(|word| {
        let option = word.get(..2).filter(|option| OPTIONS.contains(option))?;
        word.strip_prefix(option).filter(|value| value.contains('.'))
    }));
    behind.map(|(_, value)| value.as_str()).chain(joined)
}

//! Package managers: which commands install what, and from which index.

use crate::source::{Span, Text};

use super::command::Command;
use super::place::Place;

/// An installation of packages by a package manager.
#[derive(Clone, Debug)]
pub struct PackageInstall {
    /// The instruction.
    pub place: Place,
    /// Name of the manager, one of [`MANAGERS`].
    pub manager: &'static str,
    /// The packages named; empty for an installation from a manifest (`npm ci`, `pip install -r …`).
    pub packages: Vec<Text>,
    /// Indexes, registries and repositories named on the command line.
    pub sources: Vec<Text>,
    /// Program and verb: `apt-get … install`.
    pub span: Span,
}

struct Manager {
    name: &'static str,
    programs: &'static [&'static str],
    /// Verbs that install; an entry that starts with `-` is an option (a short one may be in a cluster).
    verbs: &'static [&'static str],
    /// Options that take the next word.
    valued: &'static [&'static str],
    /// Options among them that name where packages come from.
    sources: &'static [&'static str],
}

const APT_VALUED: &[&str] = &["-o", "--option", "-c", "--config-file", "-t", "--target-release"];
const PIP_VALUED: &[&str] = &[
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-t",
    "--target",
    "--prefix",
    "--root",
    "--src",
    "-d",
    "--cache-dir",
    "--python",
    "--timeout",
    "--retries",
    "--progress-bar",
    "--proxy",
    "--cert",
    "--global-option",
    "--install-option",
    "--platform",
    "--abi",
    "--log",
];
const PIP_SOURCES: &[&str] = &[
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "--trusted-host",
    "--pypi-url",
];
const NPM_VALUED: &[&str] =
    &["--prefix", "-C", "--dir", "--cache", "--cwd", "--loglevel", "-w", "--workspace", "--filter"];

static TABLE: &[Manager] = &[
    Manager {
        name: "apt-get",
        programs: &["apt-get", "apt", "aptitude", "apt-fast", "gdebi", "apt-install"],
        verbs: &["install", "reinstall", "build-dep", "satisfy"],
        valued: APT_VALUED,
        sources: &[],
    },
    Manager {
        name: "dpkg",
        programs: &["dpkg"],
        verbs: &["-i", "--install", "--unpack"],
        valued: &["--root", "--admindir", "--instdir"],
        sources: &[],
    },
    Manager {
        name: "apk",
        programs: &["apk"],
        verbs: &["add"],
        valued: &["-t", "--virtual", "-p", "--root", "--arch", "--keys-dir", "--cache-dir"],
        sources: &["-X", "--repository", "--repositories-file"],
    },
    Manager {
        name: "yum",
        programs: &["yum", "dnf", "microdnf", "tdnf", "dnf5", "yum-builddep"],
        verbs: &["install", "groupinstall", "localinstall", "reinstall", "builddep", "group"],
        valued: &["-c", "--config", "--installroot", "--releasever", "-x", "--exclude"],
        sources: &["--enablerepo", "--repofrompath", "--repo", "--repoid"],
    },
    Manager {
        name: "rpm",
        programs: &["rpm"],
        verbs: &["-i", "--install", "-U", "--upgrade", "-F", "--freshen"],
        valued: &["--root", "--dbpath", "--prefix"],
        sources: &[],
    },
    Manager {
        name: "zypper",
        programs: &["zypper"],
        verbs: &["install", "in", "source-install", "si"],
        valued: &["--root", "-R", "-t", "--type"],
        sources: &["-r", "--repo", "--from", "-p", "--plus-repo"],
    },
    Manager {
        name: "pacman",
        programs: &["pacman", "yay", "paru", "pacaur"],
        verbs: &["-S", "--sync", "-U", "--upgrade"],
        valued: &["-r", "--root", "--dbpath", "--config"],
        sources: &[],
    },
    Manager { name: "emerge", programs: &["emerge"], verbs: &[""], valued: &[], sources: &[] },
    Manager {
        name: "other",
        programs: &["xbps-install", "opkg", "brew", "snap", "flatpak", "pkg", "port", "swupd"],
        verbs: &["install", "add", "bundle-add"],
        valued: &[],
        sources: &[],
    },
    Manager {
        name: "pip",
        programs: &["pip", "pip2", "pip3", "pipx", "easy_install", "uv", "poetry", "pipenv", "pdm"],
        verbs: &["install", "add", "sync"],
        valued: PIP_VALUED,
        sources: PIP_SOURCES,
    },
    Manager {
        name: "conda",
        programs: &["conda", "mamba", "micromamba"],
        verbs: &["install", "create", "update"],
        valued: &["-n", "--name", "-p", "--prefix", "-f", "--file"],
        sources: &["-c", "--channel"],
    },
    Manager {
        name: "npm",
        programs: &["npm", "pnpm", "yarn", "bun", "cnpm"],
        verbs: &["install", "i", "add", "ci", "isntall", "in", "install-test", "it", "global"],
        valued: NPM_VALUED,
        sources: &["--registry"],
    },
    Manager {
        name: "gem",
        programs: &["gem", "bundle", "bundler"],
        verbs: &["install"],
        valued: &["-v", "--version", "-i", "--install-dir", "-n", "--bindir", "--gemfile"],
        sources: &["-s", "--source", "--clear-sources"],
    },
    Manager {
        name: "cargo",
        programs: &["cargo", "cargo-binstall"],
        verbs: &["install", "binstall"],
        valued: &["--version", "--root", "--features", "--target", "--profile", "--path", "--bin"],
        sources: &["--git", "--index", "--registry"],
    },
    Manager {
        name: "go",
        programs: &["go"],
        verbs: &["install", "get"],
        valued: &["-tags", "-ldflags", "-mod", "-modfile", "-o"],
        sources: &[],
    },
    Manager {
        name: "composer",
        programs: &["composer", "pecl", "pear", "phive"],
        verbs: &["install", "require", "create-project", "global"],
        valued: &["-d", "--working-dir"],
        sources: &["--repository", "--repository-url"],
    },
    Manager {
        name: "cpan",
        programs: &["cpan", "cpanm", "luarocks", "opam", "cabal", "stack", "nimble", "raco"],
        verbs: &["install", ""],
        valued: &["-l", "--local-lib"],
        sources: &["--mirror", "--server"],
    },
    Manager {
        name: "nix",
        programs: &["nix-env", "nix-shell", "nix"],
        verbs: &["-i", "--install", "-iA", "-p", "--packages", "install", "shell"],
        valued: &["--arg", "--argstr"],
        sources: &["-f", "--file", "-I"],
    },
    Manager {
        name: "windows",
        programs: &[
            "choco",
            "winget",
            "scoop",
            "install-package",
            "install-module",
            "dotnet",
            "vcpkg",
            "install-windowsfeature",
            "add-windowsfeature",
        ],
        verbs: &["install", ""],
        valued: &["--version", "-requiredversion"],
        sources: &["-s", "--source", "-source", "--add-source"],
    },
];

/// The names that the option `managers` of the rule `package-install` takes.
pub const MANAGERS: &[&str] = &[
    "apt-get", "dpkg", "apk", "yum", "rpm", "zypper", "pacman", "emerge", "other", "pip", "conda",
    "npm", "gem", "cargo", "go", "composer", "cpan", "nix", "windows",
];

/// The installation that this command performs, if it is one.
pub(crate) fn observe(command: &Command) -> Option<PackageInstall> {
    let (manager, args) = manager_of(command)?;
    let verb_at = verb(manager, args)?;
    let mut install = PackageInstall {
        place: command.place,
        manager: manager.name,
        packages: Vec::new(),
        sources: Vec::new(),
        span: command.shell.span,
    };
    if let (Some(first), Some(verb)) = (command.argv().first(), args.get(verb_at)) {
        install.span = first.span().to(verb.span());
    }
    let mut words = args.iter().enumerate();
    while let Some((index, word)) = words.next() {
        if index == verb_at && !manager.verbs.contains(&"") {
            continue;
        }
        if let Some((option, value)) = word.split_once('=').filter(|_| word.starts_with('-')) {
            if manager.sources.contains(&option) {
                install.sources.push(word.slice(word.len() - value.len()..word.len()));
            }
        } else if manager.sources.contains(&word.as_str()) {
            install.sources.extend(words.next().map(|(_, value)| value.clone()));
        } else if manager.valued.contains(&word.as_str()) {
            words.next();
        } else if index > verb_at && !word.starts_with('-') && !word.is_empty() {
            install.packages.push(word.clone());
        }
    }
    Some(install)
}

/// The manager behind a command; `python -m pip …` counts as pip.
fn manager_of(command: &Command) -> Option<(&'static Manager, &[Text])> {
    let mut program = command.program.as_str();
    let mut args = command.args();
    if program.starts_with("python")
        && let Some(at) = args.iter().position(|arg| arg.as_str() == "-m")
    {
        program = args.get(at + 1)?.as_str();
        args = args.get(at + 2..)?;
    }
    let stem =
        program.strip_prefix("pip").filter(|rest| is_version(rest)).map_or(program, |_| "pip");
    let manager = TABLE.iter().find(|manager| manager.programs.contains(&stem))?;
    Some((manager, args))
}

fn is_version(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Index of the word that makes the command an installation.
fn verb(manager: &Manager, args: &[Text]) -> Option<usize> {
    let mut skip = false;
    let mut first_word = true;
    for (index, word) in args.iter().enumerate() {
        if std::mem::take(&mut skip) {
            continue;
        }
        if word.starts_with('-') {
            if manager.verbs.iter().any(|verb| is_option_verb(verb, word)) {
                return Some(index);
            }
            skip =
                manager.valued.contains(&word.as_str()) || manager.sources.contains(&word.as_str());
            continue;
        }
        if manager.verbs.contains(&word.as_str()) {
            return Some(index);
        }
        if manager.verbs.contains(&"") && first_word {
            return Some(index);
        }
        // `uv pip install`, `yarn global add`, `nix profile install`, `dotnet tool install`
        let nests = ["pip", "global", "profile", "tool", "workspace", "self"];
        if !nests.contains(&word.as_str()) {
            return None;
        }
        first_word = false;
    }
    (manager.name == "npm" && args.is_empty()).then_some(0)
}

/// `-S` is in `-Sy` and `-Syu`; `-i` is in `-ivh`; long options must be equal.
fn is_option_verb(verb: &str, word: &str) -> bool {
    if verb.len() != 2 || !verb.starts_with('-') {
        return verb == word && verb.starts_with('-');
    }
    let letter = verb.chars().nth(1).unwrap_or('-');
    !word.starts_with("--") && word.chars().nth(1) == Some(letter)
}

//! Which package manager a command starts: by its name, as a module or script of an interpreter, or in a text that it is
//! given.

use std::sync::LazyLock;

use foldhash::HashMap;

use crate::source::Text;

use super::super::command::{Command, is_interpreter, program_name};
use super::super::word_list::{Words, index};
use super::manager::Manager;
use super::tables;

/// A manager with the name under which it is known and its own words.
pub(super) type Started<'c> = (&'static Manager, &'static str, &'c [Text]);

/// The manager that the command starts; `program` is the file name of what it really runs.
pub(super) fn started<'c>(command: &'c Command, program: &str) -> Option<Started<'c>> {
    let args = command.args();
    if let Some((manager, name)) = of_file(program) {
        return Some((manager, name, args));
    }
    let python = program.starts_with("python") || program.starts_with("pypy") || program == "py";
    if python && let Some((module, rest)) = module(args) {
        let (manager, name) = of_file(&module)?;
        return Some((manager, name, rest));
    }
    if !is_interpreter(program) && !python {
        return None;
    }
    let at = script(args)?;
    let (manager, name) = of_file(&program_name(args.get(at)?))?;
    Some((manager, name, args.get(at + 1..).unwrap_or_default()))
}

/// The manager of a file name: `pip3.12`, `composer.phar`, `npm.cmd`, `npm-cli.js`.
pub(super) fn of_file(name: &str) -> Option<(&'static Manager, &'static str)> {
    const ENDINGS: [&str; 10] =
        [".phar", ".cmd", ".bat", ".ps1", ".sh", ".static", "-cli.js", ".js", ".pl", ".py"];
    let is_version = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    // few names have one
    let without_ending = || {
        let dot = memchr::memchr(b'.', name.as_bytes());
        dot.and_then(|_| ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)))
    };
    let without_version = || {
        let stem = name.trim_end_matches(is_version);
        (stem.len() < name.len() && stem.len() > 1).then_some(stem)
    };
    tables::find(name)
        .or_else(|| tables::find(without_ending()?))
        .or_else(|| tables::find(without_version()?))
}

/// The module that `-m` starts, in a cluster and attached too, and the words behind it.
fn module(args: &[Text]) -> Option<(String, &[Text])> {
    let mut at = 0;
    while let Some(word) = args.get(at) {
        let letters = word.strip_prefix('-').filter(|letters| !letters.starts_with('-'))?;
        at += 1;
        let Some(option) = letters.find(['m', 'c', 'W', 'X']) else { continue };
        let attached = letters.get(option + 1..).unwrap_or_default();
        match letters.as_bytes().get(option) {
            Some(b'm') if attached.is_empty() => {
                return Some((args.get(at)?.to_string(), args.get(at + 1..).unwrap_or_default()));
            }
            Some(b'm') => {
                return Some((attached.to_owned(), args.get(at..).unwrap_or_default()));
            }
            Some(b'c') => return None,
            _ => at += usize::from(attached.is_empty()),
        }
    }
    None
}

/// Index of the script that an interpreter is given; none if its program is written in an option.
fn script(args: &[Text]) -> Option<usize> {
    // `php -d setting=value script`
    let is_setting = |at: usize| at > 0 && args.get(at - 1).is_some_and(|it| it.as_str() == "-d");
    let at = (0..args.len())
        .find(|at| args.get(*at).is_some_and(|arg| !arg.starts_with('-')) && !is_setting(*at))?;
    let writes_program = |arg: &Text| {
        let is_short = arg.starts_with('-') && !arg.starts_with("--");
        is_short && arg.contains(['c', 'e', 'r']) && arg.as_str() != "-r"
            || arg.starts_with("--eval")
    };
    let before = args.get(..at).unwrap_or_default();
    (!before.iter().any(writes_program)).then_some(at)
}

/// Programs that install when the text that they are given says so.
struct Told {
    programs: Words,
    name: &'static str,
    /// The text has all the parts, joined by `&`, of one of these.
    says: &'static [&'static str],
}

static TOLD: &[Told] = &[
    Told {
        programs: "python pypy py",
        name: "pip",
        says: &[
            "pip&'install'",
            "pip&\"install\"",
            "nltk.download(",
            "nltk&download(",
            "spacy.cli&download",
            "ensurepip.bootstrap(",
        ],
    },
    Told {
        programs: "r rscript littler radian",
        name: "r",
        says: &[
            "install.packages",
            "devtools::install",
            "install_github",
            "install_version",
            "install_cran",
            "install_url",
            "install_local",
            "install_deps",
            "install_bioc",
            "install_git",
            "BiocManager::install",
            "biocLite(",
            "pak::",
            "pkg_install",
            "renv::restore",
            "renv::install",
            "install_tinytex",
            "tlmgr_install",
            "update.packages",
            "p_load",
        ],
    },
    Told {
        programs: "julia",
        name: "julia",
        says: &[
            "Pkg.add",
            "Pkg.instantiate",
            "Pkg.clone",
            "Pkg.develop",
            "Pkg.update",
            "Pkg.build",
            "Pkg.precompile",
            "Pkg&add(",
            "pkg\"add",
            "pkg\"instantiate",
            "Pkg.Registry",
        ],
    },
    Told {
        programs: "perl",
        name: "cpan",
        says: &["CPAN&install", "CPAN::Shell&install", "CPAN&shell"],
    },
    Told {
        programs: "ruby jruby irb",
        name: "gem",
        says: &["Gem.install", "Gem::DependencyInstaller", "bundler/inline&gemfile"],
    },
    Told {
        programs: "ansible",
        name: "ansible",
        says: &[
            "apt&name=",
            "apt&pkg=",
            "yum&name=",
            "dnf&name=",
            "package&name=",
            "apk&name=",
            "pip&name=",
            "npm&name=",
            "gem&name=",
            "zypper&name=",
            "pacman&name=",
            "apt&deb=",
            "homebrew&name=",
            "snap&name=",
        ],
    },
    Told {
        programs: "puppet chef-apply chef-client chef-solo",
        name: "puppet",
        says: &[
            "package {",
            "package{",
            "package \"",
            "package '",
            "package(",
            "resource&package&ensure=",
        ],
    },
    Told {
        programs: "salt-call salt",
        name: "salt",
        says: &["pkg.install", "pip.install", "npm.install", "pkg.upgrade"],
    },
    Told {
        programs: "emacs emacs-nox",
        name: "emacs",
        says: &["package-install", "package-refresh-contents", "straight-use-package"],
    },
    Told {
        programs: "vim nvim vi",
        name: "vim",
        says: &[
            "PlugInstall",
            "PlugUpdate",
            "PluginInstall",
            "BundleInstall",
            "PackerSync",
            "PackerInstall",
            "Lazy!",
            "Lazy sync",
            "MasonInstall",
            "TSInstall",
            "TSUpdate",
            "CocInstall",
        ],
    },
    Told { programs: "octave octave-cli", name: "octave", says: &["pkg install"] },
    Told { programs: "sclang", name: "sclang", says: &["Quarks.install"] },
    Told { programs: "gap", name: "gap", says: &["InstallPackage"] },
    Told {
        programs: "sbcl ros",
        name: "quicklisp",
        says: &["ql:quickload", "quicklisp:quickload", "quicklisp-quickstart:install"],
    },
];

/// The manager that works behind a text: `Rscript -e 'install.packages("x")'`.
pub(super) fn told(command: &Command, program: &str) -> Option<&'static str> {
    static BY_PROGRAM: LazyLock<HashMap<&str, &Told>> =
        LazyLock::new(|| index(TOLD, |told| told.programs));
    let stem = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let told = BY_PROGRAM.get(stem)?;
    let texts: Vec<&str> = command
        .args()
        .iter()
        .chain(command.shell.input.as_deref())
        .map(|text| text.as_str())
        .collect();
    let has = |part: &str| texts.iter().any(|text| text.contains(part));
    told.says.iter().any(|all| all.split('&').all(has)).then_some(told.name)
}

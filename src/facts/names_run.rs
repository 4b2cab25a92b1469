//! Names of files that commands use in a way that says how such a file is read.

mod build_tools;
pub(super) mod variables;

use std::sync::OnceLock;

use ecow::EcoString;
use foldhash::{HashMap, HashSet};

use self::build_tools::{
    applies_directory, given_by_option, is_build_tool, is_client_of_database, lists_of_packages,
    may_name_lists, selections,
};
use super::command::Command;
use super::place::Moment;
use crate::pattern::Run;
use crate::shell::{Dialect, Direction};
use crate::source::{Text, UNKNOWN};

/// File names that commands use in a way that says how the file is read.
#[derive(Debug, Default)]
pub(crate) struct NamesRun {
    run: HashSet<String>,
    url_lists: HashSet<String>,
    given: HashSet<String>,
    /// Paths of scripts that a loop, or `find`, goes through.
    patterns: Vec<String>,
    /// Git makes files of the objects in a repository.
    checks_out: bool,
    /// `go generate` runs what the sources say.
    generates: bool,
    /// Files of options: `@/opt/args`.
    responses: HashSet<String>,
    /// A cluster is given every file of a directory.
    applies_directories: bool,
    /// Files that a build tool is given, with the tool.
    tools: HashMap<String, EcoString>,
    /// Those that an option names: what they are called says nothing of what they hold.
    by_option: HashSet<String>,
    /// Files that an installer is told to take its packages from, with the installer: `-r x`.
    package_lists: HashMap<String, EcoString>,
    /// What commands give to build tools: `make P=x`.
    variables: Vec<variables::Given>,
    /// Variables of the environment of the commands.
    environment: Vec<variables::OfEnvironment>,
    /// Recipes that `just` is told to run, with their arguments.
    recipes: Vec<Vec<String>>,
    misses_variables: bool,
    /// Names of the languages that a program which is run compiles; worked out for the first file of a program.
    built: OnceLock<Vec<&'static str>>,
}

impl NamesRun {
    /// The names that these commands use.
    pub(crate) fn of<'c>(commands: impl IntoIterator<Item = &'c Command>) -> Self {
        let mut all = Self::default();
        for command in commands {
            all.add(command);
        }
        // a directory is no name of a file
        all.run.remove("");
        all
    }

    fn add(&mut self, command: &Command) {
        let is_interpreter = super::command::is_interpreter(&command.program);
        let is_shell = command.program.ends_with("sh");
        let takes_script = is_interpreter
            || matches!(command.program.as_str(), "source" | "." | "crontab")
            || command.program == "chmod" && makes_executable(command);
        let program = command.argv().first();
        let name = program.map(|word| file_name(word));
        if let Some(name) = name.filter(|name| !self.run.contains(*name)) {
            self.run.insert(name.to_owned());
        }
        if takes_script {
            let inputs = command.shell.redirects.iter().filter(|r| r.direction == Direction::In);
            let first = command.args().iter().position(|arg| !arg.starts_with('-'));
            // behind its program an interpreter is given data
            let is_script = |at: usize, word: &str| {
                let is_program = !is_interpreter || first.is_none_or(|first| at <= first);
                let is_table = !is_shell && is_table(word);
                is_program || !is_data(word) && !is_table && !word.starts_with('-')
            };
            let words = command.args().iter().enumerate();
            let words = words.filter(|(at, word)| is_script(*at, word)).map(|(_, word)| word);
            let words = words.chain(inputs.map(|redirect| &redirect.target));
            let words: Vec<&Text> = words.collect();
            // a program of another language goes through settings and tables to read them
            let is_data = |word: &&Text| !is_shell && (is_data(word) || is_table(word));
            let unknown = words.iter().copied().filter(|word| word.contains(['*', UNKNOWN]));
            let unknown = unknown.filter(|word| !is_data(word));
            self.patterns.extend(unknown.map(|word| word.replace(UNKNOWN, "*")));
            self.run.extend(words.into_iter().map(|word| file_name(word).to_owned()));
        }
        if command.program == "find" {
            self.patterns.extend(found(command));
        }
        self.checks_out |= command.program == "git" && makes_files(command);
        self.generates |= command.program == "go" && command.has("generate");
        // `curl -d @file` sends it
        let sends = super::transfers::is_client(&command.program);
        let responses =
            command.args().iter().filter(|_| !sends).filter_map(|word| word.strip_prefix('@'));
        let responses = responses.filter(|path| !path.contains(char::is_whitespace));
        self.responses.extend(responses.map(|path| file_name(path).to_owned()));
        self.add_tool(command);
        self.add_variables(command);
        if matches!(command.place.moment, Moment::Start | Moment::Health) {
            // `-c file`, `--config=dir/file`
            let names = command.args().iter().filter_map(|word| word.rsplit(['/', '=']).next());
            self.given.extend(names.filter(|name| name.contains('.')).map(str::to_owned));
            let behind = command.args().iter().zip(command.args().iter().skip(1));
            let behind = behind.filter(|(option, _)| is_configuration(option));
            self.given.extend(behind.map(|(_, path)| file_name(path).to_owned()));
        }
        if matches!(command.program.as_str(), "curl" | "wget" | "aria2c") {
            let options = ["-K", "--config", "-i", "--input-file"];
            let pairs = command.args().iter().zip(command.args().iter().skip(1));
            let lists = pairs.filter(|(option, _)| options.contains(&option.as_str()));
            self.url_lists.extend(lists.map(|(_, list)| file_name(list).to_owned()));
        }
    }

    fn add_tool(&mut self, command: &Command) {
        // `python -m pip`; what other programs of Python are given is theirs
        let is_other = || {
            command.program.starts_with("python")
                && !command
                    .args()
                    .iter()
                    .any(|word| matches!(word.as_str(), "pip" | "-mpip" | "uv"))
        };
        if is_build_tool(&command.program) && !is_other() {
            for name in given_by_option(command).map(file_name) {
                self.by_option.insert(name.to_owned());
                self.tools.insert(name.to_owned(), command.program.clone());
            }
            let names = command.args().iter().filter_map(|word| word.rsplit(['/', '=']).next());
            let files = names.filter(|name| !name.is_empty() && !name.starts_with('-'));
            self.tools.extend(files.map(|name| (name.to_owned(), command.program.clone())));
            if is_client_of_database(&command.program) {
                let inputs =
                    command.shell.redirects.iter().filter(|it| it.direction == Direction::In);
                let names = inputs.map(|it| file_name(&it.target).to_owned());
                self.tools.extend(names.map(|name| (name, command.program.clone())));
            }
        }
        if may_name_lists(command) {
            let lists = lists_of_packages(command).map(|path| file_name(path).to_owned());
            self.package_lists.extend(lists.map(|name| (name, command.program.clone())));
            let lists = selections(command).map(|path| file_name(path).to_owned());
            self.package_lists.extend(lists.map(|name| (name, command.program.clone())));
        }
        self.applies_directories |= applies_directory(command);
    }

    /// Only the files that these commands give to installers of Python, whose lists name each other, to make, whose files
    /// take others in, and those that settings of PHP name.
    pub(crate) fn of_installers<'c>(commands: impl IntoIterator<Item = &'c Command>) -> Self {
        let mut all = Self::default();
        for command in commands {
            if matches!(
                command.program.as_str(),
                "pip" | "pip3" | "uv" | "pipx" | "python" | "python3" | "php" | "make"
            ) {
                all.add_tool(command);
            }
        }
        all
    }

    /// A program reads its options from the file: `@file`.
    pub(crate) fn is_response(&self, name: &str) -> bool {
        self.responses.contains(name)
    }

    /// The installer that is told to take its packages from a file of this name.
    pub(crate) fn installer_of(&self, name: &str) -> Option<&str> {
        self.package_lists.get(name).map(EcoString::as_str)
    }

    /// A build tool is given the file by an option, as the one that it reads.
    pub(crate) fn is_given_by_option(&self, name: &str) -> bool {
        self.by_option.contains(name)
    }

    /// The names of files that build tools are given.
    pub(crate) fn given_to_tools(&self) -> impl Iterator<Item = &str> {
        self.tools.keys().map(String::as_str)
    }

    /// The build tool that is given a file of this name.
    pub(crate) fn tool_of(&self, name: &str) -> Option<&str> {
        self.tools.get(name).map(EcoString::as_str)
    }

    /// A program that is run compiles this language, or runs its texts.
    pub(crate) fn builds(&self, dialect: &Dialect) -> bool {
        let is_built = |dialect: &&Dialect| self.run.iter().any(|name| dialect.is_built_by(name));
        let built =
            self.built.get_or_init(|| Dialect::all().filter(is_built).map(Dialect::name).collect());
        built.contains(&dialect.name())
    }

    /// All of them, in no order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.run.iter().map(String::as_str)
    }

    /// Names that are known to be run.
    pub(crate) fn of_programs(names: impl IntoIterator<Item = String>) -> Self {
        Self { run: names.into_iter().collect(), ..Self::default() }
    }

    /// A command runs it, hands it to an interpreter or makes it executable.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.run.contains(name)
    }

    /// A shell is given every file of a directory, or those whose names end so, and this path is one of them.
    pub(crate) fn goes_through(&self, path: &str) -> bool {
        let fits = |pattern: &&String| {
            let directory = pattern.split('*').next().unwrap_or_default();
            let names_ending = !pattern.ends_with('*');
            directory.trim_matches('/').contains(char::is_alphanumeric)
                && (names_ending || is_bare(path))
                && path.starts_with(directory)
                && Run::new(pattern).matches(path)
        };
        self.patterns.iter().take(MOST_PATTERNS).any(|pattern| fits(&pattern))
    }

    /// A shell is given every file of some directory.
    pub(crate) fn goes_through_some(&self) -> bool {
        !self.patterns.is_empty()
    }

    /// Git makes files of the objects in a repository.
    pub(crate) fn checks_out(&self) -> bool {
        self.checks_out
    }

    /// A cluster is given every file of a directory.
    pub(crate) fn applies_directories(&self) -> bool {
        self.applies_directories
    }

    /// `go generate` runs what the sources say.
    pub(crate) fn generates(&self) -> bool {
        self.generates
    }

    /// A container hands it to a program: a configuration, data.
    pub(crate) fn is_given(&self, name: &str) -> bool {
        self.given.contains(name)
    }

    /// A command fetches what the file lists: `curl -K`, `wget -i`.
    pub(crate) fn is_list_of_urls(&self, name: &str) -> bool {
        self.url_lists.contains(name)
    }
}

/// Patterns of scripts that are compared with every file: builds have a handful.
const MOST_PATTERNS: usize = 32;

/// The paths of what `find DIRECTORY … -exec sh {}` hands to a shell.
fn found(command: &Command) -> Vec<String> {
    let args = command.args();
    let runs = args.windows(3).any(|words| {
        let [option, program, operand] = words else { return false };
        matches!(option.as_str(), "-exec" | "-execdir" | "-ok")
            && (super::command::is_interpreter(program) && operand.as_str() == "{}"
                || program.as_str() == "{}")
    });
    if !runs {
        return Vec::new();
    }
    let name = args.iter().position(|word| matches!(word.as_str(), "-name" | "-iname"));
    let name = name.and_then(|at| args.get(at + 1)).map_or("*", |word| word.as_str());
    let roots = args.iter().take_while(|word| !word.starts_with('-'));
    roots
        .map(|root| format!("{}/*{}", root.trim_end_matches('/'), name.trim_start_matches('*')))
        .collect()
}

/// The option says which configuration a program reads.
pub(super) fn is_configuration(option: &str) -> bool {
    matches!(option, "-c" | "-C" | "--conf" | "--config" | "-config" | "-conf" | "--config-file")
}

/// Nothing in the name says that the file is another thing than a script.
fn is_bare(path: &str) -> bool {
    match file_name(path).rsplit_once('.') {
        None => true,
        Some((_, ending)) => matches!(ending, "sh" | "bash" | "inc" | "txt" | "run" | "dat"),
    }
}

/// A command of git that takes what it writes from objects that are there.
fn makes_files(command: &Command) -> bool {
    const VERBS: [&str; 12] = [
        "archive",
        "cat-file",
        "checkout",
        "checkout-index",
        "clone",
        "read-tree",
        "reset",
        "restore",
        "show",
        "stash",
        "switch",
        "worktree",
    ];
    command.args().iter().any(|word| VERBS.contains(&word.as_str()))
}

/// `chmod 0600` makes no program of a file.
pub(super) fn makes_executable(command: &Command) -> bool {
    lets_run(command.args().iter().find(|arg| !arg.starts_with('-')).map_or("", |it| it.as_str()))
}

/// A mode as `chmod` takes it that lets somebody run the file.
pub(super) fn lets_run(mode: &str) -> bool {
    let is_number = !mode.is_empty() && mode.bytes().all(|byte| byte.is_ascii_digit());
    let is_symbolic =
        mode.contains(['+', '-', '=']) && mode.bytes().all(|b| b"ugoarwst+-=,".contains(&b));
    !is_symbolic && (!is_number || mode.bytes().any(|digit| digit % 2 == 1))
}

/// Files that hold settings, by their ending.
fn is_data(word: &str) -> bool {
    matches!(
        ending(word),
        "cfg"
            | "conf"
            | "ini"
            | "json"
            | "jsonl"
            | "ndjson"
            | "properties"
            | "toml"
            | "xml"
            | "yaml"
            | "yml"
    )
}

/// Files that a program of another language reads line by line, by their ending. A shell may run the lines.
fn is_table(word: &str) -> bool {
    matches!(ending(word), "csv" | "tsv" | "txt" | "log" | "md")
}

fn ending(path: &str) -> &str {
    file_name(path).rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// What stands behind the last `/`.
pub(super) fn file_name(path: &str) -> &str {
    let start = memchr::memrchr(b'/', path.as_bytes()).map_or(0, |at| at + 1);
    path.get(start..).unwrap_or_default()
}

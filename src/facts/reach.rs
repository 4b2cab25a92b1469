//! Which texts of the build context something runs, as far as the commands show. Opens no file and judges nothing.
//!
//! A directory that a build takes brings along scripts of developers, of tests and of other programs. Those that nothing
//! starts do nothing in this build; what they fetch or hide is theirs.

use foldhash::{HashMap, HashSet};

use super::manifests;
use super::names_run::NamesRun;
use super::{Command, Facts, File, Moment, Origin, autostart, is_interpreter};
use crate::pattern::Run;
use crate::shell::Dialect;
use crate::source::{FileId, Span, UNKNOWN};

/// Patterns of names that are compared with every file: a build that runs more of them is taken to run everything, so that
/// the work stays proportional to the files.
const MOST_PATTERNS: usize = 64;

/// The texts of the context that something runs.
#[derive(Debug)]
pub(crate) struct Reach {
    /// Texts that nothing runs.
    idle: HashSet<FileId>,
}

impl Reach {
    /// Follows the commands from file to file: those of the Dockerfile first, then those of each file that they run.
    pub(crate) fn of(facts: &Facts) -> Self {
        let mut idle: HashSet<FileId> = facts.files.iter().filter_map(|file| file.source).collect();
        // Of a finished image it is not known what a container is told to run.
        if facts.origin != Origin::Dockerfile || idle.is_empty() {
            return Self { idle: HashSet::default() };
        }
        let names = Names::of(facts);
        let mut of_file: HashMap<FileId, Vec<&Command>> = HashMap::default();
        let mut next = Vec::new();
        for command in &facts.commands {
            match command.place.moment {
                Moment::Script if idle.contains(&command.shell.span.file) => {
                    of_file.entry(command.shell.span.file).or_default().push(command);
                }
                _ => next.push(command),
            }
        }
        let mut found: Vec<FileId> = facts.started_files.iter().copied().collect();
        let taken = Taken::of(facts);
        found.extend(
            facts.files.iter().filter(|file| taken.is_used(file)).filter_map(|it| it.source),
        );
        let mut patterns = 0;
        if taken.patterns.len() > MOST_PATTERNS || next.iter().any(|it| runs_anything(it)) {
            idle.clear();
        }
        while !(idle.is_empty() || next.is_empty() && found.is_empty()) {
            let run = NamesRun::of(next.drain(..));
            patterns += names.run_by(&run, &mut found);
            if patterns > MOST_PATTERNS {
                idle.clear();
            }
            let new = found.drain(..).filter(|file| idle.remove(file));
            next.extend(new.filter_map(|file| of_file.remove(&file)).flatten());
        }
        Self { idle }
    }

    /// Something runs the text of this place; what no file of the context says is the build's own.
    pub(crate) fn has(&self, span: Span) -> bool {
        !self.idle.contains(&span.file)
    }
}

/// The files of the context by what runs them.
struct Names<'f> {
    by_name: HashMap<&'f str, Vec<FileId>>,
    by_tool: HashMap<&'static str, Vec<FileId>>,
}

impl<'f> Names<'f> {
    fn of(facts: &'f Facts) -> Self {
        let mut all = Self { by_name: HashMap::default(), by_tool: HashMap::default() };
        for file in &facts.files {
            let Some(source) = file.source else { continue };
            for path in paths(file) {
                all.by_name.entry(last(path)).or_default().push(source);
                for tool in manifests::tools(path).unwrap_or_default() {
                    all.by_tool.entry(tool).or_default().push(source);
                }
            }
        }
        all
    }

    /// Adds the files that run under these names; returns how many of the names were patterns.
    fn run_by(&self, run: &NamesRun, found: &mut Vec<FileId>) -> usize {
        let mut patterns = 0;
        for name in run.names().chain(run.given_to_tools()) {
            let named = [self.by_name.get(name), self.by_tool.get(name)];
            found.extend(named.into_iter().flatten().flatten());
            if name.contains(['*', UNKNOWN]) && name.contains(char::is_alphanumeric) {
                patterns += 1;
                if patterns > MOST_PATTERNS {
                    break;
                }
                let pattern = Run::new(&name.replace(UNKNOWN, "*"));
                let fits = self.by_name.iter().filter(|(name, _)| pattern.matches(name));
                found.extend(fits.flat_map(|(_, files)| files));
            }
        }
        patterns
    }
}

/// What instructions take of the context by a name of its own, and not with all that lies beside it.
struct Taken<'f> {
    paths: HashSet<&'f str>,
    /// At most one more than [`MOST_PATTERNS`].
    patterns: Vec<Run>,
}

impl<'f> Taken<'f> {
    fn of(facts: &'f Facts) -> Self {
        let sources = facts.context.iter().map(|taken| taken.source.as_str());
        let paths: HashSet<&str> =
            sources.map(|it| it.trim_start_matches("./").trim_start_matches('/')).collect();
        let has_name = |it: &&&str| it.contains('*') && !last(it).trim_matches('*').is_empty();
        let patterns = paths.iter().filter(has_name).take(MOST_PATTERNS + 1);
        Self { patterns: patterns.map(|it| Run::new(it)).collect(), paths }
    }

    /// The file is there to be used, whatever the commands say: an instruction names it and nothing else, programs find it
    /// by where it lies, or no name is needed to run it.
    fn is_used(&self, file: &File) -> bool {
        let starts = |path: &str| {
            autostart::reader(path).is_some()
                || autostart::is_of_shell(path)
                || path.contains("bin/")
                    && path.rsplit('/').nth(1).is_some_and(|it| it.ends_with("bin"))
        };
        self.paths.contains(file.path.as_str())
            || self.patterns.iter().any(|pattern| pattern.matches(&file.path))
            || paths(file).any(|path| starts(path) || is_of_program(path))
    }
}

/// The program that reads it finds it by an import, or compiles all that lies there.
fn is_of_program(path: &str) -> bool {
    let ending = last(path).rsplit_once('.').map_or("", |(_, ending)| ending);
    manifests::tools(path).is_none()
        && (Dialect::of_ending(ending).is_some() || manifests::program(last(path)).is_some())
}

/// A program whose name is not known, or a file whose name is not known: it may be any of them.
fn runs_anything(command: &Command) -> bool {
    let unknown = |word: &str| !word.is_empty() && word.chars().all(|c| c == UNKNOWN);
    let program = command.argv().first().map_or("", |word| word.as_str());
    let given = command.args().iter().find(|arg| !arg.starts_with('-'));
    let is_runner = is_interpreter(&command.program)
        || matches!(command.program.as_str(), "source" | "." | "run-parts");
    command.place.moment != Moment::Script
        && (unknown(program)
            || is_runner && given.is_some_and(|file| unknown(file) || file.as_str() == "{}")
            || command.program == "run-parts")
}

fn paths(file: &File) -> impl Iterator<Item = &str> {
    [Some(file.path.as_str()), file.renamed.as_deref()]
        .into_iter()
        .flatten()
        .map(|path| path.trim_start_matches('/'))
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

//! Folded shell commands → facts: commands, transfers, installations, variables, written files.

use foldhash::{HashMap, HashSet};
use std::ops::Range;

use ecow::EcoString;

use crate::shell::{
    self, Data, Dialect, Direction, Language, ReadProgram, ReadScript, RunBy, Scope, Script, Via,
    Work, make_room,
};
use crate::source::{Span, Text, UNKNOWN};

use super::command::{self, Command};
use super::firewalls::{self, LookedUp};
use super::names_run::{NamesRun, file_name};
use super::place::{Moment, Place};
use super::settings::objects;
use crate::facts::{
    Document, Facts, Unfinished, Variable, VariableKind, autostart, encoded, file_text,
    given_input, packages, transfers, words,
};

/// Adds everything that one script does at `place`.
pub(crate) fn observe(script: Script, place: Place, facts: &mut Facts) {
    let from = facts.commands.len();
    let met = script.unread.iter().filter(|unread| unread.gave_up);
    let unfinished = met.map(|unread| Unfinished { span: unread.span, reason: unread.reason });
    facts.unfinished.extend(unfinished);
    facts.work = facts.work.and(script.work);
    facts.unset.extend(script.unset);
    facts.read_whole.extend(script.whole);
    facts.written_paths.extend(script.paths);
    make_room(&mut facts.commands, script.commands.len());
    for mut folded in script.commands {
        let mut place = place;
        if folded.span.file != place.span.file {
            if place.moment != Moment::Script {
                facts.started_files.insert(folded.span.file);
            }
            // a file that the command runs: what it says is not written in the instruction
            place.moment = Moment::Script;
        }
        // what a command reads in a file is not what it is told; if it runs it, commands say so
        let of_file = |text: &Text| text.span().file != folded.span.file;
        folded.input = folded.input.filter(|input| !of_file(input));
        folded.output = folded.output.filter(|output| !of_file(output));
        facts.commands.push(Command::new(place, folded, from));
    }
    command::link(&mut facts.commands, from);
    firewalls::settle_questions(&mut facts.commands, from);
    let own = facts.commands.get(from..).unwrap_or_default();
    let looked_up = LookedUp::of(own);
    for index in from..facts.commands.len() {
        let Some((_, rest)) = facts.commands.split_at_mut_checked(index) else { break };
        let Some((command, behind)) = rest.split_first_mut() else { break };
        let program = facts.renames.real(&command.program).clone();
        facts.renames.take(command, index, behind);
        let known = facts.transfers.len();
        let handed_on = handed_on(command, index, behind);
        transfers::observe(command, index, &program, &handed_on, &mut facts.transfers);
        command.transfers = known..facts.transfers.len();
        packages::observe(command, index, &program, &mut facts.packages);
        facts.documents.extend(given_input::observe(command));
        facts.variables.extend(exported(command));
        let assignments = &command.shell.assignments;
        for assignment in assignments.iter().filter(|it| !looked_up.has(it.value.span())) {
            facts.variables.push(Variable {
                place,
                kind: VariableKind::Shell,
                name: assignment.name.clone(),
                value: assignment.value.clone(),
            });
        }
    }
    for written in script.written {
        file_text::observe_written(place, written.path, written.content, facts);
    }
}

/// The words of the command that run as a command of their own, which stands soon behind it.
fn handed_on(command: &Command, index: usize, behind: &[Command]) -> Range<usize> {
    /// Commands in the words of the outer one come first.
    const NEAR: usize = 16;
    let mut inside = behind.iter().take(NEAR).filter(|it| it.shell.parent == Some(index));
    inside.find_map(|inner| words::handed_on(command, inner)).unwrap_or_default()
}

/// The variables that `export NAME=value` and its like set.
fn exported(command: &Command) -> Vec<Variable> {
    let program = command.program.as_str();
    if !matches!(program, "export" | "declare" | "typeset" | "readonly" | "local") {
        return Vec::new();
    }
    let variable = |word: &Text| {
        let at = word.find('=').filter(|_| !word.starts_with('-'))?;
        let (name, value) = (word.slice(0..at), word.slice(at + 1..word.len()));
        Some(Variable { place: command.place, kind: VariableKind::Shell, name, value })
    };
    command.args().iter().filter_map(variable).collect()
}

/// What a program sees that something in the image of a stage starts: the variables that the image sets.
struct Image<'f> {
    variables: Option<&'f HashMap<EcoString, Text>>,
    left: Work,
}

impl<'f> Image<'f> {
    fn of(place: Place, facts: &'f Facts) -> Self {
        let variables = place.stage.and_then(|stage| facts.environments.get(&stage));
        Self { variables, left: facts.work_left() }
    }
}

impl Scope for Image<'_> {
    fn get(&self, name: &str) -> Option<&Text> {
        self.variables?.get(name)
    }

    fn left(&self) -> Work {
        self.left
    }
}

/// Adds everything that a script shows which the build takes as a file; what it writes is read like it.
pub(crate) fn observe_script(
    content: &Text,
    language: Language,
    read: &ReadScript<'_>,
    place: Place,
    facts: &mut Facts,
) {
    let (documents, commands) = (facts.documents.len(), facts.commands.len());
    let script = read(content, language, &Image::of(place, facts));
    observe(script, place, facts);
    read_documents(facts, documents, commands);
}

/// Calls that write an object as a text.
const WRITES_OBJECTS: [&str; 6] =
    ["json.dump", "JSON.stringify", "yaml.dump", "to_json", "YAML.dump", "safe_dump"];
/// Longer programs are bundles and tables: no objects of theirs are looked at.
const LONGEST: usize = 64 << 10;

/// Adds what a program of another language shows which the build takes as a file: what it starts and fetches, and its
/// text, with the strings that it makes of its constants as a text of their own.
pub(crate) fn observe_program(
    (path, content): (Text, Text),
    (dialect, run): (&'static Dialect, RunBy),
    read: &ReadProgram<'_>,
    place: Place,
    facts: &mut Facts,
) {
    let mut script = read(&content, dialect, run);
    let mut constants = Text::empty(content.span());
    for constant in std::mem::take(&mut script.constants) {
        constants.push(&constant);
        constants.push_made("\n", constant.span());
    }
    let (documents, commands) = (facts.documents.len(), facts.commands.len());
    // who starts a program or writes a file may make its configuration
    let acts =
        || !script.commands.is_empty() || WRITES_OBJECTS.iter().any(|it| content.contains(it));
    let may_configure = content.len() <= LONGEST && dialect.is_interpreted() && acts();
    let settings = if may_configure { objects(&content) } else { Vec::new() };
    observe(script, place, facts);
    read_documents(facts, documents, commands);
    if run == RunBy::Tests {
        return;
    }
    let document = |content| {
        let text = Document::text(place, path.clone(), content, run == RunBy::Itself);
        Document { code: true, compiled: !dialect.is_interpreted(), ..text }
    };
    let own = if dialect.is_interpreted() {
        let whole = Document { settings, ..document(content) };
        encoded::constants(&whole, &mut facts.decoded);
        vec![whole, document(constants)]
    } else {
        // Source code is full of examples; what it starts, makes of its constants and says together is what counts.
        let is_short = content.len() <= LONGEST;
        let source = if is_short { without_tests(content) } else { Text::default() };
        vec![Document { source, ..document(constants) }]
    };
    let says_something = |it: &Document| !it.content.is_empty() || !it.source.is_empty();
    facts.documents.extend(own.into_iter().filter(says_something));
}

/// A program of Rust without the module of tests that ends it: whatever stands behind the module counts.
fn without_tests(content: Text) -> Text {
    let Some(at) = content.find("#[cfg(test)]\nmod ") else { return content };
    let rest = content.get(at..).unwrap_or_default();
    let ends_it = rest.matches("\n}").count() == 1 && rest.trim_end().ends_with("\n}");
    if ends_it { content.slice(0..at) } else { content }
}

/// The commands of a file that is started by where it lies, if it is; `base` is the text that it adds something to.
pub(crate) fn start_point(
    path: &str,
    content: &Data,
    base: Option<&Data>,
    facts: &mut Facts,
) -> Option<Text> {
    let path = path.trim_start_matches('/');
    let Data::Text(text) = content else {
        if autostart::reader(path).is_some() {
            facts.start_points.insert(path.to_owned());
        }
        return None;
    };
    let base = base.and_then(|base| if let Data::Text(text) = base { Some(text) } else { None });
    let commands = autostart::commands(path, text, base)?;
    facts.start_points.insert(path.to_owned());
    Some(commands)
}

/// Reads the written files, from number `documents` on, that are scripts, if only because a command from number
/// `commands` on runs them.
pub(crate) fn read_documents(facts: &mut Facts, documents: usize, commands: usize) {
    if facts.documents.len() <= documents {
        return;
    }
    let run = NamesRun::of(facts.commands.get(commands..).unwrap_or_default());
    let not_run = of_other_variables(facts, documents, commands);
    for index in documents..facts.documents.len() {
        let Some(document) = facts.documents.get_mut(index) else { continue };
        let path = document.path.trim_start_matches('/');
        if facts.start_points.contains(path) {
            document.script = true;
            continue;
        }
        let reader =
            autostart::reader(path).or_else(|| super::manifests::written_reader(path, &run));
        let commands = reader.map(|reader| reader(&document.content));
        let program = Dialect::of_ending(path.rsplit_once('.').map_or("", |(_, ending)| ending))
            .filter(|dialect| {
                !document.content.starts_with("#!")
                    && (dialect.is_interpreted() || run.builds(dialect))
            });
        if let Some(dialect) = program {
            let place = Place { moment: Moment::Script, ..document.place };
            let by = if run.has(file_name(path)) { RunBy::Itself } else { RunBy::Others };
            let script = shell::read_program(&document.content, dialect, by);
            observe(Script { written: Vec::new(), ..script }, place, facts);
            continue;
        }
        document.script = commands.is_some()
            || autostart::is_of_shell(path)
            || is_script(path, &document.content, &run) && !not_run.contains(&index);
        if !document.script {
            continue;
        }
        let content = document.content.clone();
        let Span { file, start, .. } = content.span();
        let place = Place { moment: Moment::Script, ..document.place };
        if commands.is_none() && facts.has_read(file, start) {
            continue;
        }
        let content = commands.unwrap_or(content);
        let scope = Image::of(place, facts);
        let script = shell::read_file(&content, Language::default(), &scope);
        let before = facts.documents.len();
        observe(script, place, facts);
        facts.documents.truncate(before);
    }
}

/// Written files whose names nobody knows, as a variable that is not set gives them, where no command from number `commands` on
/// runs, renames or makes executable what that variable names. A program of an unknown name is not each of these files.
fn of_other_variables(facts: &Facts, documents: usize, commands: usize) -> Vec<usize> {
    const HANDLES: [&str; 8] = [".", "source", "chmod", "crontab", "mv", "cp", "install", "ln"];
    let written = facts.documents.iter().enumerate().skip(documents);
    let is_unknown = |path: &Text| !path.is_empty() && path.chars().all(|c| c == UNKNOWN);
    let unknown = written.filter(|(_, it)| is_unknown(&it.path) && !it.content.starts_with("#!"));
    let mut unknown: Vec<(usize, &str)> =
        unknown.filter_map(|(index, it)| Some((index, facts.unset_in(&it.path)?))).collect();
    if unknown.is_empty() {
        return Vec::new();
    }
    let mut run: HashSet<&str> = HashSet::default();
    for command in facts.commands.get(commands..).unwrap_or_default() {
        // `$CC $FILE`: a program of an unknown name may run what it is given, a compiler does not
        let outer = command.shell.parent.and_then(|outer| facts.commands.get(outer));
        let outer = outer.filter(|_| command.shell.via == Via::Wrapper);
        let outer = outer.and_then(|outer| facts.unset_in(outer.argv().first()?));
        if matches!(outer, Some("CC" | "CXX")) {
            continue;
        }
        let program = command.program.as_str();
        let handles = HANDLES.contains(&program) || command::is_interpreter(program);
        let args = if handles { command.args() } else { &[] };
        let redirected = command.shell.redirects.iter().filter(|it| it.direction == Direction::In);
        let words = command.argv().first().into_iter().chain(args);
        let words = words.chain(redirected.map(|it| &it.target));
        run.extend(words.filter_map(|word| facts.unset_in(word)));
    }
    unknown.retain(|(_, variable)| !run.contains(variable));
    unknown.into_iter().map(|(index, _)| index).collect()
}

/// True if a written file is a script: by its first line, its name, or because a command runs it.
fn is_script(path: &str, content: &Text, run: &NamesRun) -> bool {
    let name = file_name(path);
    content.starts_with("#!") || is_script_name(path) || (!name.is_empty() && run.has(name))
}

/// True if a file of this path is a shell script by its name alone.
pub(crate) fn is_script_name(path: &str) -> bool {
    let endings =
        [".sh", ".bash", ".ash", ".ksh", ".zsh", ".envsh", ".profile", ".bashrc", "crontab"];
    let name = file_name(path);
    endings.iter().any(|ending| name.ends_with(ending))
        || path.starts_with("etc/cron.")
        || path.contains("/etc/cron.")
}

//! Texts of the context: scripts are read as commands, manifests and start points as the commands that they stand for, code of other
//! languages as documents whose addresses and wallets count.

mod data;
mod signs;

pub(crate) use data::{all_settings, lie_there, observe_written, settings};
pub(crate) use signs::{Glance, Signs};

use ecow::EcoString;

use self::data::Data;
use self::signs::PathGlance;
use crate::facts::autostart::Reader;
use crate::facts::identity;
use crate::facts::manifests;
use crate::facts::names_run::variables::TOO_MANY;
use crate::facts::page;
use crate::facts::server_page;
use crate::facts::{
    self, Dependency, Document, Facts, File, LooseWallet, Moment, NamesRun, Place, Unfinished,
};
use crate::shell::{self, Dialect, Interpreter, Language, ReadProgram, ReadScript, RunBy};
use crate::source::{FileId, Sources, Text, one_byte_each};

/// What reads scripts, and programs of other languages: somebody may know what was read before.
#[derive(Clone, Copy)]
pub(crate) struct Readers<'r> {
    pub(crate) script: &'r ReadScript<'r>,
    pub(crate) program: &'r ReadProgram<'r>,
}

impl Readers<'static> {
    /// Those that read every text.
    pub(crate) const PLAIN: Self =
        Self { script: &shell::read_file, program: &shell::read_program };
}

/// How a text is read.
enum Reading {
    Script(Language),
    /// A program of another language.
    Program(&'static Dialect),
    /// A text whose addresses and wallets count: a program is given it.
    Data,
    /// Settings that a program may find by itself.
    Settings,
    /// A web page: its scripts count.
    Page,
    Commands(Reader),
    /// Nothing is known to read it, but a wallet stands in it.
    LooseWallet,
    Nothing,
}

/// Reads one text; it becomes a source if it is read at all.
pub(crate) fn read(
    shown: &str,
    bytes: Vec<u8>,
    file: &File,
    run: &NamesRun,
    facts: &mut Facts,
    sources: &mut Sources,
) -> Option<FileId> {
    let reading = reading_of_text(file, &one_byte_each(&bytes), run);
    let add = |sources: &mut Sources| sources.add_readable(shown, bytes);
    read_as((reading, Readers::PLAIN), add, file, run, facts, sources)
}

/// The same of a text that is one; it is kept once, for its source and for what it says.
pub(crate) fn read_text(
    (shown, text): (&str, EcoString),
    readers: Readers<'_>,
    file: &File,
    run: &NamesRun,
    facts: &mut Facts,
    sources: &mut Sources,
) -> Option<FileId> {
    let reading = reading_of_text(file, &text, run);
    let add = |sources: &mut Sources| sources.add_text(shown, text);
    read_as((reading, readers), add, file, run, facts, sources)
}

fn read_as(
    (reading, readers): (Reading, Readers<'_>),
    add: impl FnOnce(&mut Sources) -> Text,
    file: &File,
    run: &NamesRun,
    facts: &mut Facts,
    sources: &mut Sources,
) -> Option<FileId> {
    let manager = manager(file, run);
    if matches!(reading, Reading::Nothing) && manager.is_none() {
        return None;
    }
    let content = add(sources);
    let id = content.span().file;
    let place = Place { moment: Moment::Script, ..file.place };
    if let Some(manager) = manager {
        let named = manifests::dependencies(&content).into_iter();
        facts.dependencies.extend(named.map(|name| Dependency { place, manager, name }));
    }
    match reading {
        Reading::Script(language) => {
            facts::observe_script(&content, language, readers.script, place, facts);
        }
        Reading::Commands(reader) => {
            let given = run.with_variables(&file.path, &content);
            if given.is_some() && run.misses_variables() {
                let span = content.span_of(0..1);
                facts.unfinished.push(Unfinished { span, reason: TOO_MANY });
            }
            let commands = run.with_exports(reader(given.as_ref().unwrap_or(&content)));
            let from = facts.commands.len();
            facts::observe_script(&commands, Language::Posix, readers.script, place, facts);
            identity::observe(facts, from);
        }
        Reading::Program(dialect) => {
            let takes_variables = dialect.is_of_ending("groovy");
            let given = takes_variables.then(|| run.with_variables(&file.path, &content)).flatten();
            let content = given.unwrap_or(content);
            if run.generates() && dialect.is_of_ending("go") {
                let commands = manifests::go_generators(&content);
                facts::observe_script(&commands, Language::Posix, readers.script, place, facts);
            }
            let path = Text::made(&file.path, file.span);
            let by = run_by(file, run);
            let code = is_server_page(file).then(|| server_page::code(&content));
            if (code.is_some() || dialect.is_of_ending("php")) && content.contains("<script") {
                observe_page(path.clone(), &content, place, facts);
            }
            if manifests::is_recipe(&file.path)
                || file.renamed.as_deref().is_some_and(manifests::is_recipe)
            {
                let commands = manifests::chef(&content);
                facts::observe_script(&commands, Language::Posix, readers.script, place, facts);
            }
            let content = code.unwrap_or(content);
            // what is compiled has tests among its own lines
            if dialect.is_interpreted() {
                observe_wallet(file, &content, Text::empty(content.span()), facts);
            }
            let (texts, language) = ((path, content), (dialect, by));
            facts::observe_program(texts, language, readers.program, place, facts);
        }
        Reading::Data | Reading::Settings => {
            let path = Text::made(&file.path, file.span);
            let settings = settings(file.name(), &content);
            let content = data::spelled_out(&content, &settings);
            // What nobody hands to a program is judged by its keys: lists of hosts and rules of detectors are data, too.
            let started = matches!(reading, Reading::Data);
            if !started {
                observe_wallet(file, &content, content.clone(), facts);
            }
            let content = if started { content } else { Text::empty(content.span()) };
            let text = Document::text(place, path, content, started);
            facts.documents.push(Document { settings, ..text });
        }
        Reading::Page => {
            observe_page(Text::made(&file.path, file.span), &content, place, facts);
        }
        Reading::LooseWallet => observe_wallet(file, &content, content.clone(), facts),
        Reading::Nothing => {}
    }
    Some(id)
}

/// A wallet in a text that nothing is known to be given; `kept` as in [`LooseWallet::content`].
fn observe_wallet(file: &File, content: &Text, kept: Text, facts: &mut Facts) {
    if let Some(range) = data::loose_wallet(content) {
        let (path, address) = (file.path.as_str().into(), content.slice(range));
        facts.loose_wallets.push(LooseWallet { path, address, content: kept });
    }
}

/// What a page loads and runs in the browser.
fn observe_page(path: Text, content: &Text, place: Place, facts: &mut Facts) {
    let content = page::observe(content, place, facts);
    facts.documents.push(Document::text(place, path, content, false));
}

/// A server runs the code that stands in the page.
fn is_server_page(file: &File) -> bool {
    [Some(file.path.as_str()), file.renamed.as_deref()].into_iter().flatten().any(|path| {
        path.rsplit_once('.')
            .is_some_and(|(_, it)| server_page::language(&it.to_ascii_lowercase()).is_some())
    })
}

/// What runs the program.
fn run_by(file: &File, run: &NamesRun) -> RunBy {
    let renamed = file.renamed.as_deref();
    let is_named = run.has(file.name()) || renamed.is_some_and(|name| run.has(name));
    if is_named || is_driven(file, run) || run.is_given(file.name()) {
        RunBy::Itself
    } else if facts::is_test(&file.path) {
        RunBy::Tests
    } else {
        RunBy::Others
    }
}

/// A tool runs the program because of its name, or of the place that it has here or gets.
fn is_driven(file: &File, run: &NamesRun) -> bool {
    let target = file.renamed.as_deref().unwrap_or_default();
    manifests::is_driven(&file.path, run) || manifests::is_driven(target, run)
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, it)| it.eq_ignore_ascii_case(ending))
}

/// A command of the build runs the tool that reads the file as its manifest or build file. A notebook is long because of
/// the pictures in it: it counts where a command names it.
pub(crate) fn is_run_manifest(file: &File, run: &NamesRun) -> bool {
    !has_ending(file.name(), "ipynb")
        && manifests::reader(&file.path, run).is_some()
        && manifests::has_tool(&file.path, |tool| run.has(tool))
}

/// Whether a text is read at all; `None` if it has to be there to say it.
pub(crate) fn is_read(file: &File, glance: Glance<'_>, run: &NamesRun) -> Option<bool> {
    let reading = reading(file, glance, run)?;
    Some(!matches!(reading, Reading::Nothing) || manager(file, run).is_some())
}

/// The manager whose packages the file names: by its name, or because an installer is given it. What is given to pip is read
/// as its commands.
fn manager(file: &File, run: &NamesRun) -> Option<&'static str> {
    manifests::manager(&file.path).or_else(|| match run.installer_of(file.name())? {
        "conda" | "mamba" | "micromamba" | "conda-env" | "conda-lock" => Some("conda"),
        "ansible-galaxy" => Some(""),
        "brew" => Some("brew"),
        "guix" => Some("nix"),
        "dpkg" => Some("apt"),
        _ => None,
    })
}

fn reading_of_text(file: &File, text: &str, run: &NamesRun) -> Reading {
    reading(file, Glance::of(text, &Signs::default()), run).unwrap_or(Reading::Nothing)
}

/// How a text is read that says it itself, whatever it is called.
fn by_first_lines(text: &str) -> Option<Reading> {
    if signs::is_script(text) {
        return Some(match shell::interpreter(text) {
            Interpreter::Shell(language) => Reading::Script(language),
            Interpreter::Other(name) => match manifests::of_interpreter(&name) {
                Some(reader) => Reading::Commands(reader),
                None => Dialect::of_interpreter(&name).map_or(Reading::Data, Reading::Program),
            },
        });
    }
    if signs::is_cloud_config(text) {
        return Some(Reading::Commands(manifests::cloud_config));
    }
    signs::is_service(text).then_some(Reading::Commands(manifests::service))
}

/// How a text is read; `None` if it has to be there to say it.
fn reading(file: &File, glance: Glance<'_>, run: &NamesRun) -> Option<Reading> {
    let name = file.name();
    let target = file.renamed.as_deref().unwrap_or_default();
    let renamed = target.rsplit('/').next().unwrap_or(target);
    let paths = [glance.path(&file.path), glance.target(target.trim_start_matches('/'))];
    // its lines name no user, whatever the file is called
    if run.tool_of(name) == Some("supercronic")
        && let Some(reader) = manifests::reader(&file.path, run)
    {
        return Some(Reading::Commands(reader));
    }
    if let Some(reader) = paths.into_iter().find_map(PathGlance::autostart) {
        return Some(Reading::Commands(reader));
    }
    let is_object = file.path.contains(".git/objects/");
    if is_object && !run.checks_out() {
        return Some(Reading::Nothing);
    }
    // make takes `#!` for a comment
    if manifests::is_makefile(name) && !run.has(name) {
        return Some(
            manifests::reader(&file.path, run).map_or(Reading::Nothing, Reading::Commands),
        );
    }
    let named = glance.named_program().ok()?;
    if let Some(reading) = named.and_then(by_first_lines) {
        return Some(reading);
    }
    let ending_of = |name: &str| name.rsplit_once('.').map(|(_, it)| it.to_ascii_lowercase());
    let is_of_python = |path: &&str| has_ending(path, "pth") && path.contains("/python");
    if [file.path.as_str(), target].iter().any(is_of_python) {
        // Python runs the lines of it that import something
        return Some(Dialect::of_ending("py").map_or(Reading::Data, Reading::Program));
    }
    if let Some(reader) = manifests::given_by_option(name, run) {
        return Some(Reading::Commands(reader));
    }
    // a new name says what reads the file; without an ending it says nothing
    let ending = ending_of(renamed).or_else(|| ending_of(name));
    if let Some(language) = ending.as_deref().and_then(shell::of_ending_word) {
        return Some(Reading::Script(language));
    }
    if let Some(dialect) = ending.as_deref().and_then(Dialect::of_ending)
        && (dialect.is_interpreted() || run.builds(dialect) || is_driven(file, run))
    {
        // of what is compiled only starts and addresses count: most files of a source tree have none
        let says = dialect.is_interpreted() || glance.says_something(dialect)?;
        return Some(if says { Reading::Program(dialect) } else { Reading::Nothing });
    }
    if let Some(dialect) = ending.as_deref().and_then(server_page::language)
        && glance.says_something(dialect)?
    {
        return Some(Reading::Program(dialect));
    }
    if let Some(dialect) = manifests::program(name).or_else(|| manifests::program(renamed)) {
        return Some(Reading::Program(dialect));
    }
    let manifest = paths.into_iter().map(|it| it.path).filter(|path| !path.is_empty());
    if let Some(reader) = manifest.into_iter().find_map(|path| manifests::reader(path, run)) {
        return Some(Reading::Commands(reader));
    }
    let is_page = named.is_some_and(signs::is_page);
    let is_given_to_php = |name: &str| run.has(name) || run.tool_of(name) == Some("php");
    if is_page && (is_given_to_php(name) || is_given_to_php(renamed)) {
        return Some(Dialect::of_ending("php").map_or(Reading::Data, Reading::Program));
    }
    if matches!(ending.as_deref(), Some("yar" | "yara")) && glance.is_yara().ok()? {
        return Some(Reading::Nothing);
    }
    let is_named = run.has(name) || run.has(renamed) || run.goes_through(target);
    let lies_as_script = paths.into_iter().any(PathGlance::is_script);
    if is_named || lies_as_script || manifests::is_of_shell(name) {
        return Some(Reading::Script(Language::default()));
    }
    if is_object || run.is_given(name) || run.is_given(renamed) {
        return Some(Reading::Data);
    }
    Some(match glance.kind(name).ok()? {
        Some(Data::Page) => Reading::Page,
        Some(_) => Reading::Settings,
        None if glance.has_loose_wallet().ok()? => Reading::LooseWallet,
        None => Reading::Nothing,
    })
}

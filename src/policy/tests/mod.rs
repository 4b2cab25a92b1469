//! The module from outside: files in, decisions out. The rules here are invented, so that the tests do not
//! depend on what minestop's own rules are.

mod bad_options;
mod decide;
mod errors;
mod hostile;
mod hygiene;
mod indicators;
mod patterns;
mod settings;
mod template;
mod texts;

use std::sync::LazyLock;

use crate::finding::Action;
use crate::policy::{Base, Policy, PolicyError, parse_on};
use crate::rules::{Group, Meta, Setting, find, known_rules};
use crate::source::{Sources, Span};

fn rule(id: &'static str, group: Group, settings: [Setting; 2], like: &str) -> Meta {
    let [default, locked_down] = settings;
    let Meta { reads, build, .. } = *find(like).expect("a rule of minestop");
    Meta { id, summary: "an invented rule", group, default, locked_down, reads, build, page: "" }
}

const STOP: Setting = Setting::On(Action::Stop);
const WARN: Setting = Setting::On(Action::Warn);

/// Invented rules with the options of minestop's own: none, none, lists, and a list of entries with a flag.
static INVENTED: LazyLock<[Meta; 4]> = LazyLock::new(|| {
    [
        rule("invented-pool", Group::Miner, [STOP, STOP], "mining-pool"),
        rule("invented-pipe", Group::Execution, [WARN, STOP], "miner-env"),
        rule("invented-install", Group::Supply, [Setting::Off, STOP], "package-install"),
        rule("invented-image", Group::Image, [STOP, STOP], "file-attributes"),
    ]
});

fn rules() -> Vec<&'static Meta> {
    let hygiene = known_rules().filter(|meta| meta.group == Group::Policy);
    INVENTED.iter().chain(hygiene).collect()
}

fn base() -> Base {
    Base { rules: rules(), ..Base::default() }
}

fn read(text: &str) -> Result<Policy, Vec<PolicyError>> {
    read_bytes(text.as_bytes().to_vec()).1
}

fn read_bytes(bytes: Vec<u8>) -> (Sources, Result<Policy, Vec<PolicyError>>) {
    let mut sources = Sources::default();
    let file = sources.add("minestop.toml", bytes);
    let policy = parse_on(&base(), file, &sources);
    (sources, policy)
}

/// The policy of a text without errors.
fn good(text: &str) -> Policy {
    match read(text) {
        Ok(policy) => policy,
        Err(errors) => panic!("{}", table(text, &errors)),
    }
}

/// One line an error: `line:column-column message [help]`.
fn table(text: &str, errors: &[PolicyError]) -> String {
    let mut sources = Sources::default();
    let file = sources.add("", text.as_bytes().to_vec());
    let lines = sources.get(file).unwrap().lines();
    let line = |error: &PolicyError| {
        let start = lines.position(text.as_bytes(), error.span.start);
        let end = lines.position(text.as_bytes(), error.span.end);
        let help = error.help.as_ref().map(|help| format!(" [{help}]"));
        format!(
            "{}:{}-{} {}{}\n",
            start.line,
            start.column,
            end.column,
            error.message,
            help.unwrap_or_default()
        )
    };
    errors.iter().map(line).collect()
}

/// The text that a span of the policy file covers.
fn covered(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap()
}

/// The place of a finding in the file that is shown as `path`.
fn in_file(path: &str) -> super::decide::Place {
    super::decide::Place { paths: vec![path.to_owned()], fingerprint: String::new() }
}

//! Files that commands fetch, and the commands that start them: `curl -o x … && sh x`. Judges nothing.

use foldhash::HashMap;

use super::command::{Command, is_interpreter};
use super::names_run::file_name;
use super::{Facts, Moment, Transfer, transfers};
use crate::shell::Direction;
use crate::source::{Span, Text, UNKNOWN};

/// Programs that compare a file with a digest or a signature.
const CHECKS: &[&str] = &[
    "b2sum",
    "b3sum",
    "cosign",
    "gpg",
    "gpg2",
    "gpgv",
    "md5sum",
    "minisign",
    "openssl",
    "rhash",
    "sha1sum",
    "sha224sum",
    "sha256sum",
    "sha384sum",
    "sha512sum",
    "shasum",
    "signify",
    "slsa-verifier",
];

/// A fetched file and the command that starts it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Started<'f> {
    /// What is fetched.
    pub(crate) transfer: &'f Transfer,
    /// The command that starts it.
    pub(crate) command: &'f Command,
}

impl Facts {
    /// Files that a command fetches and a later one of the same stage starts, unless something in between looks at a digest
    /// or a signature.
    pub(crate) fn fetched_and_started(&self) -> Vec<Started<'_>> {
        let mut by_command: HashMap<usize, &Transfer> = HashMap::default();
        for transfer in self.transfers.iter().filter(|it| it.fetches && it.url.is_some()) {
            if let Some(command) = transfer.command {
                by_command.entry(command).or_insert(transfer);
            }
        }
        let mut added = self.added();
        if by_command.is_empty() && added.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut fetched: HashMap<(Option<usize>, &str), &Transfer> = HashMap::default();
        for (index, command) in self.commands.iter().enumerate().filter(|(_, it)| it.acts()) {
            let stage = command.place.stage;
            while let Some((add, name)) = added.last()
                && add.place.span.start < command.place.span.start
            {
                fetched.insert((add.place.stage, *name), *add);
                added.pop();
            }
            if CHECKS.contains(&command.program.as_str()) {
                fetched.retain(|(of, _), _| *of != stage);
            }
            if let Some(transfer) = by_command.get(&index) {
                let name = file_of(command, transfer);
                fetched.extend(name.map(|name| ((stage, name), *transfer)));
            } else if let Some(name) = started_by(command)
                && let Some(transfer) = fetched.remove(&(stage, name))
            {
                found.push(Started { transfer, command });
            }
        }
        found
    }

    /// The files that ADD fetches without looking at a digest, the last one first.
    fn added(&self) -> Vec<(&Transfer, &str)> {
        let copies = self.copies.iter().filter(|copy| !copy.checked && copy.from.is_none());
        let targets: HashMap<Span, &Text> =
            copies.map(|copy| (copy.place.span, &copy.target)).collect();
        let mut added: Vec<(&Transfer, &str)> = Vec::new();
        for transfer in self.transfers.iter().filter(|it| it.command.is_none() && it.fetches) {
            let Some(target) = targets.get(&transfer.place.span) else { continue };
            let Some(url) = &transfer.url else { continue };
            let is_directory = target.ends_with(['/', '.']);
            let name = file_name(if is_directory { &url.path } else { target });
            added.push((transfer, name));
        }
        added.sort_by_key(|(transfer, _)| std::cmp::Reverse(transfer.place.span.start));
        added
    }
}

/// The name of the file that the command makes of what it fetches.
fn file_of<'f>(command: &'f Command, transfer: &'f Transfer) -> Option<&'f str> {
    let name = file_name(path_of(command, transfer)?);
    (!name.is_empty() && !name.contains(UNKNOWN)).then_some(name)
}

/// The path of that file, as it is written; `None` where the command hands on what it fetches.
pub(crate) fn path_of<'f>(command: &'f Command, transfer: &'f Transfer) -> Option<&'f str> {
    let redirects = command.shell.redirects.iter();
    let mut written = redirects.filter(|it| it.direction != Direction::In && it.fd == 1);
    let written = written.next_back().map(|it| it.target.as_str());
    let address = || transfer.url.as_ref().map(|url| url.path.as_str());
    let (args, valued) = (command.args(), transfers::letters_with_value(&command.program));
    let path = match command.program.as_str() {
        "curl" => option(args, 'o', "--output", valued)
            .or_else(|| option(args, 'O', "--remote-name", valued).and_then(|_| address()))
            .or(written),
        "wget" => option(args, 'O', "--output-document", valued).or_else(address),
        "invoke-webrequest" | "invoke-restmethod" | "iwr" | "irm" | "start-bitstransfer" => {
            cmdlet_target(args)
        }
        "bitsadmin" | "certutil" => args.last().map(Text::as_str).filter(|it| !it.contains("://")),
        _ if command.shell.argv.first().is_some_and(|it| it.contains(".DownloadFile")) => {
            args.get(1).map(Text::as_str)
        }
        _ => written,
    }?;
    (!matches!(path, "-" | "/dev/null" | "/dev/stdout")).then_some(path)
}

/// Where a command of PowerShell puts what it fetches; it takes any beginning of an option.
fn cmdlet_target(args: &[Text]) -> Option<&str> {
    let names = |option: &str| {
        let option = option.to_ascii_lowercase();
        option.len() > 1 && ["-outfile", "-destination"].iter().any(|it| it.starts_with(&option))
    };
    let mut pairs = args.iter().zip(args.iter().skip(1));
    pairs.find(|(option, _)| names(option)).map(|(_, path)| path.as_str())
}

/// The value of a short option, alone or in a cluster, or of the long one; empty for one that takes none.
fn option<'a>(args: &'a [Text], letter: char, long: &str, valued: &str) -> Option<&'a str> {
    for (at, arg) in args.iter().enumerate() {
        let next = || args.get(at + 1).map_or("", |next| next.as_str());
        if let Some(rest) = arg.strip_prefix(long) {
            return Some(rest.strip_prefix('=').unwrap_or_else(next));
        }
        let Some(letters) = arg.strip_prefix('-').filter(|it| !it.starts_with('-')) else {
            continue;
        };
        let first = letters.find(|it| it == letter || valued.contains(it));
        let Some((_, rest)) = first.map(|at| letters.split_at(at)) else { continue };
        if let Some(value) = rest.strip_prefix(letter) {
            return Some(if value.is_empty() { next() } else { value });
        }
    }
    None
}

/// The name of the file that the command starts: itself, or the first operand of an interpreter.
fn started_by(command: &Command) -> Option<&str> {
    if command.place.moment == Moment::Script {
        return None;
    }
    let reads =
        is_interpreter(&command.program) || matches!(command.program.as_str(), "source" | ".");
    if !reads {
        return command.argv().first().map(|word| file_name(word));
    }
    let mut operands = command.args().iter().filter(|arg| !arg.starts_with('-'));
    operands.next().map(|word| file_name(word))
}

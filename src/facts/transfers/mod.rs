//! Transfers over the network: what is fetched, by which tool, from which host.

mod arguments;
mod clients;
mod code;
mod curl;

use std::ops::Range;

use ecow::EcoString;

use crate::shell::{Language, Via};
use crate::source::{Span, Text};

use super::command::Command;
use super::place::{Moment, Place};
use super::unwanted::Purpose;
use super::url::{self, Url};
use super::word_list;
use clients::{Client, Operands};

/// A transfer of bytes over the network, or a URL that a command is given.
#[derive(Clone, Debug)]
pub(crate) struct Transfer {
    /// The instruction.
    pub(crate) place: Place,
    /// What transfers: a program (`curl`), an instruction (`ADD`), or the program that is given a URL.
    pub(crate) tool: EcoString,
    /// The program exists to transfer (`curl`, `git clone`, `ADD`); otherwise it is only given a URL.
    pub(crate) fetches: bool,
    /// The address, where one is written.
    pub(crate) url: Option<Url>,
    /// The tool made the address out of what is written: `{a,b}`, `[1-3]` of curl.
    pub(crate) expanded: bool,
    /// Index of the command in [`super::Facts::commands`]; `None` for FROM, COPY and ADD.
    pub(crate) command: Option<usize>,
    /// The address, or the tool where none is written.
    pub(crate) span: Span,
}

/// The transfers of one command; `index` is its own index, `program` what it really runs. The words `handed_on` are looked at
/// where they run.
pub(super) fn observe(
    command: &Command,
    index: usize,
    program: &str,
    handed_on: &Range<usize>,
    out: &mut Vec<Transfer>,
) {
    let is_renamed = command.program != program;
    // what only asks or knocks has a connection all the same
    let connects = command.purpose == Purpose::Searches && is_client(program);
    if !command.acts() && !connects && command.program != "test" && !is_renamed {
        return;
    }
    let mut found = Found { command, index, program, handed_on, fetches: false, out };
    let client = clients::find(program).filter(|client| arguments::transfers(client, command));
    found.fetches = client.is_some() || is_method(command);
    let before = found.out.len();
    found.redirections();
    found.written_addresses(client);
    match client {
        Some(client) => found.by_client(client, before),
        None => found.by_code(before),
    }
}

/// The letters of the short options of a client that take a value.
pub(super) fn letters_with_value(program: &str) -> &'static str {
    clients::find(program).map_or("", |client| client.short)
}

/// The program exists to transfer.
pub(super) fn is_client(program: &str) -> bool {
    clients::find(program).is_some()
}

/// `(New-Object Net.WebClient).DownloadFile(…)`: the method of an object of .NET that fetches.
fn is_method(command: &Command) -> bool {
    const METHODS: [&str; 4] =
        [".downloadstring", ".downloadfile", ".downloaddata", ".getstringasync"];
    command.shell.language == Language::PowerShell
        && command.argv().first().is_some_and(|word| {
            let word = word.to_ascii_lowercase();
            METHODS.iter().any(|method| word.contains(method))
        })
}

/// Nothing that this program does with its words connects to anything.
fn is_offline(command: &Command, program: &str) -> bool {
    let settles = program == "git" && command.verb().is_some_and(|verb| verb.as_str() == "config");
    settles
        || word_list::has(clients::OFFLINE, program)
            && command.shell.redirects.iter().all(|it| url::dev_tcp(&it.target).is_none())
}

/// Most words have none, and so neither an address nor a device.
fn has_slash(word: &str) -> bool {
    memchr::memchr(b'/', word.as_bytes()).is_some()
}

struct Found<'c, 'o> {
    command: &'c Command,
    index: usize,
    program: &'c str,
    handed_on: &'c Range<usize>,
    fetches: bool,
    out: &'o mut Vec<Transfer>,
}

impl Found<'_, '_> {
    fn push(&mut self, fetches: bool, url: Option<Url>, expanded: bool) {
        let first = self.command.argv().first().map_or(self.command.shell.span, Text::span);
        self.out.push(Transfer {
            place: self.command.place,
            tool: self.program.into(),
            fetches,
            span: url.as_ref().map_or(first, |url| url.text.span()),
            url,
            expanded,
            command: Some(self.index),
        });
    }

    /// bash's network devices.
    fn redirections(&mut self) {
        let targets = self.command.shell.redirects.iter().map(|redirect| &redirect.target);
        let is_device = |word: &&Text| has_slash(word) && word.contains("/dev/");
        for word in self.command.args().iter().chain(targets).filter(is_device) {
            if let Some(url) = url::dev_tcp(word) {
                self.push(true, Some(url), false);
            }
        }
    }

    /// Addresses with a scheme, wherever they stand.
    fn written_addresses(&mut self, client: Option<&Client>) {
        let command = self.command;
        let inert = |at: usize| client.is_some() && arguments::is_said_only(command.args(), at);
        let read = command
            .shell
            .input
            .as_deref()
            .into_iter()
            .filter(|_| client.is_some() || code::runs_input(self.program));
        let settings = command
            .shell
            .assignments
            .iter()
            .filter(|it| it.name.to_ascii_lowercase().ends_with("_proxy"));
        let targets = command.shell.redirects.iter().map(|redirect| &redirect.target);
        let own = |at: usize| !inert(at) && !self.handed_on.contains(&(at + 1));
        let arguments =
            command.args().iter().enumerate().filter(|(at, _)| own(*at)).map(|(_, word)| word);
        let words = arguments.chain(read).chain(settings.map(|it| &it.value)).chain(targets);
        // Every address has slashes, most words have none.
        let mut words = words.filter(|word| has_slash(word) && word.contains("//")).peekable();
        if words.peek().is_none() || is_offline(command, self.program) {
            return;
        }
        for word in words {
            let expansions =
                if self.program == "curl" { curl::expansions(word) } else { Vec::new() };
            if !expansions.is_empty() {
                for url in expansions.iter().flat_map(url::find) {
                    self.push(true, Some(url), true);
                }
                continue;
            }
            for url in url::find(word) {
                self.is_told_by_code();
                self.push(self.fetches, Some(url), false);
            }
        }
    }

    /// The strings of a program text stand behind its interpreter: an address among them is the one that it connects to.
    fn is_told_by_code(&mut self) {
        let known = |it: &mut Transfer| {
            it.url.is_none() && it.command.is_some() && it.command == self.command.shell.parent
        };
        if self.command.shell.via == Via::Code && self.out.pop_if(known).is_some() {
            self.fetches = true;
        }
    }

    /// Addresses without a scheme, where a client takes one.
    fn by_client(&mut self, client: &Client, before: usize) {
        // Who takes one address has it, if one is written with a scheme.
        let asks = client.operands == Operands::All || self.out.len() == before;
        let bare = if asks { arguments::bare(client, self.command.args()) } else { Vec::new() };
        for url in bare {
            let expansions =
                if self.program == "curl" { curl::expansions(&url.text) } else { Vec::new() };
            for expanded in expansions.iter().filter_map(|text| url::bare(text, client.scheme)) {
                self.push(true, Some(expanded), true);
            }
            self.push(true, Some(url), false);
        }
        for url in arguments::proxies(self.command.args()) {
            self.push(true, Some(url), false);
        }
        if self.program == "curl" {
            for url in curl::other_hosts(self.command.args()) {
                self.push(true, Some(url), false);
            }
        }
        if self.out.len() == before {
            self.push(true, None, false);
        }
    }

    /// Connections that the program text of an interpreter makes. What a copied program does is up to whoever starts it.
    fn by_code(&mut self, before: usize) {
        let builds = self.command.place.moment == Moment::Build;
        if builds
            && self.out.len() == before
            && let Some(text) = code::connects(self.command, self.program)
        {
            let url = code::address(text);
            self.push(true, url, false);
        }
    }
}

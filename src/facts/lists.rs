//! Files that list names for those who refuse or look for them: hosts files, feeds of filters, rules of detectors.
//!
//! Told by what the build does with the file, not by its name alone: a program under the name of a list is run by
//! something, and then none of its words is a list's. Knows no miner and judges nothing.

use foldhash::HashSet;

use crate::pattern::Run;
use crate::shell::{Direction, Via};
use crate::source::{Text, UNKNOWN};

use super::command::Command;
use super::names_run::makes_executable;
use super::unwanted::refusing_path;
use super::word_list::{Words, has};
use super::words::Word;
use super::{Facts, fetched, transfers};

/// Endings of texts that no program is started from without something that says so.
const ENDINGS: Words = "txt list lst csv tsv hosts blacklist blocklist rpz ioc iocs map";

/// Endings of settings, which are lists only in the directories of programs that refuse names.
const SETTINGS: Words = "conf cfg zone db json yml yaml toml";

/// Parts of the paths of such directories, beside those of [`refusing_path`].
const DIRECTORIES: [&str; 3] = ["privoxy", "sigma", "snort"];

/// Programs that read text, write text, and start nothing.
const READERS: Words = "cat tee sort uniq grep egrep fgrep zgrep rg sed awk gawk mawk wc head tail cut tr comm diff cmp \
    paste column rev nl tac rm ls test [ [[ touch chown chgrp stat file du echo printf read true : jq dos2unix iconv \
    sha256sum sha1sum md5sum yara yarac clamscan dnsmasq unbound unbound-checkconf named pihole pihole-ftl adguardhome \
    blocky coredns dnscrypt-proxy squid suricata snort get-content set-content add-content out-file select-string \
    remove-item where-object foreach-object sort-object gc ac sc";

/// Those of them whose operands are files that they write.
const WRITERS: Words = "tee set-content add-content out-file ac sc";

/// Programs that put a file elsewhere.
const MOVERS: Words = "cp mv ln copy-item move-item copy move";

/// Programs that start another one with what they read as its arguments.
const FEEDERS: Words = "xargs parallel";

/// Shells that are given their commands in one text.
const TEXT_SHELLS: Words = "sh bash dash ash zsh ksh cmd powershell pwsh";

/// Patterns of files in one build that are kept; with more of them every file counts as used.
const MOST_PATTERNS: usize = 64;

/// The files of one build that look like lists, and those of them that something uses in another way.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// Names of files that are more than read.
    used: HashSet<String>,
    /// Patterns of names of such files: `*.txt`.
    patterns: Vec<Run>,
    /// Names of settings that are put where a program reads what it refuses.
    placed: HashSet<String>,
    /// Fetching commands whose result is a list.
    fetching: HashSet<usize>,
    /// Shells that are given a text whose commands follow.
    texts: HashSet<usize>,
    /// A command makes files executable, or runs them, whose names are not known.
    any: bool,
}

/// The word is a path or an address of a file that may be a list, or a text with such a word.
pub(crate) fn may_be_list(word: &Text) -> bool {
    if word.contains(char::is_whitespace) {
        return words_of(word).any(|word| is_list(path_of(word)));
    }
    let path = path_of(word);
    is_list(path) || has(SETTINGS, ending(file_name(path)))
}

/// The words of the text of a shell.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '"'))
}

impl Facts {
    /// What the commands and copies of the build do with files that look like lists.
    pub(crate) fn lists(&self) -> Lists {
        let mut lists = Lists::default();
        let handed_on = self.handed_on();
        for (index, command) in self.commands.iter().enumerate().filter(|(_, it)| it.acts()) {
            let is_handed_on = handed_on.binary_search_by_key(&index, |(outer, _)| *outer).is_ok();
            if self.is_shell_of_text(index) {
                lists.texts.insert(index);
            } else if !is_handed_on {
                lists.take(self, index, command);
            }
        }
        for copy in self.copies.iter().filter(|copy| copy.runs || !is_place(&copy.target)) {
            lists.uses(&copy.sources);
        }
        for copy in self.copies.iter().filter(|copy| is_of_refuser(&copy.target)) {
            let names = copy.sources.iter().map(|source| file_name(path_of(source)));
            let settings = names.filter(|name| has(SETTINGS, ending(name)));
            lists.placed.extend(settings.map(str::to_owned));
        }
        lists
    }
}

impl Facts {
    /// The command is a shell, and what it is given as a text follows as commands of their own.
    fn is_shell_of_text(&self, index: usize) -> bool {
        let is_of_text = |inner: &Command| {
            inner.shell.parent == Some(index) && inner.shell.via == Via::ShellText
        };
        self.commands.get(index).is_some_and(|it| has(TEXT_SHELLS, &it.program))
            && self.commands.get(index + 1).is_some_and(is_of_text)
    }
}

impl Lists {
    /// The word names such a list, and nothing in the build does more with it than read it.
    pub(crate) fn has(&self, word: &Word<'_>) -> bool {
        if self.any {
            return false;
        }
        let is_text = word.command.is_some_and(|index| self.texts.contains(&index));
        if word.text.contains(char::is_whitespace) {
            // what else the text of a shell says is said by its commands
            let mut lists = words_of(word.text).filter(|word| is_list(path_of(word)));
            return is_text && lists.any(|word| !self.is_used(word));
        }
        if !may_be_list(word.text) {
            return false;
        }
        let path = path_of(word.text);
        let is_fetched = word.command.is_some_and(|index| self.fetching.contains(&index));
        let is_placed = || self.placed.contains(file_name(path));
        (is_list(path) || is_fetched || is_placed()) && !self.is_used(path)
    }

    /// Something in the build does more with a file of this name than read it.
    fn is_used(&self, path: &str) -> bool {
        let name = file_name(path_of(path));
        self.used.contains(name) || self.patterns.iter().any(|pattern| pattern.matches(name))
    }

    fn take(&mut self, facts: &Facts, index: usize, command: &Command) {
        let program = command.program.as_str();
        let words = command.argv();
        let inputs = command.shell.redirects.iter().filter(|it| it.direction == Direction::In);
        let inputs = inputs.map(|redirect| &redirect.target);
        let fetches = transfers::is_client(program);
        let mut transfers = facts.transfers_of(index).filter(|_| fetches);
        let saved = transfers.find_map(|it| fetched::path_of(command, it));
        let is_read = if has(MOVERS, program) {
            command.args().last().is_some_and(|target| is_place(target))
        } else if fetches || has(READERS, program) && !starts_programs(command) {
            saved.is_none_or(is_place) && stays_text(facts, index, command)
        } else {
            false
        };
        if is_read {
            if fetches && saved.is_none_or(is_list) {
                self.fetching.insert(index);
            }
            return;
        }
        self.any |= program == "chmod" && makes_executable(command) && names_any(words);
        self.any |= has(FEEDERS, program) && !words.iter().skip(1).any(|word| has(READERS, word));
        // what an unknown word stands for is a file only where files are what the program takes
        let takes_files = has(MOVERS, program) || has(READERS, program);
        for word in words.iter().skip(1).chain(inputs.clone()) {
            self.uses_pattern(word, takes_files);
        }
        self.uses(words.iter().chain(inputs));
    }

    /// `*.txt`, `/opt/*`, `{}`, the value of a variable.
    fn uses_pattern(&mut self, word: &str, takes_files: bool) {
        let name = file_name(word);
        let is_unknown = name.chars().all(|c| c == UNKNOWN) && !name.is_empty() || name == "{}";
        if is_unknown && !takes_files || !is_unknown && !name.contains(['*', '?', '[', UNKNOWN]) {
            return;
        }
        let pattern = if is_unknown || name.contains('[') { "*" } else { name };
        self.patterns.push(Run::new(&pattern.replace(UNKNOWN, "*")));
        self.any |= self.patterns.len() > MOST_PATTERNS;
        self.patterns.truncate(MOST_PATTERNS);
    }

    fn uses<'w>(&mut self, words: impl IntoIterator<Item = &'w Text>) {
        for word in words {
            // `--hosts=/etc/x.txt`
            let parts = word.split(['=', ',', ' ', '\'', '"', '(', ')', ';', '<', '>', '|', '\n']);
            let names = parts.map(|part| file_name(path_of(part)));
            let names = names.filter(|it| has(ENDINGS, ending(it)) || has(SETTINGS, ending(it)));
            self.used.extend(names.map(str::to_owned));
        }
    }
}

/// What the command writes goes to lists, or to programs of which the same is true.
fn stays_text(facts: &Facts, index: usize, command: &Command) -> bool {
    let is_captured = |it: &Command| {
        matches!(it.shell.via, Via::Substitution | Via::ProcessSubstitution)
            && it
                .shell
                .parent
                .and_then(|parent| facts.commands.get(parent))
                .is_none_or(|outer| !has(READERS, &outer.program))
    };
    let writes_list = |it: &Command| {
        let redirects = it.shell.redirects.iter().filter(|it| it.direction != Direction::In);
        let operands = it.args().iter().filter(|_| has(WRITERS, &it.program));
        let written = redirects.map(|it| &it.target);
        let mut written = written.chain(operands.filter(|word| !word.starts_with('-')));
        written.all(|target| is_place(target) || target.starts_with("/dev/"))
    };
    !is_captured(command)
        && writes_list(command)
        && facts
            .readers(index)
            .all(|it| has(READERS, &it.program) && writes_list(it) && !is_captured(it))
}

/// A file of this path is a list: by its ending, or by the directory where its settings lie.
fn is_list(path: &str) -> bool {
    let name = file_name(path);
    has(ENDINGS, ending(name))
        || name == "hosts"
        || name.starts_with("hosts.")
        || has(SETTINGS, ending(name)) && is_of_refuser(path)
}

/// A list, or a directory in which one may lie.
fn is_place(path: &str) -> bool {
    let path = path.trim_end_matches('"');
    is_list(path)
        || matches!(path, "." | "./")
        || path.ends_with(['/', '\\']) && !path.contains("bin/")
        || ending(file_name(path)).is_empty() && is_of_refuser(path)
}

/// Who refuses or looks for names has its lists there.
fn is_of_refuser(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    refusing_path(&path) || DIRECTORIES.iter().any(|part| path.contains(part))
}

/// `awk '{ system($0) }'`, `sed 1e`: the readers that can run what they read.
fn starts_programs(command: &Command) -> bool {
    let program = command.program.as_str();
    command.args().iter().any(|word| match program {
        "sed" => {
            let bare = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '$');
            bare.starts_with('e') || bare.contains("/e") || bare.contains(";e")
        }
        _ => program.ends_with("awk") && (word.contains("system") || word.contains(['|', '&'])),
    })
}

/// A pattern, a variable or a directory stands for files whose names are not told.
fn names_any(words: &[Text]) -> bool {
    words.iter().any(|word| {
        word.contains(['*', '?', UNKNOWN]) || matches!(word.as_str(), "-R" | "--recursive")
    })
}

fn path_of(word: &str) -> &str {
    word.split(['?', '#']).next().unwrap_or(word)
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

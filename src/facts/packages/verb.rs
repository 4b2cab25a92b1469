//! The words of a package manager → whether they install, and which of them name what.
//!
//! Knows the tables and no command.

use crate::source::{Text, UNKNOWN};

use super::super::word_list::{List, has};
use super::manager::{Grammar, Manager, Options};

/// How the words of a command say that it installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verb {
    /// The word that says it; `None` where the program alone does.
    pub(super) at: Option<usize>,
    /// It builds, and fetches for that what is missing.
    pub(super) builds: bool,
}

impl Verb {
    const fn plain(at: Option<usize>) -> Self {
        Self { at, builds: false }
    }

    /// Index of the first word that may name a package.
    pub(super) fn operands(self) -> usize {
        self.at.map_or(0, |at| at + 1)
    }
}

/// Verbs that install whoever the manager is. They only tell a verb from the value of an option that no table knows.
const INSTALLS: List = List::of(
    "install add in i ci get require download reinstall upgrade dist-upgrade full-upgrade \
                        groupinstall localinstall update sync restore create build-dep source",
);

/// Options without a value that are written in front of verbs, whoever the manager is.
const FLAGS: List = List::of(
    "-y -yq -qy -yqq -qqy -q -qq -v -vv -f -n -u -g -s -x --yes --assume-yes --assumeyes --quiet \
                     --verbose --force --global --user --silent --non-interactive --noninteractive --sudo",
);

/// Options that only ask the program something.
const ASKS: List = List::of("--version --help -h -V");

/// The words with which this manager installs; `None` if it does something else.
pub(super) fn find(manager: &Manager, args: &[Text]) -> Option<Verb> {
    match manager.grammar {
        Grammar::Options(options) => by_options(manager, &options, args),
        Grammar::Always => {
            let only_asks = args.first().is_some_and(|first| ASKS.has(first)) && args.len() == 1;
            let stays = args.iter().any(|arg| has("--no-install --no --list", arg));
            (!only_asks && !stays).then_some(Verb::plain(None))
        }
        Grammar::AllBut(_) | Grammar::Only(_) => by_operand(manager, args),
    }
}

/// What an operand is to a manager.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Installs,
    Builds,
    Other,
    /// The tables do not know it.
    Unlisted,
}

fn meaning(manager: &Manager, phrase: &str, word: &str) -> Meaning {
    let builds = manager.builds.words == "*" || manager.builds.has(phrase);
    match manager.grammar {
        Grammar::AllBut(other) if other.has(phrase) => Meaning::Other,
        Grammar::Only(verbs) if verbs.has(phrase) => Meaning::Installs,
        _ if builds => Meaning::Builds,
        Grammar::AllBut(_) if INSTALLS.has(word) => Meaning::Installs,
        _ => Meaning::Unlisted,
    }
}

fn by_operand(manager: &Manager, args: &[Text]) -> Option<Verb> {
    let unlisted_install = matches!(manager.grammar, Grammar::AllBut(_));
    let mut nest: Option<&Text> = None;
    // An operand that may be the verb or the value of the option before it: the next one tells.
    let mut doubtful: Option<(usize, Meaning)> = None;
    let (mut skip, mut after_option) = (false, false);
    for (at, word) in args.iter().enumerate() {
        if std::mem::take(&mut skip) || word.is_empty() || word.as_str() == "--" {
            continue;
        }
        if word.starts_with('-') {
            match meaning(manager, word, word) {
                Meaning::Installs => return Some(Verb::plain(Some(at))),
                Meaning::Other => return None,
                _ => {}
            }
            skip = manager.takes_next(word) || ends_in_valued(manager, word);
            let is_verbose = manager.group == "gem" && word.as_str() == "-V";
            if !skip && doubtful.is_none() && ASKS.has(word) && !is_verbose {
                return None;
            }
            after_option =
                !skip && !word.contains('=') && !FLAGS.has(word) && !word.starts_with("--no-");
            continue;
        }
        if manager.takes_next(word) {
            skip = true;
            continue;
        }
        // `cargo +nightly build`
        if word.starts_with('+') && doubtful.is_none() {
            continue;
        }
        // `grafana cli plugins install`: the last one is the one that verbs are listed with.
        let is_first = nest.is_none_or(|nest| doubtful.is_none() && nest.as_str() != word.as_str());
        if is_first && manager.nests.has(word) {
            nest = Some(word);
            continue;
        }
        let verb = word.trim_end_matches(',');
        let phrase =
            nest.map_or_else(|| verb.to_owned(), |nest| format!("{}/{verb}", nest.as_str()));
        let found = match meaning(manager, &phrase, verb) {
            // `mix do deps.get, compile`
            Meaning::Unlisted if nest.is_some() => match meaning(manager, verb, verb) {
                Meaning::Other => Meaning::Unlisted,
                plain => plain,
            },
            found => found,
        };
        let is_doubtful =
            after_option || word.contains(UNKNOWN) || nest.is_some() && found == Meaning::Unlisted;
        match (found, doubtful) {
            (Meaning::Installs, _) => return Some(Verb::plain(Some(at))),
            (Meaning::Builds, _) => return building(manager, args, at),
            (Meaning::Unlisted | Meaning::Other, None) if is_doubtful => {
                doubtful = Some((at, found));
            }
            (Meaning::Other, _) | (_, Some((_, Meaning::Other))) => return None,
            (Meaning::Unlisted, None) => {
                return unlisted_install.then_some(Verb::plain(Some(at)));
            }
            (Meaning::Unlisted, Some(_)) => break,
        }
        after_option = false;
    }
    match doubtful {
        Some((at, Meaning::Unlisted)) if unlisted_install => Some(Verb::plain(Some(at))),
        Some(_) => None,
        None => manager.bare.then_some(Verb::plain(None)),
    }
}

/// `-qr FILE`: the last of two or three letters takes the next word. Longer words are options of one dash.
fn ends_in_valued(manager: &Manager, word: &str) -> bool {
    let letters = word.strip_prefix('-').filter(|letters| (2..=3).contains(&letters.len()));
    let first = letters.and_then(|letters| {
        letters.char_indices().find(|(_, letter)| manager.valued.has(&format!("-{letter}")))
    });
    first.is_some_and(|(at, _)| Some(at + 1) == letters.map(str::len))
}

/// A build fetches what is missing unless it is told to do without; what is named with a version or a registry is not
/// built but fetched.
fn building(manager: &Manager, args: &[Text], at: usize) -> Option<Verb> {
    let offline = |arg: &Text| {
        has("--offline --no-restore --no-build --no-sync -mod=vendor", arg)
            || manager.builds.words == "*" && arg.as_str() == "-o"
    };
    let vendored = args.iter().zip(args.iter().skip(1));
    let vendored =
        vendored.into_iter().any(|(a, b)| a.as_str() == "-mod" && b.as_str() == "vendor");
    if vendored || args.iter().any(offline) {
        return None;
    }
    let operands =
        args.get(at + 1..).unwrap_or_default().iter().filter(|arg| !arg.starts_with('-'));
    let fetched = |word: &Text| {
        word.contains("@v")
            || word.ends_with("@latest")
            || word.starts_with("npm:")
            || word.starts_with("jsr:")
    };
    let builds = !operands.into_iter().any(fetched);
    Some(Verb { at: Some(at), builds })
}

fn by_options(manager: &Manager, options: &Options, args: &[Text]) -> Option<Verb> {
    let mut found = (options.installs == "*" && !args.is_empty()).then_some(None);
    let (mut skip, mut operands, mut only_refreshes) = (false, 0_usize, true);
    for (at, word) in args.iter().enumerate() {
        if std::mem::take(&mut skip) {
            continue;
        }
        if word.starts_with("--") {
            let name = word.split_once('=').map_or(word.as_str(), |(name, _)| name);
            if has(options.other_long, name) {
                return None;
            }
            if has(options.installs_long, name) {
                found = found.or(Some(Some(at)));
                only_refreshes &= name == "--sync";
            }
            skip = manager.takes_next(word);
        } else if let Some(letters) = word.strip_prefix('-') {
            if manager.takes_next(word) {
                skip = true;
                continue;
            }
            if letters.contains(|letter| options.other.contains(letter)) {
                return None;
            }
            if letters.contains(|letter| options.installs.contains(letter)) {
                found = found.or(Some(Some(at)));
            }
            let refreshes = |letter| letter == 'S' || Some(letter) == options.refreshes;
            only_refreshes &= letters.chars().all(refreshes);
        } else {
            if operands == 0 && found.is_none() && word.contains(UNKNOWN) {
                found = Some(Some(at));
            }
            operands += 1;
        }
    }
    let only_index = options.refreshes.is_some() && operands == 0 && only_refreshes;
    found.filter(|_| !only_index).map(|at| Verb { at, builds: false })
}

/// What the words behind a verb say: packages, and where they come from.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) packages: Vec<Text>,
    pub(super) sources: Vec<Text>,
}

/// The packages among the words from `operands` on, and the sources among all of them.
pub(super) fn named(manager: &Manager, args: &[Text], operands: usize) -> Named {
    let mut out = Named::default();
    let mut words = args.iter().enumerate();
    while let Some((index, word)) = words.next() {
        if let Some((option, value)) = word.split_once('=').filter(|_| word.starts_with('-')) {
            if manager.sources.has(option) {
                out.sources.push(word.slice(word.len() - value.len()..word.len()));
            }
        } else if manager.sources.has(word) {
            out.sources.extend(words.next().map(|(_, value)| value.clone()));
        } else if manager.valued.has(word) || ends_in_valued(manager, word) {
            words.next();
        } else if word.starts_with('-') {
            // `-ihttps://…`
            let attached = word
                .get(..2)
                .filter(|option| manager.sources.has(option) && !word.starts_with("--"));
            out.sources.extend(
                attached.map(|_| word.slice(2..word.len())).filter(|value| value.contains("://")),
            );
        } else if index >= operands && !word.is_empty() && !is_local(word) {
            out.packages.push(word.clone());
        }
    }
    out
}

/// The project itself, a directory of it, or the value of a switch: what is installed then is what the project needs.
fn is_local(word: &str) -> bool {
    let path = word.split_once('[').map_or(word, |(path, _)| path);
    matches!(path, "." | ".." | "./" | "true" | "false")
        || word.ends_with("/...")
        || word.ends_with('/')
}

/// `apt-get remove curl+` and `zypper remove +curl` install what carries the sign.
pub(super) fn added_while_removing<'a>(manager: &Manager, args: &'a [Text]) -> Vec<&'a Text> {
    let added = |word: &&Text| match manager.group {
        "apt-get" => {
            // `g++` is a name
            let signs = word.len() - word.trim_end_matches('+').len();
            signs % 2 == 1 && signs < word.len() && !word.starts_with('-')
        }
        "zypper" => word.starts_with('+') && word.len() > 1,
        _ => false,
    };
    args.iter().filter(added).collect()
}

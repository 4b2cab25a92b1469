//! The arguments of a program that transfers: whether it does, and which words without a scheme are addresses.

use crate::shell::Via;
use crate::source::{Text, UNKNOWN};

use super::super::command::Command;
use super::super::url::{self, Url};
use super::super::word_list::{List, Words, has};
use super::clients::{Client, Operands, When};

/// Options that only ask the program something.
const ASKS: List = List::of("--version --help -h -V -v -help -version version help --manual");

/// Options of web clients whose value is only said to the server.
const SAID: List = List::of("-A --user-agent -e --referer -H --header -U");

/// True if the command transfers.
pub(super) fn transfers(client: &Client, command: &Command) -> bool {
    let args = command.args();
    let Some(first) = args.first() else {
        // `xargs curl`: the words come from elsewhere
        return command.shell.input.is_some() || command.shell.via == Via::Wrapper;
    };
    let only_asks =
        ASKS.has(first) && args.len() <= 2 && !args.iter().any(|arg| arg.contains(['.', '/']));
    !only_asks
        && match client.when {
            When::Always => true,
            When::Verbs(verbs) => verb(client, args).is_some_and(|found| does(verbs, &found, args)),
            When::AllBut(verbs) => verb(client, args).is_some_and(|found| !has(verbs, found[0])),
            When::Starts(words) => starts(words, args),
            When::Remote => operands(client, args).any(|word| is_remote(word)),
            When::RemoteOrStarts(words) => {
                starts(words, args) || operands(client, args).any(|word| is_remote(word))
            }
        }
}

fn starts(words: Words, args: &[Text]) -> bool {
    args.iter().any(|arg| words.split(' ').any(|word| arg.starts_with(word)))
}

/// The first two operands, an alias of git's resolved.
fn verb<'a>(client: &Client, args: &'a [Text]) -> Option<[&'a str; 2]> {
    let mut words = operands(client, args).map(|word| word.as_str());
    let (first, second) = (words.next()?, words.next().unwrap_or_default());
    let alias = format!("alias.{first}=");
    let meant =
        args.iter().find_map(|arg| arg.strip_prefix(&alias)).filter(|_| client.scheme == "git");
    let first = meant.map_or(first, |meant| meant.split(' ').next().unwrap_or(meant));
    Some([first, second])
}

fn does(verbs: Words, found: &[&str; 2], args: &[Text]) -> bool {
    let [first, second] = found;
    let with_option = |arg: &Text| {
        let name = arg.split_once('=').map_or(arg.as_str(), |(name, _)| name);
        name.starts_with("--") && has(verbs, &format!("{first}/{name}"))
    };
    has(verbs, first) || has(verbs, &format!("{first}/{second}")) || args.iter().any(with_option)
}

/// Words that are neither options nor their values.
fn operands<'a>(client: &Client, args: &'a [Text]) -> impl Iterator<Item = &'a Text> + use<'a> {
    let (short, long) = (client.short, client.long);
    let (mut skip, mut ended) = (false, false);
    args.iter().filter(move |arg| {
        if std::mem::take(&mut skip) {
            return false;
        }
        if ended || !arg.starts_with('-') || arg.len() == 1 {
            return true;
        }
        ended = arg.as_str() == "--";
        skip = if arg.starts_with("--") {
            long.has(arg)
        } else {
            // in a cluster, the first letter with a value takes the rest or the next word
            let letters = arg.get(1..).unwrap_or_default();
            letters.find(|letter| short.contains(letter)).is_some_and(|at| at + 1 == letters.len())
                || long.has(&arg.to_ascii_lowercase())
        };
        false
    })
}

/// The word is the value of an option that only tells the server something.
pub(super) fn is_said_only(args: &[Text], at: usize) -> bool {
    at.checked_sub(1).and_then(|before| args.get(before)).is_some_and(|option| SAID.has(option))
}

/// Addresses without a scheme among the operands.
pub(super) fn bare(client: &Client, args: &[Text]) -> Vec<Url> {
    let hosts = named_hosts(client, args);
    if !hosts.is_empty() {
        return hosts;
    }
    let mut words = operands(client, args).filter(|word| !word.contains("://"));
    match client.operands {
        Operands::Host => {
            let host = words.next().filter(|word| !word.contains('/'));
            host.and_then(|word| {
                url::bare(word, client.scheme).or_else(|| url::host_only(word, client.scheme))
            })
            .into_iter()
            .collect()
        }
        Operands::All => words.filter_map(|word| url::bare(word, client.scheme)).collect(),
        Operands::First => {
            words.find_map(|word| url::bare(word, client.scheme)).into_iter().collect()
        }
    }
}

/// Hosts that an option names: `--keyserver host`.
fn named_hosts(client: &Client, args: &[Text]) -> Vec<Url> {
    if client.scheme != "hkp" {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut words = args.iter();
    while let Some(word) = words.next() {
        // gpg takes the start of an option for all of it
        if !word.starts_with("--keys") {
            continue;
        }
        let value = match word.split_once('=') {
            Some((_, value)) => Some(word.slice(word.len() - value.len()..word.len())),
            None => words.next().cloned(),
        };
        out.extend(
            value
                .filter(|value| !value.contains("://"))
                .and_then(|value| url::bare(&value, client.scheme)),
        );
    }
    out
}

/// Proxies without a scheme that an option sets: `wget -e http_proxy=host:port`.
pub(super) fn proxies(args: &[Text]) -> impl Iterator<Item = Url> {
    args.iter().filter_map(|arg| {
        let (_, value) = arg.split_once("_proxy=").filter(|(_, value)| !value.contains("://"))?;
        url::host_only(&arg.slice(arg.len() - value.len()..arg.len()), "http")
    })
}

/// `host:path`, `user@host:path`, `host::module`, `//host/path`; the drive of Windows is no host.
fn is_remote(word: &str) -> bool {
    let Some((host, _)) = word.split_once(':') else { return word.starts_with("//") };
    !host.contains('/') && (host.len() > 1 || word.contains(UNKNOWN))
}

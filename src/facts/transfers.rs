//! Transfers over the network: what is fetched, by which tool, from which host.

use ecow::EcoString;

use crate::source::{Span, Text};

use super::command::Command;
use super::place::Place;
use super::url::{self, Url};

/// A transfer of bytes over the network, or a URL that a command is given.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// The instruction.
    pub place: Place,
    /// What transfers: a program (`curl`), an instruction (`ADD`), or the program that is given a URL.
    pub tool: EcoString,
    /// The program exists to transfer (`curl`, `git clone`, `ADD`); otherwise it is only given a URL.
    pub fetches: bool,
    /// The address, where one is written.
    pub url: Option<Url>,
    /// Index of the command in [`super::Facts::commands`]; `None` for FROM, COPY and ADD.
    pub command: Option<usize>,
    /// The address, or the tool where none is written.
    pub span: Span,
}

/// Programs that exist to transfer, with the scheme that they use where none is written; sorted by name.
static FETCHERS: &[(&str, &str)] = &[
    ("aria2c", "http"),
    ("axel", "http"),
    ("bitsadmin", "http"),
    ("certutil", "http"),
    ("crane", "https"),
    ("curl", "http"),
    ("dig", "dns"),
    ("drill", "dns"),
    ("elinks", "http"),
    ("fetch", "http"),
    ("ftp", "ftp"),
    ("gdown", "https"),
    ("get", "http"),
    ("gsutil", "https"),
    ("http", "http"),
    ("https", "https"),
    ("invoke-restmethod", "http"),
    ("invoke-webrequest", "http"),
    ("ipfs", "ipfs"),
    ("irm", "http"),
    ("iwr", "http"),
    ("kdig", "dns"),
    ("lftp", "ftp"),
    ("links", "http"),
    ("lwp-download", "http"),
    ("lwp-request", "http"),
    ("lynx", "http"),
    ("megadl", "https"),
    ("nc", "tcp"),
    ("nc.openbsd", "tcp"),
    ("nc.traditional", "tcp"),
    ("ncat", "tcp"),
    ("ncftp", "ftp"),
    ("ncftpget", "ftp"),
    ("netcat", "tcp"),
    ("nslookup", "dns"),
    ("oras", "https"),
    ("rclone", "https"),
    ("rsync", "rsync"),
    ("scp", "ssh"),
    ("sftp", "sftp"),
    ("skopeo", "https"),
    ("smbclient", "smb"),
    ("socat", "tcp"),
    ("ssh", "ssh"),
    ("sshfs", "ssh"),
    ("start-bitstransfer", "http"),
    ("telnet", "tcp"),
    ("tftp", "tftp"),
    ("transmission-cli", "bittorrent"),
    ("w3m", "http"),
    ("wget", "http"),
    ("wget2", "http"),
    ("xh", "http"),
    ("youtube-dl", "https"),
    ("yt-dlp", "https"),
];

/// Programs of which some verbs transfer.
static VERBS: &[(&str, &[&str], &str)] = &[
    ("git", &["clone", "fetch", "pull", "ls-remote", "submodule", "remote", "lfs"], "git"),
    ("gh", &["repo", "release", "gist"], "git"),
    ("hg", &["clone", "pull"], "https"),
    ("svn", &["checkout", "co", "export", "update", "up"], "svn"),
    ("bzr", &["branch", "checkout"], "https"),
    ("cvs", &["checkout", "co"], "cvs"),
    ("fossil", &["clone"], "https"),
    ("aws", &["s3", "s3api"], "https"),
    ("az", &["storage"], "https"),
    ("gcloud", &["storage"], "https"),
    ("docker", &["pull", "run", "cp", "load"], "https"),
    ("podman", &["pull", "run"], "https"),
    ("openssl", &["s_client"], "tcp"),
    ("busybox", &["nc", "ftpget", "tftp"], "tcp"),
];

/// The transfers of one command; `index` is its own index.
pub(crate) fn observe(command: &Command, index: usize, out: &mut Vec<Transfer>) {
    if !command.acts() && command.program != "test" {
        return;
    }
    let before = out.len();
    let scheme = fetch_scheme(command);
    let fetches = scheme.is_some();
    let words = command.args().iter().chain(command.shell.redirects.iter().map(|r| &r.target));
    // Every address has a slash, most words have none.
    for word in words.filter(|word| word.contains('/')) {
        for url in url::find(word) {
            push(out, command, index, fetches, Some(url));
        }
        if let Some(url) = url::dev_tcp(word) {
            push(out, command, index, true, Some(url));
        }
    }
    if let Some(scheme) = scheme
        && out.len() == before
    {
        let host = bare_address(command, scheme);
        push(out, command, index, true, host);
    }
}

fn push(out: &mut Vec<Transfer>, command: &Command, index: usize, fetches: bool, url: Option<Url>) {
    let first = command.argv().first().map_or(command.shell.span, Text::span);
    out.push(Transfer {
        place: command.place,
        tool: command.program.clone(),
        fetches,
        span: url.as_ref().map_or(first, |url| url.text.span()),
        url,
        command: Some(index),
    });
}

/// The scheme that the command would use where none is written; `None` if it does not exist to transfer.
fn fetch_scheme(command: &Command) -> Option<&'static str> {
    let program = command.program.as_str();
    if let Ok(at) = FETCHERS.binary_search_by_key(&program, |(name, _)| name) {
        let scheme = FETCHERS.get(at).map(|(_, scheme)| *scheme);
        let only_asks = ["--version", "-V", "--help"].iter().any(|flag| command.has(flag));
        return scheme.filter(|_| !only_asks && !command.args().is_empty());
    }
    let (_, verbs, scheme) = VERBS.iter().find(|(name, ..)| *name == program)?;
    let verb = command.args().iter().find(|arg| verbs.contains(&arg.as_str()))?;
    let local = program == "git"
        && match verb.as_str() {
            "submodule" | "remote" => !["update", "add", "set-url"].iter().any(|w| command.has(w)),
            "clone" => command.args().last().is_some_and(|last| last.as_str() == "clone"),
            _ => false,
        };
    (!local).then_some(scheme)
}

/// The first argument that reads as an address without a scheme: `example.org/x`, `user@host:path`.
fn bare_address(command: &Command, scheme: &'static str) -> Option<Url> {
    let arguments = command.args().iter().filter(|arg| !arg.starts_with('-'));
    arguments.into_iter().find_map(|arg| url::bare(arg, scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_sorted_by_name() {
        assert!(FETCHERS.is_sorted_by(|a, b| a.0 < b.0));
    }
}

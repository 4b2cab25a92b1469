//! Transfers over the network: what is fetched, by which tool, from which host.

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
    pub tool: String,
    /// The program exists to transfer (`curl`, `git clone`, `ADD`); otherwise it is only given a URL.
    pub fetches: bool,
    /// The address, where one is written.
    pub url: Option<Url>,
    /// Index of the command in [`super::Facts::commands`]; `None` for FROM, COPY and ADD.
    pub command: Option<usize>,
    /// The address, or the tool where none is written.
    pub span: Span,
}

/// Programs that exist to transfer, with the scheme that they use where none is written.
static FETCHERS: &[(&str, &str)] = &[
    ("curl", "http"),
    ("wget", "http"),
    ("wget2", "http"),
    ("aria2c", "http"),
    ("axel", "http"),
    ("http", "http"),
    ("https", "https"),
    ("xh", "http"),
    ("lwp-request", "http"),
    ("lwp-download", "http"),
    ("get", "http"),
    ("fetch", "http"),
    ("links", "http"),
    ("lynx", "http"),
    ("w3m", "http"),
    ("elinks", "http"),
    ("ftp", "ftp"),
    ("lftp", "ftp"),
    ("ncftpget", "ftp"),
    ("ncftp", "ftp"),
    ("tftp", "tftp"),
    ("sftp", "sftp"),
    ("scp", "ssh"),
    ("rsync", "rsync"),
    ("ssh", "ssh"),
    ("sshfs", "ssh"),
    ("nc", "tcp"),
    ("ncat", "tcp"),
    ("netcat", "tcp"),
    ("nc.traditional", "tcp"),
    ("nc.openbsd", "tcp"),
    ("socat", "tcp"),
    ("telnet", "tcp"),
    ("dig", "dns"),
    ("nslookup", "dns"),
    ("drill", "dns"),
    ("kdig", "dns"),
    ("smbclient", "smb"),
    ("gsutil", "https"),
    ("rclone", "https"),
    ("gdown", "https"),
    ("youtube-dl", "https"),
    ("yt-dlp", "https"),
    ("skopeo", "https"),
    ("oras", "https"),
    ("crane", "https"),
    ("ipfs", "ipfs"),
    ("transmission-cli", "bittorrent"),
    ("megadl", "https"),
    ("invoke-webrequest", "http"),
    ("iwr", "http"),
    ("invoke-restmethod", "http"),
    ("irm", "http"),
    ("start-bitstransfer", "http"),
    ("bitsadmin", "http"),
    ("certutil", "http"),
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
pub(super) fn observe(command: &Command, index: usize, out: &mut Vec<Transfer>) {
    if !command.acts() && command.program != "test" {
        return;
    }
    let before = out.len();
    let scheme = fetch_scheme(command);
    let fetches = scheme.is_some();
    let words = command.args().iter().chain(command.shell.redirects.iter().map(|r| &r.target));
    for word in words {
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
    if let Some((_, scheme)) = FETCHERS.iter().find(|(name, _)| *name == program) {
        let only_asks = ["--version", "-V", "--help"].iter().any(|flag| command.has(flag));
        return (!only_asks && !command.args().is_empty()).then_some(scheme);
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

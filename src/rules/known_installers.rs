//! Installers of well-known vendors: which downloads are theirs, as nobody else can publish there. Data stands in
//! `installers.toml`; what is done with one is up to the rule that asks.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::facts::{Command, Facts, Transfer};
use crate::shell::{Language, Via};
use crate::source::{Text, UNKNOWN};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    installer: Vec<Installer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(test),
    allow(dead_code, reason = "who vouches for an entry is for readers of the data")
)]
struct Installer {
    vendor: String,
    /// `host/path`, with `*` for anything but a slash.
    addresses: Vec<String>,
    source: String,
    date: String,
}

static INSTALLERS: LazyLock<Vec<Installer>> = LazyLock::new(|| {
    toml::from_str::<Data>(include_str!("installers.toml"))
        .map(|it| it.installer)
        .unwrap_or_default()
});

/// The transfer gets an installer of the list from its vendor, and nothing but that: over HTTPS, whose certificate is
/// checked, without an option that says where the answer comes from.
pub(super) fn is_of_vendor(transfer: &Transfer, command: &Command) -> bool {
    let Some(url) = &transfer.url else { return false };
    let usual_port = url.port.is_none_or(|port| port == 443);
    url.scheme == "https"
        && url.userinfo.is_none()
        && usual_port
        && is_listed(&url.host, &url.path)
        && (is_of_powershell(command) || is_of_shell(command))
}

/// `iex ((New-Object Net.WebClient).DownloadString('…'))`, `irm … | iex`, with nothing that says who answers.
fn is_of_powershell(command: &Command) -> bool {
    let changes = |word: &Text| {
        let word = word.to_ascii_lowercase();
        ["certificate", "proxy"].iter().any(|part| word.contains(part))
    };
    command.shell.language == Language::PowerShell && !command.argv().iter().any(changes)
}

fn is_of_shell(command: &Command) -> bool {
    matches!(command.program.as_str(), "curl" | "wget")
        && command.shell.argv.first().is_some_and(|program| program.as_str() == command.program)
        // `CURL_HOME=…`, `https_proxy=…` say who answers
        && command.shell.assignments.is_empty()
        && has_plain_options(command)
}

/// The shell is given just what command `source` fetches, and not what something else makes of it on the way.
pub(super) fn is_unchanged(facts: &Facts, source: usize, runner: &Command) -> bool {
    let Some(command) = facts.commands.get(source) else { return false };
    let Some(reader) = command.piped_to else { return runner.shell.pipe_from.is_none() };
    let mut at = Some(runner);
    while let Some(outer) = at {
        if outer.shell.pipe_from == Some(source) {
            return is_behind(facts, outer, reader);
        }
        at = outer
            .shell
            .parent
            .filter(|parent| *parent >= reader)
            .and_then(|it| facts.commands.get(it));
    }
    false
}

/// The command is the reader itself, or stands behind it as `sudo -E bash` does.
fn is_behind(facts: &Facts, command: &Command, reader: usize) -> bool {
    let Some(reader) = facts.commands.get(reader) else { return false };
    let mut at = command;
    while at.shell.span != reader.shell.span {
        let outer = at.shell.parent.and_then(|parent| facts.commands.get(parent));
        let wraps = |it: &&Command| matches!(it.program.as_str(), "sudo" | "doas");
        let Some(outer) = outer.filter(wraps).filter(|_| at.shell.via == Via::Wrapper) else {
            return false;
        };
        at = outer;
    }
    true
}

fn is_listed(host: &str, path: &str) -> bool {
    // What a server makes of such a path is its own affair; a query only tells it what to answer.
    if path.contains(['%', '\\', '?', '#', UNKNOWN]) || path.contains("..") || path.contains("//") {
        return false;
    }
    let path = if path.is_empty() { "/" } else { path };
    let listed = |address: &String| {
        let (known, pattern) = address.split_at(address.find('/').unwrap_or(address.len()));
        known == host && fits(pattern, path)
    };
    INSTALLERS.iter().any(|installer| installer.addresses.iter().any(listed))
}

/// Each part of the path as the pattern has it; one `*` in a part stands for anything.
fn fits(pattern: &str, path: &str) -> bool {
    let part = |(pattern, part): (&str, &str)| match pattern.split_once('*') {
        Some((start, end)) => {
            part.len() >= start.len() + end.len() && part.starts_with(start) && part.ends_with(end)
        }
        None => pattern == part,
    };
    pattern.split('/').count() == path.split('/').count()
        && pattern.split('/').zip(path.split('/')).all(part)
}

/// Options of curl and wget that change neither who answers nor whether that is checked.
const PLAIN: &[&str] = &[
    "--fail",
    "--silent",
    "--show-error",
    "--location",
    "--tlsv1.2",
    "--tlsv1.3",
    "--proto",
    "--proto-redir",
    "--retry",
    "--retry-delay",
    "--retry-max-time",
    "--retry-all-errors",
    "--retry-connrefused",
    "--connect-timeout",
    "--max-time",
    "--http1.1",
    "--http2",
    "--compressed",
    "--progress-bar",
    "--no-progress-meter",
    "--fail-with-body",
    "--quiet",
    "--no-verbose",
    "--https-only",
    "--tries",
    "--timeout",
    "--output",
    "--output-document",
    "--remote-name",
    "--show-progress",
    "--ipv4",
    "-nv",
    "--secure-protocol",
    "--verbose",
];

/// Letters that curl and wget take in one word and that are as harmless: `-fsSL`, `-qO-`, `-4`.
const PLAIN_LETTERS: &str = "fsSLqvnOo-#46";

fn has_plain_options(command: &Command) -> bool {
    command.args().iter().filter(|arg| arg.starts_with('-')).all(|arg| {
        let name = arg.split('=').next().unwrap_or_default();
        PLAIN.contains(&name)
            || !name.starts_with("--") && name.chars().skip(1).all(|c| PLAIN_LETTERS.contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::{INSTALLERS, fits, is_listed};

    #[test]
    fn every_installer_names_its_vendor_page_and_date() {
        assert!(!INSTALLERS.is_empty(), "the data can be read");
        for installer in INSTALLERS.iter() {
            assert!(!installer.vendor.is_empty() && !installer.addresses.is_empty());
            assert!(installer.source.starts_with("https://"), "{}", installer.vendor);
            assert_eq!(installer.date.len(), "2026-11-28".len(), "{}", installer.vendor);
            for address in &installer.addresses {
                assert!(
                    address.contains('/')
                        && address.split('/').all(|it| it.matches('*').count() < 2)
                );
                assert!(!address.split('/').next().unwrap_or_default().contains('*'), "{address}");
            }
        }
    }

    #[test]
    fn the_page_lists_every_address() {
        let page = include_str!("../../docs/intel.md");
        let mut all = INSTALLERS.iter().flat_map(|installer| &installer.addresses);
        assert_eq!(all.find(|address| !page.contains(&format!("`{address}`"))), None);
    }

    #[test]
    fn a_star_stays_in_its_part_of_the_path() {
        assert!(fits("/setup_*", "/setup_20.x"));
        assert!(fits("/setup_*", "/setup_"));
        assert!(!fits("/ab*ba", "/aba"));
        assert!(!fits("/setup_*", "/setup_20.x/other"));
        assert!(!fits("/a/v*/install.sh", "/a/0f2c/install.sh"));
    }

    #[test]
    fn what_others_can_publish_is_not_listed() {
        assert!(is_listed("sh.rustup.rs", ""));
        assert!(is_listed("raw.githubusercontent.com", "/nvm-sh/nvm/v0.40.3/install.sh"));
        let sha = "/nvm-sh/nvm/0123456789abcdef0123456789abcdef01234567/install.sh";
        assert!(!is_listed("raw.githubusercontent.com", sha));
        assert!(!is_listed("raw.githubusercontent.com", "/someone/nvm/v0.40.3/install.sh"));
        assert!(!is_listed(
            "raw.githubusercontent.com",
            "/nvm-sh/nvm/v1/../../../x/y/v1/install.sh"
        ));
        assert!(!is_listed("sh.rustup.rs.example.invalid", "/"));
        assert!(!is_listed("deno.land", "/x/other/install.sh"));
    }
}

//! Names: hosts, users, programs, packages, addresses.

use std::str::FromStr;

use crate::config::{BadValue, from_text, nearest, shown};
use crate::intel::wallet;
use crate::pattern::{self, NamePattern};

/// A pattern of host names; compared in lower case, without port.
#[derive(Clone, Debug)]
pub(crate) struct HostPattern(NamePattern);

/// A pattern of users, without the group.
#[derive(Clone, Debug)]
pub(crate) struct UserPattern(NamePattern);

/// A pattern of programs by their file name, in lower case and without `.exe`.
#[derive(Clone, Debug)]
pub(crate) struct ProgramPattern(NamePattern);

/// A pattern of packages, with or without their version.
#[derive(Clone, Debug)]
pub(crate) struct PackagePattern(NamePattern);

/// A pattern of values of variables, in which brackets and braces are ordinary characters.
#[derive(Clone, Debug)]
pub(crate) struct ValuePattern(NamePattern);

/// A whole wallet address with a valid checksum.
#[derive(Clone, Debug)]
pub(crate) struct WalletAddress(String);

/// The scheme of an address, in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Scheme(&'static str);

from_text! {
    HostPattern: "pattern of host names, without scheme, port and path: `*` stands for any characters", "*.example.invalid";
    UserPattern: "pattern of users, without the group: `*` stands for any characters", "build-*";
    ProgramPattern: "pattern of programs by their file name: `*` stands for any characters", "nu";
    PackagePattern: "pattern of packages: `*` stands for any characters", "curl";
    ValuePattern: "value of a variable: `*` stands for any characters", "/usr/lib/libjemalloc.so.2";
    WalletAddress: "whole wallet address", "4…";
    Scheme: "scheme of an address, such as `http`", "http";
}

macro_rules! matches {
    ($($type:ty),+) => {$(
        impl $type {
            /// True if the pattern stands for the whole text.
            pub(crate) fn matches(&self, text: &str) -> bool {
                self.0.matches(text)
            }
        }
    )+};
}

impl UserPattern {
    /// The pattern as a regular expression.
    pub(crate) fn expression(&self) -> String {
        self.0.expression()
    }
}

matches!(HostPattern, UserPattern, ProgramPattern, PackagePattern, ValuePattern);

impl FromStr for HostPattern {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        pattern::length(written)?;
        let host = written.trim_end_matches('.').to_ascii_lowercase();
        let rest = host.split_once("://").map_or(host.as_str(), |(_, rest)| rest);
        let authority =
            rest.split(['/', '?', '#']).next().filter(|_| rest != host || rest.contains('/'));
        let authority = authority.unwrap_or(rest);
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let (bare, port) = match authority.split_once(':') {
            Some((bare, port)) if !port.contains(':') => (bare, Some(port)),
            _ => (authority, None),
        };
        if host != authority || port.is_some() {
            let message = format!("`{}` is an address, not a host", shown(written));
            let bare = if bare.is_empty() { "*" } else { bare };
            return Err(BadValue::new(message, format!("write `{}`", shown(bare))));
        }
        if let Some(rest) = host.strip_prefix('.') {
            let message = format!("no host starts with a dot, as `{}` does", shown(written));
            return Err(BadValue::new(message, format!("write `*.{}`", shown(rest))));
        }
        let pattern: NamePattern = host.parse()?;
        let odd = host.chars().find(|c| !c.is_alphanumeric() && !".-_:*?".contains(*c));
        if let Some(odd) = odd {
            let message = format!("no host name has the character `{odd}`");
            return Err(BadValue::new(message, "write one host, such as `*.example.com`"));
        }
        Ok(Self(pattern))
    }
}

impl FromStr for UserPattern {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        if let Some((user, _)) = written.split_once(':') {
            let message = format!("`{}` has a group: users are compared without", shown(written));
            let user = if user.is_empty() { "*" } else { user };
            return Err(BadValue::new(message, format!("write `{}`", shown(user))));
        }
        no_blank("user", written)?;
        written.parse().map(Self)
    }
}

impl FromStr for ProgramPattern {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        let lower = written.to_ascii_lowercase();
        let name = lower.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = name.strip_suffix(".exe").unwrap_or(name);
        if name != written && !written.is_empty() {
            let message =
                format!("programs are compared by their name, not as `{}`", shown(written));
            let name = if name.is_empty() { "*" } else { name };
            return Err(BadValue::new(message, format!("write `{}`", shown(name))));
        }
        no_blank("program", written)?;
        written.parse().map(Self)
    }
}

impl FromStr for PackagePattern {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        no_blank("package", written)?;
        written.parse().map(Self)
    }
}

impl FromStr for ValuePattern {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        NamePattern::verbatim(written).map(Self)
    }
}

fn no_blank(what: &str, written: &str) -> Result<(), BadValue> {
    if written.trim() == written && written.contains(char::is_whitespace) {
        let message = format!("no {what} has a blank, as `{}` has", shown(written));
        return Err(BadValue::new(message, "write a list, each in quotes of its own"));
    }
    Ok(())
}

impl WalletAddress {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WalletAddress {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        let found = wallet::find(written).next();
        let whole = |range: &std::ops::Range<usize>| *range == (0..written.len());
        match found {
            Some(wallet) if whole(&wallet.range) => Ok(Self(written.to_owned())),
            Some(wallet) => {
                let address = written.get(wallet.range).unwrap_or_default();
                let message = format!("`{}` is more than an address", shown(written));
                Err(BadValue::new(message, format!("write `{address}`")))
            }
            None => {
                let message =
                    format!("`{}` is no wallet address that would be reported", shown(written));
                Err(BadValue::new(message, "write a whole address with its checksum"))
            }
        }
    }
}

/// Schemes that addresses in builds have and that tools use where none is written; sorted.
const SCHEMES: &[&str] = &[
    "bittorrent",
    "bzr",
    "cvs",
    "data",
    "dns",
    "docker",
    "file",
    "ftp",
    "ftps",
    "git",
    "git+http",
    "git+https",
    "git+ssh",
    "gopher",
    "gs",
    "hg",
    "http",
    "https",
    "ipfs",
    "ipns",
    "ldap",
    "magnet",
    "oci",
    "rsync",
    "s3",
    "scp",
    "sftp",
    "smb",
    "socks4",
    "socks5",
    "ssh",
    "ssl",
    "stratum",
    "stratum+ssl",
    "stratum+tcp",
    "stratum+tls",
    "svn",
    "svn+ssh",
    "tcp",
    "telnet",
    "tftp",
    "tls",
    "udp",
    "ws",
    "wss",
];

impl Scheme {
    pub(crate) fn as_str(&self) -> &str {
        self.0
    }
}

impl FromStr for Scheme {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        if let Some(known) = SCHEMES.iter().find(|scheme| **scheme == written) {
            return Ok(Self(known));
        }
        let bare = written.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let near = SCHEMES.iter().find(|it| **it == bare).copied();
        let help = match near.or_else(|| nearest(&bare, SCHEMES.iter().copied())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the word in front of `://`, such as `http`".to_owned(),
        };
        Err(BadValue::new(format!("unknown scheme `{}`", shown(written)), help))
    }
}

//! Addresses inside words: `scheme://host/path`, `user@host:path`, bare hosts, `/dev/tcp/host/port`.

use crate::source::Text;

use super::loopback::is_loopback;

/// An address of something on the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    /// The whole address as expanded.
    pub(crate) text: Text,
    /// Lower-case scheme; the tool's own where none is written.
    pub(crate) scheme: String,
    /// Lower-case host without user, port and trailing dot; UNKNOWN characters stay in it.
    pub(crate) host: String,
    /// Port, if written.
    pub(crate) port: Option<u16>,
    /// Path, query and fragment, with the leading slash.
    pub(crate) path: String,
    /// Text before `@` in the authority.
    pub(crate) userinfo: Option<String>,
}

impl Url {
    /// The host is the machine that asks.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

/// Characters that end an address inside a longer word.
const ENDS: &[char] = &['"', '\'', '`', '<', '>', '|', ';', ',', '(', ')', '{', '}', '\\', '^'];

/// Every address with a scheme inside the word, in order.
pub(crate) fn find(word: &Text) -> Vec<Url> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(colon) = next_scheme_end(word, from) {
        let start = scheme_start(word, from, colon);
        let rest = word.get(colon + 3..).unwrap_or_default();
        let length =
            rest.find(|c: char| c.is_whitespace() || ENDS.contains(&c)).unwrap_or(rest.len());
        let end = colon + 3 + length;
        if start < colon && length > 0 {
            out.push(split(word.slice(start..end), colon - start));
        }
        from = end.max(colon + 3);
    }
    out
}

/// The next `://` from `from` on; nearly every word has no colon at all.
fn next_scheme_end(word: &str, from: usize) -> Option<usize> {
    let rest = word.as_bytes().get(from..)?;
    let is_end = |at: &usize| rest.get(*at..).is_some_and(|end| end.starts_with(b"://"));
    memchr::memchr_iter(b':', rest).find(is_end).map(|at| from + at)
}

/// First byte of the scheme that ends at `colon`, not before `from`.
fn scheme_start(word: &str, from: usize, colon: usize) -> usize {
    let before = word.as_bytes().get(from..colon).unwrap_or_default();
    let is_scheme = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let length = before.iter().rev().take_while(|b| is_scheme(b)).count();
    let tail = before.get(before.len() - length..).unwrap_or_default();
    // a scheme starts with a letter
    let skip = tail.iter().take_while(|b| !b.is_ascii_alphabetic()).count();
    colon - length + skip
}

fn split(text: Text, scheme_len: usize) -> Url {
    let scheme = text.get(..scheme_len).unwrap_or_default().to_ascii_lowercase();
    let rest = text.get(scheme_len + 3..).unwrap_or_default();
    let authority_len = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(authority_len).unwrap_or((rest, ""));
    let (host, port, userinfo) = authority_parts(authority);
    let path = path.to_owned();
    Url { text, scheme, host, port, path, userinfo }
}

fn authority_parts(authority: &str) -> (String, Option<u16>, Option<String>) {
    let (userinfo, address) = match authority.rsplit_once('@') {
        Some((user, address)) => (Some(user.to_owned()), address),
        None => (None, authority),
    };
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') && !port.ends_with(']') => {
            (host, port.parse().ok())
        }
        _ => (address, None),
    };
    let host = host.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
    (host, port, userinfo)
}

/// An address without a scheme in the place where a tool of `scheme` takes one.
pub(crate) fn bare(word: &Text, scheme: &str) -> Option<Url> {
    let value = word.trim_matches(['"', '\'']);
    let host_end = value.find(['/', '?', '#']).unwrap_or(value.len());
    let mut authority = value.get(..host_end)?;
    let mut path = value.get(host_end..).unwrap_or_default().to_owned();
    if let Some((address, rest)) = authority.split_once(':')
        && rest.parse::<u16>().is_err()
    {
        // scp-like: user@host:path
        path = format!("/{rest}{path}");
        authority = address;
    }
    let (host, port, userinfo) = authority_parts(authority);
    let looks_like_host = host.contains('.') || port.is_some() || userinfo.is_some();
    let valid = !host.is_empty()
        && !host.starts_with('.')
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':'));
    (looks_like_host && valid).then(|| Url {
        text: word.clone(),
        scheme: scheme.to_owned(),
        host,
        port,
        path,
        userinfo,
    })
}

/// The host that a word is, with a port behind it or not.
pub(crate) fn host_only(word: &Text, scheme: &str) -> Option<Url> {
    let (host, port, userinfo) = authority_parts(word);
    let valid = !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':'));
    valid.then(|| Url {
        text: word.clone(),
        scheme: scheme.to_owned(),
        host,
        port,
        path: String::new(),
        userinfo,
    })
}

/// A git address in scp's form, as ADD takes it: `git@host:path`.
pub(crate) fn scp_like(word: &Text) -> Option<Url> {
    let (user, rest) = word.split_once('@')?;
    let (host, path) = rest.split_once(':')?;
    let plain = |text: &str| !text.is_empty() && !text.contains(['/', ' ', '@', ':']);
    (plain(user) && plain(host) && !path.is_empty() && !word.contains("://")).then(|| Url {
        text: word.clone(),
        scheme: "ssh".to_owned(),
        host: host.to_ascii_lowercase(),
        port: None,
        path: format!("/{path}"),
        userinfo: Some(user.to_owned()),
    })
}

/// bash's network devices: `/dev/tcp/host/port`.
pub(crate) fn dev_tcp(word: &Text) -> Option<Url> {
    const SHORTEST: usize = "/dev/tcp/".len();
    if word.len() < SHORTEST || !word.contains("/dev/") {
        return None;
    }
    let at = word.find("/dev/tcp/").or_else(|| word.find("/dev/udp/"))?;
    let rest = word.get(at + SHORTEST..)?;
    let mut parts = rest.split('/');
    let host = parts.next()?.to_ascii_lowercase();
    let port = parts.next().and_then(|port| port.trim().parse().ok());
    let scheme = word.get(at + 5..at + 8)?.to_owned();
    Some(Url {
        text: word.slice(at..word.len()),
        scheme,
        host,
        port,
        path: String::new(),
        userinfo: None,
    })
}

/// gawk's network files: `/inet/tcp/own-port/host/port`.
pub(crate) fn inet(word: &Text) -> Option<Url> {
    let at = ["/inet/", "/inet4/", "/inet6/"].into_iter().find_map(|start| word.find(start))?;
    let rest = word.get(at + 1..)?;
    let end = rest.find(['"', '\'', ' ', ';', ')']).unwrap_or(rest.len());
    let mut parts = rest.get(..end)?.split('/').skip(1);
    let scheme = parts.next()?.to_owned();
    let host = parts.nth(1)?.to_ascii_lowercase();
    let port = parts.next().and_then(|port| port.parse().ok());
    let text = word.slice(at..at + 1 + end);
    Some(Url { text, scheme, host, port, path: String::new(), userinfo: None })
}

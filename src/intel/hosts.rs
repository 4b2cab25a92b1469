//! Hosts and URLs of mining pools in a word.
//!
//! A domain of the data stands for itself and its subdomains; the longest entry that fits decides.

use std::ops::Range;

use super::kind::Kind;
use super::known::Known;
use super::table::first_of;
use super::tables::Intel;

/// A known host in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PoolHit<'a> {
    /// The bytes of the word that are the host.
    pub(crate) range: Range<usize>,
    /// The entry: strong for a host that is nothing but a pool or a miner project.
    pub(crate) known: Known<'a>,
}

/// An address that only a miner understands: `stratum+tcp://…`, `ethproxy://…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PoolUrl {
    /// From the scheme to the next blank, quote or comma.
    pub(crate) range: Range<usize>,
    /// The scheme.
    pub(crate) scheme: Range<usize>,
    /// The host, without user and port; empty if there is none.
    pub(crate) host: Range<usize>,
}

/// Labels of a host that are looked at, from the right.
const LABELS: usize = 8;
/// Longest scheme.
const LONGEST_SCHEME: usize = 32;

impl Intel {
    /// The host as a pool or miner project: itself or a domain above it, in any case, with or without final dot.
    pub(crate) fn pool_host(&self, host: &str) -> Option<Known<'_>> {
        let host = host.strip_suffix('.').unwrap_or(host);
        if host.len() > 255 {
            return None;
        }
        let labels =
            memchr::memrchr_iter(b'.', host.as_bytes()).take(LABELS).map(|dot| dot + 1).chain([0]);
        let mut found = None;
        for start in labels {
            let domain = host.get(start..).unwrap_or_default();
            let first = first_of(domain, Kind::Pool.fold());
            let may_be = |kind: Kind| self.may_start(kind.table(), first);
            if !may_be(Kind::Pool) && !may_be(Kind::NotPool) {
                continue;
            }
            let pool = self.find(Kind::Pool, domain);
            found = match self.find(Kind::NotPool, domain) {
                Some(_) => None,
                None => pool.or(found),
            };
        }
        found
    }

    /// The known hosts in a word, wherever they stand: in a URL, before a port, in a line of JSON.
    pub(crate) fn pools_in(&self, word: &str) -> impl Iterator<Item = PoolHit<'_>> {
        let mut at = 0;
        let bytes = word.as_bytes();
        std::iter::from_fn(move || {
            while let Some(range) = next_host(bytes, at) {
                at = range.end;
                if let Some(known) = word.get(range.clone()).and_then(|host| self.pool_host(host)) {
                    return Some(PoolHit { range, known });
                }
            }
            None
        })
    }

    /// Those of them with a port behind them; what is no such host is passed over.
    pub(crate) fn pools_with_port(&self, word: &str) -> impl Iterator<Item = PoolHit<'_>> {
        let bytes = word.as_bytes();
        memchr::memchr_iter(b':', bytes).filter_map(move |end| {
            let before = bytes.get(..end)?;
            let length = before.iter().rev().take_while(|byte| is_in_host(**byte)).count();
            let range = next_host(before, end - length)?;
            let known = self.pool_host(word.get(range.clone())?)?;
            Some(PoolHit { range, known })
        })
    }

    /// The strongest word in a host name that private pools tend to have; none for hosts known to be no pool.
    pub(crate) fn host_looks_like_pool(&self, host: &str) -> Option<Known<'_>> {
        let host = host.strip_suffix('.').unwrap_or(host);
        let labels = host.rsplit('.').take(LABELS).flat_map(|label| label.split('-'));
        let mut words: Vec<Known<'_>> =
            labels.filter_map(|label| self.find(Kind::HostWord, label)).collect();
        words.sort_by_key(|known| known.strength());
        let known = words.first().copied()?;
        let excepted = host.match_indices('.').take(LABELS).any(|(dot, _)| {
            host.get(dot + 1..).is_some_and(|domain| self.find(Kind::NotPool, domain).is_some())
        });
        (!excepted && self.find(Kind::NotPool, host).is_none()).then_some(known)
    }

    /// The first address with a scheme that only miners use, also without `://` (`stratum+tcp:pool`).
    pub(crate) fn stratum_scheme(&self, word: &str) -> Option<PoolUrl> {
        let bytes = word.as_bytes();
        memchr::memchr2_iter(b'+', b':', bytes)
            .find_map(|at| {
                let mut scheme = scheme_around(bytes, at);
                let attached = scheme.start > 0 && bytes.get(scheme.start - 1) == Some(&b'-');
                if attached && !is_stratum(word.get(scheme.clone())?, bytes.get(scheme.end..)?) {
                    // `-ostratum+tcp://…`: the value stands right after a short option.
                    scheme.start = (scheme.start + 1).min(scheme.end);
                }
                let name = word.get(scheme.clone())?;
                let is_url = || bytes.get(scheme.end..).is_some_and(|it| it.starts_with(b"://"));
                let is_known = || is_url() && self.find(Kind::Scheme, name).is_some();
                (is_stratum(name, bytes.get(scheme.end..)?) || is_known()).then_some(scheme)
            })
            // a pattern of addresses is what rules of firewalls name
            .filter(|scheme| bytes.get(scheme.end + 3) != Some(&b'*'))
            .map(|scheme| pool_url(bytes, scheme))
    }
}

fn is_in_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}

/// The next run of host characters from `at` on that has a dot inside.
fn next_host(bytes: &[u8], mut at: usize) -> Option<Range<usize>> {
    loop {
        let dot = at + memchr::memchr(b'.', bytes.get(at..)?)?;
        let before = bytes.get(at..dot)?.iter().rev();
        let start = dot - before.take_while(|byte| is_in_host(**byte)).count();
        let after = bytes.get(dot..)?.iter();
        let end = dot + after.take_while(|byte| is_in_host(**byte)).count();
        if start < dot && dot + 1 < end {
            return Some(start..end);
        }
        at = end;
    }
}

/// Whether a scheme is `stratum`, digits, up to two `s`, and then `+…`, or nothing before `://`.
fn is_stratum(scheme: &str, rest: &[u8]) -> bool {
    const NAME: &str = "stratum";
    let Some((name, variant)) = scheme.split_at_checked(NAME.len()) else {
        return false;
    };
    let variant = variant.trim_start_matches(|c: char| c.is_ascii_digit());
    let secure = variant.bytes().take(2).take_while(|byte| byte.eq_ignore_ascii_case(&b's'));
    let transport = variant.get(secure.count()..).unwrap_or_default();
    name.eq_ignore_ascii_case(NAME)
        && match transport.strip_prefix('+') {
            Some(transport) => !transport.is_empty(),
            None => transport.is_empty() && rest.starts_with(b"://"),
        }
}

/// The run of scheme characters that holds `at` or ends there.
fn scheme_around(bytes: &[u8], at: usize) -> Range<usize> {
    let in_scheme = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'+';
    let (before, after) = bytes.split_at(at.min(bytes.len()));
    let start = before.iter().rev().take(LONGEST_SCHEME).take_while(in_scheme);
    let end = after.iter().take(LONGEST_SCHEME).take_while(in_scheme);
    at - start.count()..at + end.count()
}

/// The address that starts with this scheme; a user and password before `@` are not the host.
fn pool_url(bytes: &[u8], scheme: Range<usize>) -> PoolUrl {
    let rest = bytes.get(scheme.end..).unwrap_or_default();
    let skip = rest.iter().take_while(|byte| matches!(byte, b':' | b'/')).count();
    let until = |from: usize, stop: fn(u8) -> bool| {
        let tail = bytes.get(from..).unwrap_or_default();
        from + tail.iter().take_while(|byte| !stop(**byte)).count()
    };
    let start = scheme.end + skip;
    let end = until(start, |byte| {
        byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b',' | b'`' | b')')
    });
    let authority_end = until(start, |byte| matches!(byte, b'/' | b'?' | b'#')).min(end);
    let authority = bytes.get(start..authority_end).unwrap_or_default();
    let host = start + memchr::memrchr(b'@', authority).map_or(0, |at| at + 1);
    let host_end =
        until(host, |byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'.' | b'-' | b'_'));
    PoolUrl { range: scheme.start..end, scheme, host: host..host_end.min(end).max(host) }
}

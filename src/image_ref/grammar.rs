//! The grammar of references: where each part starts and ends, and whether it is well formed.
//!
//! Folds nothing. One thing is read more leniently than by `BuildKit`: a dot after the host name, which DNS
//! ignores, so that a reference with it is judged by what it would reach.

use std::ops::Range;

use super::Reason;

/// Byte ranges of the parts of a reference.
pub(super) struct Parts {
    pub(super) registry: Option<Range<usize>>,
    pub(super) repository: Range<usize>,
    pub(super) tag: Option<Range<usize>>,
    pub(super) digest: Option<Range<usize>>,
}

/// Cuts a reference into its parts; the error names the part that is malformed.
pub(super) fn split(text: &str) -> Result<Parts, (Range<usize>, Reason)> {
    if text.is_empty() {
        return Err((0..0, Reason::Empty));
    }
    if text.len() == 64 && text.bytes().all(is_lower_hex) {
        return Err((0..64, Reason::ImageId));
    }
    let (named, digest) = match text.split_once('@') {
        Some((named, _)) => (named, Some(named.len() + 1..text.len())),
        None => (text, None),
    };
    let registry = named
        .split_once('/')
        .filter(|(first, _)| is_registry(first))
        .map(|(first, _)| 0..first.len());
    let start = registry.as_ref().map_or(0, |range| range.end + 1);
    let remainder = named.get(start..).unwrap_or_default();
    let (repository, tag) = match remainder.split_once(':') {
        Some((repository, _)) => (repository, Some(start + repository.len() + 1..named.len())),
        None => (remainder, None),
    };
    let parts = Parts { registry, repository: start..start + repository.len(), tag, digest };
    check(text, &parts)?;
    Ok(parts)
}

/// Whether the first component of a name is a registry rather than a namespace of Docker Hub.
pub(super) fn is_registry(first: &str) -> bool {
    first == "localhost"
        || first.bytes().any(|byte| byte == b'.' || byte == b':' || byte.is_ascii_uppercase())
}

fn check(text: &str, parts: &Parts) -> Result<(), (Range<usize>, Reason)> {
    let part = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    if let Some(range) = &parts.registry
        && !is_host_and_port(part(range))
    {
        return Err((range.clone(), Reason::Registry));
    }
    check_repository(part(&parts.repository))
        .map_err(|reason| (parts.repository.clone(), reason))?;
    if let Some(range) = &parts.tag
        && !is_tag(part(range))
    {
        return Err((range.clone(), Reason::Tag));
    }
    if let Some(range) = &parts.digest
        && !is_digest(part(range))
    {
        return Err((range.clone(), Reason::Digest));
    }
    Ok(())
}

fn check_repository(repository: &str) -> Result<(), Reason> {
    if repository.is_empty() {
        return Err(Reason::Empty);
    }
    if repository.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(Reason::UpperCase);
    }
    if repository.len() > 255 {
        return Err(Reason::TooLong);
    }
    if repository.split('/').all(is_path_component) { Ok(()) } else { Err(Reason::Repository) }
}

/// `[a-z0-9]+` joined by one dot, one or two underscores, or any number of dashes.
pub(super) fn is_path_component(component: &str) -> bool {
    let separator = |byte: u8| matches!(byte, b'.' | b'_' | b'-');
    let ends = component
        .bytes()
        .next()
        .zip(component.bytes().next_back())
        .is_some_and(|(first, last)| !separator(first) && !separator(last));
    let known = component
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || separator(byte));
    ends && known
        && component
            .split(|c: char| c.is_ascii_alphanumeric())
            .all(|run| run.len() < 2 || run == "__" || run.bytes().all(|byte| byte == b'-'))
}

pub(super) fn is_host_and_port(text: &str) -> bool {
    let (host, port) = split_port(text);
    let port_is_number =
        port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    let literal = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    port_is_number
        && match literal {
            Some(address) => {
                !address.is_empty()
                    && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
            }
            None => host.strip_suffix('.').unwrap_or(host).split('.').all(is_label),
        }
}

/// Host and port of `host:port` or `[address]:port`; the port is none without a colon.
pub(super) fn split_port(text: &str) -> (&str, Option<&str>) {
    let from = text.find(']').unwrap_or(0);
    match text.get(from..).and_then(|rest| rest.find(':')) {
        Some(at) => (text.get(..from + at).unwrap_or_default(), text.get(from + at + 1..)),
        None => (text, None),
    }
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

pub(super) fn is_tag(tag: &str) -> bool {
    (1..=128).contains(&tag.len())
        && !tag.starts_with(['.', '-'])
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

pub(super) fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        let length = match algorithm {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => return false,
        };
        hex.len() == length && hex.bytes().all(is_lower_hex)
    })
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

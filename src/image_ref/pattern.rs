//! Patterns of references, as an allow or a deny list has them: `registry/repository:tag@digest` with `*` and `?`.
//!
//! A pattern without registry means Docker Hub, one that starts with `**` any registry; one without tag any tag. `*`
//! stays inside one part, but as the last component of a repository it stands for any depth, as `**` does. What no
//! reference can be is refused, so that no entry of a list is dead.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use super::canonical::fold_registry;
use super::grammar::{self, is_registry};
use super::{DOCKER_HUB, Reference};
use crate::config::{BadValue, from_text, shown};
use crate::pattern::{self, Run, Segments};

/// A pattern that covers some references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    written: String,
    /// None covers every registry.
    pub(super) registry: Option<Run>,
    pub(super) path: Segments,
    pub(super) tag: Option<Run>,
    pub(super) digest: Option<Run>,
}

from_text! {
    Pattern: "pattern of images: `registry/repository:tag@digest` with `*`; no registry means Docker Hub, `*` every image", "registry.example.invalid/team/*";
}

impl Pattern {
    /// True if the pattern covers the image that `reference` names, however it is spelled.
    ///
    /// A reference without tag and digest is pulled as `latest`, so a pattern for that tag covers it.
    pub(crate) fn matches(&self, reference: &Reference) -> bool {
        let image = reference.canonical();
        let covers = |run: &Option<Run>, value: Option<&str>| {
            run.as_ref().is_none_or(|run| value.is_some_and(|value| run.matches(value)))
        };
        covers(&self.registry, Some(&image.registry))
            && covers(&self.tag, reference.effective_tag())
            && covers(&self.digest, reference.digest().map(|digest| &**digest))
            && self.path.match_all(&names(&image.repository))
    }

    /// True if an allow-list with this pattern lets the image in.
    ///
    /// Where a reference has a digest, BuildKit pulls that and ignores the tag: a pattern that names a tag has to speak
    /// of the digest too, if only by `@*`.
    pub(crate) fn trusts(&self, reference: &Reference) -> bool {
        let tag_alone = self.tag.is_some() && self.digest.is_none();
        !(tag_alone && reference.digest().is_some()) && self.matches(reference)
    }

    /// The one image that the pattern names, with its tag or digest, if it is of the repository of `reference`.
    pub(crate) fn names_version_of(&self, reference: &Reference) -> Option<&str> {
        let is_one =
            (self.tag.is_some() || self.digest.is_some()) && !self.written.contains(is_wild);
        let image = reference.canonical();
        let is_same = self.registry.as_ref().is_some_and(|run| run.matches(&image.registry))
            && self.path.match_all(&names(&image.repository));
        (is_one && is_same).then_some(self.written.as_str())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// Reads a pattern such as `alpine`, `ghcr.io/team/*`, `*.example.com/**/tool:1.*`, `**/miner` or `*`.
impl FromStr for Pattern {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        let parts = Parts::split(written)?;
        if let Some(host) = parts.host_alone() {
            let (host, image) = (shown(host), shown(parts.path));
            let message = format!("`{image}` alone is an image of Docker Hub, and no registry");
            let help = format!(
                "write `{host}/**` for the registry, `docker.io/library/{image}` for the image"
            );
            return Err(BadValue::new(message, help));
        }
        let registry = match parts.registry {
            Some(host) => Some(fold_registry(host)),
            None if parts.path == "*" || parts.path.starts_with("**") => None,
            None => Some(DOCKER_HUB.to_owned()),
        };
        let mut components: Vec<&str> = parts.path.split('/').collect();
        let on_hub = registry.as_deref() == Some(DOCKER_HUB);
        if on_hub && components.len() == 1 && components != ["*"] && components != ["**"] {
            components.insert(0, "library");
        }
        // the last `*` is any depth, but of one component at least
        if let Some(last) = components.last_mut()
            && matches!(*last, "*" | "**")
        {
            *last = "*";
            components.push("**");
        }
        Ok(Self {
            written: written.to_owned(),
            registry: registry.as_deref().map(Run::new),
            path: Segments::new(components.into_iter())?,
            tag: parts.tag.map(Run::new),
            digest: parts.digest.map(Run::new),
        })
    }
}

fn names(repository: &str) -> smallvec::SmallVec<[&str; 8]> {
    repository.split('/').collect()
}

/// The parts of a pattern, each one that a reference can have.
struct Parts<'p> {
    /// Everything but the digest.
    named: &'p str,
    registry: Option<&'p str>,
    path: &'p str,
    tag: Option<&'p str>,
    digest: Option<&'p str>,
}

impl<'p> Parts<'p> {
    /// A name that was meant as a registry, with its port: it has a domain, which no image of Docker has, is an address or
    /// `localhost`.
    fn host_alone(&self) -> Option<&'p str> {
        let name = self.path.strip_prefix("*.").unwrap_or(self.path);
        let has_domain = name.rsplit_once('.').is_some_and(|(_, domain)| {
            domain.len() > 1 && domain.bytes().all(|byte| byte.is_ascii_lowercase())
        });
        let is_port = |tag: &str| tag.bytes().all(|byte| byte.is_ascii_digit());
        let is_host = (has_domain || name == "localhost" || name.parse::<Ipv4Addr>().is_ok())
            && self.registry.is_none()
            && self.digest.is_none()
            && self.tag.is_none_or(is_port)
            && !name.contains(['/', '*', '?']);
        is_host.then_some(self.named)
    }

    fn split(written: &'p str) -> Result<Self, BadValue> {
        pattern::length(written)?;
        if let Some((scheme, rest)) = written.split_once("://") {
            let message = format!("`{}://` is part of an address, not of an image", shown(scheme));
            return Err(BadValue::new(message, format!("write `{}`", shown(rest))));
        }
        let (named, digest) = match written.split_once('@') {
            Some((named, digest)) => (named, Some(digest)),
            None => (written, None),
        };
        let registry =
            named.split_once('/').map(|(first, _)| first).filter(|first| is_registry(first));
        let start = registry.map_or(0, |registry| registry.len() + 1);
        let remainder = named.get(start..).unwrap_or_default();
        if !registry.is_some_and(|host| host.starts_with('[')) {
            pattern::no_other_language(written)?;
        }
        let (path, tag) = match remainder.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (remainder, None),
        };
        let parts = Self { named, registry, path, tag, digest };
        parts.check(written)?;
        Ok(parts)
    }

    fn check(&self, written: &str) -> Result<(), BadValue> {
        if let Some(registry) = self.registry {
            check_registry(registry)?;
        }
        check_path(self.path, written)?;
        if let Some(tag) = self.tag.filter(|tag| !fits(tag, grammar::is_tag, is_in_tag)) {
            let message = format!("`{}` is no tag", shown(tag));
            return Err(BadValue::new(
                message,
                "write one tag behind one `:`, or no `:` for any tag",
            ));
        }
        if let Some(digest) = self.digest.filter(|digest| !is_digest_pattern(digest)) {
            let message = format!("`{}` is no digest", shown(digest));
            let help = "write `@sha256:` and 64 hexadecimal digits, or `@*` for any digest";
            return Err(BadValue::new(message, help));
        }
        Ok(())
    }
}

fn check_registry(registry: &str) -> Result<(), BadValue> {
    let named = registry.contains(['.', ':', '[']) || registry.eq_ignore_ascii_case("localhost");
    if !named {
        let message =
            format!("`{}` is read as a registry, because it has capitals", shown(registry));
        let help = format!("write `{}/…` for Docker Hub", shown(&registry.to_ascii_lowercase()));
        return Err(BadValue::new(message, help));
    }
    let in_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let is_wild_host = |registry: &str| {
        let (host, port) = grammar::split_port(registry);
        let digits = |port: &str| port.chars().all(|c| is_wild(c) || c.is_ascii_digit());
        host.chars().all(|c| is_wild(c) || in_host(c))
            && !host.is_empty()
            && port.is_none_or(|port| !port.is_empty() && digits(port))
    };
    let is_host = match registry.contains(is_wild) {
        true => is_wild_host(registry),
        false => grammar::is_host_and_port(registry) && has_real_port(registry),
    };
    if is_host {
        return Ok(());
    }
    let message = format!("`{}` is no registry", shown(registry));
    Err(BadValue::new(message, "write `host` or `host:port` in front of the first `/`"))
}

fn has_real_port(registry: &str) -> bool {
    grammar::split_port(registry).1.is_none_or(|port| port.parse::<u16>().is_ok_and(|it| it > 0))
}

fn check_path(path: &str, written: &str) -> Result<(), BadValue> {
    if let Some(front) = written.strip_suffix('/') {
        let message = "no image name ends in `/`";
        return Err(BadValue::new(
            message,
            format!("write `{}/*`", shown(front.trim_end_matches('/'))),
        ));
    }
    if path.chars().any(|c| c.is_ascii_uppercase()) {
        let help =
            format!("write `{}`", shown(&written.replacen(path, &path.to_ascii_lowercase(), 1)));
        return Err(BadValue::new("the repository of an image has no capitals", help));
    }
    if path.split('/').any(str::is_empty) {
        let message = format!("a part of the image pattern `{}` is empty", shown(written));
        return Err(BadValue::new(
            message,
            "write `registry/repository:tag`, without an empty part",
        ));
    }
    let in_component = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    let odd = path.split('/').find(|part| !fits(part, grammar::is_path_component, in_component));
    if let Some(odd) = odd {
        let message = format!("`{}` is no part of an image name", shown(odd));
        let help = "write `registry/repository:tag`, with `*` for any characters of a part";
        return Err(BadValue::new(message, help));
    }
    if path.len() > 255 && !path.contains('*') {
        let message = "the repository of an image has at most 255 characters";
        return Err(BadValue::new(message, "write a shorter one with `*`"));
    }
    Ok(())
}

/// True if a part is one that `is_whole` knows or, with wildcards, has only characters of one.
fn fits(part: &str, is_whole: impl Fn(&str) -> bool, is_inside: impl Fn(char) -> bool) -> bool {
    match part.contains(is_wild) {
        true => part.chars().all(|c| is_wild(c) || is_inside(c)),
        false => is_whole(part),
    }
}

fn is_wild(c: char) -> bool {
    matches!(c, '*' | '?')
}

fn is_in_tag(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.-".contains(c)
}

fn is_digest_pattern(digest: &str) -> bool {
    if !digest.contains(is_wild) {
        return grammar::is_digest(digest);
    }
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let is_part = |hex: &str| hex.chars().all(|c| is_wild(c) || is_hex(c));
    match digest.split_once(':') {
        Some((algorithm, hex)) => {
            let known = ["sha256", "sha384", "sha512"].contains(&algorithm);
            (known || algorithm.contains(is_wild)) && is_part(hex)
        }
        None => digest.starts_with('*') && is_part(digest),
    }
}

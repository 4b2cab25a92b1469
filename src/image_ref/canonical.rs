//! One spelling for each registry and repository, so that an alias dodges neither an allow nor a deny entry.

use std::borrow::Cow;
use std::fmt;
use std::net::Ipv6Addr;

use super::DOCKER_HUB;
use super::grammar::split_port;

/// Host names that serve Docker Hub.
pub(super) const HUB_ALIASES: &[&str] =
    &[DOCKER_HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"];

/// Registry and repository in the one spelling that patterns and data use.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Canonical {
    /// Lower-case host without a final dot, with the port unless it is 443; Docker Hub is `docker.io`.
    pub(crate) registry: String,
    /// The repository; on Docker Hub an official image is under `library/`.
    pub(crate) repository: String,
}

impl Canonical {
    pub(super) fn new(registry: Option<&str>, repository: &str) -> Self {
        let registry = registry.map_or_else(|| DOCKER_HUB.into(), fold_registry);
        Self {
            repository: if registry == DOCKER_HUB && !repository.contains('/') {
                format!("library/{repository}")
            } else {
                repository.into()
            },
            registry,
        }
    }
}

impl fmt::Display for Canonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.repository)
    }
}

/// Folds case, the final dot, the default port, spellings of an IPv6 address and the names of Docker Hub.
pub(super) fn fold_registry(written: &str) -> String {
    let (host, port) = split_port(written);
    let mut folded = fold_host(host).into_owned();
    folded.make_ascii_lowercase();
    if let Some(port) = port {
        let number = port.trim_start_matches('0');
        if number != "443" {
            folded.push(':');
            folded.push_str(number);
        }
    }
    if HUB_ALIASES.contains(&folded.as_str()) {
        return DOCKER_HUB.into();
    }
    folded
}

fn fold_host(host: &str) -> Cow<'_, str> {
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .and_then(|literal| literal.parse::<Ipv6Addr>().ok());
    match address {
        Some(address) => Cow::Owned(format!("[{address}]")),
        None => Cow::Borrowed(host.trim_end_matches('.')),
    }
}

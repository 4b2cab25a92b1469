//! Images by name: from a registry, layer after layer, or from the daemon of Docker or Podman, as `docker save` has them.
//!
//! The only code that uses a network. Decides nothing and writes nothing: what a registry says is compared with digests, and
//! who logs in is never part of a message.

mod access;
mod challenge;
mod client;
mod credentials;
mod daemon;
mod documents;
mod endpoint;
mod hosts;
mod pull;
mod stream;
mod token;

use std::path::PathBuf;

pub(crate) use daemon::saved;
pub(crate) use hosts::Hosts;
pub(crate) use pull::pull;

use crate::scan::document_cache::DocumentCache;

/// Where images come from, and as whom.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// Files with logins as Docker and Podman write them; the first one that knows a registry counts.
    pub(crate) logins: Vec<PathBuf>,
    /// Hosts, with their ports, that may be asked without TLS or with a certificate that nobody vouches for.
    pub(crate) insecure: Vec<String>,
    /// Registries with the hosts that are asked first, in this order.
    pub(crate) mirrors: Vec<Mirror>,
    /// Platforms as `os/architecture` or `os/architecture/variant`; empty for all.
    pub(crate) platforms: Vec<String>,
    /// Files of certificates that are trusted, in PEM; of those that are there, the first.
    pub(crate) certificates: Vec<PathBuf>,
    /// Directories that have, below the name of a host, certificates that are trusted for it: `HOST/*.crt`.
    pub(crate) of_hosts: Vec<PathBuf>,
    /// Manifests and configurations that earlier runs have read.
    pub(crate) documents: Option<DocumentCache>,
    /// What is known of hosts that were asked before.
    pub(crate) hosts: Hosts,
}

/// A host that has what a registry has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mirror {
    /// The registry, as in [`Canonical`](crate::image_ref::Canonical).
    pub(crate) of: String,
    /// Host with port.
    pub(crate) host: String,
}

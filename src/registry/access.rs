//! What opened hosts in this run: logins, how each host asks for them, and what they were exchanged for, so that none of it is
//! asked for again with every image.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Settings;
use super::challenge::Challenge;
use super::credentials::{self, Login};
use super::endpoint::Host;

/// Repositories whose tokens are remembered; a list of images may name more, whose tokens are asked for again.
const MAX_TOKENS: usize = 1024;

/// The value of a header `Authorization`, which is not to be shown.
#[derive(Clone)]
pub(super) struct Secret(pub(super) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// What is known of all hosts.
#[derive(Clone, Debug, Default)]
pub(super) struct Access(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    /// By registry.
    logins: HashMap<String, Option<Login>>,
    challenges: HashMap<Host, Challenge>,
    /// By host and repository.
    good: HashMap<(Host, String), Secret>,
}

impl Access {
    /// The login for a registry.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub(super) fn login(&self, registry: &str, settings: &Settings) -> io::Result<Option<Login>> {
        if let Some(login) = self.known().logins.get(registry) {
            return Ok(login.clone());
        }
        let login = credentials::of(registry, settings).map_err(io::Error::other)?;
        self.known().logins.insert(registry.to_owned(), login.clone());
        Ok(login)
    }

    /// What opened this repository last.
    pub(super) fn of(&self, host: &Host, repository: &str) -> Option<Secret> {
        self.known().good.get(&(host.clone(), repository.to_owned())).cloned()
    }

    /// What the host asks of whoever reads one of its repositories.
    pub(super) fn challenge(&self, host: &Host) -> Option<Challenge> {
        self.known().challenges.get(host).cloned()
    }

    /// Remembers what opened a repository.
    pub(super) fn opened(&self, host: &Host, repository: &str, by: Secret) {
        let mut known = self.known();
        if known.good.len() >= MAX_TOKENS {
            known.good.clear();
        }
        known.good.insert((host.clone(), repository.to_owned()), by);
    }

    /// Remembers how a host asks, if it would ask the same of every repository.
    pub(super) fn asks(&self, host: &Host, repository: &str, challenge: Challenge) {
        let general = match challenge {
            Challenge::Basic => Challenge::Basic,
            Challenge::Bearer { realm, service, scope } => {
                if scope.is_some_and(|scope| scope != pull(repository)) {
                    return;
                }
                Challenge::Bearer { realm, service, scope: None }
            }
        };
        self.known().challenges.insert(host.clone(), general);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The scope in which a token lets a repository be read.
pub(super) fn pull(repository: &str) -> String {
    format!("repository:{repository}:pull")
}

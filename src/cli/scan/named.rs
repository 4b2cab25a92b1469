//! Targets of `minestop scan` that are names of images: where they are looked for, and what of it the environment says.

use std::env;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::scan::hint::instead;
use crate::engine::ReadError;
use crate::filesystem::Budget;
use crate::filesystem::target::{Target, TargetKind};
use crate::image_ref::{DOCKER_HUB, Reference};
use crate::registry::{self, Hosts, Mirror, Settings};
use crate::scan::document_cache::DocumentCache;
use crate::scan::layer_cache::LayerCache;

/// How images are looked for by name.
#[derive(Debug, Args)]
#[command(next_help_heading = "Images by name")]
pub(super) struct NamedArgs {
    /// Of an image in a registry judge this platform, as in `linux/arm64`; may be repeated [default: all]
    #[arg(long = "platform", value_name = "PLATFORM")]
    platforms: Vec<String>,
    /// Ask this registry without TLS, or with a certificate that nobody vouches for; may be repeated
    #[arg(long = "insecure-registry", value_name = "HOST[:PORT]")]
    insecure: Vec<String>,
    /// Ask this host first, for images of a registry or else of Docker Hub; may be repeated
    #[arg(long = "registry-mirror", value_name = "[REGISTRY=]HOST[:PORT]", value_parser = mirror)]
    mirrors: Vec<Mirror>,
    /// What is known of hosts that were asked before.
    #[arg(skip)]
    hosts: Hosts,
}

/// Daemons with a Docker API: the word in front of a target, the variable that says where it listens, and where it does
/// otherwise, below the directory of the user or of the machine.
const DAEMONS: [(&str, &str, &str); 2] =
    [("docker", "DOCKER_HOST", "docker.sock"), ("podman", "CONTAINER_HOST", "podman/podman.sock")];

/// Where distributions keep the certificates that they trust, beside what `SSL_CERT_FILE` says.
const CERTIFICATES: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

fn mirror(text: &str) -> Result<Mirror, String> {
    let (of, host) = text.split_once('=').unwrap_or((DOCKER_HUB, text));
    let is_host = |host: &str| !host.is_empty() && !host.contains(['/', '@', '=', '?', '#', ' ']);
    if !is_host(of) || !is_host(host) {
        return Err("write HOST or REGISTRY=HOST, without `https://`".to_owned());
    }
    Ok(Mirror { of: of.to_owned(), host: host.to_owned() })
}

impl NamedArgs {
    /// The image of this name that `word` has: a daemon or `registry`.
    pub(super) fn open(
        &self,
        name: &str,
        word: &str,
        budget: &Budget,
        cache: Option<&LayerCache>,
    ) -> Result<Target, ReadError> {
        if word == "registry" {
            return self.pulled(name, cache);
        }
        let Some(daemon) = DAEMONS.iter().find(|(known, ..)| *known == word) else {
            return Err(instead(name, word, &format!("minestop cannot ask {word} for an image")));
        };
        let sockets = sockets(*daemon).map_err(|what| instead(name, word, &what))?;
        let there = sockets.iter().find(|socket| socket.exists()).or(sockets.first());
        let socket = there.map_or(Path::new(""), PathBuf::as_path);
        saved(socket, name, budget).map_err(|error| unread(name, &error))
    }

    /// The image of this name from the first daemon that has it, or else from its registry.
    pub(super) fn open_anywhere(
        &self,
        name: &str,
        budget: &Budget,
        cache: Option<&LayerCache>,
    ) -> Result<Target, ReadError> {
        let daemons = DAEMONS.iter().filter_map(|daemon| sockets(*daemon).ok());
        for socket in daemons.flatten().filter(|socket| socket.exists()) {
            match saved(&socket, name, budget) {
                Ok(target) => return Ok(target),
                Err(error) => match error.kind() {
                    ErrorKind::NotFound
                    | ErrorKind::ConnectionRefused
                    | ErrorKind::PermissionDenied => {}
                    _ => return Err(unread(name, &error)),
                },
            }
        }
        self.pulled(name, cache)
    }

    /// The image of this name from its registry, if `word` says so or no daemon is there that could have it; what a daemon
    /// hands over takes room.
    pub(super) fn ahead(
        &self,
        name: &str,
        word: Option<&str>,
        cache: Option<&LayerCache>,
    ) -> Option<Result<Target, ReadError>> {
        let mut daemons = DAEMONS.iter().filter_map(|daemon| sockets(*daemon).ok()).flatten();
        let is_of_registry = match word {
            Some(word) => word == "registry",
            None => !daemons.any(|socket| socket.exists()),
        };
        is_of_registry.then(|| self.pulled(name, cache))
    }

    fn pulled(&self, name: &str, cache: Option<&LayerCache>) -> Result<Target, ReadError> {
        let reference =
            Reference::named(name).map_err(|error| ReadError::new(name, error.to_string()))?;
        let documents = cache.map(LayerCache::documents);
        let blobs = registry::pull(&reference, &self.settings(documents))
            .map_err(|error| unread(name, &error))?;
        Ok(Target::of_blobs(blobs))
    }

    fn settings(&self, documents: Option<DocumentCache>) -> Settings {
        let directory =
            |name: &str| env::var_os(name).filter(|it| !it.is_empty()).map(PathBuf::from);
        let home = directory("HOME");
        let below_home = |path: &str| home.as_ref().map(|home| home.join(path));
        let docker = directory("DOCKER_CONFIG").or_else(|| below_home(".docker"));
        let podman = directory("REGISTRY_AUTH_FILE").or_else(|| {
            directory("XDG_RUNTIME_DIR").map(|folder| folder.join("containers/auth.json"))
        });
        let containers = below_home(".config/containers/auth.json");
        let logins = [docker.map(|folder| folder.join("config.json")), podman, containers];
        let trusted = CERTIFICATES.map(PathBuf::from);
        Settings {
            logins: logins.into_iter().flatten().collect(),
            insecure: self.insecure.clone(),
            mirrors: self.mirrors.clone(),
            platforms: self.platforms.clone(),
            certificates: directory("SSL_CERT_FILE").into_iter().chain(trusted).collect(),
            of_hosts: ["/etc/docker/certs.d", "/etc/containers/certs.d"].map(PathBuf::from).into(),
            documents,
            hosts: self.hosts.clone(),
        }
    }
}

/// In the words of who has the image; it is no file that could be missing.
fn unread(name: &str, error: &io::Error) -> ReadError {
    ReadError::new(name, error.to_string())
}

/// Where a daemon may listen.
fn sockets((word, variable, path): (&str, &str, &str)) -> Result<Vec<PathBuf>, String> {
    if let Some(said) = env::var(variable).ok().filter(|said| !said.is_empty()) {
        let socket = said.strip_prefix("unix://").map(|path| vec![PathBuf::from(path)]);
        return socket.ok_or_else(|| {
            format!("`{variable}` leads to no socket of this machine, and no other way to {word} is known")
        });
    }
    let of_user = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let folders = ["/var/run", "/run"].map(PathBuf::from).into_iter().chain(of_user);
    Ok(folders.map(|folder| folder.join(path)).collect())
}

/// The image of a daemon; it is put into a temporary file without a name, as what is piped is.
fn saved(socket: &Path, name: &str, budget: &Budget) -> io::Result<Target> {
    let mut archive = registry::saved(socket, name)?;
    Target::of_stream(&mut archive, Some(TargetKind::DockerArchive), budget)
}

//! How each host is asked, found out once for all images of a run: certificates are read once, connections are used again,
//! and so is what let us in.

use std::collections::HashMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::Settings;
use super::access::Access;
use super::endpoint::{Endpoint, Host, is_loopback};

/// A registry sends a layer from elsewhere, and that may be moved again; more is a circle.
const REDIRECTS: u32 = 5;
/// A host that says nothing for so long is not there.
const SILENCE: Duration = Duration::from_mins(1);
const CONNECT: Duration = Duration::from_secs(20);
/// Certificates of one host are not longer.
const MAX_BYTES: u64 = 1 << 20;

/// Connections that are kept open between requests, to one host and to all: as many as ask at once.
const IDLE: usize = 32;

/// The hosts that were asked in this run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts {
    ways: Arc<Mutex<HashMap<Host, Way>>>,
    pub(super) access: Access,
}

/// Who asks, and by which scheme.
pub(super) type Way = (Agent, &'static str);

impl Hosts {
    /// How the host is asked; what does not answer at all is not remembered.
    pub(super) fn way(&self, endpoint: &Endpoint, settings: &Settings) -> Way {
        let host = endpoint.key();
        let known = || self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(way) = known().get(&host) {
            return way.clone();
        }
        let agent = agent(endpoint, settings);
        let answers = |scheme| agent.get(format!("{scheme}://{}/v2/", host.0)).call().is_ok();
        let (scheme, is_sure) = match endpoint.is_insecure {
            true if !answers("https") => ("http", answers("http")),
            _ => ("https", true),
        };
        if is_sure {
            known().insert(host, (agent.clone(), scheme));
        }
        (agent, scheme)
    }
}

fn agent(endpoint: &Endpoint, settings: &Settings) -> Agent {
    let mut tls = TlsConfig::builder().disable_verification(endpoint.is_insecure);
    let roots = || roots(&endpoint.host, settings);
    if let Some(roots) = (!endpoint.is_insecure).then(roots).flatten() {
        tls = tls.root_certs(roots);
    }
    let mut config = Agent::config_builder()
        .http_status_as_error(false)
        .https_only(!endpoint.is_insecure)
        .max_redirects(REDIRECTS)
        .max_idle_connections(IDLE)
        .max_idle_connections_per_host(IDLE)
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(SILENCE))
        .timeout_per_read(Some(SILENCE))
        .user_agent(concat!("minestop/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls.build());
    if is_loopback(&endpoint.host) {
        config = config.proxy(None);
    }
    config.build().into()
}

/// The certificates that this machine trusts, and those for the host; `None` for Mozilla's, where the machine has none.
fn roots(host: &str, settings: &Settings) -> Option<RootCerts> {
    let of_machine = settings.certificates.iter().find_map(|path| certificates(path));
    let mut all = Vec::new();
    for folder in &settings.of_hosts {
        let files = fs::read_dir(folder.join(host)).into_iter().flatten().flatten();
        let paths = files.map(|file| file.path());
        let of_host = paths.filter(|path| path.extension().is_some_and(|it| it == "crt"));
        all.extend(of_host.filter_map(|path| certificates(&path)).flatten());
    }
    if of_machine.is_none() && all.is_empty() {
        return None;
    }
    all.extend(of_machine.into_iter().flatten());
    Some(RootCerts::from(all))
}

fn certificates(path: &Path) -> Option<Vec<Certificate<'static>>> {
    let mut pem = Vec::new();
    fs::File::open(path).ok()?.take(MAX_BYTES).read_to_end(&mut pem).ok()?;
    let items = parse_pem(&pem).filter_map(Result::ok);
    let found: Vec<_> = items
        .filter_map(|item| match item {
            PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        })
        .collect();
    (!found.is_empty()).then_some(found)
}

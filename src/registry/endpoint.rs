//! Which host answers for a registry, and whether it may be asked without TLS.

use super::Settings;
use crate::image_ref::DOCKER_HUB;

/// One host that may have an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// Host with port, as connections name it.
    pub(super) host: String,
    /// The registry, as logins name it.
    pub(super) registry: String,
    /// It may be asked without TLS, or with a certificate that nobody vouches for.
    pub(super) is_insecure: bool,
}

/// A host with its port, and whether it may be asked without TLS: what is known of one is not used for another.
pub(super) type Host = (String, bool);

impl Endpoint {
    /// By which what is known of the host is remembered.
    pub(super) fn key(&self) -> Host {
        (self.host.clone(), self.is_insecure)
    }
}

/// Who is asked for an image of `registry`, in this order.
pub(super) fn of(registry: &str, settings: &Settings) -> Vec<Endpoint> {
    let is_insecure =
        |host: &str| is_loopback(host) || settings.insecure.iter().any(|it| it == host);
    let mirrors = settings.mirrors.iter().filter(|mirror| mirror.of == registry);
    let mut all: Vec<Endpoint> = mirrors
        .map(|mirror| Endpoint {
            host: mirror.host.clone(),
            registry: mirror.host.clone(),
            is_insecure: is_insecure(&mirror.host),
        })
        .collect();
    let host = if registry == DOCKER_HUB { "registry-1.docker.io" } else { registry };
    let is_insecure = is_insecure(registry);
    all.push(Endpoint { host: host.to_owned(), registry: registry.to_owned(), is_insecure });
    all
}

/// True for this machine, whose registries Docker asks without TLS, too.
pub(super) fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    };
    name == "localhost" || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::super::Mirror;
    use super::*;

    #[test]
    fn mirrors_come_first_and_the_hub_has_a_host_of_its_own() {
        let mirror = |of: &str, host: &str| Mirror { of: of.to_owned(), host: host.to_owned() };
        let settings = Settings {
            mirrors: vec![
                mirror("docker.io", "mirror.example.invalid"),
                mirror("other.example.invalid", "localhost:5000"),
            ],
            insecure: vec!["plain.example.invalid:5000".to_owned()],
            ..Settings::default()
        };
        let hosts = |registry: &str| -> Vec<(String, bool)> {
            let all = of(registry, &settings).into_iter();
            all.map(|it| (it.host, it.is_insecure)).collect()
        };
        let own = |host: &str, is_insecure| (host.to_owned(), is_insecure);
        let hub = [own("mirror.example.invalid", false), own("registry-1.docker.io", false)];
        assert_eq!(hosts("docker.io"), hub);
        let other = [own("localhost:5000", true), own("other.example.invalid", false)];
        assert_eq!(hosts("other.example.invalid"), other);
        let plain = "plain.example.invalid:5000";
        assert_eq!(hosts(plain), [own(plain, true)]);
        for host in ["127.0.0.1:5000", "[::1]:5000", "localhost"] {
            assert!(is_loopback(host), "{host}");
        }
        assert!(!is_loopback("localhost.example.invalid"));
    }
}

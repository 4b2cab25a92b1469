//! Requests to one host for one repository: login, redirects, and another try where a connection breaks.

use std::io;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body, Error};

use super::Settings;
use super::access::{self, Secret};
use super::challenge::{self, Challenge};
use super::credentials::Login;
use super::endpoint::Endpoint;
use super::token::{MAX_BYTES, token};

/// Requests for one answer, and how long to wait before the second one; then twice as long each time.
pub(super) const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(200);
/// A host that asks for more time than this before the next request is not asked again.
const PATIENCE: Duration = Duration::from_mins(1);
/// The header in which a registry says which digest a manifest has.
pub(super) const CONTENT_DIGEST: &str = "docker-content-digest";

/// A host, and the repository that is read there. Nothing is asked, and no login looked for, before it is needed.
#[derive(Debug)]
pub(super) struct Client {
    endpoint: Endpoint,
    repository: String,
    settings: Settings,
    connection: OnceLock<Connection>,
}

/// Who asks, and what opens the host.
#[derive(Debug)]
struct Connection {
    agent: Agent,
    /// `https://host/v2/repository`.
    base: String,
    login: Option<Login>,
}

/// What is asked for below the repository.
#[derive(Clone, Copy)]
struct Wanted<'w> {
    path: &'w str,
    accept: &'w str,
    /// The first byte.
    from: u64,
    /// The headers of the answer are enough.
    is_head: bool,
}

impl Client {
    pub(super) fn new(endpoint: Endpoint, repository: &str, settings: &Settings) -> Self {
        let (repository, settings) = (repository.to_owned(), settings.clone());
        Self { endpoint, repository, settings, connection: OnceLock::new() }
    }

    /// Host with port, for messages.
    pub(super) fn host(&self) -> &str {
        &self.endpoint.host
    }

    /// The name of what is at `path`, on this host and no other.
    pub(super) fn name(&self, path: &str) -> String {
        let scheme = if self.endpoint.is_insecure { "http" } else { "https" };
        format!("{scheme}://{}/v2/{}{path}", self.endpoint.host, self.repository)
    }

    /// Asks for `path` below the repository, from a byte on; the answer is a success.
    ///
    /// # Errors
    /// The host cannot be reached, does not let us in, or has no such thing (`NotFound`); or its login cannot be read.
    pub(super) fn get(&self, path: &str, accept: &str, from: u64) -> io::Result<Response<Body>> {
        let connection = self.connection()?;
        let wanted = Wanted { path, accept, from, is_head: false };
        let mut pause = PAUSE;
        for _ in 1..TRIES {
            let time = match self.ask(connection, wanted) {
                Ok(answer) if !is_passing(answer.status()) => {
                    return self.judged(connection, answer);
                }
                Ok(answer) => match time_wanted(&answer) {
                    Some(time) if time > PATIENCE => return self.judged(connection, answer),
                    time => time,
                },
                Err(error) if !may_pass(&error) => return Err(self.describe(&error)),
                Err(_) => None,
            };
            thread::sleep(time.map_or(pause, |time| time.max(pause)));
            pause *= 2;
        }
        let last = self.ask(connection, wanted);
        last.map_err(|error| self.describe(&error))
            .and_then(|answer| self.judged(connection, answer))
    }

    /// The digest that the host says a manifest has; `None` if it does not say so, whatever the cause.
    pub(super) fn digest(&self, path: &str, accept: &str) -> Option<String> {
        let wanted = Wanted { path, accept, from: 0, is_head: true };
        let answer = self.ask(self.connection().ok()?, wanted).ok()?;
        let said = answer.headers().get(CONTENT_DIGEST).filter(|_| answer.status().is_success());
        said?.to_str().ok().map(str::to_owned)
    }

    /// How the host is to be asked, found out when it is asked for the first time.
    fn connection(&self) -> io::Result<&Connection> {
        if let Some(connection) = self.connection.get() {
            return Ok(connection);
        }
        let (endpoint, hosts) = (&self.endpoint, &self.settings.hosts);
        let login = hosts.access.login(&endpoint.registry, &self.settings)?;
        let (agent, scheme) = hosts.way(endpoint, &self.settings);
        let base = format!("{scheme}://{}/v2/{}", endpoint.host, self.repository);
        Ok(self.connection.get_or_init(|| Connection { agent, base, login }))
    }

    /// One request, and a second one if the first is answered with the question who we are.
    fn ask(&self, connection: &Connection, wanted: Wanted<'_>) -> Result<Response<Body>, Error> {
        let known = self.authorization(connection);
        let mut answer = connection.request(wanted, known.as_ref())?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let headers = answer.headers().get_all(header::WWW_AUTHENTICATE).iter();
        let Some(asked) = headers.filter_map(|it| it.to_str().ok()).find_map(challenge::parse)
        else {
            return Ok(answer);
        };
        let Some(fresh) = self.answer(connection, &asked)? else { return Ok(answer) };
        // a connection whose answer was not read to its end is not used again
        let _ = answer.body_mut().with_config().limit(MAX_BYTES).read_to_vec();
        let answer = connection.request(wanted, Some(&fresh))?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            let (host, access) = (self.endpoint.key(), &self.settings.hosts.access);
            access.opened(&host, &self.repository, fresh);
            access.asks(&host, &self.repository, asked);
        }
        Ok(answer)
    }

    /// What opened the repository last, or what the host has asked of others.
    fn authorization(&self, connection: &Connection) -> Option<Secret> {
        let (host, access) = (self.endpoint.key(), &self.settings.hosts.access);
        if let Some(known) = access.of(&host, &self.repository) {
            return Some(known);
        }
        let fresh = self.answer(connection, &access.challenge(&host)?).ok().flatten()?;
        access.opened(&host, &self.repository, fresh.clone());
        Some(fresh)
    }

    /// What `Authorization` is to say; `None` if there is no login that is asked for.
    fn answer(&self, by: &Connection, challenge: &Challenge) -> Result<Option<Secret>, Error> {
        match challenge {
            Challenge::Basic => Ok(by.login.as_ref().and_then(Login::basic).map(Secret)),
            Challenge::Bearer { realm, service, scope } => {
                // a login that came over TLS does not leave without it
                let is_open = by.base.starts_with("http:");
                if !is_open && !realm.starts_with("https://") {
                    return Ok(None);
                }
                let scope = scope.clone().unwrap_or_else(|| access::pull(&self.repository));
                let mut fields = vec![("scope", scope)];
                fields.extend(service.clone().map(|service| ("service", service)));
                let token = token(&by.agent, by.login.as_ref(), realm, fields)?;
                Ok(token.map(|token| Secret(format!("Bearer {token}"))))
            }
        }
    }

    /// The answer, if it is a success.
    fn judged(&self, by: &Connection, answer: Response<Body>) -> io::Result<Response<Body>> {
        let (status, host) = (answer.status(), self.host());
        if status.is_success() {
            return Ok(answer);
        }
        let login =
            if by.login.is_some() { "the login does not count" } else { "it asks for a login" };
        Err(match status.as_u16() {
            401 => io::Error::other(format!("`{host}` does not give it: {login}")),
            403 => io::Error::other(format!("`{host}` does not give it: access is denied")),
            404 => io::Error::new(io::ErrorKind::NotFound, format!("`{host}` does not have it")),
            429 => io::Error::other(format!("`{host}` does not give it: too many requests")),
            code => io::Error::other(format!("`{host}` answers with status {code}")),
        })
    }

    /// Says nothing of addresses: those of a redirect may open what they lead to.
    fn describe(&self, error: &Error) -> io::Error {
        let host = self.host();
        io::Error::other(match error {
            Error::HostNotFound => format!("there is no host `{host}`"),
            Error::TooManyRedirects => format!("`{host}` redirects without end"),
            Error::Timeout(_) => format!("`{host}` does not answer in time"),
            Error::Tls(what) => format!("the TLS of `{host}` cannot be trusted: {what}"),
            Error::Rustls(what) => format!("the TLS of `{host}` cannot be trusted: {what}"),
            Error::Io(error) if is_of_tls(error) => {
                let ways = "`$SSL_CERT_FILE`, `/etc/docker/certs.d` or `--insecure-registry`";
                format!("the TLS of `{host}` cannot be trusted: {error}; {ways} may say otherwise")
            }
            Error::Io(error) => format!("`{host}` cannot be reached: {error}"),
            _ => format!("`{host}` cannot be asked, or sends what is no HTTP"),
        })
    }
}

impl Connection {
    fn request(
        &self,
        wanted: Wanted<'_>,
        authorization: Option<&Secret>,
    ) -> Result<Response<Body>, Error> {
        let address = format!("{}{}", self.base, wanted.path);
        let mut request = match wanted.is_head {
            true => self.agent.head(address),
            false => self.agent.get(address),
        };
        request = request.header(header::ACCEPT, wanted.accept);
        if wanted.from > 0 {
            request = request.header(header::RANGE, format!("bytes={}-", wanted.from));
        }
        if let Some(Secret(value)) = authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        request.call()
    }
}

/// True for an answer that may be another one a little later.
fn is_passing(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS
}

/// What `Retry-After` says in seconds; its other form, a date, depends on whose clock is right.
fn time_wanted(answer: &Response<Body>) -> Option<Duration> {
    let value = answer.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_secs)
}

/// True for an error that may not come again.
fn may_pass(error: &Error) -> bool {
    match error {
        Error::Io(error) => error.kind() != io::ErrorKind::ConnectionRefused && !is_of_tls(error),
        Error::Timeout(_) | Error::Protocol(_) => true,
        _ => false,
    }
}

/// True if the other side has no certificate that is trusted, or does not speak TLS.
fn is_of_tls(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidData
}

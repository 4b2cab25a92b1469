//! Requests to one host for one repository: login, redirects, and another try where a connection breaks.

use std::io;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body, Error};

use super::Settings;
use super::challenge::{self, Challenge};
use super::credentials::{self, Login};
use super::endpoint::Endpoint;

/// Requests for one answer, and how long to wait before the second one; then twice as long each time.
pub(super) const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(200);
/// A host that asks for more time than this before the next request is not asked again.
const PATIENCE: Duration = Duration::from_mins(1);
/// Answers of token servers are not longer.
const MAX_BYTES: u64 = 1 << 20;

/// A host, the repository that is read there, and what opens it.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    /// `https://host/v2/repository`.
    base: String,
    endpoint: Endpoint,
    repository: String,
    login: Option<Login>,
    /// The header `Authorization` that was good last.
    authorization: Mutex<Option<Secret>>,
}

/// A text that is not to be shown.
#[derive(Clone)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// The answer of a token server.
#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    token: String,
    #[serde(default)]
    access_token: String,
}

impl Client {
    /// Finds out how the host is to be asked.
    ///
    /// # Errors
    /// It cannot be reached, or its login cannot be read.
    pub(super) fn new(
        endpoint: Endpoint,
        repository: &str,
        settings: &Settings,
    ) -> io::Result<Self> {
        let login = credentials::of(&endpoint.registry, settings).map_err(io::Error::other)?;
        let (agent, scheme) = settings.hosts.way(&endpoint, settings);
        let base = format!("{scheme}://{}/v2/{repository}", endpoint.host);
        let (repository, authorization) = (repository.to_owned(), Mutex::new(None));
        Ok(Self { agent, base, endpoint, repository, login, authorization })
    }

    /// Host with port, for messages.
    pub(super) fn host(&self) -> &str {
        &self.endpoint.host
    }

    /// Asks for `path` below the repository, from a byte on; the answer is a success.
    ///
    /// # Errors
    /// The host cannot be reached, does not let us in, or has no such thing (`NotFound`).
    pub(super) fn get(&self, path: &str, accept: &str, from: u64) -> io::Result<Response<Body>> {
        let mut pause = PAUSE;
        for _ in 1..TRIES {
            let wanted = match self.ask(path, accept, from) {
                Ok(answer) if !is_passing(answer.status()) => return self.judged(answer),
                Ok(answer) => match time_wanted(&answer) {
                    Some(time) if time > PATIENCE => return self.judged(answer),
                    wanted => wanted,
                },
                Err(error) if !may_pass(&error) => return Err(self.describe(&error)),
                Err(_) => None,
            };
            thread::sleep(wanted.map_or(pause, |time| time.max(pause)));
            pause *= 2;
        }
        let last = self.ask(path, accept, from);
        last.map_err(|error| self.describe(&error)).and_then(|answer| self.judged(answer))
    }

    /// One request, and a second one if the first is answered with the question who we are.
    fn ask(&self, path: &str, accept: &str, from: u64) -> Result<Response<Body>, Error> {
        let known = self.authorization.lock().ok().and_then(|it| it.clone());
        let answer = self.request(path, accept, from, known.as_ref())?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        let headers = answer.headers().get_all(header::WWW_AUTHENTICATE).iter();
        let asked = headers.filter_map(|it| it.to_str().ok()).find_map(challenge::parse);
        let Some(fresh) = asked.map(|it| self.answer(&it)).transpose()?.flatten() else {
            return Ok(answer);
        };
        if let Ok(mut kept) = self.authorization.lock() {
            *kept = Some(fresh.clone());
        }
        self.request(path, accept, from, Some(&fresh))
    }

    fn request(
        &self,
        path: &str,
        accept: &str,
        from: u64,
        authorization: Option<&Secret>,
    ) -> Result<Response<Body>, Error> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        request = request.header(header::ACCEPT, accept);
        if from > 0 {
            request = request.header(header::RANGE, format!("bytes={from}-"));
        }
        if let Some(Secret(value)) = authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        request.call()
    }

    /// What `Authorization` is to say; `None` if there is no login that is asked for.
    fn answer(&self, challenge: &Challenge) -> Result<Option<Secret>, Error> {
        match challenge {
            Challenge::Basic => Ok(self.login.as_ref().and_then(Login::basic).map(Secret)),
            Challenge::Bearer { realm, service, scope } => {
                // a login that came over TLS does not leave without it
                let is_open = self.base.starts_with("http:");
                if !is_open && !realm.starts_with("https://") {
                    return Ok(None);
                }
                let pull = format!("repository:{}:pull", self.repository);
                let mut fields = vec![("scope", scope.as_ref().unwrap_or(&pull).clone())];
                fields.extend(service.clone().map(|service| ("service", service)));
                let token = self.token(realm, fields)?;
                Ok(token.map(|token| Secret(format!("Bearer {token}"))))
            }
        }
    }

    fn token(&self, realm: &str, mut fields: Vec<(&str, String)>) -> Result<Option<String>, Error> {
        let mut answer = match &self.login {
            Some(Login::Token(token)) => {
                let more = [("grant_type", "refresh_token"), ("client_id", "minestop")];
                fields.extend(more.map(|(name, value)| (name, value.to_owned())));
                fields.push(("refresh_token", token.clone()));
                self.agent.post(realm).send_form(fields)?
            }
            login => {
                let separator = if realm.contains('?') { '&' } else { '?' };
                let mut request = self.agent.get(format!("{realm}{separator}{}", query(&fields)));
                if let Some(basic) = login.as_ref().and_then(Login::basic) {
                    request = request.header(header::AUTHORIZATION, basic);
                }
                request.call()?
            }
        };
        if !answer.status().is_success() {
            return Ok(None);
        }
        let bytes = answer.body_mut().with_config().limit(MAX_BYTES).read_to_vec()?;
        let Ok(token) = serde_json::from_slice::<Token>(&bytes) else { return Ok(None) };
        let token = if token.token.is_empty() { token.access_token } else { token.token };
        // what is no token cannot stand in a header
        Ok(Some(token)
            .filter(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_graphic())))
    }

    /// The answer, if it is a success.
    fn judged(&self, answer: Response<Body>) -> io::Result<Response<Body>> {
        let (status, host) = (answer.status(), self.host());
        if status.is_success() {
            return Ok(answer);
        }
        let login =
            if self.login.is_some() { "the login does not count" } else { "it asks for a login" };
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

fn query(fields: &[(&str, String)]) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let all: Vec<String> =
        fields.iter().map(|(key, value)| format!("{key}={}", encoded(value))).collect();
    all.join("&")
}

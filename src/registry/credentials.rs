//! Logins as Docker and Podman keep them: in `config.json` or `auth.json`, or with a helper that they name.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

use super::Settings;
use crate::image_ref::DOCKER_HUB;

/// Files with logins and answers of helpers are not longer.
const MAX_BYTES: u64 = 1 << 20;
/// The name by which Docker keeps the login of Docker Hub.
const HUB: &str = "https://index.docker.io/v1/";
/// The name that helpers give instead of a user where the secret is a token.
const TOKEN: &str = "<token>";

/// What opens a registry. Not to be shown to anybody.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Login {
    /// Name and password.
    Password { user: String, password: String },
    /// A token that is exchanged for others.
    Token(String),
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login")
    }
}

impl Login {
    /// The value of a header `Authorization`, where there is a password.
    pub(super) fn basic(&self) -> Option<String> {
        match self {
            Self::Password { user, password } => {
                Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}"))))
            }
            Self::Token(_) => None,
        }
    }

    fn new(user: String, secret: String) -> Option<Self> {
        if secret.is_empty() {
            return None;
        }
        Some(match user.as_str() {
            TOKEN => Self::Token(secret),
            _ => Self::Password { user, password: secret },
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct File {
    auths: BTreeMap<String, Entry>,
    creds_store: Option<String>,
    cred_helpers: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    auth: Option<String>,
    username: Option<String>,
    password: Option<String>,
    identitytoken: Option<String>,
}

impl Entry {
    fn login(&self) -> Option<Login> {
        if let Some(token) = self.identitytoken.clone().filter(|token| !token.is_empty()) {
            return Some(Login::Token(token));
        }
        if let Some(auth) = self.auth.as_ref().filter(|auth| !auth.is_empty()) {
            let decoded = BASE64_STANDARD.decode(auth.trim()).ok()?;
            let text = String::from_utf8(decoded).ok()?;
            let (user, password) = text.split_once(':')?;
            return Login::new(user.to_owned(), password.trim_end_matches('\0').to_owned());
        }
        Login::new(self.username.clone()?, self.password.clone()?)
    }
}

/// The answer of a helper.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    username: String,
    secret: String,
}

/// The login for a registry, from the first file that has one.
///
/// # Errors
/// A file or helper is there and cannot be read; a lower-case fragment that holds nothing of what it says.
pub(super) fn of(registry: &str, settings: &Settings) -> Result<Option<Login>, String> {
    for path in &settings.logins {
        let Some(file) = read(path)? else { continue };
        if let Some(login) = file.login(registry)? {
            return Ok(Some(login));
        }
    }
    Ok(None)
}

fn read(path: &Path) -> Result<Option<File>, String> {
    let shown = path.display();
    let Ok(file) = fs::File::open(path) else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(MAX_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("the logins in `{shown}` cannot be read: {error}"))?;
    // what serde says may quote the file
    let file = serde_json::from_slice(&bytes)
        .map_err(|error| format!("`{shown}` is no file of logins: line {}", error.line()))?;
    Ok(Some(file))
}

impl File {
    fn login(&self, registry: &str) -> Result<Option<Login>, String> {
        let names = names_of(registry);
        let helper = names.iter().find_map(|name| self.cred_helpers.get(name));
        if let Some(helper) = helper.or(self.creds_store.as_ref()) {
            for name in &names {
                if let Some(login) = ask(helper, name)? {
                    return Ok(Some(login));
                }
            }
        }
        let entry = names.iter().find_map(|name| self.auths.get(name));
        Ok(entry.and_then(Entry::login))
    }
}

/// The names under which the login of a registry may stand.
fn names_of(registry: &str) -> Vec<String> {
    if registry == DOCKER_HUB {
        return [HUB, "docker.io", "index.docker.io", "registry-1.docker.io"]
            .map(str::to_owned)
            .into();
    }
    let forms = ["", "/", "/v1/", "/v2/"];
    let written = |scheme: &str| forms.map(|form| format!("{scheme}{registry}{form}"));
    [written(""), written("https://"), written("http://")].into_iter().flatten().collect()
}

/// Asks `docker-credential-HELPER`; `None` if it does not know the registry.
fn ask(helper: &str, registry: &str) -> Result<Option<Login>, String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if helper.is_empty() || !helper.chars().all(is_name) {
        return Err("a file of logins names a helper that cannot be one".to_owned());
    }
    let program = format!("docker-credential-{helper}");
    let failed = |what: &str| format!("`{program}` {what}");
    let mut child = Command::new(&program)
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| failed("cannot be started"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // a helper that does not read has failed, which its status says
        let _ = writeln!(stdin, "{registry}");
    }
    let mut answer = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        let read = stdout.take(MAX_BYTES).read_to_end(&mut answer);
        read.map_err(|_| failed("cannot be read"))?;
    }
    let status = child.wait().map_err(|_| failed("has failed"))?;
    if !status.success() {
        // helpers say so, too, of what they do not know
        return Ok(None);
    }
    let answer: Answer = serde_json::from_slice(&answer).map_err(|_| failed("gives no login"))?;
    Ok(Login::new(answer.username, answer.secret))
}

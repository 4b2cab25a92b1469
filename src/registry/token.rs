//! Tokens that servers give for a login, or for none, as in the token scheme of `distribution`.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use ureq::http::header;
use ureq::{Agent, Error};

use super::credentials::Login;

/// Answers of token servers are not longer, nor are those that ask for a login.
pub(super) const MAX_BYTES: u64 = 1 << 20;

/// The answer of a token server.
#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    token: String,
    #[serde(default)]
    access_token: String,
}

/// A token with these fields, for whoever has the login; `None` if it is refused.
///
/// # Errors
/// The server cannot be asked.
pub(super) fn token(
    agent: &Agent,
    login: Option<&Login>,
    realm: &str,
    mut fields: Vec<(&str, String)>,
) -> Result<Option<String>, Error> {
    let mut answer = match login {
        Some(Login::Token(token)) => {
            let more = [("grant_type", "refresh_token"), ("client_id", "minestop")];
            fields.extend(more.map(|(name, value)| (name, value.to_owned())));
            fields.push(("refresh_token", token.clone()));
            agent.post(realm).send_form(fields)?
        }
        login => {
            let separator = if realm.contains('?') { '&' } else { '?' };
            let mut request = agent.get(format!("{realm}{separator}{}", query(&fields)));
            if let Some(basic) = login.and_then(Login::basic) {
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
    Ok(Some(token).filter(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_graphic())))
}

fn query(fields: &[(&str, String)]) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let all: Vec<String> =
        fields.iter().map(|(key, value)| format!("{key}={}", encoded(value))).collect();
    all.join("&")
}

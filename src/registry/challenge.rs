//! How a registry asks for a login: `WWW-Authenticate`, as in RFC 9110 and the token scheme of `distribution`.

/// What a registry asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    /// Name and password with each request.
    Basic,
    /// A token, which `realm` gives.
    Bearer { realm: String, service: Option<String>, scope: Option<String> },
}

/// Reads one header; of several challenges in it the first one that is known.
pub(super) fn parse(header: &str) -> Option<Challenge> {
    let (scheme, rest) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
    if scheme.eq_ignore_ascii_case("basic") {
        return Some(Challenge::Basic);
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let parameters = parameters(rest);
    let get = |name: &str| {
        let mut named = parameters.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.clone())
    };
    Some(Challenge::Bearer { realm: get("realm")?, service: get("service"), scope: get("scope") })
}

/// `key="value", key=value`.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    while rest.peek().is_some() {
        while rest.next_if(|c| *c == ',' || c.is_whitespace()).is_some() {}
        let mut key = String::new();
        while let Some(c) = rest.next_if(|c| *c != '=' && *c != ',') {
            key.push(c);
        }
        let mut value = String::new();
        if rest.next_if_eq(&'=').is_some() {
            if rest.next_if_eq(&'"').is_some() {
                while let Some(c) = rest.next_if(|c| *c != '"') {
                    let c = if c == '\\' { rest.next().unwrap_or(c) } else { c };
                    value.push(c);
                }
                rest.next();
            } else {
                while let Some(c) = rest.next_if(|c| *c != ',') {
                    value.push(c);
                }
            }
        }
        found.push((key.trim().to_owned(), value));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_read_as_registries_write_them() {
        let bearer = |realm: &str, service: Option<&str>, scope: Option<&str>| {
            let own = |text: Option<&str>| text.map(str::to_owned);
            let (service, scope) = (own(service), own(scope));
            Some(Challenge::Bearer { realm: realm.to_owned(), service, scope })
        };
        let cases = [
            ("Basic realm=\"a\"", Some(Challenge::Basic)),
            ("basic", Some(Challenge::Basic)),
            (
                "Bearer realm=\"https://a.example.invalid/t\",service=\"a, b\",scope=\"repository:x:pull,push\"",
                bearer("https://a.example.invalid/t", Some("a, b"), Some("repository:x:pull,push")),
            ),
            ("bearer Realm=https://a, Service=b", bearer("https://a", Some("b"), None)),
            ("Bearer realm=\"a\\\"b\"", bearer("a\"b", None, None)),
            ("Bearer realm=\"a", bearer("a", None, None)),
            ("Bearer service=\"a\"", None),
            ("Negotiate", None),
            ("", None),
            ("Bearer ,,,=,=\"", None),
        ];
        for (header, wanted) in cases {
            assert_eq!(parse(header), wanted, "{header}");
        }
    }
}

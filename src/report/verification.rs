//! What an attestation says of a build that passed: the predicate of SLSA's Verification Summary,
//! <https://slsa.dev/spec/v1.0/verification_summary>. Knows neither images nor signatures.

use serde_json::{Value, json};

use crate::engine::Report;
use crate::finding::Action;
use crate::policy::{Date, PolicyFile};

/// The type of the predicate.
pub(crate) const PREDICATE_TYPE: &str = "https://slsa.dev/verification_summary/v1";

/// Who verifies: a package URL.
const VERIFIER: &str = "pkg:cargo/minestop";

/// A field that the specification does not have needs a URI for its name.
const COUNTS: &str = "pkg:cargo/minestop#counts";

/// An image whose name nobody has said: a build does not tell its frontend.
pub(crate) const UNNAMED: &str = "pkg:docker/unnamed";

/// Levels that are not SLSA's own must not start with `SLSA_`.
const LEVEL: &str = "MINESTOP_PASSED";

/// The predicate for a report in which nothing stops the image. `resource` is the URI of the image, `preset` and `files` are
/// the policy that judged, `time` is in seconds since 1970.
pub(crate) fn passed(
    report: &Report,
    resource: &str,
    preset: &str,
    files: &[PolicyFile],
    time: i64,
) -> Value {
    let count = |action| report.count(action);
    json!({
        "verifier": { "id": VERIFIER, "version": { "minestop": env!("CARGO_PKG_VERSION") } },
        "timeVerified": timestamp(time),
        "resourceUri": resource,
        "policy": policy(preset, files),
        "verificationResult": "PASSED",
        "verifiedLevels": [LEVEL],
        "slsaVersion": "1.0",
        COUNTS: {
            "stop": count(Action::Stop),
            "warn": count(Action::Warn),
            "go": count(Action::Go),
        },
    })
}

/// The first file is the policy, the others belong to it. Without any the preset has decided, which the version of the
/// verifier defines.
fn policy(preset: &str, files: &[PolicyFile]) -> Value {
    let described =
        |file: &PolicyFile| json!({ "name": file.path, "digest": { "sha256": file.sha256 } });
    let mut policy = match files.first() {
        Some(first) => described(first),
        None => json!({ "uri": format!("minestop:preset/{preset}"), "name": preset }),
    };
    let others: Vec<Value> = files.iter().skip(1).map(described).collect();
    if let Some(policy) = policy.as_object_mut().filter(|_| !others.is_empty()) {
        policy.insert("annotations".to_owned(), json!({ "with": others }));
    }
    policy
}

/// As RFC 3339 writes it, in UTC.
fn timestamp(time: i64) -> String {
    let time = time.max(0).unsigned_abs();
    let second = time % 86_400;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", Date::from_unix_seconds(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(timestamp(0), "1970-01-01T00:00:00Z");
        assert_eq!(timestamp(1_798_761_599), "2026-12-31T23:59:59Z");
        assert_eq!(timestamp(-5), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_preset_is_named_and_a_file_has_its_digest() {
        let preset = passed(&Report::default(), UNNAMED, "locked-down", &[], 0);
        assert_eq!(preset["policy"]["uri"], "minestop:preset/locked-down");
        let texts = [PolicyFile::new("a.toml", b"abc"), PolicyFile::new("b.json", b"")];
        let files = passed(&Report::default(), UNNAMED, "default", &texts, 0);
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(files["policy"]["name"], "a.toml");
        assert_eq!(files["policy"]["digest"]["sha256"], digest);
        assert_eq!(files["policy"]["annotations"]["with"][0]["name"], "b.json");
    }
}

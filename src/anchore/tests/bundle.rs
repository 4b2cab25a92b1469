//! A policy of Anchore around some rules; the tests of the command line include this file, too.

use serde_json::{Value, json};

/// A bundle with these rules for all images.
pub(super) fn bundle(rules: &Value) -> Value {
    json!({
        "id": "b", "name": "Bundle", "version": "1_0",
        "policies": [{"id": "p", "name": "P", "version": "1_0", "rules": rules}],
        "whitelists": [{"id": "w", "name": "W", "version": "1_0", "items": []}],
        "mappings": [{
            "id": "m", "name": "all", "registry": "*", "repository": "*",
            "image": {"type": "tag", "value": "*"}, "policy_ids": ["p"], "whitelist_ids": ["w"],
        }],
    })
}

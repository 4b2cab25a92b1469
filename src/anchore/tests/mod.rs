//! Verdicts on Anchore policies, held to cases.

mod cases;

use serde_json::{Value, json};

/// A bundle with these rules for all images.
fn bundle(rules: &Value) -> Value {
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

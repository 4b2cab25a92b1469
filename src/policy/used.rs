//! Which policy a run used, as every report says it.

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::intel::to_hex;

/// One policy of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct UsedPolicy {
    /// The built-in policy below it, or `anchore` below a policy of Anchore.
    pub(crate) preset: &'static str,
    /// The policy file, then those that it extends; empty if the preset alone judged.
    pub(crate) chain: Vec<PolicyFile>,
    /// It lies in what is judged, so that who writes the one can write the other.
    pub(crate) is_authors: bool,
}

/// A policy file with the digest of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct PolicyFile {
    /// As it is shown.
    pub(crate) path: String,
    /// SHA-256 in hex.
    pub(crate) sha256: String,
}

impl PolicyFile {
    /// The file at `path` with these bytes.
    pub(crate) fn new(path: impl Into<String>, bytes: &[u8]) -> Self {
        Self { path: path.into(), sha256: to_hex(&Sha256::digest(bytes)) }
    }
}

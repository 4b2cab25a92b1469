//! What to type instead where this program cannot open a target.

use crate::engine::ReadError;

pub(super) fn with_help(error: ReadError, help: String) -> ReadError {
    ReadError { help: Some(help), ..error }
}

/// What hands over an image that is not opened by name.
pub(super) fn instead(name: &str, word: &str, what: &str) -> ReadError {
    let command = match word {
        "docker" | "podman" => format!("{word} save {name} | minestop scan -"),
        "containerd" => format!("ctr images export - {name} | minestop scan -"),
        _ => format!("skopeo copy docker://{name} oci:layout && minestop scan layout"),
    };
    with_help(ReadError::new(name, what), format!("type `{command}`"))
}

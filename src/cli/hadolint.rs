//! The configuration of hadolint, as far as a policy can say the same: the registries that it trusts.

use std::path::Path;

use serde::Deserialize;

use super::failure::Failure;
use super::read;
use crate::policy::StartingPoint;

/// Largest configuration that is read, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// What of the configuration concerns a policy; the other keys are about the style of a Dockerfile.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Configuration {
    trusted_registries: Option<Vec<String>>,
    ignored: Option<Vec<String>>,
}

/// Adds what a configuration trusts.
pub(super) fn read(path: &Path, start: &mut StartingPoint) -> Result<(), Failure> {
    let content = read::file(path, MAX_BYTES).map_err(|error| Failure::io(path, &error))?;
    if !content.whole {
        return Err(Failure::at(path, format!("this file is larger than {MAX_BYTES} bytes")));
    }
    let text = String::from_utf8_lossy(&content.bytes);
    let read: Result<Option<Configuration>, _> = serde_saphyr::from_str(&text);
    let configuration = read.map_err(|error| {
        let what = error.to_string();
        let what = what.lines().next().unwrap_or_default().to_owned();
        Failure::at(path, format!("this is no configuration of hadolint: {what}"))
            .help("name a `.hadolint.yaml`")
    })?;
    let Configuration { trusted_registries, ignored } = configuration.unwrap_or_default();
    let registries = trusted_registries.unwrap_or_default();
    if registries.is_empty() {
        start
            .remarks
            .push("hadolint's `trustedRegistries` is empty, so it trusts every one".into());
    }
    for registry in &registries {
        match pattern(registry) {
            Some(pattern) => drop(start.trusted.insert(pattern)),
            None => start.remarks.push(format!("hadolint trusts `{registry}`: no registry")),
        }
    }
    if let Some(ids) = ignored.filter(|ids| !ids.is_empty()) {
        start.remarks.push(format!(
            "hadolint ignores {}: its rules are about style, there is nothing to take over",
            ids.join(", ")
        ));
    }
    Ok(())
}

/// Every image of a registry, as a pattern of images; hadolint's names have `*` too.
fn pattern(registry: &str) -> Option<String> {
    let name = registry.trim().trim_end_matches('/');
    let name = name.strip_suffix("/*").unwrap_or(name);
    let hub = ["docker.io", "hub.docker.com", "index.docker.io", "registry-1.docker.io"];
    let name = if hub.contains(&name) { "docker.io" } else { name };
    let pattern = if name == "*" { "*".to_owned() } else { format!("{name}/*") };
    let is_registry = name == "*" || name.contains(['.', ':']) || name == "localhost";
    (is_registry && pattern.parse::<crate::image_ref::Pattern>().is_ok()).then_some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries_become_patterns_of_all_their_images() {
        let patterns = [
            ("docker.io", Some("docker.io/*")),
            ("hub.docker.com", Some("docker.io/*")),
            ("registry.example.invalid:5000", Some("registry.example.invalid:5000/*")),
            ("*.example.invalid", Some("*.example.invalid/*")),
            ("registry.example.invalid/", Some("registry.example.invalid/*")),
            ("*", Some("*")),
            ("localhost", Some("localhost/*")),
            ("library", None),
            ("https://x.example.invalid", None),
            ("", None),
        ];
        for (registry, expected) in patterns {
            assert_eq!(pattern(registry).as_deref(), expected, "{registry}");
        }
    }
}

//! `minestop scan --attest FILE`: the verdict on an image that passed, as a predicate that `cosign attest` signs. The same that
//! the gate attaches to what it builds.

use std::fs;
use std::io;
use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::failure::Failure;
use super::output::write_file;
use crate::engine::Report;
use crate::image_ref::Reference;
use crate::report::verification::{self, UNNAMED};

/// What a package URL leaves as it is in a segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// Takes away what an earlier run has left: a file that is there after this run is of this run.
pub(super) fn clear(path: &Path) -> Result<(), Failure> {
    if !fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        return Ok(());
    }
    fs::remove_file(path).map_err(|error| Failure::io(path, &error))
}

/// Writes the verdict on an image that nothing stops. `name` is what a registry calls it, `time` in seconds since 1970.
pub(super) fn write(
    path: &Path,
    report: &Report,
    name: Option<&Reference>,
    time: i64,
) -> Result<(), Failure> {
    let used = report.provenance.policies.first();
    let (preset, files) = used.map_or(("", &[][..]), |used| (used.preset, used.chain.as_slice()));
    let resource = name.map_or_else(|| UNNAMED.to_owned(), package_url);
    let predicate = verification::passed(report, &resource, preset, files, time);
    write_file(path, |out| {
        serde_json::to_writer_pretty(&mut *out, &predicate).map_err(io::Error::from)?;
        out.write_all(b"\n")
    })
    .map_err(|error| Failure::io(path, &error))
}

/// The name as a package URL: <https://github.com/package-url/purl-spec>, type `docker`.
fn package_url(name: &Reference) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, SEGMENT).to_string();
    let canonical = name.canonical();
    let segments: Vec<String> = canonical.repository.split('/').map(encoded).collect();
    let digest = name.digest().map(|digest| digest.as_str());
    let version = digest.or_else(|| name.effective_tag()).map(|it| format!("@{}", encoded(it)));
    let registry = encoded(&canonical.registry);
    let version = version.unwrap_or_default();
    format!("pkg:docker/{}{version}?repository_url={registry}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_named_by_its_digest_where_it_has_one() {
        let url = |name: &str| package_url(&Reference::named(name).unwrap());
        let hub = "pkg:docker/library/nginx@1?repository_url=docker%2Eio";
        assert_eq!(url("nginx:1"), hub.replace("%2E", "."));
        let digest = "a".repeat(64);
        assert_eq!(
            url(&format!("localhost:5000/shop/web:1@sha256:{digest}")),
            format!("pkg:docker/shop/web@sha256%3A{digest}?repository_url=localhost%3A5000")
        );
    }
}

//! Packages that the intelligence knows. Judges nothing.

use crate::facts::{Facts, Place};
use crate::intel::{Intel, Known};
use crate::source::Text;

/// The known packages, installed or named by a manifest.
pub(in crate::rules) fn known_packages<'a>(
    facts: &'a Facts,
    intel: &'a Intel,
) -> impl Iterator<Item = (&'a Place, &'a Text, Known<'a>)> {
    let installed = facts.packages.iter().flat_map(|install| {
        let group = (install.group != install.manager).then_some(install.group);
        let managers = [Some(install.manager), group];
        install.packages.iter().map(move |package| (&install.place, managers, package))
    });
    let named = facts
        .dependencies
        .iter()
        .map(|named| (&named.place, [Some(named.manager), None], &named.name));
    installed.chain(named).filter_map(move |(place, managers, package)| {
        let mut managers = managers.into_iter().flatten();
        let known = managers.find_map(|manager| intel.package(manager, package))?;
        Some((place, package, known))
    })
}

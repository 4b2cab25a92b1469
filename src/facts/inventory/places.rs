//! Where a file system describes itself: the well-known files, and what a link in place of their directories means.

use crate::facts::inventory::packages::PackageFormat;

/// The accounts.
pub(crate) const PASSWD: &str = "etc/passwd";
/// Its directory.
pub(crate) const ETC: &str = "etc";
/// The distribution: the first that is there counts.
pub(crate) const RELEASES: [&str; 2] = ["etc/os-release", "usr/lib/os-release"];
/// Debian's packages.
const DPKG: &str = "var/lib/dpkg/status";
/// One file for each package, in images without a package manager.
const DPKG_PARTS: &str = "var/lib/dpkg/status.d/";
/// What dpkg has not put into its database yet, and reads behind it: files whose names are numbers.
const DPKG_UPDATES: &str = "var/lib/dpkg/updates/";
/// Alpine's packages.
const APK: [&str; 2] = ["lib/apk/db/installed", "usr/lib/apk/db/installed"];
/// RPM's packages in three formats, and the logs of one of them, which a database that is whole leaves empty.
const RPM: [&str; 5] =
    ["Packages", "Packages.db", "rpmdb.sqlite", "rpmdb.sqlite-wal", "rpmdb.sqlite-journal"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Accounts,
    Dpkg,
    DpkgParts,
    DpkgUpdates,
    Apk,
    Rpm,
}

/// The directories of these files. That of the second release file is left out: nothing is missed without it.
const DIRECTORIES: [(&str, Holds); 9] = [
    (ETC, Holds::Accounts),
    ("var/lib/dpkg", Holds::Dpkg),
    ("var/lib/dpkg/status.d", Holds::DpkgParts),
    ("var/lib/dpkg/updates", Holds::DpkgUpdates),
    ("lib/apk/db", Holds::Apk),
    ("usr/lib/apk/db", Holds::Apk),
    ("var/lib/rpm", Holds::Rpm),
    ("usr/lib/sysimage/rpm", Holds::Rpm),
    ("usr/share/rpm", Holds::Rpm),
];

/// True for a well-known file; paths have no `/` in front.
pub(crate) fn is_known(path: &str) -> bool {
    path == PASSWD || RELEASES.contains(&path) || packages_in(path).is_some()
}

/// Whose packages this file is about, if it belongs to a database of them.
pub(crate) fn packages_in(path: &str) -> Option<PackageFormat> {
    match path {
        _ if is_dpkg(path) => Some(PackageFormat::Deb),
        _ if APK.contains(&path) => Some(PackageFormat::Apk),
        _ if is_rpm(path) => Some(PackageFormat::Rpm),
        _ => None,
    }
}

/// True if this file belongs to Debian's packages.
fn is_dpkg(path: &str) -> bool {
    let is_number = |name: &str| !name.is_empty() && name.bytes().all(|it| it.is_ascii_digit());
    path == DPKG
        || path.starts_with(DPKG_PARTS)
        || path.strip_prefix(DPKG_UPDATES).is_some_and(is_number)
}

/// True if this file belongs to a database of RPM packages.
fn is_rpm(path: &str) -> bool {
    let Some((directory, file)) = path.rsplit_once('/') else { return false };
    DIRECTORIES.contains(&(directory, Holds::Rpm)) && RPM.contains(&file)
}

/// True if a link from `path` to `target`, both from the root, takes a well-known file to where it is not looked for.
/// `/lib` to `/usr/lib` does not, nor `/var/lib/rpm` to `/usr/lib/sysimage/rpm`.
pub(crate) fn leads_away(path: &str, target: &str) -> bool {
    let moved = |directory: &str| match directory.strip_prefix(path)? {
        rest if rest.is_empty() || rest.starts_with('/') => Some(format!("{target}{rest}")),
        _ => None,
    };
    let is_lost = |(directory, holds): &(&str, Holds)| {
        moved(directory).is_some_and(|moved| !DIRECTORIES.contains(&(moved.as_str(), *holds)))
    };
    // one of the two is often a link to the other
    let is_release = RELEASES.contains(&path) && RELEASES.contains(&target);
    !is_release && is_known(path) || DIRECTORIES.iter().any(is_lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_distributions_have_lead_nowhere_else() {
        for (path, target, away) in [
            ("lib", "usr/lib", false),
            ("lib64", "usr/lib64", false),
            ("var/lib/rpm", "usr/lib/sysimage/rpm", false),
            ("var/lib/rpm", "usr/share/rpm", false),
            ("var/run", "run", false),
            ("etc/localtime", "usr/share/zoneinfo/UTC", false),
            ("var/lib/dpkg", "opt/dpkg", true),
            ("var/lib/dpkg", "var/lib/rpm", true),
            ("var/lib", "opt", true),
            ("var", "opt/var", true),
            ("etc", "opt/etc", true),
            ("lib/apk", "usr/lib/apk", false),
            ("lib", "opt", true),
            ("etc/passwd", "opt/passwd", true),
            ("et", "opt", false),
            ("etc/os-release", "usr/lib/os-release", false),
            ("etc/os-release", "opt/os-release", true),
            ("var/lib/dpkg/updates", "opt", true),
            ("lib/apk/db", "..", true),
        ] {
            assert_eq!(leads_away(path, target), away, "{path} to {target}");
        }
    }
}

//! The gate `packages`, as far as the databases of an image answer it. Messages are those of Anchore Engine to the
//! letter, their slips included.

use std::cmp::Ordering;

use crate::anchore::version;
use crate::facts::{InstalledPackage, System};

/// A rule of this gate.
#[derive(Debug)]
pub(crate) struct PackageCheck {
    /// The name of the package.
    pub(crate) name: String,
    /// Its version, if the rule names one.
    pub(crate) version: Option<String>,
    /// What the rule wants.
    pub(crate) wants: Wanted,
}

/// What a rule wants of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// `blacklist`, `denylist`: it must not be there.
    Absent,
    /// `required_package`: it must be there, in this very version if one is given.
    Exact,
    /// `required_package`: it must be there, in this version or a later one.
    Minimum,
}

/// What a rule says of a file system. Where a database was not read, what the others have still counts, and nothing is
/// missing: an author could otherwise put an empty one there.
pub(super) fn messages(check: &PackageCheck, system: &System) -> Vec<String> {
    let mut named = system.packages_named(&check.name).iter();
    match check.wants {
        Wanted::Absent => {
            super::first_of(named.filter_map(|package| check.denied(package)), "packages")
        }
        _ => match named.next() {
            Some(package) => check.unfit(package).into_iter().collect(),
            None if system.unread_packages().is_some() => Vec::new(),
            None => vec![check.missing()],
        },
    }
}

impl PackageCheck {
    fn denied(&self, package: &InstalledPackage) -> Option<String> {
        let name = &package.name;
        let Some(version) = &self.version else {
            return Some(format!("Package is blacklisted: {name}"));
        };
        let same = version::spellings(&package.version).contains(&version.as_str());
        same.then(|| format!("Package is blacklisted: {name}-{version}"))
    }

    /// It is there in a version that will not do.
    fn unfit(&self, package: &InstalledPackage) -> Option<String> {
        let (name, is) = (&package.name, &package.version);
        let wanted = self.version.as_ref().filter(|wanted| *wanted != is)?;
        if self.wants == Wanted::Exact {
            return Some(format!(
                "Required input package ({name}) is present ({is}), but not at the version specified in policy ({name})"
            ));
        }
        (version::compare(is, wanted, package.manager) == Ordering::Less).then(|| {
            format!(
                "Required min-version input package ({name}) is present ({is}), \
                 but is lower version than what is specified in policy ({wanted})"
            )
        })
    }

    fn missing(&self) -> String {
        let what = match &self.version {
            Some(version) => format!("{},{version}", self.name),
            None => self.name.clone(),
        };
        format!("Required input package ({what}) is not present in container image")
    }
}

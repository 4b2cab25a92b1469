//! Databases of installed RPM packages: SQLite, "ndb" and Berkeley DB, told apart by their first bytes.
//!
//! Only names and versions are read. The formats are written by whoever made the image: every page is read at most
//! once, and what does not fit the format makes the whole database unreadable, as a part of it would hide the rest.

mod berkeley;
mod header;
mod ndb;
mod pages;
mod sqlite;

use super::bytes::Bytes;
use header::Package;

/// Takes the header of a package, as RPM stores it; `None` if it cannot be read.
type Each<'e> = dyn FnMut(&[u8]) -> Option<()> + 'e;

/// The packages of a database, as paragraphs with `Package:` and `Version:` (`[epoch:]version-release`); `None` if the
/// bytes are no such database, or one that cannot be read to its end.
pub(crate) fn paragraphs(database: &[u8]) -> Option<String> {
    let mut text = String::new();
    let mut each = |header: &[u8]| {
        let Package { name, version } = header::read(header)?;
        text.push_str(&format!("Package: {name}\nVersion: {version}\n\n"));
        Some(())
    };
    let database = Bytes(database);
    if database.starts_with(sqlite::MAGIC) {
        sqlite::read(database, &mut each)?;
    } else if database.starts_with(ndb::MAGIC) {
        ndb::read(database, &mut each)?;
    } else {
        berkeley::read(database, &mut each)?;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::*;

    /// All hold the packages of `packages.list`; `testdata/rpm/make.sh` has written them.
    const DATABASES: [&str; 4] = ["rpmdb.sqlite", "Packages.db", "Packages", "Packages-big-endian"];

    fn fixture(name: &str) -> Vec<u8> {
        fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/rpm").join(name)).unwrap()
    }

    #[test]
    fn every_format_has_the_packages_that_rpm_itself_lists() {
        let list = String::from_utf8(fixture("packages.list")).unwrap();
        let mut wanted: Vec<String> = list
            .lines()
            .map(|line| line.split_once(' ').unwrap())
            .map(|(name, version)| format!("Package: {name}\nVersion: {version}"))
            .collect();
        wanted.sort();
        for name in DATABASES {
            let text = paragraphs(&fixture(name)).unwrap_or_default();
            let mut found: Vec<&str> = text.split_terminator("\n\n").collect();
            found.sort_unstable();
            assert_eq!(found, wanted, "{name}");
        }
    }

    #[test]
    fn a_part_of_a_database_is_none() {
        for name in DATABASES {
            let whole = fixture(name);
            for length in (0..whole.len()).step_by(509) {
                let part = whole.get(..length).unwrap_or_default();
                assert_eq!(paragraphs(part), None, "{name} cut at {length}");
            }
        }
        assert_eq!(paragraphs(b"Package: a\nVersion: 1\n"), None);
    }

    #[test]
    fn what_rpm_finds_elsewhere_is_not_missed() {
        // a head that counts no pages
        let mut berkeley = fixture("Packages");
        let whole = paragraphs(&berkeley);
        berkeley[32..36].copy_from_slice(&[0; 4]);
        assert!(whole.is_some());
        assert_eq!(paragraphs(&berkeley), whole);
        // a table that is made otherwise: other columns, a view
        for (from, to) in
            [("(hnum INTEGER", "(blob INTEGER"), ("CREATE TABLE 'P", "CREATE VIEW  'P")]
        {
            let mut sqlite = fixture("rpmdb.sqlite");
            let at = memchr::memmem::find(&sqlite, from.as_bytes()).unwrap();
            sqlite[at..at + to.len()].copy_from_slice(to.as_bytes());
            assert_eq!(paragraphs(&sqlite), None, "{to}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// It ends, and within the size of the file.
        #[test]
        fn a_damaged_database_does_no_harm(
            name in proptest::sample::select(&DATABASES[..]),
            damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        ) {
            let mut bytes = fixture(name);
            for (at, byte) in damage {
                // heads of pages are where it hurts
                let at = at.index(bytes.len());
                for at in [at, at % 4096, at - at % 4096 + at % 32] {
                    if let Some(old) = bytes.get_mut(at) {
                        *old = byte;
                    }
                }
            }
            let read = paragraphs(&bytes).map_or(0, |text| text.len());
            prop_assert!(read <= bytes.len());
        }
    }
}

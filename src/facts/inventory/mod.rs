//! What a finished file system says of itself in well-known files: accounts, distribution, installed packages.
//!
//! Reads texts that somebody else has opened; judges nothing.

mod packages;
mod places;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use places::{ETC, PASSWD, RELEASES};

pub(crate) use packages::{InstalledPackage, PackageFormat};

/// A finished image or root file system, apart from its files.
#[derive(Clone, Debug, Default)]
pub(crate) struct System {
    /// `amd64` and so on; empty if nothing says it.
    pub(crate) architecture: String,
    /// `linux` and so on; empty if nothing says it.
    pub(crate) os: String,
    /// How many layers it has.
    pub(crate) layers: usize,
    /// Bytes of a tar archive of its file system; `None` if nobody has asked, or not all of it could be counted.
    pub(crate) size: Option<u64>,
    /// Path → text; `None` if it was not read.
    texts: BTreeMap<String, Option<String>>,
    /// The packages by name, read when they are first asked for.
    packages: OnceLock<BTreeMap<String, Vec<InstalledPackage>>>,
    /// The accounts, likewise.
    accounts: OnceLock<Option<Vec<Account>>>,
}

/// A line of `/etc/passwd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// Its fields: name, password, user id, group id, comment, home, shell; as many as there are.
    pub(crate) fields: Vec<String>,
}

impl System {
    /// An image for `os/architecture`, with an empty file system.
    pub(crate) fn new(platform: &str, layers: usize) -> Self {
        let (os, rest) = platform.split_once('/').unwrap_or((platform, ""));
        let architecture = rest.split('/').next().unwrap_or_default();
        Self { os: os.to_owned(), architecture: architecture.to_owned(), layers, ..Self::default() }
    }

    /// True if the text of this file is wanted; paths have no `/` in front.
    pub(crate) fn wants(path: &str) -> bool {
        places::is_known(path)
    }

    /// True if a link from `path` to `target`, both from the root, takes a wanted text to where it is not looked for: the
    /// link itself is then a file that was not read.
    pub(crate) fn misses(path: &str, target: &str) -> bool {
        places::leads_away(path, target)
    }

    /// True if this file belongs to a database of RPM packages. [`Self::take`] wants its packages as paragraphs like those
    /// of dpkg.
    pub(crate) fn is_rpm(path: &str) -> bool {
        places::packages_in(path) == Some(PackageFormat::Rpm)
    }

    /// Takes the text of a file, or that it was not read; the last one of a path counts.
    pub(crate) fn take(&mut self, path: &str, text: Option<String>) {
        (self.packages, self.accounts) = (OnceLock::new(), OnceLock::new());
        self.texts.insert(path.to_owned(), text);
    }

    /// The part of a text that is read of it: of a database of packages a small one.
    pub(crate) fn essence(path: &str, text: &str) -> String {
        match places::packages_in(path) {
            Some(format) => packages::write(&packages::read(text, format)),
            None => text.to_owned(),
        }
    }

    /// The lines of `/etc/passwd`; `None` if there is no such file, or none that can be read.
    pub(crate) fn accounts(&self) -> Option<&[Account]> {
        let accounts = self.accounts.get_or_init(|| {
            let text = self.text(PASSWD)?;
            // for those who read it a line ends at a NUL
            let lines = text.lines().map(|line| line.split('\0').next().unwrap_or_default());
            let lines = lines.map(str::trim).filter(|line| !line.is_empty());
            let fields = |line: &str| line.split(':').map(str::to_owned).collect();
            Some(lines.map(|line| Account { fields: fields(line) }).collect())
        });
        accounts.as_deref()
    }

    /// The file of accounts, if there is one that was not read, or the link in place of its directory.
    pub(crate) fn unread_accounts(&self) -> Option<&str> {
        self.unread(|path| [PASSWD, ETC].contains(&path))
    }

    /// The file of the release, if the one that counts was not read, or the link in place of its directory.
    pub(crate) fn unread_release(&self) -> Option<&str> {
        let read = RELEASES.into_iter().find(|path| self.text(path).is_some());
        // the second one does not matter where the first is there
        let matters = |path: &str| {
            RELEASES.into_iter().take_while(|it| Some(*it) != read).any(|it| {
                it.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        };
        self.unread(matters)
    }

    /// A value of `os-release`, without quotes; of several the last, as for a shell.
    pub(crate) fn release(&self, key: &str) -> Option<String> {
        let text = RELEASES.iter().find_map(|path| self.text(path))?;
        let mut values =
            text.lines().filter_map(|line| line.trim().strip_prefix(key)?.strip_prefix('='));
        let value = values.next_back()?;
        Some(value.trim_matches(['"', '\'']).to_owned())
    }

    /// The installed packages of this name, in the order of their databases.
    pub(crate) fn packages_named(&self, name: &str) -> &[InstalledPackage] {
        let packages = self.packages.get_or_init(|| {
            let mut by_name: BTreeMap<String, Vec<InstalledPackage>> = BTreeMap::new();
            for package in self.all_packages() {
                by_name.entry(package.name.clone()).or_default().push(package);
            }
            by_name
        });
        packages.get(name).map_or(&[], Vec::as_slice)
    }

    fn all_packages(&self) -> Vec<InstalledPackage> {
        let read = |format: PackageFormat| {
            let files =
                self.texts.iter().filter(move |it| places::packages_in(it.0) == Some(format));
            let texts = files.filter_map(|(_, text)| text.as_deref());
            texts.flat_map(move |text| packages::read(text, format))
        };
        [PackageFormat::Deb, PackageFormat::Apk, PackageFormat::Rpm]
            .into_iter()
            .flat_map(read)
            .collect()
    }

    /// A database of packages that was not read, or the link in place of its directory.
    pub(crate) fn unread_packages(&self) -> Option<&str> {
        self.unread(|path| ![PASSWD, ETC].contains(&path) && !RELEASES.contains(&path))
    }

    fn unread(&self, is_asked_for: impl Fn(&str) -> bool) -> Option<&str> {
        let unread = self.texts.iter().filter(|(_, text)| text.is_none());
        unread.map(|(path, _)| path.as_str()).find(|path| is_asked_for(path))
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path)?.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(texts: &[(&str, &str)]) -> System {
        let mut system = System::default();
        for (path, text) in texts {
            assert!(System::wants(path), "{path}");
            system.take(path, Some((*text).to_owned()));
        }
        system
    }

    #[test]
    fn packages_are_read_from_their_databases() {
        let system = system(&[
            (
                "var/lib/dpkg/status",
                "Package: a\nStatus: install ok installed\nVersion: 1:2-3\nDescription: x\n Package: no\n\n\
                 Package: left\nStatus: deinstall ok config-files\nVersion: 1\n",
            ),
            ("var/lib/dpkg/status.d/b", "Package: b\nVersion: 5\n"),
            ("var/lib/dpkg/updates/0001", "Package: c\nStatus: install ok installed\nVersion: 6\n"),
            ("lib/apk/db/installed", "C:Q1\nP:musl\nV:1.2.5-r0\nA:x86_64\n\nP:zlib\nV:1\n"),
        ]);
        let deb = "Package: a\nDescription: x\n long\nVersion: 1\n\nPackage: b\n";
        let essence = System::essence("var/lib/dpkg/status", deb);
        assert_eq!(essence, "Package:a\nVersion:1\n\nPackage:b\nVersion:\n\n");
        let found: Vec<_> =
            system.all_packages().into_iter().map(|it| (it.name, it.version)).collect();
        let wanted = [("a", "1:2-3"), ("b", "5"), ("c", "6"), ("musl", "1.2.5-r0"), ("zlib", "1")];
        assert_eq!(found, wanted.map(|(name, version)| (name.to_owned(), version.to_owned())));
        assert_eq!(system.unread_packages(), None);
        assert_eq!(system.packages_named("zlib").len(), 1);
        assert!(system.packages_named("left").is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_known() {
        let mut rpm = system(&[
            ("usr/share/rpm/rpmdb.sqlite", "Package: acme\nVersion: 1:2-3\n\n"),
            ("usr/share/rpm/rpmdb.sqlite-wal", ""),
        ]);
        assert_eq!(rpm.unread_packages(), None);
        assert_eq!(rpm.packages_named("acme").len(), 1);
        rpm.take("usr/share/rpm/rpmdb.sqlite-wal", None);
        assert_eq!(rpm.unread_packages(), Some("usr/share/rpm/rpmdb.sqlite-wal"));
        let mut large = System::default();
        large.take("var/lib/dpkg/status", None);
        large.take("etc/passwd", None);
        assert_eq!(large.unread_packages(), Some("var/lib/dpkg/status"));
        assert_eq!(large.accounts(), None);
        assert_eq!(large.unread_accounts(), Some("etc/passwd"));
    }

    #[test]
    fn accounts_and_release_are_read() {
        let system = system(&[
            ("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n\nbad\n"),
            ("etc/os-release", "NAME=\"Some Linux\"\nID=some\nVERSION_ID='12'\n"),
        ]);
        assert_eq!(system.unread_accounts(), None);
        let accounts = system.accounts().unwrap_or_default();
        assert_eq!(accounts.len(), 2);
        assert_eq!(accounts.first().map(|it| it.fields.len()), Some(7));
        assert_eq!(system.release("ID").as_deref(), Some("some"));
        assert_eq!(system.release("VERSION_ID").as_deref(), Some("12"));
        assert_eq!(system.release("ID_LIKE"), None);
        let mut linked = system;
        linked.take("usr/lib/os-release", Some("ID=other\n".to_owned()));
        assert_eq!(linked.release("ID").as_deref(), Some("some"));
        assert_eq!(linked.unread_release(), None);
        linked.take("usr/lib/os-release", None);
        assert_eq!(linked.unread_release(), None);
        linked.take("etc/os-release", None);
        assert_eq!(linked.unread_release(), Some("etc/os-release"));
        linked.take("etc/os-release", Some("ID=a\nID=b\n".to_owned()));
        assert_eq!(linked.release("ID").as_deref(), Some("b"));
        let mut moved = System::default();
        moved.take("usr/lib", None);
        assert_eq!(moved.unread_release(), Some("usr/lib"));
        moved.take("etc/passwd", Some("a\0b:x:1\n".to_owned()));
        assert_eq!(moved.accounts().unwrap_or_default()[0].fields, ["a"]);
    }
}

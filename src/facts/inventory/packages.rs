//! Databases of packages as their managers read them, line by line. Where one would refuse a text, what it says counts all
//! the same.

use std::mem;

/// An installed package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InstalledPackage {
    /// Its name.
    pub(crate) name: String,
    /// Its whole version.
    pub(crate) version: String,
    /// Who installed it.
    pub(crate) manager: PackageFormat,
}

/// Whose rules order the versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PackageFormat {
    /// Debian's.
    Deb,
    /// Alpine's.
    Apk,
    /// Fedora's and its relatives'.
    Rpm,
}

/// States in which nothing of a package is left but its settings, or not even those.
const GONE: [&str; 2] = ["not-installed", "config-files"];

/// The packages of a database: paragraphs with a name and a version each.
pub(crate) fn read(text: &str, manager: PackageFormat) -> Vec<InstalledPackage> {
    let mut found = Vec::new();
    let mut paragraph = Paragraph::default();
    for line in text.split('\n').chain([""]) {
        if ends_paragraph(line, manager) {
            found.extend(mem::take(&mut paragraph).package(manager));
            continue;
        }
        let Some((key, value)) = field(line, manager) else { continue };
        match key.as_str() {
            "package" | "P" => {
                // a second name is a second package, whatever is missing between them
                if paragraph.name.is_some() {
                    found.extend(mem::take(&mut paragraph).package(manager));
                }
                paragraph.name = Some(value);
            }
            "version" | "V" => paragraph.version = value,
            "status" => paragraph.is_gone = is_gone(&value),
            _ => {}
        }
    }
    found
}

/// Packages as a small database of the same kind.
pub(crate) fn write(packages: &[InstalledPackage]) -> String {
    let paragraph = |package: &InstalledPackage| {
        let (name, version) = match package.manager {
            PackageFormat::Apk => ("P", "V"),
            PackageFormat::Deb | PackageFormat::Rpm => ("Package", "Version"),
        };
        format!("{name}:{}\n{version}:{}\n\n", package.name, package.version)
    };
    packages.iter().map(paragraph).collect()
}

#[derive(Default)]
struct Paragraph {
    name: Option<String>,
    /// Empty if it says none: what has a name may still be there.
    version: String,
    is_gone: bool,
}

impl Paragraph {
    fn package(self, manager: PackageFormat) -> Option<InstalledPackage> {
        let name = self.name.filter(|name| !name.is_empty() && !self.is_gone)?;
        // dpkg knows no upper case in names
        let name = if manager == PackageFormat::Deb { name.to_ascii_lowercase() } else { name };
        Some(InstalledPackage { name, version: self.version, manager })
    }
}

/// apk takes a line of one byte for an empty one; dpkg takes one of blanks for a continuation.
fn ends_paragraph(line: &str, manager: PackageFormat) -> bool {
    match manager {
        PackageFormat::Apk => line.len() < 2,
        PackageFormat::Deb | PackageFormat::Rpm => line.is_empty(),
    }
}

/// Name and value of a field. dpkg knows no case in names of fields, takes blanks before the colon, and reads a value up
/// to a NUL.
fn field(line: &str, manager: PackageFormat) -> Option<(String, String)> {
    let (key, value) = line.split_once(':')?;
    let value = value.split('\0').next().unwrap_or_default().trim().to_owned();
    if manager == PackageFormat::Apk {
        return Some((key.to_owned(), value));
    }
    let is_continuation = key.starts_with(|c: char| c.is_ascii_whitespace());
    (!is_continuation).then(|| (key.trim_end().to_ascii_lowercase(), value))
}

/// `deinstall ok config-files` is what is left of a package; one that is `unpacked` or half there can be started.
fn is_gone(status: &str) -> bool {
    let state = status.split_ascii_whitespace().next_back().unwrap_or_default();
    GONE.iter().any(|gone| state.eq_ignore_ascii_case(gone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, manager: PackageFormat) -> Vec<String> {
        let shown = |it: InstalledPackage| format!("{} {}", it.name, it.version);
        read(text, manager).into_iter().map(shown).collect()
    }

    #[test]
    fn a_database_says_what_dpkg_reads_in_it() {
        for (text, wanted) in [
            ("package: a\nstatus: install ok installed\nversion: 1\n", &["a 1"][..]),
            ("Package: A\nStatus: Install OK Installed\nVersion: 1\n", &["a 1"]),
            ("Package : a\nStatus: install  ok\tinstalled\nVersion\t: 1\n", &["a 1"]),
            ("Package: a\0x\nVersion: 1\0x\n", &["a 1"]),
            ("Package: a\r\nStatus: install ok installed\r\nVersion: 1\r\n", &["a 1"]),
            ("Package: a\n \nStatus: install ok installed\nVersion: 1\n", &["a 1"]),
            ("Package: a\nDescription: x\n Package: b\n\tPackage: c\nVersion: 1\n", &["a 1"]),
            // dpkg refuses these
            ("Package: a\nVersion: 1\nPackage: b\nVersion: 2\n", &["a 1", "b 2"]),
            ("Package: a\nStatus: install ok installed\n", &["a "]),
            ("Package:\nVersion: 1\n", &[]),
        ] {
            assert_eq!(names(text, PackageFormat::Deb), wanted, "{text:?}");
        }
        for (state, is_there) in [
            ("install ok unpacked", true),
            ("install ok half-configured", true),
            ("install reinstreq half-installed", true),
            ("install ok triggers-pending", true),
            ("deinstall ok Config-Files", false),
            ("purge ok not-installed", false),
        ] {
            let text = format!("Package: a\nVersion: 1\nStatus: {state}\n");
            assert_eq!(!names(&text, PackageFormat::Deb).is_empty(), is_there, "{state}");
        }
    }

    #[test]
    fn a_database_says_what_apk_reads_in_it() {
        for text in
            ["P:a\nV:1\n\nP:b\nV:2\n", "P:a\nV:1\nx\nP:b\nV:2\n\n", "P:a\nV:1\n\r\nP:b\nV:2"]
        {
            assert_eq!(names(text, PackageFormat::Apk), ["a 1", "b 2"], "{text:?}");
        }
        assert_eq!(names("p:a\nv:1\n\n", PackageFormat::Apk), <[&str; 0]>::default());
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = "Package: a\nVersion: 1:2-3\n\nPackage: b\n";
        let packages = read(text, PackageFormat::Deb);
        assert_eq!(read(&write(&packages), PackageFormat::Deb), packages);
        let packages = read("P:a\nV:1\n\n", PackageFormat::Apk);
        assert_eq!(read(&write(&packages), PackageFormat::Apk), packages);
    }
}

//! The header of one package, as RPM keeps it in its databases (`lib/header.c` of RPM): an index of tags, and their data.

use crate::filesystem::bytes::Bytes;

const NAME: u32 = 1000;
const VERSION: u32 = 1001;
const RELEASE: u32 = 1002;
const EPOCH: u32 = 1003;

const INT32: u32 = 4;
const STRING: u32 = 6;

/// Bytes of an entry of the index: tag, type, offset, count.
const ENTRY: usize = 16;
/// Bytes of the two lengths in front.
const LENGTHS: usize = 8;

/// A package that is installed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// `[epoch:]version-release`.
    pub(crate) version: String,
}

/// The package of a header; `None` if it says no name and version, or one of them twice.
pub(crate) fn read(header: &[u8]) -> Option<Package> {
    let header = Bytes(header);
    let entries = header.be32(0)? as usize;
    let data_size = header.be32(4)? as usize;
    let index = Bytes(header.range(LENGTHS, entries.checked_mul(ENTRY)?)?);
    let data = Bytes(header.range(LENGTHS + index.0.len(), data_size)?);
    let (mut name, mut version, mut release, mut epoch) = (None, None, None, None);
    for at in (0..index.0.len()).step_by(ENTRY) {
        let (tag, kind) = (index.be32(at)?, index.be32(at + 4)?);
        let offset = index.be32(at + 8)? as usize;
        let known = match (tag, kind) {
            (NAME, STRING) => name.replace(string(data, offset)?).is_none(),
            (VERSION, STRING) => version.replace(string(data, offset)?).is_none(),
            (RELEASE, STRING) => release.replace(string(data, offset)?).is_none(),
            (EPOCH, INT32) => epoch.replace(data.be32(offset)?).is_none(),
            (NAME | VERSION | RELEASE | EPOCH, _) => false,
            _ => true,
        };
        if !known {
            return None;
        }
    }
    let epoch = epoch.map(|epoch| format!("{epoch}:")).unwrap_or_default();
    let (version, release) = (version?, release?);
    Some(Package { name: name?, version: format!("{epoch}{version}-{release}") })
}

/// A text in printable characters: a line break in a name could pass for another package.
fn string(data: Bytes<'_>, offset: usize) -> Option<String> {
    let rest = data.0.get(offset..)?;
    let end = memchr::memchr(0, rest)?;
    let text = str::from_utf8(rest.get(..end)?).ok()?;
    let fits = !text.is_empty() && text.chars().all(|c| !c.is_whitespace() && !c.is_control());
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header with these entries: tag, type, data.
    fn header(entries: &[(u32, u32, &[u8])]) -> Vec<u8> {
        let (mut index, mut data) = (Vec::new(), Vec::new());
        for (tag, kind, value) in entries {
            for number in [*tag, *kind, data.len() as u32, 1] {
                index.extend(number.to_be_bytes());
            }
            data.extend(*value);
        }
        let lengths = [entries.len() as u32, data.len() as u32].map(u32::to_be_bytes);
        [&lengths.concat()[..], &index, &data].concat()
    }

    #[test]
    fn a_header_tells_name_and_version() {
        let told = |entries: &[(u32, u32, &[u8])]| {
            read(&header(entries)).map(|package| (package.name, package.version))
        };
        let (name, version, release): ((u32, u32, &[u8]), _, _) =
            ((1000, 6, b"acme-web\0"), (1001, 6, &b"1.2\0"[..]), (1002, 6, &b"3.el9\0"[..]));
        let is = |version: &str| Some(("acme-web".to_owned(), version.to_owned()));
        assert_eq!(told(&[(63, 7, b"region"), name, version, release]), is("1.2-3.el9"));
        let epoch = (1003, 4, &[0, 0, 0, 2][..]);
        assert_eq!(told(&[name, version, release, epoch]), is("2:1.2-3.el9"));
        assert_eq!(told(&[name, version]), None, "no release");
        assert_eq!(told(&[name, name, version, release]), None, "two names");
        assert_eq!(told(&[(1000, 8, b"x\0"), name, version, release]), None, "a list of names");
        assert_eq!(told(&[(1000, 6, b"a\nb\0"), version, release]), None, "a line break");
        assert_eq!(told(&[version, release, (1000, 6, b"a")]), None, "no end");
        let whole = header(&[name, version, release]);
        for length in 0..whole.len() {
            assert_eq!(read(whole.get(..length).unwrap_or_default()), None, "cut at {length}");
        }
    }
}

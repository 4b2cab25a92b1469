//! Texts that are kept as they are, whatever they say, while their file is read for everything else.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

use crate::facts::System;
use crate::filesystem::rpm;

/// Longest text that is kept, in bytes.
const LONGEST: usize = 32 << 20;
/// Longest database of RPM packages that is read, in bytes: it takes that much memory while it is.
const LONGEST_DATABASE: usize = 256 << 20;

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Wanted {
    /// All of it; what is no UTF-8 is replaced.
    Whole(String),
    /// It is too long to be kept.
    TooLong,
    /// It is not what its path promises.
    Unreadable,
    /// The path is only another name of a file, which is not looked up.
    Elsewhere,
}

impl Wanted {
    /// The text; `None` if it was not read.
    pub(crate) fn whole(&self) -> Option<String> {
        match self {
            Self::Whole(text) => Some(text.clone()),
            Self::TooLong | Self::Unreadable | Self::Elsewhere => None,
        }
    }
}

/// Passes content on, and copies it if it is wanted.
pub(crate) struct Copied<'c> {
    content: &'c mut dyn Read,
    copy: Option<Vec<u8>>,
    reading: Reading,
    too_long: bool,
}

/// How bytes become a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    AsIs,
    /// Databases of RPM.
    Database,
    /// Changes that a database has not taken in yet.
    Log,
}

impl Reading {
    fn of(path: &str) -> Self {
        match (System::is_rpm(path), path.ends_with("-wal") || path.ends_with("-journal")) {
            (true, true) => Self::Log,
            (true, false) => Self::Database,
            (false, _) => Self::AsIs,
        }
    }

    fn longest(self) -> usize {
        match self {
            Self::AsIs => LONGEST,
            Self::Database => LONGEST_DATABASE,
            Self::Log => 0,
        }
    }

    fn text(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Database => rpm::paragraphs(bytes),
            Self::AsIs | Self::Log => Some(String::from_utf8_lossy(bytes).into_owned()),
        }
    }
}

impl<'c> Copied<'c> {
    /// Copies if the path says what is wanted.
    pub(crate) fn new(content: &'c mut dyn Read, wanted: Option<&str>) -> Self {
        let reading = wanted.map_or(Reading::AsIs, Reading::of);
        Self { content, copy: wanted.map(|_| Vec::new()), reading, too_long: false }
    }

    /// What was wanted, after the content was read to its end.
    pub(crate) fn finish(self) -> Option<Wanted> {
        if self.too_long {
            return Some(Wanted::TooLong);
        }
        let text = self.reading.text(&self.copy?);
        Some(text.map_or(Wanted::Unreadable, Wanted::Whole))
    }
}

impl Read for Copied<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.content.read(buffer)?;
        if let Some(copy) = &mut self.copy {
            copy.extend_from_slice(buffer.get(..length).unwrap_or_default());
            if copy.len() > self.reading.longest() {
                (self.copy, self.too_long) = (None, true);
            }
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wanted_is_kept_and_within_its_limit() {
        let read = |size: usize, wanted| {
            let bytes = vec![b'x'; size];
            let mut input = bytes.as_slice();
            let mut copied = Copied::new(&mut input, wanted);
            assert_eq!(io::copy(&mut copied, &mut io::sink()).ok(), Some(size as u64));
            copied.finish()
        };
        let accounts = Some("etc/passwd");
        assert_eq!(read(3, accounts), Some(Wanted::Whole("xxx".to_owned())));
        assert_eq!(read(3, None), None);
        assert_eq!(read(LONGEST + 1, accounts), Some(Wanted::TooLong));
        assert_eq!(read(LONGEST + 1, None), None);
        let database = Some("var/lib/rpm/rpmdb.sqlite");
        assert_eq!(read(LONGEST + 1, database), Some(Wanted::Unreadable));
        assert_eq!(read(LONGEST_DATABASE + 1, database), Some(Wanted::TooLong));
        let log = Some("var/lib/rpm/rpmdb.sqlite-wal");
        assert_eq!(read(0, log), Some(Wanted::Whole(String::new())));
        assert_eq!(read(1, log), Some(Wanted::TooLong));
        assert_eq!(read(1, Some("var/lib/rpm/rpmdb.sqlite-journal")), Some(Wanted::TooLong));
    }
}

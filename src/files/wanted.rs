//! Texts that are kept as they are, whatever they say, while their file is read for everything else.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

/// Longest text that is kept, in bytes.
const LONGEST: usize = 32 << 20;

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// All of it; what is no UTF-8 is replaced.
    Whole(String),
    /// It is too long to be kept.
    TooLong,
    /// The path is only another name of a file, which is not looked up.
    Elsewhere,
}

impl Wanted {
    /// The text; `None` if it was not read.
    pub fn whole(&self) -> Option<String> {
        match self {
            Self::Whole(text) => Some(text.clone()),
            Self::TooLong | Self::Elsewhere => None,
        }
    }
}

/// Passes content on, and copies it if it is wanted.
pub(super) struct Copied<'c> {
    content: &'c mut dyn Read,
    copy: Option<Vec<u8>>,
    too_long: bool,
}

impl<'c> Copied<'c> {
    pub(super) fn new(content: &'c mut dyn Read, wanted: bool) -> Self {
        Self { content, copy: wanted.then(Vec::new), too_long: false }
    }

    /// What was wanted, after the content was read to its end.
    pub(super) fn finish(self) -> Option<Wanted> {
        let text = |bytes: Vec<u8>| Wanted::Whole(String::from_utf8_lossy(&bytes).into_owned());
        if self.too_long { Some(Wanted::TooLong) } else { self.copy.map(text) }
    }
}

impl Read for Copied<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.content.read(buffer)?;
        if let Some(copy) = &mut self.copy {
            copy.extend_from_slice(buffer.get(..length).unwrap_or_default());
            if copy.len() > LONGEST {
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
        assert_eq!(read(3, true), Some(Wanted::Whole("xxx".to_owned())));
        assert_eq!(read(3, false), None);
        assert_eq!(read(LONGEST + 1, true), Some(Wanted::TooLong));
        assert_eq!(read(LONGEST + 1, false), None);
    }
}

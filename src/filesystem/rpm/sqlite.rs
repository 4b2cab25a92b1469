//! SQLite, `rpmdb.sqlite`: the rows of the table `Packages` (the file format of SQLite 3, sections 1 and 2).
//!
//! What is only in a write-ahead log is not here; whoever finds such a log knows that the database is not whole.

use crate::filesystem::bytes::Bytes;
use crate::filesystem::rpm::Each;
use crate::filesystem::rpm::pages::Pages;

pub(crate) const MAGIC: &[u8] = b"SQLite format 3\0";

/// Bytes in front of the first page's own head.
const FILE_HEAD: usize = 100;
const INTERIOR: u8 = 5;
const LEAF: u8 = 13;
const UTF_8: u32 = 1;

/// How RPM makes the table (`lib/backend/sqlite.c`), as SQLite keeps it.
const STATEMENT: &[u8] =
    b"CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL)";
/// The column of the headers.
const BLOB: usize = 1;

pub(crate) fn read(file: Bytes<'_>, each: &mut Each<'_>) -> Option<()> {
    let page_size = match file.be16(16)? {
        1 => 65536,
        size => usize::from(size),
    };
    let reserved = usize::from(file.byte(20)?);
    let is_known = page_size.is_power_of_two()
        && page_size >= 512
        && reserved <= page_size - 480
        && file.be32(56)? == UTF_8;
    if !is_known {
        return None;
    }
    let usable = page_size - reserved;
    let mut reader = Reader { pages: Pages::new(file, page_size)?, usable };
    let mut root = None;
    reader.table(1, &mut |row| {
        let row = Row::of(row)?;
        if !row.is_about_packages() {
            return Some(());
        }
        // SQLite goes by the statement: a view, or another order of columns, shows what is not read here
        let is_known = row.text(0) == Some(b"table") && row.text(4) == Some(STATEMENT);
        (is_known && root.replace(row.number(3)?).is_none()).then_some(())
    })?;
    reader.table(root?, &mut |row| each(Row::of(row)?.blob(BLOB)?))
}

struct Reader<'b> {
    pages: Pages<'b>,
    /// Bytes of a page that hold content.
    usable: usize,
}

impl Reader<'_> {
    /// Calls `each` with every row of the tree whose root is this page.
    fn table(&mut self, root: usize, each: &mut Each<'_>) -> Option<()> {
        let mut pages = vec![root];
        while let Some(number) = pages.pop() {
            if pages.len() > self.pages.count() {
                return None;
            }
            let page = self.pages.take(number.checked_sub(1)?)?;
            let head = if number == 1 { FILE_HEAD } else { 0 };
            let cells = usize::from(page.be16(head + 3)?);
            match page.byte(head)? {
                LEAF => {
                    let mut left = self.usable;
                    for cell in 0..cells {
                        let start = page.be16(head + 8 + 2 * cell)?;
                        each(&self.row(page, usize::from(start), &mut left)?)?;
                    }
                }
                INTERIOR => {
                    pages.push(page.be32(head + 8)? as usize);
                    for cell in 0..cells {
                        let start = page.be16(head + 12 + 2 * cell)?;
                        pages.push(page.be32(usize::from(start))? as usize);
                    }
                }
                _ => return None,
            }
        }
        Some(())
    }

    /// The content of a row: its beginning in the page, of which so much is left, the rest in a chain of others.
    fn row(&mut self, page: Bytes<'_>, start: usize, left: &mut usize) -> Option<Vec<u8>> {
        let (length, at) = varint(page, start)?;
        let (_id, at) = varint(page, at)?;
        let length = usize::try_from(length).ok()?;
        let local = self.local(length);
        *left = left.checked_sub(local)?;
        let mut content = page.range(at, local)?.to_vec();
        if local == length {
            return Some(content);
        }
        let mut next = page.be32(at + local)? as usize;
        while content.len() < length {
            let page = self.pages.take(next.checked_sub(1)?)?;
            let part = (length - content.len()).min(self.usable - 4);
            content.extend(page.range(4, part)?);
            next = page.be32(0)? as usize;
        }
        Some(content)
    }

    /// How much of a content of this length is in the page of its cell (section 1.6).
    fn local(&self, length: usize) -> usize {
        let most = self.usable - 35;
        if length <= most {
            return length;
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let with_full_pages = least + (length - least) % (self.usable - 4);
        if with_full_pages <= most { with_full_pages } else { least }
    }
}

/// More columns than the tables have that are read here.
const MAX_COLUMNS: usize = 8;

/// The columns of a row: type and content.
struct Row<'r>(Vec<(u64, &'r [u8])>);

impl<'r> Row<'r> {
    fn of(content: &'r [u8]) -> Option<Self> {
        let content = Bytes(content);
        let (head, mut at) = varint(content, 0)?;
        let head = usize::try_from(head).ok()?;
        let (mut columns, mut data) = (Vec::new(), head);
        while at < head {
            let (kind, after) = varint(content, at)?;
            let size = match kind {
                0 | 8 | 9 => 0,
                1..=4 => usize::try_from(kind).ok()?,
                5 => 6,
                6 | 7 => 8,
                10 | 11 => return None,
                _ => usize::try_from((kind - 12) / 2).ok()?,
            };
            columns.push((kind, content.range(data, size)?));
            if columns.len() > MAX_COLUMNS {
                return None;
            }
            (at, data) = (after, data + size);
        }
        Some(Self(columns))
    }

    fn text(&self, column: usize) -> Option<&'r [u8]> {
        let is_text = |kind: u64| kind >= 13 && !kind.is_multiple_of(2);
        self.0.get(column).filter(|(kind, _)| is_text(*kind)).map(|(_, content)| *content)
    }

    /// A whole number that is not negative.
    fn number(&self, column: usize) -> Option<usize> {
        match self.0.get(column)? {
            (8, _) => Some(0),
            (9, _) => Some(1),
            (1..=6, bytes) if bytes.first().is_some_and(|first| *first < 0x80) => {
                let value = bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
                usize::try_from(value).ok()
            }
            _ => None,
        }
    }

    /// The bytes of this column.
    fn blob(&self, column: usize) -> Option<&'r [u8]> {
        let is_blob = |kind: u64| kind >= 12 && kind.is_multiple_of(2);
        self.0.get(column).filter(|(kind, _)| is_blob(*kind)).map(|(_, content)| *content)
    }

    /// True for what is called like the table, or stands for something of it.
    fn is_about_packages(&self) -> bool {
        let is_named = |text: &[u8]| text.eq_ignore_ascii_case(b"Packages");
        [1, 2].into_iter().any(|column| self.text(column).is_some_and(is_named))
    }
}

/// A number of one to nine bytes, and the offset behind it.
fn varint(bytes: Bytes<'_>, start: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    for at in 0..8 {
        let byte = bytes.byte(start + at)?;
        value = value << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((value, start + at + 1));
        }
    }
    let last = bytes.byte(start + 8)?;
    Some((value << 8 | u64::from(last), start + 9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_in_the_second_column_and_nowhere_else() {
        // lengths of the head, of two contents, and these
        let row = Row::of(b"\x03\x10\x12abcde").unwrap();
        assert_eq!((row.blob(BLOB), row.blob(2)), (Some(&b"cde"[..]), None));
        let row = Row::of(b"\x03\x10\x00ab").unwrap();
        assert_eq!(row.blob(BLOB), None);
    }
}

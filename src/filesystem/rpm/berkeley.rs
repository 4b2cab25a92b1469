//! Berkeley DB's hash format, `Packages` until RPM 4.16 (`src/dbinc/db_page.h` of Berkeley DB 5.3), in both orders of bytes.

use crate::filesystem::bytes::Bytes;
use crate::filesystem::rpm::Each;
use crate::filesystem::rpm::pages::Pages;

const MAGIC: u32 = 0x0006_1561;
const PAGE_HEAD: usize = 26;

const HASH_META: u8 = 8;
const HASH_UNSORTED: u8 = 2;
const HASH: u8 = 13;
const OVERFLOW: u8 = 7;

/// An item in the page itself.
const INLINE: u8 = 1;
/// An item in pages of its own.
const OFF_PAGE: u8 = 3;

pub(crate) fn read(file: Bytes<'_>, each: &mut Each<'_>) -> Option<()> {
    let order = if file.le32(12)? == MAGIC { Order::Little } else { Order::Big };
    let page_size = order.u32(file, 20)? as usize;
    let (encryption, kind, flags) = (file.byte(24)?, file.byte(25)?, file.byte(26)?);
    let is_known = order.u32(file, 12)? == MAGIC
        && (512..=65536).contains(&page_size)
        && (encryption, kind, flags) == (0, HASH_META, 0);
    if !is_known {
        return None;
    }
    let last = order.u32(file, 32)? as usize;
    let mut reader = Reader { pages: Pages::new(file, page_size)?, page_size, order };
    if last >= reader.pages.count() {
        return None; // cut off
    }
    // what the head counts is not what the database reaches
    for number in 1..reader.pages.count() {
        let page = reader.pages.look_at(number)?;
        if matches!(page.byte(25)?, HASH | HASH_UNSORTED) {
            reader.hash_page(page, each)?;
        }
    }
    Some(())
}

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn u16(self, bytes: Bytes<'_>, at: usize) -> Option<usize> {
        let number = match self {
            Self::Little => bytes.le16(at),
            Self::Big => bytes.be16(at),
        };
        number.map(usize::from)
    }

    fn u32(self, bytes: Bytes<'_>, at: usize) -> Option<u32> {
        match self {
            Self::Little => bytes.le32(at),
            Self::Big => bytes.be32(at),
        }
    }
}

struct Reader<'b> {
    pages: Pages<'b>,
    page_size: usize,
    order: Order,
}

impl<'b> Reader<'b> {
    /// Pairs of a key and a header; items fill a page from its end.
    fn hash_page(&mut self, page: Bytes<'b>, each: &mut Each<'_>) -> Option<()> {
        let entries = self.order.u16(page, 20)?;
        let mut end = self.page_size;
        let mut key: Option<&[u8]> = None;
        for entry in 0..entries {
            let start = self.order.u16(page, PAGE_HEAD + 2 * entry)?;
            let item = Bytes(page.range(start, end.checked_sub(start)?)?);
            end = start;
            match key.take() {
                None if item.byte(0)? == INLINE => key = item.0.get(1..),
                None => return None,
                // what is stored under 0 is the highest number so far
                Some([0, 0, 0, 0]) => {}
                Some(_) => self.value(item, each)?,
            }
        }
        key.is_none().then_some(())
    }

    fn value(&mut self, item: Bytes<'b>, each: &mut Each<'_>) -> Option<()> {
        match item.byte(0)? {
            INLINE => each(item.0.get(1..)?),
            OFF_PAGE => {
                let (first, length) = (self.order.u32(item, 4)?, self.order.u32(item, 8)?);
                each(&self.overflow(first as usize, length as usize)?)
            }
            _ => None,
        }
    }

    fn overflow(&mut self, first: usize, length: usize) -> Option<Vec<u8>> {
        let (mut content, mut next) = (Vec::new(), first);
        while next != 0 {
            let page = self.pages.take(next)?;
            if page.byte(25)? != OVERFLOW {
                return None;
            }
            content.extend(page.range(PAGE_HEAD, self.order.u16(page, 22)?)?);
            next = self.order.u32(page, 16)? as usize;
        }
        (content.len() == length).then_some(content)
    }
}

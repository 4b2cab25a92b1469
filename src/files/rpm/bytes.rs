//! Numbers out of bytes whose offsets somebody else wrote.

/// Bytes that are read at any offset; `None` beyond their end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'b>(pub(super) &'b [u8]);

impl<'b> Bytes<'b> {
    pub(super) fn starts_with(self, magic: &[u8]) -> bool {
        self.0.starts_with(magic)
    }

    pub(super) fn range(self, start: usize, length: usize) -> Option<&'b [u8]> {
        self.0.get(start..start.checked_add(length)?)
    }

    pub(super) fn byte(self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    pub(super) fn be16(self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_be_bytes)
    }

    pub(super) fn be32(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_be_bytes)
    }

    pub(super) fn le32(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_le_bytes)
    }

    pub(super) fn le16(self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_le_bytes)
    }

    fn array<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.range(at, N)?.try_into().ok()
    }
}

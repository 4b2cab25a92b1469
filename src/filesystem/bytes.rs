//! Numbers out of bytes whose offsets somebody else wrote.

/// A number of `length` bytes at an offset, the lowest first; `None` if they end before.
pub(crate) fn little_endian(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = Bytes(bytes).range(at, length)?;
    Some(bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

/// Bytes that are read at any offset; `None` beyond their end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes<'b>(pub(crate) &'b [u8]);

impl<'b> Bytes<'b> {
    pub(crate) fn starts_with(self, magic: &[u8]) -> bool {
        self.0.starts_with(magic)
    }

    pub(crate) fn range(self, start: usize, length: usize) -> Option<&'b [u8]> {
        self.0.get(start..start.checked_add(length)?)
    }

    pub(crate) fn byte(self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    pub(crate) fn be16(self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_be_bytes)
    }

    pub(crate) fn be32(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_be_bytes)
    }

    pub(crate) fn le32(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_le_bytes)
    }

    pub(crate) fn le16(self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_le_bytes)
    }

    fn array<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.range(at, N)?.try_into().ok()
    }
}

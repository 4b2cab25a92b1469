//! Where the lines of a file start, and byte offset → line and column.

/// A 1-based line and column; the column counts Unicode code points (each invalid byte is one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// Line, from 1.
    pub(crate) line: u32,
    /// Column in code points, from 1.
    pub(crate) column: u32,
}

/// Byte offsets at which lines start. Only LF ends a line, as in `BuildKit`.
#[derive(Debug, Clone)]
pub(crate) struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    /// Indexes the bytes of one file.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| at as u32 + 1));
        Self { starts, len: bytes.len() as u32 }
    }

    /// 0-based index of the line that holds byte `offset`.
    pub(crate) fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// Byte range of the 0-based line, line end included.
    pub(crate) fn range(&self, line: usize) -> Option<std::ops::Range<usize>> {
        let start = *self.starts.get(line)? as usize;
        let end = self.starts.get(line + 1).copied().unwrap_or(self.len) as usize;
        Some(start..end)
    }

    /// Line and column of a byte offset in the indexed `bytes`.
    pub(crate) fn position(&self, bytes: &[u8], offset: u32) -> Position {
        let line = self.line_of(offset.min(self.len));
        let start = self.starts.get(line).copied().unwrap_or(0) as usize;
        let before = bytes.get(start..(offset as usize).min(bytes.len())).unwrap_or_default();
        let chars: usize = before
            .utf8_chunks()
            .map(|chunk| chunk.valid().chars().count() + chunk.invalid().len())
            .sum();
        Position { line: line as u32 + 1, column: chars as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_code_points_and_invalid_bytes() {
        let bytes = "RUN é\nx".as_bytes();
        let index = LineIndex::new(bytes);
        assert_eq!(index.position(bytes, 6), Position { line: 1, column: 6 });
        assert_eq!(index.position(bytes, 7), Position { line: 2, column: 1 });
        let raw = b"a\xff\xfeb";
        assert_eq!(LineIndex::new(raw).position(raw, 3), Position { line: 1, column: 4 });
        assert_eq!(index.range(1), Some(7..8));
    }
}

//! Runs of bytes in a program text.

/// Where the run of bytes that are such a part ends.
pub(super) fn end_of(src: &[u8], from: usize, part: impl Fn(u8) -> bool) -> usize {
    let rest = src.get(from..).unwrap_or_default();
    from + rest.iter().position(|&byte| !part(byte)).unwrap_or(rest.len())
}

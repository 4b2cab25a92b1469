//! `--limit NAME=VALUE` of `minestop scan`.

use crate::filesystem::Limits;

/// One limit as it was asked for.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    name: String,
    value: u64,
}

/// Reads `NAME=VALUE`; a value may end in `K`, `M`, `G` or `T`, which count by 1024.
pub(super) fn parse(text: &str) -> Result<Limit, String> {
    let (name, written) = text.split_once('=').ok_or("write NAME=VALUE")?;
    let (digits, shift) = match written.char_indices().next_back() {
        Some((end, 'K' | 'k')) => (written.get(..end), 10),
        Some((end, 'M' | 'm')) => (written.get(..end), 20),
        Some((end, 'G' | 'g')) => (written.get(..end), 30),
        Some((end, 'T' | 't')) => (written.get(..end), 40),
        _ => (Some(written), 0),
    };
    let number = digits.and_then(|digits| digits.parse::<u64>().ok());
    let value = number.and_then(|number| number.checked_mul(1 << shift));
    let value = value.ok_or_else(|| format!("`{written}` is no number, such as 512M"))?;
    let limit = Limit { name: name.to_owned(), value };
    limit.apply(&mut Limits::default()).map(|()| limit)
}

impl Limit {
    /// Sets it.
    pub(super) fn apply(&self, limits: &mut Limits) -> Result<(), String> {
        limits.set(&self.name, self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_and_names_are_checked() {
        let mut limits = Limits::default();
        for text in ["file=2G", "depth=7", "entries=12", "unpacked=1t"] {
            parse(text).and_then(|limit| limit.apply(&mut limits)).expect(text);
        }
        assert_eq!((limits.file, limits.depth, limits.entries), (2 << 30, 7, 12));
        assert_eq!(limits.unpacked, 1 << 40);
        for text in ["file", "file=", "file=x", "file=G", "file=99999999999T", "size=1", "depth=99"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}

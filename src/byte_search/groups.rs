//! Which strings a search with vector instructions compares together.
//!
//! Such a search puts its strings into a few groups and asks of every place in a file first, for each group at once, whether
//! the halves of the next bytes are among those of its strings. Strings that are alike let less through together than
//! strings that have nothing in common, and most of the time goes into what is let through.

use std::array;

/// Bytes of each string that are asked for first.
const ASKED: usize = 4;
/// Groups of few strings, of many, and up to how many are few.
const GROUPS: (usize, usize) = (8, 16);
const FEW: usize = 32;

/// The halves of one byte of some strings.
#[derive(Clone, Copy, Default)]
struct Halves {
    low: u16,
    high: u16,
}

/// What a group lets through.
#[derive(Clone, Copy)]
struct Group {
    asked: [Halves; ASKED],
    share: f64,
    room: usize,
}

/// The order in which the library, which puts each string into the group of its number, makes groups of strings that are
/// alike: at each place the number of a string. Any order finds the same.
pub(super) fn order(strings: &[&[u8]]) -> Vec<usize> {
    let count = strings.len();
    let groups = if count > FEW { GROUPS.1 } else { GROUPS.0 };
    let asked = strings.iter().map(|string| string.len()).min().unwrap_or(0).min(ASKED);
    let often: [f64; 256] = array::from_fn(|byte| how_often(u8::try_from(byte).unwrap_or(0)));
    let mut numbers: Vec<usize> = (0..count).collect();
    let share = |number: &usize| {
        let bytes = strings.get(*number).and_then(|string| string.get(..asked));
        bytes
            .unwrap_or_default()
            .iter()
            .filter_map(|it| often.get(usize::from(*it)))
            .product::<f64>()
    };
    // what is met often decides what a group lets through, so it is put somewhere first
    numbers.sort_by(|one, other| share(other).total_cmp(&share(one)));
    let mut made: Vec<(Group, Vec<usize>)> = (0..groups)
        .map(|number| {
            let room = (count + groups - 1).saturating_sub(number) / groups;
            (Group { asked: [Halves::default(); ASKED], share: 0.0, room }, Vec::new())
        })
        .collect();
    for number in numbers {
        let head = strings.get(number).and_then(|it| it.get(..asked)).unwrap_or_default();
        let grown = made.iter().enumerate().filter(|(_, (group, _))| group.room > 0);
        let grown = grown.map(|(at, (group, _))| (at, group.with(head, &often), group.share));
        let least =
            grown.min_by(|one, other| (one.1.share - one.2).total_cmp(&(other.1.share - other.2)));
        let place = least.and_then(|(at, group, _)| made.get_mut(at).zip(Some(group)));
        if let Some(((group, members), with)) = place {
            *group = with;
            members.push(number);
        }
    }
    let rounds = 0..count.div_ceil(groups);
    rounds
        .flat_map(|round| made.iter().filter_map(move |(_, members)| members.get(round).copied()))
        .collect()
}

impl Group {
    /// The same with one more string, of which these bytes are asked for.
    fn with(mut self, head: &[u8], often: &[f64; 256]) -> Self {
        self.share = 1.0;
        self.room = self.room.saturating_sub(1);
        for (halves, byte) in self.asked.iter_mut().zip(head) {
            halves.low |= 1 << (byte & 15);
            halves.high |= 1 << (byte >> 4);
            let pairs =
                ones(halves.high).flat_map(|high| ones(halves.low).map(move |low| high << 4 | low));
            self.share *= pairs.filter_map(|byte| often.get(byte)).sum::<f64>();
        }
        self
    }
}

/// Which bits are set.
fn ones(mut bits: u16) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (lowest < u16::BITS).then_some(lowest as usize)
    })
}

/// The share that a byte has of the files of a system, roughly.
fn how_often(byte: u8) -> f64 {
    match byte {
        b' ' => 0.12,
        0 => 0.06,
        b'e' | b't' => 0.05,
        b'\n' => 0.025,
        b'a'..=b'z' => 0.02,
        b'0' | b'1' => 0.012,
        b'2'..=b'9' => 0.008,
        b'!'..=b'~' => 0.004,
        _ => 0.0007,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_string_has_one_place_and_those_that_are_alike_share_a_group() {
        for count in [0, 1, 7, 8, 9, 32, 33, 100, 127] {
            let strings: Vec<String> = (0..count).map(|it| format!("{it:04}{it}")).collect();
            let strings: Vec<&[u8]> = strings.iter().map(String::as_bytes).collect();
            let mut order = order(&strings);
            order.sort_unstable();
            assert_eq!(order, (0..count).collect::<Vec<_>>());
        }
        let strings: [&[u8]; 16] = [
            b"7f45",
            b"eJxr",
            b"\n\x1f\x8b",
            b"TVqQ",
            b"\\x7f",
            b"%7FE",
            b"ELF\x01",
            b"0x7f",
            b"7f46",
            b"eJxs",
            b"\n\x1f\x8c",
            b"TVqR",
            b"\\x7e",
            b"%7FF",
            b"ELF\x02",
            b"0x7e",
        ];
        let order = order(&strings);
        for pair in 0..8 {
            let group = |number: usize| order.iter().position(|it| *it == number).map(|at| at % 8);
            assert_eq!(group(pair), group(pair + 8), "{pair}");
        }
    }
}

//! The order of versions as RPM defines it (`rpmio/rpmvercmp.c` of RPM 4.18).

use std::cmp::Ordering;

/// Compares two versions `[epoch:]version[-release]`. An epoch or a release counts only if both have one, as in Anchore
/// Engine (`util/rpm.py`).
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = (Parts::of(left), Parts::of(right));
    let epochs = left.epoch.zip(right.epoch).map(|(left, right)| left.cmp(&right));
    let releases = left.release.zip(right.release).map(|(left, right)| part(left, right));
    epochs
        .unwrap_or(Ordering::Equal)
        .then_with(|| part(left.version, right.version))
        .then(releases.unwrap_or(Ordering::Equal))
}

struct Parts<'v> {
    epoch: Option<u64>,
    version: &'v str,
    release: Option<&'v str>,
}

impl<'v> Parts<'v> {
    fn of(text: &'v str) -> Self {
        let epoch = text.split_once(':');
        let epoch = epoch.and_then(|(epoch, rest)| Some((epoch.parse().ok()?, rest)));
        let (epoch, rest) = epoch.map_or((None, text), |(epoch, rest)| (Some(epoch), rest));
        let release = rest.rsplit_once('-');
        let (version, release) = release.map_or((rest, None), |(it, release)| (it, Some(release)));
        Self { epoch, version, release }
    }
}

/// Runs of digits and of letters in turn; everything else only separates them, but for `~`, which comes before the end,
/// and `^`, which comes behind the end and before everything else.
fn part(mut left: &str, mut right: &str) -> Ordering {
    loop {
        left = left.trim_start_matches(separates);
        right = right.trim_start_matches(separates);
        let ranks = rank(left).cmp(&rank(right));
        if ranks != Ordering::Equal || left.is_empty() {
            return ranks;
        }
        let (left_run, right_run);
        (left_run, left) = run(left);
        (right_run, right) = run(right);
        let order = match rank(left_run) {
            Rank::Number => {
                let plain = |run: &str| run.trim_start_matches('0').to_owned();
                let (left, right) = (plain(left_run), plain(right_run));
                left.len().cmp(&right.len()).then_with(|| left.cmp(&right))
            }
            _ => left_run.cmp(right_run),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// What a rest begins with, the oldest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Before,
    End,
    Behind,
    Letters,
    Number,
}

fn rank(text: &str) -> Rank {
    match text.bytes().next() {
        Some(b'~') => Rank::Before,
        None => Rank::End,
        Some(b'^') => Rank::Behind,
        Some(b'0'..=b'9') => Rank::Number,
        Some(_) => Rank::Letters,
    }
}

fn separates(c: char) -> bool {
    !c.is_ascii_alphanumeric() && !matches!(c, '~' | '^')
}

/// The run at the beginning, and what is behind it.
fn run(text: &str) -> (&str, &str) {
    let end = match rank(text) {
        Rank::Number => text.find(|c: char| !c.is_ascii_digit()),
        Rank::Letters => text.find(|c: char| !c.is_ascii_alphabetic()),
        Rank::Before | Rank::Behind => Some(1),
        Rank::End => None,
    };
    text.split_at_checked(end.unwrap_or(text.len())).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_in_the_order_of_rpm() {
        for (left, right) in [
            ("1.9-1", "1.10-1"),
            ("1.0~rc1-1", "1.0-1"),
            ("1.0-1", "1.0^git1-1"),
            ("1.0^git1", "1.0.1"),
            ("1.0a", "1.0.1"),
            ("1.0a", "1.0b"),
            ("1.0-9.el9", "1.0-10.el9"),
            ("1:9", "2:1"),
            ("1.0", "1.0.1"),
            ("1.0", "1.0a"),
            ("a", "1"),
        ] {
            assert_eq!(compare(left, right), Ordering::Less, "{left} {right}");
            assert_eq!(compare(right, left), Ordering::Greater, "{right} {left}");
        }
        for (left, right) in [
            ("1.05", "1.5"),
            ("1_0", "1.0"),
            ("1.0-3.el9", "1.0"),
            ("7:1.0", "1.0"),
            ("1.0.", "1.0"),
        ] {
            assert_eq!(compare(left, right), Ordering::Equal, "{left} {right}");
        }
    }
}

//! The order of package versions, as Debian, Alpine and RPM define it.

mod rpm;

use std::cmp::Ordering;

use crate::facts::PackageFormat;

/// Compares two versions by the rules of their packages (`deb-version(7)`; Alpine's `_rc` and its like come before
/// the version without, as Debian's `~` does).
pub(super) fn compare(left: &str, right: &str, format: PackageFormat) -> Ordering {
    let suffixes_as_debian = |text: &str| {
        ["alpha", "beta", "pre", "rc"].iter().fold(text.to_owned(), |text, word| {
            text.replace(&format!("_{word}"), &format!("~{word}"))
        })
    };
    match format {
        PackageFormat::Deb => debian(left, right),
        PackageFormat::Apk => debian(&suffixes_as_debian(left), &suffixes_as_debian(right)),
        PackageFormat::Rpm => rpm::compare(left, right),
    }
}

fn debian(left: &str, right: &str) -> Ordering {
    let ((left_epoch, left), (right_epoch, right)) = (epoch(left), epoch(right));
    let ((left, left_revision), (right, right_revision)) = (revision(left), revision(right));
    left_epoch
        .cmp(&right_epoch)
        .then_with(|| part(left, right))
        .then_with(|| part(left_revision, right_revision))
}

/// What people call a version: the whole, without what the distribution added behind it, and without its epoch too.
pub(super) fn spellings(version: &str) -> [&str; 3] {
    [version, revision(version).0, revision(epoch(version).1).0]
}

fn epoch(version: &str) -> (u64, &str) {
    let split = version.split_once(':');
    split.and_then(|(epoch, rest)| Some((epoch.parse().ok()?, rest))).unwrap_or((0, version))
}

fn revision(version: &str) -> (&str, &str) {
    version.rsplit_once('-').unwrap_or((version, ""))
}

/// Runs without digits and numbers in turn, from left to right.
fn part(mut left: &str, mut right: &str) -> Ordering {
    while !left.is_empty() || !right.is_empty() {
        let (left_word, left_number);
        let (right_word, right_number);
        (left_word, left_number, left) = chunk(left);
        (right_word, right_number, right) = chunk(right);
        let order = words(left_word, right_word).then_with(|| numbers(left_number, right_number));
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// A run without digits, the number behind it, and the rest.
fn chunk(text: &str) -> (&str, &str, &str) {
    let word = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(word).unwrap_or((text, ""));
    let number = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, rest) = rest.split_at_checked(number).unwrap_or((rest, ""));
    (word, number, rest)
}

/// `~` comes before the end, letters before everything else.
fn words(left: &str, right: &str) -> Ordering {
    let rank = |c: char| match c {
        '~' => -1,
        c if c.is_ascii_alphabetic() => i64::from(u32::from(c)),
        c => i64::from(u32::from(c)) + 256,
    };
    let ranks = |text: &str| text.chars().map(rank).chain([0]).collect::<Vec<_>>();
    ranks(left).cmp(&ranks(right))
}

fn numbers(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_in_the_order_of_their_distribution() {
        for (left, right) in [
            ("1.9", "1.10"),
            ("1.0~rc1", "1.0"),
            ("1.0", "1.0a"),
            ("1.0a", "1.0+b"),
            ("9", "1:1"),
            ("1.0-1", "1.0-2"),
            ("1.0", "1.0-1"),
            ("1.2.3", "1.2.3.1"),
            ("1.0-1", "1.0-1+deb12u1"),
        ] {
            assert_eq!(compare(left, right, PackageFormat::Deb), Ordering::Less, "{left} {right}");
            assert_eq!(compare(right, left, PackageFormat::Deb), Ordering::Greater);
        }
        assert_eq!(compare("1.00", "1.0", PackageFormat::Deb), Ordering::Equal);
        assert_eq!(compare("1.0_rc1-r0", "1.0-r0", PackageFormat::Apk), Ordering::Less);
        assert_eq!(compare("1.0-r1", "1.0-r10", PackageFormat::Apk), Ordering::Less);
        assert_eq!(spellings("2:1.2-3-4"), ["2:1.2-3-4", "2:1.2-3", "1.2-3"]);
    }
}

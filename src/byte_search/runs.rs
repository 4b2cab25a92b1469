//! Runs of bytes of one kind, as long as something that is looked for is at least.

use std::ops::Range;

/// The runs of at least `shortest` such bytes. One of them has such a byte at each place: what has none is passed over in strides.
pub(crate) fn long_runs(
    bytes: &[u8],
    shortest: usize,
    is_of_run: impl Fn(u8) -> bool,
) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let window = bytes.get(at..at + shortest)?;
            if let Some(gap) = window.iter().rposition(|byte| !is_of_run(*byte)) {
                at += gap + 1;
                continue;
            }
            let (start, rest) = (at, bytes.get(at..)?);
            at += rest.iter().take_while(|byte| is_of_run(**byte)).count();
            return Some(start..at);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::long_runs;

    #[test]
    fn runs_are_whole_and_long_enough() {
        let runs = |text: &str| -> Vec<String> {
            let all = long_runs(text.as_bytes(), 3, |byte| byte.is_ascii_digit());
            all.map(|run| format!("{}-{}", run.start, run.end)).collect()
        };
        for (text, expected) in [
            ("", &[][..]),
            ("12", &[]),
            ("123", &["0-3"]),
            ("12 34 567", &["6-9"]),
            ("a1234b12c5678", &["1-5", "9-13"]),
            ("\u{e4}123\u{e4}", &["2-5"]),
        ] {
            assert_eq!(runs(text), expected, "{text}");
        }
    }
}

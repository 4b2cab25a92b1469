//! Wildcard patterns of exceptions. Time is bounded by pattern length times text length; nothing is compiled.

use std::path::is_separator;

/// Longest pattern that a policy may write, in bytes.
pub(super) const MAX_PATTERN: usize = 1024;

/// Longest text that a pattern is tried on, in bytes; a longer one never matches, so that nothing is lowered.
pub(super) const MAX_TEXT: usize = 64 * 1024;

/// A pattern: `*` stands for any run of characters, `?` for one character, everything else for itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Glob {
    pattern: String,
}

impl Glob {
    /// Takes the pattern as written.
    pub fn new(pattern: impl Into<String>) -> Self {
        Self { pattern: pattern.into() }
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }

    /// True if the pattern stands for the whole text; `*` crosses every character, `/` too.
    pub fn matches_text(&self, text: &str) -> bool {
        text.len() <= MAX_TEXT && matches_run(&self.pattern, text)
    }

    /// True if the pattern stands for the path: `*` stays inside a segment, a segment `**` stands for any number of
    /// segments, a `/` at the end for everything below, a pattern without `/` is tried on the last segment. A leading
    /// `./` of either means nothing.
    pub fn matches_path(&self, path: &str) -> bool {
        if path.len() > MAX_TEXT {
            return false;
        }
        let path: Vec<&str> = segments(path.split(is_separator));
        let mut pattern: Vec<&str> = segments(self.pattern.split('/'));
        if let [_, .., last @ ""] = pattern.as_mut_slice() {
            *last = "**";
        }
        if let [only] = pattern.as_slice()
            && *only != "**"
            && !self.pattern.contains('/')
        {
            return path.last().is_some_and(|name| matches_run(only, name));
        }
        wildcard(
            &pattern,
            &path,
            |segment| *segment == "**",
            |segment, name| matches_run(segment, name),
        )
    }
}

fn segments<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    parts.skip_while(|part| *part == ".").collect()
}

/// A whole text against a pattern; ASCII is the common case, so characters are only collected where they must be.
fn matches_run(pattern: &str, text: &str) -> bool {
    if text.is_ascii() || !pattern.contains('?') {
        return wildcard(
            pattern.as_bytes(),
            text.as_bytes(),
            |p| *p == b'*',
            |p, t| *p == b'?' || p == t,
        );
    }
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    wildcard(&pattern, &text, |p| *p == '*', |p, t| *p == '?' || p == t)
}

/// Greedy wildcard matching with one place to go back to: only the last star can need more, because everything
/// before it was matched as early as possible.
fn wildcard<P, T>(
    pattern: &[P],
    text: &[T],
    is_star: impl Fn(&P) -> bool,
    equal: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(item) = text.get(t) {
        match pattern.get(p) {
            Some(part) if is_star(part) => {
                p += 1;
                retry = Some((p, t));
            }
            Some(part) if equal(part, item) => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((after_star, from)) = retry else {
                    return false;
                };
                retry = Some((after_star, from + 1));
                p = after_star;
                t = from + 1;
            }
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(is_star))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn path(pattern: &str, path: &str) -> bool {
        Glob::new(pattern).matches_path(path)
    }

    fn text(pattern: &str, text: &str) -> bool {
        Glob::new(pattern).matches_text(text)
    }

    #[test]
    fn a_star_stays_inside_a_segment_of_a_path() {
        assert!(path("docs/*/Dockerfile", "docs/a/Dockerfile"));
        assert!(!path("docs/*/Dockerfile", "docs/a/b/Dockerfile"));
        assert!(!path("docs/*", "docs/a/b"));
        assert!(path("docs/a*c", "docs/abc"));
        assert!(!path("docs/a*c", "docs/a/c"));
    }

    #[test]
    fn two_stars_cross_segments() {
        assert!(path("docs/**", "docs/a/b/Dockerfile"));
        assert!(path("docs/**", "docs/x"));
        assert!(!path("docs/**", "docsx/a"));
        assert!(path("**/Dockerfile", "Dockerfile"));
        assert!(path("**/Dockerfile", "a/b/Dockerfile"));
        assert!(path("a/**/b/*.Dockerfile", "a/b/b/x/b/y.Dockerfile"));
        assert!(!path("a/**/b/*.Dockerfile", "a/b/b/x/y.Dockerfile"));
        assert!(path("**", "a/b"));
        assert!(path("docs/", "docs/a/b"));
        assert!(!path("docs/", "a/docs/b"));
    }

    #[test]
    fn a_pattern_without_slash_is_tried_on_the_file_name() {
        assert!(path("*.Dockerfile", "deep/down/x.Dockerfile"));
        assert!(path("Dockerfile", "deep/Dockerfile"));
        assert!(!path("deep", "deep/Dockerfile"));
        assert!(!path("./Dockerfile", "deep/Dockerfile"));
    }

    #[test]
    fn a_leading_dot_segment_means_nothing() {
        assert!(path("docs/*", "./docs/x"));
        assert!(path("./docs/*", "docs/x"));
        assert!(!path("docs/*", "../docs/x"));
    }

    #[test]
    fn a_star_crosses_everything_in_a_text() {
        assert!(text("stratum*:3333", "stratum+tcp://pool.example.invalid:3333"));
        assert!(text("pool.example.invalid", "pool.example.invalid"));
        assert!(!text("pool.example.invalid", "xpool.example.invalid"));
        assert!(!text("pool", "pool.example.invalid"));
        assert!(text("*", ""));
        assert!(!text("?", ""));
        assert!(!text("", "a"));
    }

    #[test]
    fn a_question_mark_is_one_character() {
        assert!(text("a?c", "aéc"));
        assert!(!text("a?c", "aééc"));
        assert!(text("é*?", "éaé"));
        assert!(path("a?/x", "aé/x"));
        assert!(!path("a?b", "a/b"));
    }

    #[test]
    fn all_other_characters_are_themselves() {
        assert!(text("[ab]{c}\\", "[ab]{c}\\"));
        assert!(!text("[ab]", "a"));
    }

    #[test]
    fn hostile_patterns_and_texts_take_bounded_time() {
        let started = Instant::now();
        let pattern = format!("{}b", "*a".repeat(MAX_PATTERN / 2 - 1));
        assert!(!text(&pattern, &"a".repeat(MAX_TEXT)));
        assert!(!path(&pattern, &"a".repeat(MAX_TEXT)));
        let pattern = format!("{}b", "**/a/".repeat(MAX_PATTERN / 5 - 1));
        assert!(!path(&pattern, &"a/".repeat(MAX_TEXT / 2)));
        assert!(path(&"*".repeat(MAX_PATTERN), &"/".repeat(MAX_TEXT)));
        assert!(started.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_text_beyond_the_limit_never_matches() {
        assert!(text("*", &"a".repeat(MAX_TEXT)));
        assert!(!text("*", &"a".repeat(MAX_TEXT + 1)));
        assert!(!path("**", &"a".repeat(MAX_TEXT + 1)));
    }

    #[test]
    fn agrees_with_a_plain_recursive_matcher_on_all_short_inputs() {
        fn slow(p: &[u8], t: &[u8]) -> bool {
            match (p.split_first(), t.split_first()) {
                (None, None) => true,
                (Some((b'*', rest)), _) => {
                    slow(rest, t) || t.split_first().is_some_and(|(_, t)| slow(p, t))
                }
                (Some((b'?', p)), Some((_, t))) => slow(p, t),
                (Some((a, p)), Some((b, t))) => a == b && slow(p, t),
                _ => false,
            }
        }
        let words = |letters: &[u8], most: u32| -> Vec<String> {
            (0..=most)
                .flat_map(|len| (0..letters.len().pow(len)).map(move |n| (len, n)))
                .map(|(len, n)| {
                    let digit = |i| letters[n / letters.len().pow(i) % letters.len()] as char;
                    (0..len).map(digit).collect()
                })
                .collect()
        };
        for pattern in words(b"ab*?", 5) {
            for sample in words(b"ab", 5) {
                assert_eq!(
                    text(&pattern, &sample),
                    slow(pattern.as_bytes(), sample.as_bytes()),
                    "{pattern} on {sample}"
                );
            }
        }
    }
}

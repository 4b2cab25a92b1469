//! What is wrong with a document: every problem with its place, collected instead of returned one by one.

use std::ops::Range;

use crate::source::{FileId, Span};

/// Problems reported for one file; the rest is only counted.
const MAX_PROBLEMS: usize = 100;

/// Characters of a value that a message repeats.
const MAX_SHOWN: usize = 60;

/// One problem of a policy or indicator file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct PolicyError {
    /// The culprit.
    pub(crate) span: Span,
    /// A lower-case fragment without a final stop; code in backticks.
    pub(crate) message: String,
    /// One action, imperative.
    pub(crate) help: Option<String>,
}

/// Collects the problems of one file.
#[derive(Debug)]
pub(crate) struct Problems {
    file: FileId,
    list: Vec<PolicyError>,
    dropped: usize,
}

impl Problems {
    pub(crate) fn new(file: FileId) -> Self {
        Self { file, list: Vec::new(), dropped: 0 }
    }

    pub(crate) fn file(&self) -> FileId {
        self.file
    }

    /// A byte range of the file.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.list.len() + self.dropped
    }

    pub(crate) fn add(&mut self, span: Span, message: impl Into<String>) {
        self.add_with(span, || (message.into(), None));
    }

    pub(crate) fn add_help(
        &mut self,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add_with(span, || (message.into(), Some(help.into())));
    }

    /// A word that is none of `known`: names the nearest one, or lists them if they are few.
    pub(crate) fn unknown<'a>(
        &mut self,
        span: Span,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        self.unknown_or(span, (what, word), known, None);
    }

    /// The same, where `else_help` says where all of them are listed, if none is near.
    pub(crate) fn unknown_or<'a>(
        &mut self,
        span: Span,
        (what, word): (&str, &str),
        known: impl IntoIterator<Item = &'a str>,
        else_help: Option<&str>,
    ) {
        self.add_with(span, || {
            let known: Vec<&str> = known.into_iter().collect();
            let help = match nearest(word, known.iter().copied()) {
                Some(near) => Some(format!("did you mean `{near}`?")),
                None if known.len() <= 20 => match listed(&known, "or") {
                    list if list.is_empty() => None,
                    list => Some(format!("write {list}")),
                },
                None => else_help.map(str::to_owned),
            };
            (format!("unknown {what} `{}`", shown(word)), help)
        });
    }

    /// The byte at which a JSON reader gave up, and why. `text` is the file without a byte order mark; the reader counts
    /// columns in bytes from 1, and 0 after a line end.
    pub(crate) fn json_error(
        &self,
        bytes: &[u8],
        text: &[u8],
        error: &serde_json::Error,
    ) -> (Span, String) {
        let lines = text.split_inclusive(|&byte| byte == b'\n');
        let before: usize = lines.take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
        let mark = bytes.len() - text.len();
        let at = (mark + before + error.column().saturating_sub(1)).min(bytes.len());
        // The span says line and column better than the message does.
        let said = error.to_string();
        let message = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message);
        (self.span(at..(at + 1).min(bytes.len())), message.to_owned())
    }

    /// Takes over the problems of another reader of the same file.
    pub(crate) fn append(&mut self, other: Self) {
        for problem in other.list {
            self.add_with(problem.span, || (problem.message, problem.help));
        }
        self.dropped += other.dropped;
    }

    /// Forgets the problems that `wanted` rejects.
    pub(crate) fn keep(&mut self, wanted: impl Fn(&PolicyError) -> bool) {
        self.list.retain(wanted);
    }

    /// Everything found, in the order of the file, without repetitions; nothing if there is no problem.
    pub(crate) fn finish(mut self) -> Result<(), Vec<PolicyError>> {
        if self.list.is_empty() {
            return Ok(());
        }
        self.list.sort_by(|a, b| {
            (a.span.start, a.span.end, &a.message).cmp(&(b.span.start, b.span.end, &b.message))
        });
        self.list.dedup_by(|a, b| a.span == b.span && a.message == b.message);
        if self.dropped > 0 {
            let end = self.list.last().map_or_else(Span::default, |last| last.span);
            self.list.push(PolicyError {
                span: end,
                message: format!("{} more problems are not shown", self.dropped),
                help: None,
            });
        }
        Err(self.list)
    }

    /// Builds the text only while there is room for it, so that a file full of errors stays cheap.
    fn add_with(&mut self, span: Span, text: impl FnOnce() -> (String, Option<String>)) {
        if self.list.len() >= MAX_PROBLEMS {
            self.dropped += 1;
            return;
        }
        let (message, help) = text();
        self.list.push(PolicyError { span, message, help });
    }
}

/// A value as a message repeats it: cut when long.
pub(crate) fn shown(value: &str) -> String {
    match value.char_indices().nth(MAX_SHOWN) {
        Some((at, _)) => format!("{}…", value.get(..at).unwrap_or_default()),
        None => value.to_owned(),
    }
}

/// `a`, `b` or `c`, each in backticks; `last` is the word before the last.
pub(crate) fn listed(words: &[&str], before_last: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, front)) => format!("{} {before_last} {last}", front.join(", ")),
    }
}

/// The word of `known` that `word` probably means.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > MAX_SHOWN {
        return None;
    }
    let word = word.to_lowercase().replace('_', "-");
    let allowed = |candidate: &str| {
        let shorter = word.len().min(candidate.len());
        (1 + shorter / 4).min(candidate.len().saturating_sub(1))
    };
    known
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= allowed(candidate))
        .map(|candidate| (edits(&word, &candidate.replace('_', "-")), candidate))
        .filter(|&(distance, candidate)| distance <= allowed(candidate))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (i, a) in from.chars().enumerate() {
        let mut row = vec![i + 1];
        for (j, &b) in to.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut best = (cell(&last, j) + usize::from(a != b))
                .min(cell(&last, j + 1) + 1)
                .min(cell(&row, j) + 1);
            let left = j.checked_sub(1);
            if let Some(left) = left
                && previous == Some(b)
                && to.get(left) == Some(&a)
            {
                best = best.min(cell(&before, left) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
        previous = Some(a);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_the_one_a_typist_means() {
        let known = ["mining-pool", "mining-proxy", "wallet-address", "stop"];
        let near = |word| nearest(word, known.iter().copied());
        assert_eq!(near("mining-pol"), Some("mining-pool"));
        assert_eq!(near("Mining_Pool"), Some("mining-pool"));
        assert_eq!(near("mining-proyx"), Some("mining-proxy"));
        assert_eq!(near("sotp"), Some("stop"));
        assert_eq!(near("halt"), None);
        assert_eq!(near(""), None);
        assert_eq!(near(&"x".repeat(10_000)), None);
    }

    #[test]
    fn edits_count_a_swap_once() {
        assert_eq!(edits("stop", "stop"), 0);
        assert_eq!(edits("sotp", "stop"), 1);
        assert_eq!(edits("", "stop"), 4);
        assert_eq!(edits("stopp", "stop"), 1);
    }

    #[test]
    fn long_values_are_cut_in_messages() {
        assert_eq!(shown("short"), "short");
        assert_eq!(shown(&"é".repeat(100)).chars().count(), MAX_SHOWN + 1);
    }

    #[test]
    fn problems_come_sorted_and_without_end_only_up_to_the_limit() {
        let mut problems = Problems::new(FileId(0));
        for at in (0..200).rev() {
            problems.add(problems.span(at..at + 1), "wrong");
        }
        let list = problems.finish().unwrap_err();
        assert_eq!(list.len(), MAX_PROBLEMS + 1);
        assert!(list.windows(2).all(|pair| pair[0].span <= pair[1].span));
        assert_eq!(list.last().unwrap().message, "100 more problems are not shown");
    }
}

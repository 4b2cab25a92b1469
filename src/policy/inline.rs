//! `# minestop: ignore[…]` comments: reading one, and finding those that stand above a place.
//!
//! Whether the policy honours them is not decided here.

use std::collections::BTreeMap;

use super::exception::is_reason;
use crate::config::Item;
use crate::source::{FileId, Span, Text};

/// Longest comment that is read, in bytes: every finding that it covers repeats its reason.
const MAX_COMMENT: usize = 512;

/// What is wrong with an ignore comment, as a fragment for people.
type Problem = &'static str;

/// A comment that asks to ignore findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InlineIgnore {
    /// The rules between the brackets, as written.
    pub(crate) rules: Vec<Item>,
    /// The text after the brackets.
    pub(crate) reason: String,
    /// The comment.
    pub(crate) span: Span,
    /// The instruction below it. Of `ignore-file` only the file counts.
    pub(crate) covers: Span,
    /// `ignore-file`: it covers the whole file.
    pub(crate) whole_file: bool,
    /// Why it cannot be honoured, whatever the policy says.
    pub(crate) problem: Option<&'static str>,
}

/// Reads a comment, with or without its `#`, that stands directly above the instruction `covers`; `None` if it does
/// not speak to minestop. `in_head` says that it belongs to the first comment block, where alone `ignore-file` counts.
pub(crate) fn parse_inline(comment: &Text, covers: Span, in_head: bool) -> Option<InlineIgnore> {
    let body = comment.trim_start_matches(['#', ' ', '\t']);
    let request = body.strip_prefix("minestop:")?;
    let mut ignore = InlineIgnore {
        rules: Vec::new(),
        reason: String::new(),
        span: comment.span(),
        covers,
        whole_file: false,
        problem: None,
    };
    ignore.problem = ignore.read(comment, request.trim()).err();
    if ignore.whole_file && !in_head {
        ignore.problem = Some("`ignore-file` counts only in the first comment block of the file");
    }
    Some(ignore)
}

impl InlineIgnore {
    fn read(&mut self, comment: &Text, request: &str) -> Result<(), Problem> {
        const SHAPE: Problem = "the comment is not `minestop: ignore[rule] reason`";
        if comment.len() > MAX_COMMENT {
            return Err("the comment is longer than 512 bytes");
        }
        let after_word = request.strip_prefix("ignore").ok_or(SHAPE)?;
        let rest = match after_word.strip_prefix("-file") {
            Some(rest) => {
                self.whole_file = true;
                rest
            }
            None => after_word,
        };
        let list = rest.trim_start().strip_prefix('[').ok_or(SHAPE)?;
        let (rules, reason) = list.split_once(']').ok_or(SHAPE)?;
        // `list` ends where the trimmed comment ends, which tells where the rules start.
        let mut at = comment.trim_end().len() - list.len();
        for rule in rules.split(',') {
            let from = at + (rule.len() - rule.trim_start().len());
            let value = rule.trim().to_owned();
            let span = comment.span_of(from..from + value.len());
            if !value.is_empty() {
                self.rules.push(Item { value, span });
            }
            at += rule.len() + 1;
        }
        reason.trim_matches([' ', '\t', ':', '-']).clone_into(&mut self.reason);
        if self.rules.is_empty() {
            return Err("the comment names no rule");
        }
        if !is_reason(&self.reason) {
            return Err("the comment gives no reason");
        }
        Ok(())
    }
}

/// The ignore comments of one Dockerfile, by place.
#[derive(Clone, Debug, Default)]
pub(crate) struct InlineIgnores {
    all: Vec<InlineIgnore>,
    /// Rule → comments above an instruction, by the start of what they cover.
    above: BTreeMap<String, Vec<usize>>,
    /// Rule and file → an `ignore-file` comment.
    whole: BTreeMap<(FileId, String), usize>,
}

impl InlineIgnores {
    /// Indexes comments whose `covers` are the same or apart, as instructions are.
    pub(crate) fn new(mut all: Vec<InlineIgnore>) -> Self {
        all.sort_by_key(|ignore| (ignore.covers.file, ignore.covers.start, ignore.span));
        let mut above: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut whole = BTreeMap::new();
        for (index, ignore) in all.iter().enumerate() {
            if ignore.problem.is_some() {
                continue;
            }
            for rule in &ignore.rules {
                if ignore.whole_file {
                    let key = (ignore.span.file, rule.value.clone());
                    whole.entry(key).or_insert(index);
                } else {
                    above.entry(rule.value.clone()).or_default().push(index);
                }
            }
        }
        Self { all, above, whole }
    }

    /// All comments, by place.
    pub(crate) fn all(&self) -> &[InlineIgnore] {
        &self.all
    }

    /// A comment that names the rule and covers the place; one directly above wins over one for the whole file.
    pub(crate) fn covering(&self, rule: &str, place: Span) -> Option<&InlineIgnore> {
        if self.all.is_empty() {
            return None;
        }
        self.above_of(rule, place).or_else(|| {
            let index = self.whole.get(&(place.file, rule.to_owned()))?;
            self.all.get(*index)
        })
    }

    fn above_of(&self, rule: &str, place: Span) -> Option<&InlineIgnore> {
        let indices = self.above.get(rule)?;
        let covers = |index: usize| self.all.get(index).map(|ignore| ignore.covers);
        let after = indices.partition_point(|&index| {
            covers(index).is_some_and(|c| (c.file, c.start) <= (place.file, place.start))
        });
        let ignore = self.all.get(*indices.get(after.checked_sub(1)?)?)?;
        let held = ignore.covers.file == place.file && place.start < ignore.covers.end;
        held.then_some(ignore)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize, end: usize) -> Span {
        Span::new(FileId(0), start, end)
    }

    fn parsed(text: &str) -> Option<InlineIgnore> {
        let comment = Text::verbatim(text, at(100, 100 + text.len()));
        parse_inline(&comment, at(200, 250), true)
    }

    fn rules(ignore: &InlineIgnore) -> Vec<(&str, u32)> {
        ignore.rules.iter().map(|rule| (rule.value.as_str(), rule.span.start)).collect()
    }

    #[test]
    fn rules_and_reason_are_read_with_their_places() {
        let ignore = parsed("# minestop: ignore[rule-a, rule-b] the vendor says so").unwrap();
        assert_eq!(rules(&ignore), [("rule-a", 119), ("rule-b", 127)]);
        assert_eq!(ignore.reason, "the vendor says so");
        assert_eq!(ignore.problem, None);
        assert!(!ignore.whole_file);
        assert_eq!((ignore.span, ignore.covers), (at(100, 153), at(200, 250)));
    }

    #[test]
    fn small_deviations_of_spelling_are_read() {
        for text in [
            "minestop:ignore[rule-a]why",
            "## minestop:  ignore [ rule-a ,] : why  ",
            "#\tminestop: ignore[rule-a] -- why",
        ] {
            let ignore = parsed(text).unwrap();
            assert_eq!(ignore.problem, None, "{text}");
            assert_eq!(ignore.rules[0].value, "rule-a");
            let from = ignore.rules[0].span.start as usize - 100;
            assert_eq!(text.get(from..from + 6), Some("rule-a"), "{text}");
            assert_eq!(ignore.reason, "why");
        }
    }

    #[test]
    fn comments_to_others_are_left_alone() {
        for text in ["# syntax=x", "# hadolint ignore=DL3008", "# see minestop: ignore[a] b", ""] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_honoured_says_why() {
        let problem = |text: &str| parsed(text).unwrap().problem.unwrap();
        let shape = "the comment is not `minestop: ignore[rule] reason`";
        assert_eq!(problem("# minestop: ignore rule-a because"), shape);
        assert_eq!(problem("# minestop: ignore[rule-a because"), shape);
        assert_eq!(problem("# minestop: off"), shape);
        assert_eq!(problem("# minestop: ignore[] because"), "the comment names no rule");
        assert_eq!(problem("# minestop: ignore[a]"), "the comment gives no reason");
        assert_eq!(problem("# minestop: ignore[a] - \u{200b}."), "the comment gives no reason");
        let long = format!("# minestop: ignore[a] {}", "x".repeat(MAX_COMMENT));
        assert_eq!(problem(&long), "the comment is longer than 512 bytes");
    }

    #[test]
    fn ignore_file_counts_only_in_the_first_comment_block() {
        let text = Text::verbatim("# minestop: ignore-file[a] why", at(0, 30));
        let head = parse_inline(&text, at(30, 60), true).unwrap();
        let later = parse_inline(&text, at(30, 60), false).unwrap();
        assert!(head.whole_file && head.problem.is_none());
        assert!(later.problem.is_some());
    }

    #[test]
    fn a_comment_covers_the_instruction_below_it_and_nothing_else() {
        let comment = |rule: &str, start: usize, covers: Span| {
            let text = format!("# minestop: ignore[{rule}] why");
            let comment = Text::verbatim(text.as_str(), at(start, start + text.len()));
            parse_inline(&comment, covers, false).unwrap()
        };
        let ignores = InlineIgnores::new(vec![
            comment("b", 300, at(340, 400)),
            comment("a", 0, at(100, 200)),
            comment("b", 50, at(100, 200)),
        ]);
        let found =
            |rule, start| ignores.covering(rule, at(start, start + 1)).map(|i| i.span.start);
        assert_eq!(found("a", 100), Some(0));
        assert_eq!(found("b", 199), Some(50));
        assert_eq!(found("b", 350), Some(300));
        assert_eq!(found("a", 350), None);
        assert_eq!(found("a", 99), None);
        assert_eq!(found("a", 200), None);
        assert_eq!(found("c", 150), None);
    }
}

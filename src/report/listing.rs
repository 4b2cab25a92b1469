//! The lines of a file with what of them is marked: for pages that show a whole file with its findings.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::sanitise;
use crate::finding::Action;
use crate::policy::Decided;
use crate::source::{FileId, SourceFile};

/// Lines of a file that are shown whole; of a longer one only those near findings.
const WHOLE: usize = 3000;
/// Lines shown before and after one with a finding in a long file.
const NEAR: usize = 5;
/// Bytes shown of a line.
const LINE: usize = 1000;

/// A piece of a line, safe to print.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    pub(super) text: Cow<'a, str>,
    /// The greatest action of the findings that underline it.
    pub(super) marked: Option<Action>,
}

/// A shown line, or a gap.
#[derive(Debug)]
pub(super) enum Row<'a> {
    Line {
        /// From 1.
        number: usize,
        pieces: Vec<Piece<'a>>,
        /// Numbers of the findings that begin here.
        findings: Vec<usize>,
        /// Bytes at its end that are not shown.
        left_out: usize,
    },
    /// So many lines are not shown.
    Gap(usize),
}

/// The rows of one file with the findings whose culprit lies in it.
pub(super) fn rows<'a>(file: FileId, source: &'a SourceFile, decided: &[Decided]) -> Vec<Row<'a>> {
    let count = source.lines().line_of(u32::MAX) + 1;
    let mut starts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut marks: BTreeMap<usize, Vec<(Range<usize>, Action)>> = BTreeMap::new();
    for (number, decided) in decided.iter().enumerate() {
        let span = decided.finding.primary.span;
        if span.file != file {
            continue;
        }
        let first = source.lines().line_of(span.start);
        let last = source.lines().line_of(span.end.saturating_sub(1).max(span.start));
        starts.entry(first).or_default().push(number);
        // A mark over very many lines says no more than one over the first of them.
        for line in first..=last.min(first + NEAR * 8) {
            marks.entry(line).or_default().push((span.range(), decided.action));
        }
    }
    let shown = |line: usize| {
        count <= WHOLE || starts.range(line.saturating_sub(NEAR)..=line + NEAR).next().is_some()
    };
    let mut rows = Vec::new();
    let mut gap = 0;
    for line in 0..count {
        if !shown(line) {
            gap += 1;
            continue;
        }
        if gap > 0 {
            rows.push(Row::Gap(std::mem::take(&mut gap)));
        }
        let marks = marks.get(&line).map_or(&[][..], Vec::as_slice);
        let findings = starts.get(&line).cloned().unwrap_or_default();
        rows.push(row(source, line, marks, findings));
    }
    if gap > 0 {
        rows.push(Row::Gap(gap));
    }
    rows
}

fn row<'a>(
    source: &'a SourceFile,
    line: usize,
    marks: &[(Range<usize>, Action)],
    findings: Vec<usize>,
) -> Row<'a> {
    let whole = source.lines().range(line).unwrap_or_default();
    let bytes = source.bytes();
    let text = bytes.get(whole.clone()).unwrap_or_default();
    let end = whole.start + text.trim_ascii_end().len();
    let shown = whole.start..end.min(whole.start + LINE);
    let mut cuts = vec![shown.start, shown.end];
    for (range, _) in marks {
        cuts.extend([range.start, range.end].map(|at| at.clamp(shown.start, shown.end)));
    }
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |pair: &[usize]| {
        let (&from, &to) = (pair.first()?, pair.get(1)?);
        let over = marks.iter().filter(|(range, _)| range.start < to && range.end > from);
        let mut text = sanitise::line(bytes.get(from..to)?);
        if text.contains('\t') {
            text = Cow::Owned(text.replace('\t', "    "));
        }
        Some(Piece { text, marked: over.map(|(_, action)| *action).max() })
    };
    let pieces = cuts.windows(2).filter_map(piece).collect();
    Row::Line { number: line + 1, pieces, findings, left_out: end.saturating_sub(shown.end) }
}

//! The judgements of one build, one for each policy. Each is made as if it were alone; what comes of all of them is put
//! together here, so that none can take back what another says.

use std::collections::HashMap;
use std::sync::Arc;

use crate::engine::{FileReport, Provenance};
use crate::frontend::definition::digest;
use crate::frontend::judgement::Judgement;
use crate::frontend::refusal::Refusal;
use crate::frontend::request::Request;
use crate::frontend::rulebook::{self, Rulebook};
use crate::policy::{Decided, DecidedBy};
use crate::source::{FileId, Sources, Span};

/// At least one.
#[derive(Debug)]
pub(crate) struct Judgements {
    pub(crate) all: Vec<Judgement>,
}

impl Judgements {
    /// `rulebooks` are not empty.
    pub(crate) fn new(request: &Arc<Request>, rulebooks: Vec<Rulebook>) -> Self {
        let judgement = |book| Judgement::new(Arc::clone(request), Arc::new(book));
        Self { all: rulebooks.into_iter().map(judgement).collect() }
    }

    /// Takes every judgement one step further.
    pub(crate) fn each(
        &mut self,
        step: impl FnMut(&mut Judgement) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.all.iter_mut().try_for_each(step)
    }

    /// True if one of them stops the build.
    pub(crate) fn stops(&self) -> bool {
        self.all.iter().any(Judgement::stops)
    }

    /// The end of the build if one of them stops it.
    pub(crate) fn unless_stopped(self) -> Result<Self, Refusal> {
        if !self.stops() {
            return Ok(self);
        }
        let failing = together(self.all.iter().map(Judgement::failing));
        let provenance = self.provenance();
        Err(Refusal::of_report(&self.into_report(), failing, provenance))
    }

    /// By which policies, and with what knowledge.
    pub(crate) fn provenance(&self) -> Provenance {
        let books: Vec<&Rulebook> = self.all.iter().map(Judgement::rulebook).collect();
        rulebook::provenance(&books)
    }

    /// Everything found, in the order of its place.
    pub(crate) fn into_report(self) -> FileReport {
        together(self.all.into_iter().map(Judgement::into_report))
    }
}

/// One report of several on the same build: what more than one finds counts as the strictest says.
fn together(mut reports: impl Iterator<Item = FileReport>) -> FileReport {
    let mut all = reports.next().unwrap_or_else(|| {
        FileReport::new(String::new(), FileId::default(), Sources::default(), Vec::new())
    });
    for report in reports {
        add(&mut all, report);
    }
    all.decided.sort_by(|a, b| {
        let (a, b) = (&a.finding, &b.finding);
        (a.primary.span, a.rule, &a.message).cmp(&(b.primary.span, b.rule, &b.message))
    });
    all
}

fn add(all: &mut FileReport, report: FileReport) {
    let key = |decided: &Decided| {
        let finding = &decided.finding;
        (finding.rule, finding.primary.span, finding.message.clone())
    };
    let mut known: HashMap<_, usize> =
        all.decided.iter().enumerate().map(|(number, decided)| (key(decided), number)).collect();
    let files = same_files(&mut all.sources, &report.sources);
    for mut decided in report.decided {
        move_to(&mut decided, |span| {
            span.file = files.get(&span.file).copied().unwrap_or(span.file);
        });
        let known = known.entry(key(&decided)).or_insert(all.decided.len());
        match all.decided.get_mut(*known) {
            Some(same) if same.action >= decided.action => {}
            Some(same) => *same = decided,
            None => all.decided.push(decided),
        }
    }
}

/// The number that each file of `others` has in `sources`; a file that is not there yet is added.
fn same_files(sources: &mut Sources, others: &Sources) -> HashMap<FileId, FileId> {
    let key = |name: &str, bytes: &[u8]| (name.to_owned(), digest(bytes));
    let mut known = HashMap::new();
    for (id, file) in sources.iter() {
        known.entry(key(file.name(), file.bytes())).or_insert(id);
    }
    let mut out = HashMap::new();
    for (id, file) in others.iter() {
        let same = *known
            .entry(key(file.name(), file.bytes()))
            .or_insert_with(|| sources.add(file.name(), file.bytes().to_vec()));
        out.insert(id, same);
    }
    out
}

/// Corrects every place that a finding and its decision name.
fn move_to(decided: &mut Decided, correct: impl Fn(&mut Span)) {
    let finding = &mut decided.finding;
    correct(&mut finding.primary.span);
    finding.related.iter_mut().for_each(|label| correct(&mut label.span));
    if let Some(entry) = &mut finding.entry {
        correct(&mut entry.span);
    }
    if let Some((span, _)) = finding.check.as_mut().and_then(|check| check.allowed.as_mut()) {
        correct(span);
    }
    match &mut decided.by {
        DecidedBy::Policy(span)
        | DecidedBy::Exception { span, .. }
        | DecidedBy::Inline { span, .. } => correct(span),
        DecidedBy::Preset(_) | DecidedBy::CommandLine => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Action, Finding, PolicyEntry};

    /// A report on these files, with findings in the last of them.
    fn report(files: &[(&str, &str)], findings: &[(&'static str, usize, Action)]) -> FileReport {
        let mut sources = Sources::default();
        let mut file = FileId::default();
        for (name, text) in files {
            file = sources.add(*name, text.as_bytes().to_vec());
        }
        let decided = |(rule, start, action): &(&'static str, usize, Action)| Decided {
            finding: Finding::new(rule, Span::new(file, *start, *start + 1), "found"),
            action: *action,
            by: DecidedBy::CommandLine,
            page: None,
        };
        let decided = findings.iter().map(decided).collect();
        FileReport::new("Dockerfile".to_owned(), file, sources, decided)
    }

    /// Rule, file and text under each finding, with its action.
    fn shown(report: &FileReport) -> Vec<String> {
        let one = |it: &Decided| {
            let span = it.finding.primary.span;
            let name = report.sources.get(span.file).map_or("", |file| file.name());
            let text = String::from_utf8_lossy(report.sources.slice(span)).into_owned();
            format!("{} {name} {text} {:?}", it.finding.rule, it.action)
        };
        report.decided.iter().map(one).collect()
    }

    #[test]
    fn what_two_policies_find_counts_as_the_strictest_says() {
        use Action::{Go, Stop, Warn};
        let text = [("Dockerfile", "abc")];
        for (one, other, both) in [(Warn, Stop, Stop), (Stop, Warn, Stop), (Go, Go, Go)] {
            let reports = [report(&text, &[("x", 0, one)]), report(&text, &[("x", 0, other)])];
            assert_eq!(shown(&together(reports.into_iter())), [format!("x Dockerfile a {both:?}")]);
        }
    }

    #[test]
    fn findings_stand_in_the_order_of_their_place_whoever_made_them() {
        use Action::{Stop, Warn};
        let text = [("Dockerfile", "abc")];
        let one = report(&text, &[("x", 2, Stop), ("y", 0, Warn)]);
        let other = report(&text, &[("x", 1, Warn), ("x", 0, Warn), ("y", 1, Warn)]);
        assert_eq!(
            shown(&together([one, other].into_iter())),
            [
                "x Dockerfile a Warn",
                "y Dockerfile a Warn",
                "x Dockerfile b Warn",
                "y Dockerfile b Warn",
                "x Dockerfile c Stop",
            ]
        );
    }

    #[test]
    fn the_files_of_another_report_are_found_by_name_and_content() {
        let one = report(&[("policy", "p"), ("Dockerfile", "abc")], &[("x", 0, Action::Stop)]);
        // the same file has another number there, and one that is called so has another text
        let files = [("Dockerfile", "xyz"), ("other", "o"), ("Dockerfile", "abc")];
        let other = report(&files, &[("x", 0, Action::Stop), ("x", 1, Action::Warn)]);
        let mut third = report(&[("Dockerfile", "xyz")], &[("x", 1, Action::Warn)]);
        let span = third.decided.first().map(|it| it.finding.primary.span);
        let span = span.expect("there is a finding");
        third.decided.iter_mut().for_each(|it| {
            it.by = DecidedBy::Policy(span);
            it.finding.entry = Some(PolicyEntry { span, action: None });
            it.finding.related.push(crate::finding::Label { span, text: "here".into() });
        });
        let all = together([one, other, third].into_iter());
        assert_eq!(
            shown(&all),
            ["x Dockerfile a Stop", "x Dockerfile b Warn", "x Dockerfile y Warn"]
        );
        assert_eq!(all.sources.iter().count(), 4);
        let last = all.decided.last().expect("there are findings");
        let place = last.finding.primary.span;
        assert_eq!(last.by, DecidedBy::Policy(place));
        assert_eq!(last.finding.entry.as_ref().map(|it| it.span), Some(place));
        assert_eq!(last.finding.related.first().map(|it| it.span), Some(place));
    }

    #[test]
    fn every_place_of_a_finding_is_corrected() {
        let at = |start| Span::new(FileId(0), start, start + 1);
        let mut decided = report(&[("Dockerfile", "abc")], &[("x", 0, Action::Stop)]).decided;
        let decided = decided.first_mut().expect("there is a finding");
        let right = |span: &mut Span| *span = at(2);
        for by in [
            DecidedBy::Policy(at(0)),
            DecidedBy::Exception { span: at(0), reason: String::new() },
            DecidedBy::Inline { span: at(0), reason: String::new() },
        ] {
            decided.by = by;
            move_to(decided, right);
            let (DecidedBy::Policy(span)
            | DecidedBy::Exception { span, .. }
            | DecidedBy::Inline { span, .. }) = decided.by
            else {
                panic!("it names a place")
            };
            assert_eq!((span, decided.finding.primary.span), (at(2), at(2)));
        }
        decided.by = DecidedBy::CommandLine;
        move_to(decided, right);
        assert_eq!(decided.by, DecidedBy::CommandLine);
    }
}

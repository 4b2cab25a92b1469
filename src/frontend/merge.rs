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

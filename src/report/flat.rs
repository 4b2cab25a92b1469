//! The findings of a report one after the other, each with its place in the repository: for formats that are lists.

use super::locate::{Places, Region};
use super::{Style, decision, provenance, sanitise};
use crate::engine::{FileReport, ReadError, Report};
use crate::policy::{Decided, Fingerprints};

/// A finding as a list has it.
#[derive(Debug)]
pub(super) struct Flat<'a> {
    /// Of the file that it stands in, from the root of the repository.
    pub(super) path: String,
    pub(super) region: Region,
    pub(super) fingerprint: String,
    pub(super) decided: &'a Decided,
}

impl Flat<'_> {
    /// What was found, and about which file; safe to print.
    pub(super) fn message(&self) -> String {
        let finding = &self.decided.finding;
        format!("{}{}", sanitise::message(&finding.message), decision::aside(finding))
    }

    /// What to do about it; safe to print.
    pub(super) fn help(&self) -> Option<String> {
        let help = self.decided.finding.help.as_ref()?;
        Some(sanitise::message(help).into_owned())
    }
}

/// What is told in the place of a finding about something that was not judged; safe to print.
pub(super) fn unread(error: &ReadError) -> String {
    format!("not judged: {}", sanitise::message(&error.describe()))
}

/// The findings of one file that a style shows.
pub(super) fn of_file<'a>(report: &Report, file: &'a FileReport, style: Style) -> Vec<Flat<'a>> {
    let mut places = Places::new(&file.sources);
    let mut names = Fingerprints::new(&report.provenance.bases, &file.path, &file.sources);
    let mut all = Vec::new();
    for decided in &file.decided {
        // Equal findings are told apart by their number, so all of them are named.
        let fingerprint = names.of(&decided.finding);
        if !style.shows(decided) {
            continue;
        }
        let span = decided.finding.primary.span;
        let name = file.sources.get(span.file).map_or(&*file.path, |source| source.name());
        let (path, region) = (provenance::path(report, name), places.region(span));
        all.push(Flat { path, region, fingerprint, decided });
    }
    all
}

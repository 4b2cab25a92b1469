//! A policy of the gate with what belongs to it: the one of the image, and the one that a build may bring along.

use crate::anchore::Judge;
use crate::engine::Provenance;
use crate::intel::Intel;
use crate::policy::{self, Base, Date, Policy, PolicyError, PolicyFile, UsedPolicy};
use crate::report;
use crate::scan::protocol::PolicyText;
use crate::source::{FileId, Sources};

/// A policy, with what belongs to it.
#[derive(Debug)]
pub(crate) struct Rulebook {
    /// The policy.
    pub(crate) policy: Policy,
    /// What is known about miners, the policy's own indicators included.
    pub(crate) intel: Intel,
    /// The files of the policies.
    pub(crate) sources: Sources,
    /// Of these the policy file, then those that it extends; none for a preset.
    pub(crate) chain: Vec<FileId>,
    /// An Anchore policy that judges as well.
    pub(crate) bundle: Option<Judge>,
    /// Its file.
    pub(crate) bundle_file: Option<FileId>,
    /// The day of the build.
    pub(crate) today: Date,
    /// When the build began, in seconds since 1970.
    pub(crate) now: i64,
    /// The text of the policy if the build has brought it along: the steps of the build know only that of the image.
    pub(crate) brought: Option<PolicyText>,
}

impl Rulebook {
    /// Another policy on the same day, from a text that a build has brought along.
    ///
    /// # Errors
    /// Every error in the text, with its place.
    pub(crate) fn bring(&self, text: PolicyText) -> Result<Self, String> {
        let mut sources = self.sources.clone();
        let file = sources.add(text.name.as_str(), text.text.as_bytes().to_vec());
        let base = Base { is_brought: true, ..Base::default() };
        let read = policy::parse_on(&base, file, &sources)
            .and_then(|policy| policy.knowledge().map(|intel| (policy, intel)));
        match read {
            Ok((policy, intel)) => Ok(Self {
                policy,
                intel,
                sources,
                chain: vec![file],
                bundle: None,
                bundle_file: None,
                today: self.today,
                now: self.now,
                brought: Some(text),
            }),
            Err(problems) => Err(shown(&sources, &problems)),
        }
    }

    /// The files that decide; a preset has none.
    pub(crate) fn files(&self) -> Vec<PolicyFile> {
        match &self.brought {
            Some(text) if self.bundle.is_none() => {
                vec![PolicyFile::new(&text.name, text.text.as_bytes())]
            }
            _ => {
                let files = self.sources.iter().map(|(_, file)| file);
                files.map(|file| PolicyFile::new(file.name(), file.bytes())).collect()
            }
        }
    }

    /// What a report says of the policies: the one of minestop, and the one of Anchore beside it.
    fn used(&self) -> Vec<UsedPolicy> {
        let files = |ids: &[FileId]| -> Vec<PolicyFile> {
            let files = ids.iter().filter_map(|id| self.sources.get(*id));
            files.map(|file| PolicyFile::new(file.name(), file.bytes())).collect()
        };
        let own = UsedPolicy {
            preset: self.policy.base().word(),
            chain: files(&self.chain),
            is_authors: false,
        };
        let Some(id) = self.bundle_file else { return vec![own] };
        let anchore = UsedPolicy { preset: "anchore", chain: files(&[id]), is_authors: false };
        if self.chain.is_empty() { vec![anchore] } else { vec![own, anchore] }
    }

    /// The same under the policy that a build has brought along. What the image has beside its own policy stays.
    #[must_use]
    pub(crate) fn replaced_by(self, brought: Self) -> Self {
        Self { bundle: self.bundle, bundle_file: self.bundle_file, ..brought }
    }
}

/// How a judgement by these came about, for its report: which policies, what is known.
pub(crate) fn provenance(books: &[&Rulebook]) -> Provenance {
    let dates = books.first().and_then(|book| book.intel.dates());
    Provenance {
        policies: books.iter().flat_map(|book| book.used()).collect(),
        intelligence: dates.map(|(_, newest)| newest.to_owned()).unwrap_or_default(),
        ..Provenance::default()
    }
}

fn shown(sources: &Sources, problems: &[PolicyError]) -> String {
    let mut out = Vec::new();
    // writing to memory never fails
    let _ = report::render_problems(sources, problems, false, &mut out);
    String::from_utf8_lossy(&out).trim_end().to_owned()
}

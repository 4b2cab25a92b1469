//! The policies of one run, each read once: files of one tree may have different ones.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::color::ColorChoice;
use super::failure::Failure;
use super::policy::file::{LoadedPolicy, PolicyArgs};
use super::policy::search::Search;
use super::today;
use crate::cli::run::{ContextChoice, Run};
use crate::dockerfile::BuildOptions;
use crate::engine::Provenance;
use crate::intel::to_hex;
use crate::policy::{Date, Decider, PolicyFile, UsedPolicy};
use crate::source::BaseDirectories;

/// Policies in the order in which they were found.
#[derive(Debug)]
pub(super) struct Policies<'a> {
    args: &'a PolicyArgs,
    color: ColorChoice,
    now: i64,
    pub(super) search: Search,
    pub(super) loaded: Vec<LoadedPolicy>,
    /// The number of the policy at each path, and of the preset alone.
    numbers: HashMap<Option<PathBuf>, usize>,
}

impl<'a> Policies<'a> {
    /// None yet, for a run over `paths` at `now` (seconds since 1970).
    pub(super) fn new(
        args: &'a PolicyArgs,
        paths: &[PathBuf],
        color: ColorChoice,
        now: i64,
    ) -> Self {
        let search = Search::new(paths);
        Self { args, color, now, search, loaded: Vec::new(), numbers: HashMap::new() }
    }

    /// Everything that was read and said of the policies, as one text: with another one, other files may count.
    pub(super) fn key(&self) -> String {
        let mut digest = Sha256::new();
        for (_, file) in self.loaded.iter().flat_map(|loaded| loaded.sources.iter()) {
            digest.update(Sha256::digest(file.bytes()));
        }
        format!("{:?} {}", self.args, to_hex(&digest.finalize()))
    }

    /// The number of the policy of what lies in `directory`.
    pub(super) fn number_for(&mut self, directory: &Path) -> Result<usize, Failure> {
        let path = self.args.path_for(directory, &mut self.search);
        if let Some(number) = self.numbers.get(&path) {
            return Ok(*number);
        }
        self.loaded.push(self.args.load_file(path.clone(), self.color, self.now)?);
        let number = self.loaded.len() - 1;
        self.numbers.insert(path, number);
        Ok(number)
    }

    /// Forgets policies that judge nothing, such as one above directories that have their own.
    pub(super) fn keep<T>(&mut self, judged: &mut BTreeMap<usize, T>) {
        let mut number = 0;
        self.loaded.retain(|_| {
            number += 1;
            judged.contains_key(&(number - 1))
        });
        *judged = std::mem::take(judged).into_values().enumerate().collect();
    }

    /// How the run came about, for its report. A policy may be that of the author only where text `is_judged` that lies
    /// in a repository.
    pub(super) fn provenance(&self, command: &str, is_judged: bool) -> Provenance {
        let describe = |loaded| self.describe(loaded, is_judged);
        let intelligence = self.loaded.iter().find_map(|loaded| loaded.intel.dates());
        Provenance {
            policies: self.loaded.iter().map(describe).collect(),
            command: command.to_owned(),
            time: today::told(today::now()),
            intelligence: intelligence.map(|(_, newest)| newest.to_owned()).unwrap_or_default(),
            bases: self.report_bases(),
        }
    }

    /// What judges under policy `number`: a build that is given `context`, on the day `today`.
    pub(super) fn run(
        &self,
        number: usize,
        context: ContextChoice,
        build: BuildOptions,
        today: Date,
    ) -> Option<Run<'_>> {
        let policy = self.loaded.get(number)?;
        let decider = Decider::new(&policy.policy, today);
        let decider = decider.told_from(self.bases_of(policy), self.report_bases());
        Some(Run { number, ..Run::new(policy, decider, context, build) })
    }

    /// What the patterns of a policy are told from: the directory of its file first.
    pub(super) fn bases_of(&self, policy: &LoadedPolicy) -> BaseDirectories {
        let file = policy.file.as_ref().map(|(path, _)| path);
        self.search.bases(file.and_then(|path| Search::home_of(path)))
    }

    /// What paths in the report are told from.
    pub(super) fn report_bases(&self) -> BaseDirectories {
        let files = self.loaded.iter().filter_map(|loaded| loaded.file.as_ref());
        self.search.report_bases(files.filter_map(|(path, _)| Search::home_of(path)))
    }

    fn describe(&self, loaded: &LoadedPolicy, is_judged: bool) -> UsedPolicy {
        let preset = match &loaded.bundle {
            Some(_) => "anchore",
            None => loaded.policy.base().word(),
        };
        let file = loaded.file.as_ref();
        let chain = file.into_iter().chain(&loaded.extended);
        let chain = chain
            .map(|(path, id)| PolicyFile::new(path.to_string_lossy(), loaded.sources.bytes(*id)));
        let is_authors = |(path, _): &(PathBuf, _)| is_judged && self.search.is_judged_with(path);
        UsedPolicy { preset, chain: chain.collect(), is_authors: file.is_some_and(is_authors) }
    }
}

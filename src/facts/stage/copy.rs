//! What COPY, ADD and bind mounts put into a stage: which path has whose content.

use super::{Ends, Given, Stage};
use crate::dockerfile::{ImageSource, InlineFile, Keyword};
use crate::facts::{Place, autostart};
use crate::shell::{Content, Data, WrittenPath, cleaned};
use crate::source::{Text, UNKNOWN};

/// Endings of archives that ADD unpacks.
const ARCHIVES: [&str; 9] =
    [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst"];

/// Directories of one source that are looked into for what init systems start: builds copy one.
const MOST_DIRECTORIES: usize = 8;

/// A COPY or ADD with its words.
pub(crate) struct Copying<'c> {
    pub(crate) keyword: Keyword,
    pub(crate) sources: &'c [Text],
    /// The content of here-documents.
    pub(crate) files: &'c [InlineFile],
    pub(crate) target: &'c str,
    pub(crate) from: &'c ImageSource,
    /// `--parents`: directories of the source stay.
    pub(crate) keeps_parents: bool,
}

impl Stage<'_> {
    /// What a copy leaves.
    pub(crate) fn copy(&mut self, copying: &Copying<'_>, ends: &Ends<'_>, given: &Given<'_>) {
        let target = cleaned(&self.directory, copying.target);
        let count = copying.sources.len() + copying.files.len();
        let is_directory = copying.target.ends_with(['/', '.']) || count > 1;
        for file in copying.files {
            let content = Some(Data::Text(file.content.clone()).into());
            let path = if is_directory { below(&target, &file.name) } else { target.clone() };
            self.files.put(&path, content);
        }
        for source in copying.sources {
            let into = match source.trim_start_matches('/').rsplit_once('/') {
                // what stands in front of `/./` does not stay
                Some((parents, _)) if copying.keeps_parents => {
                    let kept = parents.rsplit_once("./").map_or(parents, |(_, kept)| kept);
                    cleaned(&target, kept.trim_start_matches('/'))
                }
                _ => target.clone(),
            };
            match copying.from {
                ImageSource::Context => {
                    let unpacks = copying.keyword == Keyword::Add;
                    self.give(source, &into, is_directory, unpacks, given);
                }
                ImageSource::Stage(index) => self.bring(source, &into, *index, ends),
                ImageSource::Image(_) | ImageSource::Scratch => {}
            }
        }
    }

    /// The paths that a copy may write, from the root: a target without a slash may be a directory that is there already.
    pub(crate) fn copied_paths(
        &self,
        target: &Text,
        sources: &[Text],
        files: &[InlineFile],
    ) -> Vec<WrittenPath> {
        let clean = cleaned(&self.directory, target);
        let names = sources.iter().map(|source| {
            let path = source.split(['?', '#']).next().filter(|_| source.contains("://"));
            path.unwrap_or(source).rsplit('/').next().unwrap_or_default()
        });
        let names = names.chain(files.iter().map(|file| file.name.as_str()));
        let mut paths: Vec<String> = names.map(|name| below(&clean, name)).collect();
        if paths.len() == 1 && !target.ends_with('/') {
            paths.push(clean);
        }
        paths.into_iter().map(|path| WrittenPath { word: target.clone(), path }).collect()
    }

    /// Remembers which single files of a copy some program starts by where they lie now.
    pub(crate) fn copied_start_files(
        &mut self,
        copying: &Copying<'_>,
        place: Place,
        given: &Given<'_>,
    ) {
        if !matches!(copying.from, ImageSource::Context | ImageSource::Stage(_)) {
            return;
        }
        let target = cleaned(&self.directory, copying.target);
        for source in copying.sources {
            let name = source.rsplit('/').next().unwrap_or_default();
            for path in [below(&target, name), target.clone()] {
                if autostart::is_start_point(path.trim_start_matches('/'))
                    && self.content(&path, given).is_some()
                {
                    self.put_start_file(&path, place);
                }
            }
            if matches!(copying.from, ImageSource::Context) {
                self.start_files_below(source, &target, place, given);
            }
        }
    }

    /// The same of the directories that a source of the context stands for.
    fn start_files_below(&mut self, source: &str, target: &str, place: Place, given: &Given<'_>) {
        let below_target = |place: &'static str| {
            let rest = place.strip_prefix(target.trim_end_matches('/'))?;
            rest.starts_with('/').then_some(rest)
        };
        let places: Vec<&str> = autostart::PLACES.into_iter().filter_map(below_target).collect();
        if places.is_empty() {
            return;
        }
        let entries = given.entries(&source.replace(UNKNOWN, "*"));
        for directory in entries.into_iter().filter(|it| it.is_directory).take(MOST_DIRECTORIES) {
            let root = directory.path.trim_end_matches('/');
            for rest in &places {
                let found = given.entries(format!("{root}{rest}").trim_start_matches('/'));
                for file in found.into_iter().filter(|it| !it.is_directory) {
                    let below = file.path.strip_prefix(root).unwrap_or(&file.path);
                    let path = self::below(target, below.trim_start_matches('/'));
                    self.put_start_file(&path, place);
                }
            }
        }
    }

    /// The content of a file, as far as it is known.
    pub(crate) fn content(&self, path: &str, given: &Given<'_>) -> Option<Content> {
        self.files.get(path, |path| given.content(path))
    }

    /// A bind mount: what it shows stays here, as nothing else is known of its target.
    pub(crate) fn mount(
        &mut self,
        source: &str,
        target: &str,
        from: &ImageSource,
        ends: &Ends<'_>,
        given: &Given<'_>,
    ) {
        let target = cleaned(&self.directory, target);
        match from {
            ImageSource::Context => {
                let source = source.replace(UNKNOWN, "*");
                for entry in given.entries(&source) {
                    self.files.give(&target, &entry.path, entry.is_directory);
                }
            }
            ImageSource::Stage(index) => self.bring(source, &target, *index, ends),
            ImageSource::Image(_) | ImageSource::Scratch => {}
        }
    }

    /// Files of the build context.
    fn give(
        &mut self,
        source: &str,
        target: &str,
        is_directory: bool,
        unpacks: bool,
        given: &Given<'_>,
    ) {
        // what is not known may be anything
        let entries = given.entries(&source.replace(UNKNOWN, "*"));
        let is_one = entries.len() == 1;
        for entry in entries {
            if entry.is_directory {
                self.files.give(target, &entry.path, true);
                continue;
            }
            let name = entry.path.rsplit('/').next().unwrap_or_default();
            if unpacks && ARCHIVES.iter().any(|ending| name.ends_with(ending)) {
                self.files.give(target, &format!("{}!", entry.path), true);
            }
            // a target without a slash may be a directory that is there already
            self.files.give(&below(target, name), &entry.path, false);
            if is_one && !is_directory {
                self.files.give(target, &entry.path, false);
            }
        }
    }

    /// Files of another stage: whether a path is a file or a directory is not known.
    fn bring(&mut self, source: &str, target: &str, stage: usize, ends: &Ends<'_>) {
        let Some(end) = ends.get(&stage) else { return };
        let source = cleaned("/", source);
        let (directory, name) = source.rsplit_once('/').unwrap_or(("", &source));
        if name.contains(['*', '?', '[', UNKNOWN]) {
            let directory = if directory.is_empty() { "/" } else { directory };
            self.files.bring(target, &end.files, directory);
            return;
        }
        self.files.bring(target, &end.files, &source);
        if !name.is_empty() {
            self.files.bring(&below(target, name), &end.files, &source);
        }
    }
}

fn below(directory: &str, name: &str) -> String {
    format!("{}/{name}", directory.trim_end_matches('/'))
}

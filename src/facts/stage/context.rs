//! What a build is given beside its Dockerfile, as far as a stage asks for it. Opens no file itself.

use foldhash::HashMap;
use std::cell::RefCell;

use crate::dockerfile::Environment;
use crate::facts::{Facts, File};
use crate::shell::{Content, Scope, Work};
use crate::source::{Sources, Text};

/// Bytes of all files together that the commands of one build are followed into: far more than scripts have, and read in
/// less than a second.
const MAX_BYTES: usize = 20 << 20;

/// Commands of all scripts that go into files: each is a fact that every rule looks at. The longest `configure` has a
/// tenth of it.
const MAX_COMMANDS: usize = 100_000;

/// Patterns whose files are looked for in the context of one build: each is a walk through directories.
const MAX_LISTS: usize = 32;

/// Says whether a file counts whose text nobody reads.
pub(crate) type Counts<'c> = dyn Fn(&File) -> bool + Sync + 'c;

/// Something that a source of COPY or ADD stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContextEntry {
    /// Its path below the root of the context; empty for the root.
    pub(crate) path: String,
    /// It is a directory.
    pub(crate) is_directory: bool,
}

/// The files of a build context.
pub(crate) trait ContextFiles {
    /// What a source of COPY, ADD or a bind mount stands for; wildcards are those of COPY.
    fn entries(&mut self, source: &str) -> Vec<ContextEntry>;

    /// The content of a regular file that the build would get, by its path below the root; a text becomes a source.
    /// A path into an archive is `archive!/path`.
    fn content(&mut self, path: &str, sources: &mut Sources) -> Option<Content>;

    /// Adds what the files show that [`Facts::context`] says are taken, those included that no command names.
    fn observe(&mut self, facts: &mut Facts, sources: &mut Sources, counts: &Counts<'_>);
}

/// No build context: the text alone is known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NoContext;

impl ContextFiles for NoContext {
    fn entries(&mut self, _: &str) -> Vec<ContextEntry> {
        Vec::new()
    }

    fn content(&mut self, _: &str, _: &mut Sources) -> Option<Content> {
        None
    }

    fn observe(&mut self, _: &mut Facts, _: &mut Sources, _: &Counts<'_>) {}
}

/// The files of a build context that have been asked for, each read once.
pub(crate) struct Given<'g>(RefCell<Inner<'g>>);

struct Inner<'g> {
    files: &'g mut dyn ContextFiles,
    sources: &'g mut Sources,
    known: HashMap<String, Option<Content>>,
    left: usize,
    commands: usize,
    /// The files of patterns that commands have asked for; `None` for one that was not looked for.
    lists: HashMap<String, Option<Vec<String>>>,
}

impl<'g> Given<'g> {
    pub(crate) fn new(files: &'g mut dyn ContextFiles, sources: &'g mut Sources) -> Self {
        let (left, commands) = (MAX_BYTES, MAX_COMMANDS);
        let (known, lists) = (HashMap::default(), HashMap::default());
        Self(RefCell::new(Inner { files, sources, known, left, commands, lists }))
    }

    pub(crate) fn entries(&self, source: &str) -> Vec<ContextEntry> {
        self.0.try_borrow_mut().map(|mut inner| inner.files.entries(source)).unwrap_or_default()
    }

    /// The files under paths of this pattern.
    fn listed(&self, pattern: &str) -> Vec<String> {
        let Ok(mut inner) = self.0.try_borrow_mut() else { return Vec::new() };
        let Inner { files, lists, .. } = &mut *inner;
        if !lists.contains_key(pattern) && lists.len() <= MAX_LISTS {
            let entries = (lists.len() < MAX_LISTS).then(|| files.entries(pattern));
            let paths = entries.map(|all| {
                all.into_iter().filter(|it| !it.is_directory).map(|entry| entry.path).collect()
            });
            lists.insert(pattern.to_owned(), paths);
        }
        lists.get(pattern).cloned().flatten().unwrap_or_default()
    }

    pub(super) fn content(&self, path: &str) -> Option<Content> {
        let mut inner = self.0.try_borrow_mut().ok()?;
        let Inner { files, sources, known, left, .. } = &mut *inner;
        if let Some(content) = known.get(path) {
            return content.clone();
        }
        // what is read stays among the sources
        let content = if *left > 0 { files.content(path, sources) } else { None };
        *left = left.saturating_sub(content.as_ref().map_or(0, |content| content.len()));
        known.insert(path.to_owned(), content.clone());
        content
    }

    /// A script has been followed into files, and made so many commands.
    pub(crate) fn spend(&self, commands: usize) {
        if let Ok(mut inner) = self.0.try_borrow_mut() {
            inner.commands = inner.commands.saturating_sub(commands);
        }
    }

    /// More files are run than are followed.
    pub(crate) fn is_spent(&self) -> bool {
        self.0.try_borrow().is_ok_and(|inner| inner.left == 0 || inner.commands == 0)
    }

    /// Commands name more patterns of files than are looked for.
    pub(crate) fn misses_lists(&self) -> bool {
        self.0.try_borrow().is_ok_and(|inner| inner.lists.len() > MAX_LISTS)
    }
}

/// What a script sees: the variables of an instruction and the files of the build.
pub(crate) struct Surroundings<'s, 'g> {
    pub(crate) variables: Environment<'s>,
    pub(crate) given: &'s Given<'g>,
    /// What stands for values that only the builder knows.
    pub(crate) secrets: &'s [(String, Text)],
    /// What the scripts of the build may still make the reader do.
    pub(crate) left: Work,
}

impl Scope for Surroundings<'_, '_> {
    fn get(&self, name: &str) -> Option<&Text> {
        let secret = self.secrets.iter().find(|(secret, _)| secret == name);
        secret.map(|(_, stand_in)| stand_in).or_else(|| self.variables.value(name))
    }

    fn listed(&self, pattern: &str) -> Vec<String> {
        self.given.listed(pattern)
    }

    fn given(&self, path: &str) -> Option<Content> {
        self.given.content(path)
    }

    fn left(&self) -> Work {
        self.left
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::shell::Data;
    use crate::source::Span;

    /// Files of ten bytes, and how many of them were read.
    #[derive(Default)]
    struct Files(usize);

    impl ContextFiles for Files {
        fn entries(&mut self, _: &str) -> Vec<ContextEntry> {
            Vec::new()
        }

        fn content(&mut self, _: &str, _: &mut Sources) -> Option<Content> {
            self.0 += 1;
            Some(Rc::new(Data::Text(Text::made("0123456789", Span::default()))))
        }

        fn observe(&mut self, _: &mut Facts, _: &mut Sources, _: &Counts<'_>) {}
    }

    #[test]
    fn no_file_is_read_once_all_bytes_are_spent() {
        let (mut files, mut sources) = (Files::default(), Sources::default());
        let (known, commands) = (HashMap::default(), MAX_COMMANDS);
        let lists = HashMap::default();
        let inner =
            Inner { files: &mut files, sources: &mut sources, known, left: 15, commands, lists };
        let given = Given(RefCell::new(inner));
        let read: Vec<bool> =
            ["/a", "/b", "/c", "/d"].map(|path| given.content(path).is_some()).to_vec();
        assert_eq!(read, [true, true, false, false]);
        assert!(given.is_spent());
        drop(given);
        assert_eq!(files.0, 2);
    }

    #[test]
    fn more_patterns_than_are_looked_for_leave_a_note() {
        let (mut files, mut sources) = (Files::default(), Sources::default());
        let given = Given::new(&mut files, &mut sources);
        for number in 0..MAX_LISTS {
            given.listed(&format!("{number}/*"));
            given.listed("0/*");
        }
        assert!(!given.misses_lists());
        given.listed("one/*/more");
        assert!(given.misses_lists());
    }
}

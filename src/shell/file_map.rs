//! The files that scripts find and leave, by path: what is known of their content, and whose content they have.
//!
//! Knows paths and contents only; what a program does to a file stands with the program, what a build copies with the
//! build. A lookup takes a bounded number of steps, however places refer to each other.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::rc::Rc;

use ecow::EcoString;
use foldhash::{HashMap, HashSet};
use smallvec::SmallVec;

use super::programs::output::{Data, MAX_OUTPUT};

/// Contents of one map together, in bytes: many times what scripts write, and little enough to be kept.
const MAX_BYTES: usize = 16 << 20;
/// Paths that one map knows.
const MAX_PATHS: usize = 1 << 17;
/// Places that one lookup tries.
const MAX_STEPS: usize = 256;
/// Names that tell whether a word may be a program.
const MAX_PROGRAMS: usize = 4096;
/// Directories on one another that one lookup tries.
const MAX_LAYERS: usize = 64;
/// Where shells look for programs if `PATH` is not known.
const PROGRAMS: [&str; 6] =
    ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/// The content of a file.
pub(crate) type Content = Rc<Data>;

/// Where the content of a path, and of everything below it, is found.
#[derive(Clone, Debug)]
enum Source {
    /// At another path of the same map, as it was then.
    Here(String),
    /// At a path of another map.
    Map(Rc<FileMap>, String),
    /// At a path of what the build is given.
    Given(String),
}

/// What is known of files by their path.
///
/// Paths are absolute and clean, or relative to a directory that nobody knows. What comes later covers what was there.
#[derive(Clone, Debug, Default)]
pub(crate) struct FileMap {
    /// What it was made from.
    base: Option<Rc<FileMap>>,
    /// Files written; `None` for content that nobody knows.
    files: HashMap<EcoString, (u32, Option<Content>)>,
    /// The files in the order in which they were written.
    log: Vec<(u32, EcoString)>,
    /// Files and directories that come from elsewhere, oldest first.
    sources: HashMap<EcoString, Vec<(u32, Source)>>,
    /// Number of the last change.
    now: u32,
    paths: usize,
    bytes: usize,
    is_full: bool,
    /// Names of programs that may lie where shells look for them.
    programs: Programs,
}

/// What may be a program that is called by its name alone.
#[derive(Clone, Debug, Default)]
struct Programs {
    /// Names of files.
    names: HashSet<EcoString>,
    /// Directories whose files are known only when they are looked for.
    directories: Vec<String>,
    /// One of them has a directory of programs in it.
    covers: bool,
    /// There are too many to be told apart.
    any: bool,
}

/// A place that a lookup still has to try.
enum Step<'m> {
    Known(&'m Content),
    Map(&'m FileMap, Cow<'m, str>, u32),
    Given(String),
}

/// The likeliest last; few lookups have more.
type Steps<'m> = SmallVec<[Step<'m>; 4]>;

impl FileMap {
    /// A map that starts with what another one ends with.
    pub(crate) fn based_on(base: Rc<FileMap>) -> Self {
        Self { programs: base.programs.clone(), base: Some(base), ..Self::default() }
    }

    /// The file now has this content; `None`: nobody knows.
    pub(crate) fn put(&mut self, path: &str, content: Option<Content>) {
        if content.is_none() && self.is_empty() {
            return;
        }
        let size = content.as_ref().map_or(0, |content| content.len());
        let old = self.files.get(path).and_then(|(_, old)| old.as_ref()).map_or(0, |old| old.len());
        if self.bytes - old + size > MAX_BYTES || !self.takes_path(path) {
            self.is_full = true;
            return;
        }
        self.bytes = self.bytes - old + size;
        self.programs.add(path, false);
        let (now, path) = (self.tick(), EcoString::from(path));
        if content.is_some() {
            self.log.push((now, path.clone()));
        }
        self.files.insert(path, (now, content));
    }

    /// More content at the end of a file; what stood in it before may not be known.
    pub(crate) fn append(
        &mut self,
        path: &str,
        more: Data,
        given: impl Fn(&str) -> Option<Content>,
    ) {
        let before = self.get(path, given);
        if before.as_ref().is_some_and(|before| before.len() + more.len() > MAX_OUTPUT) {
            self.is_full = true;
            return;
        }
        let own = self.files.get_mut(path).and_then(|(_, content)| content.as_mut());
        let is_own = |own: &Content| before.as_ref().is_some_and(|it| Rc::ptr_eq(it, own));
        match own.filter(|own| is_own(own)) {
            Some(own) if self.bytes + more.len() <= MAX_BYTES => {
                self.bytes += more.len();
                drop(before);
                Rc::make_mut(own).append(&more);
                let now = self.tick();
                self.log.push((now, path.into()));
                self.files.entry(path.into()).and_modify(|(at, _)| *at = now);
            }
            Some(_) => self.is_full = true,
            None => {
                let whole = match before {
                    Some(before) => {
                        let mut whole = Data::clone(&before);
                        whole.append(&more);
                        whole
                    }
                    None => more,
                };
                self.put(path, Some(Rc::new(whole)));
            }
        }
    }

    /// What lies at `path` and below it comes from `source` of what the build is given.
    pub(crate) fn give(&mut self, path: &str, source: &str, is_directory: bool) {
        self.programs.add(path, is_directory);
        self.add(path, Source::Given(source.to_owned()));
    }

    /// What lies at `path` and below it comes from `from` of another map.
    pub(crate) fn bring(&mut self, path: &str, map: &Rc<FileMap>, from: &str) {
        self.programs.add(path, true);
        self.add(path, Source::Map(Rc::clone(map), from.to_owned()));
    }

    /// What lies at `path` and below it is what lies at `from`.
    pub(crate) fn copy(&mut self, path: &str, from: &str) {
        if self.is_empty() || path == from {
            return;
        }
        self.programs.add(path, true);
        self.add(path, Source::Here(from.to_owned()));
    }

    /// A limit was met: not everything that is known is kept.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full || self.base.as_ref().is_some_and(|base| base.is_full)
    }

    /// Number of changes so far.
    pub(crate) fn now(&self) -> u32 {
        self.now
    }

    /// The files of known content that were written behind change `since`, in order.
    pub(crate) fn written_since(&self, since: u32) -> Vec<(EcoString, Content)> {
        let first = self.log.partition_point(|(at, _)| *at <= since);
        let new = self.log.get(first..).unwrap_or_default().iter();
        // of a file that was written several times the last content counts
        new.filter_map(|(at, path)| match self.files.get(path) {
            Some((last, Some(content))) if last == at => Some((path.clone(), Rc::clone(content))),
            _ => None,
        })
        .collect()
    }

    /// The content of a file, as far as it is known; `given` reads what the build is given.
    pub(crate) fn get(
        &self,
        path: &str,
        given: impl Fn(&str) -> Option<Content>,
    ) -> Option<Content> {
        if self.is_empty() {
            return None;
        }
        if let Some((_, content)) = self.files.get(path).filter(|(at, _)| *at == self.now) {
            return content.clone();
        }
        let mut open = Steps::new();
        self.look(Cow::Borrowed(path), u32::MAX, &mut open);
        for _ in 1..MAX_STEPS {
            match open.pop()? {
                Step::Known(content) => return Some(Rc::clone(content)),
                Step::Given(path) => {
                    if let Some(content) = given(&path) {
                        return Some(content);
                    }
                }
                Step::Map(map, path, before) => map.look(path, before, &mut open),
            }
        }
        None
    }

    /// The path and the content of a program that is called by its name; `search` is the value of `PATH`.
    pub(crate) fn program(
        &self,
        name: &str,
        search: Option<&str>,
        given: impl Fn(&str) -> Option<Content>,
    ) -> Option<(String, Content)> {
        // most commands are of the base image: few bytes tell
        let is_named = self.programs.any || self.programs.names.contains(name);
        let has_others = || search.is_some_and(|path| path.contains('/'));
        let may_lie = self.programs.covers || !self.programs.directories.is_empty() && has_others();
        if !is_named && !may_lie {
            return None;
        }
        let directories = search.into_iter().flat_map(|path| path.split(':'));
        let directories = directories.filter(|it| it.starts_with('/')).take(MAX_LAYERS);
        let may_have = |directory: &&str| is_named || self.programs.may_be_in(directory);
        directories.chain(PROGRAMS).filter(may_have).find_map(|directory| {
            let path = joined(directory, name);
            let content = self.get(&path, &given)?;
            Some((path, content))
        })
    }

    /// A link: what lies at `path` is what lies at `to`, whatever that is.
    pub(crate) fn set_link(&mut self, path: &str, to: &str) {
        self.programs.add(path, true);
        self.add(path, Source::Here(to.to_owned()));
    }

    /// What a link at this very path points to; of the maps below only the nearest are asked.
    pub(crate) fn link(&self, path: &str) -> Option<&str> {
        let mut next = Some(self);
        for _ in 0..MAX_LAYERS {
            let map = next?;
            if let Some((_, source)) = map.sources.get(path).and_then(|sources| sources.last()) {
                return match source {
                    Source::Here(to) => Some(to),
                    _ => None,
                };
            }
            next = map.base.as_deref();
        }
        None
    }

    /// Nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.base.is_none() && self.now == 0
    }

    fn tick(&mut self) -> u32 {
        self.now = self.now.saturating_add(1);
        self.now
    }

    fn takes_path(&mut self, path: &str) -> bool {
        let is_known = self.files.contains_key(path);
        self.paths += usize::from(!is_known);
        is_known || self.paths <= MAX_PATHS
    }

    fn add(&mut self, path: &str, source: Source) {
        if self.paths >= MAX_PATHS {
            self.is_full = true;
            return;
        }
        self.paths += 1;
        let now = self.tick();
        self.sources.entry(path.into()).or_default().push((now, source));
    }

    /// What else a path may be found at, the likeliest last.
    fn look<'m>(&'m self, path: Cow<'m, str>, before: u32, open: &mut Steps<'m>) {
        // what is older than `covered` is another file
        let (mut found, mut covered) = (SmallVec::<[(u32, Step<'m>); 4]>::new(), 0);
        match self.files.get(&*path) {
            Some((at, Some(content))) => found.push((*at, Step::Known(content))),
            Some((at, None)) if *at < before => covered = *at,
            _ => {}
        }
        for above in self_and_above(&path).take(MAX_LAYERS) {
            let layers = self.sources.get(above).map(Vec::as_slice).unwrap_or_default();
            let layers = layers.iter().rev().filter(|(at, _)| *at < before).take(MAX_LAYERS);
            let rest = path.get(above.len()..).unwrap_or_default();
            for (at, source) in layers {
                let step = match source {
                    Source::Here(from) => Step::Map(self, joined(from, rest).into(), *at),
                    Source::Map(map, from) => Step::Map(map, joined(from, rest).into(), u32::MAX),
                    Source::Given(from) => Step::Given(joined(from, rest)),
                };
                found.push((*at, step));
            }
        }
        if covered == 0
            && let Some(base) = &self.base
        {
            open.push(Step::Map(base, path, u32::MAX));
        }
        found.retain(|(at, _)| *at > covered);
        found.sort_by_key(|(at, _)| *at);
        open.extend(found.into_iter().map(|(_, step)| step));
    }
}

impl Programs {
    fn add(&mut self, path: &str, is_directory: bool) {
        if self.names.len() + self.directories.len() > MAX_PROGRAMS {
            self.any = true;
            return;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        self.names.insert(name.into());
        if is_directory && !self.directories.iter().any(|known| known == path) {
            self.directories.push(path.to_owned());
            self.covers |= PROGRAMS.iter().any(|programs| self.may_be_in(programs));
        }
    }

    fn may_be_in(&self, directory: &str) -> bool {
        let covers = |above: &String| {
            let rest = directory.strip_prefix(above.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.directories.iter().any(covers)
    }
}

/// A path and the directories above it.
fn self_and_above(path: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(path);
    std::iter::from_fn(move || {
        let path = next?;
        next = match memchr::memrchr(b'/', path.as_bytes()) {
            _ if path.is_empty() || path == "/" => None,
            Some(0) => Some("/"),
            Some(at) => path.get(..at),
            None => Some(""),
        };
        Some(path)
    })
}

/// What lies below a directory under this path.
fn joined(directory: &str, below: &str) -> String {
    let below = below.trim_start_matches('/');
    match directory {
        _ if below.is_empty() => directory.to_owned(),
        "" => below.to_owned(),
        _ => [directory.trim_end_matches('/'), below].join("/"),
    }
}

/// A path without `.` and `..`, from a directory.
pub(crate) fn cleaned(directory: &str, path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let mut clean = String::from(if is_absolute { "" } else { directory.trim_end_matches('/') });
    let rooted = is_absolute || directory.starts_with('/');
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => clean.truncate(memchr::memrchr(b'/', clean.as_bytes()).unwrap_or(0)),
            _ => {
                if rooted || !clean.is_empty() {
                    clean.push('/');
                }
                clean.push_str(part);
            }
        }
    }
    if rooted && clean.is_empty() {
        clean.push('/');
    }
    clean
}

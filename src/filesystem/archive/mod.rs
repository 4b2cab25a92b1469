//! Opens archives inside files, to a stated depth and size, and hands each member to the same inspection as any other
//! file. Nothing is unpacked into a directory: what has to be read twice goes to a temporary file without a name.

mod aside;
mod cabinet;
mod carried;
mod cpio;
mod deb;
mod dense;
mod dense_signs;
mod embedded;
mod in_notation;
mod members;
mod numerals;
mod packed;
mod runs;
mod seven_zip;
mod signs;
mod squash_fs;
mod streams;
mod tail;
mod text_start;
mod traces;
mod watched;
mod written;
mod zip;
mod zip_places;

use std::fs::File;
use std::io::{self, BufReader, Read, Write as _};
use std::sync::Mutex;

use rawzip::{FileReader, RangeReader, ReaderAt};

use crate::filesystem::entry::{Entry, EntryKind, Inspect, Wants};
use crate::filesystem::format::{self, Format};
use crate::filesystem::limits::{Allowance, Budget};
use crate::filesystem::problem::{Found, Problem, ProblemKind};
use crate::filesystem::temporary::Temporary;
use aside::Aside;
use tail::Tail;
use traces::Traces;
use watched::Watched;

pub(crate) use members::BEHIND;

/// Archives up to this size are read twice from memory.
const IN_MEMORY: usize = 1 << 20;
/// Bytes that are copied at once: as many as the file has, if that is known.
const LEAST_PART: usize = 8 << 10;
const MOST_PART: usize = 64 << 10;

/// The content of an entry could not be read to its end; that is reported already, or is a breach.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut;

/// Inspects files, and opens them if they are archives.
#[derive(Debug)]
pub(crate) struct Opener<'a, I> {
    inspect: &'a I,
    budget: &'a Budget,
}

/// How deep inside of archives something is, and what the outermost of them may still unpack.
#[derive(Clone, Copy, Default)]
struct Level<'l> {
    depth: u32,
    allowance: Option<&'l Allowance<'l>>,
    /// It stands in a text, in some notation.
    is_written: bool,
}

impl Level<'_> {
    fn breach(self) -> Option<&'static str> {
        self.allowance.and_then(Allowance::breach)
    }
}

impl<'a, I: Inspect> Opener<'a, I> {
    /// Shows everything to `inspect`, within `budget`.
    pub(crate) fn new(inspect: &'a I, budget: &'a Budget) -> Self {
        Self { inspect, budget }
    }

    /// The budget.
    pub(crate) fn budget(&self) -> &'a Budget {
        self.budget
    }

    /// As [`Inspect::wants`].
    pub(crate) fn wants(&self) -> &Wants {
        self.inspect.wants()
    }

    /// An entry that is no regular file.
    pub(crate) fn without_content(&self, entry: &Entry, found: &mut Found<I::Seen>) {
        found.seen.extend(self.inspect.inspect(entry, &mut io::empty()));
    }

    /// A file of the machine.
    pub(crate) fn file(&self, entry: &Entry, mut file: File, found: &mut Found<I::Seen>) {
        let level = Level::default();
        let head = match format::head(&mut file) {
            Ok(head) => head,
            Err(error) => return found.problem(unreadable(entry, &error)),
        };
        let format = Format::of(&head);
        // a failure inside is reported; the file itself has no reader behind it
        let _ = match format.filter(|_| entry.size <= self.budget.limits.file) {
            Some(_) if self.leaves(format) => {
                self.plain(entry, head.chain(file), level, found).map(drop)
            }
            Some(format) => {
                self.open(entry, &FileReader::from(file), entry.size, format, level, found)
            }
            None => match file.try_clone() {
                Ok(again) => self.plain(entry, head.chain(file), level, found).map(|traces| {
                    let bytes = FileReader::from(again);
                    self.embedded(entry, &bytes, entry.size, &traces, level, found);
                }),
                Err(error) => return found.problem(unreadable(entry, &error)),
            },
        };
    }

    /// An entry of a layer, whose content can be read only once.
    ///
    /// # Errors
    /// The content ends early, so that nothing behind it can be read either.
    pub(crate) fn stream(
        &self,
        entry: &Entry,
        content: &mut dyn Read,
        found: &mut Found<I::Seen>,
    ) -> Result<(), Cut> {
        self.look(entry, content, Level::default(), found)
    }

    fn look(
        &self,
        entry: &Entry,
        content: &mut dyn Read,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> Result<(), Cut> {
        if entry.kind != EntryKind::Regular {
            self.without_content(entry, found);
            return Ok(());
        }
        let head = format::head(content).map_err(|error| {
            if level.breach().is_none() {
                found.problem(unreadable(entry, &error));
            }
            Cut
        })?;
        let format = Format::of(&head);
        let mut whole = head.chain(content);
        if self.leaves(format) {
            return self.plain(entry, whole, level, found).map(drop);
        }
        let limits = &self.budget.limits;
        let too_much = if level.depth >= limits.depth {
            Some(format!("archives are opened {} deep", limits.depth))
        } else if entry.size > limits.temporary {
            Some(format!("archives of more than {} bytes are not opened", limits.temporary))
        } else {
            None
        };
        match (format, too_much) {
            (None, _) if is_to_be_read_twice(entry, &head) => {
                let (copy, size) = self.set_aside(entry, &mut whole, level, found)?;
                let bytes = RangeReader::new(&copy, 0..size);
                let traces = self.plain(entry, bytes, level, found)?;
                self.embedded(entry, &copy, size, &traces, level, found);
                Ok(())
            }
            (None, None) => self.passing(entry, whole, level, found),
            (None, Some(_)) => {
                let traces = self.plain(entry, whole, level, found)?;
                if !traces.zips.is_empty() {
                    let what = "a zip archive stands in it, which is not opened here";
                    found.problem(Problem::new(&entry.path, ProblemKind::Limit, what));
                }
                Ok(())
            }
            (Some(_), Some(what)) => {
                found.problem(Problem::new(&entry.path, ProblemKind::Limit, what));
                self.plain(entry, whole, level, found).map(|_| ())
            }
            (Some(format), None) => {
                let (copy, size) = self.set_aside(entry, &mut whole, level, found)?;
                self.open(entry, &copy, size, format, level, found)
            }
        }
    }

    /// A large file, of which only what may be an archive is put aside.
    fn passing(
        &self,
        entry: &Entry,
        content: impl Read,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> Result<(), Cut> {
        let mut content = Tail::new(content, IN_MEMORY);
        let traces = self.plain(entry, &mut content, level, found)?;
        if traces.zips.is_empty() && traces.carried.is_empty() {
            return Ok(());
        }
        match content.into_bytes() {
            Ok(Some((bytes, size))) => {
                self.embedded(entry, &bytes, size, &traces, level, found);
            }
            // the end of a zip archive without a member in front of it is none
            Ok(None) => {}
            Err(error) => found.problem(unreadable(entry, &error)),
        }
        Ok(())
    }

    /// Looks at a part of a file as a file of its own; a size of 0 is known only when it was read.
    fn part(
        &self,
        whole: &Entry,
        (name, size): (&str, u64),
        content: &mut dyn Read,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) {
        let path = format!("{}!{name}", whole.path);
        let part = Entry { path, size, ..whole.clone() };
        if admit(&part, false, level, found) {
            // a failure inside is reported
            let _ = self.look(&part, content, level, found);
        }
    }

    /// True for a package that the limits leave as it is: that is counted.
    fn leaves(&self, format: Option<Format>) -> bool {
        let leaves = format == Some(Format::Deb) && !self.budget.limits.packages;
        if leaves {
            self.budget.count_closed();
        }
        leaves
    }

    /// Inspects a file as the bytes that it is, and notes where others stand in it.
    fn plain(
        &self,
        entry: &Entry,
        content: impl Read,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> Result<Traces, Cut> {
        let limit = self.budget.limits.file;
        let mut content = Watched::new(content, limit);
        found.seen.extend(self.inspect.inspect(entry, &mut content));
        if content.is_longer {
            let what = format!("only its first {limit} bytes were read");
            found.problem(Problem::new(&entry.path, ProblemKind::Limit, what));
        }
        if content.traces.lacks_file_system() {
            let what = "it is an AppImage with a file system of a kind that is not opened";
            found.problem(Problem::new(&entry.path, ProblemKind::Limit, what));
        }
        let Some(error) = content.error else {
            return Ok(content.traces);
        };
        if level.breach().is_none() {
            found.problem(unreadable(entry, &error));
        }
        Err(Cut)
    }

    /// Copies an archive to where it can be read twice.
    fn set_aside(
        &self,
        entry: &Entry,
        content: &mut dyn Read,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> Result<(Aside, u64), Cut> {
        let limit = self.budget.limits.temporary;
        let mut copy = Temporary::new(IN_MEMORY);
        let part = usize::try_from(entry.size).unwrap_or(MOST_PART).clamp(LEAST_PART, MOST_PART);
        let mut parts = BufReader::with_capacity(part, content.take(limit));
        let copied = io::copy(&mut parts, &mut copy).and_then(|size| copy.flush().map(|()| size));
        copied.map(|size| (Aside(Mutex::new(copy)), size)).map_err(|error| {
            if level.breach().is_none() {
                found.problem(unreadable(entry, &error));
            }
            Cut
        })
    }

    /// Inspects an archive as the file that it is, then its members.
    fn open(
        &self,
        entry: &Entry,
        archive: &dyn ReaderAt,
        size: u64,
        format: Format,
        level: Level<'_>,
        found: &mut Found<I::Seen>,
    ) -> Result<(), Cut> {
        let own;
        let (allowance, is_outermost) = match level.allowance {
            Some(allowance) => (allowance, false),
            None => {
                own = self.budget.allowance(size);
                (&own, true)
            }
        };
        let inside = Level { depth: level.depth + 1, allowance: Some(allowance), ..level };
        let mut members = Found::default();
        let outcome = self.members(entry, archive, size, format, inside, &mut members);
        let is_opened = outcome.is_ok() && allowance.breach().is_none();
        let whole = Entry { is_opened, ..entry.clone() };
        let bytes = RangeReader::new(archive, 0..size);
        let traces = self.plain(&whole, bytes, level, found)?;
        found.append(members);
        // of other formats, what stands behind the end is found with the members
        if format.is_compression() && allowance.breach().is_none() {
            self.zips(entry, archive, &traces, inside, found);
        }
        match (allowance.breach(), outcome) {
            (Some(what), _) if is_outermost => {
                found.problem(Problem::new(&entry.path, ProblemKind::Limit, what));
                Ok(())
            }
            (Some(_), _) => Err(Cut),
            (None, Err(error)) => {
                found.problem(unreadable(entry, &error));
                Ok(())
            }
            (None, Ok(())) => Ok(()),
        }
    }
}

/// True if a file has to be there twice: once for its bytes, once for what stands in it. Of large files that is known
/// only for texts.
fn is_to_be_read_twice(entry: &Entry, head: &[u8]) -> bool {
    let is_small = (1..=IN_MEMORY as u64).contains(&entry.size);
    is_small || text_start::is_text(head)
}

/// Counts a member; false if there are too many.
fn admit<S>(entry: &Entry, leaves: bool, level: Level<'_>, found: &mut Found<S>) -> bool {
    if leaves {
        let what = "its name leads out of the archive";
        found.problem(Problem::new(&entry.path, ProblemKind::Escape, what));
    }
    level.allowance.is_none_or(Allowance::count_entry)
}

fn unreadable(entry: &Entry, error: &io::Error) -> Problem {
    Problem::reading(&entry.path, error)
}

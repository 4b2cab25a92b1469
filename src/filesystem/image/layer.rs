//! One layer: a tar stream, compressed or not, whose bytes must be those of its digest.

use std::io::{self, Read};

use super::listed::Named;
use crate::filesystem::archive::{BEHIND, Opener};
use crate::filesystem::compression;
use crate::filesystem::entry::{Entry, Inspect};
use crate::filesystem::format::{self, Format};
use crate::filesystem::image::links::Links;
use crate::filesystem::image::store::{Hashing, Store};
use crate::filesystem::image::whiteouts::Whiteouts;
use crate::filesystem::limits::{Allowance, Budget, Metered};
use crate::filesystem::problem::{Found, Problem, ProblemKind, describe};
use crate::filesystem::size::{Collector, Contents};
use crate::filesystem::tar::{Behind, TarEntry, TarReader};

/// Where a layer is, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Source {
    /// In the store.
    pub(super) path: String,
    /// Its digest, or its path.
    pub(super) name: String,
    /// The digest that the bytes as stored must have, if that is known.
    pub(super) digest: Option<String>,
    /// The digest that the unpacked bytes must have, if that is known.
    pub(super) diff_id: Option<String>,
    /// It is a tar archive; otherwise one file of any kind.
    pub(super) is_tar: bool,
    /// Its type, if that is a file system of another kind.
    pub(super) file_system: Option<String>,
    /// It need not be in the store.
    pub(super) is_elsewhere: bool,
}

impl Source {
    /// The digests that its bytes must have. None for what no cache can know again: bytes of which no digest is known, or
    /// packed bytes that have none of their own to be compared with.
    fn identity(&self, store: &Store) -> Option<String> {
        if !self.is_tar
            || self.digest.is_none() && (self.diff_id.is_none() || self.is_packed(store))
        {
            return None;
        }
        let digests = [&self.digest, &self.diff_id].map(|it| it.as_deref().unwrap_or("-"));
        Some(digests.join(" "))
    }

    fn is_packed(&self, store: &Store) -> bool {
        let head = store.open(&self.path).and_then(|(mut input, _)| format::head(&mut input));
        head.is_ok_and(|head| Format::of(&head).is_some_and(Format::is_compression))
    }
}

/// What a layer holds.
#[derive(Debug)]
pub(crate) struct Layer<S> {
    /// Its digest, or its path in the archive.
    pub(crate) name: String,
    /// What was seen in it.
    pub(crate) found: Found<S>,
    /// What it deletes of the layers below.
    pub(crate) removed: Whiteouts,
    /// What it has, if somebody asks how large the image is.
    pub(crate) contents: Contents,
}

impl<S> Layer<S> {
    /// A layer of which nothing is known yet.
    pub(crate) fn new(name: String) -> Self {
        let (found, removed) = (Found::default(), Whiteouts::default());
        Self { name, found, removed, contents: Contents::Unknown }
    }
}

/// What layers showed when they were looked at before.
pub(crate) trait KnownLayers<S>: Sync {
    /// What the layer of this identity showed.
    fn recall(&self, identity: &str) -> Option<Layer<S>>;

    /// Remembers a layer whose bytes are those of its digests, and that was read to its end.
    fn remember(&self, identity: &str, layer: &Layer<S>);
}

/// What a layer holds, of which nothing is read if it is known already.
pub(super) fn look_up<I: Inspect>(
    store: &Store,
    source: &Source,
    opener: &Opener<'_, I>,
    known: Option<&dyn KnownLayers<I::Seen>>,
) -> Layer<I::Seen> {
    let (Some(known), Some(identity)) = (known, source.identity(store)) else {
        return inspect(store, source, opener);
    };
    if let Some(layer) = known.recall(&identity)
        && is_intact(store, source, opener.budget())
    {
        return Layer { name: source.name.clone(), ..layer };
    }
    let layer = inspect(store, source, opener);
    if layer.found.more_problems == 0 && layer.found.problems.iter().all(Problem::is_of_content) {
        known.remember(&identity, &layer);
    }
    layer
}

/// True if the bytes of a layer are those of its digest. On this machine anything may stand under that name, so they are
/// read; a registry is not asked for what is known.
fn is_intact(store: &Store, source: &Source, budget: &Budget) -> bool {
    if matches!(store, Store::Elsewhere(_)) {
        return true;
    }
    let expected = source.digest.as_ref().or(source.diff_id.as_ref());
    let Ok((input, _)) = store.open(&source.path) else { return false };
    let input = Counted { inner: input, budget };
    let mut stored = Hashing::new(input, expected.map(String::as_str));
    io::copy(&mut stored, &mut io::sink()).is_ok() && stored.digest().as_ref() == expected
}

/// Inspects everything in a layer. A problem of the whole layer has an empty path.
pub(super) fn inspect<I: Inspect>(
    store: &Store,
    source: &Source,
    opener: &Opener<'_, I>,
) -> Layer<I::Seen> {
    let mut layer = Layer::new(source.name.clone());
    if let Err(problem) = read(store, source, opener, &mut layer) {
        layer.contents = Contents::Unknown;
        layer.found.problem(problem);
    }
    layer
}

fn read<I: Inspect>(
    store: &Store,
    source: &Source,
    opener: &Opener<'_, I>,
    layer: &mut Layer<I::Seen>,
) -> Result<(), Problem> {
    let whole = |error: io::Error| Problem::new("", ProblemKind::Unreadable, describe(&error));
    let altered = |what: String| Problem::new("", ProblemKind::Altered, what);
    let (input, size) = match store.open(&source.path) {
        Err(error) if source.is_elsewhere && error.kind() == io::ErrorKind::NotFound => {
            let what = "the layer is kept elsewhere, and what it holds is not known";
            return Err(Problem::new(&source.name, ProblemKind::Unreadable, what));
        }
        opened => opened.map_err(whole)?,
    };
    let mut input = Counted { inner: input, budget: opener.budget() };
    let mut stored = Hashing::new(&mut input, source.digest.as_deref());
    if source.is_tar {
        let expected = source.diff_id.as_deref();
        let unpacked = layer_entries(&mut stored, size, opener, expected, layer).map_err(whole)?;
        if let (Some(expected), Some(found)) = (expected, unpacked)
            && found != expected
        {
            return Err(altered(format!("unpacked it has not the digest `{expected}`")));
        }
    } else {
        let entry = Entry::regular(source.name.as_str(), size);
        let head = format::head(&mut stored).map_err(whole)?;
        let is_opened = Format::of(&head) == Some(Format::SquashFs);
        // what is wrong with it is reported already
        let _ = opener.stream(&entry, &mut head.chain(&mut stored), &mut layer.found);
        if let Some(kind) = source.file_system.as_ref().filter(|_| !is_opened) {
            let what = format!("it is a layer of the type `{kind}`, which is not unpacked");
            layer.found.problem(Problem::new(&source.name, ProblemKind::Limit, what));
        }
    }
    // What stands behind the archive counts for the digest.
    io::copy(&mut stored, &mut io::sink()).map_err(whole)?;
    match &source.digest {
        Some(digest) if stored.digest().as_ref() != Some(digest) => {
            Err(altered(format!("its bytes are not those of the digest `{digest}`")))
        }
        _ => Ok(()),
    }
}

/// Inspects the entries of a tar stream, compressed or not, but not those that are named elsewhere; its contents are known
/// only if it is read to its end.
pub(crate) fn entries<I: Inspect>(
    input: &mut dyn Read,
    size: u64,
    opener: &Opener<'_, I>,
    named: &Named,
    layer: &mut Layer<I::Seen>,
) -> io::Result<()> {
    let reading = Reading { opener, named, expected: None };
    reading.entries(input, size, layer).map(|_| ())
}

/// The same of a layer; gives the digest of what was unpacked, of the kind that is expected.
fn layer_entries<I: Inspect>(
    input: &mut dyn Read,
    size: u64,
    opener: &Opener<'_, I>,
    expected: Option<&str>,
    layer: &mut Layer<I::Seen>,
) -> io::Result<Option<String>> {
    Reading { opener, named: &Named::default(), expected }.entries(input, size, layer)
}

/// How a tar stream is read.
struct Reading<'r, I> {
    opener: &'r Opener<'r, I>,
    /// What is looked at elsewhere.
    named: &'r Named,
    /// The digest that it should have when it is unpacked.
    expected: Option<&'r str>,
}

impl<I: Inspect> Reading<'_, I> {
    fn entries(
        &self,
        input: &mut dyn Read,
        size: u64,
        layer: &mut Layer<I::Seen>,
    ) -> io::Result<Option<String>> {
        let allowance = self.opener.budget().allowance(size);
        let head = format::head(input)?;
        let format = Format::of(&head).filter(|format| format.is_compression());
        let packed = head.chain(input);
        let unpacked = compression::unpack(format.unwrap_or(Format::Tar), packed);
        let mut unpacked = Hashing::new(Metered::new(unpacked, &allowance), self.expected);
        let budget = self.opener.budget();
        let mut contents = self.opener.wants().size.then(|| Collector::new(budget));
        let outcome = self.walk(&mut unpacked, &allowance, layer, contents.as_mut());
        // what stands behind the archive counts for the digest
        let outcome = outcome.and_then(|()| io::copy(&mut unpacked, &mut io::sink()));
        if let Some(what) = allowance.breach() {
            return Err(io::Error::other(what));
        }
        outcome?;
        layer.contents = contents.map_or(Contents::Unknown, Collector::finish);
        Ok(unpacked.digest())
    }

    fn walk(
        &self,
        input: impl Read,
        allowance: &Allowance<'_>,
        layer: &mut Layer<I::Seen>,
        mut contents: Option<&mut Collector<'_>>,
    ) -> io::Result<()> {
        let mut tar = TarReader::new(input);
        let mut links = Links::default();
        while let Some(member) = tar.next_entry()? {
            if self.named.has_offset(member.offset) {
                continue;
            }
            if !allowance.count_entry() {
                return Ok(());
            }
            let (path, leaves) = (member.entry.path.clone(), member.leaves);
            let contents = contents.as_deref_mut();
            let Some(entry) = self.unpacked(member, &mut links, layer, contents)? else { continue };
            if leaves {
                let what = "its name leads out of the image";
                layer.found.problem(Problem::new(&path, ProblemKind::Escape, what));
            }
            self.show(&entry, &mut tar, layer)?;
        }
        self.behind(tar, allowance, layer)
    }

    /// The entry as an engine unpacks it; `None` for a whiteout, which is no file.
    fn unpacked(
        &self,
        member: TarEntry,
        links: &mut Links,
        layer: &mut Layer<I::Seen>,
        mut contents: Option<&mut Collector<'_>>,
    ) -> io::Result<Option<Entry>> {
        let followed = links.followed(&member.entry.path).map_err(|_| lost(&member.entry.path))?;
        if let Some(contents) = &mut contents {
            match followed {
                Some(_) => contents.give_up(),
                None => contents.add(&member),
            }
        }
        let mut entry = member.entry;
        entry.path = followed.unwrap_or(entry.path);
        if !links.place(&entry) {
            return Err(io::Error::other("it has more links than minestop remembers"));
        }
        if layer.removed.take(&entry.path) {
            if !layer.name.is_empty() {
                return Ok(None);
            }
            // in an archive that is no layer it is a file like any other
            if let Some(contents) = &mut contents {
                contents.give_up();
            }
        }
        if self.opener.wants().visibility {
            layer.removed.place(&entry);
        }
        Ok(Some(entry))
    }

    /// What stands behind the end of the archive: engines do not unpack it, but it is shipped.
    fn behind(
        &self,
        mut tar: TarReader<impl Read>,
        allowance: &Allowance<'_>,
        layer: &mut Layer<I::Seen>,
    ) -> io::Result<()> {
        loop {
            match tar.behind()? {
                Behind::Nothing => return Ok(()),
                Behind::Bytes => {
                    let entry = Entry::regular(BEHIND, 0);
                    return self.show(&entry, &mut tar, layer);
                }
                Behind::Archive => {
                    while let Some(member) = tar.next_entry()? {
                        if !allowance.count_entry() {
                            return Ok(());
                        }
                        let path = format!("{BEHIND}!{}", member.entry.path);
                        self.show(&Entry { path, ..member.entry }, &mut tar, layer)?;
                    }
                }
            }
        }
    }

    fn show(
        &self,
        entry: &Entry,
        content: &mut dyn Read,
        layer: &mut Layer<I::Seen>,
    ) -> io::Result<()> {
        let shown = self.opener.stream(entry, content, &mut layer.found);
        // why is a problem of the entry
        let what = || format!("it cannot be read further than `{}`", entry.path);
        shown.map_err(|_| io::Error::other(what()))
    }
}

fn lost(path: &str) -> io::Error {
    io::Error::other(format!("`{path}` leads through a link that cannot be followed"))
}

/// Counts bytes for the progress bar.
pub(crate) struct Counted<'b, R> {
    pub(crate) inner: R,
    pub(crate) budget: &'b Budget,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.budget.count_read(count as u64);
        Ok(count)
    }
}

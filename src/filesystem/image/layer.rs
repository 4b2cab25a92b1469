//! One layer: a tar stream, compressed or not, whose bytes must be those of its digest.

use std::io::{self, Read};

use crate::filesystem::archive::{Opener, describe};
use crate::filesystem::compression::{self, Format};
use crate::filesystem::entry::{Entry, Inspect};
use crate::filesystem::image::Layer;
use crate::filesystem::image::links::Links;
use crate::filesystem::image::store::{Hashing, Store};
use crate::filesystem::limits::{Allowance, Budget, Metered};
use crate::filesystem::problem::{Problem, ProblemKind};
use crate::filesystem::size::{Collector, Contents};
use crate::filesystem::tar::TarReader;

/// Where a layer is.
#[derive(Debug)]
pub(crate) struct Source {
    /// In the store.
    pub(crate) path: String,
    /// Its digest, or its path.
    pub(crate) name: String,
    /// The digest that its bytes must have, if that is known.
    pub(crate) digest: Option<String>,
    /// Bytes as stored.
    pub(crate) size: u64,
    /// It is a tar archive; otherwise one file of any kind.
    pub(crate) is_tar: bool,
}

/// Inspects everything in a layer. A problem of the whole layer has an empty path.
pub(crate) fn inspect<I: Inspect>(
    store: &Store,
    source: &Source,
    opener: &Opener<'_, I>,
) -> Layer<I::Seen> {
    let mut layer = Layer::new(source.name.clone());
    let whole = |error: &io::Error| Problem::new("", ProblemKind::Unreadable, describe(error));
    let (input, size) = match store.open(&source.path) {
        Ok(opened) => opened,
        Err(error) => {
            layer.found.problem(whole(&error));
            return layer;
        }
    };
    let digest = source.digest.as_deref().unwrap_or_default();
    let mut input = Hashing::new(Counted { inner: input, budget: opener.budget() }, digest);
    let outcome = if source.is_tar {
        entries(&mut input, size, opener, &mut layer)
    } else {
        let entry = Entry::regular(source.name.as_str(), size);
        // what is wrong with it is reported already
        let _ = opener.stream(&entry, &mut input, &mut layer.found);
        Ok(())
    };
    // What stands behind the archive counts for the digest.
    let outcome = outcome.and_then(|()| io::copy(&mut input, &mut io::sink()).map(|_| ()));
    let problem = match (outcome, &source.digest) {
        (Err(error), _) => whole(&error),
        (Ok(()), Some(digest)) if input.digest() != *digest => {
            let what = format!("its bytes are not those of the digest `{digest}`");
            Problem::new("", ProblemKind::Altered, what)
        }
        _ => return layer,
    };
    layer.contents = Contents::Unknown;
    layer.found.problem(problem);
    layer
}

/// Inspects the entries of a tar stream, compressed or not; its contents are known only if it is read to its end.
pub(crate) fn entries<I: Inspect>(
    input: &mut dyn Read,
    size: u64,
    opener: &Opener<'_, I>,
    layer: &mut Layer<I::Seen>,
) -> io::Result<()> {
    let allowance = opener.budget().allowance(size);
    let head = compression::head(input)?;
    let format = Format::of(&head).filter(|format| format.is_compression());
    let packed = head.chain(input);
    let unpacked =
        Metered::new(compression::unpack(format.unwrap_or(Format::Tar), packed), &allowance);
    let mut contents = opener.asks_for_size().then(|| Collector::new(opener.budget()));
    let outcome = walk(unpacked, opener, &allowance, layer, contents.as_mut());
    if let Some(what) = allowance.breach() {
        return Err(io::Error::other(what));
    }
    outcome?;
    layer.contents = contents.map_or(Contents::Unknown, Collector::finish);
    Ok(())
}

fn walk<I: Inspect>(
    input: impl Read,
    opener: &Opener<'_, I>,
    allowance: &Allowance<'_>,
    Layer { name, found, removed, .. }: &mut Layer<I::Seen>,
    mut contents: Option<&mut Collector<'_>>,
) -> io::Result<()> {
    let mut tar = TarReader::new(input);
    let mut links = Links::default();
    while let Some(member) = tar.next_entry()? {
        if !allowance.count_entry() {
            return Ok(());
        }
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
        if removed.take(&entry.path) {
            if !name.is_empty() {
                continue;
            }
            // in an archive that is no layer it is a file like any other
            if let Some(contents) = &mut contents {
                contents.give_up();
            }
        }
        if opener.asks_what_is_seen() {
            removed.place(&entry);
        }
        if member.leaves {
            let what = "its name leads out of the image";
            found.problem(Problem::new(&entry.path, ProblemKind::Escape, what));
        }
        if opener.stream(&entry, &mut tar, found).is_err() {
            return Err(io::Error::other("it cannot be read further"));
        }
    }
    Ok(())
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

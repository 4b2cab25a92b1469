//! How much one target may make minestop read: a bomb is a problem, not a crash.

use std::cell::{Cell, OnceCell};
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// How often each entry that is kept may be put on others, on average.
const SQUASHED: u64 = 16;

/// Largest window of a compressed stream: memory for each thread that unpacks.
pub(crate) const MAX_WINDOW: u64 = 64 * MIB;

/// The limits for one target.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// Entries of its directories, layers and archives together.
    pub(crate) entries: u64,
    /// Entries of its layers that are kept, if somebody asks how large the image is.
    pub(crate) kept: u64,
    /// Bytes that are unpacked from its layers and archives together.
    pub(crate) unpacked: u64,
    /// One layer or archive, with everything inside it, may unpack to so many times its size …
    pub(crate) ratio: u64,
    /// … and to so many bytes whatever its size.
    pub(crate) floor: u64,
    /// Bytes of one file that are read.
    pub(crate) file: u64,
    /// Archives inside one another.
    pub(crate) depth: u32,
    /// Bytes of one archive that are put aside in a temporary file.
    pub(crate) temporary: u64,
    /// Debian packages are opened: what a package manager has left in a root file system takes longer than all the rest.
    pub(crate) packages: bool,
}

/// The deepest that archives may be opened inside one another: each level takes stack.
const DEEPEST: u32 = 16;

impl Limits {
    /// The limits that can be set, by name.
    pub(crate) const NAMES: [&'static str; 7] =
        ["entries", "kept", "unpacked", "ratio", "file", "depth", "temporary"];

    /// Sets a limit.
    ///
    /// # Errors
    /// There is none of this name, or none may be as great; a lower-case fragment says which may.
    pub(crate) fn set(&mut self, name: &str, value: u64) -> Result<(), String> {
        let limit = match name {
            "entries" => &mut self.entries,
            "kept" => &mut self.kept,
            "unpacked" => &mut self.unpacked,
            "ratio" => &mut self.ratio,
            "file" => &mut self.file,
            "temporary" => &mut self.temporary,
            "depth" => {
                let depth = u32::try_from(value).ok().filter(|depth| *depth <= DEEPEST);
                self.depth = depth.ok_or_else(|| format!("`depth` is at most {DEEPEST}"))?;
                return Ok(());
            }
            _ => return Err(format!("limits are {}", Self::NAMES.join(", "))),
        };
        *limit = value;
        Ok(())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 5_000_000,
            kept: 1_000_000,
            unpacked: 128 * GIB,
            ratio: 250,
            floor: 512 * MIB,
            file: 16 * GIB,
            depth: 5,
            temporary: 16 * GIB,
            packages: true,
        }
    }
}

/// What is used up of the limits, and how far the reading is. Shared by all threads.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    /// The limits.
    pub(crate) limits: Limits,
    entries: AtomicU64,
    kept: AtomicU64,
    squashed: AtomicU64,
    unpacked: AtomicU64,
    read: AtomicU64,
    closed: AtomicU64,
}

impl Budget {
    /// A fresh budget.
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Entries met so far.
    pub(crate) fn entries(&self) -> u64 {
        self.entries.load(Ordering::Relaxed)
    }

    /// Bytes of the target itself that were read so far, for a progress bar.
    pub(crate) fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Counts bytes of the target itself.
    pub(crate) fn count_read(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts a package that is not opened.
    pub(crate) fn count_closed(&self) {
        self.closed.fetch_add(1, Ordering::Relaxed);
    }

    /// Packages that were not opened, as [`Limits::packages`] says.
    pub(crate) fn closed(&self) -> u64 {
        self.closed.load(Ordering::Relaxed)
    }

    /// Counts an entry; false if there are too many.
    pub(crate) fn count_entry(&self) -> bool {
        self.entries.fetch_add(1, Ordering::Relaxed) < self.limits.entries
    }

    /// Counts entries that are kept; false if there are too many.
    pub(crate) fn count_kept(&self, entries: u64) -> bool {
        self.kept.fetch_add(entries, Ordering::Relaxed).saturating_add(entries) <= self.limits.kept
    }

    /// True if there was room for all entries that were to be kept.
    pub(crate) fn kept_all(&self) -> bool {
        self.kept.load(Ordering::Relaxed) <= self.limits.kept
    }

    /// Counts entries of layers that are put on one another: images may have many layers together, or one of them
    /// many times. False if there are too many.
    pub(crate) fn count_squashed(&self, entries: u64) -> bool {
        let before = self.squashed.fetch_add(entries, Ordering::Relaxed);
        before.saturating_add(entries) <= self.limits.kept.saturating_mul(SQUASHED)
    }

    /// What a layer or archive of `size` bytes may unpack to.
    pub(crate) fn allowance(&self, size: u64) -> Allowance<'_> {
        let left = size.saturating_mul(self.limits.ratio).max(self.limits.floor);
        Allowance { budget: self, left: Cell::new(left), breach: OnceCell::new() }
    }
}

/// What one layer or archive, with everything inside it, may still unpack.
#[derive(Debug)]
pub(crate) struct Allowance<'b> {
    budget: &'b Budget,
    left: Cell<u64>,
    breach: OnceCell<&'static str>,
}

impl Allowance<'_> {
    /// The limit that was reached, if one was: nothing more is read then.
    pub(crate) fn breach(&self) -> Option<&'static str> {
        self.breach.get().copied()
    }

    /// Counts an entry; false if there are too many.
    pub(crate) fn count_entry(&self) -> bool {
        let fits = self.budget.count_entry();
        if !fits {
            self.breach.get_or_init(|| TOO_MANY_ENTRIES);
        }
        fits
    }

    /// Counts bytes that were unpacked.
    pub(crate) fn count(&self, bytes: u64) -> io::Result<()> {
        let before = self.budget.unpacked.fetch_add(bytes, Ordering::Relaxed);
        match self.left.get().checked_sub(bytes) {
            Some(left) if before.saturating_add(bytes) <= self.budget.limits.unpacked => {
                self.left.set(left);
                Ok(())
            }
            outcome => {
                let what = if outcome.is_none() { TOO_DENSE } else { TOO_LARGE };
                Err(io::Error::other(*self.breach.get_or_init(|| what)))
            }
        }
    }
}

/// Said of a target with too many entries.
pub(crate) const TOO_MANY_ENTRIES: &str = "it has more entries than minestop reads";
const TOO_DENSE: &str = "it unpacks to so many times its size that it looks like a bomb";
const TOO_LARGE: &str = "together with the rest it unpacks to more than minestop reads";

/// A reader whose bytes count as unpacked.
#[derive(Debug)]
pub(crate) struct Metered<'b, R> {
    inner: R,
    allowance: &'b Allowance<'b>,
}

impl<'b, R> Metered<'b, R> {
    /// Counts what `inner` gives.
    pub(crate) fn new(inner: R, allowance: &'b Allowance<'b>) -> Self {
        Self { inner, allowance }
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(what) = self.allowance.breach() {
            return Err(io::Error::other(what));
        }
        let count = self.inner.read(buffer)?;
        self.allowance.count(count as u64)?;
        Ok(count)
    }
}

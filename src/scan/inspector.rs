//! What one file shows, as a fact: its attributes, its content, and what it says if it is a script.
//!
//! A file system has more files than fit into memory; only those that the caller asks for are kept.

use std::io::Read;
use std::sync::Mutex;

use crate::content::Detector;
use crate::content::file_facts::{self, Regular};
use crate::content::well_known::Wanted;
use crate::facts::file_text;
use crate::facts::{Facts, File, FileKind, FileType, NamesRun, Place, System};
use crate::filesystem::entry::{Entry, EntryKind, Inspect, Wants, clean_path};
use crate::finding::LayerRef;
use crate::scan::protocol::Record;
use crate::scan::text_room::TextRoom;
use crate::source::{Sources, Span, one_byte_each};

/// Bytes of the texts that are kept of one target, and of those that mine beside them. Scripts that an image starts are a few
/// kilobytes each.
const MAX_TEXTS: usize = 64 << 20;

/// Longer texts are judged one after the other: what a script does takes some hundred times its bytes meanwhile.
const LONG_TEXT: usize = 128 << 10;

/// What is wanted of a file system, and what of it is to be kept.
pub(crate) trait Retain: Sync {
    /// As [`Inspect::wants`].
    fn wants(&self) -> &Wants;

    /// Says of the facts of one file whether it is kept, and whether its text is; the file number is that of the text.
    fn file(&self, facts: &Facts) -> Kept;

    /// Says whether a directory, a link or a device is kept.
    fn entry(&self, entry: &File) -> bool;
}

/// How much of a file is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Nothing.
    Nothing,
    /// What it is.
    File,
    /// Also what it says.
    Text,
    /// The same, as it mines.
    TextOfMiner,
}

/// A file that is kept.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) file: File,
    pub(crate) text: Option<Vec<u8>>,
    /// The text that was wanted as it is.
    pub(crate) wanted: Option<Wanted>,
    /// What the text says is evidence of mining.
    pub(crate) mines: bool,
}

/// Looks at every file.
#[derive(Debug)]
pub(crate) struct Look<'a, R> {
    detector: &'a Detector<'a>,
    run: &'a NamesRun,
    place: Place,
    retain: &'a R,
    room: TextRoom,
    /// Held while a long text is judged.
    long: Mutex<()>,
}

impl<'a, R: Retain> Look<'a, R> {
    /// `run` has the names that the image starts, `place` stands for any instruction.
    pub(crate) fn new(
        detector: &'a Detector<'a>,
        run: &'a NamesRun,
        place: Place,
        retain: &'a R,
    ) -> Self {
        let room = TextRoom::new(MAX_TEXTS, MAX_TEXTS);
        Self { detector, run, place, retain, room, long: Mutex::new(()) }
    }
}

impl<R: Retain> Inspect for Look<'_, R> {
    type Seen = Seen;

    fn wants(&self) -> &Wants {
        self.retain.wants()
    }

    fn inspect(&self, entry: &Entry, content: &mut dyn Read) -> Option<Seen> {
        let mut file = File::named(self.place, self.place.span, &entry.path);
        (file.mode, file.owner, file.group) = (entry.mode, entry.owner, entry.group);
        if matches!(entry.kind, EntryKind::Hardlink | EntryKind::Symlink) {
            file.kind = FileKind::Link;
        }
        if entry.kind == EntryKind::Hardlink {
            // another name of a file whose bytes are judged under the first
            let facts = Facts { files: vec![file.clone()], ..Facts::default() };
            let first = || clean_path(entry.link.as_deref().unwrap_or_default().as_bytes()).0;
            let misses = self.wants_text(&entry.path) && System::misses(&entry.path, &first());
            let wanted = misses.then_some(Wanted::Elsewhere);
            let keeps = wanted.is_some() || self.retain.file(&facts) != Kept::Nothing;
            return keeps.then_some(Seen { file, text: None, wanted, mines: false });
        }
        if entry.kind != EntryKind::Regular {
            file.file_type = file_type(entry.kind);
            // what it names would have to be looked up in all layers
            let leads_away = |to: String| System::misses(&entry.path, &to);
            let misses = self.wants().inventory && entry.target().is_some_and(leads_away);
            let wanted = misses.then_some(Wanted::Elsewhere);
            let keeps = wanted.is_some() || self.retain.entry(&file);
            return keeps.then_some(Seen { file, text: None, wanted, mines: false });
        }
        let wants = self.wants_text(&entry.path);
        let Regular { file, text: bytes, wanted } =
            file_facts::read(self.detector, entry, content, file, wants)?;
        let is_long = bytes.as_ref().is_some_and(|bytes| bytes.len() > LONG_TEXT);
        let _alone = is_long.then(|| self.long.lock());
        let (mut facts, sources) = self.read(file, bytes);
        let kept = self.retain.file(&facts);
        let mut file = facts.files.pop()?;
        if kept == Kept::Nothing && wanted.is_none() {
            return None;
        }
        let mines = kept == Kept::TextOfMiner;
        let keeps_text = mines || kept == Kept::Text;
        let text = file.source.filter(|_| keeps_text).map(|id| sources.bytes(id));
        let limit = text.and_then(|text| self.room.limit(text, || mines));
        let text = text.filter(|_| limit.is_none()).map(<[u8]>::to_vec);
        file.opacity.extend(limit);
        Some(Seen { file, text, wanted, mines })
    }
}

impl<R: Retain> Look<'_, R> {
    /// The facts of one file alone, its own the last of them.
    fn read(&self, mut file: File, bytes: Option<Vec<u8>>) -> (Facts, Sources) {
        let mut facts = Facts::default();
        let mut sources = Sources::default();
        let none = sources.add("", Vec::new());
        let is_text = matches!(file.kind, FileKind::Text | FileKind::Script);
        if let Some(bytes) = bytes.filter(|_| is_text) {
            let place = Place { span: Span::new(none, 0, 0), ..self.place };
            file.place = place;
            file.span = place.span;
            file.source = file_text::read("", bytes, &file, self.run, &mut facts, &mut sources);
        }
        facts.files.push(file);
        (facts, sources)
    }

    /// True if this text of a file is evidence of mining when it is judged alone.
    pub(crate) fn mines(&self, file: &File, text: &str) -> bool {
        let (facts, _) = self.read(file.clone(), Some(text.as_bytes().to_vec()));
        self.retain.file(&facts) == Kept::TextOfMiner
    }

    /// The text of this path is kept as it is, whatever it says.
    fn wants_text(&self, path: &str) -> bool {
        self.retain.wants().inventory && System::wants(path)
    }
}

fn file_type(kind: EntryKind) -> FileType {
    match kind {
        EntryKind::Regular | EntryKind::Hardlink => FileType::Regular,
        EntryKind::Directory => FileType::Directory,
        EntryKind::Symlink => FileType::Symlink,
        EntryKind::Device | EntryKind::Other => FileType::Special,
    }
}

impl Seen {
    /// The same to be written down; bytes of a text that are no UTF-8 are read as any other such bytes.
    pub(crate) fn into_record(self) -> Record {
        let text = self.text.as_deref().map(|it| one_byte_each(it).into_owned());
        Record::new(self.file, text, self.wanted)
    }

    /// What a record has, as it was seen at `place`.
    pub(crate) fn of_record(mut record: Record, place: Place) -> Self {
        let wanted = record.wanted.take();
        let (file, text) = record.into_fact(place);
        Self { file, text: text.map(String::into_bytes), wanted, mines: false }
    }

    /// Path of the file.
    pub(crate) fn path(&self) -> &str {
        &self.file.path
    }

    /// Its permission bits.
    pub(crate) fn mode(&self) -> u32 {
        self.file.mode
    }

    /// The text that was wanted as it is.
    pub(crate) fn wanted(&self) -> Option<&Wanted> {
        self.wanted.as_ref()
    }

    /// True for a directory, a link, a device.
    pub(crate) fn is_entry(&self) -> bool {
        self.file.file_type != FileType::Regular
    }

    /// Adds the file to the facts of an image, at the instruction that made its layer; `shown` names its text. With the
    /// layer comes whether a later one deletes or replaces the file.
    pub(crate) fn add(
        &self,
        shown: &str,
        place: Place,
        (layer, gone): (Option<LayerRef>, bool),
        run: &NamesRun,
        facts: &mut Facts,
        sources: &mut Sources,
    ) {
        let span = place.span;
        let mut file = File { place, span, source: None, layer, gone, ..self.file.clone() };
        if let Some(bytes) = &self.text {
            file.source = file_text::read(shown, bytes.clone(), &file, run, facts, sources);
        }
        if self.is_entry() { &mut facts.entries } else { &mut facts.files }.push(file);
    }
}

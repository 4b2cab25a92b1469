//! Single files of the context, read because a command of the build names them.

use foldhash::HashMap;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use crate::build_context::dockerignore::IgnoreFile;
use crate::filesystem::archive::Opener;
use crate::filesystem::entry::{Entry, EntryKind, Inspect, target_of};
use crate::filesystem::limits::{Budget, Limits};
use crate::filesystem::problem::Found;
use crate::filesystem::tree;
use crate::shell::{Content, Data, is_machine_code};
use crate::source::{FileId, Sources, Span, Text, utf16_units};

/// Longest file that commands are followed into, in bytes: scripts with a payload, and far more than a script has.
const LARGEST: u64 = 16 << 20;
/// Longest member of an archive, and all of them together.
const LARGEST_MEMBER: u64 = 1 << 20;
const MEMBERS: usize = 32 << 20;
/// Links of an archive that lead to each other: as many as Linux follows.
const MOST_LINKS: usize = 40;
/// As many bytes tell machine code from text.
const HEAD: usize = 512;

/// What has been read so far.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The sources of files that were read, by path.
    read: HashMap<String, FileId>,
    /// Members of archives, by the path of the archive, then by their own in it.
    archives: HashMap<String, HashMap<String, Vec<u8>>>,
}

impl Contents {
    /// The source of a file that a command was followed into.
    pub(super) fn source(&self, path: &str) -> Option<FileId> {
        self.read.get(path).copied()
    }

    /// The content of a regular file below `root`, that of a member if the path leads into an archive.
    pub(super) fn get(
        &mut self,
        root: &Path,
        ignore: &IgnoreFile,
        path: &str,
        sources: &mut Sources,
    ) -> Option<Content> {
        let bytes = match path.split_once("!/") {
            Some((archive, inside)) => self.member(root, ignore, archive, inside)?,
            None => bytes_of(root, ignore, path)?,
        };
        let shown = root.join(path);
        let shown = shown.strip_prefix("./").unwrap_or(&shown).to_string_lossy();
        let content = as_content(bytes, shown.into_owned(), sources);
        self.read.insert(path.to_owned(), content.span().file);
        Some(Rc::new(content))
    }

    fn member(
        &mut self,
        root: &Path,
        ignore: &IgnoreFile,
        archive: &str,
        inside: &str,
    ) -> Option<Vec<u8>> {
        if !self.archives.contains_key(archive) {
            let members = members(root, ignore, archive).unwrap_or_default();
            self.archives.insert(archive.to_owned(), members);
        }
        self.archives.get_mut(archive)?.remove(inside)
    }
}

/// The bytes as a script gets them; they become a source.
fn as_content(bytes: Vec<u8>, shown: String, sources: &mut Sources) -> Data {
    let length = bytes.len();
    let mut whole = |bytes| Span::new(sources.add(shown.as_str(), bytes), 0, length);
    if let Some(text) = from_utf16(&bytes) {
        return Data::Text(Text::made(text, whole(bytes)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Data::Text(sources.add_text(shown, text.into())),
        Err(error) => {
            let bytes = error.into_bytes();
            Data::Bytes(bytes.clone(), whole(bytes))
        }
    }
}

/// What PowerShell reads in a file that starts with the mark of UTF-16.
fn from_utf16(bytes: &[u8]) -> Option<String> {
    char::decode_utf16(utf16_units(bytes)?).collect::<Result<_, _>>().ok()
}

/// The bytes of a file that the build would get, if a script or data of one may be in it.
fn bytes_of(root: &Path, ignore: &IgnoreFile, path: &str) -> Option<Vec<u8>> {
    let mut file = opened(root, ignore, path)?;
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD as u64).read_to_end(&mut bytes).ok()?;
    if is_machine_code(&bytes) {
        return None;
    }
    file.take(LARGEST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A regular file inside the context; links that stay inside are followed.
fn opened(root: &Path, ignore: &IgnoreFile, path: &str) -> Option<fs::File> {
    let place = root.join(path);
    let is_file = |place: &Path| fs::symlink_metadata(place).is_ok_and(|it| it.is_file());
    // most paths that are asked for are not there
    let exists = fs::symlink_metadata(&place).is_ok_and(|it| !it.is_dir());
    if !exists || ignore.hides(path) {
        return None;
    }
    let place = fs::canonicalize(place).ok()?;
    let inside = fs::canonicalize(root).is_ok_and(|root| place.starts_with(root));
    if !inside || !is_file(&place) {
        return None;
    }
    tree::open(&place).ok()
}

/// The members of an archive that may be scripts.
fn members(root: &Path, ignore: &IgnoreFile, archive: &str) -> Option<HashMap<String, Vec<u8>>> {
    let file = opened(root, ignore, archive)?;
    let size = file.metadata().ok()?.len();
    let budget = Budget::new(Limits::default());
    let mut found = Found::default();
    Opener::new(&Members { archive }, &budget).file(
        &Entry::regular(archive, size),
        file,
        &mut found,
    );
    let mut left = MEMBERS;
    let mut takes = |bytes: &[u8]| {
        let rest = left.checked_sub(bytes.len());
        left = rest.unwrap_or(0);
        rest.is_some()
    };
    let (mut members, mut links) = (HashMap::default(), BTreeMap::new());
    for (path, member) in found.seen {
        match member {
            Member::File(bytes) if !takes(&bytes) => break,
            Member::File(bytes) => drop(members.insert(path, bytes)),
            Member::Link(target) => drop(links.insert(path, target)),
        }
    }
    for (path, target) in &links {
        let end = (0..MOST_LINKS).fold(target, |at, _| links.get(at).unwrap_or(at));
        if let Some(bytes) = members.get(end).filter(|bytes| takes(bytes)).cloned() {
            members.insert(path.clone(), bytes);
        }
    }
    Some(members)
}

/// What a name in an archive stands for.
enum Member {
    File(Vec<u8>),
    /// The path of another member.
    Link(String),
}

/// Takes the content of every member.
struct Members<'m> {
    archive: &'m str,
}

impl Inspect for Members<'_> {
    type Seen = (String, Member);

    fn inspect(&self, entry: &Entry, content: &mut dyn Read) -> Option<Self::Seen> {
        if let Some(target) = self.target(entry) {
            return Some((self.inside(entry)?.to_owned(), Member::Link(target)));
        }
        let fits = entry.kind == EntryKind::Regular && entry.size <= LARGEST_MEMBER;
        if entry.path == self.archive || !fits {
            return None;
        }
        let mut bytes = Vec::new();
        content.take(LARGEST_MEMBER).read_to_end(&mut bytes).ok()?;
        let inside = self.inside(entry)?.to_owned();
        (!is_machine_code(&bytes)).then_some((inside, Member::File(bytes)))
    }
}

impl Members<'_> {
    /// The path of a member in the archive; one in an archive in it has a `!` in it.
    fn inside<'e>(&self, entry: &'e Entry) -> Option<&'e str> {
        entry.path.strip_prefix(self.archive)?.strip_prefix('!')
    }

    /// The member that a link leads to: one that is absolute is taken to be unpacked at the root.
    fn target(&self, entry: &Entry) -> Option<String> {
        let link = entry.link.as_deref()?;
        match entry.kind {
            EntryKind::Hardlink => Some(target_of("", link)),
            EntryKind::Symlink => Some(target_of(self.inside(entry)?, link)),
            _ => None,
        }
    }
}

//! Files: what a build puts into the image from its context, and what a finished file system holds.
//!
//! Vocabulary only. Who reads the files is not known here, and no file is opened.

use serde::{Deserialize, Serialize};

use crate::finding::{FileRef, LayerRef};
use crate::intel::{MarkerGroup, Strength};
use crate::source::{FileId, Span};

use super::Place;
use super::names_run::file_name;

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FileKind {
    /// A program or library for Linux and other Unix systems.
    Elf,
    /// A program or library for Windows.
    Pe,
    /// A program or library for macOS.
    MachO,
    /// A WebAssembly module.
    Wasm,
    /// A text that starts with `#!`.
    Script,
    /// Any other text.
    Text,
    /// A compressed file or one that holds others.
    Archive,
    /// Another name of a file: what that is, is not known here.
    Link,
    /// Anything else, with a program inside.
    DataWithProgram,
    /// Anything else.
    Data,
}

impl FileKind {
    /// It holds machine code that can be run or loaded.
    pub(crate) fn is_program(self) -> bool {
        matches!(self, Self::Elf | Self::Pe | Self::MachO | Self::Wasm | Self::DataWithProgram)
    }

    /// The word for it in messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Elf | Self::Pe | Self::MachO => "program",
            Self::Wasm => "WebAssembly module",
            Self::Script => "script",
            Self::Text => "text file",
            Self::Archive => "archive",
            Self::DataWithProgram => "data file with a program inside",
            Self::Data => "data file",
            Self::Link => "link",
        }
    }
}

/// Bytes that the intelligence knows, found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileMarker {
    /// What they belong to.
    pub(crate) group: MarkerGroup,
    /// How much they say alone.
    pub(crate) strength: Strength,
    /// The marker as written in the data.
    pub(crate) value: String,
    /// Where the knowledge comes from.
    pub(crate) citation: String,
    /// Where they stand first, in bytes from the start of the file.
    pub(crate) offset: u64,
}

/// Why a file, or a part of it, was not judged to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Opacity {
    /// An executable that unpacks itself.
    Packed,
    /// An executable whose code is encrypted or compressed, by the look of its bytes.
    Encrypted,
    /// A limit of minestop was reached; the text says which.
    Limit(String),
    /// It is an archive of a kind that is not opened; the text is its name.
    Unopened(String),
    /// It could not be read; the text says why.
    Unreadable(String),
    /// A pointer to a file that Git keeps elsewhere: the build gets other bytes.
    Pointer,
}

/// What an entry of a file system is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FileType {
    /// A file with content.
    #[default]
    Regular,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A device, a pipe, a socket.
    Special,
}

impl FileType {
    /// Its bits of `st_mode`; none for what is no one kind.
    pub(crate) fn bits(self) -> u32 {
        match self {
            Self::Regular => 0o100_000,
            Self::Directory => 0o040_000,
            Self::Symlink => 0o120_000,
            Self::Special => 0,
        }
    }
}

/// The path of what was not read because of the whole, and not of one file.
pub(crate) const REST: &str = "/";

/// One file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// The instruction that takes it or that made its layer.
    pub(crate) place: Place,
    /// What names it there: the word of the instruction, or the whole of it.
    pub(crate) span: Span,
    /// Path from the root of the context or image, `/` between parts; `archive!/path` inside an archive.
    pub(crate) path: String,
    /// Where an instruction puts it in the image: an absolute path, or only a name where the directory is not known.
    pub(crate) renamed: Option<String>,
    /// Its own text among the sources, if it is one.
    pub(crate) source: Option<FileId>,
    /// What its content is.
    pub(crate) kind: FileKind,
    /// What it is; what is not regular stands in [`super::Facts::entries`].
    pub(crate) file_type: FileType,
    /// Permission bits with setuid, setgid and sticky (0o7777).
    pub(crate) mode: u32,
    /// Numeric owner.
    pub(crate) owner: u64,
    /// Numeric group.
    pub(crate) group: u64,
    /// Bytes.
    pub(crate) size: u64,
    /// SHA-256 in hexadecimal digits, where it was computed: of archives always, of other files if the
    /// policy asks for digests.
    pub(crate) digest: Option<String>,
    /// What the intelligence knows of its content, each marker once, in the order of the data.
    pub(crate) markers: Vec<FileMarker>,
    /// What was not judged.
    pub(crate) opacity: Vec<Opacity>,
    /// Of a file in an image, its layer.
    pub(crate) layer: Option<LayerRef>,
    /// A later layer deletes or replaces it: it is shipped, but no container sees it.
    pub(crate) gone: bool,
    /// What a search of an organisation's own has found in it: expressions as written, each once.
    pub(crate) searched: Vec<String>,
}

impl File {
    /// A file of which nothing is known but where it is.
    pub(crate) fn named(place: Place, span: Span, path: impl Into<String>) -> Self {
        Self {
            place,
            span,
            path: path.into(),
            renamed: None,
            source: None,
            kind: FileKind::Data,
            file_type: FileType::Regular,
            mode: 0,
            owner: 0,
            group: 0,
            size: 0,
            digest: None,
            markers: Vec::new(),
            opacity: Vec::new(),
            layer: None,
            gone: false,
            searched: Vec::new(),
        }
    }

    /// Its name without the directories.
    pub(crate) fn name(&self) -> &str {
        file_name(&self.path)
    }

    /// The file as findings name it.
    pub(crate) fn reference(&self) -> FileRef {
        FileRef { path: self.path.clone(), layer: self.layer.clone() }
    }

    /// The markers of one group.
    pub(crate) fn markers_of(&self, group: MarkerGroup) -> impl Iterator<Item = &FileMarker> {
        self.markers.iter().filter(move |marker| marker.group == group)
    }
}

//! What one layer has, kept small: no names, only hashes of them with a key of this run, so that nobody can make two
//! names that are taken for one.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;

use crate::filesystem::entry::EntryKind;
use crate::filesystem::image::Whiteout;
use crate::filesystem::limits::Budget;
use crate::filesystem::tar::TarEntry;

/// The number of the root among the nodes.
pub(crate) const ROOT: u32 = 0;

/// What a layer, or all of a target that has none, is known to have.
#[derive(Debug, Default)]
pub(crate) enum Contents {
    /// Nobody has asked, or some of it could not be read.
    #[default]
    Unknown,
    /// A file system of its own, of this size.
    Whole(u64),
    /// Entries of a layer.
    Layer(Entries),
}

/// The entries of a layer.
#[derive(Debug)]
pub(crate) struct Entries {
    /// Every path, a directory before what is in it.
    pub(crate) nodes: Vec<Node>,
    /// In the order of the layer.
    pub(crate) events: Vec<Event>,
}

/// A path: the number of its directory, and the hash of its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) parent: u32,
    pub(crate) name: u64,
}

/// One entry of the layer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) node: u32,
    pub(crate) what: What,
}

/// What an entry does at its path.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    Directory,
    File {
        content: u64,
    },
    /// Another name of a node.
    Link {
        to: u32,
    },
    /// What lower layers have there is deleted.
    Deletes,
    /// What lower layers have below is deleted.
    Empties,
}

/// Takes the entries of one layer.
#[derive(Debug)]
pub(crate) struct Collector<'b> {
    budget: &'b Budget,
    entries: Entries,
    known: HashMap<(u32, u64), u32>,
    /// There is no room for more.
    full: bool,
}

impl<'b> Collector<'b> {
    /// Keeps as many entries as the budget has room for.
    pub(crate) fn new(budget: &'b Budget) -> Self {
        let root = Node { parent: ROOT, name: 0 };
        let entries = Entries { nodes: vec![root], events: Vec::new() };
        Self { budget, entries, known: HashMap::new(), full: false }
    }

    /// Takes an entry, whiteouts included.
    pub(crate) fn add(&mut self, member: &TarEntry) {
        let mut parts = parts(&member.raw_path);
        // the root itself is there without an entry
        let Some(name) = parts.pop().filter(|_| !self.full) else {
            return;
        };
        let before = self.entries.nodes.len();
        let (name, what) = match Whiteout::of(name) {
            Whiteout::Internal => return,
            Whiteout::Opaque => (None, What::Empties),
            Whiteout::Deletes(name) => (Some(name), What::Deletes),
            Whiteout::Nothing => (Some(name), self.what(member)),
        };
        let node = self.node(parts.into_iter().chain(name));
        self.entries.events.push(Event { node, what });
        let new = self.entries.nodes.len().saturating_sub(before).max(1);
        self.full = !self.budget.count_kept(new as u64);
    }

    /// What is taken is not all: something is somewhere else.
    pub(crate) fn give_up(&mut self) {
        self.full = true;
    }

    /// What was taken; nothing if there was no room for all of it.
    pub(crate) fn finish(self) -> Contents {
        if self.full { Contents::Unknown } else { Contents::Layer(self.entries) }
    }

    fn what(&mut self, member: &TarEntry) -> What {
        match member.entry.kind {
            EntryKind::Directory => What::Directory,
            EntryKind::Regular => What::File { content: member.entry.size },
            EntryKind::Hardlink => What::Link { to: self.node(parts(&member.raw_link)) },
            EntryKind::Symlink | EntryKind::Device | EntryKind::Other => What::File { content: 0 },
        }
    }

    /// The number of a path; a new one is added.
    fn node<'p>(&mut self, parts: impl IntoIterator<Item = &'p [u8]>) -> u32 {
        parts.into_iter().fold(ROOT, |parent, name| {
            let node = Node { parent, name: hash(name) };
            let nodes = &mut self.entries.nodes;
            *self.known.entry((node.parent, node.name)).or_insert_with(|| {
                nodes.push(node);
                u32::try_from(nodes.len() - 1).unwrap_or(u32::MAX)
            })
        })
    }
}

/// The parts of a path as they are written: what is no UTF-8 makes a difference, too.
fn parts(raw: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    for part in raw.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

fn hash(name: &[u8]) -> u64 {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    KEY.hash_one(name)
}

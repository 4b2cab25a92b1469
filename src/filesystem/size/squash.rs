//! The layers of an image as the one file system that a container sees: each entry costs the same, however many layers
//! lie above it. Where a layer contradicts itself (a file, and entries below it), both count: never too little.

use std::collections::HashMap;

use crate::filesystem::limits::Budget;
use crate::filesystem::size::TarSize;
use crate::filesystem::size::contents::{Contents, Entries, ROOT, What};

/// Bytes of a tar archive of what a container sees of these layers, the lowest first; `None` if they are not all known.
pub(crate) fn size_of(layers: &[&Contents], budget: &Budget) -> Option<u64> {
    if let [Contents::Whole(size)] = layers {
        return Some(*size);
    }
    squashed(layers, budget).map(TarSize::total)
}

fn squashed(layers: &[&Contents], budget: &Budget) -> Option<TarSize> {
    if !budget.kept_all() {
        return None;
    }
    let mut squash = Squash::default();
    for (layer, contents) in (1..).zip(layers) {
        let Contents::Layer(entries) = contents else { return None };
        if !budget.count_squashed((entries.nodes.len() + entries.events.len()) as u64) {
            return None;
        }
        squash.add(layer, entries)?;
    }
    squash.size()
}

/// All paths of the layers so far.
struct Squash {
    known: HashMap<(u32, u64), u32>,
    /// By number, a directory before what is in it.
    paths: Vec<Path>,
    /// Bytes of each content, which may have several names; the first is no content.
    contents: Vec<u64>,
}

/// What layers did at one path. They count from one: 0 is none.
#[derive(Clone, Copy, Default)]
struct Path {
    parent: u32,
    /// The highest layer that has an entry there, and its content.
    layer: u32,
    content: u32,
    /// The highest layer that has something below it: it is a directory there, with an entry or without.
    holds: u32,
    /// The highest layer that deletes what lower ones have there, and below.
    gone: u32,
    emptied: u32,
}

impl Default for Squash {
    fn default() -> Self {
        Self { known: HashMap::new(), paths: vec![Path::default()], contents: vec![0] }
    }
}

impl Squash {
    /// Puts a layer on top; `None` if it links to what is not there.
    fn add(&mut self, layer: u32, entries: &Entries) -> Option<()> {
        let mut numbers = vec![ROOT];
        for node in entries.nodes.iter().skip(1) {
            let parent = *numbers.get(node.parent as usize)?;
            numbers.push(self.number(parent, node.name)?);
        }
        for event in &entries.events {
            let number = *numbers.get(event.node as usize)?;
            let content = match event.what {
                What::File { content } => self.content(content)?,
                What::Link { to } => self.linked(*numbers.get(to as usize)?)?,
                What::Directory | What::Deletes | What::Empties => 0,
            };
            let path = self.paths.get_mut(number as usize)?;
            match event.what {
                What::Directory => (path.layer, path.content) = (layer, content),
                What::File { .. } | What::Link { .. } => {
                    (path.layer, path.content, path.emptied) = (layer, content, layer);
                }
                What::Deletes => (path.gone, path.emptied) = (layer, layer),
                What::Empties => (path.emptied, path.holds) = (layer, layer),
            }
            let above = path.parent;
            self.hold(above, layer);
        }
        Some(())
    }

    fn number(&mut self, parent: u32, name: u64) -> Option<u32> {
        let next = u32::try_from(self.paths.len()).ok()?;
        let number = *self.known.entry((parent, name)).or_insert(next);
        if number == next {
            self.paths.push(Path { parent, ..Path::default() });
        }
        Some(number)
    }

    /// The number of a content; empty ones need none.
    fn content(&mut self, bytes: u64) -> Option<u32> {
        if bytes == 0 {
            return Some(0);
        }
        self.contents.push(bytes);
        u32::try_from(self.contents.len() - 1).ok()
    }

    /// What another name of a path has. What is linked may be deleted later, and its content stays.
    fn linked(&self, to: u32) -> Option<u32> {
        self.paths.get(to as usize).filter(|path| path.layer > 0).map(|path| path.content)
    }

    /// Notes that a layer has something below this path.
    fn hold(&mut self, mut number: u32, layer: u32) {
        while let Some(path) = self.paths.get_mut(number as usize).filter(|it| it.holds < layer) {
            path.holds = layer;
            number = path.parent;
        }
    }

    fn size(&self) -> Option<TarSize> {
        let mut size = TarSize::default();
        let mut counted = vec![false; self.contents.len()];
        // below each path only what this layer or a higher one has is there
        let mut floors: Vec<u32> = Vec::with_capacity(self.paths.len());
        for (number, path) in self.paths.iter().enumerate() {
            let above = if number == 0 { 1 } else { *floors.get(path.parent as usize)? };
            floors.push(above.max(path.emptied));
            let floor = above.max(path.gone);
            if number == 0 {
                continue;
            }
            if path.layer >= floor {
                size.add(self.once(path.content, &mut counted));
            } else if path.holds >= floor {
                size.add(0);
            }
        }
        Some(size)
    }

    /// The bytes of a content, for the first of its names.
    fn once(&self, content: u32, counted: &mut [bool]) -> u64 {
        match counted.get_mut(content as usize) {
            Some(counted) if !*counted => *counted = true,
            _ => return 0,
        }
        self.contents.get(content as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filesystem::entry::{Entry, EntryKind, clean_path};
    use crate::filesystem::limits::Limits;
    use crate::filesystem::size::Collector;
    use crate::filesystem::tar::TarEntry;

    /// An entry of a layer: a directory ends in `/`, a hard link has `=` before its target, a file `:` before its size.
    fn member(written: &[u8]) -> TarEntry {
        let of = |byte: u8| written.iter().position(|it| *it == byte);
        let (kind, end) = match (of(b'='), of(b':')) {
            (Some(end), _) => (EntryKind::Hardlink, end),
            (_, Some(end)) => (EntryKind::Regular, end),
            _ => (EntryKind::Directory, written.len()),
        };
        let (raw_path, rest) = written.split_at(end);
        let rest = rest.get(1..).unwrap_or_default();
        let size = String::from_utf8_lossy(rest).parse().unwrap_or(0);
        let entry = Entry { kind, ..Entry::regular(clean_path(raw_path).0, size) };
        let (raw_path, raw_link) = (raw_path.to_vec(), rest.to_vec());
        TarEntry { entry, leaves: false, raw_path, raw_link, offset: 0 }
    }

    fn layer(budget: &Budget, entries: &[&[u8]]) -> Contents {
        let mut collector = Collector::new(budget);
        for entry in entries {
            collector.add(&member(entry));
        }
        collector.finish()
    }

    fn within(limits: Limits, layers: &[&[&[u8]]]) -> Option<TarSize> {
        let budget = Budget::new(limits);
        let layers: Vec<Contents> = layers.iter().map(|it| layer(&budget, it)).collect();
        squashed(&layers.iter().collect::<Vec<_>>(), &budget)
    }

    /// The same as an archive that has so many headers and these contents.
    fn same(layers: &[&[&[u8]]], headers: usize, contents: &[u64]) {
        let mut size = TarSize::default();
        (contents.len()..headers).for_each(|_| size.add(0));
        for content in contents {
            size.add(*content);
        }
        assert_eq!(within(Limits::default(), layers), Some(size));
    }

    const LARGE: u64 = 50_000;
    const SMALL: u64 = 20_000;

    #[test]
    fn of_every_path_what_a_container_sees_counts_once() {
        let base: &[&[u8]] = &[b"etc/", b"etc/a:50000", b"etc/b:20000", b"opt/x/y:20000"];
        same(&[], 0, &[]);
        same(&[base], 6, &[LARGE, SMALL, SMALL]);
        same(&[base, &[b"etc/", b"etc/a:20000"]], 6, &[SMALL, SMALL, SMALL]);
        same(&[&[b"./", b"./a:50000", b"/a:20000"]], 1, &[SMALL]);
        same(&[base, &[b"etc/.wh.a:0", b".wh..wh.plnk:9"]], 5, &[SMALL, SMALL]);
        // a directory in place of a file, a file in place of a directory
        same(&[base, &[b"etc/a/", b"etc/a/z:50000"]], 7, &[LARGE, SMALL, SMALL]);
        same(&[base, &[b"opt:0"]], 4, &[LARGE, SMALL]);
        // directories without an entry are there all the same
        same(&[&[b"a/b/c:20000"], &[b"a/.wh.b:0"], &[b"a/b/d/e:20000"]], 4, &[SMALL]);
    }

    #[test]
    fn what_is_deleted_and_comes_again_counts() {
        let base: &[&[u8]] = &[b"a/", b"a/old:50000", b"a/d/", b"a/d/old:50000"];
        same(&[base, &[b".wh.a:0"]], 0, &[]);
        same(&[base, &[b".wh.a:0"], &[b"a/new:20000"]], 2, &[SMALL]);
        same(&[base, &[b"a/", b"a/new:20000", b"a/.wh..wh..opq:0"]], 2, &[SMALL]);
        same(&[base, &[b"a/.wh..wh..opq:0", b"a/d/new:20000"]], 3, &[SMALL]);
        same(&[base, &[b".wh..wh..opq:0", b"b:20000"]], 1, &[SMALL]);
        same(&[&[b".wh.a:0", b".wh..wh..opq:0"], base], 4, &[LARGE, LARGE]);
    }

    #[test]
    fn a_content_with_several_names_counts_as_long_as_one_is_left() {
        let base: &[&[u8]] = &[b"a:50000", b"b=a", b"c=./b"];
        same(&[base], 3, &[LARGE]);
        same(&[base, &[b".wh.a:0"]], 2, &[LARGE]);
        same(&[base, &[b".wh.a:0", b".wh.b:0", b"c:20000"]], 1, &[SMALL]);
        same(&[&[b"a:50000"], &[b"b=a", b"a:20000"]], 2, &[LARGE, SMALL]);
        assert_eq!(within(Limits::default(), &[&[b"b=gone"]]), None);
    }

    #[test]
    fn names_that_are_no_text_are_told_apart() {
        same(&[&[b"\xff:50000", b"\xfe:50000", b"\xef\xbf\xbd:20000"]], 3, &[LARGE, LARGE, SMALL]);
    }

    #[test]
    fn beyond_the_limits_nothing_is_said() {
        let limits = |kept| Limits { kept, ..Limits::default() };
        let twice: &[&[&[u8]]] = &[&[b"a:1", b"b:1"], &[b"a:1"]];
        assert!(within(limits(3), twice).is_some());
        assert_eq!(within(limits(2), twice), None);
        assert_eq!(within(limits(2), &[&[b"a/b/c:1"]]), None);
        let budget = Budget::new(limits(4));
        let contents = layer(&budget, &[b"a:1", b"b:1", b"c:1", b"d:1"]);
        assert_eq!(size_of(&[&contents; 7], &budget), Some(10_240));
        assert_eq!(size_of(&[&contents], &budget), None, "sixteen times is enough");
        assert_eq!(size_of(&[&Contents::Unknown], &Budget::default()), None);
        assert_eq!(size_of(&[&Contents::Whole(1), &Contents::Whole(1)], &Budget::default()), None);
    }
}

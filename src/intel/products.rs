//! Names of mining software in a word: a path, a URL, a command, a package, the name of a variable.

use std::ops::Range;

use super::kind::{Form, Kind, ProductKind, Strength};
use super::known::Known;
use super::scan::ends;
use super::tables::Intel;
use crate::source::UNKNOWN;

/// A name of a program in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProductHit<'a> {
    /// The program's name for people.
    pub(crate) product: &'a str,
    /// What it does; `xmrig-exporter` is a monitor.
    pub(crate) kind: ProductKind,
    /// Weak for ordinary words such as `miner`.
    pub(crate) strength: Strength,
    /// In which form it is named.
    pub(crate) form: Form,
    /// The bytes of the word that name it.
    pub(crate) range: Range<usize>,
    /// Whether the name stands in the last segment of a path.
    pub(crate) in_file_name: bool,
    /// The entry.
    pub(crate) known: Known<'a>,
}

/// What one name in a word is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named<'a> {
    /// A program.
    Product(ProductHit<'a>),
    /// A patched-out donation, host tuning, or what only looks like a program.
    Other(Known<'a>),
}

impl ProductHit<'_> {
    /// Evidence of mining on its own: an unmistakable name of a program that mines.
    pub(crate) fn is_miner(&self) -> bool {
        self.strength == Strength::Strong
            && matches!(
                self.kind,
                ProductKind::Miner | ProductKind::Launcher | ProductKind::Browser
            )
    }
}

impl Intel {
    /// The programs that a word names, as whole words; what only looks like one (`adminer`) is left out.
    pub(crate) fn products_in(&self, word: &str) -> impl Iterator<Item = ProductHit<'_>> {
        self.named_in(word).filter_map(|(_, named)| match named {
            Named::Product(hit) => Some(hit),
            Named::Other(_) => None,
        })
    }

    /// Programs, patched-out donations, host tuning and calls of nodes that a word names, with their place: one pass for
    /// all of them.
    pub(crate) fn named_in(&self, word: &str) -> impl Iterator<Item = (Range<usize>, Named<'_>)> {
        let mut file_name = None;
        self.scan(Kind::Product, word).map(move |(range, known)| {
            let file_name = *file_name.get_or_insert_with(|| {
                memchr::memrchr2(b'/', b'\\', word.as_bytes()).map_or(0, |at| at + 1)
            });
            let hit = self.hit(word, range.clone(), file_name, known);
            (range, hit.map_or(Named::Other(known), Named::Product))
        })
    }

    /// The first unmistakable name of a program that mines.
    pub(crate) fn miner_in(&self, word: &str) -> Option<ProductHit<'_>> {
        self.products_in(word).find(ProductHit::is_miner)
    }

    /// The last word of a path or an address that is called a miner and is on no list: `zzminer`, `zz-miner`. `miner`
    /// alone, and names with another meaning (`adminer`), are none.
    pub(crate) fn unlisted_miner<'w>(&self, word: &'w str) -> Option<&'w str> {
        let path = word.split(['?', '#', UNKNOWN]).next().unwrap_or(word);
        let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        path.rsplit(['/', '\\', ':', '=']).find_map(|segment| {
            let name = segment.split(|c| !in_name(c)).next()?;
            let end = name.to_ascii_lowercase().find("miner")? + "miner".len();
            let name = name.get(..end)?;
            let before = name.get(..end - "miner".len())?.trim_end_matches(['-', '_']);
            let is_other = |named: Named<'_>| matches!(named, Named::Other(known) if known.kind() == Kind::Lookalike);
            let other = self.named_in(name).any(|(_, named)| is_other(named));
            // Two letters tell a name: `zz`. What goes on behind the word (`minerals`, `minervas`) is no miner.
            let goes_on = segment
                .get(end..end + 1)
                .is_some_and(|next| next.bytes().all(|b| b.is_ascii_lowercase()));
            (before.len() >= 2 && name.len() <= 40 && !other && !goes_on).then_some(name)
        })
    }

    /// The source repository `owner/name`; `.git` after the name does not count.
    #[cfg(test)]
    pub(crate) fn repository(&self, owner: &str, name: &str) -> Option<Known<'_>> {
        self.find(Kind::Repository, &format!("{owner}/{}", without_git(name)))
    }

    /// The known source repositories in a URL or scp-like address, with their place.
    pub(crate) fn repositories_in(
        &self,
        word: &str,
    ) -> impl Iterator<Item = (Range<usize>, Known<'_>)> {
        let slashes = memchr::memchr_iter(b'/', word.as_bytes());
        slashes.filter_map(move |slash| {
            let (before, after) = (word.get(..slash)?, word.get(slash + 1..)?);
            let owner = tail(before, ['/', ':', '@']);
            let name = without_git(head(after, SEGMENT_ENDS));
            let range = slash - owner.len()..slash + 1 + name.len();
            Some((range.clone(), self.find(Kind::Repository, word.get(range)?)?))
        })
    }

    fn hit<'a>(
        &'a self,
        word: &str,
        range: Range<usize>,
        file_name: usize,
        known: Known<'a>,
    ) -> Option<ProductHit<'a>> {
        let (product, kind) = known.product()?;
        Some(ProductHit {
            product,
            kind: self
                .below(word, range.end)
                .unwrap_or_else(|| self.companion(word, range.end, kind)),
            strength: known.strength(),
            form: known.form().unwrap_or(Form::Name),
            in_file_name: range.end >= file_name,
            range,
            known,
        })
    }

    /// What stands in the next path segment, if that serves or watches miners: the first name of
    /// `xmrig/xmrig-proxy` is the account of the project, no miner.
    fn below(&self, word: &str, end: usize) -> Option<ProductKind> {
        let segment = word.get(end..)?.strip_prefix('/')?;
        let (range, known) = self.scan(Kind::Product, head(segment, SEGMENT_ENDS)).next()?;
        let (_, kind) = known.product().filter(|_| range.start == 0)?;
        let kind = self.companion(segment, range.end, kind);
        let serves = [ProductKind::Proxy, ProductKind::PoolServer, ProductKind::Monitor];
        serves.contains(&kind).then_some(kind)
    }

    /// What the program is, given the word right after its name.
    fn companion(&self, word: &str, end: usize, kind: ProductKind) -> ProductKind {
        let rest = word.get(end..).unwrap_or_default();
        let bytes = rest.as_bytes();
        let start = bytes.iter().take_while(|byte| matches!(byte, b'-' | b'_' | b'.')).count();
        let next = (start + 1..=bytes.len()).take(16).find(|&at| ends(bytes, at));
        next.and_then(|end| self.find(Kind::Companion, rest.get(start..end)?))
            .and_then(|known| ProductKind::from_word(known.detail()))
            .unwrap_or(kind)
    }
}

/// What ends a segment of an address.
const SEGMENT_ENDS: [char; 6] = ['/', '?', '#', '@', '\'', '"'];

/// Longest part of a repository's address that is looked at: neither owner nor name is longer.
const LONGEST_SEGMENT: usize = 128;

/// What follows the last of the separators.
fn tail(text: &str, separators: [char; 3]) -> &str {
    let start = text
        .bytes()
        .rev()
        .take(LONGEST_SEGMENT)
        .take_while(|byte| !separators.contains(&char::from(*byte)))
        .count();
    text.get(text.len() - start..).unwrap_or_default()
}

/// What precedes the first of the separators.
fn head(text: &str, separators: [char; 6]) -> &str {
    let end = text
        .bytes()
        .take(LONGEST_SEGMENT)
        .take_while(|byte| !separators.contains(&char::from(*byte)))
        .count();
    text.get(..end).unwrap_or_default()
}

fn without_git(name: &str) -> &str {
    name.len()
        .checked_sub(4)
        .and_then(|at| name.split_at_checked(at))
        .filter(|(_, end)| end.eq_ignore_ascii_case(".git"))
        .map_or(name, |(bare, _)| bare)
}

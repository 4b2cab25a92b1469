//! Directories of a node that containers mount: what one writes there, others find, and the node may start.

use crate::orchestration::assembly::Assembly;
use crate::source::{Span, Text};

/// Mounts of one file that are looked at: the largest real ones have some hundred.
const MOST: usize = 1_000;

/// Mounts above whose files one container finds.
const MOST_SHARES: usize = 8;

/// A directory of the node in a container.
#[derive(Debug)]
pub(super) struct HostMount {
    /// Its path on the node, and in the container.
    pub(super) host: Text,
    pub(super) path: Text,
    pub(super) stage: usize,
    pub(super) is_read_only: bool,
}

/// The mounts of a file, in its order.
#[derive(Debug, Default)]
pub(super) struct Hosts(Vec<(HostMount, Span)>);

impl Hosts {
    /// Adds a mount, and what containers above have left there.
    pub(super) fn add(&mut self, mount: HostMount, span: Span, assembly: &mut Assembly) {
        let others = self.0.iter().rev().filter(|(it, _)| it.stage != mount.stage);
        let meeting = others.filter_map(|(other, _)| {
            let (source, target) = paths(other, &mount)?;
            (!other.is_read_only).then_some((other.stage, source, target))
        });
        for (stage, source, target) in meeting.take(MOST_SHARES).collect::<Vec<_>>() {
            assembly.shared(stage, source, target, span);
        }
        if self.0.len() < MOST {
            self.0.push((mount, span));
        }
    }

    /// Adds a stage that stands for the node: what containers write into its directories, it may start.
    pub(super) fn write_node(&self, assembly: &mut Assembly) {
        let mut written = self.0.iter().filter(|(mount, _)| !mount.is_read_only).peekable();
        let Some((_, first)) = written.peek() else { return };
        assembly.stage("", None, *first);
        for (mount, span) in written {
            assembly.shared(mount.stage, mount.path.clone(), mount.host.clone(), *span);
        }
    }
}

/// Where what one mount holds lies in another one: the path in the container that has it, and in the other one.
fn paths(from: &HostMount, to: &HostMount) -> Option<(Text, Text)> {
    if let Some(rest) = below(&to.host, &from.host) {
        return Some((joined(&from.path, rest), to.path.clone()));
    }
    let rest = below(&from.host, &to.host)?;
    Some((from.path.clone(), joined(&to.path, rest)))
}

/// What a path is behind a directory around it.
fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    let rest = path.trim_end_matches('/').strip_prefix(directory.trim_end_matches('/'))?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

fn joined(path: &Text, rest: &str) -> Text {
    match rest.is_empty() {
        true => path.clone(),
        false => Text::made(format!("{}{rest}", path.trim_end_matches('/')), path.span()),
    }
}

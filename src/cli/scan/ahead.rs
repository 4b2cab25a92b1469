//! Opens some targets at once that registries have: a list of images takes the time that answers are on their way, and not
//! that of this machine.

use std::path::{Path, PathBuf};
use std::thread;

use crate::cli::scan::named::NamedArgs;
use crate::cli::scan::target::{self, Origin, Wanted};
use crate::engine::ReadError;
use crate::filesystem::target::Target;
use crate::scan::layer_cache::LayerCache;

/// Targets that are opened at once; each keeps its manifests until it is judged.
const AT_ONCE: usize = 8;

/// A target that was opened, or why it was not.
pub(super) type Opened = Result<Target, ReadError>;

/// Judges all targets in their order, and opens the next ones meanwhile.
///
/// # Errors
/// The first of `judge`, after which none is judged.
pub(super) fn each<E>(
    targets: &[PathBuf],
    open: &(impl Fn(&[PathBuf]) -> Vec<Option<Opened>> + Sync),
    mut judge: impl FnMut(&Path, Option<Opened>) -> Result<(), E>,
) -> Result<(), E> {
    let mut parts = targets.chunks(AT_ONCE);
    let mut next = parts.next().map(|some| (some, open(some)));
    while let Some((some, opened)) = next {
        let after = parts.next();
        next = thread::scope(|scope| {
            let begun = after.map(|some| (some, scope.spawn(move || open(some))));
            some.iter().zip(opened).try_for_each(|(target, opened)| judge(target, opened))?;
            // what was not opened ahead is opened in its turn
            let none = |some: &[PathBuf]| some.iter().map(|_| None).collect();
            Ok(begun.map(|(some, begun)| (some, begun.join().unwrap_or_else(|_| none(some)))))
        })?;
    }
    Ok(())
}

/// What registries have of `targets`, in their order; `None` for one that is opened when its turn comes, as what takes room on
/// this machine.
pub(super) fn open(
    targets: &[PathBuf],
    from: Option<Origin>,
    named: &NamedArgs,
    cache: Option<&LayerCache>,
) -> Vec<Option<Opened>> {
    if targets.len() < 2 {
        return targets.iter().map(|_| None).collect();
    }
    let ahead = |target: &PathBuf| target::of_registry(&Wanted::of(target, from), named, cache);
    thread::scope(|scope| {
        let begin = |target| scope.spawn(move || ahead(target));
        let begun: Vec<_> = targets.iter().map(begin).collect();
        begun.into_iter().map(|it| it.join().ok().flatten()).collect()
    })
}

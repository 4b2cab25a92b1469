//! Opens some targets at once that registries have: a list of images takes the time that answers are on their way, and not
//! that of this machine.

use std::path::PathBuf;
use std::thread;

use crate::cli::scan::named::NamedArgs;
use crate::cli::scan::target::{self, Origin, Wanted};
use crate::engine::ReadError;
use crate::filesystem::target::Target;

/// Targets that are opened at once; each keeps its manifests until it is judged.
pub(super) const AT_ONCE: usize = 8;

/// A target that was opened, or why it was not.
pub(super) type Opened = Result<Target, ReadError>;

/// What registries have of `targets`, in their order; `None` for one that is opened when its turn comes, as what takes room on
/// this machine.
pub(super) fn open(
    targets: &[PathBuf],
    from: Option<Origin>,
    named: &NamedArgs,
) -> Vec<Option<Opened>> {
    if targets.len() < 2 {
        return targets.iter().map(|_| None).collect();
    }
    let ahead = |target: &PathBuf| target::of_registry(&Wanted::of(target, from), named);
    thread::scope(|scope| {
        let begin = |target| scope.spawn(move || ahead(target));
        let begun: Vec<_> = targets.iter().map(begin).collect();
        begun.into_iter().map(|it| it.join().ok().flatten()).collect()
    })
}

//! The language of a file by its ending: asked for each file of a context.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::{DIALECTS, Dialect};

/// Of two languages whose files end alike the first one counts, which comes last here.
static BY_ENDING: LazyLock<HashMap<&str, &Dialect>> = LazyLock::new(|| {
    let endings = |it: &'static Dialect| it.endings.iter().map(move |ending| (*ending, it));
    DIALECTS.iter().rev().flat_map(endings).collect()
});

impl Dialect {
    /// The language of files that end so, without the dot.
    pub(crate) fn of_ending(ending: &str) -> Option<&'static Self> {
        BY_ENDING.get(ending.to_ascii_lowercase().as_str()).copied()
    }
}

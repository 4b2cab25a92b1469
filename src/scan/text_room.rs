//! Room for the texts that are kept of one target; several threads take of it. What a text says is decided elsewhere.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::facts::Opacity;

/// What texts may still hold, in bytes.
#[derive(Debug)]
pub(crate) struct TextRoom {
    most: usize,
    left: AtomicUsize,
    /// So that a text that mines is kept whatever stands in front of it.
    left_for_miners: AtomicUsize,
}

impl TextRoom {
    /// Room for `most` bytes, and for `of_miners` more of texts that mine.
    pub(crate) fn new(most: usize, of_miners: usize) -> Self {
        Self { most, left: most.into(), left_for_miners: of_miners.into() }
    }

    /// Makes room for a text; if there is none, what is to be said of it.
    pub(crate) fn limit(&self, text: &[u8], mines: impl FnOnce() -> bool) -> Option<Opacity> {
        let has_room = self.takes(text) || mines() && takes(&self.left_for_miners, text);
        let limit = || format!("the scripts hold more than {} bytes together", self.most);
        (!has_room).then(|| Opacity::Limit(limit()))
    }

    /// Takes the room for a text that is no script, if so much is left.
    pub(crate) fn takes(&self, text: &[u8]) -> bool {
        takes(&self.left, text)
    }
}

fn takes(left: &AtomicUsize, text: &[u8]) -> bool {
    let rest = |left: usize| left.checked_sub(text.len());
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest).is_ok()
}

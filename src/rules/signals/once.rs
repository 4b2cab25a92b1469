//! One finding for a name, however often an instruction has it.

use foldhash::HashSet;

use super::signal::Signal;

/// One finding for each name in an instruction.
#[derive(Default)]
pub(in crate::rules) struct Once {
    seen: HashSet<(u32, String)>,
}

impl Once {
    pub(in crate::rules) fn first(&mut self, signal: &Signal<'_>) -> bool {
        self.seen.insert((signal.place().span.start, signal.value().to_ascii_lowercase()))
    }
}

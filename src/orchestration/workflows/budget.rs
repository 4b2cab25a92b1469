//! How much all jobs of a file may come to together.

use std::cell::Cell;

/// Bytes that values and scripts with values in them may come to.
const MOST_BYTES: usize = 16 << 20;

/// Jobs, each combination of a matrix for itself, and services: real files have some hundred.
const MOST_STAGES: usize = 2_000;

/// What is run: a real file has some hundred.
const MOST_RUNS: usize = 20_000;

/// What a variable costs beside its text.
const VARIABLE: usize = 100;

/// What may still be read.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: Cell<usize>,
    stages: Cell<usize>,
    runs: Cell<usize>,
}

impl Default for Budget {
    fn default() -> Self {
        let (bytes, stages, runs) = (MOST_BYTES, MOST_STAGES, MOST_RUNS);
        Self { bytes: Cell::new(bytes), stages: Cell::new(stages), runs: Cell::new(runs) }
    }
}

impl Budget {
    pub(super) fn takes_bytes(&self, count: usize) -> bool {
        takes(&self.bytes, count)
    }

    /// The same for a variable that is set: it costs more than its text.
    pub(super) fn takes_variable(&self, value: &str) -> bool {
        self.takes_bytes(value.len() + VARIABLE)
    }

    pub(super) fn takes_stage(&self) -> bool {
        takes(&self.stages, 1)
    }

    pub(super) fn takes_run(&self) -> bool {
        takes(&self.runs, 1)
    }

    /// Some of it is used up: not everything was read.
    pub(super) fn is_spent(&self) -> bool {
        [&self.bytes, &self.stages, &self.runs].iter().any(|left| left.get() == 0)
    }
}

fn takes(left: &Cell<usize>, count: usize) -> bool {
    let takes = count < left.get();
    left.set(if takes { left.get() - count } else { 0 });
    takes
}

//! The values that a matrix gives a target, one set for each build.

use super::value::{Locals, Value};

/// Builds of one target: more than real matrices have.
const MOST: usize = 128;

/// One set for each combination, and whether there are more than that; one that sets nothing without a matrix.
pub(super) fn combinations(matrix: Option<&Value>) -> (Vec<Locals>, bool) {
    let mut all = vec![Locals::default()];
    let Some(matrix) = matrix else { return (all, false) };
    let mut is_cut = false;
    for (name, values) in matrix.entries() {
        let Value::List(values) = values else { continue };
        let with = |locals: &Locals, value: &Value| {
            let mut locals = locals.clone();
            locals.insert(name.as_str().into(), value.clone());
            locals
        };
        is_cut |= all.len().saturating_mul(values.len()) > MOST;
        let wider =
            all.iter().flat_map(|locals| values.iter().map(move |value| with(locals, value)));
        all = wider.take(MOST).collect();
    }
    (all, is_cut)
}

//! What came to the gateway of the tests.

use crate::frontend::protocol::{BuildResult, ReturnRequest, SolveRequest, Status, WarnRequest};

/// What came to the gateway.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) delegated: Vec<SolveRequest>,
    pub(crate) sources: Vec<SolveRequest>,
    /// Graphs with a step of the frontend itself, whether it has run or not.
    pub(crate) loaded: Vec<SolveRequest>,
    /// Those whose step has run: somebody has asked for its answer.
    pub(crate) steps: Vec<SolveRequest>,
    /// Graphs of nothing but files.
    pub(crate) files: Vec<SolveRequest>,
    /// The results whose steps were run, with the number of graphs with a step that came before.
    pub(crate) run: Vec<(String, usize)>,
    /// Which of them were asked for without reading a file of them.
    pub(crate) evaluated: Vec<String>,
    pub(crate) warnings: Vec<WarnRequest>,
    pub(crate) returned: Vec<ReturnRequest>,
}

impl Seen {
    /// The error of the only answer.
    pub(crate) fn error(&self) -> Status {
        assert_eq!(self.returned.len(), 1, "{:?}", self.returned);
        let answer = self.returned.first().expect("there is one answer");
        answer.error.clone().expect("the answer is an error")
    }

    /// The result of the only answer.
    pub(crate) fn result(&self) -> BuildResult {
        assert_eq!(self.returned.len(), 1, "{:?}", self.returned);
        let answer = self.returned.first().expect("there is one answer");
        assert_eq!(answer.error, None);
        answer.result.clone().expect("the answer is a result")
    }
}

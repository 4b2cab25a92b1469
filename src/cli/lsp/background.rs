//! Judges texts with their whole build context while the server goes on answering.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::Scope;
use std::time::{Duration, Instant};

use lsp_types::Uri;

use super::judging::{Extent, Judging, Outcome};
use super::places::Columns;

/// A text to judge.
pub(super) struct Job {
    pub(super) uri: Uri,
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// A text that was judged.
pub(super) struct Done {
    /// The number that [`Background::ask`] gave.
    pub(super) number: u64,
    pub(super) uri: Uri,
    pub(super) outcome: Outcome,
    pub(super) took: Duration,
}

/// A thread of its own; it ends when this is dropped.
pub(super) struct Background {
    jobs: Sender<(u64, Job)>,
    done: Receiver<Done>,
    /// The number of the last job.
    asked: u64,
    /// The last job that is known to be done or superseded.
    answered: u64,
}

impl Background {
    pub(super) fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        judging: &'scope Judging<'scope>,
        columns: Columns,
    ) -> Self {
        let (jobs, asked) = channel();
        let (to, done) = channel();
        scope.spawn(move || work(&asked, &to, judging, columns));
        Self { jobs, done, asked: 0, answered: 0 }
    }

    /// Asks for a text to be judged; gives the number of its answer.
    pub(super) fn ask(&mut self, job: Job) -> u64 {
        self.asked += 1;
        // the thread lives as long as this does
        let _ = self.jobs.send((self.asked, job));
        self.asked
    }

    /// Something that was asked for is not answered yet.
    pub(super) fn is_busy(&self) -> bool {
        self.answered < self.asked
    }

    /// What has been judged.
    pub(super) fn done(&mut self) -> Option<Done> {
        match self.done.try_recv() {
            Ok(done) => {
                self.answered = done.number;
                Some(done)
            }
            Err(TryRecvError::Empty) => None,
            // nobody is there to answer any more
            Err(TryRecvError::Disconnected) => {
                self.answered = self.asked;
                None
            }
        }
    }
}

/// Judges one text after the other; of a text that was asked for again only the last state.
fn work(
    asked: &Receiver<(u64, Job)>,
    done: &Sender<Done>,
    judging: &Judging<'_>,
    columns: Columns,
) {
    let mut waiting: Vec<(u64, Job)> = Vec::new();
    loop {
        if waiting.is_empty() {
            let Ok(job) = asked.recv() else { return };
            waiting.push(job);
        }
        for job in asked.try_iter() {
            waiting.retain(|(_, known)| known.uri != job.1.uri);
            waiting.push(job);
        }
        let (number, Job { uri, path, text }) = waiting.remove(0);
        let start = Instant::now();
        let outcome = judging.outcome(columns, &path, &text, Extent::Whole);
        let took = start.elapsed();
        if done.send(Done { number, uri, outcome, took }).is_err() {
            return;
        }
    }
}

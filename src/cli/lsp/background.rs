//! Judges texts with their whole build context, and the files of the workspace, while the server goes on answering.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::Scope;
use std::time::{Duration, Instant};

use lsp_types::Uri;

use super::judging::{Extent, Job, Judging, Outcome};
use super::places::Columns;
use super::workspace;

/// What the thread is asked for.
enum Task {
    Text(u64, Job),
    /// The files below these folders, which wait until no text does. A later search takes the place of an earlier one.
    Folders(u64, Vec<PathBuf>),
}

/// What the thread answers.
pub(super) enum Answer {
    /// A text that was asked for.
    Judged(Done),
    /// A file of the folders; its number means nothing.
    Found(Done),
    /// The search of this number is at its end.
    Searched(u64),
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
    tasks: Sender<Task>,
    answers: Receiver<Answer>,
    /// The number of the last job.
    asked: u64,
    /// The last job that is known to be done or superseded.
    answered: u64,
    /// The number of the last search, and of the last one that is known to be at its end.
    search: u64,
    searched: u64,
}

impl Background {
    pub(super) fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        judging: &'scope Judging<'scope>,
        columns: Columns,
    ) -> Self {
        let (tasks, asked) = channel();
        let (to, answers) = channel();
        scope.spawn(move || {
            // ends with the server
            let _ = Worker::new(judging, columns, to).work(&asked);
        });
        Self { tasks, answers, asked: 0, answered: 0, search: 0, searched: 0 }
    }

    /// Asks for a text to be judged; gives the number of its answer.
    pub(super) fn ask(&mut self, job: Job) -> u64 {
        self.asked += 1;
        // the thread lives as long as this does
        let _ = self.tasks.send(Task::Text(self.asked, job));
        self.asked
    }

    /// Asks for all files below these folders to be judged, those of a search before no more.
    pub(super) fn search(&mut self, folders: Vec<PathBuf>) {
        self.search += 1;
        let _ = self.tasks.send(Task::Folders(self.search, folders));
    }

    /// Something that was asked for is not answered yet.
    pub(super) fn is_busy(&self) -> bool {
        self.answered < self.asked || self.searched < self.search
    }

    /// What has been judged.
    pub(super) fn answer(&mut self) -> Option<Answer> {
        loop {
            let answer = self.answers.try_recv();
            match &answer {
                Ok(Answer::Judged(done)) => self.answered = done.number,
                Ok(Answer::Found(_)) | Err(TryRecvError::Empty) => {}
                Ok(Answer::Searched(number)) => self.searched = *number,
                // nobody is there to answer any more
                Err(TryRecvError::Disconnected) => {
                    (self.answered, self.searched) = (self.asked, self.search);
                }
            }
            // the end of a search that another one has followed says nothing
            if !matches!(answer, Ok(Answer::Searched(number)) if number < self.search) {
                return answer.ok();
            }
        }
    }
}

/// The other side has gone.
struct Gone;

/// The thread: judges one text after the other, of a text that was asked for again only the last state, and then files.
struct Worker<'j> {
    judging: &'j Judging<'j>,
    columns: Columns,
    to: Sender<Answer>,
    texts: Vec<(u64, Job)>,
    /// A search that has not started.
    folders: Option<Vec<PathBuf>>,
    files: VecDeque<PathBuf>,
    /// The number of the last search.
    search: u64,
}

impl<'j> Worker<'j> {
    fn new(judging: &'j Judging<'j>, columns: Columns, to: Sender<Answer>) -> Self {
        let (texts, folders, files) = Default::default();
        Self { judging, columns, to, texts, folders, files, search: 0 }
    }

    fn work(&mut self, asked: &Receiver<Task>) -> Result<(), Gone> {
        loop {
            if self.texts.is_empty() && self.folders.is_none() && self.files.is_empty() {
                self.take(asked.recv().map_err(|_| Gone)?);
            }
            while let Ok(task) = asked.try_recv() {
                self.take(task);
            }
            if !self.texts.is_empty() {
                let (number, job) = self.texts.remove(0);
                let done = self.judge(number, job);
                self.answer(Answer::Judged(done))?;
                continue;
            }
            if let Some(folders) = self.folders.take() {
                self.files = workspace::files(self.judging, &folders).into();
            } else if let Some(job) = self.files.pop_front().and_then(|path| workspace::job(&path))
            {
                self.answer(Answer::Found(self.judge(0, job)))?;
            }
            if self.files.is_empty() {
                self.answer(Answer::Searched(self.search))?;
            }
        }
    }

    fn take(&mut self, task: Task) {
        match task {
            Task::Text(number, job) => {
                self.texts.retain(|(_, known)| known.uri != job.uri);
                self.texts.push((number, job));
            }
            Task::Folders(number, folders) => {
                (self.search, self.folders) = (number, Some(folders));
                self.files.clear();
            }
        }
    }

    fn judge(&self, number: u64, job: Job) -> Done {
        let Job { uri, path, text } = job;
        let start = Instant::now();
        let outcome = self.judging.outcome(self.columns, &path, &text, Extent::Whole);
        Done { number, uri, outcome, took: start.elapsed() }
    }

    fn answer(&self, answer: Answer) -> Result<(), Gone> {
        self.to.send(answer).map_err(|_| Gone)
    }
}

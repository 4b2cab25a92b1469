//! The start command of an image: ENTRYPOINT with the CMD that it gets, that of the parent included.

use crate::dockerfile::{Instruction, Keyword, Runs, Step};
use crate::facts::Place;
use crate::source::Text;

/// An instruction that says what a container starts.
#[derive(Clone, Copy)]
pub(crate) struct Start<'f> {
    pub(crate) instruction: &'f Instruction,
    pub(crate) step: &'f Step,
    pub(crate) place: Place,
}

/// What a container of a stage starts.
#[derive(Clone, Default)]
pub(crate) struct StartCommand<'f> {
    entrypoint: Option<Start<'f>>,
    cmd: Option<Start<'f>>,
    /// CMD, ENTRYPOINT and HEALTHCHECK of this stage, in order: each is looked at, as an image built on this one may
    /// use what a later one covers.
    written: Vec<Start<'f>>,
    /// The entrypoint is the parent's.
    is_inherited: bool,
}

impl<'f> StartCommand<'f> {
    /// What a stage starts with that is built on this one.
    pub(crate) fn inherited(&self) -> Self {
        let is_inherited = self.entrypoint.is_some();
        Self { written: Vec::new(), is_inherited, ..self.clone() }
    }

    pub(crate) fn add(&mut self, start: Start<'f>) {
        self.written.push(start);
        match start.instruction.keyword {
            Keyword::Entrypoint => {
                // an ENTRYPOINT takes away the CMD that the parent had for its own
                let own = |cmd: &Start<'_>| cmd.place.stage == start.place.stage;
                self.cmd = self.cmd.filter(own);
                self.entrypoint = Some(start);
                self.is_inherited = false;
            }
            Keyword::Cmd => self.cmd = Some(start),
            _ => {}
        }
    }

    /// What this stage starts, each with the words to read: `None` if it is no exec form.
    pub(crate) fn commands(&self, shell: &[Text]) -> Vec<(Start<'f>, Option<Vec<Text>>)> {
        let mut all: Vec<_> = self.written.iter().map(|it| (*it, self.words(it, shell))).collect();
        if self.is_inherited
            && let Some(entrypoint) = &self.entrypoint
        {
            all.push((*entrypoint, self.words(entrypoint, shell)));
        }
        let is_own = |start: &Start<'_>| {
            self.written.iter().any(|own| std::ptr::eq(own.instruction, start.instruction))
        };
        if let (None, Some(cmd)) = (&self.entrypoint, &self.cmd)
            && !is_own(cmd)
        {
            all.push((*cmd, self.words(cmd, shell)));
        }
        all
    }

    fn words(&self, start: &Start<'f>, shell: &[Text]) -> Option<Vec<Text>> {
        let Runs::Exec(mut argv) = start.instruction.runs() else { return None };
        if start.instruction.keyword == Keyword::Entrypoint
            && !argv.is_empty()
            && let Some(cmd) = &self.cmd
        {
            match cmd.instruction.runs() {
                Runs::Exec(words) => argv.extend(words),
                Runs::Shell(text) => {
                    let at = text.span();
                    let default = || ["/bin/sh", "-c"].map(|word| Text::made(word, at)).to_vec();
                    argv.extend(if shell.is_empty() { default() } else { shell.to_vec() });
                    argv.push(text);
                }
                Runs::File { .. } | Runs::Nothing => {}
            }
        }
        Some(argv)
    }
}

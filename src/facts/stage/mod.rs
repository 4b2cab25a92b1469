//! A stage as a small machine: instructions change its files, its directory, its shell and its start command, and
//! scripts run in it.
//!
//! What is not known stays so. Observes nothing: `dockerfile` makes facts of what runs here.

pub(crate) mod context;
mod copy;
mod start;

use foldhash::HashMap;
use std::rc::Rc;

use crate::dockerfile::{Environment, ImageSource, Runs};
use crate::facts::Place;
use crate::facts::autostart;
use crate::facts::identity::Accounts;
use crate::facts::shell_form::{self, DefaultShell};
use crate::shell::{FileMap, Language, Script, Session, Work, cleaned};
use crate::source::Text;

pub(crate) use context::{Given, Surroundings};
pub(crate) use copy::Copying;
pub(crate) use start::{Start, StartCommand};

/// The state of a stage between two instructions.
#[derive(Clone, Default)]
pub(crate) struct Stage<'f> {
    pub(crate) files: FileMap,
    /// The working directory; that of an image is taken for the root, as most images have it.
    pub(crate) directory: String,
    /// Accounts that its commands have made.
    pub(crate) accounts: Accounts,
    /// The words of SHELL; empty for the default.
    pub(crate) shell: Vec<Text>,
    /// What reads shell form where there is no SHELL.
    pub(crate) default_shell: DefaultShell,
    pub(crate) start: StartCommand<'f>,
    /// Variables of the instruction whose values only the builder knows.
    pub(crate) secrets: Vec<(String, Text)>,
    /// Files that some program starts by where they lie, with the instructions that put them there.
    pub(crate) start_files: Vec<(String, Place)>,
    /// There are more than are kept.
    more_start_files: bool,
}

/// What a stage ends with.
pub(crate) struct End<'f> {
    files: Rc<FileMap>,
    directory: String,
    accounts: Accounts,
    shell: Vec<Text>,
    default_shell: DefaultShell,
    start: StartCommand<'f>,
    more_start_files: bool,
}

impl End<'_> {
    /// More was written than is kept.
    pub(crate) fn is_full(&self) -> bool {
        self.files.is_full() || self.more_start_files
    }
}

/// The stages that have ended, by index.
pub(crate) type Ends<'f> = HashMap<usize, End<'f>>;

/// Files of one stage that are run by where they lie: more than any image has.
const MOST_START_FILES: usize = 256;

impl<'f> Stage<'f> {
    /// Remembers a file that some program starts by where it lies.
    pub(crate) fn put_start_file(&mut self, path: &str, place: Place) {
        let is_known = self.start_files.iter().any(|(known, _)| known == path);
        if is_known || !autostart::is_start_point(path.trim_start_matches('/')) {
            return;
        }
        if self.start_files.len() < MOST_START_FILES {
            self.start_files.push((path.to_owned(), place));
        } else {
            self.more_start_files = true;
        }
    }

    /// A stage with this base; `default_shell` is that of an image.
    pub(crate) fn based_on(
        base: &ImageSource,
        default_shell: DefaultShell,
        ends: &Ends<'f>,
    ) -> Self {
        let end = match base {
            ImageSource::Stage(index) => ends.get(index),
            ImageSource::Image(_) | ImageSource::Scratch | ImageSource::Context => None,
        };
        match end {
            Some(end) => Self {
                files: FileMap::based_on(Rc::clone(&end.files)),
                directory: end.directory.clone(),
                accounts: end.accounts.clone(),
                shell: end.shell.clone(),
                default_shell: end.default_shell,
                start: end.start.inherited(),
                start_files: Vec::new(),
                more_start_files: false,
                secrets: Vec::new(),
            },
            None => Self { directory: "/".to_owned(), default_shell, ..Self::default() },
        }
    }

    pub(crate) fn end(self) -> End<'f> {
        let Self { files, directory, accounts, shell, default_shell, start, .. } = self;
        let (files, more_start_files) = (Rc::new(files), self.more_start_files);
        End { files, directory, accounts, shell, default_shell, start, more_start_files }
    }

    /// The language that the shell reads.
    pub(crate) fn language(&self) -> Language {
        shell_form::language(&self.shell, self.default_shell)
    }

    /// WORKDIR; gives the directory that the kernel makes of it, if that is another path than the one written.
    pub(crate) fn go_to(&mut self, path: &str) -> Option<String> {
        self.directory = cleaned(&self.directory, path);
        let real = self.behind_links(&self.directory);
        (real != path.trim_end_matches('/')).then_some(real)
    }

    /// The path with the first link in it followed.
    fn behind_links(&self, path: &str) -> String {
        let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
        for end in ends {
            let (Some(head), Some(rest)) = (path.get(..end), path.get(end..)) else { continue };
            if let Some(to) = self.files.link(head) {
                return format!("{to}{rest}");
            }
        }
        path.to_owned()
    }

    /// The target of a copy as an absolute path, with a slash at its end if it is a directory.
    pub(crate) fn target(&self, written: &str) -> String {
        let mut target = cleaned(&self.directory, written);
        if written.ends_with(['/', '.']) && !target.ends_with('/') {
            target.push('/');
        }
        target
    }

    /// Runs something in the files of the stage; `left` is what the build has left for it.
    pub(crate) fn run(
        &mut self,
        variables: Environment<'_>,
        given: &Given<'_>,
        left: Work,
        run: impl FnOnce(&mut Session<'_>) -> Vec<Script>,
    ) -> Vec<Script> {
        let secrets = std::mem::take(&mut self.secrets);
        let scope = Surroundings { variables, given, secrets: &secrets, left };
        if given.is_spent() {
            // what stands in the instruction itself is still read
            return run(&mut Session::new(&scope, FileMap::default(), &self.directory));
        }
        let files = std::mem::take(&mut self.files);
        let mut session = Session::new(&scope, files, &self.directory);
        let scripts = run(&mut session);
        self.files = session.into_files();
        for script in scripts.iter().filter(|script| !script.whole.is_empty()) {
            given.spend(script.commands.len());
        }
        scripts
    }

    /// Runs what an instruction runs, in each way in which its text may be read.
    pub(crate) fn run_instruction(
        &mut self,
        runs: &Runs,
        variables: Environment<'_>,
        given: &Given<'_>,
        left: Work,
    ) -> Vec<Script> {
        let (shell, default_shell) = (self.shell.clone(), self.default_shell);
        let language = self.language();
        self.run(variables, given, left, |session| match runs {
            Runs::Nothing => Vec::new(),
            Runs::Shell(text) => shell_form::read(&shell, default_shell, text, session),
            Runs::File { content, .. } => vec![session.read_file(content, language)],
            Runs::Exec(argv) => vec![session.read_argv(argv)],
        })
    }
}

//! Scripts that run one after the other among the same files: what one leaves, the next one finds.

use super::evaluate::walker::Walker;
use super::file_map::FileMap;
use super::programs::shells::{Takes, takes_text};
use super::{Dialect, HereDocument, Language, RunBy, Scope, Script, language_of};
use crate::source::Text;

/// Where scripts run: the variables that they see, the files that they find, the directory that they start in.
pub(crate) struct Session<'s> {
    scope: &'s dyn Scope,
    files: FileMap,
    directory: String,
}

impl<'s> Session<'s> {
    /// Scripts that start in `directory`, an absolute path; an empty one if that is not known.
    pub(crate) fn new(scope: &'s dyn Scope, files: FileMap, directory: &str) -> Self {
        Self { scope, files, directory: directory.to_owned() }
    }

    /// What the scripts have left.
    pub(crate) fn into_files(self) -> FileMap {
        self.files
    }

    /// As [`super::read_with_heredocs`].
    pub(crate) fn read(
        &mut self,
        text: &Text,
        heredocs: &[HereDocument<'_>],
        language: Language,
    ) -> Script {
        self.walk(language, text.len(), |walker| walker.read_top(text, heredocs))
    }

    /// A text that the words of SHELL are given as their last argument, in each way in which it may be run. A known
    /// shell with its option for a text reads it as a script. Other words are a command with one more argument: a shell
    /// whose text stands among the words gets it as `$0`, an interpreter reads it in its own language. A program that is
    /// not known may be a shell all the same.
    pub(crate) fn read_given(&mut self, shell: &[Text], text: &Text) -> Vec<Script> {
        let language = language_of(shell);
        let takes = takes_text(shell);
        if takes == Takes::Script && !prepares(shell) {
            return vec![self.read(text, &[], language)];
        }
        let mut argv = shell.to_vec();
        argv.push(text.clone());
        let mut all = vec![self.read_argv(&argv)];
        if takes == Takes::Unknown {
            all.push(self.read(text, &[], language));
        }
        all
    }

    /// As [`super::read_program`].
    pub(crate) fn read_program(
        &mut self,
        content: &Text,
        dialect: &'static Dialect,
        run: RunBy,
    ) -> Script {
        self.walk(Language::Posix, content.len(), |walker| {
            walker.program(content, dialect, run);
        })
    }

    /// The value of a variable that another program runs.
    pub(crate) fn read_hook(&mut self, name: &str, value: &Text) -> Script {
        self.walk(Language::Bash, value.len(), |walker| walker.hook(name, value, &Walker::top()))
    }

    /// As [`super::read_argv`].
    pub(crate) fn read_argv(&mut self, argv: &[Text]) -> Script {
        let size = argv.iter().map(|word| word.len()).sum();
        self.walk(Language::Posix, size, |walker| walker.read_words(argv))
    }

    /// As [`super::read_file`].
    pub(crate) fn read_file(&mut self, content: &Text, language: Language) -> Script {
        self.walk(language, content.len(), |walker| walker.read_file_top(content))
    }

    fn walk(
        &mut self,
        language: Language,
        size: usize,
        read: impl FnOnce(&mut Walker<'s>),
    ) -> Script {
        let files = std::mem::take(&mut self.files);
        let mut walker = Walker::new(self.scope, language, size, (files, &self.directory));
        read(&mut walker);
        let script;
        (script, self.files) = walker.into_parts();
        script
    }
}

/// The words of a shell make it read a file first, or set a variable.
fn prepares(shell: &[Text]) -> bool {
    let is_assignment = |word: &str| !word.starts_with('-') && word.contains('=');
    shell
        .iter()
        .any(|word| matches!(word.as_str(), "--rcfile" | "--init-file") || is_assignment(word))
}

//! A shell script that is put together from the words of a file: of a manifest, or of the configuration of a program.

use crate::source::Text;

/// Lines of commands; every word keeps its place.
pub(super) struct CommandLines {
    out: Text,
}

impl CommandLines {
    pub(super) fn new(content: &Text) -> Self {
        Self { out: Text::empty(content.span()) }
    }

    /// A line as a shell reads it.
    pub(super) fn line(&mut self, line: &Text) {
        if !line.trim().is_empty() {
            self.out.push(line);
            self.out.push_made("\n", line.span());
        }
    }

    /// A command of words, each as it stands.
    pub(super) fn words(&mut self, words: &[Text]) {
        let Some(last) = words.last() else { return };
        for word in words {
            self.spaced(word);
        }
        self.out.push_made("\n", last.span());
    }

    /// What was put together, which is forgotten: words of a command; one alone is a line for a shell, as `Command="a b"` of
    /// MSBuild.
    pub(super) fn line_or_words(&mut self, words: &mut Vec<Text>) {
        match words.as_slice() {
            [line] => self.line(line),
            words => self.words(words),
        }
        words.clear();
    }

    /// A command: constant words, then those of a line, each as it stands.
    pub(super) fn command(&mut self, program: &str, line: &Text) {
        self.out.push_made(program, line.span());
        let mut at = 0;
        for word in line.as_str().split_inclusive([' ', '\t']) {
            let range = at..at + word.trim_end().len();
            at += word.len();
            if !range.is_empty() {
                self.spaced(&line.slice(range));
            }
        }
        self.out.push_made("\n", line.span());
    }

    /// An interpreter with a program text: `lua -e TEXT`.
    pub(super) fn program(&mut self, interpreter: &str, option: &str, text: &Text) {
        if !text.trim().is_empty() {
            self.out.push_made(&format!("{interpreter} {option} "), text.span());
            self.word(text);
            self.out.push_made("\n", text.span());
        }
    }

    /// An interpreter with the path of a program.
    pub(super) fn file(&mut self, interpreter: &str, path: &Text) {
        if !path.is_empty() {
            self.out.push_made(&format!("{interpreter} "), path.span());
            self.word(path);
            self.out.push_made("\n", path.span());
        }
    }

    /// A file of this text.
    fn write(&mut self, path: &Text, content: &Text) {
        let content = &without_indent(content);
        self.out.push_made("printf %s ", content.span());
        self.word(content);
        self.out.push_made(" > ", path.span());
        self.word(path);
        self.out.push_made("\n", path.span());
    }

    fn spaced(&mut self, word: &Text) {
        self.word(word);
        self.out.push_made(" ", word.span());
    }

    fn word(&mut self, word: &Text) {
        let at = word.span();
        self.out.push_made("'", at);
        let mut from = 0;
        for (quote, _) in word.match_indices('\'') {
            self.out.push_range(word, from..quote);
            self.out.push_made(r"'\''", at);
            from = quote + 1;
        }
        self.out.push_range(word, from..word.len());
        self.out.push_made("'", at);
    }

    pub(super) fn into_text(self) -> Text {
        self.out
    }
}

/// The text without the blanks that its first line has in front: a block of YAML stands below its key.
fn without_indent(text: &Text) -> Text {
    let blanks = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let indent = blanks(text);
    if indent == 0 {
        return text.clone();
    }
    let mut out = Text::empty(text.span());
    for line in text.whole_lines() {
        out.push(&line.slice(blanks(&line).min(indent)..line.len()));
    }
    out
}

/// A file that a tool writes, as far as it has been read.
#[derive(Default)]
pub(super) struct WrittenFile {
    pub(super) path: Option<Text>,
    pub(super) content: Option<Text>,
}

impl WrittenFile {
    /// Writes the file once both its path and its text are known, and forgets it.
    pub(super) fn write(&mut self, commands: &mut CommandLines) {
        if let (Some(path), Some(content)) = (&self.path, &self.content) {
            commands.write(path, content);
            *self = Self::default();
        }
    }
}

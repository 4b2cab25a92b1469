//! What was read of a file, as if that had another number among the sources.

use super::{Assignment, Command, Redirect, Script, Unread, Written, WrittenPath};
use crate::source::{FileId, Span, Text};

impl Script {
    /// The same script, read in another judgement, where its file `from` is `to`.
    pub(crate) fn moved(&self, from: FileId, to: FileId) -> Self {
        if from == to {
            return self.clone();
        }
        let it = Move { from, to };
        Self {
            commands: self.commands.iter().map(|command| it.command(command)).collect(),
            written: self.written.iter().map(|written| it.written(written)).collect(),
            paths: self.paths.iter().map(|path| it.path(path)).collect(),
            constants: it.texts(&self.constants),
            unread: self.unread.iter().map(|unread| it.unread(*unread)).collect(),
            unset: self.unset.iter().map(|(span, name)| (it.span(*span), name.clone())).collect(),
            whole: self.whole.iter().map(|span| it.span(*span)).collect(),
            work: self.work,
        }
    }
}

#[derive(Clone, Copy)]
struct Move {
    from: FileId,
    to: FileId,
}

impl Move {
    fn span(self, span: Span) -> Span {
        span.moved(self.from, self.to)
    }

    fn text(self, text: &Text) -> Text {
        text.moved(self.from, self.to)
    }

    fn texts(self, texts: &[Text]) -> Vec<Text> {
        texts.iter().map(|text| self.text(text)).collect()
    }

    fn command(self, command: &Command) -> Command {
        let assignment = |Assignment { name, value }: &Assignment| Assignment {
            name: self.text(name),
            value: self.text(value),
        };
        let redirect =
            |redirect: &Redirect| Redirect { target: self.text(&redirect.target), ..*redirect };
        Command {
            argv: self.texts(&command.argv),
            unquoted: self.texts(&command.unquoted),
            assignments: command.assignments.iter().map(assignment).collect(),
            redirects: command.redirects.iter().map(redirect).collect(),
            input: command.input.as_deref().map(|text| Box::new(self.text(text))),
            output: command.output.as_deref().map(|text| Box::new(self.text(text))),
            span: self.span(command.span),
            ..*command
        }
    }

    fn written(self, Written { path, content, append }: &Written) -> Written {
        Written { path: self.text(path), content: self.text(content), append: *append }
    }

    fn path(self, WrittenPath { word, path }: &WrittenPath) -> WrittenPath {
        WrittenPath { word: self.text(word), path: path.clone() }
    }

    fn unread(self, unread: Unread) -> Unread {
        Unread { span: self.span(unread.span), ..unread }
    }
}

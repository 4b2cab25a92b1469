//! Files that a program writes: calls that take a path and a text, and files that it has opened.

use super::cursor::{Argument, Cursor};
use super::functions::last;
use super::lexer::Token;
use super::state::{MOST, Wrote};
use super::value::{Known, Value};
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::output::Data;
use crate::source::{Text, UNKNOWN};

/// A call that writes, as it stands in a text: without one of these a text writes nothing that is followed.
const CALLS: [&str; 9] = [
    ".write",
    ":write",
    "::write",
    "writeFile",
    "WriteFile",
    "appendFile",
    "file_put_contents",
    "fwrite",
    "fputs",
];

/// True if the program may write files.
pub(super) fn may_write(text: &str) -> bool {
    CALLS.iter().any(|call| memchr::memmem::find(text.as_bytes(), call.as_bytes()).is_some())
}

impl<'t> Cursor<'t, '_> {
    /// A call of a function that opens or writes a file.
    pub(super) fn writes(
        &mut self,
        name: &str,
        at: usize,
        arguments: &[Argument<'t>],
    ) -> Option<Known> {
        let (_, first) = arguments.first()?;
        if let (Value::Opened(path), "fwrite" | "fputs") = (&first.value, name) {
            let path = path.clone();
            self.wrote(&path, at, arguments.get(1..)?, true);
            return Some(Known::UNKNOWN);
        }
        let path = first.constant()?;
        match last(name) {
            "open" | "fopen" | "Path" | "new" | "openSync" | "createWriteStream" => {
                let mode = arguments.get(1).and_then(|(_, mode)| mode.constant());
                let is_path = matches!(last(name), "Path" | "createWriteStream");
                let writes = mode.is_some_and(|mode| mode.starts_with(['w', 'a', 'x']));
                let is_file = last(name) != "new" || name.ends_with("File.new");
                (is_file && (is_path || writes)).then(|| {
                    if mode.is_some_and(|mode| mode.starts_with('w')) {
                        self.wrote(path, at, &[], false);
                    }
                    Known::of(Value::Opened(path.clone()))
                })
            }
            "write" if matches!(name, "File.write" | "IO.write" | "fs::write" | "Bun.write") => {
                self.wrote(path, at, arguments.get(1..2)?, false);
                Some(Known::UNKNOWN)
            }
            "writeFile" | "writeFileSync" | "WriteFile" | "file_put_contents" | "writeTextFile"
            | "writeTextFileSync" => {
                let appends = arguments.get(2).is_some_and(|(_, flags)| {
                    matches!(&flags.value, Value::Named(name) if name.contains("APPEND"))
                });
                self.wrote(path, at, arguments.get(1..2)?, appends);
                Some(Known::UNKNOWN)
            }
            "appendFile" | "appendFileSync" => {
                self.wrote(path, at, arguments.get(1..2)?, true);
                Some(Known::UNKNOWN)
            }
            _ => None,
        }
    }

    /// A method of a file that was opened.
    pub(super) fn of_opened(
        &mut self,
        path: &Text,
        name: &str,
        at: usize,
        arguments: &[Argument<'t>],
    ) -> Known {
        let opened = || Known::of(Value::Opened(path.clone()));
        match name {
            "write" | "print" | "puts" | "writelines" | "write_all" => {
                self.wrote(path, at, arguments, true);
                if name == "puts" {
                    let end = Known::computed("\n", path.span());
                    self.wrote(path, at + 1, &[(None, end)], true);
                }
                Known::UNKNOWN
            }
            "write_text" => {
                self.wrote(path, at, arguments.get(..1).unwrap_or_default(), false);
                Known::UNKNOWN
            }
            // of a path, and of a file in a method of a name that says nothing about its content
            "open" | "resolve" | "absolute" | "expanduser" => opened(),
            _ => Known::UNKNOWN,
        }
    }

    /// The name that a file has in a block: `with open(…) as f`, `File.open(…) { |f|`, `File.open(…) do |f|`.
    pub(super) fn named_in_block(&mut self, opened: &Known) {
        let starts_block = self.is_mark(0, b'{') || matches!(self.peek(0), Some(Token::Name("do")));
        let name = match (self.peek(0), self.peek(1), self.peek(2)) {
            (Some(Token::Name("as")), Some(Token::Name(name)), _) => *name,
            (_, Some(Token::Mark(b'|')), Some(Token::Name(name))) if starts_block => *name,
            _ => return,
        };
        self.state.variables.insert(name.into(), opened.clone());
    }

    fn wrote(&mut self, path: &Text, at: usize, values: &[Argument<'t>], append: bool) {
        let span = self.span(at.min(self.tokens.len().saturating_sub(1)));
        // a file of which nothing but its opening is seen has the mark of its call, too
        let mark = 2 * at + usize::from(values.is_empty());
        if !self.state.first_written(self.unit, mark) {
            return;
        }
        if self.state.said.written.len() >= MOST {
            self.state.said.spent = true;
            return;
        }
        let mut content = Text::empty(span);
        for (_, value) in values.iter().filter(|(key, _)| key.is_none()) {
            let items = value.items().unwrap_or(std::slice::from_ref(value));
            for item in items {
                let word = item.word(span);
                if !self.state.take(word.len()) {
                    return;
                }
                content.push(&word);
            }
        }
        self.state.said.written.push(Wrote { path: path.clone(), content, append });
    }
}

impl Walker<'_> {
    /// What a program has written lies where it says, as far as it is known.
    pub(super) fn said_written(&mut self, written: Vec<Wrote>) {
        /// Files that a program writes to in turns are put together; what is written to more of them is put in place piece by piece.
        const IN_TURNS: usize = 8;
        let mut whole: Vec<Wrote> = Vec::new();
        for wrote in written {
            match whole
                .iter_mut()
                .rev()
                .take(IN_TURNS)
                .find(|it| it.path.as_str() == wrote.path.as_str())
            {
                Some(before) if wrote.append => before.content.push(&wrote.content),
                Some(before) => before.content = wrote.content,
                None => whole.push(wrote),
            }
        }
        for Wrote { path, content, append } in whole {
            self.writes(&path);
            if content.chars().any(|c| c != UNKNOWN) {
                self.write(&path, Data::Text(content), append);
            } else {
                self.files.set(&path, None);
            }
        }
    }
}

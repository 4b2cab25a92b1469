//! What one-liners of other languages say: their constant strings, and the commands that they start.
//!
//! Not a reader of those languages: string literals, concatenation, a few decoding functions, variables that
//! are assigned once, and the names of the functions that start programs or print.

mod lexer;
mod reader;

use crate::shell::Via;
use crate::shell::evaluate::walk::{Context, Ran, Walker};
use crate::shell::programs::output::{Data, Output};
use crate::source::Text;
use lexer::{Kind, kind};
use reader::say;

impl Walker<'_> {
    /// `python -c CODE`, `perl -e CODE`, `node file` …
    pub(crate) fn code(&mut self, id: usize, argv: &[Text], inner: &Context) -> Ran {
        let unknown = Ran { tail: Some(id), open: true, ..Ran::UNKNOWN };
        let Some(program) = argv.first() else {
            return unknown;
        };
        let name = crate::shell::programs::language::base_name(program);
        let text = match code_argument(name, argv) {
            Asked::Code(text) => text,
            Asked::Module(at) => return self.rest(argv, at, inner),
            Asked::File(path) => match self.files.get(&path) {
                Some(data) => data.to_text(),
                None => return unknown,
            },
            Asked::Input => match &inner.stdin {
                Some(data) => data.to_text(),
                None => return unknown,
            },
        };
        if !self.budget.text(text.len()) {
            return unknown;
        }
        let said = say(&text, name);
        let context = Context {
            via: Via::Code,
            stdin: None,
            pipe_from: None,
            capture: false,
            ..inner.clone()
        };
        if !said.strings.is_empty()
            && let Some(code) = self.reserve(text.span(), &context)
        {
            let mut words = vec![program.clone()];
            words.extend(said.strings);
            let counted = self.budget.words(words.len());
            if let Some(command) = self.script.commands.get_mut(code).filter(|_| counted) {
                command.argv = words;
            }
        }
        let context = Context { via: Via::ShellText, ..context };
        for words in said.started {
            match words.as_slice() {
                [text] => drop(self.script_text(text, crate::shell::Language::Posix, &context)),
                [text, ..] if text.contains(' ') => {
                    self.script_text(text, crate::shell::Language::Posix, &context);
                }
                [first, ..] => {
                    let span = first.span();
                    self.run_words(words, span, &context);
                }
                [] => {}
            }
        }
        match said.printed {
            Some(text) if inner.capture => Ran::own(id, Output::Known(Data::Text(text))),
            _ => unknown,
        }
    }
}

enum Asked {
    Code(Text),
    File(Text),
    /// `python -m module`: the module's words start here.
    Module(usize),
    Input,
}

fn code_argument(name: &str, argv: &[Text]) -> Asked {
    let kind = kind(name);
    let mut at = 1;
    while let Some(word) = argv.get(at) {
        at += 1;
        let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            return if kind == Kind::Awk {
                Asked::Code(word.clone())
            } else if word.as_str() == "-" {
                Asked::Input
            } else {
                Asked::File(word.clone())
            };
        };
        let asks = match kind {
            Kind::Python if letters == "m" => return Asked::Module(at),
            Kind::Python => !letters.starts_with('-') && letters.ends_with('c'),
            Kind::Awk => {
                at += usize::from(matches!(letters, "F" | "v"));
                false
            }
            Kind::Php => letters == "r",
            Kind::Node => matches!(letters, "e" | "p" | "pe" | "-eval" | "-print"),
            Kind::Perl => {
                !letters.starts_with(['M', 'm', 'I', '-']) && letters.ends_with(['e', 'E'])
            }
        };
        if asks && let Some(code) = argv.get(at) {
            return Asked::Code(code.clone());
        }
    }
    Asked::Input
}

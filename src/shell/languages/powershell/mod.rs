//! PowerShell text → commands: words, pipes, variables that are assigned a constant, `iex`, sub-expressions.
//!
//! Reads as much as rules about programs and URLs need; it is no PowerShell parser.

mod cursor;
mod makers;
mod operators;

use std::rc::Rc;

use crate::shell::Via;
use crate::shell::evaluate::context::joined;
use crate::shell::evaluate::context::{Context, Ran};
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::output::Data;
use crate::shell::syntax::lexer::{MAX_DEPTH, TOO_DEEP};
use crate::source::Text;
use cursor::Cursor;
use makers::{decoded, decoded_constant, makes_of_constants, makes_text, of_constant};
use operators::operated;

/// What `powershell` is asked to run.
pub(crate) enum Asked {
    Text(Text),
    File(Text),
}

/// Reads `-Command`, `-EncodedCommand`, `-File` in any abbreviation; bare words are a command too.
pub(crate) fn command_text(argv: &[Text]) -> Option<Asked> {
    let mut at = 1;
    while let Some(word) = argv.get(at) {
        at += 1;
        if word.to_ascii_lowercase().ends_with(".ps1") {
            return Some(Asked::File(word.clone()));
        }
        let Some(name) = word.strip_prefix(['-', '/']) else {
            return words_from(argv, at - 1).map(Asked::Text);
        };
        let name = name.to_ascii_lowercase();
        let is = |long: &str| !name.is_empty() && long.starts_with(&name);
        if is("command") {
            return words_from(argv, at).map(Asked::Text);
        }
        if is("encodedcommand") || name == "ec" {
            return decoded(argv.get(at)?).map(Asked::Text);
        }
        if is("file") {
            return argv.get(at).cloned().map(Asked::File);
        }
        let valued = ["windowstyle", "version", "inputformat", "outputformat", "psconsolefile"];
        let policy = name == "ep" || name.starts_with("ex");
        at += usize::from(policy || valued.iter().any(|long| is(long)));
    }
    None
}

fn words_from(argv: &[Text], at: usize) -> Option<Text> {
    let words = argv.get(at..)?;
    Some(joined(words, words.first()?.span()))
}

/// One command between separators.
#[derive(Default)]
struct Statement {
    words: Vec<Text>,
    /// Texts in parentheses that are commands themselves.
    inner: Vec<Text>,
    /// The variable that takes the result.
    assigns: Option<String>,
    current: Option<Text>,
    /// It is a list of plain names in quotes: a value, which nothing runs.
    is_list: bool,
}

impl Statement {
    fn push(&mut self, piece: &Text) {
        match &mut self.current {
            Some(current) => current.push(piece),
            None => self.current = Some(piece.clone()),
        }
    }

    fn end_word(&mut self) {
        self.words.extend(self.current.take());
    }
}

impl Walker<'_> {
    pub(crate) fn powershell(&mut self, text: &Text, context: &Context) -> Ran {
        if self.depth >= MAX_DEPTH {
            self.give_up(text.span(), TOO_DEEP);
            self.flat(text, context);
            return Ran::UNKNOWN;
        }
        self.depth += 1;
        let mut cursor = Cursor { text, at: 0 };
        let mut own = context.clone();
        let mut last = Ran::UNKNOWN;
        while cursor.at < text.len() {
            let start = cursor.at;
            let statement = self.powershell_statement(&mut cursor);
            let written = text.slice(start..cursor.at).trimmed();
            let printed = printed(&statement);
            let each = statement.is_list.then(|| joined(&statement.words, written.span()));
            let id = self.powershell_run(&written, statement, &own);
            let piped = cursor.peek(0) == Some(b'|') && cursor.peek(1) != Some(b'|');
            own.pipe_from = id.filter(|_| piped);
            if let Some(each) = each.filter(|_| piped) {
                // the block behind the pipe is run for each
                self.vars.set("_", Value::One(each));
            }
            own.stdin = printed.filter(|_| piped).map(|text| Rc::new(Data::Text(text)));
            if id.is_some() {
                last = Ran { tail: id, open: true, ..Ran::UNKNOWN };
            }
            cursor.at += 1;
        }
        self.depth -= 1;
        last
    }

    /// Words up to a separator, which is not passed.
    fn powershell_statement(&mut self, cursor: &mut Cursor<'_>) -> Statement {
        let assigns = cursor.assignment();
        let is_list = cursor.is_list_of_names();
        let mut out = Statement { assigns, is_list, ..Statement::default() };
        while let Some(byte) = cursor.peek(0) {
            match byte {
                b' ' | b'\t' | b'\r' | b',' => {
                    out.end_word();
                    cursor.at += 1;
                }
                b'`' if matches!(cursor.peek(1), Some(b'\n' | b'\r')) => {
                    out.end_word();
                    cursor.at += 2 + usize::from(cursor.peek(2) == Some(b'\n'));
                }
                b'#' if out.current.is_none() => cursor.skip_line(),
                // The call operator.
                b'&' if out.words.is_empty() && cursor.peek(1) != Some(b'&') => cursor.at += 1,
                b';' | b'\n' | b'|' | b'&' | b'{' | b'}' => break,
                b'(' => self.powershell_parenthesis(cursor, &mut out),
                b'\'' | b'"' | b'$' | b'`' => {
                    let value = self.powershell_value(cursor, byte);
                    out.push(&value);
                    cursor.skip_concatenation();
                }
                _ => {
                    let piece = cursor.plain();
                    out.push(&cursor.text.slice(piece));
                }
            }
        }
        out.end_word();
        out
    }

    /// `(…)`: the arguments of a method call, or commands.
    fn powershell_parenthesis(&mut self, cursor: &mut Cursor<'_>, out: &mut Statement) {
        let open = cursor.at;
        let inner = cursor.parenthesis();
        let text = cursor.text.slice(inner);
        let called = out.current.as_ref().is_some_and(|word| !word.ends_with(['$', '@']));
        out.push(&cursor.text.slice(open..cursor.at));
        if called {
            let arguments = self.powershell_constants(&text);
            if !arguments.is_empty() {
                out.end_word();
                out.words.extend(arguments);
            } else if text.starts_with('(') {
                out.inner.push(text);
            }
        } else {
            out.inner.push(text);
        }
    }

    /// The constant texts among the arguments of a method call.
    fn powershell_constants(&mut self, text: &Text) -> Vec<Text> {
        let mut cursor = Cursor { text, at: 0 };
        let mut all: Vec<Text> = Vec::new();
        let mut joins = false;
        while let Some(byte) = cursor.peek(0) {
            if !matches!(byte, b'\'' | b'"' | b'$') {
                cursor.at += 1;
                continue;
            }
            let value = self.powershell_value(&mut cursor, byte);
            match all.last_mut() {
                Some(last) if joins => last.push(&value),
                _ => all.push(value),
            }
            joins = cursor.skip_concatenation();
        }
        all
    }

    /// A quoted text, a variable or an escaped character.
    fn powershell_value(&mut self, cursor: &mut Cursor<'_>, byte: u8) -> Text {
        match byte {
            b'\'' => {
                let piece = cursor.quoted(byte);
                cursor.text.slice(piece)
            }
            b'"' => {
                let piece = cursor.quoted(byte);
                let text = cursor.text.slice(piece);
                if text.contains('$') { self.powershell_interpolated(&text) } else { text }
            }
            b'$' => {
                let piece = cursor.variable();
                let written = cursor.text.slice(piece);
                let name = written.trim_start_matches('$').trim_matches(['{', '}']);
                match self.powershell_variable(name) {
                    Some(known) if self.budget.bytes(known.len()) => {
                        let mut value = Text::empty(written.span());
                        value.push_through(&known, written.span());
                        value
                    }
                    _ => written,
                }
            }
            _ => {
                let from = cursor.at + 1;
                let next = cursor.text.get(from..).and_then(|rest| rest.chars().next());
                cursor.at = from + next.map_or(0, char::len_utf8);
                cursor.text.slice(from..cursor.at)
            }
        }
    }

    fn powershell_variable(&self, name: &str) -> Option<Text> {
        let name = name.to_ascii_lowercase();
        if let Some(value) = self.vars.local(&name) {
            return value.scalar(0).cloned();
        }
        let name = name.strip_prefix("env:")?;
        let upper = name.to_ascii_uppercase();
        self.vars.outer(&upper).or_else(|| self.vars.outer(name)).cloned()
    }

    /// Variables inside double quotes.
    fn powershell_interpolated(&mut self, text: &Text) -> Text {
        let mut out = Text::empty(text.span());
        let mut cursor = Cursor { text, at: 0 };
        while cursor.at < text.len() {
            if cursor.peek(0) == Some(b'$') && cursor.peek(1) == Some(b'(') {
                let start = cursor.at;
                cursor.at += 1;
                let inner = cursor.parenthesis();
                match of_constant(&text.slice(inner)) {
                    Some(constant) => out.push(&constant),
                    None => out.push_range(text, start..cursor.at),
                }
            } else if cursor.peek(0) == Some(b'$') {
                let value = self.powershell_value(&mut cursor, b'$');
                out.push(&value);
            } else {
                let rest = text.get(cursor.at..).unwrap_or_default();
                let end = cursor.at + rest.find('$').unwrap_or(rest.len());
                out.push_range(text, cursor.at..end);
                cursor.at = end;
            }
        }
        out
    }

    /// Emits one command and what stands in it; returns its index.
    fn powershell_run(
        &mut self,
        written: &Text,
        statement: Statement,
        context: &Context,
    ) -> Option<usize> {
        let Statement { words, inner, assigns, is_list, .. } = statement;
        if is_list {
            return None;
        }
        let words = operated(words);
        let first = words.first()?;
        if let (Some(name), [value], true) = (&assigns, words.as_slice(), inner.is_empty()) {
            self.vars.set(name, Value::One(value.clone()));
        }
        let name = first.to_ascii_lowercase();
        let evaluates = matches!(name.as_str(), "iex" | "invoke-expression");
        let starts = matches!(name.as_str(), "start" | "start-process" | "saps");
        let asked = if evaluates {
            let given = words.iter().skip(1).find(|word| !word.starts_with(['-', '(']));
            given.cloned().or_else(|| context.stdin.as_ref().map(|data| data.to_text()))
        } else {
            None
        };
        let started = if starts { started_words(&words) } else { Vec::new() };
        let is_called = is_called(written);
        let made = words.get(1).filter(|_| evaluates).is_some_and(|made| makes_of_constants(made));
        let is_computed = made || is_called && makes_text(first);
        let id = self.script.commands.len();
        self.run_words(words, written.span(), context);
        if let Some(command) = self.script.commands.get_mut(id).filter(|_| is_computed) {
            command.via = Via::Computed;
        }
        let held = Context { parent: Some(id), pipe_from: None, stdin: None, ..context.clone() };
        for inner in &inner {
            self.powershell(inner, &Context { via: Via::Substitution, ..held.clone() });
        }
        if let (Some(from), Some(to)) = (started.first(), started.last()) {
            let span = from.span().to(to.span());
            self.run_words(started, span, &Context { via: Via::Wrapper, ..held.clone() });
        }
        if let Some(asked) = asked.filter(|asked| self.may_read(asked)) {
            self.powershell(&asked, &Context { via: Via::ShellText, ..held.clone() });
        }
        let decoded = if evaluates || is_called { decoded_constant(written) } else { None };
        if let Some(decoded) = decoded.filter(|decoded| self.may_read(decoded)) {
            self.powershell(&decoded, &Context { via: Via::ShellText, ..held });
        }
        (id < self.script.commands.len()).then_some(id)
    }
}

/// `& name`, `. name`: what stands there is run, whatever makes it.
fn is_called(written: &str) -> bool {
    written.starts_with('&') || written.starts_with(". ") || written.starts_with(".(")
}

/// The text that a statement passes on: a constant, or `echo` and a constant.
fn printed(statement: &Statement) -> Option<Text> {
    match statement.words.as_slice() {
        [value] if statement.inner.is_empty() => Some(value.clone()),
        [name, value]
            if name.eq_ignore_ascii_case("echo") || name.eq_ignore_ascii_case("write-output") =>
        {
            Some(value.clone())
        }
        _ => None,
    }
}

/// Program and arguments of `Start-Process`.
fn started_words(words: &[Text]) -> Vec<Text> {
    let mut out = Vec::new();
    let mut rest = words.iter().skip(1);
    while let Some(word) = rest.next() {
        match word.to_ascii_lowercase().as_str() {
            "-filepath" | "-argumentlist" | "-args" | "-wait" | "-nonewwindow" | "-passthru" => {}
            "-verb" | "-windowstyle" | "-workingdirectory" => drop(rest.next()),
            _ => out.push(word.clone()),
        }
    }
    out
}

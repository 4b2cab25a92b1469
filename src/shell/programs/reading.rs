//! Builtins that set variables from input or options: `read`, `mapfile`, `getopts`.

use std::rc::Rc;

use crate::shell::evaluate::context::{Context, unknown_text};
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;

use crate::shell::programs::builtins::parts;
use crate::shell::programs::files::descriptor_path;
use crate::shell::programs::output::Data;
use crate::shell::syntax::lexer::is_name;
use crate::source::Text;

/// Lines that the callback of one `mapfile` is called with.
const MOST_CALLS: usize = 16;

/// What `read` is asked for.
#[derive(Default)]
struct Request<'a> {
    names: Vec<&'a Text>,
    /// `-a`: all words into this array.
    array: Option<&'a Text>,
    /// `-n`, `-N`: so many characters.
    count: Option<usize>,
    /// `-d`: up to this text instead of the line end; empty: to the end.
    delimiter: Option<String>,
    /// `-u`
    descriptor: Option<&'a str>,
}

impl<'a> Request<'a> {
    fn new(args: &'a [Text]) -> Self {
        let mut out = Self::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let Some(letters) = arg.strip_prefix('-') else {
                if arg.bytes().all(is_name) {
                    out.names.push(arg);
                }
                continue;
            };
            let Some(at) = letters.find(['p', 't', 'n', 'N', 'd', 'u', 'i', 'a']) else { continue };
            let rest = letters.get(at + 1..).unwrap_or_default();
            let next = if rest.is_empty() { args.next() } else { None };
            let value = next.map_or(rest, Text::as_str);
            match letters.as_bytes().get(at) {
                Some(b'a') => out.array = next,
                Some(b'n' | b'N') => out.count = value.parse().ok(),
                Some(b'd') => out.delimiter = Some(value.chars().take(1).collect()),
                Some(b'u') => out.descriptor = Some(value),
                _ => {}
            }
        }
        out
    }

    /// The part of the input that is read, and where the next one starts.
    fn part(&self, input: &Text) -> (Text, usize) {
        let end = match self.delimiter.as_deref() {
            None => input.find('\n').unwrap_or(input.len()),
            Some("") => input.len(),
            Some(delimiter) => input.find(delimiter).unwrap_or(input.len()),
        };
        let line = input.slice(0..end);
        let count = self.count.and_then(|count| line.char_indices().nth(count));
        match count {
            Some((at, _)) => (line.slice(0..at), at),
            None => (line, (end + 1).min(input.len())),
        }
    }
}

impl Walker<'_> {
    /// `read [-r] NAME …`
    pub(crate) fn read(&mut self, args: &[Text], inner: &Context) {
        let request = Request::new(args);
        let line = self.next_part(&request, inner);
        let ifs = self.vars.local("IFS").and_then(|ifs| ifs.scalar(self.alternative));
        let ifs = ifs.map_or(" \t\n".to_owned(), |ifs| ifs.as_str().to_owned());
        if let Some(name) = request.array {
            let items = match &line {
                Some(line) => fields(line, &ifs, usize::MAX),
                None => vec![unknown_text(name.span())],
            };
            self.vars.set(name, Value::Array(items));
            return;
        }
        let values = line.map(|line| fields(&line, &ifs, request.names.len().max(1)));
        for (index, name) in request.names.iter().enumerate() {
            let value = match &values {
                None => unknown_text(name.span()),
                Some(values) => {
                    values.get(index).cloned().unwrap_or_else(|| Text::empty(name.span()))
                }
            };
            self.vars.set(name, Value::One(value));
        }
    }

    /// What is read, behind what was read of the same input before.
    fn next_part(&mut self, request: &Request<'_>, inner: &Context) -> Option<Text> {
        if let Some(number) = request.descriptor.filter(|number| *number != "0") {
            let path = descriptor_path(number);
            let input = self.files.get(&path)?.to_text();
            if !self.budget.bytes(input.len()) {
                return None;
            }
            let (part, next) = request.part(&input);
            let rest = Data::Text(input.slice(next..input.len()));
            self.files.set(&path, Some(rest));
            return Some(part);
        }
        let input = inner.stdin.clone()?;
        let from = match &self.taken {
            Some((taken, from)) if Rc::ptr_eq(taken, &input) => *from,
            _ => 0,
        };
        let text = input.to_text();
        if !self.budget.bytes(text.len()) {
            return None;
        }
        let (part, next) = request.part(&text.slice(from.min(text.len())..text.len()));
        self.taken = Some((input, from + next));
        Some(part)
    }

    /// `mapfile -t [-d X] NAME`
    pub(crate) fn read_array(&mut self, args: &[Text], inner: &Context) {
        let Some(name) = args.iter().rfind(|arg| !arg.starts_with('-')) else {
            return;
        };
        let value_of = |letter: &str| {
            let at = args.iter().position(|arg| arg.starts_with(letter))?;
            let attached = args.get(at).map(|arg| arg.slice(letter.len()..arg.len()));
            attached.filter(|value| !value.is_empty()).or_else(|| args.get(at + 1).cloned())
        };
        let delimiter = value_of("-d").and_then(|value| value.chars().next());
        let callback = value_of("-C");
        let items = match inner.stdin.as_deref() {
            Some(Data::Text(text)) if self.budget.bytes(text.len()) => {
                parts(text, delimiter.unwrap_or('\n'))
            }
            _ => vec![unknown_text(name.span())],
        };
        // `-C f`: the function is called with the index and the line
        if let Some(function) = callback {
            for (index, item) in items.iter().take(MOST_CALLS).enumerate() {
                let index = Text::made(index.to_string(), item.span());
                let words = vec![function.clone(), index, item.clone()];
                let context = Context { stdin: None, ..inner.clone() };
                self.run_words(words, function.span(), &context);
            }
        }
        self.vars.set(name, Value::Array(items));
    }

    /// `getopts SPEC NAME [args]`: whether there is one more option, if that is known.
    pub(crate) fn getopts(&mut self, args: &[Text]) -> Option<bool> {
        let [spec, name, given @ ..] = args else { return None };
        let words = match given {
            [] => self.positional.clone(),
            given => Some(Rc::new(given.to_vec())),
        };
        let Some(words) = words else {
            self.vars.set(name, Value::One(unknown_text(name.span())));
            self.vars.set("OPTARG", Value::One(unknown_text(name.span())));
            return None;
        };
        let at = self.vars.local("OPTIND").and_then(|value| value.scalar(0)?.parse().ok());
        let mut index: usize = at.unwrap_or(1_usize).saturating_sub(1);
        let letters = words.get(index).and_then(|word| word.strip_prefix('-'));
        let Some(letters) = letters.filter(|letters| !letters.is_empty() && *letters != "-") else {
            return Some(false);
        };
        let letters = letters.to_owned();
        let letter = letters.chars().nth(self.option_at).unwrap_or('?');
        let rest: String = letters.chars().skip(self.option_at + 1).collect();
        let takes_value = spec.contains(&format!("{letter}:"));
        let mut argument = None;
        if takes_value && rest.is_empty() {
            argument = words.get(index + 1).cloned();
            index += 2;
        } else if takes_value {
            argument = words.get(index).map(|word| word.slice(word.len() - rest.len()..word.len()));
            index += 1;
        } else if rest.is_empty() {
            index += 1;
        }
        self.option_at = if takes_value || rest.is_empty() { 0 } else { self.option_at + 1 };
        self.vars.set(name, Value::One(Text::made(letter.to_string(), name.span())));
        if let Some(argument) = argument {
            self.vars.set("OPTARG", Value::One(argument));
        }
        self.tested = self.tested.wrapping_add(1);
        let index = Text::made((index + 1).to_string(), name.span());
        self.vars.set("OPTIND", Value::One(index));
        Some(true)
    }
}

/// At most `count` fields of a line; the last one has the rest.
fn fields(line: &Text, ifs: &str, count: usize) -> Vec<Text> {
    let separates = |c: char| ifs.contains(c);
    let blanks = |c: char| separates(c) && c.is_ascii_whitespace();
    let trimmed = |text: &Text| {
        let start = text.len() - text.trim_start_matches(blanks).len();
        let end = text.trim_end_matches(blanks).len();
        text.slice(start.min(end)..end)
    };
    let mut rest = trimmed(line);
    let mut out = Vec::new();
    while out.len() + 1 < count {
        let Some(end) = rest.find(separates) else { break };
        out.push(rest.slice(0..end));
        let width = rest.get(end..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        rest = trimmed(&rest.slice(end + width..rest.len()));
    }
    if !rest.is_empty() {
        out.push(rest);
    }
    out
}

//! The list of a content search: the expressions that Anchore's analyzer tries on every line of every file. A policy
//! names them and does not hold them.
//!
//! Reads the list and judges lines; opens no file.

use std::borrow::Cow;

use super::outline::{Outline, outline};
use super::pattern::{Expression, Verdict};
use super::python::from_python;
use crate::content::line_search::{FileSearch, LineSearch};
use crate::policy::{PolicyError, Problems, shown};
use crate::source::{FileId, Sources, Span};

/// Largest list that is read, in bytes.
pub(crate) const MAX_SEARCH_BYTES: usize = 256 * 1024;

/// Most expressions of a list.
const MAX_EXPRESSIONS: usize = 100;

/// Lines of one file on which an expression with look-around may be tried to the end, before it counts as a match:
/// each may take many steps.
const MAX_TRIES: u32 = 2_000;

/// The key that is no name of an expression.
const MAX_SIZE: &str = "MAXFILESIZE";

/// A list of expressions.
#[derive(Debug, Default)]
pub(crate) struct ContentSearch {
    expressions: Vec<Named>,
    /// Larger files are left out.
    max_size: Option<u64>,
}

/// An expression with its name.
#[derive(Debug)]
struct Named {
    /// `NAME=expression`.
    written: String,
    /// What every line has that matches, in linear time.
    outline: Outline,
    /// The expression itself, if the outline does not say everything.
    exact: Option<Expression>,
}

/// The state of the search in one file: what matched so far.
#[derive(Debug)]
struct Progress<'s> {
    search: &'s ContentSearch,
    /// One for each expression.
    states: Vec<State>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// No line matches so far; that many were tried to the end.
    Open(u32),
    Matched,
}

impl ContentSearch {
    /// Reads a list: a line `NAME=expression` for each, `MAXFILESIZE=bytes`, empty lines and lines that start with `#`;
    /// lines may be items of a YAML list.
    ///
    /// # Errors
    /// Every problem of the file, in its order.
    pub(crate) fn parse(file: FileId, sources: &Sources) -> Result<Self, Vec<PolicyError>> {
        let mut problems = Problems::new(file);
        let bytes = sources.bytes(file);
        let mut search = Self::default();
        if bytes.len() > MAX_SEARCH_BYTES {
            let message = format!("this list is larger than {MAX_SEARCH_BYTES} bytes");
            problems.add_help(problems.span(0..0), message, "name fewer expressions");
            problems.finish()?;
            return Ok(search);
        }
        let mut start = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let item = item(line);
            let from = start + memchr::memmem::find(line, item).unwrap_or(0);
            start += line.len();
            if item.is_empty() || item.starts_with(b"#") {
                continue;
            }
            let span = problems.span(from..from + item.len());
            search.line(&String::from_utf8_lossy(item), span, &mut problems);
        }
        problems.finish()?;
        Ok(search)
    }

    fn line(&mut self, text: &str, span: Span, problems: &mut Problems) {
        let is_name = |name: &str| {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let Some((name, written)) = text.split_once('=').filter(|(name, _)| is_name(name)) else {
            let message = format!("`{}` has no name", shown(text));
            problems.add_help(span, message, "write `NAME=expression`");
            return;
        };
        if name == MAX_SIZE {
            match written.trim().parse() {
                Ok(size) => self.max_size = Some(size),
                Err(_) => {
                    problems.add(span, format!("`{}` is no number of bytes", shown(written)));
                }
            }
            return;
        }
        if self.expressions.len() >= MAX_EXPRESSIONS {
            let message = format!("this list has more than {MAX_EXPRESSIONS} expressions");
            problems.add_help(span, message, "name fewer expressions");
            return;
        }
        match Named::new(text, written) {
            Ok(named) => self.expressions.push(named),
            Err(error) => {
                problems.add(span, format!("this regular expression is wrong: {error}"));
            }
        }
    }
}

impl LineSearch for ContentSearch {
    /// Nothing is searched in a file that is too large.
    fn start(&self, size: u64) -> Box<dyn FileSearch + '_> {
        let left_out = self.max_size.is_some_and(|max| size > max);
        let count = if left_out { 0 } else { self.expressions.len() };
        Box::new(Progress { search: self, states: vec![State::Open(0); count] })
    }
}

impl Named {
    fn new(text: &str, written: &str) -> Result<Self, String> {
        // For Python `$` stands before the end of a line, too.
        let of_line = format!("(?m:{})", from_python(written));
        let expression = Expression::new(&of_line)?;
        let outline = outline(&of_line)?;
        let exact = (!outline.is_exact).then_some(expression);
        Ok(Self { written: text.to_owned(), outline, exact })
    }

    /// The state after some lines.
    fn after(&self, mut tries: u32, lines: &str) -> State {
        if self.outline.lines.as_ref().is_some_and(|regex| !regex.is_match(lines)) {
            return State::Open(tries);
        }
        for line in lines.split_inclusive('\n').filter(|line| self.outline.line.is_match(line)) {
            let verdict = self.exact.as_ref().map_or(Verdict::Match, |it| it.at_start_of(line));
            tries += 1;
            // What cannot be told fires.
            if verdict != Verdict::NoMatch || tries > MAX_TRIES {
                return State::Matched;
            }
        }
        State::Open(tries)
    }
}

impl FileSearch for Progress<'_> {
    fn goes_on(&self) -> bool {
        self.states.iter().any(|state| matches!(state, State::Open(_)))
    }

    /// Bytes are characters, as for Python.
    fn lines(&mut self, lines: &[u8]) {
        let text: Cow<'_, str> = match std::str::from_utf8(lines) {
            Ok(text) if text.is_ascii() => text.into(),
            _ => lines.iter().map(|byte| char::from(*byte)).collect::<String>().into(),
        };
        for (named, state) in self.search.expressions.iter().zip(&mut self.states) {
            if let State::Open(tries) = *state {
                *state = named.after(tries, &text);
            }
        }
    }

    /// As `NAME=expression`.
    fn matched(&self) -> Vec<String> {
        let both = self.search.expressions.iter().zip(&self.states);
        let matched = both.filter(|(_, state)| matches!(state, State::Matched));
        matched.map(|(named, _)| named.written.clone()).collect()
    }
}

/// The line without what YAML puts around an item of a list.
fn item(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii();
    let line = line.strip_prefix(b"- ").unwrap_or(line).trim_ascii();
    let quoted = |quote: &[u8]| line.strip_prefix(quote).and_then(|line| line.strip_suffix(quote));
    quoted(b"\"").or_else(|| quoted(b"'")).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<ContentSearch, Vec<PolicyError>> {
        let mut sources = Sources::default();
        let file = sources.add("list", text.as_bytes().to_vec());
        ContentSearch::parse(file, &sources)
    }

    fn matched(list: &str, lines: &[&[u8]]) -> Vec<String> {
        let search = parsed(list).unwrap();
        let mut file = search.start(0);
        for line in lines {
            file.lines(line);
        }
        file.matched()
    }

    #[test]
    fn lines_are_matched_from_their_start_and_with_look_around() {
        let list = "# two\nKEY=(?i).*token( *=+ *).*(?<![A-Z0-9])[A-Z0-9]{8}(?![A-Z0-9]).*\n\nHEAD=-+BEGIN\n";
        let key = list.lines().nth(1).unwrap();
        assert_eq!(matched(list, &[b"a\n", b"my_Token = 'ABCD1234'\n"]), [key]);
        assert!(matched(list, &[b"token = 'ABCD12345'\n", b" -BEGIN\n"]).is_empty());
        assert_eq!(matched(list, &[b"\xff\xfe\n", b"--BEGIN KEY\n"]), ["HEAD=-+BEGIN"]);
        assert_eq!(matched("X=a$", &[b"b\na\nc\n"]).len(), 1);
        assert_eq!(matched("X=a$", &[b"b\na\r\nc\n"]).len(), 0, "as for Python");
        assert_eq!(matched("X=a\\s", &[b"a\n"]).len(), 1);
        assert_eq!(matched(r"X=\Ab\z", &[b"a\nb"]).len(), 1, "each line is a text of its own");
        assert_eq!(matched("X=..c", &["éc".as_bytes()]).len(), 1, "a byte is a character");
    }

    #[test]
    fn a_list_says_everything_that_is_wrong_with_it() {
        let problems =
            parsed("nothing\nA=(\nB=(a)(?(1)b|c)\nMAXFILESIZE=x\nmy name=a\n").unwrap_err();
        let all: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(all.len(), 5, "{all:?}");
        for (said, part) in
            all.iter().zip(["has no name", "wrong", "wrong", "no number", "no name"])
        {
            assert!(said.contains(part), "{said}");
        }
    }

    #[test]
    fn large_files_are_left_out_if_the_list_says_so() {
        let search = parsed("MAXFILESIZE=10\nA=a\n").unwrap();
        assert!(search.start(10).goes_on());
        assert!(!search.start(11).goes_on());
    }

    #[test]
    fn an_expression_that_takes_too_long_matches() {
        let evil = format!("{}!", "a".repeat(3_000));
        assert_eq!(matched("A=(a|aa)+(?<!b)c", &[evil.as_bytes()]).len(), 0, "the outline says no");
        assert_eq!(matched(r"A=(a+)(a+)(a+)(?!a)(?<!a)!.*", &[evil.as_bytes()]).len(), 1);
        let near = vec![b"key: 1\n".as_slice(); MAX_TRIES as usize + 1];
        assert_eq!(matched("A=key: (?!1)", &near).len(), 1);
        assert_eq!(matched("A=key: (?!1)", near.get(1..).unwrap()).len(), 0);
    }
}

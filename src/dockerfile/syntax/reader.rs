//! The main loop: physical lines → logical lines → instructions, here-document bodies, comments, stages.

use crate::dockerfile::expansion::go;
use crate::dockerfile::expansion::lookup::ExpandError;
use crate::dockerfile::syntax::arguments::read_instruction;
use crate::dockerfile::syntax::directive::{
    self, Directive, DirectiveName, DirectiveReader, MAX_LINE,
};
use crate::dockerfile::syntax::heredoc;
use crate::dockerfile::syntax::instruction::{Heredoc, Instruction, Phase, SyntaxError};
use crate::dockerfile::syntax::keyword::Keyword;
use crate::dockerfile::syntax::line::{Line, Lines, PhysicalLine, push_bytes};
use crate::dockerfile::syntax::tree::{Comment, Dockerfile};
use crate::dockerfile::syntax::{stage, validate};
use crate::source::{FileId, Span, Text};

/// Reads a Dockerfile. Never fails: errors are part of the result.
pub(crate) fn parse(file: FileId, bytes: &[u8]) -> Dockerfile {
    let mut reader = Reader::new(file, bytes);
    reader.read_all();
    let mut out = reader.out;
    out.stages = stage::stages(&out.instructions);
    out
}

/// Instructions that are kept of a text that is only looked at for errors.
const MOST_KEPT: usize = 1024;

/// True for a text that has an instruction and is read without an error. Nothing of it is kept, and no more of it is read than
/// up to the first error: a large file of another language costs no more than its text.
pub(crate) fn is_without_errors(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(FileId::default(), bytes);
    let mut has_instructions = false;
    while let Some(line) = reader.next_line() {
        reader.read_line(line);
        if !reader.out.errors.is_empty() {
            return false;
        }
        has_instructions |= !reader.out.instructions.is_empty();
        if reader.out.instructions.len() + reader.out.comments.len() > MOST_KEPT {
            reader.out.instructions.clear();
            reader.out.comments.clear();
            reader.out.empty_continuations.clear();
            reader.comments_from = 0;
        }
    }
    has_instructions
}

struct Reader<'a> {
    out: Dockerfile,
    lines: Lines<'a>,
    directives: DirectiveReader,
    /// Index in `out.comments` of the first comment that belongs to the next instruction.
    comments_from: usize,
    /// Where the last line that was read ends.
    last_end: usize,
    /// A FROM was read.
    in_stage: bool,
    /// A line was too long; told once.
    too_long: bool,
}

impl<'a> Reader<'a> {
    fn new(file: FileId, bytes: &'a [u8]) -> Self {
        let out = Dockerfile {
            file,
            escape: '\\',
            directives: Vec::new(),
            syntax: directive::detect_syntax(file, bytes),
            // What an ordinary file has, so that most never grow.
            instructions: Vec::with_capacity(16),
            stages: Vec::new(),
            errors: Vec::new(),
            comments: Vec::new(),
            empty_continuations: Vec::new(),
        };
        Self {
            out,
            lines: Lines::new(bytes, directive::bom(bytes)),
            directives: DirectiveReader::new(b"#"),
            comments_from: 0,
            last_end: 0,
            in_stage: false,
            too_long: false,
        }
    }

    fn read_all(&mut self) {
        while let Some(line) = self.next_line() {
            self.read_line(line);
        }
        if self.out.instructions.is_empty() {
            let span = Span::new(self.out.file, 0, self.lines.position());
            let message = "file with no instructions".to_owned();
            let line = self.lines.count;
            self.out.errors.push(SyntaxError { phase: Phase::Parse, message, span, line });
        }
    }

    /// The next physical line; one that is longer than `BuildKit` takes is read, but is an error.
    fn next_line(&mut self) -> Option<PhysicalLine<'a>> {
        let line = self.lines.next()?;
        self.last_end = line.start + line.len_without_end();
        let len = line.bytes.len() - usize::from(line.bytes.ends_with(b"\n"));
        if len > MAX_LINE && !self.too_long {
            self.too_long = true;
            self.out.errors.push(SyntaxError {
                phase: Phase::Parse,
                message: format!("dockerfile line greater than max allowed size of {MAX_LINE}"),
                span: Span::new(self.out.file, line.start, line.start + len),
                line: line.number - 1,
            });
        }
        Some(line)
    }

    /// Reads the instruction, comment or directive that starts on `line`.
    fn read_line(&mut self, line: PhysicalLine<'a>) {
        let content = line.bytes.get(..line.len_without_end()).unwrap_or_default();
        let indent = go::leading_space(content);
        let content = content.get(indent..).unwrap_or_default();
        let start = line.start + indent;
        let is_directive = self.read_directive(line.number, content, start, indent > 0);
        if content.first() == Some(&b'#') {
            if !is_directive {
                self.read_comment(line.number, content, start, indent > 0);
            }
            return;
        }
        let (first, continues) = self.without_continuation(content);
        if first.is_empty() && !continues {
            return;
        }
        let comments = self.take_comments();
        let mut logical = Line::new(self.out.file, first, start);
        if continues {
            self.join_lines(&mut logical);
        }
        // Comments inside an instruction do not stand above the next one.
        self.comments_from = self.out.comments.len();
        self.read_logical(&logical, comments, line.number, start);
    }

    /// Joins the lines that continue an instruction; comments and empty lines among them vanish.
    fn join_lines(&mut self, logical: &mut Line<'_>) {
        while let Some(line) = self.next_line() {
            let content = line.bytes.get(..line.len_without_end()).unwrap_or_default();
            let indent = go::leading_space(content);
            let visible = content.get(indent..).unwrap_or_default();
            match visible.first() {
                None => self.out.empty_continuations.push(line.number),
                Some(b'#') => {
                    let comment = self.comment(line.number, visible, line.start + indent, 1);
                    self.out.comments.push(comment);
                }
                Some(_) => {
                    let (content, continues) = self.without_continuation(content);
                    logical.join(content, line.start);
                    if !continues {
                        return;
                    }
                }
            }
        }
    }

    /// The line without its continuation character, and whether it has one: an escape character at the
    /// end, blanks and tabs behind it allowed, that is not behind another one.
    fn without_continuation<'l>(&self, content: &'l [u8]) -> (&'l [u8], bool) {
        let escape = self.out.escape as u8;
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
        let blanks = content.iter().rev().take_while(is_blank).count();
        let visible = content.get(..content.len() - blanks).unwrap_or_default();
        match visible {
            [before @ .., last] if *last == escape && before.last() != Some(&escape) => {
                (before, true)
            }
            _ => (content, false),
        }
    }

    fn read_directive(&mut self, line: u32, content: &[u8], start: usize, indented: bool) -> bool {
        let span = |end: usize| Span::new(self.out.file, start, start + end);
        let (name, value) = match self.directives.read(content) {
            Ok(None) => return false,
            Ok(Some(found)) => found,
            Err(name) => {
                let message = format!("only one {} parser directive can be used", name.word());
                let span = span(content.len());
                self.fail(Phase::Parse, message, span, line - 1);
                return true;
            }
        };
        let span = span(value.end);
        let text = Line::new(self.out.file, content, start).whole().sub(value).text();
        if name == DirectiveName::Escape {
            match text.as_str() {
                "`" => self.out.escape = '`',
                "\\" => self.out.escape = '\\',
                other => {
                    let message = format!("invalid escape token '{other}' does not match ` or \\");
                    self.fail(Phase::Parse, message, text.span(), line - 1);
                }
            }
        }
        self.out.directives.push(Directive { name, value: text, line, span, indented });
        true
    }

    /// A comment whose text begins so many bytes behind `start`, where its `#` is.
    fn comment(&self, line: u32, content: &[u8], start: usize, skipped: usize) -> Comment {
        let text = content.get(skipped..).unwrap_or_default();
        let trimmed = go::trim_space(text);
        let whole = Line::new(self.out.file, text, start + skipped);
        Comment {
            text: whole.whole().sub(trimmed).text(),
            span: Span::new(self.out.file, start, start + content.len()),
            line,
        }
    }

    /// BuildKit takes one byte away in front, `#` or not.
    fn read_comment(&mut self, line: u32, content: &[u8], start: usize, indented: bool) {
        let comment = self.comment(line, content, start, usize::from(!indented));
        if comment.text.is_empty() {
            self.comments_from = self.out.comments.len() + 1;
        }
        self.out.comments.push(comment);
    }

    fn fail(&mut self, phase: Phase, message: String, span: Span, line: u32) {
        self.out.errors.push(SyntaxError { phase, message, span, line });
    }

    fn read_logical(
        &mut self,
        line: &Line<'_>,
        comments: Vec<Text>,
        start_line: u32,
        start: usize,
    ) {
        let whole = line.whole();
        let mut found = read_instruction(whole, self.out.escape as u8);
        found.comments = comments;
        if found.word.is_empty() {
            found.span = Span::new(self.out.file, start, self.last_end);
        }
        if takes_heredocs(&found) && memchr::memmem::find(whole.bytes(), b"<<").is_some() {
            let outcome = heredoc::announced(&whole.text());
            let outcome = outcome.and_then(|announced| self.read_heredocs(&mut found, announced));
            if let Err(ExpandError { message, span }) = outcome {
                let error = SyntaxError { phase: Phase::Parse, message, span, line: start_line };
                found.error.get_or_insert(error);
            }
        }
        set_lines(&mut found, start_line, self.lines.count);
        validate::validate(&mut found, self.in_stage);
        self.in_stage |= found.keyword == Keyword::From;
        self.out.errors.extend(found.error.clone());
        self.out.instructions.push(found);
    }

    fn take_comments(&mut self) -> Vec<Text> {
        let above = self.out.comments.get(self.comments_from..).unwrap_or_default();
        let above = above.iter().map(|comment| comment.text.clone()).collect();
        self.comments_from = self.out.comments.len();
        above
    }

    /// Reads the bodies that the line announces, in order.
    fn read_heredocs(
        &mut self,
        found: &mut Instruction,
        announced: Vec<Heredoc>,
    ) -> Result<(), ExpandError> {
        let mut bodies = Vec::with_capacity(announced.len());
        let mut outcome = Ok(());
        for mut heredoc in announced {
            outcome = self.read_body(&mut heredoc);
            bodies.push(heredoc);
            if outcome.is_err() {
                break;
            }
        }
        let end = self.last_end;
        found.span = found.span.to(Span::new(self.out.file, end, end));
        if let Some(reread) = &mut found.reread {
            reread.heredocs.clone_from(&bodies);
        }
        match &mut found.trigger {
            Some(trigger) => trigger.heredocs = bodies,
            None => found.heredocs = bodies,
        }
        outcome
    }

    fn read_body(&mut self, heredoc: &mut Heredoc) -> Result<(), ExpandError> {
        let start = self.lines.position();
        let name = heredoc.content.span();
        let mut end = start;
        let mut terminated = false;
        while let Some(line) = self.next_line() {
            let content = line.bytes.get(..line.len_without_end()).unwrap_or_default();
            let tabs = match heredoc.chomp {
                true => content.iter().take_while(|&&byte| byte == b'\t').count(),
                false => 0,
            };
            if content.get(tabs..) == Some(heredoc.name.as_bytes()) {
                terminated = true;
                break;
            }
            end = line.start + line.bytes.len();
        }
        heredoc.content = Text::empty(Span::new(self.out.file, start, start));
        let body = self.lines.slice(start, end);
        push_bytes(&mut heredoc.content, body, self.out.file, start);
        if terminated {
            return Ok(());
        }
        Err(ExpandError { message: "unterminated heredoc".to_owned(), span: name })
    }
}

fn set_lines(found: &mut Instruction, start: u32, end: u32) {
    found.start_line = start;
    found.end_line = end;
    if let Some(error) = &mut found.error {
        error.line = start;
    }
    for inner in [&mut found.trigger, &mut found.reread].into_iter().flatten() {
        set_lines(inner, start, end);
    }
}

/// True if the instruction, or the one inside ONBUILD, may announce here-documents.
fn takes_heredocs(found: &Instruction) -> bool {
    let inner = match (found.keyword, &found.trigger) {
        (Keyword::Onbuild, Some(trigger)) => trigger,
        _ => found,
    };
    inner.keyword.takes_heredocs() && !inner.json
}

//! One logical line → one instruction: the word decides how the arguments are read.

use ecow::EcoVec;

use crate::dockerfile::expansion::go;
use crate::dockerfile::syntax::instruction::{Instruction, Phase, SyntaxError};
use crate::dockerfile::syntax::json_text::{self, Array};
use crate::dockerfile::syntax::keyword::Keyword;
use crate::dockerfile::syntax::line::Part;
use crate::dockerfile::syntax::words;
use crate::source::{Span, Text};

/// ONBUILD inside ONBUILD is refused later anyway; only so many of them are taken apart.
const MAX_TRIGGERS: usize = 4;

const NOT_STRINGS: &str = "when using JSON array syntax, arrays must be comprised of strings only";

/// Reads the instruction that a logical line holds. An error in it is one of [`Phase::Parse`].
pub(crate) fn read_instruction(line: Part<'_>, escape: u8) -> Instruction {
    read_nested(line, escape, 0)
}

fn read_nested(line: Part<'_>, escape: u8, depth: usize) -> Instruction {
    let command = words::split_command(line, escape);
    let keyword = Keyword::from_word(command.word.bytes());
    let mut found = Instruction {
        keyword,
        word: command.word.text(),
        flags: command.flags,
        args: EcoVec::new(),
        json: false,
        heredocs: Vec::new(),
        trigger: None,
        reread: None,
        comments: Vec::new(),
        span: line.trimmed().span(),
        start_line: 0,
        end_line: 0,
        error: None,
    };
    let args = command.args;
    match keyword {
        Keyword::Onbuild => read_trigger(&mut found, args, escape, depth),
        Keyword::Unknown => found.args.push(Text::empty(args.span())),
        Keyword::Env | Keyword::Label => read_pairs(&mut found, args, escape),
        Keyword::Healthcheck => read_healthcheck(&mut found, args),
        Keyword::Arg => found.args.extend(texts(words::split_words(args, escape))),
        Keyword::Expose | Keyword::From => found.args.extend(texts(words::split_blanks(args))),
        Keyword::Maintainer | Keyword::Stopsignal | Keyword::User | Keyword::Workdir => {
            found.args.extend(texts(non_empty(args)));
        }
        Keyword::Add | Keyword::Copy | Keyword::Volume => {
            read_maybe_json(&mut found, args, words::split_blanks);
        }
        Keyword::Cmd | Keyword::Entrypoint | Keyword::Run | Keyword::Shell => {
            read_maybe_json(&mut found, args, |args| non_empty(args).collect());
        }
    }
    found
}

fn texts<'l>(parts: impl IntoIterator<Item = Part<'l>>) -> impl Iterator<Item = Text> {
    parts.into_iter().map(|part| part.text())
}

fn non_empty(part: Part<'_>) -> impl Iterator<Item = Part<'_>> {
    Some(part).filter(|part| !part.is_empty()).into_iter()
}

fn fail(found: &mut Instruction, message: String, span: Span) {
    found.error.get_or_insert(SyntaxError { phase: Phase::Parse, message, span, line: 0 });
}

fn read_trigger(found: &mut Instruction, args: Part<'_>, escape: u8, depth: usize) {
    if args.is_empty() || depth >= MAX_TRIGGERS {
        return;
    }
    let mut trigger = read_nested(args, escape, depth + 1);
    found.error = trigger.error.take();
    if escape != b'\\' {
        found.reread = Some(Box::new(read_nested(args, b'\\', depth + 1)));
    }
    found.trigger = Some(Box::new(trigger));
}

/// The exec form, or what `other` makes of the arguments.
fn read_maybe_json<'l>(
    found: &mut Instruction,
    args: Part<'l>,
    other: impl Fn(Part<'l>) -> Vec<Part<'l>>,
) {
    match json_text::array(args.from(go::leading_space(args.bytes()))) {
        Array::Strings(strings) => {
            found.json = true;
            found.args.extend(strings.into_iter().map(json_text::decode));
            return;
        }
        Array::NotStrings => fail(found, NOT_STRINGS.to_owned(), args.span()),
        Array::Invalid => {}
    }
    found.args.extend(texts(other(args)));
}

/// HEALTHCHECK: a type, read byte by byte, and a command.
fn read_healthcheck(found: &mut Instruction, args: Part<'_>) {
    let bytes = args.bytes();
    let end = bytes.iter().position(|&byte| go::is_latin1_space(byte)).unwrap_or(bytes.len());
    if end == 0 {
        return;
    }
    found.args.push(args.sub(0..end).text());
    let rest = bytes.get(end..).unwrap_or_default();
    let blanks = rest.iter().take_while(|&&byte| go::is_latin1_space(byte)).count();
    read_maybe_json(found, args.from(end + blanks), |args| non_empty(args).collect());
}

/// ENV and LABEL: `name=value …`, or the old form `name value`.
fn read_pairs(found: &mut Instruction, args: Part<'_>, escape: u8) {
    let words = words::split_words(args, escape);
    let Some(first) = words.first() else { return };
    if !first.bytes().contains(&b'=') {
        let (name, value) = words::split_once(args);
        if value.is_none() {
            let message = format!("{} must have two arguments", found.keyword.word());
            fail(found, message, args.span());
        }
        let value = value.unwrap_or_else(|| args.from(args.len()));
        found.args.extend([name.text(), value.text(), Text::empty(value.sub(0..0).span())]);
        return;
    }
    for word in words {
        let equals = word.bytes().iter().position(|&byte| byte == b'=');
        let Some(at) = equals else {
            let shown = go::quote(&word.text());
            let message =
                format!("Syntax error - can't find = in {shown}. Must be of the form: name=value");
            fail(found, message, word.span());
            continue;
        };
        found.args.push(word.sub(0..at).text());
        found.args.push(word.from(at + 1).text());
        found.args.push(word.sub(at..at + 1).text());
    }
}

//! What constant commands print: `echo`, `printf`, decoders, text tools.
//!
//! Each fold is conservative: an option or input that it does not know makes the output unknown.

mod awk;
mod columns;
mod data;
mod decode;
mod echo_printf;
pub(crate) mod escapes;
mod listing;
mod query;
mod sed;
mod text_tools;
mod tr;

pub(crate) use data::{Data, MAX_OUTPUT};
pub(crate) use decode::{decode_base64, decode_hex};

use std::cell::Cell;
use std::rc::Rc;

use crate::shell::programs::files::{Files, MAX_MATCHES};
use crate::source::{Span, Text};

/// What a command prints.
#[derive(Clone, Debug)]
pub(crate) enum Output {
    /// Nothing, or nothing that anybody reads.
    Nothing,
    Known(Data),
    Unknown,
}

impl Output {
    pub(crate) fn known(self) -> Option<Data> {
        match self {
            Self::Known(data) => Some(data),
            Self::Nothing | Self::Unknown => None,
        }
    }

    fn from(data: Option<Data>) -> Self {
        data.map_or(Self::Unknown, Self::Known)
    }
}

/// One command to work out.
pub(crate) struct Call<'a> {
    /// Base name of the program.
    pub(crate) name: &'a str,
    /// Program and arguments.
    pub(crate) argv: &'a [Text],
    pub(crate) stdin: Option<&'a Data>,
    pub(crate) files: &'a Files<'a>,
    /// `echo` interprets backslashes without being asked to, as dash does.
    pub(crate) echo_escapes: bool,
    /// Source of the command.
    pub(crate) span: Span,
    /// Set where the command prints more than is worked out.
    pub(crate) cut: Cell<bool>,
    /// The variables around it.
    pub(crate) variable: &'a dyn Fn(&str) -> Option<Text>,
}

impl<'a> Call<'a> {
    fn args(&self) -> &'a [Text] {
        self.argv.get(1..).unwrap_or_default()
    }

    /// What the files of a pattern hold, one after the other.
    fn matching(&self, pattern: &str) -> Option<Data> {
        if !pattern.contains(['*', '?', '[']) {
            return None;
        }
        let mut all = None;
        let paths = self.files.matching(pattern);
        if paths.len() > MAX_MATCHES {
            self.cut.set(true);
            return None;
        }
        for path in paths {
            append(&mut all, &*self.files.get(&path)?)?;
        }
        all
    }

    /// What the operands name, one after the other; standard input without operands.
    fn input(&self, operands: &[&Text]) -> Option<Data> {
        let mut all: Option<Data> = None;
        for operand in operands {
            let of_file;
            let data = match operand.as_str() {
                "-" | "/dev/stdin" => self.stdin?,
                path => match self.files.get(path) {
                    Some(content) => {
                        of_file = content;
                        &of_file
                    }
                    None => {
                        of_file = Rc::new(self.matching(path)?);
                        &of_file
                    }
                },
            };
            append(&mut all, data)?;
        }
        if operands.is_empty() { self.stdin.cloned() } else { all }
    }
}

fn append(all: &mut Option<Data>, more: &Data) -> Option<()> {
    match all {
        Some(all) if all.len() + more.len() <= MAX_OUTPUT => all.append(more),
        Some(_) => return None,
        None => *all = Some(Data::clone(more)),
    }
    Some(())
}

/// Options of one letter, some with values, and operands. `None` for an option that is not in the lists.
struct Parsed<'a> {
    flags: Vec<char>,
    values: Vec<(char, &'a str)>,
    operands: Vec<&'a Text>,
}

impl<'a> Parsed<'a> {
    /// `short`: letters, one followed by `:` takes a value; `long`: names and the letters they mean.
    fn new(args: &'a [Text], short: &str, long: &[(&str, char)]) -> Option<Self> {
        let mut out = Self { flags: Vec::new(), values: Vec::new(), operands: Vec::new() };
        let takes_value = |letter: char| {
            let at = short.find(letter)?;
            Some(short.get(at + letter.len_utf8()..)?.starts_with(':'))
        };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            if arg.as_str() == "--" {
                out.operands.extend(args);
                break;
            }
            if let Some(name) = arg.strip_prefix("--") {
                let (name, value) =
                    name.split_once('=').map_or((name, None), |(n, v)| (n, Some(v)));
                let letter = long.iter().find(|(long, _)| *long == name)?.1;
                if takes_value(letter)? {
                    out.values.push((letter, value.or_else(|| args.next().map(Text::as_str))?));
                } else {
                    out.flags.push(letter);
                }
                continue;
            }
            let Some(letters) = arg.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
                out.operands.push(arg);
                continue;
            };
            for (at, letter) in letters.char_indices() {
                if takes_value(letter)? {
                    let rest =
                        letters.get(at + letter.len_utf8()..).filter(|rest| !rest.is_empty());
                    let value = rest.or_else(|| args.next().map(Text::as_str))?;
                    out.values.push((letter, value));
                    break;
                }
                out.flags.push(letter);
            }
        }
        Some(out)
    }

    fn has(&self, letter: char) -> bool {
        self.flags.contains(&letter)
    }

    fn value(&self, letter: char) -> Option<&'a str> {
        self.values.iter().rev().find(|(other, _)| *other == letter).map(|(_, value)| *value)
    }
}

/// What the command prints on its standard output.
pub(crate) fn output(call: &Call<'_>) -> Output {
    let data = match call.name {
        "echo" => Some(echo_printf::echo(call)),
        "date" => text_tools::date(call),
        "envsubst" => text_tools::envsubst(call),
        "grep" | "egrep" | "fgrep" => sed::grep(call),
        "printf" => echo_printf::printf(call),
        "base64" | "gbase64" => decode::base64(call),
        "base32" | "basenc" => decode::basenc(call),
        "bunzip2" | "bzcat" => decode::bunzip2(call, true),
        "bzip2" => decode::bunzip2(call, false),
        "uudecode" => decode::uudecode(call),
        "openssl" => decode::openssl(call),
        "xxd" => decode::xxd(call),
        "gunzip" | "zcat" => decode::gunzip(call, true),
        "gzip" | "pigz" => decode::gunzip(call, false),
        "cat" | "tee" | "tac" => text_tools::cat(call),
        "rev" => text_tools::rev(call),
        "tr" => tr::tr(call),
        "cut" => text_tools::cut(call),
        "head" => text_tools::head(call),
        "tail" => text_tools::tail(call),
        "awk" | "gawk" | "mawk" | "nawk" => awk::awk(call),
        "sed" | "gsed" => sed::sed(call),
        "sort" => columns::sort(call),
        "uniq" => columns::uniq(call),
        "paste" => columns::paste(call),
        "fold" => columns::fold(call),
        "expr" => columns::expr(call),
        "yes" => Some(columns::yes(call)),
        "jq" | "gojq" | "jaq" | "yq" | "go-yq" | "tomlq" => query::query(call),
        "find" | "fd" => listing::find(call),
        "ls" => listing::ls(call),
        "xz" | "lzma" => decode::unxz(call, false),
        "unxz" | "unlzma" | "xzcat" | "lzcat" => decode::unxz(call, true),
        "basename" => text_tools::basename(call),
        "dirname" => text_tools::dirname(call),
        "seq" => text_tools::seq(call),
        "which" | "command" | "type" => text_tools::which(call.args()),
        _ if is_silent(call.name) => return Output::Nothing,
        _ => None,
    };
    if data.as_ref().is_some_and(|data| data.len() > MAX_OUTPUT) {
        call.cut.set(true);
        return Output::Unknown;
    }
    Output::from(data)
}

/// Commands that print nothing when all goes well.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        ":" | "true"
            | "false"
            | "["
            | "test"
            | "cd"
            | "mkdir"
            | "rm"
            | "rmdir"
            | "cp"
            | "mv"
            | "ln"
            | "chmod"
            | "chown"
            | "touch"
            | "export"
            | "unset"
            | "set"
            | "shift"
            | "local"
            | "readonly"
            | "declare"
            | "typeset"
            | "umask"
            | "sleep"
            | "read"
            | "exit"
            | "return"
            | "shopt"
            | "alias"
            | "trap"
    )
}

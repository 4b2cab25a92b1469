//! Constant expressions of other languages: concatenation, decoding, variables; calls that start programs.

use std::collections::HashMap;

use crate::shell::languages::one_liners::lexer::{Token, kind, tokens};
use crate::shell::programs::output::{decode_base64, decode_hex};
use crate::source::{Span, Text};

const MAX_STRINGS: usize = 256;

/// What a program text says.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) strings: Vec<Text>,
    /// Arguments of each call that starts a program.
    pub(crate) started: Vec<Vec<Text>>,
    /// What it prints, if that is constant.
    pub(crate) printed: Option<Text>,
}

/// Reads a program text for the interpreter `name`.
pub(crate) fn say(text: &Text, name: &str) -> Said {
    let tokens = tokens(text, kind(name));
    let mut reader = Reader { tokens: &tokens, at: 0, variables: HashMap::new() };
    let ends_lines = name.starts_with("py") || name.starts_with("ruby") || name.starts_with("node");
    reader.said(ends_lines && !text.contains("stdout.write"))
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
    variables: HashMap<String, Text>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    fn is_mark(&self, ahead: usize, mark: u8) -> bool {
        matches!(self.peek(ahead), Some(Token::Mark(found)) if *found == mark)
    }

    fn said(&mut self, line_ends: bool) -> Said {
        let mut said = Said::default();
        let mut called: Option<String> = None;
        let mut words: Vec<Text> = Vec::new();
        let mut depth = 0_usize;
        while let Some(token) = self.peek(0).cloned() {
            let before = self.at;
            if let Token::Backquoted(text) = &token {
                said.started.push(vec![text.clone()]);
            }
            if let Some(value) = self.expression(0) {
                if said.strings.len() < MAX_STRINGS {
                    said.strings.push(value.clone());
                }
                words.push(value);
                continue;
            }
            self.at = before + 1;
            match token {
                Token::Name(name) => {
                    if self.is_mark(0, b'=') && !self.is_mark(1, b'=') {
                        self.at += 1;
                        self.assign(name, &mut said);
                    } else if starts(&name) || prints(&name) {
                        finish(&mut said, called.replace(name), &mut words, line_ends);
                    }
                }
                Token::Mark(b'(') => depth += 1,
                Token::Mark(b')') => depth = depth.saturating_sub(1),
                Token::Mark(b';') | Token::LineEnd if depth == 0 || self.is_mark(0, b';') => {
                    finish(&mut said, called.take(), &mut words, line_ends);
                }
                _ => {}
            }
        }
        finish(&mut said, called, &mut words, line_ends);
        said
    }

    fn assign(&mut self, name: String, said: &mut Said) {
        if let Some(value) = self.expression(0) {
            if said.strings.len() < MAX_STRINGS {
                said.strings.push(value.clone());
            }
            self.variables.insert(name, value);
        }
    }

    /// Terms joined by `+`, `.` or nothing.
    fn expression(&mut self, depth: usize) -> Option<Text> {
        if depth > 16 {
            return None;
        }
        let mut value = self.term(depth)?;
        loop {
            let before = self.at;
            let joint = match self.peek(0) {
                Some(Token::Mark(b'+')) => 1,
                Some(Token::Mark(b'.')) => 1 + usize::from(self.is_mark(1, b'.')),
                Some(Token::Str(_)) => 0,
                _ => return Some(value),
            };
            self.at += joint;
            let Some(next) = self.term(depth + 1) else {
                self.at = before;
                return Some(value);
            };
            value.push(&next);
        }
    }

    fn term(&mut self, depth: usize) -> Option<Text> {
        let before = self.at;
        let Some(value) = self.plain_term(depth) else {
            self.at = before;
            return None;
        };
        Some(self.members(value, depth))
    }

    fn plain_term(&mut self, depth: usize) -> Option<Text> {
        let token = self.peek(0)?.clone();
        self.at += 1;
        match token {
            Token::Str(text) => Some(text),
            Token::Name(name) => {
                if let Some(value) = self.variables.get(&name) {
                    let followed = self.is_mark(0, b'=') && !self.is_mark(1, b'=');
                    return (!followed).then(|| value.clone());
                }
                let decoder = decoder(&name)?;
                let open = self.is_mark(0, b'(');
                self.at += usize::from(open);
                let args = self.arguments(depth);
                if open {
                    self.is_mark(0, b')').then(|| self.at += 1)?;
                }
                decode(decoder, &args)
            }
            Token::Mark(b'(') => {
                let value = self.expression(depth + 1)?;
                self.is_mark(0, b')').then(|| self.at += 1)?;
                Some(value)
            }
            _ => None,
        }
    }

    /// Constant arguments, numbers as characters.
    fn arguments(&mut self, depth: usize) -> Vec<Text> {
        let mut all = Vec::new();
        loop {
            if let Some(Token::Number(code)) = self.peek(0) {
                let c = char::from_u32(*code).unwrap_or(char::REPLACEMENT_CHARACTER);
                all.push(Text::opaque(c.to_string(), Span::default()));
                self.at += 1;
            } else if let Some(value) = self.expression(depth + 1) {
                all.push(value);
            } else {
                return all;
            }
            if !self.is_mark(0, b',') {
                return all;
            }
            self.at += 1;
        }
    }

    /// `[::-1]`, `.decode()`, `.join([…])` behind a value.
    fn members(&mut self, value: Text, depth: usize) -> Text {
        let mut value = value;
        loop {
            if (0..5).zip(b"[::-").all(|(ahead, mark)| self.is_mark(ahead, *mark)) {
                self.at += 6;
                let reversed: String = value.chars().rev().collect();
                value = Text::opaque(reversed, value.span());
                continue;
            }
            let (Some(Token::Mark(b'.')), Some(Token::Name(name))) = (self.peek(0), self.peek(1))
            else {
                return value;
            };
            let name = name.clone();
            if !self.is_mark(2, b'(') {
                return value;
            }
            let before = self.at;
            self.at += 3 + usize::from(self.is_mark(3, b'['));
            let args = self.arguments(depth + 1);
            self.at += usize::from(self.is_mark(0, b']'));
            let closed = self.is_mark(0, b')');
            self.at += 1;
            match name.as_str() {
                "decode" | "toString" | "encode" | "strip" | "trim" if closed => {}
                "join" if closed => {
                    let mut all = Text::empty(value.span());
                    for (index, arg) in args.iter().enumerate() {
                        if index > 0 {
                            all.push(&value);
                        }
                        all.push(arg);
                    }
                    value = all;
                }
                _ => {
                    self.at = before;
                    return value;
                }
            }
        }
    }
}

fn finish(said: &mut Said, called: Option<String>, words: &mut Vec<Text>, line_ends: bool) {
    let words = std::mem::take(words);
    match called {
        Some(name) if starts(&name) && !words.is_empty() && said.started.len() < MAX_STRINGS => {
            said.started.push(words);
        }
        Some(name) if prints(&name) && !words.is_empty() => {
            let mut text = said.printed.take().unwrap_or_default();
            for word in &words {
                text.push(word);
            }
            if line_ends || name == "puts" {
                text.push_opaque("\n", text.span());
            }
            said.printed = Some(text);
        }
        _ => {}
    }
}

fn last_member(name: &str) -> &str {
    name.rsplit(['.', ':', '>']).next().unwrap_or(name)
}

fn starts(name: &str) -> bool {
    matches!(
        last_member(name),
        "system"
            | "popen"
            | "Popen"
            | "exec"
            | "execSync"
            | "spawn"
            | "spawnSync"
            | "execFile"
            | "execFileSync"
            | "shell_exec"
            | "passthru"
            | "proc_open"
            | "check_call"
            | "check_output"
            | "getoutput"
            | "execv"
            | "execvp"
            | "execute"
    ) || matches!(name, "subprocess.run" | "subprocess.call" | "os.execl" | "os.execlp")
}

fn prints(name: &str) -> bool {
    matches!(
        name,
        "print"
            | "puts"
            | "printf"
            | "console.log"
            | "echo"
            | "say"
            | "sys.stdout.write"
            | "process.stdout.write"
            | "io.write"
    )
}

#[derive(Clone, Copy)]
enum Decoder {
    Characters,
    Hex,
    Base64,
    /// `pack("H*", …)`
    Pack,
    /// `Buffer.from(text, encoding)`
    Buffer,
}

fn decoder(name: &str) -> Option<Decoder> {
    Some(match last_member(name) {
        "chr" | "fromCharCode" | "char" => Decoder::Characters,
        "fromhex" | "unhexlify" | "hex2bin" => Decoder::Hex,
        "b64decode" | "base64_decode" | "atob" | "decode_base64" | "decodebytes" | "decode64" => {
            Decoder::Base64
        }
        "pack" => Decoder::Pack,
        "from" if name == "Buffer.from" => Decoder::Buffer,
        _ => return None,
    })
}

fn decode(decoder: Decoder, args: &[Text]) -> Option<Text> {
    let first = args.first()?;
    let second = args.get(1);
    let (bytes, span) = match decoder {
        Decoder::Characters => {
            let all: String = args.iter().map(Text::as_str).collect();
            (all.into_bytes(), first.span())
        }
        Decoder::Hex => (decode_hex(first)?, first.span()),
        Decoder::Base64 => (decode_base64(first.as_bytes())?, first.span()),
        Decoder::Pack if first.starts_with('H') => (decode_hex(second?)?, second?.span()),
        Decoder::Pack => return None,
        Decoder::Buffer => match second.map_or("", Text::as_str) {
            "base64" => (decode_base64(first.as_bytes())?, first.span()),
            "hex" => (decode_hex(first)?, first.span()),
            _ => return Some(first.clone()),
        },
    };
    Some(Text::opaque(String::from_utf8_lossy(&bytes), span))
}

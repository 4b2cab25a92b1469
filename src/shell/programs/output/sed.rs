//! `sed`: substitutions, transliterations, deleted and printed lines, chosen by number, by a pattern or not at all; and
//! `grep`, which has the same patterns.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use regex::{Captures, Regex, RegexBuilder};

use crate::shell::programs::output::{Call, Data, MAX_OUTPUT, Parsed};
use crate::source::Text;

/// Commands of one script that are followed.
const MAX_COMMANDS: usize = 64;

/// Which lines a command is for.
enum Lines {
    All,
    From(usize, usize),
    Last,
    /// Those that a pattern matches.
    Matching(Rc<Regex>),
    /// From one that the first pattern matches to one that the second does.
    Between(Rc<Regex>, Rc<Regex>),
}

enum Action {
    Substitute { pattern: Rc<Regex>, to: String, all: bool, prints: bool },
    Transliterate(Vec<(char, char)>),
    Delete,
    Print,
}

struct Command {
    lines: Lines,
    action: Action,
}

pub(super) fn sed(call: &Call<'_>) -> Option<Data> {
    let long = [("expression", 'e'), ("regexp-extended", 'E'), ("quiet", 'n'), ("silent", 'n')];
    let mut parsed = Parsed::new(call.args(), "e:Ernz", &long)?;
    let mut scripts: Vec<&str> = parsed.values.iter().map(|(_, value)| *value).collect();
    if scripts.is_empty() {
        if parsed.operands.is_empty() {
            return None;
        }
        scripts.push(parsed.operands.remove(0).as_str());
    }
    known_input(call, &parsed)?;
    let extended = parsed.has('E') || parsed.has('r');
    let mut commands = Vec::new();
    for script in scripts {
        read_script(script, extended, &mut commands)?;
    }
    let input = call.input(&parsed.operands)?;
    let text = input.known_text()?;
    let out = edited(text, &commands, parsed.has('n'));
    Some(Data::Text(Text::made(out, input.span())))
}

/// `grep [-oEFivh] PATTERN [file]`
pub(super) fn grep(call: &Call<'_>) -> Option<Data> {
    let mut parsed = Parsed::new(call.args(), "oEFGivhae:", &[("only-matching", 'o')])?;
    let pattern = match parsed.value('e') {
        Some(pattern) => pattern,
        None if parsed.operands.is_empty() => return None,
        None => parsed.operands.remove(0).as_str(),
    };
    known_input(call, &parsed)?;
    let extended = parsed.has('E') || call.name == "egrep";
    let fixed = parsed.has('F') || call.name == "fgrep";
    let pattern = if fixed { regex::escape(pattern) } else { translated(pattern, extended)? };
    let pattern = built(&pattern, parsed.has('i'))?;
    let input = call.input(&parsed.operands)?;
    let text = input.known_text()?;
    let mut out = String::new();
    for line in text.lines() {
        if parsed.has('o') {
            for found in pattern.find_iter(line).filter(|found| !found.is_empty()) {
                out.push_str(found.as_str());
                out.push('\n');
            }
        } else if pattern.is_match(line) != parsed.has('v') {
            out.push_str(line);
            out.push('\n');
        }
    }
    Some(Data::Text(Text::made(out, input.span())))
}

/// Nothing if the command edits what another one prints and nobody knows: expressions, which take long to compile, are
/// not needed then.
fn known_input(call: &Call<'_>, parsed: &Parsed<'_>) -> Option<()> {
    let is_known = |input: &Data| input.known_text().is_some();
    (!parsed.operands.is_empty() || call.stdin.is_some_and(is_known)).then_some(())
}

fn edited(text: &str, commands: &[Command], quiet: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let last = text.split_inclusive('\n').count();
    let mut is_between = vec![false; commands.len()];
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let mut space = line.to_owned();
        let mut deleted = false;
        for (command, is_between) in commands.iter().zip(&mut is_between) {
            let chosen = match &command.lines {
                Lines::All => true,
                Lines::From(from, to) => (*from..=*to).contains(&(index + 1)),
                Lines::Last => index + 1 == last,
                Lines::Matching(pattern) => pattern.is_match(&space),
                Lines::Between(first, end) => {
                    let starts = !*is_between && first.is_match(&space);
                    let chosen = *is_between || starts;
                    *is_between = chosen && (starts || !end.is_match(&space));
                    chosen
                }
            };
            if !chosen {
                continue;
            }
            let printed = match &command.action {
                Action::Substitute { pattern, to, all, prints } => {
                    let limit = usize::from(!all);
                    let new =
                        pattern.replacen(&space, limit, |found: &Captures<'_>| filled(to, found));
                    let changed = matches!(new, std::borrow::Cow::Owned(_));
                    space = new.into_owned();
                    changed && *prints
                }
                Action::Transliterate(pairs) => {
                    let other =
                        |c| pairs.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
                    space = space.chars().map(other).collect();
                    false
                }
                Action::Delete => {
                    deleted = true;
                    break;
                }
                Action::Print => true,
            };
            if printed {
                out.push_str(&space);
                out.push('\n');
            }
        }
        if !quiet && !deleted {
            out.push_str(&space);
            out.push_str(end);
        }
        if out.len() > MAX_OUTPUT {
            break;
        }
    }
    out
}

/// `&` and `\1` of a replacement, filled in.
fn filled(to: &str, found: &Captures<'_>) -> String {
    let mut out = String::new();
    let mut chars = to.chars();
    let group = |number: usize| found.get(number).map_or("", |group| group.as_str());
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str(group(0)),
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(digit) if digit.is_ascii_digit() => {
                    out.push_str(group(digit.to_digit(10).unwrap_or(0) as usize));
                }
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(c),
        }
    }
    out
}

/// `s/a/b/g; 2p; $d; y/ab/cd/`
fn read_script(script: &str, extended: bool, commands: &mut Vec<Command>) -> Option<()> {
    let mut rest = script.trim_start_matches([' ', ';', '\n']);
    while !rest.is_empty() {
        if commands.len() >= MAX_COMMANDS {
            return None;
        }
        let (lines, behind) = address(rest, extended)?;
        let name = behind.chars().next()?;
        let body = behind.get(name.len_utf8()..)?;
        let (action, behind) = match name {
            's' => substitution(body, extended)?,
            'y' => transliteration(body)?,
            'd' => (Action::Delete, body),
            'p' => (Action::Print, body),
            _ => return None,
        };
        commands.push(Command { lines, action });
        rest = behind.trim_start_matches([' ', ';', '\n']);
        if rest.len() == behind.len() && !rest.is_empty() {
            return None;
        }
    }
    Some(())
}

fn address(script: &str, extended: bool) -> Option<(Lines, &str)> {
    if let Some(rest) = script.strip_prefix('/') {
        let (first, rest) = pattern(rest, extended)?;
        return match rest.strip_prefix(",/") {
            Some(rest) => {
                let (end, rest) = pattern(rest, extended)?;
                Some((Lines::Between(first, end), rest))
            }
            None => Some((Lines::Matching(first), rest)),
        };
    }
    if let Some(rest) = script.strip_prefix('$') {
        return Some((Lines::Last, rest));
    }
    let end = script.find(|c: char| !c.is_ascii_digit())?;
    let (digits, rest) = script.split_at_checked(end)?;
    if digits.is_empty() {
        return Some((Lines::All, rest));
    }
    let from = digits.parse().ok()?;
    let Some(rest) = rest.strip_prefix(',') else { return Some((Lines::From(from, from), rest)) };
    if let Some(rest) = rest.strip_prefix('$') {
        return Some((Lines::From(from, usize::MAX), rest));
    }
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    Some((Lines::From(from, rest.get(..end)?.parse().ok()?), rest.get(end..)?))
}

/// The pattern of an address, up to its slash.
fn pattern(script: &str, extended: bool) -> Option<(Rc<Regex>, &str)> {
    let (pattern, rest) = section(script, '/')?;
    Some((built(&translated(&pattern, extended)?, false)?, rest))
}

thread_local! {
    /// The last expressions: a command is worked out for each way through its script, and to compile one takes long.
    static LAST: RefCell<VecDeque<(String, bool, Rc<Regex>)>> = const { RefCell::new(VecDeque::new()) };
}
/// So many of them.
const MOST_LAST: usize = 16;

/// An expression that is small when it is compiled.
fn built(pattern: &str, any_case: bool) -> Option<Rc<Regex>> {
    LAST.with_borrow_mut(|last| {
        let known = last.iter().find(|(text, any, _)| text == pattern && *any == any_case);
        if let Some((_, _, regex)) = known {
            return Some(Rc::clone(regex));
        }
        let mut builder = RegexBuilder::new(pattern);
        let regex = builder.case_insensitive(any_case).size_limit(1 << 18).build().ok()?;
        let regex = Rc::new(regex);
        last.truncate(MOST_LAST - 1);
        last.push_front((pattern.to_owned(), any_case, Rc::clone(&regex)));
        Some(regex)
    })
}

fn substitution(body: &str, extended: bool) -> Option<(Action, &str)> {
    let delimiter = body.chars().next()?;
    let body = body.get(delimiter.len_utf8()..)?;
    let (from, body) = section(body, delimiter)?;
    let (to, body) = section(body, delimiter)?;
    let length = body.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(body.len());
    let (flags, rest) = body.split_at_checked(length)?;
    if !flags.chars().all(|c| matches!(c, 'g' | 'i' | 'I' | 'p')) || from.is_empty() {
        return None;
    }
    let pattern = built(&translated(&from, extended)?, flags.contains(['i', 'I']))?;
    let (all, prints) = (flags.contains('g'), flags.contains('p'));
    Some((Action::Substitute { pattern, to, all, prints }, rest))
}

fn transliteration(body: &str) -> Option<(Action, &str)> {
    let delimiter = body.chars().next()?;
    let body = body.get(delimiter.len_utf8()..)?;
    let (from, body) = section(body, delimiter)?;
    let (to, rest) = section(body, delimiter)?;
    Some((Action::Transliterate(from.chars().zip(to.chars()).collect()), rest))
}

/// Up to the delimiter; an escaped delimiter stands for itself.
fn section(body: &str, delimiter: char) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == delimiter {
            return Some((out, body.get(at + c.len_utf8()..)?));
        }
        out.push(c);
        if c == '\\' {
            let (_, next) = chars.next()?;
            if next == delimiter {
                out.pop();
            }
            out.push(next);
        }
    }
    None
}

/// A POSIX pattern, basic or extended, in the syntax of the crate; `None` for references back.
fn translated(pattern: &str, extended: bool) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut chars = pattern.chars().peekable();
    // in a basic pattern `^`, `*` and `$` mean something at the start and the end of a branch only
    let mut starts = true;
    while let Some(c) = chars.next() {
        let first = std::mem::take(&mut starts);
        match c {
            '\\' if !extended && matches!(chars.peek(), Some('(' | '|')) => {
                starts = true;
                out.extend(chars.next());
            }
            '^' if !extended && first => {
                starts = true;
                out.push(c);
            }
            '$' if !extended && ends_branch(chars.clone()) => out.push(c),
            '*' if first => out.push_str("\\*"),
            '^' | '$' if !extended => out.extend(['\\', c]),
            '\\' => match chars.next()? {
                digit if digit.is_ascii_digit() => return None,
                'n' => out.push('\n'),
                't' => out.push('\t'),
                letter @ ('w' | 'W' | 's' | 'S' | 'b' | 'B') => out.extend(['\\', letter]),
                special @ (')' | '{' | '}' | '+' | '?') if !extended => {
                    out.push(special);
                }
                other => out.push_str(&regex::escape(&other.to_string())),
            },
            '(' | ')' | '{' | '}' | '|' | '+' | '?' if !extended => out.extend(['\\', c]),
            '[' => class(&mut chars, &mut out)?,
            _ => out.push(c),
        }
    }
    Some(out)
}

/// Nothing of the branch of a basic pattern is left.
fn ends_branch(mut rest: std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    match rest.next() {
        None => true,
        Some('\\') => matches!(rest.next(), Some(')' | '|')),
        Some(_) => false,
    }
}

/// `[…]`: only `[:alpha:]` and its like have a meaning inside.
fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) -> Option<()> {
    out.push('[');
    if chars.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    let mut first = true;
    loop {
        match chars.next()? {
            ']' if !first => break,
            '[' if chars.peek() == Some(&':') => {
                out.push('[');
                for c in chars.by_ref() {
                    out.push(c);
                    if c == ']' {
                        break;
                    }
                }
            }
            c @ ('[' | ']' | '\\' | '&' | '~' | '^') => out.extend(['\\', c]),
            c => out.push(c),
        }
        first = false;
    }
    out.push(']');
    Some(())
}

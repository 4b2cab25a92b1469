//! What the functions of make make of their arguments.

use super::{Reader, escaped, unknown};
use crate::source::Text;

impl Reader {
    /// What a function makes of its arguments; they are parted as they are written, before any of them is worked out.
    pub(super) fn function(&mut self, name: &str, written: &Text, depth: usize) -> Text {
        let most = match name {
            "foreach" => return self.each_of(written, depth),
            "subst" | "patsubst" | "if" => 3,
            "addprefix" | "addsuffix" | "join" | "word" => 2,
            "or" | "and" | "call" => MOST_ARGUMENTS,
            _ => 1,
        };
        let arguments: Vec<Text> =
            parted(written, most).iter().map(|part| self.filled(part, depth + 1)).collect();
        let whole = written;
        let argument = |at: usize| arguments.get(at).map(Text::as_str).unwrap_or_default();
        let (first, second, third) = (argument(0).trim(), argument(1).trim(), argument(2).trim());
        let word =
            |at: usize, of: &str| of.split_whitespace().nth(at).unwrap_or_default().to_owned();
        let each = |of: &str, make: &dyn Fn(&str) -> String| {
            of.split_whitespace().map(make).collect::<Vec<_>>().join(" ")
        };
        let takes_apart =
            !matches!(name, "shell" | "eval" | "if" | "or" | "and" | "call" | "strip");
        if takes_apart && arguments.iter().any(|it| it.contains("$(")) {
            // what a command prints is no list of words yet
            return unknown(whole, 0..whole.len());
        }
        let value = match name {
            "shell" => return self.shell(arguments.first().unwrap_or(written), whole),
            "eval" => {
                let _ = self.line(&arguments.first().unwrap_or(written).trimmed());
                String::new()
            }
            "info" | "warning" | "error" => String::new(),
            "strip" => first.split_whitespace().collect::<Vec<_>>().join(" "),
            // A pattern that stands nowhere changes nothing; what it would add is bounded by what may be added.
            "subst"
                if !first.is_empty()
                    && third.len().saturating_mul(second.len().max(1)) <= self.left =>
            {
                third.replace(first, second)
            }
            // a blank alone is what is left of `$(empty) `
            "subst" if argument(0) == " " => third.replace(' ', second),
            "addprefix" => each(second, &|word| format!("{first}{word}")),
            "addsuffix" => each(second, &|word| format!("{word}{first}")),
            "join" => {
                let pairs = first.split_whitespace().zip(second.split_whitespace());
                pairs.map(|(a, b)| format!("{a}{b}")).collect::<Vec<_>>().join(" ")
            }
            "patsubst" => each(third, &|word| substituted(first, second, word)),
            "basename" => each(first, &|word| without_ending(word).to_owned()),
            "suffix" => each(first, &|word| {
                word.get(without_ending(word).len()..).unwrap_or_default().to_owned()
            }),
            "firstword" => word(0, first),
            "lastword" => first.split_whitespace().next_back().unwrap_or_default().to_owned(),
            "word" => word(first.parse::<usize>().unwrap_or(1).saturating_sub(1), second),
            "notdir" => each(first, &|word| word.rsplit('/').next().unwrap_or_default().to_owned()),
            "if" | "or" | "and" => second.to_owned(),
            "call" => return self.call(&arguments, whole, depth),
            _ => return unknown(whole, 0..whole.len()),
        };
        Text::made(value, whole.span())
    }

    /// `$(shell …)`: what it runs, and in a recipe the same as a command substitution. The value of a variable is that only for
    /// a command whose output stands there.
    fn shell(&mut self, command: &Text, whole: &Text) -> Text {
        self.commands.line(command);
        let is_constant = ["printf ", "echo "].iter().any(|start| command.starts_with(start));
        if self.assigns && !is_constant {
            return unknown(whole, 0..whole.len());
        }
        let mut text = Text::made("$(", whole.span());
        text.push(command);
        text.push_made(")", whole.span());
        text
    }

    /// `$(foreach name,words,text)`; the text is worked out for each word.
    fn each_of(&mut self, written: &Text, depth: usize) -> Text {
        /// Words of a list that are gone through.
        const MOST: usize = 256;
        let parts = parted(written, 3);
        let [name, words, body] = parts.as_slice() else {
            return unknown(written, 0..written.len());
        };
        let name = self.filled(name, depth + 1).trim().to_owned();
        let words = self.filled(words, depth + 1);
        let at = written.span();
        let words: Vec<Text> = if words.contains("$(") {
            vec![unknown(written, 0..written.len())]
        } else {
            words.split_whitespace().take(MOST).map(|word| Text::made(word, at)).collect()
        };
        let around = self.variables.remove(&name);
        let mut out = Text::empty(at);
        for (index, word) in words.iter().enumerate() {
            self.variables.insert(name.clone(), escaped(word));
            let value = self.filled(body, depth + 1);
            if index > 0 {
                out.push_made(" ", at);
            }
            out.push(&value);
            if out.len() > self.left {
                break;
            }
        }
        self.back(name, around);
        out
    }

    /// `$(call name,a,b)`
    fn call(&mut self, arguments: &[Text], whole: &Text, depth: usize) -> Text {
        let Some((name, arguments)) = arguments.split_first() else { return Text::default() };
        let Some(body) = self.variables.get(name.trim()).cloned() else {
            return unknown(whole, 0..whole.len());
        };
        let mut around = Vec::new();
        for (number, argument) in arguments.iter().enumerate() {
            let value = Text::made(escaped(argument).as_str(), whole.span());
            let number = (number + 1).to_string();
            around.push((number.clone(), self.variables.insert(number, value)));
        }
        let value = self.filled(&body, depth + 1);
        for (number, old) in around {
            self.back(number, old);
        }
        value
    }

    /// The variable has the value again that it had.
    fn back(&mut self, name: String, old: Option<Text>) {
        match old {
            Some(value) => drop(self.variables.insert(name, value)),
            None => drop(self.variables.remove(&name)),
        }
    }
}

/// Arguments of one call that are told apart.
const MOST_ARGUMENTS: usize = 10;

/// The arguments of a function, at most so many; the last one has the rest. A comma inside of parentheses or braces parts
/// nothing.
fn parted(text: &Text, most: usize) -> Vec<Text> {
    let mut parts = Vec::new();
    let (mut depth, mut from) = (0_usize, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 && parts.len() + 1 < most => {
                parts.push(text.slice(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.slice(from..text.len()));
    parts
}

/// `$(patsubst %.c,%.o,word)`: what `%` stands for in the pattern stands there in the replacement.
fn substituted(pattern: &str, replacement: &str, word: &str) -> String {
    let stem = match pattern.split_once('%') {
        Some((start, end)) => word.strip_prefix(start).and_then(|rest| rest.strip_suffix(end)),
        None => (pattern == word).then_some(""),
    };
    stem.map_or_else(|| word.to_owned(), |stem| replacement.replacen('%', stem, 1))
}

/// A path without what stands from the last `.` of its last part on.
fn without_ending(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let dot = path.get(name..).and_then(|part| part.rfind('.'));
    dot.map_or(path, |dot| path.get(..name + dot).unwrap_or(path))
}

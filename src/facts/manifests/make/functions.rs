//! What the functions of make make of their arguments.

use super::{Reader, unknown};
use crate::source::Text;

impl Reader {
    /// What a function makes of its arguments, which are worked out; `whole` is the call as it is written.
    pub(super) fn function(
        &mut self,
        name: &str,
        arguments: &Text,
        whole: &Text,
        depth: usize,
    ) -> Text {
        let mut parts = arguments.splitn(3, ',').map(str::trim);
        let (first, second, third) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        let word =
            |at: usize, of: &str| of.split_whitespace().nth(at).unwrap_or_default().to_owned();
        let each = |of: &str, make: &dyn Fn(&str) -> String| {
            of.split_whitespace().map(make).collect::<Vec<_>>().join(" ")
        };
        let value = match name {
            "shell" => {
                self.commands.line(arguments);
                let mut text = Text::made("$(", whole.span());
                text.push(arguments);
                text.push_made(")", whole.span());
                return text;
            }
            "eval" => {
                let _ = self.line(&arguments.trimmed());
                String::new()
            }
            "info" | "warning" | "error" => String::new(),
            "strip" => arguments.split_whitespace().collect::<Vec<_>>().join(" "),
            // A pattern that stands nowhere changes nothing; what it would add is bounded by what may be added.
            "subst"
                if !first.is_empty()
                    && third.len().saturating_mul(second.len().max(1)) <= self.left =>
            {
                third.replace(first, second)
            }
            // a blank alone is what is left of `$(empty) `
            "subst" if arguments.starts_with(' ') && arguments.trim_start().starts_with(',') => {
                third.replace(' ', second)
            }
            "addprefix" => each(second, &|word| format!("{first}{word}")),
            "addsuffix" => each(second, &|word| format!("{word}{first}")),
            "join" => {
                let pairs = first.split_whitespace().zip(second.split_whitespace());
                pairs.map(|(a, b)| format!("{a}{b}")).collect::<Vec<_>>().join(" ")
            }
            "patsubst" => each(third, &|word| substituted(first, second, word)),
            "foreach" => return self.each_of(arguments, whole, depth),
            "basename" => each(arguments, &|word| without_ending(word).to_owned()),
            "suffix" => each(arguments, &|word| {
                word.get(without_ending(word).len()..).unwrap_or_default().to_owned()
            }),
            "firstword" => word(0, arguments),
            "lastword" => arguments.split_whitespace().next_back().unwrap_or_default().to_owned(),
            "word" => word(first.parse::<usize>().unwrap_or(1).saturating_sub(1), second),
            "notdir" => {
                each(arguments, &|word| word.rsplit('/').next().unwrap_or_default().to_owned())
            }
            "if" | "or" | "and" => second.to_owned(),
            "call" => return self.call(first, &[second, third], whole, depth),
            _ => return unknown(whole, 0..whole.len()),
        };
        Text::made(value, whole.span())
    }

    /// `$(foreach name,words,text)`; the text is worked out for each word, so `whole` is read again.
    fn each_of(&mut self, arguments: &Text, whole: &Text, depth: usize) -> Text {
        /// Words of a list that are gone through.
        const MOST: usize = 256;
        let body = whole.match_indices(',').nth(1).map(|(at, _)| whole.slice(at + 1..whole.len()));
        let mut parts = arguments.splitn(3, ',');
        let (Some(name), Some(words), Some(body)) = (parts.next(), parts.next(), body) else {
            return unknown(whole, 0..whole.len());
        };
        let name = name.trim().to_owned();
        let around = self.variables.remove(&name);
        let mut out = Text::empty(whole.span());
        for (index, word) in words.split_whitespace().take(MOST).enumerate() {
            self.variables.insert(name.clone(), Text::made(word, whole.span()));
            let value = self.filled(&body, depth + 1);
            if index > 0 {
                out.push_made(" ", whole.span());
            }
            out.push(&value);
            if out.len() > self.left {
                break;
            }
        }
        match around {
            Some(value) => drop(self.variables.insert(name, value)),
            None => drop(self.variables.remove(&name)),
        }
        out
    }

    /// `$(call name,a,b)`
    fn call(&mut self, name: &str, arguments: &[&str], whole: &Text, depth: usize) -> Text {
        let Some(body) = self.variables.get(name).cloned() else {
            return unknown(whole, 0..whole.len());
        };
        let mut around = Vec::new();
        for (number, argument) in ["1", "2"].into_iter().zip(arguments) {
            let value = Text::made(*argument, whole.span());
            around.push((number, self.variables.insert(number.to_owned(), value)));
        }
        let value = self.filled(&body, depth + 1);
        for (number, old) in around {
            match old {
                Some(old) => drop(self.variables.insert(number.to_owned(), old)),
                None => drop(self.variables.remove(number)),
            }
        }
        value
    }
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

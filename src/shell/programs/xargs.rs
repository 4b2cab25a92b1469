//! `xargs`: a command with the words of its input.

use crate::shell::evaluate::context::{Context, Ran, joined};
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::builtins::lines;
use crate::shell::programs::command_runners::replaced;
use crate::shell::programs::output::Output;
use crate::source::Text;

/// Lines of the input of one `xargs` that commands are run for, each by itself.
const MOST_LINES: usize = 16;

impl Walker<'_> {
    /// `xargs [options] cmd`: with constant input its words are arguments.
    pub(super) fn xargs(&mut self, argv: &[Text], inner: &Context) -> Option<Ran> {
        let mut at = 1;
        let mut replace = None;
        while let Some(word) = argv.get(at) {
            let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
                break;
            };
            at += 1;
            if word.as_str() == "--" {
                break;
            }
            if let Some(long) = letters.strip_prefix('-') {
                let values = ["max-args", "max-procs", "arg-file", "delimiter", "max-lines"];
                at += usize::from(values.contains(&long));
            } else if let Some(mark) = letters.strip_prefix('I') {
                replace = Some(if mark.is_empty() { argv.get(at)?.as_str() } else { mark });
                at += usize::from(mark.is_empty());
            } else if let Some(mark) = letters.strip_prefix('i') {
                replace = Some(if mark.is_empty() { "{}" } else { mark });
            } else {
                at += usize::from(letters.ends_with(['a', 'd', 'E', 'L', 'n', 'P', 's']));
            }
        }
        let command = argv.get(at..).unwrap_or_default();
        let of_file = argv.get(..at).unwrap_or_default().windows(2).find_map(|pair| match pair {
            [option, path] if matches!(option.as_str(), "-a" | "--arg-file") => {
                self.files.get(path)
            }
            _ => None,
        });
        let input = of_file.or_else(|| inner.stdin.clone());
        let input = input.as_deref().map(crate::shell::programs::output::Data::to_text);
        let context = Context { stdin: None, pipe_from: inner.pipe_from, ..inner.clone() };
        let Some(input) = input.filter(|input| self.budget.text(input.len())) else {
            return (!command.is_empty()).then(|| self.rest(argv, at, &context));
        };
        let mut words = command.to_vec();
        let one_by_one = argv.get(..at).is_some_and(|options| {
            let pairs = options.iter().zip(options.iter().skip(1));
            pairs
                .into_iter()
                .any(|(option, value)| option.as_str() == "-n" && value.as_str() == "1")
                || options.iter().any(|option| matches!(option.as_str(), "-n1" | "-L1"))
        });
        match replace {
            Some(mark) => {
                let lines = lines(&input);
                let mut lines = lines.iter().map(Text::trimmed).take(MOST_LINES);
                let first = lines.next()?;
                words = words.iter().map(|word| replaced(word, mark, &first)).collect();
                for line in lines.filter(|_| !command.is_empty()) {
                    let words: Vec<Text> =
                        command.iter().map(|word| replaced(word, mark, &line)).collect();
                    self.rest(&words, 0, &context);
                }
            }
            None if one_by_one && !command.is_empty() => {
                let mut all = split_words(&input).into_iter().take(MOST_LINES);
                words.extend(all.next());
                for word in all {
                    let words: Vec<Text> = command.iter().cloned().chain([word]).collect();
                    self.rest(&words, 0, &context);
                }
            }
            None => words.extend(split_words(&input)),
        }
        if command.is_empty() {
            // Without a command xargs is echo.
            let mut text = joined(&words, input.span());
            text.push_made("\n", input.span());
            let output = Output::Known(crate::shell::programs::output::Data::Text(text));
            return Some(Ran { output, ..Ran::NOTHING });
        }
        Some(self.rest(&words, 0, &context))
    }
}

/// The words of xargs' input: blanks separate, quotes hold together.
fn split_words(input: &Text) -> Vec<Text> {
    let mut words = Vec::new();
    let mut current: Option<Text> = None;
    let mut quote = None;
    let mut chars = input.char_indices();
    while let Some((at, c)) = chars.next() {
        let mut part = at..at + c.len_utf8();
        match (quote, c) {
            (Some(open), c) if c == open => {
                quote = None;
                continue;
            }
            (None, '\'' | '"') => {
                quote = Some(c);
                current.get_or_insert_with(|| Text::empty(input.span_of(part)));
                continue;
            }
            (None, c) if c.is_ascii_whitespace() => {
                words.extend(current.take());
                continue;
            }
            (None, '\\') => match chars.next() {
                Some((next, c)) => part = next..next + c.len_utf8(),
                None => continue,
            },
            _ => {}
        }
        match &mut current {
            Some(current) => current.push_range(input, part),
            None => current = Some(input.slice(part)),
        }
    }
    words.extend(current);
    words
}

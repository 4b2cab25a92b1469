//! Which of the words of a shell is its script, its file, or an argument.

use crate::shell::programs::which_shell::{self, Language};
use crate::source::Text;

/// What a shell is asked to run.
pub(super) enum Source<'a> {
    /// `-c`, with the words behind the text.
    Command(&'a Text, &'a [Text]),
    File(&'a Text, &'a [Text]),
    Input(&'a [Text]),
}

/// Which of the words `sh -c TEXT …` is the script; none if the first word is no such shell.
pub(crate) fn script_word(argv: &[Text]) -> Option<usize> {
    let language = which_shell::by_program(argv.first()?)?;
    match source(argv) {
        Source::Command(_, rest) if matches!(language, Language::Posix | Language::Bash) => {
            Some(argv.len() - rest.len() - 1)
        }
        _ => None,
    }
}

/// Options with a value, or none, up to the first operand.
pub(super) fn source(argv: &[Text]) -> Source<'_> {
    let mut at = 1;
    let (mut is_command, mut is_input) = (false, false);
    while let Some(word) = argv.get(at) {
        if matches!(word.as_str(), "--" | "-") {
            at += 1;
            break;
        }
        if matches!(word.as_str(), "--rcfile" | "--init-file") {
            at += 2;
        } else if word.starts_with("--") {
            at += 1;
        } else if let Some(letters) = word.strip_prefix(['-', '+']) {
            is_command |= letters.contains('c') && word.starts_with('-');
            is_input |= letters.contains('s');
            at += 1 + usize::from(letters.ends_with(['o', 'O']));
        } else {
            break;
        }
    }
    let rest = argv.get(at..).unwrap_or_default();
    match rest.split_first() {
        Some((text, rest)) if is_command => Source::Command(text, rest),
        Some(_) if is_input => Source::Input(rest),
        Some((path, rest)) if matches!(path.as_str(), "/dev/stdin" | "/proc/self/fd/0") => {
            Source::Input(rest)
        }
        Some((path, rest)) => Source::File(path, rest),
        None => Source::Input(rest),
    }
}

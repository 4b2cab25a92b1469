//! Where the command behind a wrapper starts. Which programs are wrappers stands in `table`.

use crate::shell::Via;
use crate::shell::evaluate::context::{Context, Ran};
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::shell_words::script_word;
use crate::shell::programs::table::{BY_FIRST, LOADER, PROGRAMS, QEMU};
pub(crate) use crate::shell::programs::table::{Family, Options};
use crate::shell::programs::which_shell::{self, Language, base_name, is_assignment};
use crate::source::Text;

/// What is known of a program, by its base name.
pub(crate) fn family(name: &str) -> Option<Family> {
    let listed = |name: &str| {
        let first = *name.as_bytes().first()?;
        let (start, end) = *BY_FIRST.get(usize::from(first))?;
        let candidates = PROGRAMS.get(usize::from(start)..usize::from(end))?;
        candidates.iter().find(|(listed, _)| *listed == name).map(|(_, family)| *family)
    };
    if let Some(found) = listed(name) {
        return Some(found);
    }
    match name.as_bytes().first()? {
        b'l' if name.starts_with("ld-") => Some(LOADER),
        b'q' if name.starts_with("qemu-") && !name.contains("img") && !name.contains("system") => {
            Some(QEMU)
        }
        // python3.12, perl5.36, php8, lua5.4, proxychains4
        b'l' | b'n' | b'p' if name.ends_with(|c: char| c.is_ascii_digit()) => {
            listed(name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-'))
        }
        _ => which_shell::by_program(name).map(Family::Shell),
    }
}

/// Index of the command behind the wrapper in `argv`; `None` also for one whose verb is not there.
pub(crate) fn behind(options: &Options, argv: &[Text]) -> Option<usize> {
    let mut at = skip_options(options, argv, 1);
    if !options.verbs.is_empty() {
        let verb = argv.get(at)?;
        if !options.verbs.contains(&verb.as_str()) {
            return None;
        }
        at = skip_options(options, argv, at + 1);
    }
    if options.operands > 0 {
        // `gosu user -- cmd`, `setarch x86_64 -R cmd`
        at = skip_options(options, argv, at + options.operands);
    }
    (at < argv.len()).then_some(at)
}

/// Index of the first word from `at` on that is no option, behind `--` if that comes first.
fn skip_options(options: &Options, argv: &[Text], mut at: usize) -> usize {
    while let Some(word) = argv.get(at) {
        let takes_next = if word.as_str() == "--" {
            return at + 1;
        } else if let Some(name) = word.strip_prefix("--") {
            options.long.contains(&name)
        } else if let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            // Some write long options with one dash: `envconsul -prefix x`.
            let valued = letters.find(|letter| options.short.contains(letter));
            valued.is_some_and(|index| index + 1 == letters.len())
                || options.long.contains(&letters)
        } else if options.assigns && is_assignment(word) {
            false
        } else {
            break;
        };
        at += 1 + usize::from(takes_next);
    }
    at
}

/// Programs that only print, look for, store or compare the words that they are given: a shell among them is not started.
const KEEP_WORDS: &[&str] = &[
    "[", "[[", "ack", "cat", "chmod", "chown", "cmp", "diff", "echo", "egrep", "expr", "fgrep",
    "grep", "head", "ls", "mkdir", "pgrep", "pkill", "print", "printf", "rg", "rm", "sed", "stat",
    "tail", "test", "touch", "tr", "type", "wc", "which", "zgrep",
];

/// Where a command starts that a program is given which is not known: a shell or interpreter, and behind it the option
/// whose value is a program text. No list of wrappers can be complete.
pub(crate) fn behind_unknown(argv: &[Text]) -> Option<usize> {
    let start = |at: &usize| {
        argv.get(at + 1).is_some_and(|next| next.starts_with(['-', '+', '/']))
            && argv.get(*at..).is_some_and(takes_text)
    };
    (1..argv.len()).find(start).filter(|_| !keeps_words(argv))
}

/// The program starts nothing of what it is given.
pub(crate) fn keeps_words(argv: &[Text]) -> bool {
    argv.first().is_some_and(|program| KEEP_WORDS.contains(&base_name(program)))
}

/// True if these words start a shell or interpreter with a program text.
fn takes_text(argv: &[Text]) -> bool {
    let [program, option, _, ..] = argv else { return false };
    let is_cluster = |letters: &str| {
        let rest = option.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
        rest.is_some_and(|rest| rest.len() < 6 && rest.contains(|c| letters.contains(c)))
    };
    match family(base_name(program)) {
        Some(Family::Shell(Language::Cmd)) => option.eq_ignore_ascii_case("/c"),
        Some(Family::Shell(Language::PowerShell)) => option.starts_with('-'),
        Some(Family::Shell(_)) => script_word(argv).is_some(),
        Some(Family::Code) => is_cluster("ceEr") || option.as_str() == "--eval",
        _ => false,
    }
}

impl Walker<'_> {
    /// The command behind a wrapper.
    pub(crate) fn wrapped(
        &mut self,
        options: &Options,
        id: usize,
        argv: &[Text],
        inner: &Context,
    ) -> Ran {
        match behind(options, argv) {
            // `time` is a word of the shell itself
            Some(at) if argv.first().is_some_and(|it| it.as_str() == "time") => {
                self.rest(argv, at, inner)
            }
            Some(at) => self.rest_past_functions(argv, at, inner),
            None if !options.verbs.is_empty() => self.plain(id, argv, inner),
            // `sudo -s <<EOF`, `echo … | chroot /mnt`: without a command it is a shell.
            None => self.shell(Language::Posix, id, argv.get(..1).unwrap_or_default(), inner),
        }
    }

    /// The words from `at` on as a command of another program: it knows no function and no alias of the script.
    pub(crate) fn rest_past_functions(&mut self, argv: &[Text], at: usize, inner: &Context) -> Ran {
        self.past_functions = true;
        let ran = self.rest(argv, at, inner);
        self.past_functions = false;
        ran
    }

    /// The words from `at` on as a command of their own.
    pub(crate) fn rest(&mut self, argv: &[Text], at: usize, inner: &Context) -> Ran {
        let words = argv.get(at..).unwrap_or_default().to_vec();
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return Ran::UNKNOWN;
        };
        let span = first.span().to(last.span());
        self.run_words(words, span, &Context { via: Via::Wrapper, ..inner.clone() })
    }
}

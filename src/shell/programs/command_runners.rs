//! Wrappers with a grammar of their own: `env`, `find -exec`, `xargs`, `su -c`, `screen`, `tmux`, `watch` …

use crate::shell::Via;
use crate::shell::evaluate::context::joined;
use crate::shell::evaluate::context::{Context, Ran};
use crate::shell::evaluate::vars::Value;
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::kinds::Special;
use crate::shell::programs::output::Output;
use crate::shell::programs::which_shell::is_assignment;
use crate::shell::programs::wrappers::behind_unknown;
use crate::source::Text;

impl Walker<'_> {
    pub(crate) fn special(
        &mut self,
        special: Special,
        id: usize,
        argv: &[Text],
        inner: &Context,
    ) -> Ran {
        let ran = match special {
            Special::AfterDashes => {
                let at = position(argv, "--").map(|at| at + 1).or_else(|| behind_unknown(argv));
                at.map(|at| self.rest(argv, at, inner))
            }
            Special::Env => self.env(argv, inner),
            Special::Find => self.find(argv, inner),
            Special::Flock => self.flock(argv, inner),
            Special::Parallel => self.parallel(argv, inner),
            Special::Screen => self.screen(argv, inner),
            Special::DashC => self.dash_c(argv, inner),
            Special::StartStopDaemon => self.start_stop_daemon(argv, inner),
            Special::Su => self.su(argv, inner),
            Special::Tmux => self.tmux(argv, inner),
            Special::Watch => operands(argv, "nd").map(|at| self.words_as_text(argv, at, inner)),
            Special::Xargs => self.xargs(argv, inner),
        };
        ran.unwrap_or_else(|| match self.folded(argv, inner) {
            Output::Known(names) => Ran::own(id, Output::Known(names)),
            _ => Ran { tail: Some(id), open: true, ..Ran::UNKNOWN },
        })
    }

    /// A text that a new shell runs.
    fn shell_text(&mut self, text: &Text, inner: &Context) -> Ran {
        self.script_text(
            text,
            crate::shell::Language::Posix,
            &Context { via: Via::ShellText, ..inner.clone() },
        )
    }

    /// The words from `at` on, joined by blanks, as the text of a shell.
    fn words_as_text(&mut self, argv: &[Text], at: usize, inner: &Context) -> Ran {
        let words = argv.get(at..).unwrap_or_default();
        let Some(first) = words.first() else {
            return Ran::UNKNOWN;
        };
        let text = joined(words, first.span());
        self.shell_text(&text, inner)
    }

    /// `env [-i] [-u NAME] [NAME=value]… cmd`, `env -S 'cmd args'`
    fn env(&mut self, argv: &[Text], inner: &Context) -> Option<Ran> {
        let mark = self.vars.mark();
        let mut at = 1;
        let mut ran = None;
        while let Some(word) = argv.get(at) {
            let letters = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
            if let Some(text) = split_string(argv, at) {
                ran = Some(self.shell_text(&text, inner));
                break;
            }
            match word.as_str() {
                "--" => at += 1,
                "--unset" | "--chdir" => at += 2,
                _ if word.starts_with("--") => at += 1,
                _ if letters.is_some_and(|letters| letters.ends_with(['u', 'C'])) => at += 2,
                _ if letters.is_some() => at += 1,
                _ if is_assignment(word) => {
                    let name = word.split('=').next().unwrap_or_default();
                    let value = word.slice(name.len() + 1..word.len());
                    self.vars.set(name, Value::One(value));
                    at += 1;
                }
                _ => {
                    ran = Some(self.rest(argv, at, inner));
                    break;
                }
            }
        }
        self.vars.back_to(mark);
        ran
    }

    /// Every `-exec cmd … ;` of a find.
    fn find(&mut self, argv: &[Text], inner: &Context) -> Option<Ran> {
        let mut ran = None;
        let mut at = 1;
        while let Some(word) = argv.get(at) {
            at += 1;
            if !matches!(word.as_str(), "-exec" | "-execdir" | "-ok" | "-okdir") {
                continue;
            }
            let rest = argv.get(at..).unwrap_or_default();
            let length = rest.iter().position(|word| matches!(word.as_str(), ";" | "+"));
            let length = length.unwrap_or(rest.len());
            let command = rest.get(..length).unwrap_or_default();
            // the file that the search starts at may be the one that it finds
            let start = argv.get(1).filter(|path| self.files.get(path).is_some());
            let named = argv.windows(2).find_map(|pair| match pair {
                [option, name] if matches!(option.as_str(), "-name" | "-iname") => Some(name),
                _ => None,
            });
            let runs_found = command.first().is_some_and(|word| word.as_str() == "{}");
            let start = start.or_else(|| named.filter(|_| runs_found));
            let words: Vec<Text> = match start {
                Some(path) => command.iter().map(|word| replaced(word, "{}", path)).collect(),
                None => command.to_vec(),
            };
            ran = Some(self.rest(&words, 0, inner));
            at += length;
        }
        ran
    }

    /// `flock FILE cmd`, `flock FILE -c TEXT`
    fn flock(&mut self, argv: &[Text], inner: &Context) -> Option<Ran> {
        let file = operands(argv, "wE")?;
        match argv.get(file + 1)?.as_str() {
            "-c" | "--command" => argv.get(file + 2).map(|text| self.shell_text(text, inner)),
            _ => Some(self.rest(argv, file + 1, inner)),
        }
    }

    /// `parallel [options] cmd ::: args`
    fn parallel(&mut self, argv: &[Text], inner: &Context) -> Option<Ran> {
        let at = operands(argv, "jnNLIadSP")?;
        let end = argv.iter().position(|word| word.starts_with(":::")).unwrap_or(argv.len());
        if end <= at {
            return None;
        }
        let mark = argv.get(..at)?.windows(2).find_map(|pair| match pair {
            [option, mark] if option.as_str() == "-I" => Some(mark.as_str()),
            [_, option] => option.strip_prefix("-I").filter(|mark| !mark.is_empty()),
            _ => None,
        });
        let mark = mark.unwrap_or("{}");
        let mut words = argv.get(at..end)?.to_vec();
        let line = match &inner.stdin {
            Some(input) if end == argv.len() && self.budget.bytes(input.len()) => {
                crate::shell::programs::builtins::lines(&input.to_text()).into_iter().next()
            }
            _ => None,
        };
        let first = argv.get(end + 1).or(line.as_ref());
        if let Some(first) = first.filter(|_| words.iter().any(|word| word.contains(mark))) {
            words = words.iter().map(|word| replaced(word, mark, first)).collect();
            return Some(self.words_as_text(&words, 0, inner));
        }
        if words.len() == 1 && words.first()?.contains(' ') {
            return Some(self.words_as_text(&words, 0, inner));
        }
        words.extend(argv.get(end + 1..).unwrap_or_default().iter().take(64).cloned());
        Some(self.rest(&words, 0, inner))
    }

    /// `screen -dmS name cmd`
    fn screen(&mut self, argv: &[Text], inner: &Context) -> Option<Ran> {
        let mut at = 1;
        while let Some(letters) = argv.get(at).and_then(|word| word.strip_prefix('-')) {
            at += 1 + usize::from(letters.ends_with(['S', 't', 'c', 's', 'e', 'h', 'p', 'T']));
        }
        if argv.get(at - 1).is_some_and(|word| word.as_str() == "-X") {
            let stuff = argv.get(at).is_some_and(|word| word.as_str() == "stuff");
            let text = argv.get(at + 1).filter(|_| stuff)?;
            return Some(self.shell_text(text, inner));
        }
        argv.get(at).is_some().then(|| self.rest(argv, at, inner))
    }

    /// `script -qc TEXT file`
    fn dash_c(&mut self, argv: &[Text], inner: &Context) -> Option<Ran> {
        let text = command_text(argv)?;
        Some(self.shell_text(&text, inner))
    }

    /// `start-stop-daemon --start --exec PROGRAM -- args`
    fn start_stop_daemon(&mut self, argv: &[Text], inner: &Context) -> Option<Ran> {
        let option = |names: [&str; 2], long: &str| {
            let at = argv.iter().position(|word| names.contains(&word.as_str()));
            let joined = argv.iter().find(|word| word.starts_with(long));
            at.and_then(|at| argv.get(at + 1).cloned())
                .or_else(|| joined.map(|word| word.slice(long.len()..word.len())))
        };
        let program = option(["-a", "--startas"], "--startas=")
            .or_else(|| option(["-x", "--exec"], "--exec="))?;
        let mut words = vec![program];
        if let Some(dashes) = position(argv, "--") {
            words.extend_from_slice(argv.get(dashes + 1..)?);
        }
        Some(self.rest(&words, 0, inner))
    }

    /// `su [-] [user] -c TEXT`, `runuser -u user -- cmd`
    fn su(&mut self, argv: &[Text], inner: &Context) -> Option<Ran> {
        if let Some(text) = command_text(argv) {
            return Some(self.shell_text(&text, inner));
        }
        argv.iter().find(|word| matches!(word.as_str(), "-u" | "--user"))?;
        let at = match position(argv, "--") {
            Some(dashes) => dashes + 1,
            None => operands(argv, "ugG")?,
        };
        Some(self.rest(argv, at, inner))
    }

    /// `tmux new -d TEXT`, `tmux send-keys TEXT Enter`
    fn tmux(&mut self, argv: &[Text], inner: &Context) -> Option<Ran> {
        let at = argv.iter().position(|word| {
            matches!(
                word.as_str(),
                "new" | "new-session" | "neww" | "new-window" | "splitw" | "split-window"
            ) || matches!(
                word.as_str(),
                "send" | "send-keys" | "run" | "run-shell" | "respawn-pane"
            )
        })?;
        let rest = argv.get(at..)?;
        let first = operands(rest, "cefFnstxyltX")?;
        let end = rest.iter().rposition(|word| {
            !matches!(word.as_str(), "Enter" | "C-m" | "ENTER") && !word.is_empty()
        })?;
        let words = rest.get(first..=end)?;
        Some(self.words_as_text(words, 0, inner))
    }
}

fn position(argv: &[Text], wanted: &str) -> Option<usize> {
    argv.iter().position(|word| word.as_str() == wanted)
}

/// Index of the first word that is no option; letters in `valued` take the next word.
fn operands(argv: &[Text], valued: &str) -> Option<usize> {
    let mut at = 1;
    while let Some(letters) = argv.get(at)?.strip_prefix('-') {
        at += 1;
        if letters == "-" {
            break;
        }
        at += usize::from(!letters.starts_with('-') && letters.ends_with(|c| valued.contains(c)));
    }
    (at < argv.len()).then_some(at)
}

/// The text behind `-c`, `-lc`, `--command`, `--command=`.
fn command_text(argv: &[Text]) -> Option<Text> {
    for (index, word) in argv.iter().enumerate().skip(1) {
        if let Some(text) = word.strip_prefix("--command=") {
            return Some(word.slice(word.len() - text.len()..word.len()));
        }
        let short = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
        if word.as_str() == "--command" || short.is_some_and(|letters| letters.ends_with('c')) {
            return argv.get(index + 1).cloned();
        }
    }
    None
}

/// The text of `env -S text`, with the words behind it.
fn split_string(argv: &[Text], at: usize) -> Option<Text> {
    let word = argv.get(at)?;
    let mut words = Vec::new();
    if let Some(text) = word.strip_prefix("--split-string=") {
        words.push(word.slice(word.len() - text.len()..word.len()));
    } else if let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.starts_with('-')) {
        let text = letters.find('S').and_then(|index| letters.get(index + 1..))?;
        if !text.is_empty() {
            words.push(word.slice(word.len() - text.len()..word.len()));
        }
    } else {
        return None;
    }
    let mut behind = argv.get(at + 1..)?.iter();
    if words.is_empty() {
        words.extend(behind.next().cloned());
    }
    // what stands behind the text are words as they are
    words.extend(behind.map(quoted));
    Some(joined(&words, word.span()))
}

/// The word as a shell has to be given it.
fn quoted(word: &Text) -> Text {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+=:,@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.clone();
    }
    let mut out = Text::made("'", word.span_of(0..0));
    let mut from = 0;
    for (at, _) in word.match_indices('\'') {
        out.push_range(word, from..at);
        out.push_made("'\\''", word.span_of(at..at + 1));
        from = at + 1;
    }
    out.push_range(word, from..word.len());
    out.push_made("'", word.span_of(word.len()..word.len()));
    out
}

pub(super) fn replaced(word: &Text, mark: &str, value: &Text) -> Text {
    if mark.is_empty() || !word.contains(mark) {
        return word.clone();
    }
    let mut out = Text::empty(word.span());
    let mut from = 0;
    for (at, _) in word.match_indices(mark).take(16) {
        out.push_range(word, from..at);
        out.push(value);
        from = at + mark.len();
    }
    out.push_range(word, from..word.len());
    out
}

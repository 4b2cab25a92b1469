//! Which programs run another command out of their own words, and where that command starts.

use crate::shell::Via;
use crate::shell::evaluate::walk::{Context, Ran, Walker};
use crate::shell::programs::builtins::Builtin;
use crate::shell::programs::command_runners::Special;
use crate::shell::programs::language::{self, Language};
use crate::source::Text;

/// How a program's effects are worked out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Family {
    Wrapper(Options),
    Shell(Language),
    /// An interpreter of another language.
    Code,
    Special(Special),
    Declare,
    Builtin(Builtin),
}

/// The options of a wrapper, as far as they matter to find the command behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Letters of the short options that take a value.
    short: &'static str,
    /// Names of the long options that take their value as the next word.
    long: &'static [&'static str],
    /// Words between the options and the command.
    operands: usize,
    /// `NAME=value` words may stand before the command.
    assigns: bool,
}

const fn wrap(short: &'static str, long: &'static [&'static str], operands: usize) -> Family {
    Family::Wrapper(Options { short, long, operands, assigns: false })
}

const fn plain() -> Family {
    wrap("", &[], 0)
}

const SUDO: Family = Family::Wrapper(Options {
    short: "ugpCcDhRrTtU",
    long: &["user", "group", "prompt", "chdir", "host", "role", "type", "other-user", "chroot"],
    operands: 0,
    assigns: true,
});

/// Sorted by name.
const PROGRAMS: &[(&str, Family)] = &[
    (".", Family::Builtin(Builtin::Source)),
    ("at", Family::Builtin(Builtin::Shellish)),
    ("awk", Family::Code),
    ("batch", Family::Builtin(Builtin::Shellish)),
    ("box64", plain()),
    ("builtin", plain()),
    ("busybox", plain()),
    ("bwrap", Family::Special(Special::AfterDashes)),
    ("catchsegv", plain()),
    ("cd", Family::Builtin(Builtin::Cd)),
    ("chpst", wrap("uUbeP/nmdocftlr", &[], 0)),
    ("chronic", plain()),
    ("chroot", wrap("", &["userspec", "groups"], 1)),
    ("chrt", wrap("TPD", &[], 1)),
    ("command", Family::Builtin(Builtin::Command)),
    ("cp", Family::Builtin(Builtin::Copy)),
    ("cpulimit", wrap("lepPcm", &["limit", "exe", "pid", "path", "cpu"], 0)),
    ("dbus-run-session", plain()),
    ("dd", Family::Builtin(Builtin::Dd)),
    ("declare", Family::Declare),
    ("doas", wrap("uCa", &[], 0)),
    ("dumb-init", wrap("r", &["rewrite"], 0)),
    ("eatmydata", plain()),
    ("env", Family::Special(Special::Env)),
    ("eval", Family::Builtin(Builtin::Eval)),
    ("exec", wrap("a", &[], 0)),
    ("export", Family::Declare),
    ("fakechroot", plain()),
    ("fakeroot", wrap("lsib", &["lib", "faked"], 0)),
    ("find", Family::Special(Special::Find)),
    ("firejail", plain()),
    ("flock", Family::Special(Special::Flock)),
    ("gawk", Family::Code),
    ("gosu", wrap("", &[], 1)),
    ("install", Family::Builtin(Builtin::Install)),
    ("ionice", wrap("cnpPu", &["class", "classdata"], 0)),
    ("linux32", plain()),
    ("linux64", plain()),
    ("ln", Family::Builtin(Builtin::Copy)),
    ("local", Family::Declare),
    ("ltrace", wrap("aAeDFlnopsuUwx", &[], 0)),
    ("lua", Family::Code),
    ("mapfile", Family::Builtin(Builtin::ReadArray)),
    ("mawk", Family::Code),
    ("mv", Family::Builtin(Builtin::Copy)),
    ("nice", wrap("n", &["adjustment"], 0)),
    ("nocache", plain()),
    ("node", Family::Code),
    ("nodejs", Family::Code),
    ("noglob", plain()),
    ("nohup", plain()),
    ("nsenter", wrap("tSGW", &["target", "setuid", "setgid"], 0)),
    ("numactl", wrap("NmpiCP", &["interleave", "membind", "cpunodebind", "physcpubind"], 0)),
    ("parallel", Family::Special(Special::Parallel)),
    ("perl", Family::Code),
    ("php", Family::Code),
    ("printf", Family::Builtin(Builtin::Printf)),
    ("prlimit", plain()),
    ("proot", wrap("rbqw0", &[], 0)),
    ("proxychains", wrap("f", &[], 0)),
    ("pushd", Family::Builtin(Builtin::Cd)),
    ("python", Family::Code),
    ("read", Family::Builtin(Builtin::Read)),
    ("readarray", Family::Builtin(Builtin::ReadArray)),
    ("readonly", Family::Declare),
    ("ruby", Family::Code),
    ("runuser", Family::Special(Special::Su)),
    ("s6-setuidgid", wrap("", &[], 1)),
    ("schedtool", wrap("aNpM", &[], 0)),
    ("screen", Family::Special(Special::Screen)),
    ("script", Family::Special(Special::DashC)),
    ("set", Family::Builtin(Builtin::Set)),
    ("setarch", wrap("", &[], 1)),
    ("setpriv", wrap("", SETPRIV, 0)),
    ("setsid", plain()),
    ("setuidgid", wrap("", &[], 1)),
    ("shift", Family::Builtin(Builtin::Shift)),
    ("softlimit", wrap("macdrlsopft", &[], 0)),
    ("source", Family::Builtin(Builtin::Source)),
    ("start-stop-daemon", Family::Special(Special::StartStopDaemon)),
    ("stdbuf", wrap("ioe", &["input", "output", "error"], 0)),
    ("strace", wrap("aAbeEIoOpPsSuUX", &[], 0)),
    ("su", Family::Special(Special::Su)),
    ("su-exec", wrap("", &[], 1)),
    ("sudo", SUDO),
    ("systemd-run", wrap("puEHMtG", &["property", "unit", "slice", "uid", "gid", "setenv"], 0)),
    ("taskset", wrap("p", &[], 1)),
    ("tee", Family::Builtin(Builtin::Tee)),
    ("time", wrap("fo", &["format", "output"], 0)),
    ("timeout", wrap("ks", &["kill-after", "signal"], 1)),
    ("tini", wrap("pe", &[], 0)),
    ("tini-static", wrap("pe", &[], 0)),
    ("tmux", Family::Special(Special::Tmux)),
    ("torify", plain()),
    ("torsocks", wrap("uPpa", &[], 0)),
    ("toybox", plain()),
    ("trap", Family::Builtin(Builtin::Trap)),
    ("trickle", wrap("udwtlp", &[], 0)),
    ("typeset", Family::Declare),
    ("unbuffer", plain()),
    ("unset", Family::Builtin(Builtin::Unset)),
    ("unshare", wrap("RwSG", &["root", "wd", "setuid", "setgid", "propagation"], 0)),
    ("watch", Family::Special(Special::Watch)),
    ("wine", plain()),
    ("wine64", plain()),
    ("xargs", Family::Special(Special::Xargs)),
    ("xvfb-run", wrap("efnpsw", &["server-args", "server-num", "error-file", "auth-file"], 0)),
];

/// Where the names with each first byte stand in [`PROGRAMS`].
#[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
static BY_FIRST: [(u8, u8); 128] = {
    let mut ranges = [(0, 0); 128];
    let mut index = 0;
    while index < PROGRAMS.len() {
        let first = PROGRAMS[index].0.as_bytes()[0] as usize;
        if ranges[first].1 == 0 {
            ranges[first].0 = index as u8;
        }
        ranges[first].1 = index as u8 + 1;
        index += 1;
    }
    ranges
};

const SETPRIV: &[&str] = &[
    "reuid",
    "regid",
    "ruid",
    "euid",
    "rgid",
    "egid",
    "groups",
    "inh-caps",
    "ambient-caps",
    "bounding-set",
    "securebits",
    "pdeathsig",
    "selinux-label",
    "apparmor-profile",
];

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
        // The dynamic loader runs the program that it is given: ld-linux-x86-64.so.2, ld-musl-*.so.1
        b'l' if name.starts_with("ld-") => {
            Some(wrap("", &["library-path", "preload", "argv0", "audit"], 0))
        }
        b'q' if name.starts_with("qemu-") && !name.contains("img") && !name.contains("system") => {
            Some(wrap("LEsUrBRgp0", &[], 0))
        }
        // python3.12, perl5.36, php8, lua5.4, proxychains4
        b'l' | b'n' | b'p' if name.ends_with(|c: char| c.is_ascii_digit()) => {
            listed(name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-'))
        }
        _ => language::by_program(name).map(Family::Shell),
    }
}

/// Index of the command behind the wrapper in `argv`.
pub(crate) fn behind(options: &Options, argv: &[Text]) -> Option<usize> {
    let mut at = 1;
    while let Some(word) = argv.get(at) {
        let takes_next = if word.as_str() == "--" {
            at += 1;
            break;
        } else if let Some(name) = word.strip_prefix("--") {
            options.long.contains(&name)
        } else if let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            let valued = letters.find(|letter| options.short.contains(letter));
            valued.is_some_and(|index| index + 1 == letters.len())
        } else if options.assigns && is_assignment(word) {
            false
        } else {
            break;
        };
        at += 1 + usize::from(takes_next);
    }
    at += options.operands;
    // `gosu user -- cmd`
    if options.operands > 0 && argv.get(at).is_some_and(|word| word.as_str() == "--") {
        at += 1;
    }
    (at < argv.len()).then_some(at)
}

/// `NAME=value`
pub(crate) fn is_assignment(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else {
        return false;
    };
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(crate::shell::syntax::lexer::is_name)
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
            Some(at) => self.rest(argv, at, inner),
            // `sudo -s <<EOF`, `echo … | chroot /mnt`: without a command it is a shell.
            None => self.shell(Language::Posix, id, argv.get(..1).unwrap_or_default(), inner),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_sorted_by_name() {
        assert!(PROGRAMS.is_sorted_by(|a, b| a.0 < b.0));
    }
}

//! Programs whose effects are known, one row each: wrappers with their options, builtins, interpreters.
//!
//! A wrapper that is not listed is still seen through where it is given a shell with `-c`.

use crate::shell::programs::kinds::Builtin;
use crate::shell::programs::kinds::FileTool;
use crate::shell::programs::kinds::Special;
use crate::shell::programs::which_shell::Language;

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
    FileTool(FileTool),
}

/// The options of a wrapper, as far as they matter to find the command behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Letters of the short options that take a value.
    pub(crate) short: &'static str,
    /// Names of the long options that take their value as the next word.
    pub(crate) long: &'static [&'static str],
    /// Words between the options and the command.
    pub(crate) operands: usize,
    /// `NAME=value` words may stand before the command.
    pub(crate) assigns: bool,
    /// Without one of these words there is no command behind it: `poetry run`. None: the command follows right away.
    pub(crate) verbs: &'static [&'static str],
}

const fn wrap(short: &'static str, long: &'static [&'static str], operands: usize) -> Family {
    Family::Wrapper(Options { short, long, operands, assigns: false, verbs: &[] })
}

const fn verb(
    verbs: &'static [&'static str],
    short: &'static str,
    long: &'static [&'static str],
    operands: usize,
) -> Family {
    Family::Wrapper(Options { short, long, operands, assigns: false, verbs })
}

/// `cross-env A=b command`
const ASSIGNING: Family =
    Family::Wrapper(Options { short: "", long: &[], operands: 0, assigns: true, verbs: &[] });

const fn plain() -> Family {
    wrap("", &[], 0)
}

const SUDO: Family = Family::Wrapper(Options {
    short: "ugpCcDhRrTtU",
    long: &["user", "group", "prompt", "chdir", "host", "role", "type", "other-user", "chroot"],
    operands: 0,
    assigns: true,
    verbs: &[],
});

/// Sorted by name.
pub(crate) const PROGRAMS: &[(&str, Family)] = &[
    (".", Family::Builtin(Builtin::Source)),
    ("[", Family::Builtin(Builtin::Test)),
    ("aa-exec", wrap("pn", &["profile", "namespace"], 0)),
    ("alias", Family::Builtin(Builtin::Alias)),
    ("apptainer", verb(&["exec", "run"], "BH", &["bind", "home", "pwd"], 1)),
    ("arch-chroot", wrap("u", &[], 1)),
    ("asdf", verb(&["exec"], "", &[], 0)),
    ("at", Family::Builtin(Builtin::Shellish)),
    ("awk", Family::Code),
    ("aws-vault", verb(&["exec"], "d", &["duration", "region"], 1)),
    ("batch", Family::Builtin(Builtin::Shellish)),
    ("box64", plain()),
    ("box86", plain()),
    ("builtin", plain()),
    ("bundle", verb(&["exec"], "", &["gemfile"], 0)),
    ("bunzip2", Family::FileTool(FileTool::Unpack)),
    ("busybox", plain()),
    ("bwrap", Family::Special(Special::AfterDashes)),
    ("bzip2", Family::FileTool(FileTool::Unpack)),
    ("catatonit", plain()),
    ("catchsegv", plain()),
    ("cd", Family::Builtin(Builtin::Cd)),
    ("cgexec", wrap("g", &[], 0)),
    ("chamber", verb(&["exec"], "", &[], 1)),
    ("choom", wrap("np", &["adjust", "pid"], 0)),
    ("chpst", wrap("uUbeP/nmdocftlr", &[], 0)),
    ("chronic", plain()),
    ("chroot", wrap("", &["userspec", "groups"], 1)),
    ("chrt", wrap("TPD", &[], 1)),
    ("chruby-exec", wrap("", &[], 1)),
    ("command", Family::Builtin(Builtin::Command)),
    ("conda", verb(&["run"], "np", &["name", "prefix", "cwd"], 0)),
    ("cp", Family::FileTool(FileTool::Copy)),
    ("cpulimit", wrap("lepPcm", &["limit", "exe", "pid", "path", "cpu"], 0)),
    ("cross-env", ASSIGNING),
    ("daemonize", wrap("aceopuEl", &[], 0)),
    ("dbus-run-session", plain()),
    ("dd", Family::FileTool(FileTool::Dd)),
    ("declare", Family::Declare),
    ("direnv", verb(&["exec"], "", &[], 1)),
    ("doas", wrap("uCa", &[], 0)),
    (
        "dockerize",
        wrap(
            "",
            &["wait", "timeout", "template", "stdout", "stderr", "wait-retry-interval", "delims"],
            0,
        ),
    ),
    ("doppler", verb(&["run"], "pct", &["project", "config", "token"], 0)),
    ("dotenv", verb(&["run"], "f", &["file"], 0)),
    ("dumb-init", wrap("r", &["rewrite"], 0)),
    ("eatmydata", plain()),
    ("entr", plain()),
    ("env", Family::Special(Special::Env)),
    ("envconsul", wrap("", &["prefix", "secret", "config", "consul-addr", "vault-addr"], 0)),
    ("envdir", wrap("", &[], 1)),
    ("eval", Family::Builtin(Builtin::Eval)),
    ("exec", wrap("a", &[], 0)),
    ("export", Family::Declare),
    ("fakechroot", plain()),
    ("fakeroot", wrap("lsib", &["lib", "faked"], 0)),
    ("faketime", wrap("f", &[], 1)),
    ("find", Family::Special(Special::Find)),
    ("firejail", plain()),
    ("flock", Family::Special(Special::Flock)),
    ("foreman", verb(&["run"], "ef", &["env", "procfile"], 0)),
    ("gawk", Family::Code),
    ("getopts", Family::Builtin(Builtin::Getopts)),
    ("git", Family::FileTool(FileTool::Git)),
    ("gosu", wrap("", &[], 1)),
    ("gunzip", Family::FileTool(FileTool::Unpack)),
    ("gzip", Family::FileTool(FileTool::Unpack)),
    ("hash", Family::Builtin(Builtin::Hash)),
    ("hatch", verb(&["run"], "e", &["env"], 0)),
    ("heaptrack", wrap("o", &["output"], 0)),
    ("honcho", verb(&["run"], "ef", &["env", "procfile"], 0)),
    ("infisical", verb(&["run"], "", &["env", "token", "path", "projectId"], 0)),
    ("install", Family::FileTool(FileTool::Install)),
    ("ionice", wrap("cnpPu", &["class", "classdata"], 0)),
    ("linux32", plain()),
    ("linux64", plain()),
    ("ln", Family::FileTool(FileTool::Link)),
    ("local", Family::Declare),
    ("lockrun", wrap("L", &["lockfile", "maxtime"], 0)),
    ("ltrace", wrap("aAeDFlnopsuUwx", &[], 0)),
    ("lua", Family::Code),
    ("mamba", verb(&["run"], "np", &["name", "prefix", "cwd"], 0)),
    ("mapfile", Family::Builtin(Builtin::ReadArray)),
    ("mawk", Family::Code),
    ("micromamba", verb(&["run"], "nprc", &["name", "prefix", "cwd"], 0)),
    ("mise", verb(&["exec", "x"], "", &[], 0)),
    ("mpiexec", wrap("nHx", &["np", "host", "hostfile"], 0)),
    ("mpirun", wrap("nHx", &["np", "host", "hostfile"], 0)),
    ("mv", Family::FileTool(FileTool::Copy)),
    ("newgrp", Family::Special(Special::Su)),
    ("nice", wrap("n", &["adjustment"], 0)),
    ("nocache", plain()),
    ("node", Family::Code),
    ("nodejs", Family::Code),
    ("noglob", plain()),
    ("nohup", plain()),
    ("nsenter", wrap("tSGW", &["target", "setuid", "setgid"], 0)),
    ("numactl", wrap("NmpiCP", &["interleave", "membind", "cpunodebind", "physcpubind"], 0)),
    ("nvm", verb(&["exec", "run"], "", &[], 1)),
    ("op", verb(&["run"], "", &["env-file", "account"], 0)),
    ("opam", verb(&["exec"], "", &["switch"], 0)),
    ("parallel", Family::Special(Special::Parallel)),
    ("patch", Family::FileTool(FileTool::Patch)),
    ("pdm", verb(&["run"], "p", &["project"], 0)),
    (
        "perf",
        verb(&["record", "stat", "trace"], "eFoptC", &["event", "freq", "output", "call-graph"], 0),
    ),
    ("perl", Family::Code),
    ("php", Family::Code),
    ("pid1", plain()),
    ("pipenv", verb(&["run"], "", &[], 0)),
    ("pkexec", wrap("", &["user"], 0)),
    ("pnpm", verb(&["exec"], "C", &["dir", "filter"], 0)),
    ("poetry", verb(&["run"], "C", &["directory", "project"], 0)),
    ("printf", Family::Builtin(Builtin::Printf)),
    ("prlimit", wrap("p", &["pid"], 0)),
    ("proot", wrap("rbqwvSRkip", &[], 0)),
    ("proxychains", wrap("f", &[], 0)),
    ("pushd", Family::Builtin(Builtin::Cd)),
    ("pwd", Family::Builtin(Builtin::Pwd)),
    ("pyenv", verb(&["exec"], "", &[], 0)),
    ("python", Family::Code),
    ("rbenv", verb(&["exec"], "", &[], 0)),
    ("read", Family::Builtin(Builtin::Read)),
    ("readarray", Family::Builtin(Builtin::ReadArray)),
    ("readonly", Family::Declare),
    ("reflex", wrap("grRd", &["glob", "regex", "inverse-regex"], 0)),
    ("retry", wrap("tdn", &["tries", "times", "delay", "max"], 0)),
    ("rlwrap", wrap("abcfgHlpqsSt", &[], 0)),
    ("rosetta", plain()),
    ("rsync", Family::FileTool(FileTool::Synchronise)),
    ("ruby", Family::Code),
    ("runuser", Family::Special(Special::Su)),
    ("rvm", verb(&["do"], "", &[], 0)),
    ("s6-setuidgid", wrap("", &[], 1)),
    ("schedtool", wrap("aNpM", &[], 0)),
    ("screen", Family::Special(Special::Screen)),
    ("script", Family::Special(Special::DashC)),
    ("sed", Family::FileTool(FileTool::Sed)),
    ("set", Family::Builtin(Builtin::Set)),
    ("setpriv", wrap("", SETPRIV, 0)),
    ("setsid", plain()),
    ("setuidgid", wrap("", &[], 1)),
    ("sg", Family::Special(Special::Su)),
    ("shift", Family::Builtin(Builtin::Shift)),
    ("singularity", verb(&["exec", "run"], "BH", &["bind", "home", "pwd"], 1)),
    ("softlimit", wrap("macdrlsopft", &[], 0)),
    ("solo", wrap("", &["port"], 0)),
    ("source", Family::Builtin(Builtin::Source)),
    ("srun", wrap("nNcpt", &["ntasks", "nodes", "partition", "time"], 0)),
    ("ssh-agent", wrap("aEt", &[], 0)),
    ("sshpass", wrap("pfdP", &[], 0)),
    ("start-stop-daemon", Family::Special(Special::StartStopDaemon)),
    ("stdbuf", wrap("ioe", &["input", "output", "error"], 0)),
    ("strace", wrap("aAbeEIoOpPsSuUX", &[], 0)),
    ("su", Family::Special(Special::Su)),
    ("su-exec", wrap("", &[], 1)),
    ("sudo", SUDO),
    ("systemd-run", wrap("puEHMtG", &["property", "unit", "slice", "uid", "gid", "setenv"], 0)),
    ("taskset", wrap("p", &[], 1)),
    ("tee", Family::FileTool(FileTool::Tee)),
    ("test", Family::Builtin(Builtin::Test)),
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
    ("tsp", plain()),
    ("typeset", Family::Declare),
    ("unbuffer", plain()),
    ("unlzma", Family::FileTool(FileTool::Unpack)),
    ("unset", Family::Builtin(Builtin::Unset)),
    ("unshare", wrap("RwSG", &["root", "wd", "setuid", "setgid", "propagation"], 0)),
    ("unxz", Family::FileTool(FileTool::Unpack)),
    (
        "uv",
        verb(
            &["run"],
            "p",
            &["python", "with", "extra", "group", "directory", "project", "env-file"],
            0,
        ),
    ),
    ("valgrind", plain()),
    ("volta", verb(&["run"], "", &["node", "npm"], 0)),
    ("wait-for", wrap("t", &["timeout"], 1)),
    ("wait-for-it", wrap("htp", &["timeout"], 1)),
    ("wait-for-it.sh", wrap("htp", &["timeout"], 1)),
    ("watch", Family::Special(Special::Watch)),
    ("watchexec", wrap("wef", &["watch", "exts", "filter"], 0)),
    ("watchmedo", verb(&["auto-restart", "shell-command"], "pd", &["pattern", "directory"], 0)),
    ("wine", plain()),
    ("wine64", plain()),
    ("with-contenv", plain()),
    ("xargs", Family::Special(Special::Xargs)),
    ("xvfb-run", wrap("efnpsw", &["server-args", "server-num", "error-file", "auth-file"], 0)),
    ("xz", Family::FileTool(FileTool::Unpack)),
    ("yarn", verb(&["exec"], "", &["cwd"], 0)),
];

/// Where the names with each first byte stand in [`PROGRAMS`].
#[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
pub(crate) static BY_FIRST: [(u8, u8); 128] = {
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

/// The dynamic loader runs the program that it is given: `ld-linux-x86-64.so.2`, `ld-musl-x86_64.so.1`.
pub(crate) const LOADER: Family = wrap("", &["library-path", "preload", "argv0", "audit"], 0);

/// Emulators of user programs: `qemu-aarch64-static`.
pub(crate) const QEMU: Family = wrap("LEsUrBRgp0", &[], 0);

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_sorted_by_name() {
        assert!(PROGRAMS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(u8::try_from(PROGRAMS.len()).is_ok(), "positions are kept in one byte");
    }
}

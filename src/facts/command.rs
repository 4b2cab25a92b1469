//! Commands that run, and what they are for.
//!
//! Purpose matters because a name in `apt-get purge …`, `grep …` or `pkill …` shows the opposite of use.

use std::ops::Range;

use ecow::EcoString;

use crate::shell::{self, Direction};
use crate::source::Text;

use super::{deny_names, place::Place};

/// What a command does with the names in its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It acts on them.
    Acts,
    /// It removes them.
    Removes,
    /// It looks for them or kills them.
    Searches,
    /// It only prints them, and nothing reads the output.
    Prints,
}

/// A command that runs in the build or in a container.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    /// The instruction.
    pub(crate) place: Place,
    /// Words, redirections, pipes; `pipe_from` and `parent` are indices in [`super::Facts::commands`].
    pub(crate) shell: shell::Command,
    /// Lower-case file name of the program, without `.exe`; empty for a bare assignment.
    pub(crate) program: EcoString,
    /// What it is for.
    pub(crate) purpose: Purpose,
    /// Index of the command that reads its output through a pipe.
    pub(crate) piped_to: Option<usize>,
    /// Indices of its transfers in [`super::Facts::transfers`].
    pub(crate) transfers: Range<usize>,
}

impl Command {
    /// Wraps a folded command of `place`; links to other commands are shifted by `offset`.
    pub(crate) fn new(place: Place, mut shell: shell::Command, offset: usize) -> Self {
        shell.pipe_from = shell.pipe_from.map(|index| index + offset);
        shell.parent = shell.parent.map(|index| index + offset);
        let program = shell.argv.first().map(|word| program_name(word)).unwrap_or_default();
        let purpose = purpose(&program, &shell);
        Self { place, shell, program, purpose, piped_to: None, transfers: 0..0 }
    }

    /// Program and arguments.
    pub(crate) fn argv(&self) -> &[Text] {
        &self.shell.argv
    }

    /// The arguments.
    pub(crate) fn args(&self) -> &[Text] {
        self.shell.argv.get(1..).unwrap_or_default()
    }

    /// True if one argument equals `word`.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.args().iter().any(|arg| arg.as_str() == word)
    }

    /// The first argument that is no option.
    pub(crate) fn verb(&self) -> Option<&Text> {
        self.args().iter().find(|arg| !arg.starts_with('-'))
    }

    /// True if all that it writes goes into files that list what is refused, such as sinkholes of names.
    pub(crate) fn only_refuses(&self) -> bool {
        matches!(self.program.as_str(), "cat" | "tee" | "echo" | "printf")
            && only_refuses(&self.program, &self.shell)
    }

    /// True if it acts on the names in its words.
    pub(crate) fn acts(&self) -> bool {
        self.purpose == Purpose::Acts
    }
}

/// The lower-case file name of a program path, without `.exe`.
pub(crate) fn program_name(word: &str) -> EcoString {
    let start = memchr::memrchr2(b'/', b'\\', word.as_bytes()).map_or(0, |at| at + 1);
    let mut name = EcoString::from(word.get(start..).unwrap_or_default());
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        name = name.to_ascii_lowercase();
    }
    if name.ends_with(".exe") {
        name.truncate(name.len() - ".exe".len());
    }
    name
}

/// True for programs that run the text they are given.
pub(crate) fn is_interpreter(program: &str) -> bool {
    let stem = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    matches!(
        stem,
        "sh" | "bash"
            | "ash"
            | "dash"
            | "zsh"
            | "ksh"
            | "mksh"
            | "fish"
            | "python"
            | "perl"
            | "ruby"
            | "node"
            | "nodejs"
            | "php"
            | "lua"
            | "pwsh"
            | "powershell"
            | "tclsh"
    )
}

fn purpose(program: &str, command: &shell::Command) -> Purpose {
    let has = |words: &[&str]| command.argv.iter().skip(1).any(|arg| words.contains(&arg.as_str()));
    match program {
        "rm" | "rmdir" | "unlink" | "shred" | "userdel" | "deluser" | "groupdel" | "delgroup"
        | "remove-item" | "del" => Purpose::Removes,
        "apt-get" | "apt" | "aptitude" | "yum" | "dnf" | "microdnf" | "zypper" | "apk" | "pip"
        | "pip3" | "npm" | "gem" | "dpkg" | "rpm" | "snap" | "conda" | "brew" | "choco" | "git"
            if has(&[
                "remove",
                "purge",
                "autoremove",
                "del",
                "erase",
                "uninstall",
                "rm",
                "-r",
                "-P",
                "-e",
                "--purge",
                "--remove",
                "--erase",
                "clean",
            ]) && !has(&["install", "add", "clone", "-i", "--install"]) =>
        {
            Purpose::Removes
        }
        "systemctl" | "service" | "rc-service" | "rc-update" | "update-rc.d" | "chkconfig"
            if has(&["stop", "disable", "mask", "remove", "del", "off"]) =>
        {
            Purpose::Removes
        }
        "docker" | "podman" | "nerdctl" | "crictl" | "kubectl"
            if has(&["rm", "rmi", "kill", "stop", "delete"]) && !has(&["run", "exec", "apply"]) =>
        {
            Purpose::Removes
        }
        "sed" if command.argv.iter().skip(1).any(|word| deletes_lines(word)) => Purpose::Removes,
        "chmod" if has(&["000", "0", "0000", "a-x", "-x", "ugo-x"]) => Purpose::Removes,
        "apt-mark" if has(&["hold"]) => Purpose::Removes,
        "iptables" | "ip6tables" | "ebtables" | "nft" | "ufw" | "firewall-cmd"
            if command.argv.iter().skip(1).any(|word| refuses_packets(word)) =>
        {
            Purpose::Removes
        }
        "grep" | "egrep" | "fgrep" | "zgrep" | "rg" | "ag" | "ls" | "stat" | "test" | "["
        | "[[" | "which" | "whereis" | "type" | "hash" | "pgrep" | "pidof" | "ps" | "pkill"
        | "killall" | "kill" | "apt-cache" | "file" | "du" | "locate" | "clamscan"
        | "clamdscan" | "freshclam" | "yara" | "yarac" | "rkhunter" | "chkrootkit" | "maldet"
        | "lsof" | "fuser" | "osqueryi" | "ausearch" | "auditctl" | "journalctl" | "tcpdump"
        | "check_procs" | "check_log" | "check_dns" | "check_dig" | "trivy" | "grype" | "syft"
        | "nslookup" | "ping" => Purpose::Searches,
        // they tell somebody
        "logger" | "mail" | "mailx" | "wall" | "notify-send" | "zabbix_sender" | "snmptrap"
        | "dialog" | "whiptail" => Purpose::Searches,
        // what cannot be changed cannot be removed either
        "chattr" if has(&["-i", "-a", "-ia", "-ai"]) => Purpose::Removes,
        "find" if !command.argv.iter().zip(command.argv.iter().skip(1)).any(starts_found) => {
            Purpose::Searches
        }
        "command" if has(&["-v", "-V"]) => Purpose::Searches,
        "echo" | "printf" | "write-host" | "write-output" | ":" | "true"
            if (command.redirects.is_empty() || only_refuses(program, command))
                && !command.argv.iter().any(|word| is_request(word)) =>
        {
            Purpose::Prints
        }
        _ => Purpose::Acts,
    }
}

/// An expression of `sed` that deletes the lines that it matches: `/name/d`.
fn deletes_lines(word: &str) -> bool {
    word.starts_with('/') && word.ends_with("/d") && !word.contains(['{', ';'])
}

/// What firewalls do with a packet that nobody is to get.
fn refuses_packets(word: &str) -> bool {
    let last = word.split([' ', ';', '}']).rfind(|part| !part.is_empty()).unwrap_or_default();
    ["drop", "reject", "deny"].iter().any(|verdict| last.eq_ignore_ascii_case(verdict))
}

/// The option of `find` that starts what it has found, or a program that may do anything with it.
fn starts_found((option, program): (&Text, &Text)) -> bool {
    const HARMLESS: [&str; 8] = ["rm", "unlink", "shred", "kill", "ls", "stat", "echo", "grep"];
    matches!(option.as_str(), "-exec" | "-execdir" | "-ok" | "-okdir")
        && !HARMLESS.contains(&program_name(program).as_str())
}

/// All that is written goes into files that list what is refused.
fn only_refuses(program: &str, command: &shell::Command) -> bool {
    let redirected =
        command.redirects.iter().filter(|redirect| redirect.direction != Direction::In);
    let operands =
        command.argv.iter().skip(1).filter(|word| program == "tee" && !word.starts_with('-'));
    let mut targets = redirected.map(|redirect| &redirect.target).chain(operands).peekable();
    let texts = || command.argv.iter().skip(1).chain(&command.input);
    targets.peek().is_some()
        && targets.all(|target| {
            deny_names::refusing_path(target)
                || target.ends_with("etc/hosts")
                    && texts().all(|text| deny_names::sinks_names(text))
                || texts().all(|text| {
                    text.starts_with('-') || text.contains(' ') && deny_names::sinks_names(text)
                })
        })
}

/// A line that asks a web server for something: whoever prints it has a connection, if only as a descriptor of the shell.
fn is_request(word: &str) -> bool {
    let asks = |verb| word.strip_prefix(verb).is_some_and(|rest| rest.starts_with(" /"));
    ["GET", "HEAD", "POST", "PUT"].into_iter().any(asks) && word.contains(" HTTP/")
}

/// True if command `index`, or one behind it as a wrapper, is an interpreter.
fn runs_input(commands: &[Command], index: usize) -> bool {
    let following = commands.iter().enumerate().skip(index);
    let mut last = None;
    following
        .take_while(|(at, command)| {
            let behind = *at == index
                || command.shell.parent == last && command.shell.via == shell::Via::Wrapper;
            last = Some(*at);
            behind
        })
        .any(|(_, command)| is_interpreter(&command.program))
}

/// Links pipes both ways and corrects the purpose of printers whose output is read.
pub(crate) fn link(commands: &mut [Command], from: usize) {
    for index in from..commands.len() {
        let Some(command) = commands.get(index) else { continue };
        let Some(source) = command.shell.pipe_from else { continue };
        let refuses = command.only_refuses();
        // Of several readers, as in the rounds of a loop, the one that runs what it reads counts.
        let old = commands.get(source).and_then(|command| command.piped_to);
        let reader = old.filter(|old| runs_input(commands, *old)).or(Some(index));
        if let Some(source) = commands.get_mut(source) {
            source.piped_to = reader;
            if source.purpose == Purpose::Prints && !refuses {
                source.purpose = Purpose::Acts;
            }
        }
    }
}

//! Users and working directories: those of USER and WORKDIR, those that commands run as and go to without them, and the
//! numbers of accounts that commands make.

use foldhash::HashMap;

use crate::facts::{Command, Facts, Place};
use crate::source::Text;

/// A user that the build or the container runs as.
#[derive(Clone, Debug)]
pub(crate) struct User {
    /// The instruction.
    pub(crate) place: Place,
    /// User name or number, without the group.
    pub(crate) name: Text,
    /// It is the last USER of its stage.
    pub(crate) effective: bool,
}

/// A working directory.
#[derive(Clone, Debug)]
pub(crate) struct Workdir {
    /// The instruction.
    pub(crate) place: Place,
    /// The path as expanded; may be relative to the one before.
    pub(crate) path: Text,
}

/// Accounts of one stage that are remembered: more than an image has.
const MAX_ACCOUNTS: usize = 4096;

/// How a program is told which user the command behind it runs as.
enum Way {
    /// As the value of one of these options.
    Options(&'static [&'static str]),
    /// As the first operand; the letters take a value.
    Operand(&'static str),
}

/// One row a program.
const PROGRAMS: &[(&str, Way)] = &[
    ("capsh", Way::Options(&["--user"])),
    ("chpst", Way::Options(&["-u"])),
    ("chroot", Way::Options(&["--userspec"])),
    ("daemon", Way::Options(&["-u", "--user"])),
    ("daemonize", Way::Options(&["-u"])),
    ("doas", Way::Options(&["-u"])),
    ("envuidgid", Way::Operand("")),
    ("gosu", Way::Operand("")),
    ("login", Way::Options(&["-f"])),
    ("nsenter", Way::Options(&["-S", "--setuid"])),
    ("pkexec", Way::Options(&["--user"])),
    ("s6-setuidgid", Way::Operand("")),
    ("setpriv", Way::Options(&["--reuid", "--ruid", "--euid"])),
    ("setuidgid", Way::Operand("")),
    ("start-stop-daemon", Way::Options(&["-c", "--chuid"])),
    ("su", Way::Operand("csgGwT")),
    ("su-exec", Way::Operand("")),
    ("sudo", Way::Options(&["-u", "--user"])),
    ("supervisord", Way::Options(&["-u", "--user"])),
    ("systemd-run", Way::Options(&["--uid", "-pUser", "--property=User"])),
    ("uwsgi", Way::Options(&["--uid"])),
];

/// Names of accounts by their number, as commands have made them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accounts(HashMap<String, Text>);

impl Accounts {
    /// `useradd -u NUMBER NAME`, `echo NAME:x:NUMBER:… >> /etc/passwd`
    pub(crate) fn take(&mut self, command: &Command) {
        let program = command.program.as_str();
        if matches!(program, "echo" | "printf") {
            self.take_lines(command);
        }
        if program == "newusers"
            && let Some(input) = &command.shell.input
        {
            self.take_line(input);
        }
        if program == "usermod"
            && let Some(new) = option(command.args(), &["-l", "--login"])
            && let Some(old) = command.args().last()
        {
            for name in self.0.values_mut().filter(|name| name.as_str() == old.as_str()) {
                *name = new.clone();
            }
        }
        if !matches!(program, "useradd" | "adduser" | "usermod") || self.0.len() >= MAX_ACCOUNTS {
            return;
        }
        let number = option(command.args(), &["-u", "--uid"]);
        let name = command.args().iter().rfind(|word| !word.starts_with('-'));
        if let (Some(number), Some(name)) = (number, name) {
            self.0.insert(number.as_str().to_owned(), name.clone());
        }
    }

    /// Lines of the list of accounts that a command writes.
    fn take_lines(&mut self, command: &Command) {
        let mut targets = command.shell.redirects.iter().map(|redirect| &redirect.target);
        if !targets.any(|target| target.ends_with("etc/passwd")) {
            return;
        }
        for word in command.args() {
            self.take_line(word);
        }
    }

    /// `name:password:number:…`
    fn take_line(&mut self, line: &Text) {
        let mut fields = line.split(':');
        let (name, number) = (fields.next(), fields.nth(1));
        let is_number =
            |field: &&str| !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_digit());
        if let (Some(name), Some(number)) = (name, number.filter(is_number))
            && self.0.len() < MAX_ACCOUNTS
        {
            self.0.insert(number.to_owned(), line.slice(0..name.len()));
        }
    }

    /// The name of the account with this number.
    pub(crate) fn name_of(&self, number: &str) -> Option<&Text> {
        self.0.get(number)
    }
}

/// Users that a new one is compared with: those of one file come one after the other.
const NEAR: usize = 64;

/// Adds the users that commands from number `from` on run others as.
pub(crate) fn observe(facts: &mut Facts, from: usize) {
    let commands = facts.commands.get(from..).unwrap_or_default();
    for user in commands.iter().filter_map(user_of) {
        // a file is read where it lies in the context and where it lies in the image
        let is_same = |other: &User| {
            let (one, two) = (other.name.span(), user.name.span());
            (one.start, one.end) == (two.start, two.end)
                && other.name.as_str() == user.name.as_str()
        };
        if !facts.run_as.iter().rev().take(NEAR).any(is_same) {
            facts.run_as.push(user);
        }
    }
}

/// The user that the command behind this one runs as.
fn user_of(command: &Command) -> Option<User> {
    let name = match command.program.as_str() {
        // with `-u` the operands are the command, without it the user is the first of them
        "runuser" => option(command.args(), &["-u", "--user"])
            .or_else(|| operand(command.args(), "csgGw"))?,
        program => match &PROGRAMS.iter().find(|(name, _)| *name == program)?.1 {
            Way::Options(names) => option(command.args(), names)?,
            Way::Operand(valued) => operand(command.args(), valued)?,
        },
    };
    let end = name.find(':').unwrap_or(name.len());
    (end > 0).then(|| User { place: command.place, name: name.slice(0..end), effective: true })
}

/// The directory that a command goes to, or starts another one in.
pub(crate) fn directory_of(command: &Command) -> Option<Workdir> {
    let path = match command.program.as_str() {
        "cd" | "pushd" => operand(command.args(), "")?,
        "env" => option(command.args(), &["-C", "--chdir"])?,
        "sudo" => option(command.args(), &["-D", "--chdir"])?,
        "start-stop-daemon" => option(command.args(), &["-d", "--chdir"])?,
        _ => return None,
    };
    path.starts_with('/').then_some(Workdir { place: command.place, path })
}

/// The value of an option: `-u x`, `-ux`, `--user x`, `--user=x`.
fn option(args: &[Text], names: &[&str]) -> Option<Text> {
    args.iter().enumerate().find_map(|(index, word)| {
        // `-Eu x`
        let is_cluster = |name: &&&str| {
            name.len() == 2
                && word.len() > 2
                && word.starts_with('-')
                && word.get(1..).is_some_and(|it| it.bytes().all(|b| b.is_ascii_alphabetic()))
                && word.ends_with(name.trim_start_matches('-'))
        };
        if !names.iter().any(|name| word.starts_with(*name))
            && names.iter().any(|it| is_cluster(&it))
        {
            return args.get(index + 1).cloned();
        }
        let name = names.iter().find(|name| word.starts_with(**name))?;
        let rest = word.slice(name.len()..word.len());
        if rest.is_empty() {
            return args.get(index + 1).cloned();
        }
        if !name.starts_with("--") {
            return Some(rest);
        }
        rest.strip_prefix('=').map(|_| rest.slice(1..rest.len()))
    })
}

/// The first word that is neither an option nor the value of one; `valued` are letters that take a value.
fn operand(args: &[Text], valued: &str) -> Option<Text> {
    let mut args = args.iter();
    while let Some(word) = args.next() {
        let Some(letters) = word.strip_prefix('-') else { return Some(word.clone()) };
        if letters.ends_with(|letter| valued.contains(letter)) && !letters.starts_with('-') {
            args.next();
        }
    }
    None
}

//! Files that a command is given without their being files: a table on the input of `crontab`, a Makefile on that of `make`.

use super::{Command, Document};
use crate::source::{Text, UNKNOWN};

/// What the command reads from its input or its arguments as the file that it otherwise is.
pub(super) fn observe(command: &Command) -> Option<Document> {
    match command.program.as_str() {
        "crontab" => crontab(command),
        "make" | "gmake" => makefile(command),
        _ => None,
    }
}

/// The table that `crontab` takes from its input. `(crontab -l; echo "…") | crontab -` adds lines to an unknown one.
fn crontab(command: &Command) -> Option<Document> {
    let before = [""].into_iter().chain(command.args().iter().map(|arg| arg.as_str()));
    let from_input = command.args().iter().zip(before).all(|(arg, before)| {
        matches!(arg.as_str(), "-" | "/dev/stdin" | "-u" | "-c") || matches!(before, "-u" | "-c")
    });
    let input = command.shell.input.as_deref();
    let input = input.filter(|_| command.program == "crontab" && from_input)?;
    let mut content = Text::empty(input.span());
    let mut at = 0;
    for known in input.as_str().split(UNKNOWN) {
        content.push_range(input, at..at + known.len());
        content.push_made("\n", input.span());
        at += known.len() + UNKNOWN.len_utf8();
    }
    let path = Text::made("/var/spool/cron/crontabs/root", command.shell.span);
    Some(Document::text(command.place, path, content, true))
}

/// The Makefile that make takes from its input (`-f -`) or from `--eval`, behind the variables of its arguments.
fn makefile(command: &Command) -> Option<Document> {
    let args = command.args();
    let mut content = Text::empty(command.shell.span);
    let mut line = |text: &Text| {
        content.push(text);
        content.push_made("\n", text.span());
    };
    // what stands in front of the command is its environment, which make takes variables from
    for assignment in &command.shell.assignments {
        let mut variable =
            Text::made(format!("{}=", assignment.name.as_str()), assignment.value.span());
        variable.push(&assignment.value);
        line(&variable);
    }
    // an option may come before the variables that it needs
    for variable in args.iter().filter(|arg| !arg.starts_with('-') && arg.contains('=')) {
        line(variable);
    }
    let mut is_given = false;
    for (arg, next) in args.iter().zip(args.iter().skip(1).map(Some).chain([None])) {
        let attached = ["--eval=", "-E"].iter().find_map(|option| {
            arg.strip_prefix(option).filter(|text| !text.is_empty()).map(|_| option.len())
        });
        let text = match attached {
            Some(at) => Some(arg.slice(at..arg.len())),
            None => next.filter(|_| matches!(arg.as_str(), "--eval" | "-E")).cloned(),
        };
        is_given |= text.is_some();
        text.iter().for_each(&mut line);
    }
    if let Some(input) = command.shell.input.as_deref().filter(|_| reads_input(args)) {
        line(input);
        is_given = true;
    }
    let path = Text::made("Makefile", command.shell.span);
    is_given.then(|| Document::text(command.place, path, content, true))
}

/// `-f -`, `-f/dev/stdin`, `--file=-`
fn reads_input(args: &[Text]) -> bool {
    let is_input =
        |word: &str| matches!(word, "-" | "/dev/stdin" | "/dev/fd/0" | "/proc/self/fd/0");
    let options = ["--makefile=", "--file=", "-f"];
    let attached = |arg: &Text| options.iter().any(|it| arg.strip_prefix(it).is_some_and(is_input));
    let follows = args.windows(2).any(|pair| match pair {
        [option, value] => {
            (option.ends_with('f') && option.starts_with('-') && !option.starts_with("--")
                || matches!(option.as_str(), "--file" | "--makefile"))
                && is_input(value)
        }
        _ => false,
    });
    follows || args.iter().any(attached)
}

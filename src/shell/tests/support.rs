//! How the shell tests read a script and write down what came out.

use crate::shell::{self, Language, NoScope, Scope, Script, Via};
use crate::source::{FileId, Span, Text, UNKNOWN};

/// Text that stands at the start of file 0.
pub(crate) fn source(text: &str) -> Text {
    Text::verbatim(text, Span::new(FileId(0), 0, text.len()))
}

pub(crate) fn posix(text: &str) -> Script {
    shell::read(&source(text), Language::Posix, &NoScope)
}

pub(crate) fn bash(text: &str) -> Script {
    shell::read(&source(text), Language::Bash, &NoScope)
}

/// Variables known from outside.
pub(crate) struct Known(pub(crate) Vec<(String, Text)>);

impl Known {
    pub(crate) fn new(pairs: &[(&str, &str)]) -> Self {
        let at = Span::new(FileId(7), 0, 1);
        Self(pairs.iter().map(|(n, v)| ((*n).to_owned(), Text::made(*v, at))).collect())
    }
}

impl Scope for Known {
    fn get(&self, name: &str) -> Option<&Text> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

/// One line a command: how it came to be run unless directly, its assignments, its words. A word with blanks
/// stands in `‹›`, what is not known is `?`.
pub(crate) fn shown(script: &Script) -> Vec<String> {
    script.commands.iter().map(one).collect()
}

fn one(command: &shell::Command) -> String {
    let via = match command.via {
        Via::Direct => "",
        Via::Substitution => "subst: ",
        Via::ProcessSubstitution => "process: ",
        Via::Wrapper => "wrapped: ",
        Via::Function => "function: ",
        Via::ShellText => "text: ",
        Via::ShellInput => "input: ",
        Via::Code => "code: ",
        Via::Computed => "computed: ",
        Via::Downloaded => "downloaded: ",
        Via::Chosen => "chosen: ",
    };
    let mut words: Vec<String> = Vec::new();
    for assignment in &command.assignments {
        words.push(format!("{}={}", assignment.name.as_str(), word(&assignment.value)));
    }
    words.extend(command.argv.iter().map(word));
    for redirect in &command.redirects {
        words.push(format!("{}{:?}:{}", redirect.fd, redirect.direction, word(&redirect.target)));
    }
    format!("{via}{}", words.join(" "))
}

pub(crate) fn word(text: &Text) -> String {
    let plain = text.replace(UNKNOWN, "?").replace('\n', "⏎");
    if plain.is_empty() || plain.contains([' ', '\t']) { format!("‹{plain}›") } else { plain }
}

/// `path = content` or `path += content`.
pub(crate) fn written(script: &Script) -> Vec<String> {
    let sign = |append| if append { "+=" } else { "=" };
    let files = script.written.iter();
    files
        .map(|file| {
            let content = file.content.replace(UNKNOWN, "?").replace('\n', "⏎");
            format!("{} {} {content}", file.path.as_str(), sign(file.append))
        })
        .collect()
}

/// The program names, in order.
pub(crate) fn names(script: &Script) -> Vec<&str> {
    script.commands.iter().filter_map(|command| command.argv.first()).map(Text::as_str).collect()
}

#[track_caller]
pub(crate) fn expect(script: &Script, input: &str, wanted: &[&str]) {
    assert_eq!(shown(script), wanted, "\nfor: {input}\nunread: {:?}", script.unread);
}

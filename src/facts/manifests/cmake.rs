//! CMake: commands that it runs when it configures or builds, with its variables filled in.

use foldhash::HashMap;

use crate::facts::command_lines::CommandLines;
use crate::source::Text;

/// Functions with `COMMAND` arguments that run.
const RUN: &[&str] = &[
    "execute_process",
    "add_custom_command",
    "add_custom_target",
    "externalproject_add",
    "add_test",
    "exec_program",
    "install",
];
/// Words that end a list of words behind `COMMAND`; each alone.
const KEYWORDS: &[&str] = &[
    "ARGS",
    "BYPRODUCTS",
    "COMMAND",
    "COMMAND_ERROR_IS_FATAL",
    "COMMENT",
    "DEPENDS",
    "ERROR_QUIET",
    "ERROR_VARIABLE",
    "MAIN_DEPENDENCY",
    "OUTPUT",
    "OUTPUT_QUIET",
    "OUTPUT_VARIABLE",
    "RESULT_VARIABLE",
    "TARGET",
    "TIMEOUT",
    "VERBATIM",
    "WORKING_DIRECTORY",
    "CONFIGURE_COMMAND",
    "BUILD_COMMAND",
    "INSTALL_COMMAND",
    "UPDATE_COMMAND",
    "PATCH_COMMAND",
    "DOWNLOAD_COMMAND",
    "TEST_COMMAND",
    "GIT_REPOSITORY",
    "GIT_TAG",
    "URL",
    "PREFIX",
    "SOURCE_DIR",
    "CODE",
    "SCRIPT",
    "ENCODING",
    "INPUT_FILE",
    "POST_BUILD",
    "PRE_BUILD",
    "PRE_LINK",
];
/// Bytes that variables may add: a value is used a few times.
const MAX_BYTES: usize = 1 << 20;

/// The commands of a CMake file.
pub(super) fn cmake(content: &Text) -> Text {
    let mut reader = Reader { content, at: 0, variables: HashMap::default(), left: MAX_BYTES };
    let mut commands = CommandLines::new(content);
    while let Some((name, words)) = reader.call() {
        match name.as_str() {
            "set" => {
                if let Some((name, values)) = words.split_first() {
                    let value = joined(values);
                    reader.variables.insert(name.as_str().to_owned(), value);
                }
            }
            "string" => reader.string(&words),
            "file" if words.first().is_some_and(|word| word.as_str() == "DOWNLOAD") => {
                if let Some(url) = words.get(1) {
                    commands.words(&[Text::made("curl", url.span()), url.clone()]);
                }
            }
            name if RUN.contains(&name) => run(&words, name == "exec_program", &mut commands),
            _ => {}
        }
    }
    commands.into_text()
}

/// The commands among the arguments of a call.
fn run(words: &[Text], is_whole: bool, commands: &mut CommandLines) {
    let mut command: Option<Vec<Text>> = is_whole.then(Vec::new);
    for word in words {
        if KEYWORDS.contains(&word.as_str()) {
            if let Some(words) = command.take() {
                commands.words(&words);
            }
            command = word.ends_with("COMMAND").then(Vec::new);
            // `COMMAND x ARGS y`
        } else if let Some(words) = &mut command {
            words.push(word.clone());
        }
    }
    if let Some(words) = command {
        commands.words(&words);
    }
}

/// Words one behind the other.
fn together(words: &[Text], at: &Text) -> Text {
    let mut all = Text::empty(at.span());
    for word in words {
        all.push(word);
    }
    all
}

struct Reader<'c> {
    content: &'c Text,
    at: usize,
    variables: HashMap<String, Text>,
    left: usize,
}

impl Reader<'_> {
    /// `string(CONCAT var a b)`, `string(REVERSE text var)`, `string(REPLACE a b var text)` and their like.
    fn string(&mut self, words: &[Text]) {
        let Some((what, rest)) = words.split_first() else { return };
        let made = |value: String, at: &Text| Text::made(value, at.span());
        let (name, value) = match (what.as_str(), rest) {
            ("CONCAT", [name, parts @ ..]) => (name, together(parts, name)),
            ("APPEND", [name, parts @ ..]) => {
                let mut value = self.variables.get(name.as_str()).cloned().unwrap_or_default();
                value.push(&together(parts, name));
                (name, value)
            }
            ("REVERSE", [text, name]) => (name, made(text.chars().rev().collect(), text)),
            ("TOLOWER", [text, name]) => (name, made(text.to_lowercase(), text)),
            ("REPLACE", [from, to, name, parts @ ..])
                if !from.is_empty() && to.len() <= from.len() =>
            {
                let text = together(parts, name);
                (name, made(text.replace(from.as_str(), to), &text))
            }
            _ => return,
        };
        if let Some(left) = self.left.checked_sub(value.len()) {
            self.left = left;
            self.variables.insert(name.as_str().to_owned(), value);
        }
    }

    fn byte(&self) -> Option<u8> {
        self.content.as_bytes().get(self.at).copied()
    }

    /// The next `name(words…)`.
    fn call(&mut self) -> Option<(String, Vec<Text>)> {
        loop {
            match self.byte()? {
                b'#' => self.comment(),
                byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                    let start = self.at;
                    while self
                        .byte()
                        .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                    {
                        self.at += 1;
                    }
                    let name =
                        self.content.get(start..self.at).unwrap_or_default().to_ascii_lowercase();
                    while self.byte().is_some_and(|byte| matches!(byte, b' ' | b'\t')) {
                        self.at += 1;
                    }
                    if self.byte() == Some(b'(') {
                        self.at += 1;
                        return Some((name, self.words()));
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn comment(&mut self) {
        let rest = self.content.as_bytes().get(self.at..).unwrap_or_default();
        let block = rest.starts_with(b"#[[").then(|| memchr::memmem::find(rest, b"]]")).flatten();
        self.at +=
            block.map_or_else(|| memchr::memchr(b'\n', rest).unwrap_or(rest.len()), |end| end + 2);
    }

    /// Arguments up to the parenthesis that closes the call.
    fn words(&mut self) -> Vec<Text> {
        let mut words = Vec::new();
        let mut depth = 0_usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'#' => self.comment(),
                b'(' => {
                    depth += 1;
                    self.at += 1;
                }
                b')' => {
                    self.at += 1;
                    if depth == 0 {
                        break;
                    }
                    depth -= 1;
                }
                b'"' => {
                    let start = self.at + 1;
                    self.at = start;
                    while self.byte().is_some_and(|byte| byte != b'"') {
                        self.at += 1 + usize::from(self.byte() == Some(b'\\'));
                    }
                    let end = self.at.min(self.content.len());
                    let word = self.content.slice(start..end);
                    words.push(self.filled(&word));
                    self.at += 1;
                }
                _ if byte.is_ascii_whitespace() || byte == b';' => self.at += 1,
                _ => {
                    let start = self.at;
                    while self.byte().is_some_and(|byte| {
                        !byte.is_ascii_whitespace()
                            && !matches!(byte, b'(' | b')' | b'"' | b'#' | b';')
                    }) {
                        self.at += 1;
                    }
                    let word = self.content.slice(start..self.at);
                    words.push(self.filled(&word));
                }
            }
        }
        words
    }

    /// The word with `${NAME}` replaced.
    fn filled(&mut self, word: &Text) -> Text {
        if !word.contains("${") {
            return word.clone();
        }
        let mut out = Text::empty(word.span());
        let mut from = 0;
        while let Some(open) = word.get(from..).and_then(|rest| rest.find("${")).map(|at| from + at)
        {
            let Some(close) = word.get(open..).and_then(|rest| rest.find('}')).map(|at| open + at)
            else {
                break;
            };
            out.push_range(word, from..open);
            let value = word.get(open + 2..close).and_then(|name| self.variables.get(name));
            match value.filter(|value| value.len() <= self.left) {
                Some(value) => {
                    self.left -= value.len();
                    out.push(value);
                }
                None => out.push_unknown(word.span_of(open..close + 1)),
            }
            from = close + 1;
        }
        out.push_range(word, from..word.len());
        out
    }
}

fn joined(words: &[Text]) -> Text {
    let mut all = Text::default();
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            all.push_made(" ", word.span());
        }
        all.push(word);
    }
    all
}

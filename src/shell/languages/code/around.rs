//! What a program is given by the command that starts it: arguments and variables, under the names that languages have for
//! them.

use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::HashMap;
use memchr::memmem;

use super::value::Known;
use crate::source::Text;

/// Words that stand in front of the name of a variable, whatever else stands between them.
const MARKS: &[&str] = &["environ", "ENVIRON", "getenv", "Getenv", "env", "ENV", "LookupEnv"];

/// What a program is given.
#[derive(Debug, Default)]
pub(super) struct Around {
    values: HashMap<Rc<str>, Known>,
}

impl Around {
    /// The arguments, the script or its option first.
    pub(super) fn with_arguments(mut self, interpreter: &str, words: &[Text]) -> Self {
        let list = |words: &[Text]| Known::list(words.iter().cloned().map(Known::text).collect());
        let behind = words.get(1..).unwrap_or_default();
        let start = Text::made(interpreter, words.first().map(Text::span).unwrap_or_default());
        let mut with_interpreter = vec![start];
        with_interpreter.extend_from_slice(words);
        for name in ["sys.argv", "$argv", "arg"] {
            self.values.insert(name.into(), list(words));
        }
        for name in ["process.argv", "Deno.args"] {
            self.values.insert(name.into(), list(&with_interpreter));
        }
        // those of awk begin with its own name, of which nothing is made
        let first = if interpreter.ends_with("awk") { words } else { behind };
        for name in ["ARGV", "@ARGV", "$ARGV"] {
            self.values.insert(name.into(), list(first));
        }
        self
    }

    /// A variable of the language itself: `awk -v name=value`.
    pub(super) fn with_value(mut self, name: &str, value: Text) -> Self {
        self.values.insert(name.into(), Known::text(value));
        self
    }

    /// What stands on its input: the first line of it, or its words, as languages ask for them.
    pub(super) fn with_input(mut self, interpreter: &str, input: &Text) -> Self {
        let end = input.find('\n').unwrap_or(input.len());
        let line = input.slice(0..end);
        if interpreter.ends_with("awk") {
            for (index, word) in line.split_whitespace().enumerate() {
                let word = Text::made(word, line.span());
                self.values.insert(format!("${}", index + 1).into(), Known::text(word));
            }
            self.values.insert("$0".into(), Known::text(line));
            return self;
        }
        for name in ["gets", "gets.chomp", "gets.strip", "STDIN.gets", "STDIN.read", "$stdin.read"]
        {
            self.values.insert(name.into(), Known::text(line.clone()));
        }
        for name in ["input", "raw_input", "sys.stdin.read", "sys.stdin.readline", "<STDIN>"] {
            self.values.insert(format!("{name}()").into(), Known::text(line.clone()));
        }
        self
    }

    /// What a function gives that reads the input.
    pub(super) fn called(&self, name: &str) -> Option<&Known> {
        if self.values.is_empty() {
            return None;
        }
        self.values.get(format!("{name}()").as_str())
    }

    /// The variables of the environment that the program asks for.
    pub(super) fn with_environment(
        mut self,
        code: &str,
        value: impl Fn(&str) -> Option<Text>,
    ) -> Self {
        for name in asked_for(code) {
            if let Some(value) = value(name) {
                let known = Known::text(value);
                for holder in
                    ["os.environ", "process.env", "ENV", "ENVIRON", "$ENV", "$_ENV", "env"]
                {
                    self.values.insert(format!("{holder}.{name}").into(), known.clone());
                }
            }
        }
        self
    }

    /// The value of a variable of the environment.
    pub(super) fn variable(&self, name: &str) -> Option<Known> {
        self.values.get(format!("env.{name}").as_str()).cloned()
    }

    /// The value that a name has before the program sets it.
    pub(super) fn get(&self, name: &str) -> Option<&Known> {
        self.values.get(name)
    }
}

/// The names that stand behind `environ[`, `getenv(` and their like.
fn asked_for(code: &str) -> BTreeSet<&str> {
    let mut out = BTreeSet::new();
    // all marks have one of these in them, and most programs have none
    if !["env", "ENV", "Env"]
        .iter()
        .any(|part| memmem::find(code.as_bytes(), part.as_bytes()).is_some())
    {
        return out;
    }
    for mark in MARKS {
        for at in memmem::find_iter(code.as_bytes(), mark) {
            let rest = code.get(at + mark.len()..).unwrap_or_default();
            let rest = rest.strip_prefix(".get").unwrap_or(rest);
            let rest = rest.trim_start_matches(|c: char| "([{'\"`. ->:".contains(c));
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let name = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            if !name.is_empty() {
                out.insert(name);
            }
        }
    }
    out
}

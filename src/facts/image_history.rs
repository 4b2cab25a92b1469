//! The history and configuration of a finished image → a text with one instruction a line, and facts that point into
//! it.
//!
//! The text is shown and never read as a Dockerfile: what an attacker writes into a history is no syntax.

use std::ops::Range;

use crate::dockerfile::Keyword;
use crate::source::{FileId, Span, Text};

use crate::facts::graph::{Config, Step, StepKind, observe_graph};
use crate::facts::image_config::ImageConfig;
use crate::facts::{Facts, Origin, url};

/// What stands in front of instructions that the classic builder did not run.
const NOT_RUN: &str = "#(nop)";
/// What BuildKit puts behind an instruction.
const BY_BUILDKIT: &str = " # buildkit";

/// An image as text.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReconstructedHistory {
    /// One instruction a line, as far as history tells; what only the configuration says comes last.
    pub(crate) text: String,
    lines: Vec<Line>,
    /// The line of each layer.
    layers: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Line {
    range: Range<usize>,
    keyword: Option<Keyword>,
    /// What a shell runs.
    command: Option<Range<usize>>,
    arguments: Vec<(String, String)>,
}

impl ReconstructedHistory {
    /// Tells how the image came to be; `layers` are the names of its layers.
    pub(crate) fn new(config: &ImageConfig, layers: &[String]) -> Self {
        let mut history = Self::default();
        for entry in &config.history {
            let line = history.entry(&entry.created_by);
            if !entry.empty_layer {
                history.layers.push(line);
            }
        }
        if history.layers.len() != layers.len() {
            // History and layers do not fit: every layer gets a line of its own.
            history.layers =
                layers.iter().map(|name| history.line(&format!("# layer {name}"), None)).collect();
        }
        for (keyword, words, whole) in spoken(&config.process) {
            if history.line_of(keyword, &words).is_none() {
                history.line(&whole, Some(keyword));
            }
        }
        for trigger in &config.onbuild {
            let line = history.line(&format!("ONBUILD {trigger}"), Some(Keyword::Onbuild));
            if let Some(command) = trigger.strip_prefix("RUN ") {
                history.set_command(line, command);
            }
        }
        history
    }

    /// The line that made a layer.
    pub(crate) fn layer(&self, file: FileId, number: usize) -> Span {
        let line = self.layers.get(number).and_then(|line| self.lines.get(*line));
        line.map_or(Span::new(file, 0, 0), |line| span(file, &line.range))
    }

    /// What the instructions and the configuration do. `file` is the text among the sources.
    pub(crate) fn observe(&self, file: FileId, config: &ImageConfig) -> Facts {
        let mut steps = Vec::new();
        let process = &config.process;
        for line in &self.lines {
            let span = span(file, &line.range);
            if let Some(range) = &line.command {
                let text = self.text.get(range.clone()).unwrap_or_default();
                let text = Text::verbatim(text, Span::new(file, range.start, range.end));
                let env = line.arguments.iter().chain(&process.env).cloned().collect();
                steps.push(Step { span, kind: StepKind::Shell { text, env } });
            }
            if matches!(line.keyword, Some(Keyword::Add | Keyword::Copy)) {
                let text = self.text.get(line.range.clone()).unwrap_or_default();
                for url in url::find(&Text::verbatim(text, span)) {
                    steps.push(Step { span, kind: StepKind::Fetch(url.text.as_str().to_owned()) });
                }
            }
        }
        let mut part = |keyword, words: &[&str], part: Config| {
            let span = self
                .line_of(keyword, words)
                .map_or(Span::new(file, 0, 0), |line| span(file, &line.range));
            steps.push(Step { span, kind: StepKind::Config(part) });
        };
        for (name, value) in &process.env {
            let env = vec![(name.clone(), value.clone())];
            part(Keyword::Env, &[name, value], Config { env, ..Config::default() });
        }
        let env = &process.env;
        let user = process.user.clone();
        part(Keyword::User, &[&process.user], Config { user, ..Config::default() });
        let workdir = process.workdir.clone();
        part(Keyword::Workdir, &[&process.workdir], Config { workdir, ..Config::default() });
        let Config { entrypoint, cmd, healthcheck, .. } = process.clone();
        let (keyword, words) = if entrypoint.is_empty() {
            (Keyword::Cmd, &process.cmd)
        } else {
            (Keyword::Entrypoint, &process.entrypoint)
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        part(keyword, &words, Config { entrypoint, cmd, env: env.clone(), ..Config::default() });
        let words: Vec<&str> = process.healthcheck.iter().map(String::as_str).collect();
        let health = Config { healthcheck, env: env.clone(), ..Config::default() };
        part(Keyword::Healthcheck, &words, health);
        Facts { origin: Origin::History, ..observe_graph(steps) }
    }

    /// The last line of an instruction that says all the words.
    fn line_of(&self, keyword: Keyword, words: &[&str]) -> Option<&Line> {
        self.lines.iter().rev().filter(|line| line.keyword == Some(keyword)).find(|line| {
            let text = self.text.get(line.range.clone()).unwrap_or_default();
            words.iter().all(|word| text.contains(word) || text.contains(json(word).as_str()))
        })
    }

    fn entry(&mut self, created_by: &str) -> usize {
        let said = created_by.trim_end();
        let said = said.strip_suffix(BY_BUILDKIT).unwrap_or(said).trim();
        if let Some((_, instruction)) = said.split_once(NOT_RUN) {
            let instruction = instruction.trim();
            return self.line(instruction, keyword_of(instruction));
        }
        match keyword_of(said) {
            Some(Keyword::Run) => self.run(said.get(4..).unwrap_or_default().trim_start()),
            Some(keyword) => self.line(said, Some(keyword)),
            None if said.is_empty() || said.starts_with('#') => self.line(said, None),
            None => self.run(said),
        }
    }

    /// `[|2 A=b C=d] [/bin/sh -c] command`.
    fn run(&mut self, said: &str) -> usize {
        let (arguments, said) = match said.strip_prefix('|').and_then(split_arguments) {
            Some((arguments, rest)) => (arguments, rest),
            None => (Vec::new(), said),
        };
        let command = without_shell(said);
        let line = self.line(&format!("RUN {command}"), Some(Keyword::Run));
        self.set_command(line, command);
        if let Some(line) = self.lines.get_mut(line) {
            line.arguments = arguments;
        }
        line
    }

    fn line(&mut self, text: &str, keyword: Option<Keyword>) -> usize {
        let start = self.text.len();
        self.text.push_str(text);
        let range = start..self.text.len();
        self.text.push('\n');
        self.lines.push(Line { range, keyword, command: None, arguments: Vec::new() });
        self.lines.len() - 1
    }

    /// The end of the line is a command.
    fn set_command(&mut self, line: usize, command: &str) {
        if let Some(line) = self.lines.get_mut(line) {
            line.command = Some(line.range.end - command.len()..line.range.end);
        }
    }
}

fn span(file: FileId, range: &Range<usize>) -> Span {
    Span::new(file, range.start, range.end)
}

fn json(word: &str) -> String {
    let quoted = serde_json::Value::from(word).to_string();
    quoted.trim_matches('"').to_owned()
}

fn array(words: &[String]) -> String {
    serde_json::Value::from(words.to_vec()).to_string()
}

/// The instructions that a configuration stands for, with the words that tell them.
fn spoken(process: &Config) -> Vec<(Keyword, Vec<&str>, String)> {
    let words = |list: &'_ [String]| list.to_vec();
    let lists = [
        (Keyword::Entrypoint, "ENTRYPOINT", &process.entrypoint),
        (Keyword::Cmd, "CMD", &process.cmd),
        (Keyword::Healthcheck, "HEALTHCHECK", &process.healthcheck),
    ];
    let mut out = Vec::new();
    for (keyword, name, list) in lists {
        if !list.is_empty() {
            let whole = format!("{name} {}", array(&words(list)));
            out.push((keyword, list.iter().map(String::as_str).collect(), whole));
        }
    }
    for (keyword, name, value) in
        [(Keyword::User, "USER", &process.user), (Keyword::Workdir, "WORKDIR", &process.workdir)]
    {
        if !value.is_empty() {
            out.push((keyword, vec![value.as_str()], format!("{name} {value}")));
        }
    }
    for (name, value) in &process.env {
        out.push((Keyword::Env, vec![name, value], format!("ENV {name}={value}")));
    }
    out
}

/// A history is told in instructions in capitals: a command that is called like one is none. FROM does not stand in it.
fn keyword_of(text: &str) -> Option<Keyword> {
    let word = text.split_whitespace().next()?;
    Keyword::ALL.into_iter().find(|it| *it != Keyword::From && it.word() == word)
}

/// `2 A=b C=d rest`.
fn split_arguments(text: &str) -> Option<(Vec<(String, String)>, &str)> {
    let (count, mut rest) = text.split_once(' ')?;
    let mut arguments = Vec::new();
    for _ in 0..count.parse::<u8>().ok()? {
        let (argument, behind) = rest.split_once(' ')?;
        let (name, value) = argument.split_once('=')?;
        arguments.push((name.to_owned(), value.to_owned()));
        rest = behind;
    }
    // a value with blanks ends where the shell begins
    let shell = rest.find("/bin/").filter(|_| !rest.starts_with('/'));
    Some((arguments, rest.get(shell.unwrap_or(0)..).unwrap_or(rest)))
}

/// The command without `/bin/sh -c` and its like.
fn without_shell(text: &str) -> &str {
    let Some((shell, command)) = text.split_once(" -c ") else {
        return text;
    };
    let mut words = shell.split(' ');
    let is_shell = words
        .next()
        .is_some_and(|word| crate::facts::is_interpreter(&crate::facts::program_name(word)));
    let plain = words.all(|word| word.starts_with(['-', '+']) || word == "pipefail");
    if is_shell && plain { command } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::image_config::HistoryEntry;

    fn config(history: &[(&str, bool)]) -> ImageConfig {
        let entry = |(text, empty): &(&str, bool)| HistoryEntry {
            created_by: (*text).to_owned(),
            empty_layer: *empty,
        };
        ImageConfig { history: history.iter().map(entry).collect(), ..ImageConfig::default() }
    }

    #[test]
    fn history_is_told_as_instructions() {
        let config = config(&[
            ("/bin/sh -c #(nop) ADD file:0123 in / ", false),
            ("/bin/sh -c #(nop)  CMD [\"bash\"]", true),
            ("/bin/sh -c apt-get update", false),
            ("RUN |2 A=b C=d e /bin/bash -o pipefail -c make all # buildkit", false),
            ("COPY app /app # buildkit", false),
            ("# debian.sh --arch 'amd64' out/ 'bookworm'", true),
            ("bazel build ...", false),
        ]);
        let layers: Vec<String> = (0..5).map(|number| number.to_string()).collect();
        let history = ReconstructedHistory::new(&config, &layers);
        let lines: Vec<&str> = history.text.lines().collect();
        assert_eq!(
            lines,
            [
                "ADD file:0123 in /",
                "CMD [\"bash\"]",
                "RUN apt-get update",
                "RUN make all",
                "COPY app /app",
                "# debian.sh --arch 'amd64' out/ 'bookworm'",
                "RUN bazel build ...",
            ]
        );
        let span = history.layer(FileId(0), 2);
        assert_eq!(history.text.get(span.range()), Some("RUN make all"));
        let facts = history.observe(FileId(0), &config);
        let programs: Vec<&str> = facts.commands.iter().map(|it| it.program.as_str()).collect();
        assert_eq!(programs, ["apt-get", "make", "bazel"]);
    }

    #[test]
    fn what_history_does_not_say_gets_a_line() {
        let mut config = config(&[("ENTRYPOINT [\"nginx\"]", true)]);
        config.process.entrypoint = vec!["/usr/bin/php8".to_owned()];
        config.process.user = "web".to_owned();
        let history = ReconstructedHistory::new(&config, &["sha256:1".to_owned()]);
        let expected =
            "ENTRYPOINT [\"nginx\"]\n# layer sha256:1\nENTRYPOINT [\"/usr/bin/php8\"]\nUSER web\n";
        assert_eq!(history.text, expected);
        let facts = history.observe(FileId(0), &config);
        let span = facts.commands[0].place.span;
        assert_eq!(history.text.get(span.range()), Some("ENTRYPOINT [\"/usr/bin/php8\"]"));
    }
}

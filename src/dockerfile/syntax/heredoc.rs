//! Here-documents: where a line announces them, how their bodies are read, and what RUN makes of them.

use crate::dockerfile::expansion::expand;
use crate::dockerfile::expansion::lookup::{Budget, ExpandError, Mode, NoVariables};
use crate::dockerfile::{Heredoc, Instruction};
use crate::source::Text;

/// The here-documents that a logical line announces, bodies still empty.
///
/// Words are split as in a shell with all quotes kept; a line that cannot be split announces none.
pub(crate) fn announced(line: &Text) -> Result<Vec<Heredoc>, ExpandError> {
    let mode = Mode { raw_quotes: true, raw_escapes: true, keep_unset: true, ..Mode::word('\\') };
    let words = expand::run_words(line, mode, &NoVariables, &Budget::default());
    let words = words.map(|split| split.words).unwrap_or_default();
    let found = words.iter().filter_map(|word| from_word(word).transpose());
    found.collect()
}

/// The here-document that a word announces: digits, `<<`, `-`, and one word without `<`.
pub(crate) fn from_word(word: &Text) -> Result<Option<Heredoc>, ExpandError> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let Some(rest) = word.get(digits..).and_then(|rest| rest.strip_prefix("<<")) else {
        return Ok(None);
    };
    let chomp = rest.starts_with('-');
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let name = rest.trim_start_matches(['\t', '\n', '\u{C}', '\r', ' ']);
    if name.is_empty() || name.contains('<') {
        return Ok(None);
    }
    let name = word.slice(word.len() - name.len()..word.len());
    let mode = Mode { keep_unset: true, ..Mode::word('\\') };
    let read = |raw_quotes| {
        let mode = Mode { raw_quotes, ..mode };
        expand::run_words(&name, mode, &NoVariables, &Budget::default()).map(|split| split.words)
    };
    let (words, raw) = (read(false)?, read(true)?);
    let [word_name] = words.as_slice() else { return Ok(None) };
    let [raw] = raw.as_slice() else {
        let message = format!(
            "internal lexing of heredoc produced inconsistent results: {name}",
            name = name.as_str()
        );
        return Err(ExpandError { message, span: name.span() });
    };
    let fd = word.get(..digits).filter(|digits| !digits.is_empty());
    Ok(Some(Heredoc {
        name: word_name.to_string(),
        fd: fd.map_or(0, |fd| fd.parse().unwrap_or(u64::MAX)),
        expand: count_quotes(word_name) == count_quotes(raw),
        chomp,
        content: Text::empty(name.span()),
    }))
}

fn count_quotes(text: &str) -> usize {
    text.bytes().filter(|byte| matches!(byte, b'\'' | b'"')).count()
}

/// True if the argument of COPY or ADD stands for a here-document instead of a file.
pub(crate) fn is_heredoc(word: &Text) -> bool {
    // Two looks: nearly every word is settled by the first, which is the cheap one.
    word.contains('<') && word.contains("<<") && matches!(from_word(word), Ok(Some(_)))
}

/// The text without the tabs at the start of each line.
pub(crate) fn without_leading_tabs(text: &Text) -> Text {
    if !text.starts_with('\t') && !text.contains("\n\t") {
        return text.clone();
    }
    let mut out = Text::empty(text.span());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let tabs = line.bytes().take_while(|&byte| byte == b'\t').count();
        out.push_range(text, at + tabs..at + line.len());
        at += line.len();
    }
    out
}

/// What a RUN, CMD, ENTRYPOINT or HEALTHCHECK CMD runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Runs {
    /// The arguments, without a shell.
    Exec(Vec<Text>),
    /// A script for the shell of the stage.
    Shell(Text),
    /// A here-document that starts with `#!`: a file that is run.
    File {
        /// The file's name.
        name: String,
        /// Its content.
        content: Text,
    },
    /// Nothing is given.
    Nothing,
}

impl Instruction {
    /// What this instruction runs, here-documents put in as `BuildKit` does. For other instructions: nothing.
    pub(crate) fn runs(&self) -> Runs {
        use crate::dockerfile::Keyword::{Cmd, Entrypoint, Healthcheck, Run};
        let args = match self.keyword {
            Run | Cmd | Entrypoint => self.args.as_slice(),
            Healthcheck => self.args.get(1..).unwrap_or_default(),
            _ => &[],
        };
        match (self.json, args) {
            (_, []) => Runs::Nothing,
            (true, args) => Runs::Exec(args.to_vec()),
            (false, [script, ..]) => self.script(script),
        }
    }

    fn script(&self, script: &Text) -> Runs {
        let Some(first) = self.heredocs.first() else { return Runs::Shell(script.clone()) };
        if !is_heredoc(script) {
            return Runs::Shell(self.rebuilt(script));
        }
        let body =
            if first.chomp { without_leading_tabs(&first.content) } else { first.content.clone() };
        if body.starts_with("#!") {
            return Runs::File { name: first.name.clone(), content: body };
        }
        Runs::Shell(body)
    }

    /// The script with its here-documents behind it, for the shell to read.
    fn rebuilt(&self, script: &Text) -> Text {
        let mut out = script.clone();
        for heredoc in &self.heredocs {
            let span = heredoc.content.span();
            out.push_made("\n", span);
            out.push(&heredoc.content);
            out.push_made(&heredoc.name, span);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn names(line: &str) -> Vec<(String, bool, bool, u64)> {
        let text = Text::verbatim(line, Span::new(FileId(0), 0, line.len()));
        let found = announced(&text).unwrap();
        found.into_iter().map(|doc| (doc.name, doc.expand, doc.chomp, doc.fd)).collect()
    }

    #[test]
    fn words_announce_documents() {
        assert_eq!(names("RUN cat <<EOF"), [("EOF".into(), true, false, 0)]);
        assert_eq!(
            names("RUN 3<<-'E F' <<\"B\""),
            [("E F".into(), false, true, 3), ("B".into(), false, false, 0)]
        );
        assert_eq!(names("RUN cat << EOF"), [("EOF".into(), true, false, 0)]);
        assert_eq!(names("RUN <<E\"O\"F"), [("EOF".into(), false, false, 0)]);
        assert_eq!(names("RUN <<\\EOF"), [("EOF".into(), true, false, 0)]);
        assert_eq!(names("RUN 99999999999999999999<<E"), [("E".into(), true, false, u64::MAX)]);
    }

    #[test]
    fn what_only_looks_like_one_announces_nothing() {
        for line in [
            "RUN cat <<<EOF",
            "RUN echo a<<EOF",
            "RUN echo \"<<EOF\"",
            "RUN echo it's <<EOF",
            "RUN ${a <<EOF",
            "RUN <<",
            "RUN <<\"\"",
            "RUN echo $((1<<2))",
            "RUN <<${x:-EOF}",
        ] {
            assert_eq!(names(line), [], "{line}");
        }
    }
}

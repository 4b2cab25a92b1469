//! Texts of the build that are no commands: files that it writes, programs, settings.

use std::ops::Range;

use ecow::EcoString;

use super::names_run::file_name;
use super::{Place, Setting, code_context, unwanted};
use crate::source::Text;

/// A file whose content stands in the Dockerfile: a COPY here-document, `echo … > file`.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The instruction.
    pub(crate) place: Place,
    /// Where it is written.
    pub(crate) path: Text,
    /// Its content.
    pub(crate) content: Text,
    /// It is read as a script: its commands are facts too.
    pub(crate) script: bool,
    /// Keys and values in it, if it is a file of settings.
    pub(crate) settings: Vec<Setting>,
    /// The Dockerfile writes it, or a command runs this very file or hands it to a program.
    pub(crate) started: bool,
    /// It is the text of a program in another language, which may print, compare or describe what it holds.
    pub(crate) code: bool,
    /// A command compiles it; of its text only constants are here.
    pub(crate) compiled: bool,
    /// All of the text of a program that a command compiles, for those who ask what it says together.
    pub(crate) source: Text,
}

impl Document {
    /// A text of a build that is neither read as a script nor has settings; `started` as in [`Self::started`].
    pub(crate) fn text(place: Place, path: Text, content: Text, started: bool) -> Self {
        Self {
            place,
            path,
            content,
            script: false,
            settings: Vec::new(),
            started,
            code: false,
            compiled: false,
            source: Text::default(),
        }
    }

    /// What stands here in the text of a program is given to nothing: it lies in a list, in a comment or in a longer
    /// text, or what holds it is called an example.
    pub(crate) fn is_said_in_passing(&self, range: &Range<usize>) -> bool {
        self.code && code_context::is_said_in_passing(&self.content, range)
    }

    /// What stands here in the text of a program that a command compiles is a value that a name, a key or a call takes.
    pub(crate) fn is_given_in_source(&self, range: &Range<usize>) -> bool {
        !code_context::is_said_in_passing(&self.source, range)
    }

    /// The name of its file.
    pub(crate) fn name(&self) -> &str {
        file_name(&self.path)
    }

    /// A page may load it, and what it says goes to a server.
    pub(crate) fn is_of_browser(&self) -> bool {
        self.code && self.content.contains("new WebSocket(")
    }

    /// The program connects to a server by itself.
    pub(crate) fn connects(&self) -> bool {
        const CALLS: [&str; 13] = [
            "create_connection(",
            "open_connection(",
            ".connect((",
            "net.connect(",
            "net.createConnection(",
            "net.Socket(",
            "TCPSocket",
            "fsockopen(",
            "Bun.connect(",
            "Deno.connect(",
            "Deno.connectTls(",
            ":gen_tcp.connect(",
            "stream_socket_client(",
        ];
        self.code && CALLS.iter().any(|call| self.content.contains(call))
    }

    /// True if it is a list of what is refused or looked for: lines, no object that a program takes its settings from.
    pub(crate) fn only_lists(&self) -> bool {
        !self.script
            && !self.content.trim_start().starts_with('{')
            && (unwanted::refusing_path(&self.path)
                || !self.code
                    && (unwanted::refuse(&self.content) || unwanted::is_table(&self.content)))
    }

    /// As [`is_test`], by where it lies.
    pub(crate) fn is_test(&self) -> bool {
        is_test(&self.path)
    }
}

/// A wallet in a copied text that is neither read as commands nor handed to a program.
#[derive(Clone, Debug)]
pub(crate) struct LooseWallet {
    /// The file, as it is called in the build context.
    pub(crate) path: EcoString,
    pub(crate) address: Text,
    /// All of the text; empty for a program, which is judged as such.
    pub(crate) content: Text,
}

impl LooseWallet {
    /// The file tells people of the wallet: documents, lists of changes, data of detectors, tests.
    pub(crate) fn is_told(&self) -> bool {
        const ENDINGS: [&str; 14] = [
            "adoc", "asciidoc", "csv", "diff", "log", "markdown", "md", "mdx", "patch", "po",
            "pot", "rst", "snap", "tsv",
        ];
        const STEMS: [&str; 7] =
            ["authors", "changelog", "contributing", "donat", "funding", "license", "readme"];
        const OF_DEFENDERS: [&str; 5] = ["indicators", "intel/", "iocs", "markers", "signatures"];
        let path = self.path.to_ascii_lowercase();
        let name = file_name(&path);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        is_test(&self.path)
            || OF_DEFENDERS.iter().any(|word| path.contains(word))
            || ENDINGS.contains(&ending)
            || STEMS.iter().any(|stem| name.starts_with(stem))
    }
}

/// A file of this path lies among tests or is called like one: addresses and wallets in it are examples.
pub(crate) fn is_test(path: &str) -> bool {
    const DIRECTORIES: [&str; 9] =
        ["__mocks__", "__tests__", "e2e", "fixtures", "spec", "specs", "test", "testdata", "tests"];
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    matches!(name.split_once('.'), Some(("test" | "tests", _)))
        || name.starts_with("test_")
        || ["_test.", ".test.", "_spec.", ".spec."].iter().any(|part| name.contains(part))
        || parts.any(|part| DIRECTORIES.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::is_test;

    #[test]
    fn a_test_is_told_by_its_folder_or_its_name() {
        for path in [
            "test/a.py",
            "src/tests/a.py",
            "testdata/a.py",
            "__tests__/a.js",
            "spec/a.rb",
            "a/fixtures/b/c.json",
            "test_a.py",
            "src/a_test.go",
            "a.test.js",
            "a.spec.ts",
            "a_spec.rb",
            "src/tests.rs",
        ] {
            assert!(is_test(path), "{path}");
        }
        for path in [
            "a.py",
            "tester/a.py",
            "latest.py",
            "contest_a.py",
            "tests",
            "src/specs.ts",
            "src/spec",
        ] {
            assert!(!is_test(path), "{path}");
        }
    }
}

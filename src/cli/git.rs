//! Asks Git what a file was like at another commit. Only plumbing that reads objects: nothing that the configuration or the
//! attributes of a repository name is started.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::failure::Failure;

/// One repository at one commit.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// The commit, in full.
    pub(super) commit: String,
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Snapshot {
    /// The repository at `root` where the branch that is checked out left `reference`.
    pub(super) fn open(root: &Path, reference: &str) -> Result<Self, Failure> {
        let resolve = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
        let wanted = format!("{reference}^{{commit}}");
        let commit = ask(root, &[&resolve[..], &[&wanted]].concat())?.ok_or_else(|| {
            let what = format!("`{reference}` is no commit of this repository");
            Failure::at(root, what).help(
                "fetch it first, in CI with the whole history (`fetch-depth: 0`, `GIT_DEPTH: 0`)",
            )
        })?;
        // What others have changed since then is not new here.
        let base = ask(root, &["merge-base", &commit, "HEAD"]).ok().flatten();
        let commit = base.unwrap_or(commit);
        let mut child = git(root, &["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| not_started(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(questions), Some(answers)) => {
                Ok(Self { commit, child, questions, answers: BufReader::new(answers) })
            }
            _ => Err(Failure::usage("`git` cannot be asked")),
        }
    }

    /// The bytes of the file at a path from the root of the repository; `None` if there was none of at most `limit` bytes.
    pub(super) fn file(&mut self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, Failure> {
        // A question ends with its line: such a name is no file that Git can be asked about.
        if path.contains(['\n', '\0']) {
            return Ok(None);
        }
        self.answer(path, limit).map_err(|error| Failure::usage(format!("git cat-file: {error}")))
    }

    fn answer(&mut self, path: &str, limit: usize) -> std::io::Result<Option<Vec<u8>>> {
        writeln!(self.questions, "{}:{path}", self.commit)?;
        self.questions.flush()?;
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let mut words = head.trim_end().rsplit(' ');
        let size = words.next().and_then(|size| size.parse::<u64>().ok());
        // `<object> blob <size>`; everything else is a line alone or an object that is no file.
        let (Some(size), Some(kind)) = (size, words.next()) else { return Ok(None) };
        let mut bytes = Vec::new();
        let kept = size.min(limit as u64);
        self.answers.by_ref().take(kept).read_to_end(&mut bytes)?;
        // The rest and the line end behind it.
        std::io::copy(&mut self.answers.by_ref().take(size - kept + 1), &mut std::io::sink())?;
        Ok((kind == "blob" && kept == size).then_some(bytes))
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The root of the repository around a directory.
pub(super) fn root_of(directory: &Path) -> Option<PathBuf> {
    directory.ancestors().find(|directory| directory.join(".git").exists()).map(Path::to_owned)
}

/// What Git prints; `None` if it says no without a word.
fn ask(root: &Path, words: &[&str]) -> Result<Option<String>, Failure> {
    let output = git(root, words).output().map_err(|error| not_started(&error))?;
    if output.status.success() {
        return Ok(Some(String::from_utf8_lossy(&output.stdout).trim().to_owned()));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    match said.lines().find(|line| !line.trim().is_empty()) {
        Some(line) => Err(Failure::at(root, format!("git: {}", line.trim()))),
        None => Ok(None),
    }
}

fn git(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(words).stdin(Stdio::null());
    // A hook runs with variables that name another repository than the one of the files.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"] {
        command.env_remove(name);
    }
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
    command
}

fn not_started(error: &std::io::Error) -> Failure {
    Failure::usage(format!("`git` cannot be started: {error}"))
        .help("install Git, or leave out `--new-only`")
}

//! A directory of its own for each test, and minestop started in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use assert_cmd::Command;

/// A Dockerfile without findings.
pub(crate) const CLEAN: &str = "FROM debian:12\nRUN make\nUSER web\n";
/// A Dockerfile that the preset `default` stops.
pub(crate) const POOL: &str =
    "FROM debian:12\nCMD [\"run\", \"stratum+tcp://pool.example.invalid:1\"]\n";

/// A directory that goes away with its test. It looks like the root of a repository, so that no policy file above it
/// counts.
pub(crate) struct Project(PathBuf);

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("cli-{}-{number}", std::process::id());
        let project = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        fs::create_dir_all(project.path(".git")).expect("a directory can be made");
        project
    }

    /// A project with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let project = Self::new();
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory can be made");
        fs::write(path, bytes).expect("a file can be written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("the file is there")
    }

    /// Names in the project, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the project is there");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name != ".git" && name != ".cache")
            .collect();
        names.sort();
        names
    }

    /// minestop in this project, without what the environment of the test says about colours.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_minestop"));
        for name in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        // a cache of its own, so that no run sees what another one has kept
        command.env("XDG_CACHE_HOME", self.path(".cache"));
        command.current_dir(&self.0).args(args);
        command
    }

    /// Runs Git in this project.
    pub(crate) fn git(&self, args: &[&str]) {
        let output = std::process::Command::new("git").current_dir(&self.0).args(args).output();
        let output = output.expect("git starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        outcome(&mut self.command(args))
    }

    /// Runs minestop and looks at what it takes meanwhile: the most memory that it was seen to have, in MiB, and seconds of
    /// processors, which a busy machine does not lengthen. Nothing where the system does not tell.
    pub(crate) fn run_measured(&self, args: &[&str]) -> (Outcome, u64, u64) {
        let (out, err) = (self.path(".cache/out"), self.path(".cache/err"));
        fs::create_dir_all(self.path(".cache")).expect("a directory can be made");
        let file = |path: &Path| fs::File::create(path).expect("a file can be made");
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_minestop"))
            .env("NO_COLOR", "1")
            .env("XDG_CACHE_HOME", self.path(".cache"))
            .current_dir(&self.0)
            .args(args)
            .stdout(file(&out))
            .stderr(file(&err))
            .spawn()
            .expect("minestop starts");
        let (status, stat) =
            (format!("/proc/{}/status", child.id()), format!("/proc/{}/stat", child.id()));
        let (mut most, mut ticks) = (0, 0);
        let ended = loop {
            // it only grows, so that the last look says nearly all
            let text = fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = line.and_then(|it| it.trim().strip_suffix(" kB")?.parse::<u64>().ok());
            most = kib.unwrap_or(most);
            let text = fs::read_to_string(&stat).unwrap_or_default();
            let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
            ticks = fields
                .skip(11)
                .take(2)
                .filter_map(|it| it.parse::<u64>().ok())
                .sum::<u64>()
                .max(ticks);
            match child.try_wait().expect("it can be waited for") {
                Some(ended) => break ended,
                None => std::thread::sleep(std::time::Duration::from_millis(5)),
            }
        };
        let read = |path: &Path| fs::read_to_string(path).expect("UTF-8");
        let code = ended.code().expect("minestop ends by itself");
        (Outcome { code, out: read(&out), err: read(&err) }, most / 1024, ticks / 100)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn outcome(command: &mut Command) -> Outcome {
    let output = command.output().expect("minestop starts");
    Outcome {
        code: output.status.code().expect("minestop ends by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

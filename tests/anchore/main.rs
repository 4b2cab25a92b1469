//! Anchore policies through the program: documents, readings, lists of images, exceptions, import, and the example.

#![expect(clippy::expect_used, reason = "a helper that fails fails its test")]

#[path = "../../src/anchore/tests/bundle.rs"]
mod bundle;
mod contents;
mod documents;
mod evasions;
mod example;
mod imported;
mod judged;
mod readings;
mod rpm;
mod sizes;
mod systems;

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use assert_cmd::Command;
use bundle::bundle;
use serde_json::{Value, json};

/// Exit code, standard output, standard error.
type Outcome = (i32, String, String);

fn minestop(directory: &PathBuf, args: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minestop"));
    let output = command.current_dir(directory).args(args).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// A directory of its own with these files.
fn project(files: &[(&str, &str)]) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("anchore-{}-{number}", std::process::id());
    let project = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    // an earlier process may have had the same number
    let _ = fs::remove_dir_all(&project);
    for (path, text) in files {
        let path = project.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
    project
}

fn rule(gate: &str, trigger: &str, params: &[(&str, &str)]) -> Value {
    let params: Vec<Value> =
        params.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({"id": "r", "gate": gate, "trigger": trigger, "action": "STOP", "params": params})
}

/// Lints the Dockerfile with the bundle.
fn lint(bundle: &Value, dockerfile: &str, more: &[&str]) -> Outcome {
    let project = project(&[("b.json", &bundle.to_string()), ("Dockerfile", dockerfile)]);
    let args = ["lint", "Dockerfile", "--policy", "b.json", "--format", "short"];
    minestop(&project, &[&args[..], more].concat())
}

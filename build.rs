//! Compiles `src/intel/data/*.toml` into tables: nothing is parsed and nothing is built when minestop starts.
//! Compiles `proto/gateway.proto` into the client of `src/frontend/`, without `protoc`.
//!
//! Names the commit that an optimised build of a clean clone is made from, where whoever builds does not say it.
//!
//! The build fails on an entry without source or date, on an unknown word and on a value that two entries claim.

#[allow(dead_code, unreachable_pub, reason = "the program uses the rest")]
#[path = "src/intel/builder.rs"]
mod builder;
#[path = "src/intel/data_check.rs"]
mod data_check;
#[path = "src/intel/data_file.rs"]
mod data_file;
#[allow(dead_code, unreachable_pub, reason = "the program uses the rest")]
#[path = "src/intel/kind.rs"]
mod kind;
#[path = "src/intel/printed.rs"]
mod printed;
#[allow(dead_code, unreachable_pub, reason = "the program uses the rest")]
#[path = "src/intel/table.rs"]
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

const DATA: &str = "src/intel/data";
const PROTOCOL: &str = "proto/gateway.proto";
/// What the program is made of.
const PARTS: [&str; 6] = ["src", "docs/rules", "proto", "build.rs", "Cargo.toml", "Cargo.lock"];

#[allow(clippy::print_stdout, reason = "this is how a build script talks to cargo")]
fn main() -> Result<ExitCode, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DATA}");
    println!("cargo::rerun-if-changed=src/intel");
    println!("cargo::rerun-if-changed={PROTOCOL}");
    protocol()?;
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    println!("cargo::rerun-if-env-changed=MINESTOP_COMMIT");
    if env::var_os("MINESTOP_COMMIT").is_none() && env::var("PROFILE")? == "release" {
        // not for the files of Git: a commit that changes none of these compiles nothing anew
        for part in PARTS {
            println!("cargo::rerun-if-changed={part}");
        }
        if let Some(commit) = commit(&root) {
            println!("cargo::rustc-env=MINESTOP_COMMIT={commit}");
        }
    }
    let mut files: Vec<PathBuf> = fs::read_dir(root.join(DATA))?
        .map(|file| Ok(file?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    files.sort();
    let mut data = data_file::Data::default();
    for file in files.iter().filter(|path| is_toml(path)) {
        data.read(&file.display().to_string(), &fs::read_to_string(file)?)?;
    }
    let table = match data.compile() {
        Ok(table) => table,
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={DATA}: {problem}");
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("intel_table.rs"), printed::rust(&table))?;
    fs::write(out.join("intel_origins.rs"), printed::origins(data.origins()))?;
    Ok(ExitCode::SUCCESS)
}

/// The commit of the clone in this directory, if what it is built from is as committed.
fn commit(root: &Path) -> Option<String> {
    let git = |args: &[&str]| {
        let mut git = Command::new("git");
        // a hook of Git names another repository
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            git.env_remove(name);
        }
        let output = git.current_dir(root).arg("--no-optional-locks").args(args).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    // sources that lie in somebody else's repository are not of its commit
    let top = git(&["rev-parse", "--show-toplevel"])?;
    if fs::canonicalize(top).ok()? != fs::canonicalize(root).ok()? {
        return None;
    }
    let changed = git(&[&["status", "--porcelain", "--"], &PARTS[..]].concat())?;
    let commit = git(&["rev-parse", "HEAD"])?;
    changed.is_empty().then(|| commit.chars().take(12).collect())
}

/// The server is for the tests' gateway; maps are ordered, so that equal graphs have equal bytes.
fn protocol() -> Result<(), Box<dyn Error>> {
    let files = protox::compile([PROTOCOL], ["proto"])?;
    tonic_prost_build::configure()
        .build_client(true)
        .build_server(true)
        .build_transport(false)
        .btree_map(".")
        .compile_fds(files)?;
    Ok(())
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}

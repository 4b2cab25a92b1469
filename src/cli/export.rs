//! `minestop export`: the part of a policy that a cluster or a builder can enforce by itself.

use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, ValueEnum};

use super::color::ColorChoice;
use super::failure::Failure;
use super::policy::file::PolicyArgs;
use super::policy::search::Search;
use super::{Exit, Host, today};
use crate::export::{Language, export};
use crate::policy::Date;
use crate::report::sanitise;

#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// What is to enforce it
    #[arg(value_name = "LANGUAGE")]
    language: Written,
    /// A file or directory: its policy is written [default: what counts here]
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    path: PathBuf,
    #[command(flatten)]
    policy: PolicyArgs,
    #[arg(long, value_name = "DATE", value_parser = today::parse, hide = true)]
    today: Option<Date>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Written {
    /// Kyverno: a ValidatingPolicy
    Kyverno,
    /// Kubernetes itself: a ValidatingAdmissionPolicy with its binding
    Cel,
    /// buildx: a Dockerfile.rego
    Rego,
    /// BuildKit: a source policy, which has no comments, so what it leaves out goes to standard error
    SourcePolicy,
}

impl From<Written> for Language {
    fn from(written: Written) -> Self {
        match written {
            Written::Kyverno => Self::Kyverno,
            Written::Cel => Self::Cel,
            Written::Rego => Self::Rego,
            Written::SourcePolicy => Self::SourcePolicy,
        }
    }
}

pub(super) fn run(args: &Args, host: &mut Host<'_>) -> Result<Exit, Failure> {
    let mut search = Search::new(&[]);
    let file = if args.path.is_dir() { args.path.join("x") } else { args.path.clone() };
    let directory = search.directory_of(&file);
    let path = args.policy.path_for(&directory, &mut search);
    let loaded = args.policy.load_file(path, ColorChoice::Auto, today::now())?;
    let source = match &loaded.file {
        Some((path, _)) => format!("the policy {}", shown(path)),
        None => format!("the preset {}", loaded.policy.base().word()),
    };
    if loaded.bundle.is_some() {
        return Err(Failure::usage(format!("{source}: a policy of Anchore is not written here"))
            .help("make one of minestop of it first: `minestop policy import`"));
    }
    let language = Language::from(args.language);
    let today = args.today.unwrap_or_else(today::today);
    let exported = export(&loaded.policy, &loaded.intel, language, (today, &source));
    let told = |error: std::io::Error| Failure::writing(&error, Exit::Go);
    host.stdout.write_all(exported.text.as_bytes()).map_err(told)?;
    if !language.has_comments() {
        for it in &exported.left_out {
            // Nobody is left to tell when standard error is gone.
            let _ = writeln!(host.stderr, "not in here: {}", sanitise::text(&it.to_string()));
        }
    }
    Ok(Exit::Go)
}

fn shown(path: &Path) -> String {
    sanitise::text(&path.to_string_lossy()).into_owned()
}

//! `--build-arg`, `--target`, `--platform`: what the build that is judged would be started with.

use std::env;

use clap::Args;

use crate::dockerfile::{BuildOptions, Platform};
use crate::source::{Span, Text};

/// The options of a build, spelled as `docker build` spells them.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "The build")]
pub(super) struct BuildArgs {
    /// Set a build argument; `NAME` alone takes its value from the environment, if it is set there
    #[arg(long = "build-arg", value_name = "NAME[=VALUE]", value_parser = build_arg)]
    build_args: Vec<(String, Option<String>)>,
    /// Judge what a build of this stage does
    #[arg(long, value_name = "STAGE")]
    target: Option<String>,
    /// Judge a build for this platform
    #[arg(long, value_name = "OS/ARCH[/VARIANT]", value_parser = platform)]
    platform: Option<Platform>,
}

impl BuildArgs {
    /// Only one stage is judged.
    pub(super) fn names_a_target(&self) -> bool {
        self.target.is_some()
    }

    /// The options with the environment looked up; the last of several equal names wins.
    pub(super) fn resolve(&self) -> BuildOptions {
        let mut options = BuildOptions {
            target: self.target.clone(),
            platform: self.platform.clone(),
            ..BuildOptions::default()
        };
        for (name, value) in &self.build_args {
            let value = value
                .clone()
                .or_else(|| env::var_os(name).map(|value| value.to_string_lossy().into_owned()));
            match value {
                Some(value) => {
                    options.build_args.insert(name.clone(), Text::made(value, Span::default()))
                }
                None => options.build_args.remove(name),
            };
        }
        options
    }
}

fn build_arg(text: &str) -> Result<(String, Option<String>), String> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (text, None),
    };
    if name.is_empty() {
        return Err("the name is missing".to_owned());
    }
    Ok((name.to_owned(), value))
}

fn platform(text: &str) -> Result<Platform, String> {
    let parts: Vec<&str> = text.split('/').collect();
    if parts.iter().any(|part| part.is_empty()) {
        return Err("a part of the platform is empty".to_owned());
    }
    let (os, arch, variant) = match parts.as_slice() {
        [os, arch] => (*os, *arch, None),
        [os, arch, variant] => (*os, *arch, Some(*variant)),
        _ => return Err("write `os/arch` or `os/arch/variant`, such as `linux/amd64`".to_owned()),
    };
    Ok(Platform {
        os: os.to_owned(),
        arch: arch.to_owned(),
        variant: variant.unwrap_or_default().to_owned(),
    })
}

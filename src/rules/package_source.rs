//! `package-source`: packages or repositories redirected to another place than the usual one.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::options::HostPattern;
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::List;
use crate::facts::{Command, Url, VariableKind, url};
use crate::finding::{Action, Finding};
use crate::source::Text;

pub(super) static META: Meta = Meta {
    id: "package-source",
    summary: "a package index, repository or host name is redirected",
    group: Group::Supply,
    default: Setting::Off,
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/package-source.md"),
};

/// Files that say where packages and names come from.
const FILES: &[&str] = &[
    "/etc/apt/sources.list",
    "/etc/apk/repositories",
    "/etc/yum.repos.d/",
    "/etc/pip.conf",
    "/etc/hosts",
    "/etc/resolv.conf",
    ".npmrc",
    ".yarnrc",
    "pip.conf",
    ".pypirc",
    ".gemrc",
    "/etc/pacman.conf",
    "/etc/pacman.d/",
    "/etc/zypp/repos.d/",
    ".cargo/config",
    ".gitconfig",
];

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// hosts that packages may come from (`*` matches any part)
    allow_hosts: List<HostPattern>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let mut report = |text: &Text, what: String| {
            let urls = url::find(text);
            let allowed = |url: &Url| self.allow_hosts.any(|pattern| pattern.matches(&url.host));
            if urls.is_empty() || !urls.iter().all(allowed) {
                out.push(
                    Finding::new(META.id, text.span(), what)
                        .origins(text.origins(0..text.len()))
                        .help("use the package sources of the trusted base image"),
                );
            }
        };
        for install in &context.facts.packages {
            for source in &install.sources {
                report(source, format!("`{}` takes packages from another place", install.manager));
            }
        }
        for command in context.facts.commands.iter().filter(|command| command.acts()) {
            if let Some((word, what)) = redirection(command) {
                report(word, what.to_owned());
            }
        }
        let facts = context.facts;
        let rewritten = |path: &Text| FILES.iter().any(|file| path.contains(file));
        for document in facts.documents.iter().filter(|document| rewritten(&document.path)) {
            let text = if document.content.is_empty() { &document.path } else { &document.content };
            report(text, format!("`{}` is rewritten", document.path.as_str()));
        }
        // what stands there as a path of its own is reported above, with its content
        let others = facts.written_paths.iter().filter(|it| !rewritten(&it.word));
        let mut seen = BTreeSet::new();
        for written in others.filter(|it| decides(&it.path)) {
            if seen.insert(written.word.span()) {
                report(&written.word, format!("`{}` is rewritten", written.path));
            }
        }
        for copy in facts.copies.iter().filter(|copy| rewritten(&copy.target)) {
            if !copy.sources.is_empty() {
                report(&copy.target, format!("`{}` is replaced", copy.target.as_str()));
            }
        }
        for variable in facts.variables.iter().filter(|v| v.kind != VariableKind::Label) {
            let name = variable.name.to_ascii_uppercase();
            if VARIABLES.contains(&name.as_str()) && !variable.value.is_empty() {
                report(&variable.value, format!("`{}` redirects packages", variable.name.as_str()));
            }
        }
    }
}

/// The file at this path says where packages come from: a backup beside it does not.
fn decides(path: &str) -> bool {
    FILES.iter().any(|file| match file.strip_prefix('/') {
        Some(_) if file.ends_with('/') => path.starts_with(file),
        Some(_) => path == *file,
        None => path.strip_suffix(file).is_some_and(|directory| directory.ends_with('/')),
    }) || path.starts_with("/etc/apt/sources.list.d/")
}

/// Variables that say where packages come from, in upper case.
const VARIABLES: &[&str] = &[
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "UV_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "NPM_CONFIG_REGISTRY",
    "YARN_REGISTRY",
    "GOPROXY",
    "GEM_SOURCE",
    "CONDA_CHANNELS",
];

/// Commands whose words say that another source is to be used.
fn redirection(command: &Command) -> Option<(&Text, &'static str)> {
    let args = command.args();
    let find = |test: &dyn Fn(&str) -> bool| args.iter().find(|arg| test(arg));
    match command.program.as_str() {
        "git" => find(&|arg| arg.to_ascii_lowercase().contains(".insteadof"))
            .map(|word| (word, "git takes repositories from another place than the address says")),
        "add-apt-repository" | "apt-add-repository" | "yum-config-manager"
            if !command.has("--disable") =>
        {
            find(&|arg| !arg.starts_with('-')).map(|word| (word, "a package repository is added"))
        }
        "dnf" | "yum" | "dnf5" if command.has("config-manager") && command.has("--add-repo") => {
            find(&|arg| arg.contains("://")).map(|word| (word, "a package repository is added"))
        }
        "dnf" | "yum" | "dnf5" if command.has("copr") && command.has("enable") => {
            args.last().map(|word| (word, "a package repository is added"))
        }
        "zypper" if command.has("ar") || command.has("addrepo") => {
            find(&|arg| arg.contains("://")).map(|word| (word, "a package repository is added"))
        }
        "conda" | "mamba" | "micromamba"
            if command.has("channels") && !command.has("--show") && !command.has("--get") =>
        {
            args.last().map(|word| (word, "a package channel is added"))
        }
        "npm" | "pnpm" | "yarn" if command.has("config") && !command.has("get") => {
            find(&|arg| arg.starts_with("registry") || arg.contains(":registry"))
                .map(|word| (word, "the package registry is redirected"))
        }
        "pip" | "pip3" if command.has("config") && !command.has("get") => {
            find(&|arg| arg.contains("index-url"))
                .map(|word| (word, "the package index is redirected"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::decides;

    #[test]
    fn a_file_decides_at_its_own_path_and_a_backup_beside_it_does_not() {
        for path in [
            "/etc/apt/sources.list",
            "/etc/apt/sources.list.d/x.list",
            "/etc/yum.repos.d/x.repo",
            "/etc/hosts",
            "/root/.npmrc",
            "/home/x/.config/pip/pip.conf",
            "/root/.cargo/config",
        ] {
            assert!(decides(path), "{path}");
        }
        for path in [
            "/etc/apt/sources.list.bak",
            "/opt/etc/yum.repos.d/x.repo",
            "/etc/hosts.allow",
            "/opt/etc/hosts",
            "/root/x.npmrc",
            ".npmrc",
            "/opt/etc/apt/sources.list.d/x.list",
        ] {
            assert!(!decides(path), "{path}");
        }
    }
}

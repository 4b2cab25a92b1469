//! `file-attributes`: custom checks on paths, modes, owners and digests, after Anchore's `files` gate.

use schemars::JsonSchema;
use serde::Deserialize;

use super::file_check::FileCheck;
use super::{Build, Context, Evidence, Group, Meta, RequiredFiles, Rule, Setting};
use crate::config::{Given, List, Located};
use crate::facts::File;
use crate::finding::{Action, Finding, PolicyEntry};
use crate::source::Span;

const SET_ID: u32 = 0o6000;

pub(super) static META: Meta = Meta {
    id: "file-attributes",
    summary: "a file has a path, mode, owner or digest that the policy forbids, or a required one is missing",
    group: Group::Identity,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::FILES,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/file-attributes.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// files that are reported if everything said of them holds, or with `exists` if there is none; `mode` is octal
    checks: List<FileCheck>,
    /// report every program with setuid or setgid
    set_id: Given<bool>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let files = &context.facts.files;
        if let Some(span) = context.facts.whole_file_system {
            let is_there = |check: &FileCheck| files.iter().any(|it| !it.gone && check.holds(it));
            let missing = self.required().filter(|check| !is_there(&check.value));
            out.extend(missing.map(|check| missing_file(check, span)));
        }
        for file in files {
            let forbid = self.checks.iter().filter(|check| !check.value.must_exist());
            out.extend(forbid.filter(|it| it.value.holds(file)).map(|it| by_check(it, file)));
            if self.set_id.0 == Some(true) && file.mode & SET_ID != 0 {
                out.push(set_id(file));
            }
        }
    }

    fn required_files(&self) -> RequiredFiles<'_> {
        let need_digests = self.checks.iter().any(|check| check.value.compares_digests());
        RequiredFiles::of(self.required().map(|check| &check.value), need_digests)
    }
}

impl Check {
    /// The checks that report what is not there.
    fn required(&self) -> impl Iterator<Item = &Located<FileCheck>> {
        self.checks.iter().filter(|check| check.value.must_exist())
    }
}

fn missing_file(check: &Located<FileCheck>, span: Span) -> Finding {
    let path = check.value.path.iter().next().map_or("", |path| path.value.as_str());
    let message = check
        .value
        .message(|| format!("there is no file `{path}` with what the policy requires of it"));
    let mut finding = Finding::new(META.id, span, message)
        .because("the finished file system")
        .help("put the file that the policy requires into the image")
        .evidence("file", path, "policy");
    finding.entry = Some(entry(check));
    finding
}

fn by_check(check: &Located<FileCheck>, file: &File) -> Finding {
    let message = check.value.message(|| {
        let File { path, mode, owner, group, .. } = file;
        format!("`{path}` (mode {mode:o}, owner {owner}:{group}) is forbidden")
    });
    let mut finding = Finding::new(META.id, file.span, message)
        .about(file.reference())
        .because("this file")
        .help("follow the policy's check")
        .evidence("file", file.path.clone(), "policy");
    finding.entry = Some(entry(check));
    finding
}

fn set_id(file: &File) -> Finding {
    let message = format!("`{}` runs as another user: mode {:o}", file.path, file.mode);
    Finding::new(META.id, file.span, message)
        .about(file.reference())
        .because("this file")
        .help("take the setuid and setgid bits away")
}

fn entry(check: &Located<FileCheck>) -> PolicyEntry {
    PolicyEntry { span: check.span, action: check.value.action.0.map(Into::into) }
}

//! `file-attributes`: custom checks on paths, modes, owners and digests, after Anchore's `files` gate.

use schemars::JsonSchema;
use serde::Deserialize;

use super::options::{EntryAction, FileMode, FilePattern, Id, Message, Sha256};
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

/// What is said of a file; of several values of one key one is enough, of several keys each has to hold.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct FileCheck {
    path: List<FilePattern>,
    #[serde(default)]
    mode: List<FileMode>,
    #[serde(default)]
    not_mode: List<FileMode>,
    #[serde(default)]
    owner: List<Id>,
    #[serde(default)]
    group: List<Id>,
    #[serde(default)]
    sha256: List<Sha256>,
    #[serde(default)]
    not_sha256: List<Sha256>,
    #[serde(default)]
    exists: Given<bool>,
    #[serde(default)]
    message: Given<Message>,
    #[serde(default)]
    action: Given<EntryAction>,
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

impl FileCheck {
    fn must_exist(&self) -> bool {
        self.exists.0 == Some(true)
    }

    fn compares_digests(&self) -> bool {
        self.sha256.given().is_some() || self.not_sha256.given().is_some()
    }

    /// True if everything that is said holds for the file.
    pub(super) fn holds(&self, file: &File) -> bool {
        fn any<T>(list: &List<T>, test: impl Fn(&T) -> bool) -> bool {
            list.given().is_none_or(<[_]>::is_empty) || list.any(test)
        }
        any(&self.path, |pattern| pattern.matches(file))
            && any(&self.mode, |mode| mode.is_of(file))
            && any(&self.not_mode, |mode| !mode.is_of(file))
            && any(&self.owner, |owner| owner.is(file.owner))
            && any(&self.group, |group| group.is(file.group))
            && any(&self.sha256, |digest| digest.is_of(file))
            && any(&self.not_sha256, |digest| !digest.is_of(file))
    }

    fn message(&self, otherwise: impl FnOnce() -> String) -> String {
        self.message.0.as_ref().map_or_else(otherwise, |message| message.as_str().to_owned())
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

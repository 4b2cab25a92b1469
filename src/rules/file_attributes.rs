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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Fields, Problems};
    use crate::dockerfile::Keyword;
    use crate::facts::{Facts, Place};
    use crate::rules::tests::judge::reported;
    use crate::source::FileId;

    /// What a check says of a file system with one file; message and action of each finding.
    fn said(check: &str, change: impl FnOnce(&mut File)) -> Vec<(String, Option<Action>)> {
        let text = format!("checks = [{{ {check} }}]");
        let table = toml::de::DeTable::parse(&text).expect("TOML");
        let (span, what, others) = (Span::default(), "option", Vec::new());
        let fields = Fields { table: table.get_ref(), span, what, others };
        let rule: Option<Check> = config::read(fields, &mut Problems::new(FileId(0)));
        let place = Place::in_build(Keyword::Copy, Span::default());
        let mut file = File::named(place, Span::default(), "etc/motd");
        change(&mut file);
        let whole_file_system = Some(Span::default());
        let facts = Facts { whole_file_system, files: vec![file], ..Facts::default() };
        let rule = rule.expect("a check");
        let out = reported(&facts, |context, out| rule.check(context, out));
        let entry = |it: &Finding| it.entry.as_ref().expect("an entry asks for it").action;
        out.iter().map(|it| (it.message.clone(), entry(it))).collect()
    }

    #[test]
    fn a_file_that_must_exist_is_missing_with_the_action_of_its_entry() {
        let required = "path = \"etc/*\", exists = true";
        assert_eq!(said(required, |_| {}), []);
        assert_eq!(said(required, |it| it.gone = true).len(), 1);
        let message = "there is no file `etc/*` with what the policy requires of it".to_owned();
        let moved = |it: &mut File| it.path = "opt/motd".into();
        assert_eq!(said(required, moved), [(message.clone(), None)]);
        let warn = format!("{required}, action = \"warn\"");
        assert_eq!(said(&warn, moved), [(message, Some(Action::Warn))]);
        let own = format!("{required}, message = \"no motd\"");
        assert_eq!(said(&own, moved), [("no motd".to_owned(), None)]);
    }

    #[test]
    fn a_file_is_forbidden_if_all_holds_that_is_said_of_it() {
        let with = |it: &mut File| {
            (it.mode, it.owner, it.group) = (0o644, 7, 8);
            it.digest = Some("a".repeat(64));
        };
        let (same, other) = ("a".repeat(64), "b".repeat(64));
        for (key, holds) in [
            ("mode = \"0644\"".to_owned(), true),
            ("mode = [\"0600\", \"0644\"]".to_owned(), true),
            ("mode = \"0600\"".to_owned(), false),
            ("not-mode = \"0600\"".to_owned(), true),
            ("not-mode = \"0644\"".to_owned(), false),
            ("owner = 7".to_owned(), true),
            ("owner = 8".to_owned(), false),
            ("group = 8".to_owned(), true),
            ("group = 7".to_owned(), false),
            (format!("sha256 = \"{same}\""), true),
            (format!("sha256 = \"{other}\""), false),
            (format!("not-sha256 = \"{other}\""), true),
            (format!("not-sha256 = \"{same}\""), false),
            ("owner = 7, group = 7".to_owned(), false),
            ("owner = 7, group = 8".to_owned(), true),
        ] {
            let check = format!("path = \"motd\", {key}");
            assert_eq!(said(&check, with).len(), usize::from(holds), "{check}");
        }
        let message = "`etc/motd` (mode 644, owner 7:8) is forbidden".to_owned();
        assert_eq!(said("path = \"motd\", action = \"go\"", with), [(message, Some(Action::Go))]);
        assert_eq!(said("path = \"*.d\"", with), []);
    }
}

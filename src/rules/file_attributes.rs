//! `file-attributes`: checks of one's own on paths, modes, owners and digests, after Anchore's `files` gate.

use super::options::{Entry, Item};
use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::facts::File;
use crate::finding::{Action, Finding, PolicyEntry};
use crate::source::Span;

const SET_ID: u32 = 0o6000;

/// The key of a check that reports what is not there.
pub(super) const MUST_EXIST: &str = "exists";

static META: Meta = Meta {
    id: "file-attributes",
    summary: "a file has a path, mode, owner or digest that the policy forbids, or a required one is missing",
    group: Group::Identity,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    options: &[
        OptionSpec {
            name: "checks",
            kind: OptionKind::Tables {
                required: &["path"],
                optional: &[
                    "mode",
                    "not-mode",
                    "owner",
                    "group",
                    "sha256",
                    "not-sha256",
                    "message",
                    "action",
                ],
                flags: &[MUST_EXIST],
            },
            help: "files that are reported if everything said of them holds, or with `exists` if there is none; \
                   `mode` is octal",
        },
        OptionSpec {
            name: "set-id",
            kind: OptionKind::Bool,
            help: "report every program with setuid or setgid",
        },
    ],
    page: include_str!("../../docs/rules/file-attributes.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let set_id = context.options.flag("set-id");
        let checks = context.options.tables("checks");
        if let Some(span) = context.facts.whole_file_system {
            let require = checks.iter().filter(|entry| entry.flag(MUST_EXIST));
            let files = &context.facts.files;
            let missing =
                require.filter(|entry| !files.iter().any(|file| !file.gone && holds(entry, file)));
            out.extend(missing.map(|entry| missing_file(entry, span)));
        }
        for file in &context.facts.files {
            let forbid = checks.iter().filter(|entry| !entry.flag(MUST_EXIST));
            for entry in forbid.filter(|entry| holds(entry, file)) {
                out.push(by_entry(entry, file));
            }
            if set_id && file.mode & SET_ID != 0 {
                let message = format!("`{}` runs as another user: mode {:o}", file.path, file.mode);
                out.push(
                    Finding::new(META.id, file.span, message)
                        .about(file.reference())
                        .because("this file")
                        .help("take the setuid and setgid bits away"),
                );
            }
        }
    }
}

fn missing_file(entry: &Entry, span: Span) -> Finding {
    let path = entry.first("path").map_or("", |path| path.value.as_str());
    let message = entry.first("message").map_or_else(
        || format!("there is no file `{path}` with what the policy requires of it"),
        |message| message.value.clone(),
    );
    let mut finding = Finding::new(META.id, span, message)
        .because("the finished file system")
        .help("put the file that the policy requires into the image")
        .evidence("file", path, "policy");
    finding.entry = Some(PolicyEntry { span: entry.span, action: entry.action });
    finding
}

fn by_entry(entry: &Entry, file: &File) -> Finding {
    let message = entry.first("message").map_or_else(
        || {
            format!(
                "`{}` (mode {:o}, owner {}:{}) is forbidden",
                file.path, file.mode, file.owner, file.group
            )
        },
        |message| message.value.clone(),
    );
    let mut finding = Finding::new(META.id, file.span, message)
        .about(file.reference())
        .because("this file")
        .help("follow the policy's check")
        .evidence("file", file.path.clone(), "policy");
    finding.entry = Some(PolicyEntry { span: entry.span, action: entry.action });
    finding
}

/// True if everything that the entry says holds for the file; of several values one is enough.
pub(super) fn holds(entry: &Entry, file: &File) -> bool {
    let any = |key: &str, test: &dyn Fn(&Item) -> bool| {
        let items = entry.all(key);
        items.is_empty() || items.iter().any(test)
    };
    let mode = |item: &Item| u32::from_str_radix(&item.value, 8) == Ok(file.mode);
    let digest = |item: &Item| {
        let wanted = item.value.strip_prefix("sha256:").unwrap_or(&item.value);
        file.digest.as_deref().is_some_and(|digest| digest.eq_ignore_ascii_case(wanted))
    };
    let number = |item: &Item, is: u64| item.value.parse() == Ok(is);
    any("path", &|item| is_at(&item.value, file))
        && any("mode", &mode)
        && any("not-mode", &|item| !mode(item))
        && any("owner", &|item| number(item, file.owner))
        && any("group", &|item| number(item, file.group))
        && any("sha256", &digest)
        && any("not-sha256", &|item| !digest(item))
}

fn is_at(pattern: &str, file: &File) -> bool {
    wildmatch::WildMatch::new(pattern.trim_start_matches('/')).matches(&file.path)
}

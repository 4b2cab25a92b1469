//! `miner-file-name`: a program, script or archive is called like a miner.

use regex::Regex;

use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::facts::{File, FileKind};
use crate::finding::{Action, Finding, PolicyEntry};
use crate::intel::{ProductKind, Strength};

static META: Meta = Meta {
    id: "miner-file-name",
    summary: "a file is called like a miner, or as the policy forbids",
    group: Group::Miner,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    options: &[
        OptionSpec {
            name: "deny",
            kind: OptionKind::Strings,
            help: "further forbidden names or paths (`*` matches any part); without `/` the name is compared",
        },
        OptionSpec {
            name: "deny-regex",
            kind: OptionKind::Strings,
            help: "regular expressions for the whole path",
        },
        OptionSpec {
            name: "allow",
            kind: OptionKind::Strings,
            help: "names or paths that are fine although the data calls them miners'",
        },
    ],
    page: include_str!("../../docs/rules/miner-file-name.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        if context.facts.files.is_empty() {
            return;
        }
        let denied = Denied::new(context);
        let allow = context.options.list("allow").unwrap_or_default();
        for file in &context.facts.files {
            if allow.iter().any(|item| matches(&item.value, file)) {
                continue;
            }
            out.extend(denied.find(file).or_else(|| known(context, file)));
        }
    }
}

/// What the policy forbids, ready to be compared.
struct Denied<'a> {
    globs: &'a [super::options::Item],
    /// A regular expression that does not compile matches everything (fail closed).
    regexes: Vec<(&'a super::options::Item, Option<Regex>)>,
}

impl<'a> Denied<'a> {
    fn new(context: &Context<'a>) -> Self {
        let regexes = context.options.list("deny-regex").unwrap_or_default();
        Self {
            globs: context.options.list("deny").unwrap_or_default(),
            regexes: regexes.iter().map(|item| (item, Regex::new(&item.value).ok())).collect(),
        }
    }

    fn find(&self, file: &File) -> Option<Finding> {
        let glob = self.globs.iter().find(|item| matches(&item.value, file));
        let regex = || {
            let hit =
                |regex: &Option<Regex>| regex.as_ref().is_none_or(|it| it.is_match(&file.path));
            self.regexes.iter().find(|(_, regex)| hit(regex)).map(|(item, _)| *item)
        };
        let item = glob.or_else(regex)?;
        let mut finding = finding(file, format!("the file `{}` is forbidden", file.path)).evidence(
            "file-name",
            item.value.clone(),
            "policy",
        );
        finding.entry = Some(PolicyEntry { span: item.span, action: None });
        Some(finding)
    }
}

/// A pattern without `/` is compared with the name, one with `/` with the whole path.
fn matches(pattern: &str, file: &File) -> bool {
    let text = if pattern.contains('/') { file.path.as_str() } else { file.name() };
    wildmatch::WildMatch::new(pattern.trim_start_matches('/')).matches(text)
}

/// The name of a program, script or archive that the data knows; documents about a miner are none.
fn known(context: &Context<'_>, file: &File) -> Option<Finding> {
    let runs = file.kind.is_program() || matches!(file.kind, FileKind::Script | FileKind::Archive);
    if !runs {
        return None;
    }
    let hit = context.intel.products_in(file.name()).find(|hit| {
        hit.strength == Strength::Strong
            && matches!(hit.kind, ProductKind::Miner | ProductKind::Launcher | ProductKind::Browser)
    })?;
    let name = file.name().get(hit.range).unwrap_or_default();
    let message =
        format!("the {} `{}` is called like the miner `{name}`", file.kind.word(), file.path);
    Some(finding(file, message).evidence("product", name, hit.known.citation()))
}

fn finding(file: &File, message: String) -> Finding {
    Finding::new(META.id, file.span, message)
        .about(file.reference())
        .because("this file")
        .help("remove the file")
}

//! `denied-workdir`: a working directory named after a miner.

use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::finding::{Action, Finding, PolicyEntry};

static META: Meta = Meta {
    id: "denied-workdir",
    summary: "WORKDIR names a directory that a policy forbids, such as `/home/monero`",
    group: Group::Identity,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    options: &[
        OptionSpec {
            name: "deny",
            kind: OptionKind::Strings,
            help: "further forbidden directories (`*` matches any part)",
        },
        OptionSpec {
            name: "allow",
            kind: OptionKind::Strings,
            help: "directories that may be used although the data calls them miners'",
        },
    ],
    page: include_str!("../../docs/rules/denied-workdir.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let deny = context.options.list("deny").unwrap_or_default();
        let allow = context.options.list("allow").unwrap_or_default();
        for workdir in &context.facts.workdirs {
            let path = workdir.path.as_str();
            if allow.iter().any(|item| item.value == path) {
                continue;
            }
            let entry =
                deny.iter().find(|item| wildmatch::WildMatch::new(&item.value).matches(path));
            let known = context.intel.workdir(path);
            if entry.is_none() && known.is_none() {
                continue;
            }
            let mut finding = Finding::new(
                META.id,
                workdir.path.span(),
                format!("directory `{path}` is forbidden"),
            )
            .origins(workdir.path.origins(0..path.len()))
            .help("work in a directory named after the service")
            .evidence(
                "workdir",
                path,
                known.map_or("policy".to_owned(), |known| known.citation()),
            );
            finding.entry = entry.map(|item| PolicyEntry { span: item.span, action: None });
            out.push(finding);
        }
    }
}

//! `denied-user`: the build or the container runs as a user named after a miner.

use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::finding::{Action, Finding, PolicyEntry};

static META: Meta = Meta {
    id: "denied-user",
    summary: "USER names a user that a policy forbids, such as `monero`",
    group: Group::Identity,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    options: &[
        OptionSpec {
            name: "deny",
            kind: OptionKind::Strings,
            help: "further forbidden users (`*` matches any part)",
        },
        OptionSpec {
            name: "allow",
            kind: OptionKind::Strings,
            help: "users that may be used although the data calls them miners'",
        },
        OptionSpec {
            name: "only-effective",
            kind: OptionKind::Bool,
            help: "report only the last USER of a stage",
        },
    ],
    page: include_str!("../../docs/rules/denied-user.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let deny = context.options.list("deny").unwrap_or_default();
        let allow = context.options.list("allow").unwrap_or_default();
        for user in &context.facts.users {
            let name = user.name.as_str();
            let skipped = context.options.flag("only-effective") && !user.effective;
            if skipped || allow.iter().any(|item| item.value == name) {
                continue;
            }
            let entry =
                deny.iter().find(|item| wildmatch::WildMatch::new(&item.value).matches(name));
            let known = context.intel.user(name);
            if entry.is_none() && known.is_none() {
                continue;
            }
            let effect = match (user.place.onbuild, user.effective) {
                (true, _) => "images built on this one run as it",
                (false, true) => "the effective user",
                (false, false) => "a later USER replaces it",
            };
            let mut finding =
                Finding::new(META.id, user.name.span(), format!("user `{name}` is forbidden"))
                    .because(effect)
                    .origins(user.name.origins(0..name.len()))
                    .help("run as a user named after the service")
                    .evidence(
                        "user",
                        name,
                        known.map_or("policy".to_owned(), |known| known.citation()),
                    );
            finding.entry = entry.map(|item| PolicyEntry { span: item.span, action: None });
            out.push(finding);
        }
    }
}

//! `denied-user`: the build or the container runs as a user named after a miner.

use schemars::JsonSchema;
use serde::Deserialize;

use super::admission::{Admission, Asked, Fires, Subject};
use super::options::{UserPattern, entry_of};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::{Given, List};
use crate::dockerfile::Keyword;
use crate::finding::{Action, Finding};
use crate::pattern::{Expression, literal};

pub(super) static META: Meta = Meta {
    id: "denied-user",
    summary: "USER names a user that a policy forbids, such as `monero`",
    group: Group::Identity,
    default: Setting::On(Action::Warn),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::INSTRUCTIONS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/denied-user.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// further forbidden users (`*` matches any part)
    deny: List<UserPattern>,
    /// users that may be used although the data calls them miners'
    allow: List<UserPattern>,
    /// report only the last USER of a stage
    only_effective: Given<bool>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let named = context.facts.users.iter().map(|user| (user, false));
        let others = context.facts.run_as.iter().map(|user| (user, true));
        for (user, is_other) in named.chain(others) {
            let name = user.name.as_str();
            let skipped = self.only_effective.0 == Some(true) && !user.effective;
            if skipped || self.allow.any(|pattern| pattern.matches(name)) {
                continue;
            }
            let entry = self.deny.find(|pattern| pattern.matches(name));
            let known = context.intel.user(name);
            if entry.is_none() && known.is_none() {
                continue;
            }
            let effect = match (user.place.onbuild, user.effective) {
                _ if is_other && user.place.keyword == Keyword::User => {
                    "a command gives this number to it"
                }
                _ if is_other => "a command runs another one as it",
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
            finding.entry = entry.map(entry_of);
            out.push(finding);
        }
    }

    fn admissions(&self, Asked { intel, .. }: Asked<'_>) -> Vec<Admission> {
        let patterns = |list: &List<UserPattern>| -> Vec<Expression> {
            list.iter().map(|item| Expression::of(item.value.expression())).collect()
        };
        let known = intel.users().map(|name| Expression::of(literal(name)).in_any_case());
        let denied = patterns(&self.deny).into_iter().chain(known).collect();
        let fires = Fires::OnOneOf(denied);
        let beyond = "the users of images, and those that commands run others as".to_owned();
        vec![
            Admission::new(Subject::User, "is forbidden", fires)
                .unless(patterns(&self.allow))
                .beyond([beyond]),
        ]
    }
}

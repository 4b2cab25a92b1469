//! `remote-transfer`: bytes that come over the network into RUN, FROM, COPY and ADD.

use foldhash::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::options::{HostPattern, Scheme};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::{Given, List};
use crate::dockerfile::Keyword;
use crate::facts::{Moment, Transfer};
use crate::finding::{Action, Finding};

pub(super) static META: Meta = Meta {
    id: "remote-transfer",
    summary: "something is fetched over the network",
    group: Group::Supply,
    default: Setting::Off,
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/remote-transfer.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// hosts that may be reached (`*` matches any part)
    allow_hosts: List<HostPattern>,
    /// report only these schemes, such as `http`, `ftp`, `git`, `ssh`; all if absent
    schemes: List<Scheme>,
    /// report only programs that exist to transfer, not every command that is given a URL
    only_fetching: Given<bool>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        // A wrapper and what it wraps show the same address, a loop shows it in each round.
        let mut once: Vec<&Transfer> = Vec::new();
        let mut at = HashMap::default();
        for transfer in &context.facts.transfers {
            let url = transfer.url.as_ref();
            let local = url.is_some_and(|url| {
                // ADD is carried out by the builder: its own addresses are not those of the container
                let in_container = transfer.command.is_some();
                matches!(url.scheme.as_str(), "file" | "unix" | "data")
                    || in_container && url.is_loopback()
            });
            let is_allowed = |host: &str| self.allow_hosts.any(|pattern| pattern.matches(host));
            let allowed = url.is_some_and(|url| is_allowed(&url.host));
            let is_reported = |of: &str| self.schemes.any(|scheme| scheme.as_str() == of);
            let other_scheme =
                self.schemes.given().is_some() && url.is_some_and(|url| !is_reported(&url.scheme));
            let only_given = self.only_fetching.0 == Some(true) && !transfer.fetches;
            // a health check or start command that asks its own container transfers nothing into the image
            let later = transfer.place.moment != Moment::Build && !transfer.place.onbuild;
            // what a label offers is run by another tool, if ever
            let offered = transfer.place.keyword == Keyword::Label;
            let given_later = later && !transfer.fetches;
            if local || allowed || other_scheme || only_given || given_later || offered {
                continue;
            }
            let host = url.map_or("", |url| url.host.as_str());
            let known = *at.entry((transfer.span, host)).or_insert(once.len());
            match once.get_mut(known) {
                Some(known) if transfer.fetches && !known.fetches => *known = transfer,
                Some(_) => {}
                None => once.push(transfer),
            }
        }
        out.extend(once.into_iter().map(report));
    }
}

fn report(transfer: &Transfer) -> Finding {
    let verb = if transfer.fetches { "fetches" } else { "is given" };
    let Some(url) = &transfer.url else {
        return Finding::new(
            META.id,
            transfer.span,
            format!("`{}` transfers over the network", transfer.tool),
        )
        .help("copy the file from the build context or a trusted image");
    };
    let message =
        format!("`{}` {verb} a `{}` address on `{}`", transfer.tool, url.scheme, url.host);
    let mut finding = Finding::new(META.id, transfer.span, message)
        .origins(url.text.origins(0..url.text.len()))
        .help("copy the file from the build context or a trusted image")
        .evidence("host", url.host.clone(), "policy");
    if let Some(user) = url.userinfo.as_ref().filter(|user| user.contains('.')) {
        finding = finding.note(format!("`{user}` before the `@` is a user name, not the host"));
    }
    finding
}

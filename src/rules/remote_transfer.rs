//! `remote-transfer`: bytes that come over the network into RUN, FROM, COPY and ADD.

use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::facts::{Moment, Transfer};
use crate::finding::{Action, Finding};

static META: Meta = Meta {
    id: "remote-transfer",
    summary: "something is fetched over the network",
    group: Group::Supply,
    default: Setting::Off,
    locked_down: Setting::On(Action::Stop),
    options: &[
        OptionSpec {
            name: "allow-hosts",
            kind: OptionKind::Strings,
            help: "hosts that may be reached (`*` matches any part)",
        },
        OptionSpec {
            name: "schemes",
            kind: OptionKind::Strings,
            help: "report only these schemes, such as `http`, `ftp`, `git`, `ssh`; all if absent",
        },
        OptionSpec {
            name: "only-fetching",
            kind: OptionKind::Bool,
            help: "report only programs that exist to transfer, not every command that is given a URL",
        },
    ],
    page: include_str!("../../docs/rules/remote-transfer.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let options = context.options;
        let hosts = options.list("allow-hosts").unwrap_or_default();
        for transfer in &context.facts.transfers {
            let url = transfer.url.as_ref();
            let local = url.is_some_and(|url| {
                matches!(url.scheme.as_str(), "file" | "unix" | "data") || is_loopback(&url.host)
            });
            let allowed = url.is_some_and(|url| {
                hosts.iter().any(|item| wildmatch::WildMatch::new(&item.value).matches(&url.host))
            });
            let other_scheme = options.list("schemes").is_some_and(|schemes| {
                url.is_some_and(|url| !schemes.iter().any(|item| item.value == url.scheme))
            });
            let only_given = options.flag("only-fetching") && !transfer.fetches;
            // a health check or start command that asks its own container transfers nothing into the image
            let later = transfer.place.moment != Moment::Build && !transfer.place.onbuild;
            if !(local || allowed || other_scheme || only_given || (later && !transfer.fetches)) {
                // a wrapper and what it wraps show the same address
                let known = out.last().is_some_and(|last| last.primary.span == transfer.span);
                if !known {
                    out.push(report(transfer));
                }
            }
        }
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host == "::1" || host.starts_with("127.") || host == "0.0.0.0"
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

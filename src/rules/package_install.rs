//! `package-install`: packages installed while the image is built.

use super::{Context, Group, Meta, OptionKind, OptionSpec, Rule, Setting};
use crate::facts::{MANAGERS, PackageInstall};
use crate::finding::{Action, Finding};
use crate::rules::options::Item;
use crate::source::Text;

static META: Meta = Meta {
    id: "package-install",
    summary: "packages are installed during the build",
    group: Group::Supply,
    default: Setting::Off,
    locked_down: Setting::On(Action::Stop),
    options: &[
        OptionSpec {
            name: "managers",
            kind: OptionKind::OneOf(MANAGERS),
            help: "package managers to report; all if absent",
        },
        OptionSpec {
            name: "deny",
            kind: OptionKind::Strings,
            help: "report only these packages (`*` matches any part); all if absent",
        },
        OptionSpec {
            name: "allow",
            kind: OptionKind::Strings,
            help: "packages that may be installed (`*` matches any part)",
        },
    ],
    page: include_str!("../../docs/rules/package-install.md"),
};

pub(super) struct Check;

impl Rule for Check {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let managers = context.options.list("managers");
        let deny = context.options.list("deny");
        let allow = context.options.list("allow").unwrap_or_default();
        for install in &context.facts.packages {
            if managers.is_some_and(|m| !m.iter().any(|item| item.value == install.manager)) {
                continue;
            }
            let forbidden = |package: &&Text| {
                deny.is_none_or(|deny| matches_any(deny, package)) && !matches_any(allow, package)
            };
            let packages: Vec<&Text> = install.packages.iter().filter(forbidden).collect();
            let unnamed = install.packages.is_empty() && deny.is_none();
            if unnamed || !packages.is_empty() {
                out.push(report(install, &packages));
            }
        }
    }
}

fn report(install: &PackageInstall, packages: &[&Text]) -> Finding {
    let message = match packages {
        [] => format!("`{}` installs packages", install.manager),
        [one] => format!("`{}` installs `{}`", install.manager, one.as_str()),
        [first, rest @ ..] => {
            format!("`{}` installs `{}` and {} more", install.manager, first.as_str(), rest.len())
        }
    };
    Finding::new(META.id, install.span, message)
        .help("put what the image needs into a trusted base image")
        .evidence(
            "package",
            packages.iter().map(|p| p.as_str()).collect::<Vec<_>>().join(" "),
            "policy",
        )
}

fn matches_any(patterns: &[Item], package: &str) -> bool {
    // `name=version`, `name@version` and `name:arch` are the package `name`
    let name = package.split(['=', ':', '~', '<', '>']).next().unwrap_or(package);
    let bare = name
        .rsplit_once('@')
        .map_or(name, |(name, _)| if name.is_empty() { package } else { name });
    patterns.iter().any(|item| {
        let pattern = wildmatch::WildMatch::new(&item.value);
        pattern.matches(package) || pattern.matches(bare)
    })
}

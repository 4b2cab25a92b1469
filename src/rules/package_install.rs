//! `package-install`: packages installed while the image is built.

use schemars::JsonSchema;
use serde::Deserialize;

use super::options::{Manager, PackagePattern};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::List;
use crate::facts::PackageInstall;
use crate::finding::{Action, Finding};
use crate::source::Text;

pub(super) static META: Meta = Meta {
    id: "package-install",
    summary: "packages are installed during the build",
    group: Group::Supply,
    default: Setting::Off,
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::COMMANDS,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/package-install.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// package managers to report; all if absent
    managers: List<Manager>,
    /// report only these packages (`*` matches any part); all if absent
    deny: List<PackagePattern>,
    /// packages that may be installed (`*` matches any part)
    allow: List<PackagePattern>,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        for install in &context.facts.packages {
            if self.managers.given().is_some() && !self.managers.any(|it| it.is(install.manager)) {
                continue;
            }
            let forbidden = |package: &&Text| {
                (self.deny.given().is_none() || matches_any(&self.deny, package))
                    && !matches_any(&self.allow, package)
            };
            let packages: Vec<&Text> = install.packages.iter().filter(forbidden).collect();
            let unnamed = install.packages.is_empty() && self.deny.given().is_none();
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

fn matches_any(patterns: &List<PackagePattern>, package: &str) -> bool {
    // `name=version`, `name@version` and `name:arch` are the package `name`
    let name = package.split(['=', ':', '~', '<', '>']).next().unwrap_or(package);
    let bare = name
        .rsplit_once('@')
        .map_or(name, |(name, _)| if name.is_empty() { package } else { name });
    patterns.any(|pattern| pattern.matches(package) || pattern.matches(bare))
}

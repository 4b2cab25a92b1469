//! `package-install`: packages installed while the image is built.

use foldhash::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::options::{Manager, PackagePattern};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::List;
use crate::facts::PackageInstall;
use crate::finding::{Action, Finding};
use crate::source::{Span, Text};

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
        let asked = |install: &&PackageInstall| {
            let is_named =
                || self.managers.any(|it| it.is(install.manager) || it.is(install.group));
            self.managers.given().is_none() || is_named()
        };
        let mut once = Once::default();
        for install in context.facts.packages.iter().filter(asked) {
            let forbidden = |package: &&Text| {
                (self.deny.given().is_none() || matches_any(&self.deny, package))
                    && !matches_any(&self.allow, package)
            };
            let packages: Vec<&Text> = install.packages.iter().filter(forbidden).collect();
            let unnamed = install.packages.is_empty() && self.deny.given().is_none();
            if unnamed || !packages.is_empty() {
                once.add(install, packages);
            }
        }
        out.extend(once.all.iter().map(|(install, packages)| report(install, packages)));
    }
}

/// The installations of each place: a loop installs at one place what it has gone through.
#[derive(Default)]
struct Once<'f> {
    all: Vec<(&'f PackageInstall, Vec<&'f Text>)>,
    at: HashMap<(Span, &'static str), usize>,
    named: HashSet<(usize, &'f str)>,
}

impl<'f> Once<'f> {
    fn add(&mut self, install: &'f PackageInstall, packages: Vec<&'f Text>) {
        let at = *self.at.entry((install.span, install.manager)).or_insert(self.all.len());
        if at == self.all.len() {
            self.all.push((install, Vec::new()));
        }
        if let Some((_, known)) = self.all.get_mut(at) {
            known
                .extend(packages.into_iter().filter(|text| self.named.insert((at, text.as_str()))));
        }
    }
}

fn report(install: &PackageInstall, packages: &[&Text]) -> Finding {
    let manager = install.manager;
    let named: Vec<&str> = packages
        .iter()
        .filter(|package| package.is_known())
        .map(|package| package.as_str())
        .collect();
    let message = match named.as_slice() {
        [] if install.builds => format!("`{manager}` fetches what it builds with"),
        [] => format!("`{manager}` installs packages"),
        [one] if packages.len() == 1 => format!("`{manager}` installs `{one}`"),
        [first, ..] => format!("`{manager}` installs `{first}` and {} more", packages.len() - 1),
    };
    Finding::new(META.id, install.span, message)
        .help("put what the image needs into a trusted base image")
        .evidence("package", named.join(" "), "policy")
}

fn matches_any(patterns: &List<PackagePattern>, package: &str) -> bool {
    // `name=version`, `name@version` and `name:arch` are the package `name`
    let name = package.split(['=', ':', '~', '<', '>']).next().unwrap_or(package);
    let bare = name
        .rsplit_once('@')
        .map_or(name, |(name, _)| if name.is_empty() { package } else { name });
    patterns.any(|pattern| pattern.matches(package) || pattern.matches(bare))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Fields, Problems};
    use crate::source::FileId;

    fn denied(pattern: &str) -> List<PackagePattern> {
        let text = format!("deny = \"{pattern}\"");
        let table = toml::de::DeTable::parse(&text).expect("TOML");
        let (span, what, others) = (Span::default(), "option", Vec::new());
        let fields = Fields { table: table.get_ref(), span, what, others };
        let check: Option<Check> = config::read(fields, &mut Problems::new(FileId(0)));
        check.expect("a pattern").deny
    }

    #[test]
    fn a_pattern_stands_for_the_package_with_and_without_its_version() {
        let matches = |pattern: &str, package: &str| matches_any(&denied(pattern), package);
        for package in ["curl", "curl=8.0", "curl:amd64", "curl~=8", "curl<9", "curl>=8", "curl@8"]
        {
            assert!(matches("curl", package), "{package}");
        }
        for package in ["curl-dev", "libcurl", "@curl/x", "@curl"] {
            assert!(!matches("curl", package), "{package}");
        }
        assert!(matches("@scope/x", "@scope/x@1.0") && matches("@scope/x", "@scope/x"));
        assert!(matches("curl=8.*", "curl=8.1") && !matches("curl=8.*", "curl"));
        assert!(matches("@scope", "@scope"));
    }
}

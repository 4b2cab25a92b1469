//! `miner-file-name`: a program, script or archive is called like a miner.

use schemars::JsonSchema;
use serde::Deserialize;

use super::options::{Expression, FileList, entry_of};
use super::{Build, Context, Evidence, Group, Meta, Rule, Setting};
use crate::config::List;
use crate::facts::{File, FileKind};
use crate::finding::{Action, Finding};
use crate::intel::Strength;

pub(super) static META: Meta = Meta {
    id: "miner-file-name",
    summary: "a file is called like a miner, or as the policy forbids",
    group: Group::Miner,
    default: Setting::On(Action::Stop),
    locked_down: Setting::On(Action::Stop),
    reads: Evidence::FILES,
    build: Some(Build::of::<Check>()),
    page: include_str!("../../docs/rules/miner-file-name.md"),
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// further forbidden files, as patterns of paths; without `/` the name is compared
    deny: FileList,
    /// regular expressions for the whole path
    deny_regex: List<Expression>,
    /// files, likewise, that are fine although the data calls them miners'
    allow: FileList,
}

impl Rule for Check {
    fn check(&self, context: &Context<'_>, out: &mut Vec<Finding>) {
        let links = context.facts.entries.iter().filter(|entry| entry.kind == FileKind::Link);
        for file in context.facts.files.iter().chain(links) {
            if !self.allow.any(&file.path) {
                out.extend(self.denied(file).or_else(|| known(context, file)));
            }
        }
    }
}

impl Check {
    /// What the policy itself forbids.
    fn denied(&self, file: &File) -> Option<Finding> {
        let by_pattern = self.deny.find(&file.path);
        let by_pattern = by_pattern.map(|item| (item.value.as_str(), entry_of(item)));
        let by_expression = || {
            let item = self.deny_regex.find(|expression| expression.is_in(&file.path))?;
            Some((item.value.as_str(), entry_of(item)))
        };
        let (written, entry) = by_pattern.or_else(by_expression)?;
        let mut finding = finding(file, format!("the file `{}` is forbidden", file.path)).evidence(
            "file-name",
            written,
            "policy",
        );
        finding.entry = Some(entry);
        Some(finding)
    }
}

/// The name of a program, script or archive that the data knows; documents about a miner are none.
fn known(context: &Context<'_>, file: &File) -> Option<Finding> {
    let runs = match file.kind {
        FileKind::Script | FileKind::Archive => true,
        FileKind::Link => is_name_of_program(file.name()),
        kind => kind.is_program(),
    };
    if !runs {
        return None;
    }
    let intel = context.intel;
    if let Some((_, attack)) = intel.attack(&format!("/{}", file.path.trim_start_matches('/')))
        && attack.strength() == Strength::Strong
    {
        let message =
            format!("the {} `{}` is known from attacks that mine", file.kind.word(), file.path);
        return Some(finding(file, message).evidence(
            "attack-name",
            file.name(),
            attack.citation(),
        ));
    }
    let hit = intel.miner_in(file.name())?;
    let name = file.name().get(hit.range).unwrap_or_default();
    let message =
        format!("the {} `{}` is called like the miner `{name}`", file.kind.word(), file.path);
    Some(finding(file, message).evidence("product", name, hit.known.citation()))
}

/// What a link leads to is not known here: its name counts as that of a program if it has no ending, or one of programs,
/// of archives or of versions. Links to documents, pictures and services have others.
fn is_name_of_program(name: &str) -> bool {
    const ENDINGS: [&str; 12] =
        ["exe", "bin", "run", "elf", "sh", "py", "js", "gz", "tgz", "xz", "zip", "appimage"];
    match name.rsplit_once('.') {
        None => true,
        Some((_, ending)) => {
            ending.starts_with(|c: char| c.is_ascii_digit())
                || ENDINGS.contains(&ending.to_ascii_lowercase().as_str())
        }
    }
}

fn finding(file: &File, message: String) -> Finding {
    Finding::new(META.id, file.span, message)
        .about(file.reference())
        .because("this file")
        .help("remove the file")
}

#[cfg(test)]
mod tests {
    use super::is_name_of_program;

    #[test]
    fn a_link_is_called_like_a_program_if_its_ending_is_one_of_them() {
        for name in [
            "xmrig",
            "xmrig.exe",
            "xmrig.bin",
            "xmrig.run",
            "xmrig.elf",
            "xmrig.sh",
            "xmrig.py",
            "xmrig.js",
            "xmrig.tar.gz",
            "xmrig.tgz",
            "xmrig.xz",
            "xmrig.zip",
            "xmrig.AppImage",
            "xmrig-6.21",
        ] {
            assert!(is_name_of_program(name), "{name}");
        }
        for name in ["xmrig.md", "xmrig.service", "xmrig.png", "xmrig.exe.md", "xmrig."] {
            assert!(!is_name_of_program(name), "{name}");
        }
    }
}

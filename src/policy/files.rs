//! `[files]`: which files are Dockerfiles beside those that are called so, and which are left out of a search.

use super::exception::read_pattern;
use super::inherited::Inherited;
use super::table::Field;
use crate::config::Problems;
use crate::pattern::PathPattern;

/// Patterns of paths, told from the directory of the policy file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileChoice {
    /// Dockerfiles whatever they are called.
    pub(crate) include: Vec<PathPattern>,
    /// Not looked at unless they are named.
    pub(crate) exclude: Vec<PathPattern>,
    /// Workflows of GitHub and pipelines of GitLab are looked at, too.
    pub(crate) workflows: bool,
}

/// Reads the table `files`.
pub(super) fn read(
    field: &Field<'_, '_>,
    inherited: Inherited<'_>,
    problems: &mut Problems,
) -> FileChoice {
    let Some(mut table) = field.table(problems) else {
        return FileChoice::default();
    };
    let mut patterns = |key, problems: &mut Problems| {
        let field = table.take(key, problems);
        if let Some(field) = field.filter(|_| key == "exclude") {
            // What is left out is not judged.
            inherited.guard("files", true, field.span(), problems);
        }
        let items = field.and_then(|field| field.strings(problems));
        let items = items.unwrap_or_default();
        items.iter().filter_map(|item| read_pattern(item, str::parse, problems)).collect()
    };
    let include = patterns("include", problems);
    let exclude = patterns("exclude", problems);
    let field = table.take("workflows", problems);
    let workflows = field.and_then(|field| field.boolean(problems)).unwrap_or(false);
    table.finish("key", problems);
    FileChoice { include, exclude, workflows }
}

//! `[frontend]`: what the owner of a gate says about the gate itself. Reads the table, knows no BuildKit.

use super::modes::BuildPolicy;
use super::settings::Policy;
use super::table::Field;
use super::toml_text::word;
use crate::config::Item;
use crate::config::Problems;
use crate::image_ref::Reference;
use crate::source::Text;

/// Reads the table into the policy.
pub(super) fn read(field: &Field<'_, '_>, policy: &mut Policy, problems: &mut Problems) {
    let Some(mut table) = field.table(problems) else { return };
    if let Some(field) = table.take("upstream", problems) {
        policy.upstream = field.string(problems).and_then(|item| image(item, problems));
    }
    if let Some(field) = table.take("build-policy", problems) {
        let words = BuildPolicy::WORDS;
        policy.build_policy =
            word(&field, "word", words, BuildPolicy::from_word, problems).unwrap_or_default();
    }
    if let Some(field) = table.take("image-name-from-build", problems) {
        policy.image_name_from_build = field.boolean(problems).unwrap_or_default();
    }
    if let Some(field) = table.take("attest", problems) {
        policy.attest = field.boolean(problems).unwrap_or_default();
    }
    table.finish("key of `frontend`", problems);
}

fn image(item: Item, problems: &mut Problems) -> Option<Item> {
    let Err(error) = Reference::parse(&Text::made(item.value.clone(), item.span)) else {
        return Some(item);
    };
    problems.add_help(
        item.span,
        format!("this is no image: {error}"),
        "name it as behind `# syntax=`, such as `docker/dockerfile:1`",
    );
    None
}

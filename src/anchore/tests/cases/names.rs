//! Cases of names of images and of patterns for their parts.

use crate::anchore::ImageName;
use crate::anchore::pattern::Pattern;
use serde_json::Value;

use super::fields::{Fields, Outcome, same};

pub(super) fn check_name(case: &Fields<'_>, _: &Value) -> Outcome {
    let name = ImageName::parse(case.needed_text("input")?);
    let pull = pull_string(&name);
    for (field, is) in [
        ("registry", name.registry),
        ("repo", name.repository),
        ("tag", name.tag),
        ("digest", name.digest),
        ("image_id", name.id),
        ("pullstring", pull),
    ] {
        if !case.has(field) {
            return Err(format!("it has no `{field}`"));
        }
        same(field, &is.as_deref(), &case.text(field)?)?;
    }
    Ok(())
}

/// What is pulled: nothing without a repository.
fn pull_string(name: &ImageName) -> Option<String> {
    let (registry, repository) = (name.registry.as_ref()?, name.repository.as_ref()?);
    let tag = name.tag.as_ref().map(|tag| format!(":{tag}"));
    let rest = name.digest.as_ref().map(|digest| format!("@{digest}")).or(tag)?;
    Some(format!("{registry}/{repository}{rest}"))
}

pub(super) fn check_pattern(case: &Fields<'_>, _: &Value) -> Outcome {
    let (written, input) = (case.needed_text("pattern")?, case.needed_text("input")?);
    let expected = case.flag("match")?;
    let pattern = Pattern::new(written).map_err(|error| format!("it is refused: {error}"))?;
    same("the match", &pattern.matches(input), &expected)?;
    // The expression that Anchore makes of it says the same.
    let Some(regex) = case.text("regex")? else { return Ok(()) };
    let regex = Pattern::new(&format!("regexp:{regex}")).map_err(|error| error.clone())?;
    let without_end = input.strip_suffix('\n').unwrap_or(input);
    same("the match of `regex`", &(regex.matches(input) || regex.matches(without_end)), &expected)
}

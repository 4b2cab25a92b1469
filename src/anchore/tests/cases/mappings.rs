//! Cases of rules for images: one rule and one image, and whether they match.

use crate::anchore::evaluate::Choice;
use crate::anchore::{ImageName, Reading};
use serde_json::{Value, json};

use super::fields::{Fields, Outcome, same};
use super::run;

/// Where a rule for images stands, the rule, and whether it was chosen there.
type Place<'r> = (&'static str, &'r Value, fn(&Choice) -> bool);

pub(super) fn check(case: &Fields<'_>, _: &Value) -> Outcome {
    let rule = case.needed("rule")?;
    let image = image_of(case.needed("image")?)?;
    let expected = case.get("match").map(Value::as_bool);
    let mut mapping = rule.clone();
    mapping["policy_id"] = json!("p");
    mapping["whitelist_ids"] = json!([]);
    let mut none = crate::anchore::tests::bundle(&json!([]));
    none["mappings"] = json!([]);
    // The same rule decides in three places.
    let places: [Place<'_>; 3] = [
        ("mappings", &mapping, |choice| choice.mapping.is_some()),
        ("whitelisted_images", rule, |choice| choice.allowed.is_some()),
        ("blacklisted_images", rule, |choice| choice.denied.is_some()),
    ];
    let error = case.text("error")?;
    for (place, rule, is_chosen) in places {
        let mut document = none.clone();
        document[place] = json!([rule]);
        let judge = run::judge_of(&document, Some(&image), Reading::Anchore);
        match (judge, error) {
            (Ok(judge), None) => {
                let expected = expected.flatten().ok_or("it expects no `match`")?;
                same(place, &is_chosen(judge.choice()), &expected)?;
            }
            (Err(_), Some(_)) => same("`match`", &expected, &None)?,
            (Ok(_), Some(error)) => return Err(format!("no {error} in `{place}`")),
            (Err(problems), None) => return Err(format!("it is refused: {problems:?}")),
        }
    }
    Ok(())
}

/// A name, and what Anchore's records say of it.
fn image_of(image: &Value) -> Outcome<ImageName> {
    let known = ["reference", "id", "digest"];
    let fields = image.as_object().ok_or("`image` is no object")?;
    if let Some(other) = fields.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("the field `image.{other}` is not known"));
    }
    let name = ImageName::parse(image["reference"].as_str().ok_or("`image` has no reference")?);
    Ok(with_record(name, image))
}

/// The name with digest and id from the records.
pub(super) fn with_record(name: ImageName, image: &Value) -> ImageName {
    let text = |name: &str| image[name].as_str().map(str::to_owned);
    ImageName { digest: text("digest"), id: text("id"), ..name }
}

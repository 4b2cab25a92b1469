//! The mappings and image lists of a document: which image gets which rules.

use std::collections::{HashMap, HashSet};

use super::Document;
use crate::anchore::bundle::{Generation, ImageKind, ImageRule, Mapping};
use crate::anchore::json::{Object, Value};
use crate::anchore::pattern::Pattern;
use crate::policy::shown;
use crate::source::Span;

impl<'t> Document<'t> {
    pub(super) fn mapping(
        &mut self,
        value: Value<'t>,
        sets: &HashMap<String, usize>,
        lists: &HashMap<String, usize>,
    ) -> Option<Mapping> {
        let object = self.json.object(value, "a mapping")?;
        self.known_keys(
            &object,
            &[
                "id",
                "name",
                "registry",
                "repository",
                "image",
                "rule_set_ids",
                "allowlist_ids",
                "description",
            ],
        );
        let rule_sets = match self.generation {
            Generation::V2 => self.ids(&object, "rule_set_ids", sets, "rule set"),
            Generation::V1 => self.policy_ids(&object, sets),
        };
        let allowlists = match self.generation {
            Generation::V1 => self.ids(&object, "whitelist_ids", lists, "allowlist"),
            Generation::V2 if object.get("allowlist_ids").is_none() => Vec::new(),
            Generation::V2 => self.ids(&object, "allowlist_ids", lists, "allowlist"),
        };
        let images = self.image_rule(&object)?;
        let name = object.text(&["name", "id"]).unwrap_or_else(|| images.shown());
        Some(Mapping { name, images, rule_sets, allowlists })
    }

    /// v1 names one policy or several, and not both.
    pub(super) fn policy_ids(
        &mut self,
        object: &Object<'t>,
        sets: &HashMap<String, usize>,
    ) -> Vec<usize> {
        // For Anchore an empty text or list is none.
        let given = |name: &str| object.get(name).filter(|value| !value.is_empty());
        match (given("policy_id"), given("policy_ids")) {
            (Some(one), None) => {
                let id = self.json.string(one, "`policy_id`");
                let number = id.and_then(|id| self.number(&id, one.span, sets, "rule set"));
                number.into_iter().collect()
            }
            (None, Some(_)) => self.ids(object, "policy_ids", sets, "rule set"),
            _ => {
                let message = "a mapping needs `policy_id` or `policy_ids`, and not both";
                self.json.problems.add(object.span, message);
                Vec::new()
            }
        }
    }

    pub(super) fn ids(
        &mut self,
        object: &Object<'t>,
        name: &str,
        known: &HashMap<String, usize>,
        what: &str,
    ) -> Vec<usize> {
        let mut numbers = Vec::new();
        // What is named twice counts once: else a short document could ask for very much.
        let mut seen = HashSet::new();
        for value in self.entries_of(object, name, true) {
            if let Some(id) = self.json.string(value, "an id") {
                let number = self.number(&id, value.span, known, what);
                numbers.extend(number.filter(|number| seen.insert(*number)));
            }
        }
        numbers
    }

    pub(super) fn number(
        &mut self,
        id: &str,
        span: Span,
        known: &HashMap<String, usize>,
        what: &str,
    ) -> Option<usize> {
        let number = known.get(id).copied();
        if number.is_none() {
            self.json.problems.add(span, format!("there is no {what} `{}`", shown(id)));
        }
        number
    }

    /// Ids with their numbers; one that stands there twice is a problem.
    pub(super) fn numbers<'i>(
        &mut self,
        ids: impl Iterator<Item = (&'i str, Span)>,
        what: &str,
    ) -> HashMap<String, usize> {
        let mut numbers = HashMap::new();
        for (number, (id, span)) in ids.enumerate() {
            if numbers.insert(id.to_owned(), number).is_some() {
                let message = format!("there are two {what}s with the id `{}`", shown(id));
                self.json.problems.add(span, message);
            }
        }
        numbers
    }

    pub(super) fn images(&mut self, root: &Object<'t>, name: &str) -> Vec<ImageRule> {
        let mut images = Vec::new();
        for value in self.entries_of(root, name, false) {
            if let Some(object) = self.json.object(value, "an entry of an image list") {
                self.known_keys(
                    &object,
                    &["id", "name", "registry", "repository", "image", "description"],
                );
                images.extend(self.image_rule(&object));
            }
        }
        images
    }

    pub(super) fn image_rule(&mut self, object: &Object<'t>) -> Option<ImageRule> {
        let registry = self.needed(object, "registry");
        let repository = self.needed(object, "repository");
        let Some(image) = object.get("image") else {
            self.json
                .problems
                .add(object.span, "`image` is missing: an object with `type` and `value`");
            return None;
        };
        let image = self.json.object(image, "`image`")?;
        let kind = self.needed(&image, "type")?;
        let value = self.needed(&image, "value")?;
        let kind = match kind.1.as_str() {
            "tag" => ImageKind::Tag(self.pattern(value)?),
            "digest" => ImageKind::Digest(value.1),
            "id" => ImageKind::Id(value.1),
            other => {
                self.json.problems.unknown(kind.0, "type of image", other, ["tag", "digest", "id"]);
                return None;
            }
        };
        let (registry, repository) = (self.pattern(registry?)?, self.pattern(repository?)?);
        Some(ImageRule { registry, repository, kind, span: object.span })
    }

    pub(super) fn pattern(&mut self, (span, text): (Span, String)) -> Option<Pattern> {
        let pattern = Pattern::within(&text, &mut self.json.budget);
        if let Err(problem) = &pattern {
            self.json.problems.add(span, format!("this regular expression is wrong: {problem}"));
        }
        pattern.ok()
    }
}

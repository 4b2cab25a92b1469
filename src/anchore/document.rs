//! The JSON of a policy document → [`Bundle`], or every error in it at once.
//!
//! All of it is checked, also what no mapping reaches.

mod mappings;

use super::bundle::{Allowlist, AllowlistItem, Bundle, BundleRule, Generation, RuleSet};
use super::gates::Check;
use super::json::{Object, Reader, Value};
use super::rule;
use crate::policy::{PolicyError, Problems, shown};
use crate::source::{FileId, Sources, Span};

/// Largest document that is read, in bytes.
pub(crate) const MAX_BUNDLE_BYTES: usize = 16 * 1024 * 1024;

/// Most rules, exceptions, mappings and images of a document, each.
const MAX_ENTRIES: usize = 20_000;

/// True if the file is JSON by its first character, and not TOML.
pub(crate) fn is_bundle(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.trim_ascii_start().first() == Some(&b'{')
}

/// Reads a document of either generation.
///
/// # Errors
/// Every problem of the file, in its order (the first hundred, and how many more there are).
pub(crate) fn parse(file: FileId, sources: &Sources) -> Result<Bundle, Vec<PolicyError>> {
    let problems = Problems::new(file);
    let bytes = sources.bytes(file);
    if bytes.len() > MAX_BUNDLE_BYTES {
        let message = format!("this file is larger than {MAX_BUNDLE_BYTES} bytes");
        let help = Some("split the policy by its mappings".to_owned());
        return Err(vec![PolicyError { span: problems.span(0..0), message, help }]);
    }
    let mut reader =
        Document { json: Reader::new(bytes, problems), generation: Generation::V1, entries: 0 };
    let bundle = reader.bundle();
    reader.json.problems.finish()?;
    // Without a problem there is a bundle.
    bundle.ok_or_else(|| {
        vec![PolicyError {
            span: Span::new(file, 0, 0),
            message: "this is no policy".into(),
            help: None,
        }]
    })
}

/// A document being read.
struct Document<'t> {
    json: Reader<'t>,
    generation: Generation,
    entries: usize,
}

/// Names of keys in both generations.
const RULE_SETS: [&str; 2] = ["policies", "rule_sets"];
const ALLOWLISTS: [&str; 2] = ["whitelists", "allowlists"];

impl<'t> Document<'t> {
    fn bundle(&mut self) -> Option<Bundle> {
        let root = self.json.root()?;
        self.generation = self.version_of_root(&root)?;
        self.known_keys(
            &root,
            &[
                "id",
                "name",
                "version",
                "description",
                "rule_sets",
                "mappings",
                "allowlists",
                "source_mappings",
                "allowlisted_images",
                "denylisted_images",
                "last_updated",
            ],
        );
        let at = usize::from(self.generation == Generation::V2);
        let pick = |names: [&'static str; 2]| names.into_iter().nth(at).unwrap_or_default();
        let mut rule_sets = Vec::new();
        for value in self.entries_of(&root, pick(RULE_SETS), true) {
            rule_sets.extend(self.rule_set(value));
        }
        let mut allowlists = Vec::new();
        for value in self.entries_of(&root, pick(ALLOWLISTS), self.generation == Generation::V1) {
            allowlists.extend(self.allowlist(value));
        }
        let sets =
            self.numbers(rule_sets.iter().map(|(set, span)| (set.id.as_str(), *span)), "rule set");
        let lists = self
            .numbers(allowlists.iter().map(|(list, span)| (list.id.as_str(), *span)), "allowlist");
        let mut mappings = Vec::new();
        for value in self.entries_of(&root, "mappings", true) {
            mappings.extend(self.mapping(value, &sets, &lists));
        }
        let allowed = self.images(&root, pick(["whitelisted_images", "allowlisted_images"]));
        let denied = self.images(&root, pick(["blacklisted_images", "denylisted_images"]));
        Some(Bundle {
            generation: self.generation,
            name: root.text(&["name", "id"]).unwrap_or_default(),
            rule_sets: rule_sets.into_iter().map(|(set, _)| set).collect(),
            allowlists: allowlists.into_iter().map(|(list, _)| list).collect(),
            mappings,
            allowed,
            denied,
        })
    }

    fn version_of_root(&mut self, root: &Object<'t>) -> Option<Generation> {
        let help = "minestop reads policy bundles of version `1_0` and policies of version `2`";
        let Some(value) = root.get("version") else {
            self.json.problems.add_help(root.span, "the policy has no version", help);
            return None;
        };
        let version = self.json.string(value, "`version`")?;
        let generation = match version.as_str() {
            "1_0" => Generation::V1,
            "2" => Generation::V2,
            _ => {
                let message =
                    format!("version `{}` of the policy format is not known", shown(&version));
                self.json.problems.add_help(value.span, message, help);
                return None;
            }
        };
        let wrong = match generation {
            Generation::V1 => "rule_sets",
            Generation::V2 => "policies",
        };
        if let Some(value) = root.get(wrong) {
            let message = format!("`{wrong}` is not a key of version `{version}`");
            self.json.problems.add_help(value.span, message, help);
        }
        Some(generation)
    }

    /// Objects of v2 are closed; v1 ignores what it does not know.
    pub(super) fn known_keys(&mut self, object: &Object<'t>, known: &[&str]) {
        if self.generation == Generation::V1 {
            return;
        }
        for (key, span) in object.keys().filter(|(key, _)| !known.contains(key)) {
            self.json.problems.unknown(span, "key", key, known.iter().copied());
        }
    }

    /// The values of a list, while there are not too many in all.
    fn entries_of(&mut self, object: &Object<'t>, name: &str, needed: bool) -> Vec<Value<'t>> {
        let Some(value) = object.get(name) else {
            if needed {
                let message = format!("`{name}` is missing: a list, which may be empty");
                self.json.problems.add(object.span, message);
            }
            return Vec::new();
        };
        let mut values = self.json.list(value, &format!("`{name}`"));
        self.entries += values.len();
        if self.entries > MAX_ENTRIES {
            let message = format!("the policy has more than {MAX_ENTRIES} entries");
            self.json.problems.add_help(value.span, message, "split the policy by its mappings");
            values.clear();
        }
        values
    }

    fn version_of(&mut self, object: &Object<'t>, what: &str) {
        let accepted: &[&str] = match self.generation {
            Generation::V1 => &["1_0"],
            Generation::V2 => &["2", "1_0"],
        };
        let given = object.get("version");
        let version = given.and_then(|value| self.json.string(value, "`version`"));
        if given.is_some() && version.is_none() {
            return;
        }
        if !version.as_deref().is_some_and(|version| accepted.contains(&version)) {
            let span = given.map_or(object.span, |value| value.span);
            let message = match version {
                Some(version) => {
                    format!("version `{}` of this {what} is not known", shown(&version))
                }
                None => format!("this {what} has no version"),
            };
            self.json.problems.add_help(
                span,
                message,
                format!("write `{}`", accepted.first().unwrap_or(&"")),
            );
        }
    }

    fn id_of(&mut self, object: &Object<'t>, what: &str) -> String {
        let id = object.get("id").and_then(|value| self.json.string(value, "`id`"));
        if id.is_none() && object.get("id").is_none() {
            self.json.problems.add(object.span, format!("this {what} has no id"));
        }
        id.unwrap_or_default()
    }

    fn rule_set(&mut self, value: Value<'t>) -> Option<(RuleSet, Span)> {
        let object = self.json.object(value, "a rule set")?;
        self.known_keys(
            &object,
            &["id", "name", "version", "rules", "description", "artifact_type"],
        );
        self.version_of(&object, "rule set");
        let id = self.id_of(&object, "rule set");
        let name = object.text(&["name"]).unwrap_or_else(|| id.clone());
        let mut rules: Vec<BundleRule> = Vec::new();
        for value in self.entries_of(&object, "rules", true) {
            let Some(object) = self.json.object(value, "a rule") else { continue };
            self.known_keys(
                &object,
                &["id", "gate", "trigger", "action", "params", "description", "recommendation"],
            );
            let before = self.json.problems.count();
            let rule = rule::read(&mut self.json, &object);
            if rule.is_none() && self.json.problems.count() == before {
                // no rule gets lost without a word
                self.json.problems.add(object.span, "this rule cannot be read");
            }
            rules.extend(rule);
        }
        if object.text(&["artifact_type"]).is_some_and(|kind| kind == "source") {
            for rule in &mut rules {
                // Rules for source repositories have no image to judge.
                rule.check = Check::NotJudged;
            }
        }
        Some((RuleSet { id, name, rules }, object.span))
    }

    fn allowlist(&mut self, value: Value<'t>) -> Option<(Allowlist, Span)> {
        let object = self.json.object(value, "an allowlist")?;
        self.known_keys(&object, &["id", "name", "version", "items", "description"]);
        self.version_of(&object, "allowlist");
        let id = self.id_of(&object, "allowlist");
        let name = object.text(&["name"]).unwrap_or_else(|| id.clone());
        let mut items = Vec::new();
        for value in self.entries_of(&object, "items", true) {
            items.extend(self.item(value));
        }
        Some((Allowlist { id, name, items }, object.span))
    }

    fn item(&mut self, value: Value<'t>) -> Option<AllowlistItem> {
        let object = self.json.object(value, "an entry of an allowlist")?;
        self.known_keys(&object, &["id", "gate", "trigger_id", "expires_on", "description"]);
        let gate = self.needed(&object, "gate")?.1.to_lowercase();
        let trigger_id = self.needed(&object, "trigger_id")?;
        let trigger_id = self.pattern(trigger_id)?;
        let mut expires = None;
        if let Some(value) = object.get("expires_on") {
            let text = self.json.string(value, "`expires_on`")?;
            match super::expiry::parse(&text) {
                Ok(end) => expires = end,
                Err(()) => {
                    let message = format!("`{}` is not a time", shown(&text));
                    self.json.problems.add_help(
                        value.span,
                        message,
                        "write it like `2027-01-31T00:00:00Z`",
                    );
                }
            }
        }
        Some(AllowlistItem {
            id: object.text(&["id"]).unwrap_or_default(),
            gate,
            trigger_id,
            expires,
            description: object.text(&["description"]).filter(|text| !text.is_empty()),
            span: object.span,
        })
    }

    /// A text that has to be there.
    fn needed(&mut self, object: &Object<'t>, name: &str) -> Option<(Span, String)> {
        let Some(value) = object.get(name) else {
            self.json.problems.add(object.span, format!("`{name}` is missing"));
            return None;
        };
        let text = self.json.string(value, &format!("`{name}`"))?;
        Some((value.span, text))
    }
}

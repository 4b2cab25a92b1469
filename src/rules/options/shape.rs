//! What options look like, for lists and templates: read from the JSON Schema of a rule's type, which has it from the
//! same fields as the reader of the policy file.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::rules::{Build, Meta};

/// Shape of an option's value in the policy file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OptionKind {
    /// `true` or `false`.
    Bool,
    /// One string, such as this one.
    String(String),
    /// A list of strings; a single string is a list of one.
    Strings,
    /// A list of strings from a fixed set.
    OneOf(Vec<String>),
    /// An array of tables, `[[rules.<id>.<name>]]`.
    Tables(Vec<EntryKey>),
}

/// A key of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EntryKey {
    /// The key.
    pub(crate) name: String,
    /// A value, as TOML has it.
    pub(crate) example: String,
    /// Every entry has it.
    pub(crate) is_required: bool,
}

/// An option of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OptionSpec {
    /// Kebab-case key.
    pub(crate) name: String,
    /// Shape of the value.
    pub(crate) kind: OptionKind,
    /// One line for the rule's page and for `minestop policy init`.
    pub(crate) help: String,
}

/// The options of a rule, in alphabetical order.
pub(crate) fn of(build: Build) -> Vec<OptionSpec> {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator();
    let schema = build.schema(&mut generator);
    let spec = |(name, option): (&String, &Value)| OptionSpec {
        name: name.clone(),
        kind: kind(option),
        help: option.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
    };
    properties(schema.as_value()).map(spec).collect()
}

/// The schema of `[rules.<id>]`: the options, and the action beside them.
pub(crate) fn table_schema(meta: &Meta, generator: &mut SchemaGenerator) -> Schema {
    let mut schema = meta.build.map_or_else(Schema::default, |build| build.schema(generator));
    let object = schema.ensure_object();
    object.insert("type".to_owned(), json!("object"));
    object.insert("description".to_owned(), json!(meta.summary));
    object.insert("additionalProperties".to_owned(), json!(false));
    object.remove("title");
    let action = json!({
        "enum": ["stop", "warn", "go", "off"],
        "description": "what happens to what the rule finds; `off` does not run it",
    });
    let properties = object.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.insert("action".to_owned(), action);
    }
    schema
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

fn kind(option: &Value) -> OptionKind {
    let single = option.get("anyOf").and_then(|either| either.get(0));
    let words = single.and_then(|it| it.get("enum")).and_then(Value::as_array);
    let items = option.get("items");
    match (option.get("type").and_then(Value::as_str), items, words) {
        (Some("boolean"), ..) => OptionKind::Bool,
        (Some("array"), Some(items), _) => OptionKind::Tables(entry_keys(items)),
        (_, _, Some(words)) => {
            OptionKind::OneOf(words.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        }
        _ if single.is_some() => OptionKind::Strings,
        _ => OptionKind::String(example(option)),
    }
}

fn entry_keys(entry: &Value) -> Vec<EntryKey> {
    let required = entry.get("required").and_then(Value::as_array);
    let is_required = |name: &str| required.is_some_and(|keys| keys.iter().any(|key| key == name));
    let mut keys: Vec<EntryKey> = properties(entry)
        .map(|(name, key)| EntryKey {
            name: name.clone(),
            example: example(key),
            is_required: is_required(name),
        })
        .collect();
    keys.sort_by_key(|key| (!key.is_required, key.name == "action"));
    keys
}

/// A value of this schema; a list is shown by one value.
fn example(schema: &Value) -> String {
    let single = schema.get("anyOf").and_then(|either| either.get(0)).unwrap_or(schema);
    let of = |key: &str| single.get(key).and_then(|values| values.get(0)).map(Value::to_string);
    let is_flag = single.get("type").and_then(Value::as_str) == Some("boolean");
    if is_flag {
        "false".to_owned()
    } else {
        of("examples").or_else(|| of("enum")).unwrap_or_else(|| "\"…\"".to_owned())
    }
}

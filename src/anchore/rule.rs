//! One rule of a rule set: its gate, trigger, action and parameters, checked against the schema.

use super::bundle::BundleRule;
use super::gates::Check;
use super::gates::ListType;
use super::gates::dockerfile::{InstructionCheck, Operator};
use super::gates::files::Attributes;
use super::gates::metadata::{self, MetadataCheck};
use super::gates::packages::{PackageCheck, Wanted};
use super::gates::passwd_file::{Part, PasswdCheck};
use super::json::{Object, Reader, Value};
use super::pattern::Expression;
use super::schema::{self, ALIASES, JUDGED, Kind, NOT_JUDGED, Parameter, RETIRED, Trigger};
use crate::finding::Action;
use crate::policy::shown;
use crate::source::Span;

/// Most parameters of a rule.
const MAX_PARAMETERS: usize = 64;

/// Reads a rule; what is wrong with it goes to the reader.
pub(super) fn read<'t>(json: &mut Reader<'t>, object: &Object<'t>) -> Option<BundleRule> {
    let action = action(json, object);
    let (gate_span, gate) = word(json, object, "gate")?;
    if RETIRED.contains(&gate.as_str()) {
        json.problems
            .add(gate_span, format!("the gate `{gate}` is retired, and Anchore refuses it"));
        return None;
    }
    let Some(gate) = schema::gates().find(|known| *known == gate) else {
        json.problems.unknown(gate_span, "gate", &gate, schema::gates());
        return None;
    };
    let (trigger_span, trigger) = word(json, object, "trigger")?;
    let triggers = schema::triggers(gate);
    let Some(trigger) = triggers.iter().copied().find(|known| *known == trigger) else {
        json.problems.unknown(trigger_span, "trigger", &trigger, triggers);
        return None;
    };
    let check = match JUDGED.iter().find(|it| it.gate == gate && it.name == trigger) {
        Some(judged) => {
            let parameters = parameters(json, object, judged);
            check(json, object.span, gate, trigger, &parameters?)?
        }
        None => Check::NotJudged,
    };
    debug_assert!(
        !matches!(check, Check::NotJudged) || NOT_JUDGED.iter().any(|(name, _)| *name == gate)
    );
    Some(BundleRule {
        id: object.text(&["id"]).unwrap_or_default(),
        gate,
        trigger,
        action: action?,
        check,
        recommendation: object.text(&["recommendation"]).filter(|text| !text.is_empty()),
        span: object.span,
    })
}

fn action<'t>(json: &mut Reader<'t>, object: &Object<'t>) -> Option<Action> {
    let (span, text) = word(json, object, "action")?;
    let action = match text.as_str() {
        "stop" => Some(Action::Stop),
        "warn" => Some(Action::Warn),
        "go" => Some(Action::Go),
        _ => None,
    };
    if action.is_none() {
        json.problems.unknown(span, "action", &text, ["STOP", "WARN", "GO"]);
    }
    action
}

/// A word that has to be there, in lower case.
fn word<'t>(json: &mut Reader<'t>, object: &Object<'t>, name: &str) -> Option<(Span, String)> {
    let Some(value) = object.get(name) else {
        json.problems.add(object.span, format!("this rule has no `{name}`"));
        return None;
    };
    let text = json.string(value, &format!("`{name}`"))?;
    Some((value.span, text.to_lowercase()))
}

/// The values of a rule's parameters, checked.
#[derive(Default)]
struct Parameters(Vec<(&'static str, Span, String)>);

impl Parameters {
    /// Place and value: of one that is given twice Anchore takes the last.
    fn given(&self, name: &str) -> Option<(Span, &str)> {
        let given = self.0.iter().rev().find(|(known, _, _)| *known == name);
        given.map(|(_, place, value)| (*place, value.as_str()))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.given(name).map(|(_, value)| value)
    }

    /// Where the value of a parameter is; `rule` if it has none.
    fn place(&self, name: &str, rule: Span) -> Span {
        self.given(name).map_or(rule, |(place, _)| place)
    }

    fn flag(&self, name: &str, default: bool) -> bool {
        self.get(name).map_or(default, |value| value.eq_ignore_ascii_case("true"))
    }

    fn list(&self, name: &str) -> Vec<String> {
        let items = self.get(name).into_iter().flat_map(|value| value.split(','));
        items.map(|item| item.trim().to_owned()).collect()
    }

    fn list_type(&self) -> ListType {
        match self.get("type") {
            Some("whitelist" | "allowlist") => ListType::Allow,
            _ => ListType::Deny,
        }
    }
}

fn parameters<'t>(
    json: &mut Reader<'t>,
    object: &Object<'t>,
    trigger: &Trigger,
) -> Option<Parameters> {
    let mut found = Parameters::default();
    // Known parameters with a wrong value; nothing for one that nobody knows.
    let mut wrong = Vec::new();
    let before = json.problems.count();
    let values = object.get("params").map_or_else(Vec::new, |value| json.list(value, "`params`"));
    if values.len() > MAX_PARAMETERS {
        let message = format!("this rule has more than {MAX_PARAMETERS} parameters");
        json.problems.add_help(object.span, message, "name each parameter once");
    }
    if json.problems.count() > before {
        return None;
    }
    for value in values {
        let Some(object) = json.object(value, "a parameter") else {
            wrong.push(None);
            continue;
        };
        match parameter(json, &object, trigger) {
            Ok(parameter) => found.0.extend(parameter),
            Err(name) => wrong.push(name),
        }
    }
    let needed = trigger.parameters.iter().filter(|known| known.required);
    let missing = needed.filter(|known| found.get(known.name).is_none());
    // One that nobody knows may be the one that is missing.
    let is_told = |name| wrong.contains(&None) || wrong.contains(&Some(name));
    for known in missing.filter(|known| !is_told(known.name)) {
        let message = format!("this rule has no parameter `{}`", known.name);
        let help = format!("add `{{\"name\": \"{}\", \"value\": \"…\"}}` to `params`", known.name);
        json.problems.add_help(object.span, message, help);
    }
    (json.problems.count() == before).then_some(found)
}

/// Nothing for a parameter without a value: it is not given. One that is wrong is told; its name comes back if that is
/// known.
fn parameter<'t>(
    json: &mut Reader<'t>,
    object: &Object<'t>,
    trigger: &Trigger,
) -> Result<Option<(&'static str, Span, String)>, Option<&'static str>> {
    let (span, written) = word(json, object, "name").ok_or(None)?;
    let alias = ALIASES.iter().find(|(alias, _)| *alias == written);
    let name = alias.map_or(written.as_str(), |(_, name)| *name);
    let Some(known) = trigger.parameters.iter().find(|known| known.name == name) else {
        let names = trigger.parameters.iter().map(|known| known.name);
        json.problems.unknown(span, "parameter", &written, names);
        return Err(None);
    };
    let Some(value) = object.get("value") else { return Ok(None) };
    let text = text_of(json, known, value).ok_or(Some(known.name))?;
    match fault(json, known, &text) {
        Some(fault) => {
            json.problems.add(value.span, format!("the value of `{}` {fault}", known.name));
            Err(Some(known.name))
        }
        None => Ok(Some((known.name, value.span, text))),
    }
}

/// Values are strings; only where true or false is meant JSON's own words are taken too.
fn text_of<'t>(json: &mut Reader<'t>, known: &Parameter, value: Value<'t>) -> Option<String> {
    match value.boolean() {
        Some(is) if known.kind == Kind::Bool => Some(is.to_string()),
        _ => json.string(value, &format!("the value of `{}`", known.name)),
    }
}

/// What is wrong with a value.
fn fault(json: &mut Reader<'_>, known: &Parameter, text: &str) -> Option<String> {
    match known.kind {
        Kind::Text => None,
        Kind::Word(words) => (!words.contains(&text))
            .then(|| format!("is none of {}: `{}`", words.join(", "), shown(text))),
        Kind::Ports | Kind::Numbers => {
            let is_number =
                |item: &str| !item.is_empty() && item.bytes().all(|byte| byte.is_ascii_digit());
            let sound = text.split(',').all(|item| is_number(item.trim()));
            let what = if known.kind == Kind::Ports { "ports" } else { "numbers" };
            (!sound).then(|| format!("is no list of {what}: `{}`", shown(text)))
        }
        Kind::Bool => {
            let sound = ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word));
            (!sound).then(|| format!("is neither `true` nor `false`: `{}`", shown(text)))
        }
        Kind::Expression => {
            let checked = Expression::within(text, &mut json.budget);
            checked.err().map(|error| format!("is no usable regular expression: {error}"))
        }
        Kind::List => text
            .split(',')
            .any(str::is_empty)
            .then(|| format!("is no list of words with commas between them: `{}`", shown(text))),
        Kind::Mode if text.is_empty() => None,
        Kind::Mode => mode(text).is_none().then(|| format!("is no octal mode: `{}`", shown(text))),
    }
}

/// A decimal number without the zeros in front of it.
fn number(digits: &str) -> String {
    let number = digits.trim_start_matches('0');
    if number.is_empty() { "0".to_owned() } else { number.to_owned() }
}

fn mode(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = text.strip_prefix("0o").or(text.strip_prefix("0O")).unwrap_or(text);
    u32::from_str_radix(digits, 8).ok().filter(|mode| *mode <= 0o7777)
}

fn check(
    json: &mut Reader<'_>,
    span: Span,
    gate: &str,
    trigger: &str,
    given: &Parameters,
) -> Option<Check> {
    Some(match trigger {
        "content_not_available" => Check::Passwd(PasswdCheck::NotAvailable),
        _ if gate == "passwd_file" => Check::Passwd(accounts(trigger, given)?),
        _ if gate == "packages" => Check::Package(package(trigger, given)),
        _ if gate == "metadata" => Check::Metadata(metadata(json, span, given)?),
        "always" => Check::Always,
        "instruction" => Check::Instruction(instruction(json, span, given)?),
        "effective_user" => {
            Check::EffectiveUser { users: given.list("users"), list: given.list_type() }
        }
        "exposed_ports" => Check::ExposedPorts {
            ports: given.list("ports").iter().map(|port| number(port)).collect(),
            list: given.list_type(),
            actual_only: given.flag("actual_dockerfile_only", false),
        },
        "no_dockerfile_provided" => Check::NoDockerfile,
        "name_match" => Check::FileName(Expression::sound(given.get("regex")?)),
        "attribute_match" => Check::FileAttributes(attributes(given)),
        "suid_or_guid_set" => Check::SetId,
        "content_regex_match" => {
            let wanted = given.get("regex_name").filter(|name| !name.is_empty());
            Check::Content { wanted: wanted.map(str::to_owned) }
        }
        _ => Check::NotJudged,
    })
}

fn accounts(trigger: &str, given: &Parameters) -> Option<PasswdCheck> {
    let (parameter, part) = Part::of_trigger(trigger)?;
    let values = match part {
        Part::Entry => vec![given.get(parameter)?.trim().to_owned()],
        _ => given.list(parameter),
    };
    let word = if trigger.starts_with("denylist") { "Denylisted" } else { "Blacklisted" };
    Some(PasswdCheck::Denied { part, values, word })
}

fn package(trigger: &str, given: &Parameters) -> PackageCheck {
    let wants = match (trigger, given.get("version_match_type")) {
        ("required_package", Some("minimum")) => Wanted::Minimum,
        ("required_package", _) => Wanted::Exact,
        _ => Wanted::Absent,
    };
    PackageCheck {
        name: given.get("name").unwrap_or_default().to_owned(),
        version: given.get("version").filter(|version| !version.is_empty()).map(str::to_owned),
        wants,
    }
}

fn metadata(json: &mut Reader<'_>, span: Span, given: &Parameters) -> Option<MetadataCheck> {
    let name = given.get("attribute")?;
    let check = given.get("check")?;
    let value = given.get("value").unwrap_or_default();
    let (value, expression) = match check {
        _ if name == "size" => (size(json, span, given)?, None),
        "like" | "not_like" => (value.to_owned(), Some(expression(json, span, given, value)?)),
        _ => (value.to_owned(), None),
    };
    Some(MetadataCheck {
        attribute: metadata::ATTRIBUTES.iter().copied().find(|known| *known == name)?,
        check: check.to_owned(),
        value,
        expression,
    })
}

/// The size in the parameter `value`, in bytes; empty if there is none.
fn size(json: &mut Reader<'_>, span: Span, given: &Parameters) -> Option<String> {
    let Some(value) = given.get("value") else {
        return Some(String::new());
    };
    let bytes = metadata::bytes(value);
    if bytes.is_none() {
        let what = "the value of `value` is no size, such as `1000` or `100mb`";
        json.problems.add(given.place("value", span), format!("{what}: `{}`", shown(value)));
    }
    bytes.map(|bytes| bytes.to_string())
}

/// The regular expression in the parameter `value`.
fn expression(
    json: &mut Reader<'_>,
    span: Span,
    given: &Parameters,
    value: &str,
) -> Option<Expression> {
    let place = given.place("value", span);
    let wrong =
        |error| json.problems.add(place, format!("this regular expression is wrong: {error}"));
    Expression::within(value, &mut json.budget).map_err(wrong).ok()
}

fn instruction(json: &mut Reader<'_>, span: Span, given: &Parameters) -> Option<InstructionCheck> {
    let check = given.get("check").unwrap_or_default();
    // An empty value is one.
    let value = given.get("value");
    let one = |value: &str| vec![value.to_owned()];
    let operator = match (check, value) {
        ("exists", _) => Operator::Exists,
        ("not_exists", _) => Operator::NotExists,
        (_, None) => Operator::Silent,
        ("=" | "!=", Some(value)) => Operator::In { values: one(value), wanted: check == "=" },
        ("in" | "not_in", Some(_)) => {
            Operator::In { values: given.list("value"), wanted: check == "in" }
        }
        (_, Some(value)) => Operator::Like {
            expression: expression(json, span, given, value)?,
            wanted: check == "like",
        },
    };
    Some(InstructionCheck {
        instruction: given.get("instruction").unwrap_or_default().to_owned(),
        check: check.to_owned(),
        value: value.unwrap_or_default().to_owned(),
        operator,
        actual_only: given.flag("actual_dockerfile_only", false),
    })
}

fn attributes(given: &Parameters) -> Attributes {
    let equal = |name: &str| given.get(name) != Some("not_equals");
    Attributes {
        filename: given.get("filename").unwrap_or_default().to_owned(),
        checksum: given
            .get("checksum")
            .filter(|it| !it.is_empty())
            .map(|it| (it.to_owned(), equal("checksum_match"))),
        mode: given.get("mode").and_then(mode).map(|it| (it, equal("mode_op"))),
        must_exist: !given.flag("skip_missing", true),
    }
}

//! Values of Bake files in JSON: texts are templates.

use super::evaluation::{Evaluator, Locals};
use super::scope::Scope;
use super::template;
use super::value::Value;
use crate::orchestration::yaml::{self, Node};

/// What a value of JSON comes to.
pub(super) fn value(scope: &Scope<'_>, node: &Node, locals: &Locals) -> Value {
    if !scope.enters() {
        return Value::Unknown(node.span);
    }
    let value = of(scope, node, locals);
    scope.leaves();
    value
}

fn of(scope: &Scope<'_>, node: &Node, locals: &Locals) -> Value {
    match &node.value {
        yaml::Value::Null => Value::Null,
        yaml::Value::Scalar(text) if node.is_plain => match text.as_str() {
            "true" => Value::Bool(true, node.span),
            "false" => Value::Bool(false, node.span),
            _ => Value::Number(text.clone()),
        },
        yaml::Value::Scalar(text) if !text.contains(['$', '%']) => Value::Text(text.clone()),
        yaml::Value::Scalar(text) => match hcl_edit::parser::parse_template(text) {
            Ok(read) => template::value(&Evaluator { scope, locals, source: text }, &read, false),
            Err(_) => Value::Unknown(text.span()),
        },
        yaml::Value::Sequence(items) => {
            Value::list(items.iter().map(|item| value(scope, item, locals)).collect())
        }
        yaml::Value::Mapping(entries) => {
            let entries = entries.iter();
            Value::map(entries.map(|(name, it)| (name.clone(), value(scope, it, locals))).collect())
        }
    }
}

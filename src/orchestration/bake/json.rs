//! Values of Bake files in JSON: texts are templates.

use super::scope::Scope;
use super::value::Value;
use crate::orchestration::yaml::{self, Node};
use crate::source::Text;

/// What a value of JSON comes to; `template` works out a text with expressions in it.
pub(super) fn value(scope: &Scope<'_>, node: &Node, template: &dyn Fn(&Text) -> Value) -> Value {
    if !scope.enters() {
        return Value::Unknown(node.span);
    }
    let value = of(scope, node, template);
    scope.leaves();
    value
}

fn of(scope: &Scope<'_>, node: &Node, template: &dyn Fn(&Text) -> Value) -> Value {
    match &node.value {
        yaml::Value::Null => Value::Null,
        yaml::Value::Scalar(text) if node.is_plain => match text.as_str() {
            "true" => Value::Bool(true, node.span),
            "false" => Value::Bool(false, node.span),
            _ => Value::Number(text.clone()),
        },
        yaml::Value::Scalar(text) if !text.contains(['$', '%']) => Value::Text(text.clone()),
        yaml::Value::Scalar(text) => template(text),
        yaml::Value::Sequence(items) => {
            Value::list(items.iter().map(|item| value(scope, item, template)).collect())
        }
        yaml::Value::Mapping(entries) => {
            let entries = entries.iter();
            Value::map(
                entries.map(|(name, it)| (name.clone(), value(scope, it, template))).collect(),
            )
        }
    }
}

//! Expressions of HCL → values, with the variables and functions of the files.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;
use hcl_edit::Span as _;
use hcl_edit::expr::{
    BinaryOperator, Expression, ForExpr, FuncCall, ObjectKey, Traversal, TraversalOperator,
    UnaryOperator,
};
use hcl_edit::template::Template;

use super::functions;
use super::json;
use super::literal::literal;
use super::reading::{Given, place};
use super::scope::Scope;
use super::template::{self, Read};
use super::value::{self, ITEM, Locals, Value};
use crate::source::{Span, Text};

/// What an expression is read from, and what it sees.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'s> {
    pub(super) scope: &'s Scope<'s>,
    pub(super) locals: &'s Locals,
    pub(super) source: &'s Text,
}

impl Evaluator<'_> {
    /// What an expression comes to.
    pub(super) fn value(&self, expression: &Expression) -> Value {
        let range = place(expression);
        let span = self.source.span_of(range.clone());
        if !self.scope.enters() {
            return Value::Unknown(span);
        }
        let value = self.of(expression, range, span);
        self.scope.leaves();
        value
    }

    fn of(&self, expression: &Expression, range: std::ops::Range<usize>, span: Span) -> Value {
        match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(value) => Value::Bool(*value.value(), span),
            Expression::Number(_) => number(self.source.slice(range), span),
            Expression::String(value) => {
                let inner = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
                Value::Text(literal(&self.source.slice(inner), value, true))
            }
            Expression::StringTemplate(it) => self.template(it, true),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template, false),
            Expression::Array(items) => {
                Value::list(items.iter().map(|it| self.value(it)).collect())
            }
            Expression::Object(entries) => {
                let entries = entries.iter().filter_map(|(key, value)| {
                    let key = match key {
                        ObjectKey::Ident(name) => self.source.slice(name.span()?),
                        ObjectKey::Expression(Expression::Variable(name)) => {
                            self.source.slice(name.span()?)
                        }
                        ObjectKey::Expression(key) => self.value(key).text()?,
                    };
                    Some((key, self.value(value.expr())))
                });
                Value::map(entries.collect())
            }
            Expression::Parenthesis(inner) => self.value(inner.inner()),
            Expression::Variable(name) => self.variable(name.as_str(), span),
            Expression::Conditional(it) => match self.value(&it.cond_expr).truth() {
                Some(true) => self.value(&it.true_expr),
                Some(false) => self.value(&it.false_expr),
                None => Value::Unknown(span),
            },
            Expression::FuncCall(call) => self.call(call, span),
            Expression::Traversal(it) => self.traversal(it, span),
            Expression::UnaryOp(it) => match (it.operator.value(), self.value(&it.expr)) {
                (UnaryOperator::Neg, value) => {
                    value.as_number().map_or(Value::Unknown(span), |it| Value::number(-it, span))
                }
                (UnaryOperator::Not, value) => {
                    value.truth().map_or(Value::Unknown(span), |it| Value::Bool(!it, span))
                }
            },
            Expression::BinaryOp(it) => {
                let sides = [self.value(&it.lhs_expr), self.value(&it.rhs_expr)];
                operation(*it.operator.value(), &sides, span).unwrap_or(Value::Unknown(span))
            }
            Expression::ForExpr(it) => self.repeated(it, span),
        }
    }

    /// What a text with expressions in it comes to.
    fn template(&self, template: &Template, has_escapes: bool) -> Value {
        let evaluate = |expression: &Expression, locals: &Locals| {
            Evaluator { locals, ..*self }.value(expression)
        };
        let read =
            Read { scope: self.scope, source: self.source, has_escapes, evaluate: &evaluate };
        template::value(&read, self.locals, template)
    }

    fn given(&self, said: &Given, locals: &Locals) -> Value {
        given(self.scope, said, locals)
    }

    fn variable(&self, name: &str, span: Span) -> Value {
        let known = self.locals.get(name).cloned();
        let known =
            known.or_else(|| self.scope.variable(name, span, |it, locals| self.given(it, locals)));
        let through = |value: &Text| {
            let mut text = Text::empty(span);
            text.push_through(value, span);
            text
        };
        match known {
            Some(Value::Text(value)) if self.scope.takes(value.len()) => {
                Value::Text(through(&value))
            }
            Some(Value::Number(value)) => Value::Number(through(&value)),
            Some(Value::Text(_)) | None => Value::Unknown(span),
            Some(other) => other,
        }
    }

    fn call(&self, call: &FuncCall, span: Span) -> Value {
        if !call.name.namespace.is_empty() {
            return Value::Unknown(span);
        }
        let name = call.name.name.as_str();
        match name {
            "try" => {
                let mut tried = call.args.iter().map(|arg| self.scope.tried(|| self.value(arg)));
                return tried.find_map(Result::ok).unwrap_or(Value::Unknown(span));
            }
            "can" => {
                let mut tried = call.args.iter().map(|arg| self.scope.tried(|| self.value(arg)));
                return Value::Bool(tried.all(|it| it.is_ok()), span);
            }
            _ => {}
        }
        let mut args: Vec<Value> = call.args.iter().map(|arg| self.value(arg)).collect();
        if call.args.expand_final() {
            let last = args.pop();
            args.extend(last.iter().flat_map(Value::items).cloned());
        }
        if let Some(value) =
            self.scope.own_function(name, &args, span, |it, locals| self.given(it, locals))
        {
            return value;
        }
        let Some(value) = functions::call(name, &args, span) else {
            self.scope.says(span, "a function that is not known is called");
            return Value::Unknown(span);
        };
        let is_short = value.text().is_none_or(|text| self.scope.takes(text.len()));
        if is_short && self.scope.takes(value.items().len()) { value } else { Value::Unknown(span) }
    }

    fn traversal(&self, traversal: &Traversal, span: Span) -> Value {
        let operators: Vec<&TraversalOperator> =
            traversal.operators.iter().map(|it| &**it).collect();
        if let (
            Expression::Variable(kind),
            [TraversalOperator::GetAttr(name), TraversalOperator::GetAttr(key), rest @ ..],
        ) = (&traversal.expr, operators.as_slice())
            && kind.as_str() == "target"
            && let Some(said) = self.scope.attribute(name.as_str(), key.as_str())
        {
            return self.steps(self.given(said, &Locals::default()), rest, span);
        }
        self.steps(self.value(&traversal.expr), &operators, span)
    }

    fn steps(&self, mut value: Value, steps: &[&TraversalOperator], span: Span) -> Value {
        for (at, step) in steps.iter().enumerate() {
            let found = match step {
                TraversalOperator::GetAttr(name) => value.get(name.as_str()).cloned(),
                TraversalOperator::Index(index) => {
                    let index = self.value(index);
                    match (&value, index.as_number(), index.text()) {
                        (Value::List(items), Some(index), _) => item(items, index),
                        (_, _, Some(key)) => value.get(&key).cloned(),
                        _ => None,
                    }
                }
                TraversalOperator::LegacyIndex(index) => {
                    usize::try_from(**index).ok().and_then(|at| value.items().get(at)).cloned()
                }
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    let rest = steps.get(at + 1..).unwrap_or_default();
                    let has_splat = |step: &&TraversalOperator| {
                        matches!(
                            step,
                            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_)
                        )
                    };
                    if rest.iter().any(has_splat) {
                        return Value::Unknown(span);
                    }
                    let items = value.items().iter();
                    return Value::list(
                        items.map(|item| self.steps(item.clone(), rest, span)).collect(),
                    );
                }
            };
            let Some(found) = found else {
                self.scope.fails();
                return Value::Unknown(span);
            };
            value = found;
        }
        value
    }

    /// What `for` makes of each item.
    fn repeated(&self, it: &ForExpr, span: Span) -> Value {
        let collection = self.value(&it.intro.collection_expr);
        let key = it.intro.key_var.as_ref().map(|name| name.as_str());
        let name = it.intro.value_var.as_str();
        let (mut items, mut entries) = (Vec::new(), Vec::new());
        let each = collection.each(span).filter(|all| self.scope.takes(all.len() * ITEM));
        let is_known = each.is_some();
        for (at, item) in each.unwrap_or_default() {
            let locals = value::with(self.locals, key.map(|key| (key, at)), (name, item));
            let inner = Evaluator { locals: &locals, ..*self };
            let passes =
                it.cond.as_ref().is_none_or(|cond| inner.value(&cond.expr).truth().unwrap_or(true));
            if !passes {
                continue;
            }
            let value = inner.value(&it.value_expr);
            match &it.key_expr {
                Some(key) => entries.extend(inner.value(key).text().map(|key| (key, value))),
                None => items.push(value),
            }
        }
        match (is_known, &it.key_expr) {
            (false, _) => Value::Unknown(span),
            (_, Some(_)) if it.grouping => grouped(entries),
            (_, Some(_)) => Value::map(entries),
            (_, None) => Value::list(items),
        }
    }
}

/// The values of each name together.
fn grouped(entries: Vec<(Text, Value)>) -> Value {
    let mut groups: Vec<(Text, Vec<Value>)> = Vec::new();
    let mut places: HashMap<EcoString, usize> = HashMap::default();
    for (name, value) in entries {
        let at = *places.entry(name.as_str().into()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, group)) => group.push(value),
            None => groups.push((name, vec![value])),
        }
    }
    Value::Map(Rc::new(groups.into_iter().map(|(name, it)| (name, Value::list(it))).collect()))
}

/// A number as it is written, in the spelling of HCL.
fn number(written: Text, span: Span) -> Value {
    match written.as_str().parse::<f64>().map(|value| value.to_string()) {
        Ok(spelled) if spelled != written.as_str() => Value::Number(Text::made(spelled, span)),
        _ => Value::Number(written),
    }
}

/// The item at a place.
pub(super) fn item(items: &[Value], at: f64) -> Option<Value> {
    let is_place = at >= 0.0 && at.fract().abs() < f64::EPSILON && at < 1e9;
    #[allow(clippy::cast_sign_loss, reason = "it is a place of a list")]
    is_place.then(|| items.get(at as usize)).flatten().cloned()
}

/// What an operator makes of two values.
fn operation(operator: BinaryOperator, sides: &[Value; 2], span: Span) -> Option<Value> {
    let [left, right] = sides;
    let truth = |value: bool| Some(Value::Bool(value, span));
    let numbers = || Some((left.as_number()?, right.as_number()?));
    match operator {
        BinaryOperator::Eq => truth(left.equals(right)?),
        BinaryOperator::NotEq => truth(!left.equals(right)?),
        BinaryOperator::And => match (left.truth(), right.truth()) {
            (Some(false), _) | (_, Some(false)) => truth(false),
            (left, right) => truth(left? && right?),
        },
        BinaryOperator::Or => match (left.truth(), right.truth()) {
            (Some(true), _) | (_, Some(true)) => truth(true),
            (left, right) => truth(left? || right?),
        },
        _ => {
            let (left, right) = numbers()?;
            let number = |value: f64| value.is_finite().then(|| Value::number(value, span));
            match operator {
                BinaryOperator::Less => truth(left < right),
                BinaryOperator::LessEq => truth(left <= right),
                BinaryOperator::Greater => truth(left > right),
                BinaryOperator::GreaterEq => truth(left >= right),
                BinaryOperator::Plus => number(left + right),
                BinaryOperator::Minus => number(left - right),
                BinaryOperator::Mul => number(left * right),
                BinaryOperator::Div => number(left / right),
                BinaryOperator::Mod => number(left % right),
                _ => None,
            }
        }
    }
}

/// What an attribute is set to.
pub(super) fn given(scope: &Scope<'_>, given: &Given, locals: &Locals) -> Value {
    match given {
        Given::Hcl(expression, source) => Evaluator { scope, locals, source }.value(expression),
        Given::Json(node) => {
            json::value(scope, node, &|text| match hcl_edit::parser::parse_template(text) {
                Ok(read) => Evaluator { scope, locals, source: text }.template(&read, false),
                Err(_) => Value::Unknown(text.span()),
            })
        }
        Given::Known(value) => value.clone(),
    }
}

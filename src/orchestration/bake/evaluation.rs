//! Expressions of HCL → values, with the variables of the file.

use std::cell::{Cell, RefCell};

use ecow::EcoString;
use foldhash::{HashMap, HashSet};
use hcl_edit::Span as _;
use hcl_edit::expr::{BinaryOperator, Expression, ObjectKey, TraversalOperator};
use hcl_edit::template::{Element, Template};

use super::functions;
use super::literal::literal;
use super::reading::{File, Given, place};
use super::value::Value;
use crate::orchestration::yaml::{self, Node};
use crate::source::{Span, Text};

/// Expressions that are worked out for one file.
const MOST_STEPS: usize = 1_000_000;

/// Bytes that all texts together may come to.
const MOST_BYTES: usize = 32 << 20;

/// Longest text that is put together: a Dockerfile may have no more.
const LONGEST: usize = 16 << 20;

/// The variables of a file.
#[derive(Debug)]
pub(super) struct Scope<'f> {
    file: &'f File,
    /// Variables that are being worked out: one that needs itself is unknown.
    open: RefCell<HashSet<EcoString>>,
    known: RefCell<HashMap<EcoString, Value>>,
    steps: Cell<usize>,
    bytes: Cell<usize>,
}

/// Values of a matrix by name.
pub(super) type Locals = HashMap<EcoString, Value>;

/// What an expression is read from, and what it sees.
struct Evaluator<'s> {
    scope: &'s Scope<'s>,
    locals: &'s Locals,
    source: &'s Text,
}

impl<'f> Scope<'f> {
    pub(super) fn of(file: &'f File) -> Self {
        Self {
            file,
            open: RefCell::default(),
            known: RefCell::default(),
            steps: Cell::new(MOST_STEPS),
            bytes: Cell::new(MOST_BYTES),
        }
    }

    /// Where the file starts.
    pub(super) fn start(&self) -> Span {
        self.file.text.span_of(0..0)
    }

    /// More had to be worked out than is.
    pub(super) fn is_spent(&self) -> bool {
        self.steps.get() == 0 || self.bytes.get() == 0
    }

    /// What an attribute is set to.
    pub(super) fn value(&self, given: &Given, locals: &Locals) -> Value {
        match given {
            Given::Hcl(expression) => {
                Evaluator { scope: self, locals, source: &self.file.text }.value(expression)
            }
            Given::Json(node) => self.json(node, locals),
        }
    }

    fn json(&self, node: &Node, locals: &Locals) -> Value {
        match &node.value {
            yaml::Value::Null => Value::Null,
            yaml::Value::Scalar(text) if !text.contains(['$', '%']) => Value::Text(text.clone()),
            yaml::Value::Scalar(text) => match hcl_edit::parser::parse_template(text) {
                Ok(template) => {
                    Evaluator { scope: self, locals, source: text }.template(&template, false)
                }
                Err(_) => Value::Unknown(text.span()),
            },
            yaml::Value::Sequence(items) => {
                Value::List(items.iter().map(|item| self.json(item, locals)).collect())
            }
            yaml::Value::Mapping(entries) => {
                let entries = entries.iter();
                Value::Map(
                    entries.map(|(name, it)| (name.clone(), self.json(it, locals))).collect(),
                )
            }
        }
    }

    /// The value of a variable by its default: what whoever builds sets instead is not known here.
    fn variable(&self, name: &str) -> Option<Value> {
        if let Some(value) = self.known.borrow().get(name) {
            return Some(value.clone());
        }
        let variables = self.file.variables.get(name);
        let given = match variables {
            Some(variable) => variable.get("default"),
            None => self.file.constants.get(name),
        };
        if !self.open.borrow_mut().insert(name.into()) {
            return None;
        }
        let value = given.map(|given| self.value(given, &Locals::default()));
        self.open.borrow_mut().remove(name);
        let value = value.filter(|value| !matches!(value, Value::Null))?;
        self.known.borrow_mut().insert(name.into(), value.clone());
        Some(value)
    }

    fn takes(&self, bytes: usize) -> bool {
        let left = self.bytes.get();
        self.bytes.set(left.saturating_sub(bytes));
        bytes < left
    }
}

impl Evaluator<'_> {
    fn value(&self, expression: &Expression) -> Value {
        let range = place(expression);
        let span = self.source.span_of(range.clone());
        let steps = self.scope.steps.get();
        self.scope.steps.set(steps.saturating_sub(1));
        if steps == 0 {
            return Value::Unknown(span);
        }
        match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(_) | Expression::Number(_) => Value::Text(self.source.slice(range)),
            Expression::String(value) => {
                let inner = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
                Value::Text(literal(&self.source.slice(inner), value, true))
            }
            Expression::StringTemplate(template) => self.template(template, true),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template, false),
            Expression::Array(items) => {
                Value::List(items.iter().map(|it| self.value(it)).collect())
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
                Value::Map(entries.collect())
            }
            Expression::Parenthesis(inner) => self.value(inner.inner()),
            Expression::Variable(name) => self.variable(name.as_str(), span),
            Expression::Conditional(it) => match self.value(&it.cond_expr).text() {
                Some(text) if text.as_str() == "true" => self.value(&it.true_expr),
                Some(text) if text.as_str() == "false" => self.value(&it.false_expr),
                _ => Value::Unknown(span),
            },
            Expression::FuncCall(call) if call.name.namespace.is_empty() => {
                let args: Vec<Value> = call.args.iter().map(|arg| self.value(arg)).collect();
                functions::call(call.name.name.as_str(), &args, span)
            }
            Expression::Traversal(it) => {
                let steps = it.operators.iter();
                steps.fold(self.value(&it.expr), |value, step| self.step(&value, step, span))
            }
            Expression::BinaryOp(it) => {
                let sides = [&it.lhs_expr, &it.rhs_expr].map(|side| self.value(side).text());
                operation(*it.operator.value(), sides, span)
            }
            Expression::FuncCall(_) | Expression::UnaryOp(_) | Expression::ForExpr(_) => {
                Value::Unknown(span)
            }
        }
    }

    fn variable(&self, name: &str, span: Span) -> Value {
        let known = self.locals.get(name).cloned().or_else(|| self.scope.variable(name));
        match known {
            Some(Value::Text(value)) if self.scope.takes(value.len()) => {
                let mut text = Text::empty(span);
                text.push_through(&value, span);
                Value::Text(text)
            }
            Some(Value::Text(_)) | None => Value::Unknown(span),
            Some(other) => other,
        }
    }

    fn step(&self, value: &Value, step: &TraversalOperator, span: Span) -> Value {
        let found = match step {
            TraversalOperator::GetAttr(name) => value.get(name.as_str()).cloned(),
            TraversalOperator::Index(index) => match (value, self.value(index).text()) {
                (Value::List(items), Some(index)) => {
                    index.parse::<usize>().ok().and_then(|index| items.get(index)).cloned()
                }
                (_, Some(key)) => value.get(&key).cloned(),
                _ => None,
            },
            _ => None,
        };
        found.unwrap_or(Value::Unknown(span))
    }

    fn template(&self, template: &Template, has_escapes: bool) -> Value {
        let mut out = Text::empty(self.source.span());
        for element in template {
            match element {
                Element::Literal(value) => {
                    let raw = self.source.slice(value.span().unwrap_or_default());
                    out.push(&literal(&raw, value, has_escapes));
                }
                Element::Interpolation(it) => match self.value(&it.expr).text() {
                    Some(text) => out.push(&text),
                    None => out.push_unknown(self.source.span_of(it.span().unwrap_or_default())),
                },
                Element::Directive(it) => {
                    out.push_unknown(self.source.span_of(it.span().unwrap_or_default()));
                }
            }
            if out.len() > LONGEST {
                break;
            }
        }
        Value::Text(out)
    }
}

/// What an operator makes of two texts.
fn operation(operator: BinaryOperator, sides: [Option<Text>; 2], span: Span) -> Value {
    let [Some(left), Some(right)] = sides else { return Value::Unknown(span) };
    if !left.is_known() || !right.is_known() {
        return Value::Unknown(span);
    }
    let is_true = match operator {
        BinaryOperator::Eq => left.as_str() == right.as_str(),
        BinaryOperator::NotEq => left.as_str() != right.as_str(),
        BinaryOperator::And => left.as_str() == "true" && right.as_str() == "true",
        BinaryOperator::Or => left.as_str() == "true" || right.as_str() == "true",
        _ => return Value::Unknown(span),
    };
    Value::Text(Text::opaque(if is_true { "true" } else { "false" }, span))
}

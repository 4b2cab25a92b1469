//! Texts with `${…}` and `%{…}` in them.

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::template::{Directive, Element, Strip, Template};

use super::literal::literal;
use super::scope::Scope;
use super::value::{ITEM, Locals, Value, with};
use crate::source::Text;

/// Longest text that is put together: a Dockerfile may have no more.
const LONGEST: usize = 16 << 20;

/// How a text is read.
#[derive(Clone, Copy)]
pub(super) struct Read<'r> {
    pub(super) scope: &'r Scope<'r>,
    /// What it was read from.
    pub(super) source: &'r Text,
    /// It stands in quotes.
    pub(super) has_escapes: bool,
    /// What an expression in it comes to.
    pub(super) evaluate: &'r dyn Fn(&Expression, &Locals) -> Value,
}

/// What a template comes to: the value itself of one that is nothing else.
pub(super) fn value(read: &Read<'_>, locals: &Locals, template: &Template) -> Value {
    let mut elements = template.iter();
    if let (Some(Element::Interpolation(it)), None) = (elements.next(), elements.next()) {
        return (read.evaluate)(&it.expr, locals);
    }
    let mut writer = Writer { read: *read, locals, out: Text::empty(read.source.span()) };
    writer.write(template, [false, false]);
    Value::Text(writer.out)
}

struct Writer<'w> {
    read: Read<'w>,
    locals: &'w Locals,
    out: Text,
}

impl Writer<'_> {
    /// Adds what a template comes to; blanks at its start and its end are left out if `trims` says so.
    fn write(&mut self, template: &Template, [trims_start, trims_end]: [bool; 2]) {
        let elements: Vec<&Element> = template.iter().collect();
        let mut trims = trims_start;
        for (at, element) in elements.iter().enumerate() {
            if self.out.len() > LONGEST {
                return;
            }
            let next = elements.get(at + 1);
            match element {
                Element::Literal(value) => {
                    let raw = self.read.source.slice(value.span().unwrap_or_default());
                    let text = literal(&raw, value, self.read.has_escapes);
                    let start = if trims { text.len() - text.trim_start().len() } else { 0 };
                    let trims_behind = next.map_or(trims_end, |next| starts(next));
                    let end = if trims_behind { text.trim_end().len() } else { text.len() };
                    self.out.push_range(&text, start.min(end)..end);
                    trims = false;
                }
                Element::Interpolation(it) => {
                    match (self.read.evaluate)(&it.expr, self.locals).text() {
                        Some(text) => self.out.push(&text),
                        None => self.unknown(element),
                    }
                    trims = is_end(it.strip);
                }
                Element::Directive(it) => {
                    match &**it {
                        Directive::If(_) | Directive::For(_) if !self.read.scope.enters() => {
                            self.unknown(element);
                        }
                        directive => {
                            self.directive(directive, element);
                            self.read.scope.leaves();
                        }
                    }
                    trims = match &**it {
                        Directive::If(it) => is_end(it.endif_expr.strip),
                        Directive::For(it) => is_end(it.endfor_expr.strip),
                    };
                }
            }
        }
    }

    fn directive(&mut self, directive: &Directive, element: &Element) {
        match directive {
            Directive::If(it) => {
                let end = is_start(it.endif_expr.strip);
                let else_start = it.else_expr.as_ref().map_or(end, |it| is_start(it.strip));
                match (
                    (self.read.evaluate)(&it.if_expr.cond_expr, self.locals).truth(),
                    &it.else_expr,
                ) {
                    (Some(true), _) => {
                        self.write(&it.if_expr.template, [is_end(it.if_expr.strip), else_start]);
                    }
                    (Some(false), Some(other)) => {
                        self.write(&other.template, [is_end(other.strip), end]);
                    }
                    (Some(false), None) => {}
                    (None, _) => self.unknown(element),
                }
            }
            Directive::For(it) => {
                let collection = (self.read.evaluate)(&it.for_expr.collection_expr, self.locals);
                let items = collection.each(self.out.span());
                let takes = |all: &Vec<_>| self.read.scope.takes(all.len() * ITEM);
                let Some(items) = items.filter(takes) else {
                    return self.unknown(element);
                };
                let key = it.for_expr.key_var.as_ref().map(|name| name.as_str());
                let trims = [is_end(it.for_expr.strip), is_start(it.endfor_expr.strip)];
                for (at, item) in items {
                    let named = (it.for_expr.value_var.as_str(), item);
                    let locals = with(self.locals, key.map(|key| (key, at)), named);
                    let out =
                        std::mem::replace(&mut self.out, Text::empty(self.read.source.span()));
                    let mut writer = Writer { read: self.read, locals: &locals, out };
                    writer.write(&it.for_expr.template, trims);
                    self.out = writer.out;
                    if self.out.len() > LONGEST || self.read.scope.is_spent() {
                        return;
                    }
                }
            }
        }
    }

    fn unknown(&mut self, element: &Element) {
        let span = element.span().unwrap_or_default();
        self.out.push_unknown(self.read.source.span_of(span));
    }
}

/// Blanks in front of the element are left out.
fn starts(element: &Element) -> bool {
    match element {
        Element::Literal(_) => false,
        Element::Interpolation(it) => is_start(it.strip),
        Element::Directive(it) => match &**it {
            Directive::If(it) => is_start(it.if_expr.strip),
            Directive::For(it) => is_start(it.for_expr.strip),
        },
    }
}

fn is_start(strip: Strip) -> bool {
    matches!(strip, Strip::Start | Strip::Both)
}

fn is_end(strip: Strip) -> bool {
    matches!(strip, Strip::End | Strip::Both)
}

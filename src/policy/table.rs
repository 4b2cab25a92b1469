//! Reads values out of a TOML table: each with its place, each wrong type reported, each unknown key reported.
//!
//! Knows TOML, not what a policy means.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Date;
use crate::config::{Fields, Item, Problems, shown, type_name};
use crate::source::Span;

/// A key with its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'t, 'i> {
    name: &'t str,
    key: Span,
    value: &'t Spanned<DeValue<'i>>,
    value_span: Span,
}

/// A table being read: remembers which keys were asked for, so that the others can be reported.
#[derive(Debug)]
pub(super) struct Table<'t, 'i> {
    fields: &'t DeTable<'i>,
    asked: Vec<&'static str>,
    skipped: fn(&str) -> bool,
    span: Span,
}

impl<'t, 'i> Table<'t, 'i> {
    pub(super) fn new(fields: &'t DeTable<'i>, span: Span) -> Self {
        Self { fields, asked: Vec::new(), skipped: |_| false, span }
    }

    /// Where the table stands: its header or its braces.
    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// The field of a key that may be there.
    pub(super) fn take(&mut self, key: &'static str, problems: &Problems) -> Option<Field<'t, 'i>> {
        self.asked.push(key);
        let (name, value) = self.fields.get_key_value(key)?;
        Some(Field::new(name, value, problems))
    }

    /// The table as the options of a rule: every key that nobody asked for.
    pub(super) fn rest(&self) -> Fields<'t, 'i> {
        let others = self.asked.clone();
        Fields { table: self.fields, span: self.span, what: "option", others }
    }

    /// All fields, in the order of the file.
    pub(super) fn all(&self, problems: &Problems) -> Vec<Field<'t, 'i>> {
        let mut all: Vec<_> =
            self.fields.iter().map(|(name, value)| Field::new(name, value, problems)).collect();
        all.sort_by_key(|field| field.key);
        all
    }

    /// Leaves keys alone that nobody asks for.
    pub(super) fn skip(&mut self, skipped: fn(&str) -> bool) {
        self.skipped = skipped;
    }

    /// Reports every key that nobody asked for.
    pub(super) fn finish(self, what: &str, problems: &mut Problems) {
        for field in self.all(problems) {
            if !self.asked.contains(&field.name) && !(self.skipped)(field.name) {
                problems.unknown(field.key, what, field.name, self.asked.iter().copied());
            }
        }
    }
}

impl<'t, 'i> Field<'t, 'i> {
    fn new(
        name: &'t Spanned<std::borrow::Cow<'i, str>>,
        value: &'t Spanned<DeValue<'i>>,
        problems: &Problems,
    ) -> Self {
        Self {
            name: name.get_ref(),
            key: problems.span(name.span()),
            value,
            value_span: problems.span(value.span()),
        }
    }

    pub(super) fn name(&self) -> &'t str {
        self.name
    }

    /// The key alone.
    pub(super) fn key(&self) -> Span {
        self.key
    }

    /// The value alone.
    pub(super) fn value(&self) -> Span {
        self.value_span
    }

    /// Key and value.
    pub(super) fn span(&self) -> Span {
        self.key.to(self.value_span)
    }

    pub(super) fn string(&self, problems: &mut Problems) -> Option<Item> {
        match self.value.get_ref() {
            DeValue::String(value) => Some(item(value, self.value_span)),
            other => self.wrong("a string", other, problems),
        }
    }

    /// The values of a list, or the value alone.
    pub(super) fn each(&self) -> &'t [Spanned<DeValue<'i>>] {
        match self.value.get_ref() {
            DeValue::Array(values) => values,
            _ => std::slice::from_ref(self.value),
        }
    }

    pub(super) fn boolean(&self, problems: &mut Problems) -> Option<bool> {
        match self.value.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            other => self.wrong("`true` or `false`", other, problems),
        }
    }

    pub(super) fn integer(&self, problems: &mut Problems) -> Option<u64> {
        match self.value.get_ref() {
            DeValue::Integer(value) => {
                let number = u64::from_str_radix(value.as_str(), value.radix()).ok();
                if number.is_none() {
                    let message = format!("`{}` must be a whole number from 0 up", self.name);
                    problems.add(self.value_span, message);
                }
                number
            }
            other => self.wrong("a whole number", other, problems),
        }
    }

    pub(super) fn date(&self, problems: &mut Problems) -> Option<Date> {
        match self.value.get_ref() {
            DeValue::Datetime(value) => {
                let date = value.date.filter(|_| value.time.is_none() && value.offset.is_none());
                if date.is_none() {
                    let message = format!("`{}` must be a date without a time", self.name);
                    let help = "write `2027-01-31`; the day itself is the last one";
                    problems.add_help(self.value_span, message, help);
                }
                date.map(|date| Date { year: date.year, month: date.month, day: date.day })
            }
            DeValue::String(_) => {
                let message = format!("`{}` must be a date, not a string", self.name);
                problems.add_help(self.value_span, message, "write the date without quotes");
                None
            }
            other => self.wrong("a date such as `2027-01-31`", other, problems),
        }
    }

    /// A list of strings, each once; a single string is a list of one.
    pub(super) fn strings(&self, problems: &mut Problems) -> Option<Vec<Item>> {
        match self.value.get_ref() {
            DeValue::String(value) => Some(vec![item(value, self.value_span)]),
            DeValue::Array(values) => {
                let mut items = Vec::with_capacity(values.len());
                for value in values {
                    let span = problems.span(value.span());
                    match value.get_ref() {
                        DeValue::String(value) => items.push(item(value, span)),
                        other => wrong(span, self.name, "a list of strings", other, problems),
                    }
                }
                no_repetitions(self.name, &items, problems);
                Some(items)
            }
            other => self.wrong("a list of strings", other, problems),
        }
    }

    /// A list of port numbers, kept as strings.
    pub(super) fn ports(&self, problems: &mut Problems) -> Option<Vec<Item>> {
        let DeValue::Array(values) = self.value.get_ref() else {
            return self.wrong("a list of port numbers", self.value.get_ref(), problems);
        };
        let mut items = Vec::with_capacity(values.len());
        for value in values {
            let span = problems.span(value.span());
            match value.get_ref() {
                DeValue::Integer(number) => {
                    match u16::from_str_radix(number.as_str(), number.radix()) {
                        Ok(port) if port > 0 => items.push(item(&port.to_string(), span)),
                        _ => problems.add(span, "a port is a number from 1 to 65535"),
                    }
                }
                other => wrong(span, self.name, "a list of port numbers", other, problems),
            }
        }
        no_repetitions(self.name, &items, problems);
        Some(items)
    }

    /// The text, if it is one; another type is no error here.
    pub(super) fn text_if_any(&self) -> Option<&'t str> {
        match self.value.get_ref() {
            DeValue::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn table(&self, problems: &mut Problems) -> Option<Table<'t, 'i>> {
        match self.value.get_ref() {
            DeValue::Table(fields) => Some(Table::new(fields, self.value_span)),
            other => self.wrong("a table", other, problems),
        }
    }

    /// An array of tables, written `[[…]]` or inline.
    pub(super) fn tables(&self, problems: &mut Problems) -> Option<Vec<Table<'t, 'i>>> {
        let DeValue::Array(values) = self.value.get_ref() else {
            return self.wrong("an array of tables", self.value.get_ref(), problems);
        };
        let mut tables = Vec::with_capacity(values.len());
        for value in values {
            let span = problems.span(value.span());
            match value.get_ref() {
                DeValue::Table(fields) => tables.push(Table::new(fields, span)),
                other => wrong(span, self.name, "an array of tables", other, problems),
            }
        }
        Some(tables)
    }

    fn wrong<T>(&self, must: &str, is: &DeValue<'_>, problems: &mut Problems) -> Option<T> {
        wrong(self.value_span, self.name, must, is, problems);
        None
    }
}

fn item(value: &str, span: Span) -> Item {
    Item { value: value.to_owned(), span }
}

fn wrong(span: Span, name: &str, must: &str, is: &DeValue<'_>, problems: &mut Problems) {
    let is = type_name(is);
    let name = shown(name);
    problems.add(span, format!("`{name}` must be {must}, here is {is}"));
}

fn no_repetitions(name: &str, items: &[Item], problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for item in items {
        if !seen.insert(&item.value) {
            let message = format!("`{}` is listed twice in `{name}`", shown(&item.value));
            problems.add_help(item.span, message, "delete one of them");
        }
    }
}

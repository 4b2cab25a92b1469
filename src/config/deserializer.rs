//! A serde reader of TOML values that does not stop at the first problem.
//!
//! Every problem is reported once, at its place, with the word that was probably meant; a value of type
//! [`Given`](super::Given) or [`List`](super::List) that has one is left out and the reading goes on.

use std::cell::RefCell;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::bad_value::BadValue;
use super::problems::{Problems, shown};
use super::repetitions;
use crate::source::Span;

/// Name of the struct by which a type asks for the place of its value.
pub(super) const LOCATED: &str = "$minestop::Located";

/// Name of the struct of which a string is the short form.
pub(crate) const SHORT_FORM: &str = "$minestop::ShortForm";

/// Name of the newtype whose error is reported here and comes back without words.
pub(super) const PLACED: &str = "$minestop::Placed";

/// The fields of a table that are read into a struct.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a, 'i> {
    /// The table.
    pub(crate) table: &'a DeTable<'i>,
    /// Where it stands.
    pub(crate) span: Span,
    /// What a key of it is called, as in "unknown option".
    pub(crate) what: &'static str,
    /// Keys that somebody else reads.
    pub(crate) others: Vec<&'static str>,
}

/// Reads the fields, and reports everything that is wrong with them.
pub(crate) fn read<T: de::DeserializeOwned>(
    fields: Fields<'_, '_>,
    problems: &mut Problems,
) -> Option<T> {
    let problems = RefCell::new(problems);
    let span = fields.span;
    let table = TableReader { fields, problems: &problems };
    T::deserialize(table).map_err(|error| error.report(span, &problems)).ok()
}

/// Why a value could not be read.
#[derive(Debug)]
enum Unread {
    Reported,
    /// What is wrong, and behind a line feed what to write.
    Words(String),
    /// A key that must be there.
    Missing(&'static str),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reported => Ok(()),
            Self::Words(words) => f.write_str(words),
            Self::Missing(key) => write!(f, "this entry lacks `{key}`"),
        }
    }
}

impl std::error::Error for Unread {}

impl de::Error for Unread {
    fn custom<T: fmt::Display>(words: T) -> Self {
        Self::Words(words.to_string())
    }

    fn missing_field(key: &'static str) -> Self {
        Self::Missing(key)
    }
}

impl Unread {
    fn report(self, span: Span, problems: &RefCell<&mut Problems>) -> Self {
        let words = self.to_string();
        let (message, help, place) = BadValue::from_lines(&words);
        let span = place.unwrap_or(span);
        match help {
            _ if words.is_empty() => {}
            Some(help) => problems.borrow_mut().add_help(span, message, help),
            None => problems.borrow_mut().add(span, message),
        }
        Self::Reported
    }
}

/// One value.
#[derive(Clone, Copy)]
struct Reader<'a, 'i, 'p> {
    value: &'a DeValue<'i>,
    span: Span,
    /// The key that it stands behind.
    name: &'a str,
    /// It is one of a list.
    in_list: bool,
    problems: &'a RefCell<&'p mut Problems>,
}

impl Reader<'_, '_, '_> {
    fn placed<T>(&self, read: Result<T, Unread>) -> Result<T, Unread> {
        read.map_err(|error| error.report(self.span, self.problems))
    }

    /// The value is of another type; `one` and `many` are what it or the list must be.
    fn wrong<T>(&self, one: &str, many: &str) -> Result<T, Unread> {
        let is = type_name(self.value);
        let must = if self.in_list { many } else { one };
        let message = format!("`{}` must be {must}, here is {is}", shown(self.name));
        self.problems.borrow_mut().add(self.span, message);
        Err(Unread::Reported)
    }

    fn number(&self) -> Result<u64, Unread> {
        let DeValue::Integer(number) = self.value else {
            return self.wrong("a whole number", "a list of whole numbers");
        };
        u64::from_str_radix(number.as_str(), number.radix()).map_err(|_| {
            let message = format!("`{}` must be a whole number from 0 up", shown(self.name));
            Unread::Words(message).report(self.span, self.problems)
        })
    }
}

impl<'de> Deserializer<'de> for Reader<'_, '_, '_> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.value {
            DeValue::String(_) => self.deserialize_str(visitor),
            DeValue::Integer(_) => self.deserialize_u64(visitor),
            DeValue::Boolean(_) => self.deserialize_bool(visitor),
            DeValue::Array(_) => self.deserialize_seq(visitor),
            DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => {
                self.wrong("a string", "a list of strings")
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        let DeValue::Boolean(value) = self.value else {
            return self.wrong("`true` or `false`", "a list of `true` and `false`");
        };
        self.placed(visitor.visit_bool(*value))
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        let number = self.number()?;
        self.placed(visitor.visit_u64(number))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        let DeValue::String(text) = self.value else {
            return self.wrong("a string", "a list of strings");
        };
        self.placed(visitor.visit_str(text))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.placed(visitor.visit_newtype_struct(self))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        let items: Vec<_> = match self.value {
            DeValue::Array(items) => {
                let place = |item: &Spanned<_>| self.problems.borrow().span(item.span());
                items.iter().map(|item| (item.get_ref(), place(item))).collect()
            }
            DeValue::String(_) | DeValue::Integer(_) => vec![(self.value, self.span)],
            _ => return self.wrong("a list", "a list of lists"),
        };
        repetitions::report(self.name, &items, &mut self.problems.borrow_mut());
        visitor.visit_seq(Items { list: self, items: items.into_iter() })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        if name == LOCATED {
            return visitor.visit_seq(Parts { value: self, next: 0 });
        }
        let table = match self.value {
            DeValue::Table(table) => table,
            DeValue::String(_) if name == SHORT_FORM => return self.deserialize_str(visitor),
            _ if name == SHORT_FORM => {
                return self.wrong("a string or a table", "a list of strings and tables");
            }
            _ => return self.wrong("a table", "an array of tables"),
        };
        let fields = Fields { table, span: self.span, what: "key of an entry", others: Vec::new() };
        let table = TableReader { fields, problems: self.problems };
        self.placed(table.deserialize_struct(name, keys, visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        let DeValue::String(text) = self.value else {
            return self.wrong("a string", "a list of strings");
        };
        if !words.contains(&text.as_ref()) {
            self.problems.borrow_mut().unknown(self.span, name, text, words.iter().copied());
            return Err(Unread::Reported);
        }
        let word: StrDeserializer<'_, Unread> = text.as_ref().into_deserializer();
        self.placed(visitor.visit_enum(word))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct map identifier ignored_any
    }
}

/// The values of a list.
struct Items<'a, 'i, 'p, I: Iterator<Item = (&'a DeValue<'i>, Span)>> {
    list: Reader<'a, 'i, 'p>,
    items: I,
}

impl<'de, 'a, 'i, I> SeqAccess<'de> for Items<'a, 'i, '_, I>
where
    'i: 'a,
    I: Iterator<Item = (&'a DeValue<'i>, Span)>,
{
    type Error = Unread;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unread> {
        let Some((value, span)) = self.items.next() else { return Ok(None) };
        let in_list = matches!(self.list.value, DeValue::Array(_));
        let item = Reader { value, span, in_list, ..self.list };
        item.placed(seed.deserialize(item)).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.size_hint().0)
    }
}

/// File, start, end and value, as [`super::Located`] reads them.
struct Parts<'a, 'i, 'p> {
    value: Reader<'a, 'i, 'p>,
    next: u8,
}

impl<'de> SeqAccess<'de> for Parts<'_, '_, '_> {
    type Error = Unread;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unread> {
        let span = self.value.span;
        self.next += 1;
        match self.next {
            1 => seed.deserialize(span.file.0.into_deserializer()),
            2 => seed.deserialize(span.start.into_deserializer()),
            3 => seed.deserialize(span.end.into_deserializer()),
            _ => self.value.placed(seed.deserialize(self.value)),
        }
        .map(Some)
    }
}

/// A table as a struct.
struct TableReader<'a, 'i, 'p> {
    fields: Fields<'a, 'i>,
    problems: &'a RefCell<&'p mut Problems>,
}

impl<'de> Deserializer<'de> for TableReader<'_, '_, '_> {
    type Error = Unread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_struct("", &[], visitor)
    }

    /// Shows the visitor the fields with these keys, and reports the other ones.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        let Fields { table, what, others, .. } = self.fields;
        let known = |name: &str| keys.contains(&name);
        let mut fields = Vec::new();
        for (name, value) in table {
            let text: &str = name.get_ref();
            let span = self.problems.borrow().span(value.span());
            if known(text) {
                fields.push(Reader {
                    value: value.get_ref(),
                    span,
                    name: text,
                    in_list: false,
                    problems: self.problems,
                });
            } else if !others.contains(&text) {
                let mut problems = self.problems.borrow_mut();
                let key = problems.span(name.span());
                problems.unknown(key, what, text, keys.iter().chain(&others).copied());
            }
        }
        visitor.visit_map(TableFields { fields: fields.into_iter(), current: None })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct TableFields<'a, 'i, 'p> {
    fields: std::vec::IntoIter<Reader<'a, 'i, 'p>>,
    current: Option<Reader<'a, 'i, 'p>>,
}

impl<'de> MapAccess<'de> for TableFields<'_, '_, '_> {
    type Error = Unread;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unread> {
        self.current = self.fields.next();
        let Some(field) = &self.current else { return Ok(None) };
        let key: StrDeserializer<'_, Unread> = field.name.into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unread> {
        let Some(field) = self.current.take() else {
            return Err(Unread::Words("a value was read twice".to_owned()));
        };
        field.placed(seed.deserialize(field))
    }
}

/// What a value of the file is called in messages.
pub(crate) fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

//! What the types of settings are made of: values that know their place, lists of them, values that need not be there.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error as _, SeqAccess, Visitor};

use super::deserializer::{LOCATED, PLACED};
use crate::source::{FileId, Span};

/// A value and where it stands in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located<T> {
    /// The value.
    pub(crate) value: T,
    /// Its place.
    pub(crate) span: Span,
}

/// A string and where it stands.
pub(crate) type Item = Located<String>;

/// A value that need not be there. One with a problem, which is reported, counts as absent, so that what stands beside
/// it is still read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Given<T>(pub(crate) Option<T>);

/// A list of which a single value is the short form; absent is not the same as empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List<T>(Option<Vec<Located<T>>>);

impl<T> List<T> {
    /// The values, if the document has the list.
    pub(crate) fn given(&self) -> Option<&[Located<T>]> {
        self.0.as_deref()
    }

    /// The values; none where the document is silent.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Located<T>> {
        self.given().unwrap_or_default().iter()
    }

    /// The first value of which `test` is true.
    pub(crate) fn find(&self, test: impl Fn(&T) -> bool) -> Option<&Located<T>> {
        self.iter().find(|item| test(&item.value))
    }

    /// True if `test` is true of some value.
    pub(crate) fn any(&self, test: impl Fn(&T) -> bool) -> bool {
        self.find(test).is_some()
    }
}

impl<'l, T> IntoIterator for &'l List<T> {
    type Item = &'l Located<T>;
    type IntoIter = std::slice::Iter<'l, Located<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// Reads a value and reports its problem at its place: `None` then.
///
/// The reader of documents reports what comes back from a newtype of this name and leaves an error without words; any
/// other error, such as that of a missing field, goes on.
fn attempt<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    reader: D,
) -> Result<Option<T>, D::Error> {
    struct Inner<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Inner<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value")
        }

        fn visit_newtype_struct<D: Deserializer<'de>>(self, reader: D) -> Result<T, D::Error> {
            T::deserialize(reader)
        }
    }

    match reader.deserialize_newtype_struct(PLACED, Inner(PhantomData)) {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.to_string().is_empty() => Ok(None),
        Err(error) => Err(error),
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        attempt(reader).map(Self)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Parts<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Parts<T> {
            type Value = Located<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value with its place")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Located<T>, A::Error> {
                let missing = || A::Error::custom("this document has no places");
                let file = parts.next_element()?.ok_or_else(missing)?;
                let start = parts.next_element()?.ok_or_else(missing)?;
                let end = parts.next_element()?.ok_or_else(missing)?;
                let value = parts.next_element()?.ok_or_else(missing)?;
                Ok(Located { value, span: Span { file: FileId(file), start, end } })
            }
        }

        reader.deserialize_struct(LOCATED, &["file", "start", "end", "value"], Parts(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Items<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
            type Value = Vec<Located<T>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::with_capacity(items.size_hint().unwrap_or_default());
                while let Some(Given(item)) = items.next_element()? {
                    list.extend(item);
                }
                Ok(list)
            }
        }

        reader.deserialize_seq(Items(PhantomData)).map(|items| Self(Some(items)))
    }
}

macro_rules! as_inside {
    ($($type:ident),+) => {$(
        impl<T: JsonSchema> JsonSchema for $type<T> {
            fn inline_schema() -> bool {
                T::inline_schema()
            }

            fn schema_name() -> Cow<'static, str> {
                T::schema_name()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                T::json_schema(generator)
            }
        }
    )+};
}

as_inside!(Located, Given);

impl<T: JsonSchema> JsonSchema for List<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ListOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let item = generator.subschema_for::<T>();
        let list = json_schema!({ "type": "array", "items": &item, "uniqueItems": true });
        if T::json_schema(generator).get("type").and_then(|it| it.as_str()) == Some("object") {
            return list;
        }
        // of a value that has several forms the first one can stand alone
        let alone = item.get("anyOf").and_then(|forms| forms.get(0)).unwrap_or(item.as_value());
        json_schema!({ "anyOf": [alone, list] })
    }
}

//! Objects of JSON as Go's `encoding/json` reads them into structs: it does not know upper from lower case, and of a field
//! that is given twice it takes both, one after the other. What can be read in two ways is refused here.
//!
//! Knows nothing of what the objects describe.

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Error;
use serde_json::value::RawValue;

/// The fields of one object, in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Fields<'j>(Vec<(String, &'j RawValue)>);

impl<'j> Fields<'j> {
    /// Reads an object; `null` is one without fields.
    ///
    /// # Errors
    /// It is something else.
    pub(crate) fn parse(json: &'j str) -> Result<Self, Error> {
        Ok(serde_json::from_str::<Option<Self>>(json)?.unwrap_or_default())
    }

    /// The value of a field; nothing if it is absent or `null`.
    ///
    /// # Errors
    /// Two fields can be taken for it, or it is of another type.
    pub(crate) fn get<T: Deserialize<'j>>(&self, name: &str) -> Result<Option<T>, Error> {
        match self.raw(name)? {
            None => Ok(None),
            Some(raw) => serde_json::from_str::<Option<T>>(raw.get())
                .map_err(|error| Error::custom(format!("its field `{name}`: {error}"))),
        }
    }

    /// The fields of an object in it.
    ///
    /// # Errors
    /// As for [`Fields::get`].
    pub(crate) fn object(&self, name: &str) -> Result<Self, Error> {
        self.raw(name)?.map_or(Ok(Self::default()), |raw| Self::parse(raw.get()))
    }

    /// The fields of each object of a list in it.
    ///
    /// # Errors
    /// As for [`Fields::get`].
    pub(crate) fn objects(&self, name: &str) -> Result<Vec<Self>, Error> {
        let list: Option<Vec<&'j RawValue>> = self.get(name)?;
        list.unwrap_or_default().into_iter().map(|raw| Self::parse(raw.get())).collect()
    }

    fn raw(&self, name: &str) -> Result<Option<&'j RawValue>, Error> {
        let wanted = folded(name);
        let mut same = self.0.iter().filter(|(field, _)| folded(field) == wanted);
        let first = same.next();
        match same.next() {
            Some((second, _)) => {
                Err(Error::custom(format!("its field `{second}` can be taken for another")))
            }
            None => Ok(first.map(|(_, raw)| *raw)),
        }
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}

/// A name as Go compares it: with `foldName` of `encoding/json/fold.go`, of which only this concerns names in ASCII.
pub(crate) fn folded(name: &str) -> String {
    let fold = |c: char| match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        c => c.to_ascii_lowercase(),
    };
    name.chars().map(fold).collect()
}

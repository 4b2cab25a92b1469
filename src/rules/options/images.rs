//! Entries of a deny-list of images: which, and what to take instead. Decides nothing.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use crate::config::{BadValue, Given, Located, SHORT_FORM, from_text, shown};
use crate::image_ref::{Pattern, Reference};
use crate::source::{Span, Text};

/// A forbidden image; its pattern alone is the short form.
#[derive(Debug)]
pub(crate) struct DeniedImage {
    /// None is a wrong one, which was reported at its place.
    image: Option<Pattern>,
    instead: Option<ImageName>,
}

/// An entry as it is written.
#[derive(Debug, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    /// forbidden images
    image: Given<Pattern>,
    /// the image that is offered instead
    #[serde(default, rename = "use")]
    instead: Given<Located<ImageName>>,
}

/// One image, as a Dockerfile names it.
#[derive(Clone, Debug)]
pub(crate) struct ImageName {
    written: String,
    reference: Reference,
}

from_text! {
    ImageName: "image, as a Dockerfile names it", "registry.example.invalid/base/debian:12";
}

impl DeniedImage {
    /// True if the entry forbids the image.
    pub(crate) fn matches(&self, reference: &Reference) -> bool {
        self.image.as_ref().is_some_and(|image| image.matches(reference))
    }

    /// What is forbidden.
    pub(crate) fn image(&self) -> Option<&Pattern> {
        self.image.as_ref()
    }

    /// The image to take instead.
    pub(crate) fn instead(&self) -> Option<&str> {
        self.instead.as_ref().map(|name| name.written.as_str())
    }
}

impl FromStr for ImageName {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        let text = Text::made(written, Span::default());
        match Reference::parse(&text) {
            Ok(reference) => Ok(Self { written: written.to_owned(), reference }),
            Err(error) => Err(BadValue::new(
                format!("`{}` is no image: {error}", shown(written)),
                "write one image, such as `debian:12`",
            )),
        }
    }
}

impl TryFrom<Written> for DeniedImage {
    type Error = BadValue;

    fn try_from(written: Written) -> Result<Self, BadValue> {
        let denied = Self { image: written.image.0, instead: None };
        let Some(Located { value: instead, span }) = written.instead.0 else { return Ok(denied) };
        if denied.matches(&instead.reference) {
            let message = format!("the entry forbids `{}`, too", shown(&instead.written));
            let help = "offer an image that it does not forbid";
            return Err(BadValue::new(message, help).at(span));
        }
        Ok(Self { instead: Some(instead), ..denied })
    }
}

impl<'de> Deserialize<'de> for DeniedImage {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Entry;

        impl<'de> Visitor<'de> for Entry {
            type Value = DeniedImage;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an image, or a table with it")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<DeniedImage, E> {
                let image = text.parse().map_err(E::custom)?;
                Ok(DeniedImage { image: Some(image), instead: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DeniedImage, A::Error> {
                let written = Written::deserialize(MapAccessDeserializer::new(map))?;
                written.try_into().map_err(A::Error::custom)
            }
        }

        reader.deserialize_struct(SHORT_FORM, &["image", "use"], Entry)
    }
}

impl JsonSchema for DeniedImage {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "DeniedImage".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (alone, table) =
            (generator.subschema_for::<Pattern>(), Written::json_schema(generator));
        json_schema!({ "anyOf": [alone, table] })
    }
}

//! What checks of files compare: paths, modes, owners, digests.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};

use crate::config::{BadValue, from_text, shown};
use crate::facts::File;
use crate::pattern::{PathPattern, PathSegments};

/// A pattern of files in a file system, from its root.
#[derive(Clone, Debug)]
pub(crate) struct FilePattern(PathPattern);

/// The permissions of a file, with setuid, setgid and the sticky bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileMode(u32);

/// The SHA-256 of a file in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Sha256(String);

/// The number of a user or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id(u64);

from_text! {
    FilePattern: "pattern of files: without `/` it is tried on the name; `*` stays inside a segment, `**` as a segment is any number of them", "etc/*.conf";
    FileMode: "mode in octal digits, such as `4755`", "4755";
    Sha256: "64 hexadecimal digits, with or without `sha256:` in front", "0000000000000000000000000000000000000000000000000000000000000000";
}

impl FilePattern {
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The longest text that every path has which the pattern stands for.
    pub(super) fn literal(&self) -> &str {
        self.0.literal()
    }

    /// True if the pattern stands for the path of a file in a file system.
    pub(crate) fn matches(&self, path: &PathSegments<'_>) -> bool {
        self.0.matches_in_root(path)
    }
}

impl FromStr for FilePattern {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        if written.split('/').any(|part| matches!(part, "." | "..")) {
            let message = format!("no path has the segment that `{}` has", shown(written));
            return Err(BadValue::new(
                message,
                "write the path from the root, without `.` and `..`",
            ));
        }
        written.parse().map(Self)
    }
}

impl FileMode {
    pub(crate) fn is_of(self, file: &File) -> bool {
        self.0 == file.mode
    }
}

impl FromStr for FileMode {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        let digits = written.bytes().all(|byte| byte.is_ascii_digit());
        let mode = u32::from_str_radix(written, 8).ok().filter(|mode| digits && *mode <= 0o7777);
        mode.map(Self).ok_or_else(|| {
            let message = format!("`{}` is no mode", shown(written));
            BadValue::new(message, "write octal digits up to `7777`, such as `0755`")
        })
    }
}

impl Sha256 {
    pub(crate) fn is_of(&self, file: &File) -> bool {
        file.digest.as_deref().is_some_and(|digest| digest.eq_ignore_ascii_case(&self.0))
    }
}

impl FromStr for Sha256 {
    type Err = BadValue;

    fn from_str(written: &str) -> Result<Self, BadValue> {
        let digits = written.strip_prefix("sha256:").unwrap_or(written);
        if digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Self(digits.to_ascii_lowercase()));
        }
        let message = format!("`{}` is no SHA-256", shown(written));
        Err(BadValue::new(message, "write its 64 hexadecimal digits"))
    }
}

impl Id {
    pub(crate) fn is(self, number: u64) -> bool {
        self.0 == number
    }
}

/// A number, or its digits in a string.
impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = u64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the number of a user or group")
            }

            fn visit_u64<E>(self, number: u64) -> Result<u64, E> {
                Ok(number)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<u64, E> {
                let digits = text.bytes().all(|byte| byte.is_ascii_digit());
                text.parse().ok().filter(|_| digits).ok_or_else(|| {
                    let message = format!("`{}` is no number of a user or group", shown(text));
                    E::custom(BadValue::new(message, "write the number, such as `1000`"))
                })
            }
        }

        let number = reader.deserialize_any(Number)?;
        if number > u64::from(u32::MAX) {
            let message = format!("`{number}` is larger than any number of a user or group");
            return Err(D::Error::custom(BadValue::new(
                message,
                "write a number up to 4294967295",
            )));
        }
        Ok(Self(number))
    }
}

impl JsonSchema for Id {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "description": "number of a user or group", "examples": [1000] })
    }
}

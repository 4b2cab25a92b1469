//! The gate `metadata`: attributes of an image. Messages are those of Anchore Engine to the letter.

use std::cmp::Ordering;

use crate::anchore::pattern::{Expression, Verdict};
use crate::facts::System;

/// A rule of this gate.
#[derive(Debug)]
pub(crate) struct MetadataCheck {
    /// One of [`ATTRIBUTES`].
    pub(crate) attribute: &'static str,
    /// As written.
    pub(crate) check: String,
    /// As written, a size in bytes; empty if the rule has none.
    pub(crate) value: String,
    /// For `like` and `not_like`.
    pub(crate) expression: Option<Expression>,
}

/// The attributes that a rule may name.
pub(crate) const ATTRIBUTES: &[&str] =
    &["size", "architecture", "os_type", "distro", "distro_version", "like_distro", "layer_count"];

/// What is done with them.
pub(crate) const CHECKS: &[&str] =
    &["=", "!=", ">", "<", ">=", "<=", "exists", "not_exists", "like", "not_like", "in", "not_in"];

/// What compares text, and so no size: Anchore Engine fails there.
const TEXTUAL: [&str; 4] = ["like", "not_like", "in", "not_in"];

/// The bytes of a size with its unit; `None` if it is none.
pub(crate) fn bytes(text: &str) -> Option<u128> {
    let units = ["kb", "mb", "gb", "tb"];
    let unit = units.iter().position(|unit| text.ends_with(unit));
    let digits = if unit.is_some() { text.get(..text.len() - 2)? } else { text };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: u128 = digits.parse().ok().filter(|_| is_number)?;
    number.checked_mul(1024_u128.pow(unit.map_or(0, |unit| unit as u32 + 1)))
}

/// What a rule says of an image.
pub(super) fn message(check: &MetadataCheck, system: &System) -> Option<String> {
    let is = attribute(check.attribute, system);
    check.fires(is.as_deref()).then(|| {
        format!(
            "Attribute check for attribute: '{}' check: '{}' check_value: '{}' matched image value: '{}'",
            check.attribute,
            check.check,
            check.value,
            is.as_deref().unwrap_or("None")
        )
    })
}

fn attribute(name: &str, system: &System) -> Option<String> {
    let known = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    match name {
        "size" => system.size.map(|size| size.to_string()),
        "architecture" => known(&system.architecture),
        "os_type" => known(&system.os),
        "distro" => system.release("ID"),
        "distro_version" => system.release("VERSION_ID"),
        "like_distro" => system.release("ID_LIKE"),
        "layer_count" => Some(system.layers.to_string()),
        _ => None,
    }
}

impl MetadataCheck {
    /// What is not known of this image, if that is asked for.
    pub(crate) fn unanswered(&self, system: &System) -> Option<String> {
        let (known, what) = match self.attribute {
            "size" if TEXTUAL.contains(&self.check.as_str()) => {
                return Some(format!(
                    "a size is a number, which `{}` does not compare",
                    self.check
                ));
            }
            "size" => (system.size.is_some(), "size"),
            "architecture" => (!system.architecture.is_empty(), "architecture"),
            "os_type" => (!system.os.is_empty(), "operating system"),
            "layer_count" => (system.layers > 0, "number of layers"),
            "distro" | "distro_version" | "like_distro" => {
                (system.unread_release().is_none(), "distribution")
            }
            _ => (true, ""),
        };
        (!known).then(|| format!("minestop does not know the {what} of this image"))
    }

    fn fires(&self, is: Option<&str>) -> bool {
        let there = is.is_some_and(|is| !is.is_empty() && is != "0");
        match self.check.as_str() {
            "exists" => return there,
            "not_exists" => return !there,
            _ if self.value.is_empty() => return false,
            _ => {}
        }
        let order = is.map(|is| self.compare(is));
        let listed = || self.value.split(',').any(|item| Some(item.trim()) == is);
        match self.check.as_str() {
            "=" => order == Some(Ordering::Equal),
            "!=" => order != Some(Ordering::Equal),
            ">" => order == Some(Ordering::Greater),
            "<" => order == Some(Ordering::Less),
            ">=" => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            "<=" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            "in" => listed(),
            "not_in" => !listed(),
            like => {
                let verdict = self.expression.as_ref().zip(is).map(|(it, is)| it.at_start_of(is));
                // what takes too many steps fires
                match like {
                    "like" => matches!(verdict, Some(Verdict::Match | Verdict::GaveUp)),
                    _ => matches!(verdict, Some(Verdict::NoMatch | Verdict::GaveUp)),
                }
            }
        }
    }

    /// Numbers as numbers, everything else as text.
    fn compare(&self, is: &str) -> Ordering {
        match (self.attribute, is.parse::<u128>(), self.value.trim().parse::<u128>()) {
            ("layer_count" | "size", Ok(is), Ok(wanted)) => is.cmp(&wanted),
            _ => is.cmp(self.value.as_str()),
        }
    }
}

//! From a text or a TOML value to a typed one, with every problem at its place. Knows TOML, not what a policy means.

mod bad_value;
mod deserializer;
mod list;
mod problems;
mod repetitions;

pub(crate) use bad_value::BadValue;
pub(crate) use bad_value::from_text;
pub(crate) use deserializer::{Fields, SHORT_FORM, read, type_name};
pub(crate) use list::{Given, Item, List, Located};
pub(crate) use problems::PolicyError;
pub(crate) use problems::{Problems, listed, nearest, shown};

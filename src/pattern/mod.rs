//! The two wildcard languages of policies, compiled when a policy is loaded.
//!
//! A [`NamePattern`] stands for a name that has no parts: a user, a host, a package, what was found. A [`PathPattern`]
//! stands for something with parts between slashes. Patterns of images are made of both ([`crate::image_ref`]). What
//! looks like another language (braces, brackets, regular expressions) is refused: as text it would never match.

mod check;
mod expression;
mod name;
mod path;

pub(crate) use check::{length, no_other_language};
pub(crate) use expression::{Expression, literal};
pub(crate) use name::NamePattern;
pub(crate) use name::Run;
pub(crate) use path::{Names, PathPattern, PathSegments, Segments};

use crate::config::from_text;

from_text! {
    NamePattern: "pattern: `*` stands for any run of characters, `?` for one", "pool.*.invalid";
    PathPattern: "pattern of paths: `*` stays inside a segment, `**` as a segment is any number of them, `?` is one character", "docs/**";
}

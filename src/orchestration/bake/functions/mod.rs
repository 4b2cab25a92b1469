//! The functions that Bake knows (`hclparser` of `buildx`, `stdlib` of `go-cty`), as far as constants go.

mod codes;
mod lists;
mod logic;
mod texts;

use super::value::Value;
use crate::source::Span;

/// What functions of one kind make of their arguments: the outer nothing for a name that is none of them, the inner one for
/// arguments that it is not worked out for.
type Called = Option<Option<Value>>;

/// Functions of Bake whose results are not worked out: what they depend on is known only when something is built, or nobody
/// makes names with them.
const NOT_WORKED_OUT: [&str; 32] = [
    "absolute",
    "assertnotnull",
    "bcrypt",
    "byteslen",
    "bytesslice",
    "ceil",
    "cidrhost",
    "cidrnetmask",
    "cidrsubnet",
    "cidrsubnets",
    "convert",
    "csvdecode",
    "floor",
    "formatdate",
    "homedir",
    "log",
    "pow",
    "rsadecrypt",
    "semvercmp",
    "sethaselement",
    "setintersection",
    "setproduct",
    "setsubtract",
    "setsymmetricdifference",
    "setunion",
    "sha1",
    "sha512",
    "signum",
    "timeadd",
    "timestamp",
    "unixtimestampparse",
    "uuidv4",
];

/// What a call comes to; nothing for a function that there is not.
pub(super) fn call(name: &str, args: &[Value], span: Span) -> Option<Value> {
    let called = texts::call(name, args, span)
        .or_else(|| lists::call(name, args, span))
        .or_else(|| logic::call(name, args, span))
        .or_else(|| codes::call(name, args, span));
    match called {
        Some(value) => Some(value.unwrap_or(Value::Unknown(span))),
        None => {
            let is_there = NOT_WORKED_OUT.contains(&name) || name == "uuidv5";
            is_there.then_some(Value::Unknown(span))
        }
    }
}

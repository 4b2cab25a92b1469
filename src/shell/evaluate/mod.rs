//! Walks a syntax tree in the order in which a shell would run it and folds what is constant.
//!
//! Knows how words get their values; what single programs do stands in `programs`.

pub(crate) mod arith;
pub(crate) mod assignments;
pub(crate) mod brace;
pub(crate) mod branches;
pub(crate) mod budget;
pub(crate) mod calls;
pub(crate) mod choices;
pub(crate) mod command;
pub(crate) mod conditions;
pub(crate) mod context;
pub(crate) mod expand;
pub(crate) mod flat;
pub(crate) mod functions;
pub(crate) mod give_up;
pub(crate) mod lookup;
pub(crate) mod param;
pub(crate) mod pattern;
pub(crate) mod redirect;
pub(crate) mod repeats;
pub(crate) mod sums;
pub(crate) mod unquoted;
pub(crate) mod vars;
pub(crate) mod walk;
pub(crate) mod walker;

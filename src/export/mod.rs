//! A policy in the languages of clusters and builders: the part that they can enforce by themselves, and a list of the
//! rest.
//!
//! `plan` says what is enforced, once for all of them; one file writes each language. Reads no file and judges nothing.

mod cel;
mod exceptions;
mod kubernetes;
mod language;
mod left_out;
mod literal;
mod plan;
mod rego;
mod source_policy;

use crate::intel::Intel;
use crate::policy::{Date, Policy};

pub(crate) use language::Language;
pub(crate) use left_out::LeftOut;

use plan::Plan;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exported {
    /// The whole text.
    pub(crate) text: String,
    /// What of the policy is not in it.
    pub(crate) left_out: Vec<LeftOut>,
}

/// Writes what `language` can enforce of a policy on the day `today`. `source` says which policy it is.
pub(crate) fn export(
    policy: &Policy,
    intel: &Intel,
    language: Language,
    (today, source): (Date, &str),
) -> Exported {
    let mut plan = Plan::of(policy, intel, language, today);
    let body = match language {
        Language::Kyverno => kubernetes::kyverno(&plan),
        Language::Cel => kubernetes::admission(&plan),
        Language::Rego => rego::write(&plan),
        Language::SourcePolicy => source_policy::write(&mut plan),
    };
    let left_out = left_out::gathered(plan.left_out);
    let head = if language.has_comments() { head(&left_out, today, source) } else { String::new() };
    Exported { text: head + &body, left_out }
}

/// Comments that say where the text comes from and what it leaves out.
fn head(left_out: &[LeftOut], today: Date, source: &str) -> String {
    let mut out = String::new();
    let mut line = |text: &str| out.push_str(&format!("# {}\n", literal::comment(text)));
    line(&format!("What can be enforced here of {source}, written by minestop on {today}."));
    line("Not in here:");
    for it in left_out {
        line(&format!("- {it}"));
    }
    out
}

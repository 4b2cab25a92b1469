//! Exceptions of a policy as words that pass.
//!
//! One that cannot be said is left out: then more is refused than minestop refuses.

use crate::image_ref::{Naming, is_canonical, spelling_of, spellings_like, spellings_of};
use crate::pattern::{Expression, NamePattern};
use crate::policy::{Date, Exception, Policy};
use crate::rules::{Meta, Subject};

/// The rule whose findings tell the canonical name of an image.
const DENIED_IMAGE: &str = "denied-image";

/// What the exceptions of a rule come to.
#[derive(Debug, Default)]
pub(super) struct Excepted<'p> {
    /// One of them accepts whatever the rule reports.
    pub(super) everything: bool,
    /// Patterns of what was found.
    patterns: Vec<&'p NamePattern>,
    /// What cannot be said, and which end some day.
    pub(super) left_out: Vec<String>,
}

/// The exceptions of a rule that hold on the day `today`.
pub(super) fn of<'p>(policy: &'p Policy, rule: &Meta, today: Date) -> Excepted<'p> {
    let mut found = Excepted::default();
    let holds = |it: &&Exception| it.names(rule) && !it.is_expired(today);
    for exception in policy.exceptions().iter().filter(holds) {
        // a key that is not asked here would let more pass than the policy does
        let Exception { span: _, rules: _, files, fingerprints, matching, reason, expires } =
            exception;
        if !files.is_empty() || !fingerprints.is_empty() {
            let what = "an exception for files or single findings accepts nothing here";
            found.left_out.push(format!("{what} ({reason})"));
            continue;
        }
        match matching.as_ref().filter(|pattern| !pattern.is_any()) {
            Some(pattern) => found.patterns.push(pattern),
            None => {
                found.everything = true;
                let what = format!("an exception accepts all of it ({reason})");
                found.left_out.push(what);
            }
        }
        if let Some(last) = expires {
            let what = format!("an exception in here ends on {last}: export again then");
            found.left_out.push(what);
        }
    }
    found
}

impl Excepted<'_> {
    /// The words of a subject that pass, and the patterns of which that cannot be said.
    pub(super) fn words(
        &self,
        rule: &str,
        subject: Subject,
        naming: Naming,
    ) -> (Vec<Expression>, Vec<String>) {
        let (mut found, mut unsaid) = (Vec::new(), Vec::new());
        for pattern in &self.patterns {
            let words = match subject {
                Subject::Image | Subject::Frontend => {
                    images(pattern.as_str(), rule == DENIED_IMAGE, naming)
                }
                Subject::User | Subject::Directory => {
                    Some(vec![Expression::of(pattern.expression())])
                }
                Subject::Program => None,
            };
            match words {
                Some(words) => found.extend(words),
                None => {
                    let shown = pattern.as_str();
                    unsaid.push(format!("the exception for `{shown}` accepts nothing here"));
                }
            }
        }
        (found, unsaid)
    }
}

/// The images that a pattern of an exception means: it is tried on the name as it is written and, if the finding says so,
/// on the canonical name without tag and digest.
fn images(written: &str, by_canonical: bool, naming: Naming) -> Option<Vec<Expression>> {
    match written.contains(['*', '?']) {
        true => spellings_like(written, by_canonical),
        false if by_canonical && is_canonical(written) => Some(spellings_of(written)),
        false => spelling_of(written, naming),
    }
}

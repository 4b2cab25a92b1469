//! What a rule reports: a message, the places that prove it, and one thing to do about it.
//!
//! A finding has no action: whether it stops the build is decided by the policy alone.

use std::borrow::Cow;

use serde::Serialize;

use crate::source::{FileId, Span, Text, UNKNOWN};

/// What the policy does with a finding; a file's verdict is the greatest action in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Action {
    /// Reported at most as a note.
    Go,
    /// Reported; the build goes on.
    Warn,
    /// The build is refused.
    Stop,
}

impl Action {
    /// The word as printed: `STOP`, `WARN` or `GO`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Go => "GO",
            Self::Warn => "WARN",
            Self::Stop => "STOP",
        }
    }
}

/// A place with a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// The place.
    pub(crate) span: Span,
    /// A lower-case fragment; may be empty on the primary label.
    pub(crate) text: Cow<'static, str>,
}

/// What a run comes to, or the judgement of one file; the greater one counts for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// Everything was judged; the greatest action.
    Judged(Action),
    /// Something was not read, so that nothing is known of it.
    Error,
}

impl Verdict {
    /// The word as printed: that of the action, or `ERROR`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Judged(action) => action.word(),
            Self::Error => "ERROR",
        }
    }
}

/// The file that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FileRef {
    /// As in the facts: from the root of the context or image; `archive!path` inside an archive.
    pub(crate) path: String,
    /// Of a file in an image, where it is.
    pub(crate) layer: Option<LayerRef>,
}

/// The layer of an image that a file is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct LayerRef {
    /// From 1, the lowest first.
    pub(crate) number: usize,
    /// How many layers the image has.
    pub(crate) of: usize,
    /// Its digest, or its path in the archive.
    pub(crate) name: String,
    /// The number of a higher layer that deletes the file.
    pub(crate) deleted_by: Option<usize>,
}

impl LayerRef {
    /// A lower-case fragment for people.
    pub(crate) fn describe(&self) -> String {
        let Self { number, of, name, deleted_by } = self;
        let place = format!("in layer {number} of {of}, `{name}`");
        match deleted_by {
            None => place,
            Some(by) => format!("{place}; layer {by} deletes it, but the image still ships it"),
        }
    }
}

/// What exactly matched, for machines: a decoded payload or a known indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Evidence {
    /// Kind of indicator, such as `product`, `pool`, `wallet`, `flag`, `image`.
    pub(crate) kind: &'static str,
    /// The value that matched, after expansion and folding.
    pub(crate) value: String,
    /// Where the knowledge comes from: a source name and a date, or `policy`.
    pub(crate) source: String,
}

/// One report of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The rule's id, such as `mining-pool`.
    pub(crate) rule: &'static str,
    /// A lower-case fragment without a final stop; code in backticks.
    pub(crate) message: String,
    /// The culprit.
    pub(crate) primary: Label,
    /// Other places that explain it (where an ARG was set, which stage uses it).
    pub(crate) related: Vec<Label>,
    /// One action, imperative.
    pub(crate) help: Option<Cow<'static, str>>,
    /// What mends it when it is written in the place of the culprit.
    pub(crate) instead: Option<String>,
    /// Further remarks.
    pub(crate) notes: Vec<String>,
    /// What matched.
    pub(crate) evidence: Option<Evidence>,
    /// The file that it is about; of a finding in a text, that text.
    pub(crate) subject: Option<Box<FileRef>>,
    /// The entry of the policy file that asked for this finding (a deny-list line, a custom check).
    pub(crate) entry: Option<PolicyEntry>,
    /// The rule of an Anchore policy that asked for it.
    pub(crate) check: Option<Box<BundleCheck>>,
}

/// What a finding is in the words of an Anchore policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BundleCheck {
    /// The gate, such as `dockerfile`.
    pub(crate) gate: &'static str,
    /// The trigger, such as `instruction`.
    pub(crate) trigger: &'static str,
    /// By which exceptions name the match: as Anchore computes it, from gate, trigger and message.
    pub(crate) trigger_id: String,
    /// The rule set or policy, and the rule in it.
    pub(crate) rule: String,
    /// The exception that takes it out of the verdict, and its reason.
    pub(crate) allowed: Option<(Span, String)>,
}

/// A line of the policy file that led to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PolicyEntry {
    /// Its place.
    pub(crate) span: Span,
    /// The action that it names for itself.
    pub(crate) action: Option<Action>,
}

impl Finding {
    /// A finding of `rule` that underlines `span`.
    pub(crate) fn new(rule: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: readable(message.into()),
            primary: Label { span, text: Cow::Borrowed("") },
            related: Vec::new(),
            help: None,
            instead: None,
            notes: Vec::new(),
            evidence: None,
            subject: None,
            entry: None,
            check: None,
        }
    }

    /// The same, told from the text that the file `from` was made of.
    #[must_use]
    pub(crate) fn moved(mut self, from: FileId, text: &Text) -> Self {
        let place = |span: &mut Span| {
            if span.file == from {
                *span = text.span_of(span.range());
            }
        };
        let range = self.primary.span.range();
        let origins = if self.primary.span.file == from { text.origins(range) } else { Vec::new() };
        place(&mut self.primary.span);
        self.related.iter_mut().for_each(|label| place(&mut label.span));
        self.origins(origins)
    }

    /// Sets the file that it is about.
    #[must_use]
    pub(crate) fn about(mut self, file: FileRef) -> Self {
        self.subject = Some(Box::new(file));
        self
    }

    /// Sets the remark under the culprit.
    #[must_use]
    pub(crate) fn because(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.primary.text = readable_label(text.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub(crate) fn label(mut self, span: Span, text: impl Into<Cow<'static, str>>) -> Self {
        self.related.push(Label { span, text: readable_label(text.into()) });
        self
    }

    /// Adds the places where the variables inside the culprit were set.
    #[must_use]
    pub(crate) fn origins(mut self, origins: Vec<Span>) -> Self {
        for span in origins {
            self = self.label(span, "the value comes from here");
        }
        self
    }

    /// Sets the help line.
    #[must_use]
    pub(crate) fn help(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(readable_label(text.into()));
        self
    }

    /// Sets what to write in the place of the culprit.
    #[must_use]
    pub(crate) fn instead(mut self, text: impl Into<String>) -> Self {
        self.instead = Some(text.into());
        self
    }

    /// Adds a note.
    #[must_use]
    pub(crate) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(readable(text.into()));
        self
    }

    /// Sets what matched.
    #[must_use]
    pub(crate) fn evidence(
        mut self,
        kind: &'static str,
        value: impl Into<String>,
        source: impl Into<String>,
    ) -> Self {
        let value = value.into().replace(UNKNOWN, UNKNOWN_PART);
        self.evidence = Some(Evidence { kind, value, source: source.into() });
        self
    }
}

/// Stands in reports for a part of a word that is not known before the build runs.
const UNKNOWN_PART: &str = "…";

/// The text without the placeholder for what is not known: readers have no glyph for it.
fn readable(text: String) -> String {
    if !text.contains(UNKNOWN) {
        return text;
    }
    let whole = format!("`{UNKNOWN}`");
    text.replace(&whole, "a value that is not known").replace(UNKNOWN, UNKNOWN_PART)
}

fn readable_label(text: Cow<'static, str>) -> Cow<'static, str> {
    if text.contains(UNKNOWN) { Cow::Owned(readable(text.into_owned())) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_placeholder_reaches_a_reader() {
        let message = format!("`sh` runs `{UNKNOWN}` from `h/{UNKNOWN}/x`");
        let finding = Finding::new("rule", Span::default(), message).note(UNKNOWN.to_string());
        assert_eq!(finding.message, "`sh` runs a value that is not known from `h/…/x`");
        assert_eq!(finding.notes, ["…"]);
    }
}

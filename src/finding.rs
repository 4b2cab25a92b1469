//! What a rule reports: a message, the places that prove it, and one thing to do about it.
//!
//! A finding has no action: whether it stops the build is decided by the policy alone.

use std::borrow::Cow;

use serde::Serialize;

use crate::source::Span;

/// What the policy does with a finding; a file's verdict is the greatest action in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Action {
    /// Reported at most as a note.
    Go,
    /// Reported; the build goes on.
    Warn,
    /// The build is refused.
    Stop,
}

impl Action {
    /// The word as printed: `STOP`, `WARN` or `GO`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Go => "GO",
            Self::Warn => "WARN",
            Self::Stop => "STOP",
        }
    }
}

/// A place with a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A lower-case fragment; may be empty on the primary label.
    pub text: Cow<'static, str>,
}

/// What a run comes to, or the judgement of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything was judged; the greatest action.
    Judged(Action),
    /// Something was not read, so that nothing is known of it.
    Error,
}

impl Verdict {
    /// The word as printed: that of the action, or `ERROR`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Judged(action) => action.word(),
            Self::Error => "ERROR",
        }
    }
}

/// The file that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRef {
    /// As in the facts: from the root of the context or image; `archive!path` inside an archive.
    pub path: String,
    /// Of a file in an image, where it is.
    pub layer: Option<LayerRef>,
}

/// The layer of an image that a file is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerRef {
    /// From 1, the lowest first.
    pub number: usize,
    /// How many layers the image has.
    pub of: usize,
    /// Its digest, or its path in the archive.
    pub name: String,
    /// The number of a higher layer that deletes the file.
    pub deleted_by: Option<usize>,
}

impl LayerRef {
    /// A lower-case fragment for people.
    pub fn describe(&self) -> String {
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
pub struct Evidence {
    /// Kind of indicator, such as `product`, `pool`, `wallet`, `flag`, `image`.
    pub kind: &'static str,
    /// The value that matched, after expansion and folding.
    pub value: String,
    /// Where the knowledge comes from: a source name and a date, or `policy`.
    pub source: String,
}

/// One report of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id, such as `mining-pool`.
    pub rule: &'static str,
    /// A lower-case fragment without a final stop; code in backticks.
    pub message: String,
    /// The culprit.
    pub primary: Label,
    /// Other places that explain it (where an ARG was set, which stage uses it).
    pub related: Vec<Label>,
    /// One action, imperative.
    pub help: Option<Cow<'static, str>>,
    /// Further remarks.
    pub notes: Vec<String>,
    /// What matched.
    pub evidence: Option<Evidence>,
    /// The file that it is about; of a finding in a text, that text.
    pub subject: Option<Box<FileRef>>,
    /// The entry of the policy file that asked for this finding (a deny-list line, a check of one's own).
    pub entry: Option<PolicyEntry>,
    /// The rule of an Anchore policy that asked for it.
    pub check: Option<Box<BundleCheck>>,
}

/// What a finding is in the words of an Anchore policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleCheck {
    /// The gate, such as `dockerfile`.
    pub gate: &'static str,
    /// The trigger, such as `instruction`.
    pub trigger: &'static str,
    /// By which exceptions name the match: as Anchore computes it, from gate, trigger and message.
    pub trigger_id: String,
    /// The rule set or policy, and the rule in it.
    pub rule: String,
    /// The exception that takes it out of the verdict, and its reason.
    pub allowed: Option<(Span, String)>,
}

/// A line of the policy file that led to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyEntry {
    /// Its place.
    pub span: Span,
    /// The action that it names for itself.
    pub action: Option<Action>,
}

impl Finding {
    /// A finding of `rule` that underlines `span`.
    pub fn new(rule: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            primary: Label { span, text: Cow::Borrowed("") },
            related: Vec::new(),
            help: None,
            notes: Vec::new(),
            evidence: None,
            subject: None,
            entry: None,
            check: None,
        }
    }

    /// Sets the file that it is about.
    #[must_use]
    pub fn about(mut self, file: FileRef) -> Self {
        self.subject = Some(Box::new(file));
        self
    }

    /// Sets the remark under the culprit.
    #[must_use]
    pub fn because(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<Cow<'static, str>>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Adds the places where the variables inside the culprit were set.
    #[must_use]
    pub fn origins(mut self, origins: Vec<Span>) -> Self {
        for span in origins {
            self = self.label(span, "the value comes from here");
        }
        self
    }

    /// Sets the help line.
    #[must_use]
    pub fn help(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Sets what matched.
    #[must_use]
    pub fn evidence(
        mut self,
        kind: &'static str,
        value: impl Into<String>,
        source: impl Into<String>,
    ) -> Self {
        self.evidence = Some(Evidence { kind, value: value.into(), source: source.into() });
        self
    }
}

//! A bundle over the facts of one build or image: which mapping counts, what its rules find, what is excepted.
//!
//! Order of decisions: denied image, allowed image, then the rules of the first mapping that matches.

use std::cell::OnceCell;

use md5::{Digest as _, Md5};

use super::Reading;
use super::bundle::{Bundle, BundleRule, RuleSet};
use super::content_search::ContentSearch;
use super::exceptions::Exceptions;
use super::gates::dockerfile::Subject;
use super::gates::{self, Check, files};
use super::image_lists::Part;
use super::image_name::ImageName;
use crate::facts::{Facts, File, REST};
use crate::finding::{Action, BundleCheck, Finding, PolicyEntry};
use crate::intel::to_hex;
use crate::source::{FileId, Sources, Span};

const RULE: &str = "anchore-policy";

/// Which part of a bundle is for an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Number of the mapping; `None` if none matches.
    pub(crate) mapping: Option<usize>,
    /// Number of the entry of the allowed images.
    pub(crate) allowed: Option<usize>,
    /// Place and text of the entry of the denied images.
    pub(crate) denied: Option<(Span, String)>,
}

impl Choice {
    /// True if nothing of the bundle is for the image.
    pub(crate) fn is_empty(&self) -> bool {
        self.mapping.is_none() && self.allowed.is_none() && self.denied.is_none()
    }
}

/// Why no part of a bundle can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ChoiceError {
    /// The mappings ask for the name of the image, which is not known.
    #[error("this policy chooses its rules by the name of the image, which is not known")]
    NoName,
    /// Anchore Engine fails where a rule asks for a part that the name does not have.
    #[error(
        "the rule `{rule}` asks for the {part} of the image, and its name has none: Anchore Engine fails there"
    )]
    Lacks {
        /// The rule for images: registry, repository and the rest.
        rule: String,
        /// What the name does not say.
        part: Part,
    },
}

/// A bundle ready to judge one image, or what may become one.
#[derive(Debug)]
pub(crate) struct Judge {
    bundle: Bundle,
    choice: Choice,
    exceptions: Exceptions,
    reading: Reading,
    /// Rules that cannot be judged stop.
    strict: bool,
    /// Seconds since 1970.
    now: i64,
    /// Facts about the finished image come in a later run: their lack is no finding.
    later: bool,
    /// What is looked for in files.
    search: Option<ContentSearch>,
}

impl Bundle {
    /// Chooses by the image's name; without one only a mapping for all images counts.
    ///
    /// # Errors
    /// The mappings cannot be decided.
    pub(crate) fn choose(
        &self,
        image: Option<&ImageName>,
        reading: Reading,
    ) -> Result<Choice, ChoiceError> {
        let Some(image) = image else {
            let all = self.mappings.iter().position(|mapping| mapping.images.is_for_all());
            return match all {
                None if !self.mappings.is_empty() => Err(ChoiceError::NoName),
                mapping => Ok(Choice { mapping, ..Choice::default() }),
            };
        };
        if reading == Reading::Anchore {
            self.check_as_anchore(image)?;
        }
        let denied = match reading {
            Reading::Exact => self.denies(image),
            Reading::Anchore => self.denied.iter().find(|rule| rule.matches(image)),
        };
        Ok(Choice {
            mapping: self.mappings.iter().position(|mapping| mapping.images.matches(image)),
            allowed: self.allowed.iter().position(|rule| rule.matches(image)),
            denied: denied.map(|rule| (rule.span, rule.shown())),
        })
    }

    /// Anchore Engine tries every rule, also behind the first that matches. Its lists may ask for a digest or an id that
    /// is not known: nothing is equal to that.
    fn check_as_anchore(&self, image: &ImageName) -> Result<(), ChoiceError> {
        let mappings = self.mappings.iter().map(|mapping| (&mapping.images, false));
        let lists = self.allowed.iter().chain(&self.denied).map(|rule| (rule, true));
        for (rule, is_listed) in mappings.chain(lists) {
            match rule.lacking(image) {
                Some(Part::Digest | Part::Id) if is_listed => {}
                Some(part) => return Err(ChoiceError::Lacks { rule: rule.shown(), part }),
                None => {}
            }
        }
        Ok(())
    }
}

impl Judge {
    /// A judge for an image.
    ///
    /// # Errors
    /// The mappings cannot be decided.
    pub(crate) fn new(
        bundle: Bundle,
        image: Option<&ImageName>,
        reading: Reading,
        strict: bool,
        now: i64,
    ) -> Result<Self, ChoiceError> {
        let choice = bundle.choose(image, reading)?;
        let exceptions = Exceptions::of(&bundle, choice.mapping);
        Ok(Self { bundle, choice, exceptions, reading, strict, now, later: false, search: None })
    }

    /// The same judge with the list of what is looked for in files.
    #[must_use]
    pub(crate) fn with_search(self, search: Option<ContentSearch>) -> Self {
        Self { search, ..self }
    }

    /// What is looked for in files, if a rule asks for it.
    pub(crate) fn search(&self) -> Option<&ContentSearch> {
        let asks = || self.rules().any(|(_, rule)| matches!(rule.check, Check::Content { .. }));
        self.search.as_ref().filter(|_| asks())
    }

    /// The same judge for a build, whose image is looked at when it is finished.
    #[must_use]
    pub(crate) fn for_a_build(self) -> Self {
        Self { later: true, ..self }
    }

    /// True if a rule asks what only a finished image answers.
    pub(crate) fn asks_for_system(&self) -> bool {
        self.rules().any(|(_, rule)| rule.check.is_about_the_system())
    }

    /// True if a rule asks how large the image is.
    pub(crate) fn asks_for_size(&self) -> bool {
        let asks = |check: &Check| matches!(check, Check::Metadata(it) if it.attribute == "size");
        self.rules().any(|(_, rule)| asks(&rule.check))
    }

    /// What was chosen from it.
    pub(crate) fn choice(&self) -> &Choice {
        &self.choice
    }

    /// True if a rule has something to say of a file, if only that it is there.
    pub(crate) fn speaks_of(&self, file: &File) -> bool {
        self.rules().any(|(_, rule)| {
            !files::messages(&rule.check, file, true).is_empty()
                || files::is_about(&rule.check, file)
        })
    }

    /// The files whose checksum a rule compares, as the rules name them.
    pub(crate) fn compared_files(&self) -> impl Iterator<Item = &str> {
        self.rules().filter_map(|(_, rule)| match &rule.check {
            Check::FileAttributes(it) if it.checksum.is_some() => Some(it.filename.as_str()),
            _ => None,
        })
    }

    /// Everything that the bundle says of the facts; `file` is the text that they point into.
    pub(crate) fn findings(&self, facts: &Facts, sources: &Sources, file: FileId) -> Vec<Finding> {
        let by_line = self.reading == Reading::Anchore;
        let subject = Subject { facts, sources, file, by_line, lines: OnceCell::new() };
        let mut found = self.image_findings(&subject);
        for (set, rule) in self.rules() {
            if let Some(why) = self.unanswered(rule, facts) {
                found.push(self.not_judged(set, rule, why));
                // what was read still counts
                if !matches!(rule.check, Check::Package(_)) && !rule.check.is_about_files() {
                    continue;
                }
            }
            for (span, message) in matches(rule, &subject) {
                found.push(self.finding(set, rule, span, message));
            }
            for (file, message) in file_matches(rule, &subject) {
                let finding = self.finding(set, rule, file.span, message);
                found.push(finding.about(file.reference()));
            }
        }
        found
    }

    /// The rules of the chosen mapping with their sets, in order.
    fn rules(&self) -> impl Iterator<Item = (&RuleSet, &BundleRule)> {
        let mapping = self.choice.mapping.and_then(|number| self.bundle.mappings.get(number));
        let numbers = mapping.into_iter().flat_map(|mapping| mapping.rule_sets.iter());
        let sets = numbers.filter_map(|number| self.bundle.rule_sets.get(*number));
        sets.flat_map(|set| set.rules.iter().map(move |rule| (set, rule)))
    }

    /// Why nothing can be said about a rule, if so.
    fn unanswered(&self, rule: &BundleRule, facts: &Facts) -> Option<String> {
        let (gate, trigger) = (rule.gate, rule.trigger);
        match &facts.system {
            _ if matches!(rule.check, Check::NotJudged) => {
                Some(format!("minestop does not judge `{gate}` `{trigger}`"))
            }
            _ if matches!(rule.check, Check::Content { .. }) && self.search.is_none() => {
                let what = "nothing says what is looked for in files: `--content-search FILE`";
                Some(what.to_owned())
            }
            _ if rule.check.is_about_files() => {
                let is_cut = facts.files.iter().any(|file| file.path == REST);
                is_cut.then(|| "minestop could not read all files".to_owned())
            }
            _ if !rule.check.is_about_the_system() => None,
            Some(system) => rule.check.unanswered(system),
            None if self.later => None,
            None => Some(format!("only a finished image answers `{gate}` `{trigger}`")),
        }
    }

    fn not_judged(&self, set: &RuleSet, rule: &BundleRule, why: String) -> Finding {
        let action = if self.strict { Action::Stop } else { Action::Warn };
        let trigger_id = trigger_id(rule.gate, rule.trigger, &why);
        report(set, rule, rule.span, why, (action, trigger_id, None))
    }

    fn finding(&self, set: &RuleSet, rule: &BundleRule, span: Span, message: String) -> Finding {
        let trigger_id = match rule.check {
            Check::Always => "always".to_owned(),
            _ => trigger_id(rule.gate, rule.trigger, &message),
        };
        let allowed = self.allowed(rule.gate, &trigger_id);
        report(set, rule, span, message, (rule.action, trigger_id, allowed))
    }

    /// The list or exception that takes a match out of the verdict: its place and the reason.
    pub(crate) fn allowed(&self, gate: &str, trigger_id: &str) -> Option<(Span, String)> {
        if self.choice.denied.is_some() {
            return None;
        }
        if let Some(entry) = self.choice.allowed.and_then(|number| self.bundle.allowed.get(number))
        {
            return Some((entry.span, format!("the image is allowed as `{}`", entry.shown())));
        }
        let (list, item) = self.exceptions.covering(&self.bundle, gate, trigger_id, self.now)?;
        let reason = item.description.clone();
        Some((item.span, reason.unwrap_or_else(|| format!("allowlist `{}`", list.name))))
    }

    /// What the lists of images and the mappings say by themselves.
    fn image_findings(&self, subject: &Subject<'_>) -> Vec<Finding> {
        let start = Span::new(subject.file, 0, 0);
        let mut found = Vec::new();
        let mut add = |span, trigger, message: String, entry: Option<Span>, action| {
            let mut finding = Finding::new(RULE, span, message);
            let entry = entry.unwrap_or_default();
            finding.entry = Some(PolicyEntry { span: entry, action: Some(action) });
            finding.check = Some(Box::new(BundleCheck {
                gate: "images",
                trigger,
                trigger_id: String::new(),
                rule: "image lists".to_owned(),
                allowed: None,
            }));
            found.push(finding);
        };
        if let Some((entry, shown)) = &self.choice.denied {
            add(
                start,
                "denied",
                format!("the image is denied as `{shown}`"),
                Some(*entry),
                Action::Stop,
            );
        }
        if self.choice.mapping.is_none() {
            let message = "no mapping of the policy is for this image: none of its rules apply";
            add(start, "mappings", message.to_owned(), None, Action::Go);
        }
        if self.reading == Reading::Exact {
            for image in &subject.facts.images {
                let name = ImageName::of_image(&image.text);
                if let Some(entry) = self.bundle.denies(&name) {
                    let message = format!(
                        "the image `{}` is denied as `{}`",
                        image.text.as_str(),
                        entry.shown()
                    );
                    add(image.text.span(), "denied", message, Some(entry.span), Action::Stop);
                }
            }
        }
        found
    }
}

/// What a rule says, as a finding.
fn report(
    set: &RuleSet,
    rule: &BundleRule,
    span: Span,
    message: String,
    (action, trigger_id, allowed): (Action, String, Option<(Span, String)>),
) -> Finding {
    let mut finding = Finding::new(RULE, span, message);
    finding.help = rule.recommendation.clone().map(Into::into);
    finding.entry = Some(PolicyEntry { span: rule.span, action: Some(action) });
    let name =
        if rule.id.is_empty() { set.name.clone() } else { format!("{}/{}", set.name, rule.id) };
    finding.check = Some(Box::new(BundleCheck {
        gate: rule.gate,
        trigger: rule.trigger,
        trigger_id,
        rule: name,
        allowed,
    }));
    finding
}

fn matches(rule: &BundleRule, subject: &Subject<'_>) -> Vec<(Span, String)> {
    let start = Span::new(subject.file, 0, 0);
    match &rule.check {
        Check::Always => vec![(start, "Unconditional trigger match".to_owned())],
        check => {
            let mut found = gates::dockerfile::matches(check, subject);
            let system = subject.facts.system.iter();
            let said = system.flat_map(|system| check.messages(system));
            found.extend(said.map(|message| (start, message)));
            let mut files = subject.facts.files.iter().chain(&subject.facts.entries);
            let mut is_there = || files.any(|file| !file.gone && files::is_about(check, file));
            if subject.facts.whole_file_system.is_some()
                && let Some(message) = files::missing(check)
                && !is_there()
            {
                found.push((start, message));
            }
            found
        }
    }
}

/// What a rule says of single files.
fn file_matches<'s>(rule: &BundleRule, subject: &Subject<'s>) -> Vec<(&'s File, String)> {
    let files = subject.facts.files.iter().chain(&subject.facts.entries);
    let said = files.flat_map(|file| {
        let messages = files::messages(&rule.check, file, !subject.by_line).into_iter();
        messages.map(move |message| (file, message))
    });
    said.collect()
}

/// MD5 of gate, trigger and message, in hexadecimal digits.
fn trigger_id(gate: &str, trigger: &str, message: &str) -> String {
    let digest =
        Md5::new().chain_update(gate).chain_update(trigger).chain_update(message).finalize();
    to_hex(&digest)
}

//! What a policy says: a setting for every rule, in layers, and the keys that concern them all.
//!
//! Layers, later ones win: the preset, the policy file, the command line. Reads no text and decides nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::docs_url::DocsUrl;
use super::modes::{BuildPolicy, FailOn, InlineMode, Preset};
use super::strictness::Strict as _;
use super::{DecidedBy, Exception, FileChoice, Indicators};
use crate::config::Item;
use crate::config::{nearest, shown};
use crate::finding::Action;
use crate::rules::{self, Build, Group, Meta, Rule, Setting};
use crate::source::Span;

const SYNTAX_ERROR: &str = "syntax-error";

/// A name on the command line that is no rule, no group and not `all`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown rule `{name}`{}", .suggestion.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default())]
pub(crate) struct UnknownRule {
    /// The name as written, cut when long.
    pub(crate) name: String,
    /// What was probably meant.
    pub(crate) suggestion: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub(super) struct RulePolicy {
    pub(super) meta: &'static Meta,
    pub(super) setting: Setting,
    pub(super) by: DecidedBy,
    /// The rule with its options; none for what the policy itself reports.
    pub(super) rule: Option<Arc<dyn Rule>>,
    /// The same rule as the policies have it that this one extends, where it adds to their options: they go on judging.
    pub(super) inherited: Vec<Arc<dyn Rule>>,
    /// The options, those of extended policies first.
    pub(super) options: Vec<OptionLine>,
}

/// Where a policy file sets an option.
#[derive(Clone, Debug)]
pub(super) struct OptionLine {
    pub(super) name: String,
    pub(super) key: Span,
    pub(super) value: Span,
}

/// A whole policy: what happens to what each rule finds.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(super) preset: Preset,
    pub(super) rules: BTreeMap<&'static str, RulePolicy>,
    pub(super) inline: InlineMode,
    pub(super) fail_on: FailOn,
    pub(super) require_expiry: bool,
    /// What those may change that extend it.
    pub(super) free: BTreeSet<String>,
    /// Which line decided a key beside those of rules.
    pub(super) keys: BTreeMap<&'static str, Span>,
    pub(super) upstream: Option<Item>,
    pub(super) build_policy: BuildPolicy,
    pub(super) image_name_from_build: bool,
    pub(super) attest: bool,
    pub(super) docs_url: Option<DocsUrl>,
    pub(super) files: FileChoice,
    pub(super) exceptions: Vec<Exception>,
    pub(super) indicators: Indicators,
    pub(super) indicator_files: Vec<Item>,
    by_preset: DecidedBy,
}

impl Policy {
    /// A built-in policy for all rules of minestop.
    pub(crate) fn preset(preset: Preset) -> Self {
        Self::preset_for(preset, rules::known_rules())
    }

    /// A built-in policy for a list of rules.
    pub(crate) fn preset_for(
        preset: Preset,
        rules: impl IntoIterator<Item = &'static Meta>,
    ) -> Self {
        let rules = rules.into_iter().map(|meta| {
            let rule = RulePolicy {
                meta,
                setting: preset.setting(meta),
                by: DecidedBy::Preset(preset),
                rule: meta.build.map(Build::without_options),
                inherited: Vec::new(),
                options: Vec::new(),
            };
            (meta.id, rule)
        });
        Self {
            preset,
            rules: rules.collect(),
            inline: InlineMode::default(),
            fail_on: FailOn::default(),
            require_expiry: false,
            free: BTreeSet::new(),
            keys: BTreeMap::new(),
            upstream: None,
            build_policy: BuildPolicy::default(),
            image_name_from_build: false,
            attest: false,
            docs_url: None,
            files: FileChoice::default(),
            exceptions: Vec::new(),
            indicators: Indicators::default(),
            indicator_files: Vec::new(),
            by_preset: DecidedBy::Preset(preset),
        }
    }

    /// The policy under a bundle of somebody else's format: only these rules run.
    pub(crate) fn only(rules: &[&str]) -> Self {
        let mut policy = Self::preset(Preset::default());
        for rule in policy.rules.values_mut().filter(|rule| !rules.contains(&rule.meta.id)) {
            rule.setting = Setting::Off;
        }
        policy
    }

    /// The preset that everything else is laid over.
    pub(crate) fn base(&self) -> Preset {
        self.preset
    }

    /// Whether a rule runs, and with which action. An id that is no rule stops: a gate fails closed.
    pub(crate) fn setting(&self, rule: &str) -> Setting {
        self.rules.get(rule).map_or(Setting::On(Action::Stop), |rule| rule.setting)
    }

    /// Which layer gave [`Policy::setting`].
    pub(crate) fn decided_by(&self, rule: &str) -> &DecidedBy {
        self.rules.get(rule).map_or(&self.by_preset, |rule| &rule.by)
    }

    /// A rule with the options that the policy file sets for it, as often as it judges: first as the policies have it that
    /// this one extends.
    pub(crate) fn asked(&self, rule: &str) -> impl Iterator<Item = &dyn Rule> {
        let rules = self.rules.get(rule).into_iter();
        rules.flat_map(|it| it.inherited.iter().chain(&it.rule)).map(AsRef::as_ref)
    }

    /// Lays a preset over the policy that is extended: what a preset has set follows it, what a policy file has set
    /// only gets stricter.
    pub(super) fn lay_preset(&mut self, preset: Preset) {
        for rule in self.rules.values_mut() {
            let setting = preset.setting(rule.meta);
            let by_preset = matches!(rule.by, DecidedBy::Preset(_));
            if by_preset || rule.setting.is_looser_than(setting) {
                rule.setting = setting;
                rule.by = DecidedBy::Preset(preset);
            }
        }
        self.preset = preset;
        self.by_preset = DecidedBy::Preset(preset);
    }

    /// What ignore comments may do.
    pub(crate) fn inline(&self) -> InlineMode {
        self.inline
    }

    /// Which verdict fails the run.
    pub(crate) fn fail_on(&self) -> FailOn {
        self.fail_on
    }

    /// The image of the frontend that a gate lets do the work, a valid reference; the one inside BuildKit if `None`.
    pub(crate) fn upstream(&self) -> Option<&str> {
        self.upstream.as_ref().map(|item| item.value.as_str())
    }

    /// What a policy may do that a build brings along.
    pub(crate) fn build_policy(&self) -> BuildPolicy {
        self.build_policy
    }

    /// Whether a build may say what its image will be called: an Anchore policy chooses its rules by that.
    pub(crate) fn image_name_from_build(&self) -> bool {
        self.image_name_from_build
    }

    /// Whether an image that a gate lets pass carries the verdict as an attestation.
    pub(crate) fn attest(&self) -> bool {
        self.attest
    }

    /// Where the owner has pages about the rules.
    pub(crate) fn docs_url(&self) -> Option<&DocsUrl> {
        self.docs_url.as_ref()
    }

    /// Which files a search takes in and leaves out.
    pub(crate) fn files(&self) -> &FileChoice {
        &self.files
    }

    /// The exceptions, in the order of the file.
    pub(crate) fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// What the organisation itself knows about miners.
    pub(crate) fn indicators(&self) -> &Indicators {
        &self.indicators
    }

    /// Adds the indicators of a file that [`Policy::indicator_files`] names.
    pub(crate) fn add_indicators(&mut self, more: Indicators) {
        self.indicators.append(more);
    }

    /// Paths of further indicator files, relative to the policy file. Somebody with a disk reads them.
    pub(crate) fn indicator_files(&self) -> &[Item] {
        &self.indicator_files
    }

    /// The setting of the command line for a rule, a group of rules or `all`; the last call wins.
    ///
    /// A rule named by its id runs from now on. A group and `all` mean the rules that run anyway: they turn no rule
    /// on.
    pub(crate) fn override_setting(
        &mut self,
        name: &str,
        setting: Setting,
    ) -> Result<(), UnknownRule> {
        if let Some(rule) = self.rules.get_mut(name) {
            rule.command(setting);
            return Ok(());
        }
        let group = Group::ALL.into_iter().find(|group| group.name() == name);
        if group.is_none() && name != "all" {
            return Err(self.unknown(name));
        }
        for rule in self.rules.values_mut() {
            let meant = group.is_none_or(|group| rule.meta.group == group);
            if meant && rule.setting != Setting::Off {
                rule.command(setting);
            }
        }
        Ok(())
    }

    /// Turns everything off but these rules and groups; none means that nothing changes. A rule named by its id runs, as
    /// in `locked-down` if it was off. `syntax-error` always stays: what was not understood is never GO.
    pub(crate) fn keep_only(&mut self, names: &[String]) -> Result<(), UnknownRule> {
        if names.is_empty() {
            return Ok(());
        }
        let is_group =
            |name: &String| name == "all" || Group::ALL.iter().any(|it| it.name() == name);
        let is_known = |name: &&String| is_group(name) || self.rules.contains_key(name.as_str());
        if let Some(unknown) = names.iter().find(|name| !is_known(name)) {
            return Err(self.unknown(unknown));
        }
        for rule in self.rules.values_mut() {
            let (id, group) = (rule.meta.id, rule.meta.group.name());
            let is_named = names.iter().any(|name| name == id);
            let in_group = names.iter().any(|name| name == "all" || name == group);
            match (is_named, rule.setting) {
                (true, Setting::Off) => rule.command(match rule.meta.locked_down {
                    Setting::Off => Setting::On(Action::Stop),
                    on @ Setting::On(_) => on,
                }),
                (false, _) if !in_group && id != SYNTAX_ERROR => rule.command(Setting::Off),
                _ => {}
            }
        }
        Ok(())
    }

    fn unknown(&self, name: &str) -> UnknownRule {
        let names = self.rules.keys().copied().chain(Group::ALL.into_iter().map(Group::name));
        UnknownRule { name: shown(name), suggestion: nearest(name, names.chain(["all"])) }
    }
}

impl RulePolicy {
    fn command(&mut self, setting: Setting) {
        self.setting = setting;
        self.by = DecidedBy::CommandLine;
    }
}

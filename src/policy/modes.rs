//! The settings of a policy that are one of a few words.

use super::strictness::Strict;
use crate::finding::Action;
use crate::rules::{Meta, Setting};

/// A built-in policy to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Preset {
    /// Miner evidence stops; an ordinary Dockerfile is quiet.
    #[default]
    Default,
    /// The full line of defence: trusted images only, no installs, no transfers.
    LockedDown,
}

/// What a `# minestop: ignore[…]` comment may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum InlineMode {
    /// Nothing.
    #[default]
    Forbid,
    /// Silence a WARN or a GO, never a STOP.
    LowerWarn,
    /// Silence everything.
    Allow,
}

/// The smallest verdict at which a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum FailOn {
    /// Only STOP.
    #[default]
    Stop,
    /// WARN and STOP.
    Warn,
    /// Nothing: report only.
    Never,
}

/// What a policy may do that a build brings along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum BuildPolicy {
    /// Nothing: the build is refused.
    #[default]
    Forbid,
    /// It judges as well: the build is refused if either policy refuses it.
    Tighten,
    /// It judges instead of the policy of the gate.
    Replace,
}

macro_rules! words {
    ($type:ty { $($word:literal => $variant:ident),+ $(,)? }) => {
        #[allow(dead_code, reason = "not every word is shown")]
        impl $type {
            /// Every word that a policy file and the command line may write for it.
            pub(crate) const WORDS: &[&str] = &[$($word),+];

            /// The word for it.
            pub(crate) fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// What a word stands for.
            pub(crate) fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

words!(Preset { "default" => Default, "locked-down" => LockedDown });
words!(InlineMode { "forbid" => Forbid, "lower-warn" => LowerWarn, "allow" => Allow });
words!(BuildPolicy { "forbid" => Forbid, "tighten" => Tighten, "replace" => Replace });
words!(FailOn { "stop" => Stop, "warn" => Warn, "never" => Never });

impl Strict for Preset {
    fn strictness(self) -> u8 {
        u8::from(self == Self::LockedDown)
    }
}

impl Strict for InlineMode {
    fn strictness(self) -> u8 {
        match self {
            Self::Allow => 0,
            Self::LowerWarn => 1,
            Self::Forbid => 2,
        }
    }
}

impl Strict for FailOn {
    fn strictness(self) -> u8 {
        match self {
            Self::Never => 0,
            Self::Stop => 1,
            Self::Warn => 2,
        }
    }
}

impl Preset {
    /// The preset's setting for a rule.
    pub(crate) fn setting(self, meta: &Meta) -> Setting {
        match self {
            Self::Default => meta.default,
            Self::LockedDown => meta.locked_down,
        }
    }
}

impl FailOn {
    /// True if a run with this verdict fails.
    pub(crate) fn fails(self, verdict: Action) -> bool {
        match self {
            Self::Stop => verdict == Action::Stop,
            Self::Warn => verdict >= Action::Warn,
            Self::Never => false,
        }
    }
}

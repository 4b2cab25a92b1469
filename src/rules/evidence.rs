//! Which facts a rule reads, so that only rules about files are asked about each file of a large tree.

/// Some kinds of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Evidence(u8);

impl Evidence {
    /// None: the policy itself reports it.
    pub(crate) const NOTHING: Self = Self(0);
    /// What only the instructions of a build or the configuration of an image say: images, users, directories, shells.
    pub(crate) const INSTRUCTIONS: Self = Self(1);
    /// Commands, documents, variables and what is known about their words, also of the scripts among the files.
    pub(crate) const COMMANDS: Self = Self(1 << 1);
    /// Files: names, kinds, attributes, contents.
    pub(crate) const FILES: Self = Self(1 << 2);
    /// Everything.
    pub(crate) const ALL: Self = Self(0b111);

    /// Both.
    #[must_use]
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True if something is in both.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

//! What a RUN shares with the builder: its network, its devices, what it mounts.

use super::Place;
use crate::dockerfile::MountKind;
use crate::source::Text;

/// How a RUN is isolated and what it mounts.
#[derive(Clone, Debug)]
pub(crate) struct Isolation {
    /// The instruction.
    pub(crate) place: Place,
    /// The flag: `--network=host`, `--security=insecure`, `--device=…`, `--mount=…`.
    pub(crate) flag: Text,
    /// What it means.
    pub(crate) kind: IsolationKind,
}

/// Kinds of [`Isolation`] that matter to a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum IsolationKind {
    /// `--network=host`.
    HostNetwork,
    /// `--security=insecure`.
    Insecure,
    /// `--device=…`: devices of the builder, such as its GPUs.
    Device,
    /// A mount at `target`.
    Mount {
        /// What is mounted.
        kind: MountKind,
        /// Path in the container; empty if not written.
        target: String,
    },
}

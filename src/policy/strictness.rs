//! Which of two values of a policy lets less pass.

use crate::finding::Action;
use crate::rules::Setting;

/// Something of which one value is stricter than another.
pub(super) trait Strict: Copy {
    /// The higher the stricter.
    fn strictness(self) -> u8;

    /// True if it lets more pass than another one.
    fn is_looser_than(self, other: Self) -> bool {
        self.strictness() < other.strictness()
    }
}

impl Strict for Setting {
    fn strictness(self) -> u8 {
        match self {
            Self::Off => 0,
            Self::On(Action::Go) => 1,
            Self::On(Action::Warn) => 2,
            Self::On(Action::Stop) => 3,
        }
    }
}

impl Strict for bool {
    fn strictness(self) -> u8 {
        u8::from(self)
    }
}

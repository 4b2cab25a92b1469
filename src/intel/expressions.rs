//! What is known about miners as regular expressions, for programs that cannot ask.
//!
//! Only names that one word decides; each name is asked for before it is given out, so that no expression says more
//! than the look-up does.

use std::collections::BTreeSet;

use super::kind::{Fold, Kind};
use super::tables::Intel;
use crate::image_ref::{NoExpression, Pattern, spellings_below, spellings_of};
use crate::pattern::{Expression, literal};

impl Intel {
    /// Every spelling of the images that [`Intel::image`] knows, and the indicators of which that cannot be said.
    pub(crate) fn image_expressions(&self) -> (Vec<Expression>, Vec<(&Pattern, NoExpression)>) {
        let (mut found, mut left_out) = (Vec::new(), Vec::new());
        for (pattern, _) in self.custom.iter().flat_map(|custom| &custom.images) {
            match pattern.expressions() {
                Ok(expressions) => found.extend(expressions),
                Err(why) => left_out.push((pattern, why)),
            }
        }
        for image in self.builtin_values(Kind::Image) {
            found.extend(match image.strip_suffix('*') {
                Some(stem) => spellings_below(stem),
                None => spellings_of(image),
            });
        }
        (found, left_out)
    }

    /// Names that make a mining image of whatever is called so, as expressions of a component of a repository.
    pub(crate) fn image_names(&self) -> BTreeSet<String> {
        let kinds = [Kind::Product, Kind::ImageWord];
        let names = kinds.into_iter().flat_map(|kind| self.values(kind));
        names.filter(|name| self.image_looks_like_miner(name).is_some()).map(spellings).collect()
    }

    /// Names of programs that mine, as expressions.
    pub(crate) fn program_names(&self) -> BTreeSet<String> {
        let names = self.values(Kind::Product);
        names.filter(|name| self.miner_in(name).is_some()).map(spellings).collect()
    }

    /// Users under which miners run.
    pub(crate) fn users(&self) -> impl Iterator<Item = &str> {
        self.values(Kind::User)
    }

    /// Directories in which miners are installed, from the root.
    pub(crate) fn workdirs(&self) -> impl Iterator<Item = &str> {
        self.values(Kind::Workdir).filter(|path| !path.ends_with('*'))
    }

    fn values(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.entries().filter(move |known| known.kind() == kind).map(|known| known.value())
    }

    /// Without those of the policy, which are patterns.
    fn builtin_values(&self, kind: Kind) -> impl Iterator<Item = &str> {
        let built_in = self.entries().filter(|known| !known.date().is_empty());
        built_in.filter(move |known| known.kind() == kind).map(|known| known.value())
    }
}

/// A name with and without what [`Fold::Name`] leaves out.
fn spellings(name: &str) -> String {
    debug_assert_eq!(Kind::Product.fold(), Fold::Name);
    let parts: Vec<String> = name.to_ascii_lowercase().split(['-', '_']).map(literal).collect();
    parts.join("[_-]?")
}

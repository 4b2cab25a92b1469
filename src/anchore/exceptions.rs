//! The exceptions of the chosen mapping, found by trigger id: a file system has many findings, a document many
//! exceptions, and not every one of these is compared with every one of those.

use std::collections::HashMap;

use super::bundle::{Allowlist, AllowlistItem, Bundle};

/// Numbers of a list and of an item in it, in the order in which they count.
type Place = (usize, usize);

/// Where the exceptions for a trigger id are.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    /// Those that name one trigger id.
    exact: HashMap<String, Vec<Place>>,
    /// Those with a pattern.
    patterns: Vec<Place>,
    /// The numbers of the lists in the document.
    lists: Vec<usize>,
}

impl Exceptions {
    /// Those of a mapping.
    pub(super) fn of(bundle: &Bundle, mapping: Option<usize>) -> Self {
        let mapping = mapping.and_then(|number| bundle.mappings.get(number));
        let lists = mapping.map_or_else(Vec::new, |mapping| mapping.allowlists.clone());
        let mut exceptions = Self { lists, ..Self::default() };
        for (at, list) in exceptions.lists.iter().enumerate() {
            let items = bundle.allowlists.get(*list).into_iter().flat_map(|list| &list.items);
            for (number, item) in items.enumerate() {
                let place = (at, number);
                if item.trigger_id.is_pattern() {
                    exceptions.patterns.push(place);
                } else {
                    let id = item.trigger_id.as_str().to_owned();
                    exceptions.exact.entry(id).or_default().push(place);
                }
            }
        }
        exceptions
    }

    /// The first that covers a match at this time.
    pub(super) fn covering<'b>(
        &self,
        bundle: &'b Bundle,
        gate: &str,
        trigger_id: &str,
        now: i64,
    ) -> Option<(&'b Allowlist, &'b AllowlistItem)> {
        let counts =
            |item: &AllowlistItem| item.gate == gate && item.expires.is_none_or(|end| now < end);
        let at = |place: &Place| {
            let list = bundle.allowlists.get(*self.lists.get(place.0)?)?;
            Some((*place, list, list.items.get(place.1)?))
        };
        let named = self.exact.get(trigger_id).map_or(&[][..], Vec::as_slice);
        let named = named.iter().filter_map(at).find(|(_, _, item)| counts(item));
        let like = self.patterns.iter().filter_map(at).find(|(_, _, item)| {
            let is_it = || item.trigger_id.as_str() == trigger_id;
            counts(item) && (is_it() || item.trigger_id.matches(trigger_id))
        });
        let first = [named, like].into_iter().flatten().min_by_key(|(place, _, _)| *place)?;
        Some((first.1, first.2))
    }
}

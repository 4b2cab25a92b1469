//! The graphs that other builds hand to this one: linked targets of a bake file, and whatever else a client names.

use prost::Message as _;

use super::protocol::{Definition, InputEntry};
use super::refusal::Refusal;

/// Named graphs, kept as the bytes that came: what is not minestop's is never written anew.
#[derive(Debug)]
pub(super) struct Inputs(Vec<InputEntry>);

impl Inputs {
    pub(super) fn new(entries: Vec<InputEntry>) -> Self {
        Self(entries)
    }

    /// What is handed to the frontend that does the work.
    pub(super) fn entries(&self) -> Vec<InputEntry> {
        self.0.clone()
    }

    /// The graph of this name.
    pub(super) fn get(&self, name: &str) -> Result<Option<Definition>, Refusal> {
        let Some(entry) = self.0.iter().find(|entry| entry.name == name) else {
            return Ok(None);
        };
        let read = Definition::decode(entry.definition.as_deref().unwrap_or_default());
        let read = read.map_err(|error| {
            Refusal::plain(format!(
                "the graph that another build hands over as `{name}` cannot be read: {error}"
            ))
        })?;
        Ok(Some(read))
    }
}

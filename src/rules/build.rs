//! How a rule comes to be: with the options of a policy file, or without any.

use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use super::Rule;
use crate::config::{self, Fields, Problems};

/// What makes a rule. Its type holds its options: reading them is compiling them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Build {
    read: fn(Fields<'_, '_>, &mut Problems) -> Option<Arc<dyn Rule>>,
    silent: fn() -> Arc<dyn Rule>,
    schema: fn(&mut SchemaGenerator) -> Schema,
}

impl Build {
    /// Makes rules of this type.
    pub(super) const fn of<R: Rule + Default + DeserializeOwned + JsonSchema + 'static>() -> Self {
        Self {
            read: |fields, problems| Some(Arc::new(config::read::<R>(fields, problems)?)),
            silent: || Arc::new(R::default()),
            schema: R::json_schema,
        }
    }

    /// The rule with the options of a table; every problem of the table is reported.
    pub(crate) fn with_options(
        self,
        fields: Fields<'_, '_>,
        problems: &mut Problems,
    ) -> Option<Arc<dyn Rule>> {
        (self.read)(fields, problems)
    }

    /// The rule where the policy file is silent.
    pub(crate) fn without_options(self) -> Arc<dyn Rule> {
        (self.silent)()
    }

    /// The JSON Schema of its options.
    pub(crate) fn schema(self, generator: &mut SchemaGenerator) -> Schema {
        (self.schema)(generator)
    }
}

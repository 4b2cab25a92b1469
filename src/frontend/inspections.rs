//! What of a build is looked at: its inputs before a step uses them, its result before it is exported.

use super::assembly::{definitions, last};
use super::graph::Taken;
use super::inspection_step::Plan;
use super::judgement::Judgement;
use super::protocol::BuildResult;
use super::refusal::Refusal;
use crate::dockerfile::Keyword;

impl Plan {
    /// What the build takes from its contexts, downloads and repositories, before a step uses it.
    pub(crate) fn of_sources(judgement: &Judgement, result: &BuildResult) -> Result<Self, Refusal> {
        let taken = judgement.taken(result)?;
        let mut plan = Self {
            inputs: Vec::new(),
            looks: Vec::new(),
            title: "[minestop] judge what the build takes",
            always_new: false,
            policy: judgement.brought().cloned(),
            run: judgement.names_run(),
            places: Vec::new(),
            of_context: Vec::new(),
        };
        for it in taken {
            plan.look(it);
        }
        Ok(plan)
    }

    /// The file systems that the build has made.
    pub(crate) fn of_results(judgement: &Judgement, result: &BuildResult) -> Result<Self, Refusal> {
        let mut plan = Self {
            inputs: Vec::new(),
            looks: Vec::new(),
            title: "[minestop] judge the built file system",
            always_new: judgement.asks_for_size(),
            policy: judgement.brought().cloned(),
            run: judgement.names_started(),
            places: Vec::new(),
            of_context: Vec::new(),
        };
        for definition in definitions(result) {
            let Some(input) = last(definition)? else { continue };
            let (pattern, target) = (".".to_owned(), String::new());
            let (keyword, span) = (Keyword::From, judgement.place_of_result());
            plan.look(Taken { input, pattern, target, keyword, span, is_context: false });
        }
        Ok(plan)
    }
}

//! What of a build is looked at: its inputs before a step uses them, its result before it is exported.

use super::assembly::{definitions, last, merged, open_ended};
use super::inspection_step::{BY_CONTENT, BY_GRAPH, Plan};
use super::judgement::Judgement;
use super::protocol::BuildResult;
use super::refusal::Refusal;
use crate::dockerfile::Keyword;
use crate::scan::protocol::Texts;

impl Plan {
    /// What the build takes from its contexts, downloads and repositories, before a step uses it.
    pub(crate) fn of_sources(judgement: &Judgement, result: &BuildResult) -> Result<Self, Refusal> {
        let taken = judgement.taken(result)?;
        let mut plan = Self {
            graph: merged(definitions(result).into_iter().map(open_ended)),
            inputs: Vec::new(),
            looks: Vec::new(),
            title: "[minestop] judge what the build takes",
            known_again: BY_CONTENT,
            always_new: false,
            policy: judgement.brought().cloned(),
            run: judgement.names_run(),
            places: Vec::new(),
        };
        for it in taken {
            let texts = if it.keyword == Keyword::From { Texts::Run } else { Texts::Scripts };
            plan.look(it.input, it.pattern, it.target, texts);
            plan.places.push((it.keyword, it.span));
        }
        Ok(plan)
    }

    /// The file systems that the build has made.
    pub(crate) fn of_results(judgement: &Judgement, result: &BuildResult) -> Result<Self, Refusal> {
        let definitions = definitions(result);
        let mut plan = Self {
            graph: merged(definitions.iter().copied().map(open_ended)),
            inputs: Vec::new(),
            looks: Vec::new(),
            title: "[minestop] judge the built file system",
            known_again: BY_GRAPH,
            always_new: judgement.asks_for_size(),
            policy: judgement.brought().cloned(),
            run: judgement.names_started(),
            places: Vec::new(),
        };
        for definition in definitions {
            let Some(input) = last(definition)? else { continue };
            plan.look(input, ".".to_owned(), String::new(), Texts::Run);
            plan.places.push((Keyword::From, judgement.place_of_result()));
        }
        Ok(plan)
    }
}

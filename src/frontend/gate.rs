//! The way of one build through the gate: each look either refuses it or lets the next one come.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::attestation::{self, Verifier};
use super::check;
use super::client::Client;
use super::compliance;
use super::inputs::Inputs;
use super::locate;
use super::made::Made;
use super::protocol::BuildResult;
use super::refusal::Refusal;
use super::request::Request;
use super::rulebook::Rulebook;
use super::warning;
use crate::frontend::build_policy;
use crate::frontend::inspection_step::Plan;
use crate::frontend::judgement::Judgement;
use crate::frontend::merge::Judgements;
use crate::scan::protocol::Observation;

/// The frontend inside BuildKit that does the work.
const STOCK: &str = "dockerfile.v0";

/// The frontend inside BuildKit that starts an image to do it.
const OF_IMAGE: &str = "gateway.v0";

/// For one step of the judgement. What BuildKit does for it, the steps of the build among it, takes the time it takes.
const TIME_LIMIT: Duration = Duration::from_mins(10);

/// A rule that panics is a finding; this is for everything else.
pub(super) const FAILED: &str = "it failed while judging this build; please report it";

/// Judges a build. What it gives is what BuildKit would have made without minestop.
pub(super) async fn judge(
    mut client: Client,
    request: Arc<Request>,
    rulebook: Rulebook,
) -> Result<BuildResult, Refusal> {
    let mut other = client.clone();
    let (known, inputs) = tokio::join!(client.ask_capabilities(), other.inputs());
    known?;
    let inputs = Inputs::new(inputs?);
    let upstream = rulebook.policy.upstream().map(str::to_owned);
    let attest = rulebook.policy.attest();
    let rulebooks = build_policy::policies(&mut client, &request, &inputs, rulebook).await?;
    let verifier = attest.then(|| Verifier::of(&rulebooks));
    let judgements = Judgements::new(&request, rulebooks);
    let mut gate = Gate { client, request, inputs, upstream, verifier };
    match gate.request.subrequest().map(str::to_owned).as_deref() {
        None => gate.build(judgements).await,
        Some(compliance::QUESTION) => gate.comply(judgements).await,
        Some(check::QUESTION) => {
            let answer = gate.check().await?;
            checked(judgements, answer).await
        }
        Some(question) => {
            let answer = gate.delegate(gate.request.delegated()).await?;
            match question {
                compliance::DESCRIBE => compliance::describe(answer),
                _ => Ok(answer),
            }
        }
    }
}

/// A look at files: what it looks at, and what it says of what it has seen.
#[derive(Clone, Copy)]
struct FileLook {
    plan: fn(&Judgement, &BuildResult) -> Result<Plan, Refusal>,
    judge: fn(&mut Judgement, Plan, Observation),
}

const SOURCES: FileLook = FileLook { plan: Plan::of_sources, judge: Judgement::sources };
const RESULTS: FileLook = FileLook { plan: Plan::of_results, judge: Judgement::results };

/// A look of one policy that BuildKit knows of, and what BuildKit calls its step, if there is one.
struct Loaded {
    plan: Plan,
    step: Option<String>,
}

/// One build before the gate.
struct Gate {
    client: Client,
    request: Arc<Request>,
    inputs: Inputs,
    /// The image that does the work instead of the stock frontend.
    upstream: Option<String>,
    /// Says in the image that it has passed, if the policy wants that.
    verifier: Option<Verifier>,
}

impl Gate {
    /// All looks, one after the other; each must let the next one come. The graph is asked for while the text is judged, and
    /// even where the text stops the build, as no step runs for it: whoever wrote the Dockerfile learns everything at once.
    async fn build(&mut self, judgements: Judgements) -> Result<BuildResult, Refusal> {
        let (judgements, result) =
            tokio::join!(self.text(judgements), self.delegate(self.request.delegated()));
        let judgements = judgements?;
        let mut result = match result {
            Ok(result) => result,
            Err(refusal) => return Err(judgements.unless_stopped().err().unwrap_or(refusal)),
        };
        let judgements = graph(judgements, &result).await?.unless_stopped()?;
        let made = Made::of(&result, self.client.merges())?;
        if let Some(file) = made.as_ref().and_then(Made::file) {
            self.client.make_ahead(file);
        }
        let (judgements, sources) = plans(judgements, &result, SOURCES).await?;
        let (judgements, results) = plans(judgements, &result, RESULTS).await?;
        let sources = self.load(sources, &result, None).await?;
        // the second look is loaded while the first one runs, and begins when that lets it
        let (judgements, results) = tokio::join!(
            self.answered(judgements, sources, SOURCES),
            self.load(results, &result, made.as_ref())
        );
        let judgements = judgements?.unless_stopped()?;
        let judgements = self.run(judgements, &result, results?).await?.unless_stopped()?;
        let report = judgements.into_report();
        for warning in warning::warnings(&report) {
            self.client.warn(warning).await;
        }
        if let Some(verifier) = &self.verifier {
            attestation::attach(&mut self.client, &mut result, verifier.passed(report)).await?;
        }
        Ok(result)
    }

    /// Everything that can be said without a step of the build: all looks but the last.
    async fn comply(&mut self, judgements: Judgements) -> Result<BuildResult, Refusal> {
        let judgements = self.text(judgements).await?;
        let result = self.delegate(self.request.delegated_as_build()).await?;
        let judgements = graph(judgements, &result).await?;
        let (judgements, sources) = plans(judgements, &result, SOURCES).await?;
        let sources = self.load(sources, &result, None).await?;
        compliance::answer(self.answered(judgements, sources, SOURCES).await?)
    }

    /// What the stock frontend says to `--check`. One that does not know the question makes the graph instead, which has
    /// the Dockerfiles: else the client would ask a frontend that is not minestop.
    async fn check(&mut self) -> Result<BuildResult, Refusal> {
        match self.delegate(self.request.delegated()).await {
            Err(refusal) if refusal.says(check::UNKNOWN) => {
                let built = self.delegate(self.request.delegated_as_build()).await?;
                Ok(check::without_findings(&built))
            }
            answer => answer,
        }
    }

    async fn delegate(&self, options: BTreeMap<String, String>) -> Result<BuildResult, Refusal> {
        let (frontend, options) = match &self.upstream {
            Some(image) => (OF_IMAGE, Request::handed_to(options, image)),
            None => (STOCK, options),
        };
        let mut client = self.client.clone();
        let answer = client.delegate(frontend, options, self.inputs.entries()).await;
        answer.map_err(|error| {
            let refusal = Refusal::from(error);
            match &self.upstream {
                Some(image) if refusal.says(image) => refusal.explained(&format!(
                    "the policy of this gate lets `{image}` do the work: `upstream` under `[frontend]`"
                )),
                _ => refusal,
            }
        })
    }

    /// Judges the text.
    async fn text(&self, judgements: Judgements) -> Result<Judgements, Refusal> {
        let Some(definition) = locate::dockerfile(&self.request, &self.inputs)? else {
            return Ok(judgements);
        };
        let name = self.request.filename().to_owned();
        let bytes = locate::read(&mut self.client.clone(), definition, &name).await?;
        let step = move |judgement: &mut Judgement| {
            judgement.text(bytes.clone());
            Ok(())
        };
        let (judgements, ()) = apart(judgements, move |all| all.each(step)).await?;
        Ok(judgements)
    }

    /// Gives BuildKit the steps that look; none of them runs yet.
    async fn load(
        &self,
        plans: Vec<Plan>,
        result: &BuildResult,
        made: Option<&Made>,
    ) -> Result<Vec<Loaded>, Refusal> {
        let mut loaded = Vec::with_capacity(plans.len());
        for plan in plans {
            let step = plan.load(&mut self.client.clone(), &self.request, result, made).await?;
            loaded.push(Loaded { plan, step });
        }
        Ok(loaded)
    }

    /// Runs the steps of the build and the look at what they make. BuildKit runs a step once, whoever asks for it first; but
    /// only what is asked for as the stock frontend has answered it comes out of an imported cache, so that must be the first.
    async fn run(
        &self,
        judgements: Judgements,
        result: &BuildResult,
        looks: Vec<Loaded>,
    ) -> Result<Judgements, Refusal> {
        let steps = self.client.run_steps(result);
        if self.request.imports_caches() || self.upstream.is_some() {
            steps.await?;
            return self.answered(judgements, looks, RESULTS).await;
        }
        let (ran, judgements) = tokio::join!(steps, self.answered(judgements, looks, RESULTS));
        ran?;
        judgements
    }

    /// Runs the steps that look, and judges what they have seen.
    async fn answered(
        &self,
        mut judgements: Judgements,
        looks: Vec<Loaded>,
        look: FileLook,
    ) -> Result<Judgements, Refusal> {
        for (number, Loaded { plan, step }) in looks.into_iter().enumerate() {
            let observation = plan.answer_of(&mut self.client.clone(), step).await?;
            let judge = move |judgements: &mut Judgements| {
                if let Some(judgement) = judgements.all.get_mut(number) {
                    (look.judge)(judgement, plan, observation);
                }
                Ok(())
            };
            (judgements, ()) = apart(judgements, judge).await?;
        }
        Ok(judgements)
    }
}

/// What each policy looks at, as other files count under it.
async fn plans(
    judgements: Judgements,
    result: &BuildResult,
    look: FileLook,
) -> Result<(Judgements, Vec<Plan>), Refusal> {
    let seen = result.clone();
    let plans = move |judgements: &mut Judgements| {
        judgements.all.iter().map(|judgement| (look.plan)(judgement, &seen)).collect()
    };
    apart(judgements, plans).await
}

/// Judges the graph.
async fn graph(judgements: Judgements, result: &BuildResult) -> Result<Judgements, Refusal> {
    let seen = result.clone();
    let step = move |judgement: &mut Judgement| judgement.graph(&seen);
    let (judgements, ()) = apart(judgements, move |all| all.each(step)).await?;
    Ok(judgements)
}

/// The answer to `--check` with what minestop finds.
async fn checked(judgements: Judgements, mut answer: BuildResult) -> Result<BuildResult, Refusal> {
    let work = move || check::add_findings(judgements, &mut answer).map(|()| answer);
    let outcome = tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::plain(FAILED))?;
    outcome.map_err(|error| Refusal::plain(error.to_string()))
}

/// Runs one step of the judgement on a thread of its own, so that the time limit holds for it as well.
async fn apart<T: Send + 'static>(
    mut judgements: Judgements,
    step: impl FnOnce(&mut Judgements) -> Result<T, Refusal> + Send + 'static,
) -> Result<(Judgements, T), Refusal> {
    let work = move || step(&mut judgements).map(|answer| (judgements, answer));
    match tokio::time::timeout(TIME_LIMIT, tokio::task::spawn_blocking(work)).await {
        Ok(outcome) => outcome.map_err(|_| Refusal::plain(FAILED))?,
        Err(_) => Err(Refusal::plain("the build could not be judged within ten minutes")),
    }
}

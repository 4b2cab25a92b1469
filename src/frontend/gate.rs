//! The way of one build through the gate: each lock either refuses it or opens the next.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::check;
use super::client::Client;
use super::compliance;
use super::judge::{Judgement, Rulebook};
use super::locate;
use super::observation::Plan;
use super::protocol::{BuildResult, Definition};
use super::refusal::Refusal;
use super::request::Request;
use super::warning;
use crate::files::observation::Observation;

/// The frontend inside BuildKit that does the work.
const STOCK: &str = "dockerfile.v0";

/// The frontend inside BuildKit that starts an image to do it.
const OF_IMAGE: &str = "gateway.v0";

/// For one step of the judgement. What BuildKit does for it, the steps of the build among it, takes the time it takes.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// A rule that panics is a finding; this is for everything else.
pub(super) const FAILED: &str = "it failed while judging this build; please report it";

/// Judges a build. What it gives is what BuildKit would have made without minestop.
pub(super) async fn judge(
    mut client: Client,
    request: Arc<Request>,
    rulebook: Arc<Rulebook>,
) -> Result<BuildResult, Refusal> {
    client.ask_capabilities().await?;
    let inputs = client.inputs().await?;
    let upstream = rulebook.policy.upstream().map(str::to_owned);
    let judgement = Judgement::new(Arc::clone(&request), rulebook);
    let mut gate = Gate { client, request, inputs, upstream };
    match gate.request.subrequest().map(str::to_owned).as_deref() {
        None => gate.build(judgement).await,
        Some(compliance::QUESTION) => gate.comply(judgement).await,
        Some(question) => {
            let options = gate.request.delegated();
            let answer = gate.delegate(options).await?;
            match question {
                check::QUESTION => checked(judgement, answer).await,
                compliance::DESCRIBE => compliance::describe(answer),
                _ => Ok(answer),
            }
        }
    }
}

/// A lock that looks at files: what it looks at, and what it says of what it has seen.
#[derive(Clone, Copy)]
struct FileLock {
    plan: fn(&Judgement, &BuildResult) -> Result<Plan, Refusal>,
    judge: fn(&mut Judgement, Plan, Observation),
}

const SOURCES: FileLock = FileLock { plan: Plan::of_sources, judge: Judgement::sources };
const RESULTS: FileLock = FileLock { plan: Plan::of_results, judge: Judgement::results };

/// One build before the gate.
struct Gate {
    client: Client,
    request: Arc<Request>,
    inputs: BTreeMap<String, Definition>,
    /// The image that does the work instead of the stock frontend.
    upstream: Option<String>,
}

impl Gate {
    /// All locks, one after the other; each must be open for the next.
    async fn build(&mut self, judgement: Judgement) -> Result<BuildResult, Refusal> {
        let judgement = self.text(judgement).await?.unless_stopped()?;
        let result = self.delegate(self.request.delegated()).await?;
        let mut judgement = graph(judgement, &result).await?.unless_stopped()?;
        for lock in [SOURCES, RESULTS] {
            judgement = self.files(judgement, &result, lock).await?.unless_stopped()?;
        }
        for warning in warning::warnings(&judgement.into_report()) {
            self.client.warn(warning).await;
        }
        Ok(result)
    }

    /// Everything that can be said without a step of the build: all locks but the last.
    async fn comply(&mut self, judgement: Judgement) -> Result<BuildResult, Refusal> {
        let judgement = self.text(judgement).await?;
        let result = self.delegate(self.request.delegated_as_build()).await?;
        let judgement = graph(judgement, &result).await?;
        let judgement = self.files(judgement, &result, SOURCES).await?;
        compliance::answer(judgement)
    }

    async fn delegate(
        &mut self,
        options: BTreeMap<String, String>,
    ) -> Result<BuildResult, Refusal> {
        let (frontend, options) = match &self.upstream {
            Some(image) => (OF_IMAGE, Request::handed_to(options, image)),
            None => (STOCK, options),
        };
        Ok(self.client.delegate(frontend, options, self.inputs.clone()).await?)
    }

    /// Lock 1.
    async fn text(&mut self, judgement: Judgement) -> Result<Judgement, Refusal> {
        let Some(definition) = locate::dockerfile(&self.request, &self.inputs) else {
            return Ok(judgement);
        };
        let name = self.request.filename().to_owned();
        let bytes = locate::read(&mut self.client, definition, &name).await?;
        let (judgement, ()) = apart(judgement, move |judgement| {
            judgement.text(bytes);
            Ok(())
        })
        .await?;
        Ok(judgement)
    }

    /// Lock 2½ or 3.
    async fn files(
        &mut self,
        judgement: Judgement,
        result: &BuildResult,
        lock: FileLock,
    ) -> Result<Judgement, Refusal> {
        let seen = result.clone();
        let plan = move |judgement: &mut Judgement| (lock.plan)(judgement, &seen);
        let (judgement, plan) = apart(judgement, plan).await?;
        let observation = plan.carry_out(&mut self.client, &self.request).await?;
        let (judgement, ()) = apart(judgement, move |judgement| {
            (lock.judge)(judgement, plan, observation);
            Ok(())
        })
        .await?;
        Ok(judgement)
    }
}

/// Lock 2.
async fn graph(judgement: Judgement, result: &BuildResult) -> Result<Judgement, Refusal> {
    let seen = result.clone();
    let (judgement, ()) = apart(judgement, move |judgement| judgement.graph(&seen)).await?;
    Ok(judgement)
}

/// The answer to `--check` with what minestop finds.
async fn checked(judgement: Judgement, mut answer: BuildResult) -> Result<BuildResult, Refusal> {
    let work = move || check::add_findings(judgement, &mut answer).map(|()| answer);
    let outcome = tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::plain(FAILED))?;
    outcome.map_err(|error| Refusal::plain(error.to_string()))
}

/// Runs one step of the judgement on a thread of its own, so that the time limit holds for it as well.
async fn apart<T: Send + 'static>(
    mut judgement: Judgement,
    step: impl FnOnce(&mut Judgement) -> Result<T, Refusal> + Send + 'static,
) -> Result<(Judgement, T), Refusal> {
    let work = move || step(&mut judgement).map(|answer| (judgement, answer));
    match tokio::time::timeout(TIME_LIMIT, tokio::task::spawn_blocking(work)).await {
        Ok(outcome) => outcome.map_err(|_| Refusal::plain(FAILED))?,
        Err(_) => Err(Refusal::plain("the build could not be judged within ten minutes")),
    }
}

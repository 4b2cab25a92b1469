//! The way of one build through the gate: each lock either refuses it or opens the next.

use std::sync::Arc;
use std::time::Duration;

use super::check;
use super::client::Client;
use super::judge::{Judgement, Rulebook};
use super::locate;
use super::observation::Plan;
use super::protocol::BuildResult;
use super::refusal::Refusal;
use super::request::Request;
use super::warning;

/// The frontend inside BuildKit that does the work.
const STOCK: &str = "dockerfile.v0";

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
    let mut judgement = Judgement::new(Arc::clone(&request), rulebook);
    if let Some(question) = request.subrequest() {
        let answer = client.delegate(STOCK, request.delegated(), inputs).await?;
        return if question == check::QUESTION {
            checked(judgement, answer).await
        } else {
            Ok(answer)
        };
    }
    if let Some(definition) = locate::dockerfile(&request, &inputs) {
        let bytes = locate::read(&mut client, definition, request.filename()).await?;
        judgement = apart(judgement, move |judgement| {
            judgement.text(bytes);
            Ok(())
        })
        .await?;
        judgement = judgement.unless_stopped()?;
    }

    let result = client.delegate(STOCK, request.delegated(), inputs).await?;
    let seen = result.clone();
    judgement = apart(judgement, move |judgement| judgement.graph(&seen)).await?;
    judgement = judgement.unless_stopped()?;
    for lock in [Plan::of_sources, Plan::of_results] {
        let seen = result.clone();
        let (again, plan) = planned(judgement, move |judgement| lock(judgement, &seen)).await?;
        judgement = again;
        let Some(plan) = plan else { continue };
        let observation = plan.carry_out(&mut client, &request).await?;
        judgement = apart(judgement, move |judgement| {
            judgement.files(plan, observation);
            Ok(())
        })
        .await?;
        judgement = judgement.unless_stopped()?;
    }
    for warning in warning::warnings(&judgement.into_report()) {
        client.warn(warning).await;
    }
    Ok(result)
}

/// The answer to `--check` with what minestop finds.
async fn checked(judgement: Judgement, mut answer: BuildResult) -> Result<BuildResult, Refusal> {
    let work = move || check::add_findings(judgement, &mut answer).map(|()| answer);
    let outcome = tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::plain(FAILED))?;
    outcome.map_err(|error| Refusal::plain(error.to_string()))
}

/// What one of the later locks wants to look at.
async fn planned(
    judgement: Judgement,
    lock: impl FnOnce(&Judgement) -> Result<Option<Plan>, Refusal> + Send + 'static,
) -> Result<(Judgement, Option<Plan>), Refusal> {
    let work = tokio::task::spawn_blocking(move || lock(&judgement).map(|plan| (judgement, plan)));
    work.await.map_err(|_| Refusal::plain(FAILED))?
}

/// Runs one step of the judgement on a thread of its own, so that the time limit holds for it as well.
async fn apart(
    mut judgement: Judgement,
    step: impl FnOnce(&mut Judgement) -> Result<(), Refusal> + Send + 'static,
) -> Result<Judgement, Refusal> {
    let work = tokio::task::spawn_blocking(move || step(&mut judgement).map(|()| judgement));
    match tokio::time::timeout(TIME_LIMIT, work).await {
        Ok(outcome) => outcome.map_err(|_| Refusal::plain(FAILED))?,
        Err(_) => Err(Refusal::plain("the build could not be judged within ten minutes")),
    }
}

//! Where the Dockerfile comes from, as the stock frontend decides it.

use super::client::Client;
use super::definition;
use super::inputs::Inputs;
use super::protocol::Definition;
use super::refusal::Refusal;
use super::request::Request;

/// The graph that has the Dockerfile. `None` for a context from git or an archive, which only the stock frontend
/// unpacks: its answer holds the text then.
pub(super) fn dockerfile(
    request: &Request,
    inputs: &Inputs,
) -> Result<Option<Definition>, Refusal> {
    const LOCAL: &str = "dockerfile";
    if let Some(name) = request.option("dockerfilekey") {
        return Ok(Some(definition::local(request, name)));
    }
    let context = request.option(request.option("contextkey").unwrap_or("context"));
    if context.is_some_and(|context| !context.is_empty()) {
        return Ok(None);
    }
    let input = inputs.get(LOCAL)?;
    Ok(Some(input.unwrap_or_else(|| definition::local(request, LOCAL))))
}

/// The bytes of the Dockerfile.
pub(super) async fn read(
    client: &mut Client,
    definition: Definition,
    name: &str,
) -> Result<Vec<u8>, Refusal> {
    let first = match client.file_of(definition.clone(), name).await {
        Ok(bytes) => return Ok(bytes),
        Err(error) => error,
    };
    if let Some(other) = definition::other_spelling(name)
        && let Ok(bytes) = client.file_of(definition, &other).await
    {
        return Ok(bytes);
    }
    Err(first.into())
}

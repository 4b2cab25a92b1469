//! The policy that a build brings along: where it is read, and which policies judge the build then. Whether it counts at
//! all, only the policy of the image says.

use crate::frontend::client::Client;
use crate::frontend::definition;
use crate::frontend::inputs::Inputs;
use crate::frontend::protocol::Definition;
use crate::frontend::refusal::Refusal;
use crate::frontend::request::Request;
use crate::frontend::rulebook::Rulebook;
use crate::policy::BuildPolicy;
use crate::scan::protocol::PolicyText;

/// The named context (`--build-context minestop-policy=…`).
const CONTEXT: &str = "minestop-policy";

/// The policy in it.
const FILE: &str = "minestop.toml";

/// The policies that judge a build, at least one. Each of them judges as if it were alone, and the build is refused if one
/// refuses it: so a policy that a build brings beside that of the image can only tighten, whatever it says.
pub(crate) async fn policies(
    client: &mut Client,
    request: &Request,
    inputs: &Inputs,
    own: Rulebook,
) -> Result<Vec<Rulebook>, Refusal> {
    let Some(place) = request.option(&format!("context:{CONTEXT}")) else {
        return Ok(vec![own]);
    };
    let allowed = own.policy.build_policy();
    if allowed == BuildPolicy::Forbid {
        return Err(Refusal::plain(format!(
            "the policy of this gate lets no build bring its own: leave `--build-context {CONTEXT}=…` out, or let the owner \
             of the gate write `build-policy = \"tighten\"` under `[frontend]`"
        )));
    }
    let text = read(client, source(request, inputs, place)?).await?;
    let brought = own.bring(text).map_err(|problems| {
        Refusal::plain(format!("the policy that this build brings cannot be used\n{problems}"))
    })?;
    Ok(match allowed {
        BuildPolicy::Replace => vec![own.replaced_by(brought)],
        _ => vec![own, brought],
    })
}

/// The graph of the named context.
fn source(request: &Request, inputs: &Inputs, place: &str) -> Result<Definition, Refusal> {
    let known = match place.split_once(':') {
        Some(("local", name)) => Some(definition::policy(request, name, FILE)),
        Some(("docker-image", image)) => {
            definition::named_image(image.strip_prefix("//").unwrap_or(image))
        }
        Some(("input", id)) => inputs.get(id)?,
        _ => None,
    };
    known.ok_or_else(|| {
        Refusal::plain(format!(
            "the context `{CONTEXT}` cannot hold a policy: name a directory, an image (`docker-image://…`) or a target of \
             the same bake file"
        ))
    })
}

async fn read(client: &mut Client, definition: Definition) -> Result<PolicyText, Refusal> {
    let unreadable = |why: &str| {
        Refusal::plain(format!(
            "the policy that this build brings cannot be read: {why}; the context `{CONTEXT}` must hold the file `{FILE}`"
        ))
    };
    let bytes = client.file_of(definition, FILE).await;
    let bytes = bytes.map_err(|error| unreadable(error.message()))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8"))?;
    Ok(PolicyText { name: format!("{CONTEXT}/{FILE}"), text })
}

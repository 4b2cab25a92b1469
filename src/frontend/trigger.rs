//! What the trigger of a base image does (ONBUILD): a finding on it says so, since nothing in the Dockerfile shows it.

use crate::finding::Finding;
use crate::source::Span;

/// A command that a base image has left for the builds from it.
#[derive(Clone, Debug)]
pub(super) struct Trigger {
    /// The FROM of the image.
    pub(super) span: Span,
    /// The command, without the shell in front.
    pub(super) command: String,
}

/// Says of a finding at the FROM of an image that a trigger of the image does it, if the trigger shows what was found.
pub(super) fn blame(finding: &mut Finding, triggers: &[Trigger]) {
    let evidence = finding.evidence.as_ref();
    let Some(value) = evidence.map(|evidence| evidence.value.as_str()) else { return };
    let mut at_place = triggers.iter().filter(|trigger| trigger.span == finding.primary.span);
    let Some(trigger) = at_place.find(|trigger| trigger.command.contains(value)) else { return };
    finding.primary.text = "a trigger of this image does it".into();
    finding.help = Some("build from an image without this trigger".into());
    finding.notes.push(format!("a trigger (ONBUILD) of the base image runs `{}`", trigger.command));
}

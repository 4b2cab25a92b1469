//! What a base image brings into a build: triggers (ONBUILD), variables, and what its containers start. A finding on one
//! says so, since nothing in the Dockerfile shows it.

use crate::facts::graph::Config;
use crate::finding::Finding;
use crate::source::Span;

/// Something that a base image brings.
#[derive(Clone, Debug)]
pub(super) struct Brought {
    /// The FROM of the image.
    pub(super) span: Span,
    pub(super) what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    /// A command that runs in the builds from the image, without the shell in front.
    Trigger(String),
    /// Name and value.
    Variable(String, String),
    /// What containers of the image start.
    Start(String),
}

impl What {
    /// What a configuration starts, its health check included.
    pub(super) fn started(config: &Config) -> Self {
        let words = [&config.entrypoint, &config.cmd, &config.healthcheck];
        Self::Start(words.map(|it| it.join(" ")).join(" ").trim().to_owned())
    }
}

/// Says of a finding at the FROM of an image what of the image it is about, if that shows what was found.
pub(super) fn blame(finding: &mut Finding, brought: &[Brought]) {
    let evidence = finding.evidence.as_ref();
    let Some(value) = evidence.map(|evidence| evidence.value.as_str()) else { return };
    let mut at_place = brought.iter().filter(|it| it.span == finding.primary.span);
    let shows = |it: &&Brought| match &it.what {
        What::Trigger(words) | What::Start(words) => words.contains(value),
        What::Variable(name, set) => set.contains(value) || name == value,
    };
    match at_place.find(shows).map(|it| &it.what) {
        Some(What::Trigger(command)) => {
            finding.primary.text = "a trigger of this image does it".into();
            finding.help = Some("build from an image without this trigger".into());
            let note = format!("a trigger (ONBUILD) of the base image runs `{command}`");
            finding.notes.push(note);
        }
        Some(What::Variable(name, _)) => {
            finding.primary.text = format!("this image sets the variable `{name}`").into();
            let help = format!("build from an image without it, or set `{name}` to something else");
            finding.help = Some(help.into());
        }
        Some(What::Start(words)) => {
            finding.primary.text = "containers of this image start so".into();
            finding.help = Some("build from another image, or say what containers start".into());
            finding
                .notes
                .push(format!("the base image, or a trigger (ONBUILD) of it, says `{words}`"));
        }
        None => {}
    }
}

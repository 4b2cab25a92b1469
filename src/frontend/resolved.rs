//! Digests that BuildKit has found out itself. A build asks for `debian:12`, and the graph has `debian:12@sha256:…`: the policy is
//! asked about what the build asks for. A digest that somebody wrote stays, as BuildKit then ignores the tag.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::graph::{Step, StepKind};
use crate::image_ref::Reference;

/// The one spelling of a name that is written without a digest.
pub(super) fn asked(name: &str) -> Option<String> {
    let reference = Reference::named(name).ok()?;
    reference.digest().is_none().then(|| reference.spelled())
}

/// Takes the digests away from images that the build asks for by their tags alone. Where the graph has two digests of one tag,
/// somebody has written one of them, and both stay.
pub(super) fn as_asked(steps: &mut [Step], asked: &BTreeSet<String>) {
    let mut digests: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut images = Vec::new();
    for step in steps {
        let StepKind::Image(name) = &mut step.kind else { continue };
        let Ok(reference) = Reference::named(name) else { continue };
        let (Some(tag), Some(digest)) = (reference.effective_tag(), reference.digest()) else {
            continue;
        };
        let tag = format!("{}:{tag}", reference.canonical());
        digests.entry(tag.clone()).or_default().insert(digest.as_str().to_owned());
        images.push((tag, name));
    }
    for (tag, name) in images {
        let is_one = digests.get(&tag).is_some_and(|all| all.len() == 1);
        if is_one
            && asked.contains(&tag)
            && let Some(end) = name.find('@')
        {
            name.truncate(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    const ONE: &str = "sha256:0101010101010101010101010101010101010101010101010101010101010101";
    const TWO: &str = "sha256:0202020202020202020202020202020202020202020202020202020202020202";

    /// The images of a graph as they are judged.
    fn judged(text: &[&str], graph: &[String]) -> Vec<String> {
        let asked: BTreeSet<String> = text.iter().filter_map(|name| asked(name)).collect();
        let image =
            |name: &String| Step { span: Span::default(), kind: StepKind::Image(name.clone()) };
        let mut steps: Vec<Step> = graph.iter().map(image).collect();
        as_asked(&mut steps, &asked);
        let name = |step: Step| match step.kind {
            StepKind::Image(name) => name,
            other => panic!("{other:?}"),
        };
        steps.into_iter().map(name).collect()
    }

    #[test]
    fn a_digest_that_nobody_wrote_is_not_judged() {
        for (text, graph, judges) in [
            ("debian:12", "docker.io/library/debian:12", "docker.io/library/debian:12"),
            ("debian", "docker.io/library/debian:latest", "docker.io/library/debian:latest"),
            ("localhost:5000/a/b:1", "localhost:5000/a/b:1", "localhost:5000/a/b:1"),
        ] {
            assert_eq!(judged(&[text], &[format!("{graph}@{ONE}")]), [judges]);
        }
    }

    #[test]
    fn a_digest_that_somebody_wrote_stays() {
        let name = |digest| format!("docker.io/library/debian:12@{digest}");
        for text in [format!("debian:12@{ONE}"), "debian:11".to_owned(), "debian".to_owned()] {
            assert_eq!(judged(&[&text], &[name(ONE)]), [name(ONE)], "{text}");
        }
        let both = [name(ONE), name(TWO)];
        assert_eq!(judged(&["debian:12"], &both), both);
        // without a tag nothing else could be meant
        let bare = format!("docker.io/library/debian@{ONE}");
        assert_eq!(judged(&["debian"], std::slice::from_ref(&bare)), std::slice::from_ref(&bare));
    }
}

//! The name of an image as Anchore Engine takes it apart (`util/docker.py`): not as Docker does, `library/` is never
//! added and registries have no aliases.

/// Parts of a name; a part that the name does not say is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct ImageName {
    /// Host, with its port.
    pub(crate) registry: Option<String>,
    /// Path in the registry.
    pub(crate) repository: Option<String>,
    /// Tag; `latest` if neither tag nor digest is written.
    pub(crate) tag: Option<String>,
    /// Digest, with its algorithm.
    pub(crate) digest: Option<String>,
    /// Image id: 64 hexadecimal digits.
    pub(crate) id: Option<String>,
}

const DOCKER: &str = "docker.io";

/// First parts that are registries although they have neither dot nor colon.
const LOCAL: [&str; 2] = ["localhost", "localbuild"];

impl ImageName {
    /// The name that a policy chooses by: Docker Hub has one more name there.
    pub(crate) fn of_image(text: &str) -> Self {
        match text.strip_prefix("dockerhub/") {
            Some(rest) => Self::parse(&format!("{DOCKER}/{rest}")),
            None => Self::parse(text),
        }
    }

    /// Takes a name apart; every text is one.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim();
        let owned = |text: &str| Some(text.to_owned());
        if text.starts_with("sha256:") {
            return Self { registry: owned(DOCKER), digest: owned(text), ..Self::default() };
        }
        if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Self { id: owned(text), ..Self::default() };
        }
        let is_registry = |part: &str| part.contains([':', '.']) || LOCAL.contains(&part);
        let (registry, rest) = match text.split_once('/') {
            Some((first, rest)) if is_registry(first) => {
                let port = first.split_once(':');
                (port.filter(|(_, port)| port.is_empty()).map_or(first, |(host, _)| host), rest)
            }
            _ => (DOCKER, text),
        };
        let name = Self { registry: owned(registry), ..Self::default() };
        let (repository, tag) = match rest.rsplit_once('@') {
            Some((repository, "")) => (repository, ""),
            Some((repository, digest)) => {
                return Self { repository: owned(repository), digest: owned(digest), ..name };
            }
            None => rest.rsplit_once(':').unwrap_or((rest, "")),
        };
        let tag = if tag.is_empty() { "latest" } else { tag };
        Self { repository: owned(repository), tag: owned(tag), ..name }
    }

    /// The other ways to write the same image of Docker Hub: for decisions that deny, no spelling may be a way around.
    pub(super) fn spellings(&self) -> Vec<Self> {
        const HUB: [&str; 3] = [DOCKER, "index.docker.io", "registry-1.docker.io"];
        let mut all = vec![self.clone()];
        let is_hub = self.registry.as_deref().is_some_and(|name| HUB.contains(&name));
        let Some(repository) = self.repository.as_deref().filter(|_| is_hub) else {
            return all;
        };
        let short = repository.strip_prefix("library/").unwrap_or(repository);
        let long = if short.contains('/') { short.to_owned() } else { format!("library/{short}") };
        for registry in HUB {
            for repository in [short, &long] {
                let (registry, repository) =
                    (Some(registry.to_owned()), Some(repository.to_owned()));
                all.push(Self { registry, repository, ..self.clone() });
            }
        }
        // `name:tag@digest` has its tag in the repository here.
        let with_tag = |name: &Self| {
            let (repository, tag) = name.repository.as_deref()?.rsplit_once(':')?;
            let (repository, tag) = (Some(repository.to_owned()), Some(tag.to_owned()));
            Some(Self { repository, tag, ..name.clone() })
        };
        all.extend(all.iter().filter_map(with_tag).collect::<Vec<_>>());
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> [Option<String>; 4] {
        let name = ImageName::parse(text);
        [name.registry, name.repository, name.tag, name.digest]
    }

    #[test]
    fn names_come_apart() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(parts(" app "), [some("docker.io"), some("app"), some("latest"), None]);
        assert_eq!(parts("dockerhub/a")[1], some("dockerhub/a"));
        assert_eq!(ImageName::of_image("dockerhub/a/b:1"), ImageName::parse("docker.io/a/b:1"));
        assert_eq!(parts("a/b:"), parts("a/b:latest"));
        assert_eq!(parts("a/b@"), parts("a/b:latest"));
        assert_eq!(parts("localhost:/a"), parts("localhost/a"));
        assert_eq!(
            parts("localhost:5000/r"),
            [some("localhost:5000"), some("r"), some("latest"), None]
        );
        assert_eq!(
            parts("reg.example.invalid/u/r:1@sha256:ab"),
            [some("reg.example.invalid"), some("u/r:1"), None, some("sha256:ab")]
        );
        assert_eq!(parts("sha256:ab"), [some("docker.io"), None, None, some("sha256:ab")]);
        assert_eq!(ImageName::parse(&"d".repeat(64)).id, Some("d".repeat(64)));
    }

    #[test]
    fn every_spelling_of_a_hub_image_is_known() {
        let all = ImageName::parse("index.docker.io/library/app:1").spellings();
        assert!(all.contains(&ImageName::parse("app:1")));
        assert!(all.contains(&ImageName::parse("docker.io/library/app:1")));
        let other = ImageName::parse("reg.example.invalid/app:1");
        assert_eq!(other.spellings(), [other]);
    }
}

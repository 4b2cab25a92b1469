//! Patterns of references as regular expressions of names that say their registry: `docker.io/ubuntu`, as a builder writes
//! them and a cluster can.
//!
//! Aliases, ports and spellings are in the expression; a name that cannot be pulled is not always told from one that
//! can. What cannot be said is an error, so that whoever writes the expression can say so.

use super::canonical::{HUB_ALIASES, fold_registry};
use super::pattern::Pattern;
use super::{Canonical, DOCKER_HUB, grammar};
use crate::pattern::{Expression, Names, Run, literal};

/// The repository of official images on Docker Hub, which may be left out.
const OFFICIAL: &str = "library";

/// Components of a repository.
const COMPONENTS: Names =
    Names { any: r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*", class: "[a-z0-9._-]", separator: "/" };

/// A registry with its port.
const REGISTRY: &str = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?";
const IN_REGISTRY: &str = "[A-Za-z0-9.:-]";
const IN_TAG: &str = "[A-Za-z0-9_.-]";
const TAG: &str = "[A-Za-z0-9_][A-Za-z0-9_.-]*";
const DIGEST: &str = "sha(?:256|384|512):[0-9a-f]+";

/// What a name that is judged tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// It is as somebody wrote it.
    Written,
    /// It is judged a second time with the digest that its tag has led to: `BuildKit` adds that itself.
    Resolved,
}

/// Why a pattern is no expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its wildcard stands for some of the names of Docker Hub's registry")]
pub(crate) struct NoExpression;

impl Pattern {
    /// The names that [`Pattern::matches`] covers.
    pub(crate) fn expressions(&self) -> Result<Vec<Expression>, NoExpression> {
        let back = match (&self.tag, &self.digest) {
            (None, None) => any_version(),
            (None, Some(digest)) => format!("(?::{TAG})?@{}", digest_of(digest)),
            (Some(tag), None) => optional_latest(tag, &format!("(?:@{DIGEST})?")),
            (Some(tag), Some(digest)) => {
                format!(":{}@{}", tag.expression(IN_TAG), digest_of(digest))
            }
        };
        self.with_back(&back)
    }

    /// The names that [`Pattern::trusts`] lets in.
    pub(crate) fn trusted_expressions(
        &self,
        naming: Naming,
    ) -> Result<Vec<Expression>, NoExpression> {
        match (&self.tag, &self.digest, naming) {
            (Some(tag), None, Naming::Written) => self.with_back(&optional_latest(tag, "")),
            _ => self.expressions(),
        }
    }

    fn with_back(&self, back: &str) -> Result<Vec<Expression>, NoExpression> {
        let expression =
            |front: String, middle: String| Expression { front, middle, back: back.to_owned() };
        let path = self.path.expression(&COMPONENTS);
        let mut found = Vec::new();
        match &self.registry {
            None => found.push(expression(format!("{REGISTRY}/"), path.clone())),
            Some(run) if !run.is_literal() => {
                if HUB_ALIASES.iter().any(|alias| run.matches(alias)) {
                    return Err(NoExpression);
                }
                found.push(expression(wild_registry(run), path.clone()));
            }
            Some(run) if !run.matches(DOCKER_HUB) => {
                found.push(expression(literal_registry(run), path.clone()));
            }
            Some(_) => found.push(expression(hub(), path.clone())),
        }
        if self.registry.as_ref().is_none_or(|run| run.matches(DOCKER_HUB)) {
            let short = self.path.behind(OFFICIAL, &COMPONENTS);
            let short = short.into_iter().filter(|short| *short != path);
            found.extend(short.map(|short| expression(hub(), short)));
        }
        Ok(found)
    }
}

/// Every spelling of an image, given as its canonical one, in any version.
pub(crate) fn spellings_of(canonical: &str) -> Vec<Expression> {
    spellings(canonical, "")
}

/// Every spelling of the images that start like `stem`, in canonical spelling.
pub(crate) fn spellings_below(stem: &str) -> Vec<Expression> {
    spellings(stem, "[a-z0-9._/-]*")
}

fn spellings(stem: &str, end: &str) -> Vec<Expression> {
    let Some((registry, path)) = stem.split_once('/') else { return Vec::new() };
    let on_hub = registry == DOCKER_HUB;
    let front = if on_hub { hub() } else { literal_registry(&Run::new(registry)) };
    let official = path.strip_prefix("library/").filter(|_| on_hub);
    let of = |path: &str| Expression {
        front: front.clone(),
        middle: format!("{}{end}", literal(path)),
        back: any_version(),
    };
    [Some(path), official].into_iter().flatten().map(of).collect()
}

/// Every spelling of the images that a pattern of whole names means, in which `*` crosses everything; in any version if the
/// pattern is about `canonical` names. None if it leaves the registry open.
pub(crate) fn spellings_like(written: &str, canonical: bool) -> Option<Vec<Expression>> {
    let (registry, rest) = written.split_once('/')?;
    if !grammar::is_registry(registry) || registry.contains(['*', '?']) {
        return None;
    }
    let registry = fold_registry(registry);
    let on_hub = registry == DOCKER_HUB;
    let official = rest.strip_prefix("library/").filter(|_| on_hub);
    let of = |rest: &str| Expression {
        front: if on_hub { hub() } else { literal_registry(&Run::new(&registry)) },
        middle: Run::new(rest).expression("[!-~]"),
        back: if canonical { any_version() } else { String::new() },
    };
    Some([Some(rest), official].into_iter().flatten().map(of).collect())
}

/// The image that is written like this, in this version alone. None if that is no image.
pub(crate) fn spelling_of(written: &str, naming: Naming) -> Option<Vec<Expression>> {
    let parts = grammar::split(written).ok()?;
    if naming == Naming::Written {
        return Some(vec![Expression::of(literal(&with_registry(written)))]);
    }
    let part = |range: &std::ops::Range<usize>| written.get(range.clone()).unwrap_or_default();
    let image = Canonical::new(parts.registry.as_ref().map(part), part(&parts.repository));
    let digest = parts.digest.as_ref().map(|range| literal(part(range)));
    let back = match (parts.tag.as_ref().map(|range| literal(part(range))), digest) {
        (None, None) => format!("(?::latest)?(?:@{DIGEST})?"),
        (Some(tag), None) => format!(":{tag}(?:@{DIGEST})?"),
        (_, Some(digest)) => format!("(?::{TAG})?@{digest}"),
    };
    let all = spellings_of(&image.to_string()).into_iter();
    Some(all.map(|it| Expression { back: back.clone(), ..it }).collect())
}

/// It is the one spelling of an image that stands for all of them, without tag and digest.
pub(crate) fn is_canonical(written: &str) -> bool {
    grammar::split(written).is_ok_and(|parts| {
        let part = |range: &std::ops::Range<usize>| written.get(range.clone()).unwrap_or_default();
        let registry = parts.registry.as_ref().map(part);
        Canonical::new(registry, part(&parts.repository)).to_string() == written
    })
}

/// A name with its registry.
pub(super) fn with_registry(written: &str) -> String {
    let first = written.split_once('/').map(|(first, _)| first);
    match first.filter(|first| grammar::is_registry(first)) {
        Some(_) => written.to_owned(),
        None => format!("{DOCKER_HUB}/{written}"),
    }
}

/// Every name without a digest.
pub(crate) fn without_digest() -> Expression {
    let path = format!("{0}(?:/{0})*", COMPONENTS.any);
    Expression { front: format!("{REGISTRY}/"), middle: path, back: format!("(?::{TAG})?") }
}

/// Images whose last component is `name`, words before it and `behind` it left out.
pub(crate) fn named(name: &str, behind: &str) -> Expression {
    Expression {
        front: format!("{REGISTRY}/(?:{}/)*(?:[a-z0-9]+[._-])*", COMPONENTS.any),
        middle: name.to_owned(),
        back: format!("{behind}{}", any_version()),
    }
}

fn any_version() -> String {
    format!("(?::{TAG})?(?:@{DIGEST})?")
}

fn digest_of(run: &Run) -> String {
    run.expression("[a-z0-9:]")
}

/// A tag with what may stand behind it. One that is `latest` may be absent, with all behind it.
fn optional_latest(tag: &Run, behind: &str) -> String {
    let tag_of = format!(":{}{behind}", tag.expression(IN_TAG));
    if tag.matches("latest") { format!("(?:{tag_of})?") } else { tag_of }
}

/// Docker Hub under each of its names.
fn hub() -> String {
    let names: Vec<String> = HUB_ALIASES.iter().map(|alias| literal(alias)).collect();
    format!(r"(?i:{})\.?(?::0*443)?/", names.join("|"))
}

/// A registry, as it can be spelled.
fn literal_registry(run: &Run) -> String {
    let folded = run.expression("");
    match folded.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
        Some((host, port)) => format!(r"(?i:{host})\.?:0*{port}/"),
        None => format!(r"(?i:{folded})\.?(?::0*443)?/"),
    }
}

/// Registries that a pattern with wildcards stands for.
fn wild_registry(run: &Run) -> String {
    let folded = run.expression(IN_REGISTRY);
    let any_port = format!(":{IN_REGISTRY}*");
    if let Some(host) = folded.strip_suffix(&any_port) {
        return format!(r"(?i:{host})\.?:{OTHER_PORT}/");
    }
    let is_number = |port: &str| !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit());
    match folded.rsplit_once(':').filter(|(_, port)| is_number(port)) {
        Some((host, port)) => format!(r"(?i:{host})\.?:0*{port}/"),
        None => format!(r"(?i:{folded})\.?(?::0*443)?/"),
    }
}

/// Any port but 443, which a name does not need to say.
const OTHER_PORT: &str =
    "0*(?:[1-9][0-9]?|[1-35-9][0-9][0-9]|4[0-35-9][0-9]|44[0-24-9]|[1-9][0-9]{3,})";

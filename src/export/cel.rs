//! Expressions of CEL about the pod of an object: only what every implementation has (`matches`, `filter`, `map`, `size`).

use super::literal;
use super::plan::Check;
use crate::pattern::Expression;
use crate::rules::{Fires, Subject};

/// A named expression that later ones may use.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) expression: String,
}

/// A check as an expression that has to be true.
#[derive(Clone, Debug)]
pub(super) struct Validation {
    pub(super) expression: String,
    pub(super) message: String,
    /// The message with the word, as an expression.
    pub(super) message_expression: String,
}

/// The words of an object: its pod, and each kind of words in it.
pub(super) fn words(subjects: &[Subject]) -> Vec<Variable> {
    let mut all = vec![("pod", POD.to_owned()), ("containers", containers())];
    let lists = [
        (Subject::Image, IMAGES),
        (Subject::User, USERS),
        (Subject::Directory, DIRECTORIES),
        (Subject::Program, PROGRAMS),
    ];
    for (subject, expression) in lists {
        if subjects.contains(&subject) {
            all.push((list_of(subject), expression.to_owned()));
        }
    }
    let variable =
        |(name, expression): (&str, String)| Variable { name: name.to_owned(), expression };
    all.into_iter().map(variable).collect()
}

/// The words that a check reports as a variable, and the check that there are none. `number` tells checks of one rule apart.
pub(super) fn check(check: &Check, number: usize) -> (Variable, Validation) {
    let name = format!("{}_{number}", check.rule.replace('-', "_"));
    let mut test = match &check.fires {
        Fires::OnOneOf(all) => matches(all),
        Fires::OnNoneOf(all) => format!("!{}", matches(all)),
    };
    if !check.unless.is_empty() {
        test.push_str(&format!(" && !{}", matches(&check.unless)));
    }
    let list = list_of(check.subject);
    let variable =
        Variable { expression: format!("variables.{list}.filter(w, {test})"), name: name.clone() };
    let (front, back) = (format!("minestop {}: ", check.rule), format!(" {}", check.says));
    let validation = Validation {
        expression: format!("size(variables.{name}) == 0"),
        message: format!("{front}{}{back}", word_of(check.subject)),
        message_expression: format!(
            "{} + variables.{name}[0] + {}",
            literal::cel(&front),
            literal::cel(&back)
        ),
    };
    (variable, validation)
}

fn matches(all: &[Expression]) -> String {
    match Expression::whole(all) {
        Some(whole) => format!("w.matches({})", literal::cel(&whole)),
        None => "false".to_owned(),
    }
}

/// Everything that starts containers has a pod somewhere else.
const POD: &str = "object.kind == 'Pod' ? object.spec : \
    object.kind == 'PodTemplate' ? object.template.spec : \
    object.kind == 'CronJob' ? object.spec.jobTemplate.spec.template.spec : \
    object.spec.template.spec";

fn containers() -> String {
    let list = |key: &str| format!("(has(variables.pod.{key}) ? variables.pod.{key} : [])");
    ["initContainers", "containers", "ephemeralContainers"].map(list).join(" + ")
}

/// Images with their registry: where the first part is none, Docker Hub is meant.
const IMAGES: &str = concat!(
    "(variables.containers.filter(c, has(c.image)).map(c, c.image)",
    " + (has(variables.pod.volumes) ? variables.pod.volumes : [])",
    ".filter(v, has(v.image) && has(v.image.reference)).map(v, v.image.reference))",
    ".map(i, i.matches('^(?:localhost|[^/]*[.:A-Z][^/]*)/') ? i : 'docker.io/' + i)",
);

/// What is said of a container beats what is said of its pod.
const USERS: &str = concat!(
    "variables.containers.map(c,",
    " has(c.securityContext) && has(c.securityContext.runAsUser)",
    " ? string(c.securityContext.runAsUser) :",
    " has(c.securityContext) && has(c.securityContext.windowsOptions)",
    " && has(c.securityContext.windowsOptions.runAsUserName)",
    " ? c.securityContext.windowsOptions.runAsUserName :",
    " has(variables.pod.securityContext) && has(variables.pod.securityContext.runAsUser)",
    " ? string(variables.pod.securityContext.runAsUser) :",
    " has(variables.pod.securityContext) && has(variables.pod.securityContext.windowsOptions)",
    " && has(variables.pod.securityContext.windowsOptions.runAsUserName)",
    " ? variables.pod.securityContext.windowsOptions.runAsUserName : '')",
    ".filter(u, u != '')",
);

const DIRECTORIES: &str =
    "variables.containers.filter(c, has(c.workingDir) && c.workingDir != '').map(c, c.workingDir)";

const PROGRAMS: &str =
    "variables.containers.filter(c, has(c.command) && size(c.command) > 0).map(c, c.command[0])";

fn list_of(subject: Subject) -> &'static str {
    match subject {
        Subject::Image | Subject::Frontend => "images",
        Subject::User => "users",
        Subject::Directory => "directories",
        Subject::Program => "programs",
    }
}

fn word_of(subject: Subject) -> &'static str {
    match subject {
        Subject::Image | Subject::Frontend => "an image",
        Subject::User => "a user",
        Subject::Directory => "a directory",
        Subject::Program => "a program",
    }
}

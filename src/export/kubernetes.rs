//! The documents of Kubernetes and of Kyverno, in YAML: which objects are looked at, the expressions, what follows.
//!
//! Follows `ValidatingAdmissionPolicy` of `admissionregistration.k8s.io/v1` and `ValidatingPolicy` of `policies.kyverno.io/v1`,
//! which has the same parts in one document.

use super::cel::{self, Validation, Variable};
use super::plan::{Check, Plan};
use crate::rules::Subject;

/// API group, and the resources of it that have a pod in them.
const RESOURCES: [(&str, &[&str]); 3] = [
    ("", &["pods", "pods/ephemeralcontainers", "podtemplates", "replicationcontrollers"]),
    ("apps", &["deployments", "statefulsets", "daemonsets", "replicasets"]),
    ("batch", &["jobs", "cronjobs"]),
];

/// A document for each thing that can follow.
struct Document<'p> {
    name: &'static str,
    actions: &'static [&'static str],
    checks: Vec<&'p Check>,
}

/// `ValidatingAdmissionPolicy` with its binding.
pub(super) fn admission(plan: &Plan) -> String {
    let policy = |document: &Document<'_>| {
        let mut out =
            start("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", document);
        out.push_str(&body(document));
        out.push_str("---\n");
        out.push_str(&start(
            "admissionregistration.k8s.io/v1",
            "ValidatingAdmissionPolicyBinding",
            document,
        ));
        out.push_str(&format!("  policyName: {}\n", document.name));
        out.push_str(&actions(document));
        out
    };
    documents(plan).iter().map(policy).collect::<Vec<_>>().join("---\n")
}

/// `ValidatingPolicy`.
pub(super) fn kyverno(plan: &Plan) -> String {
    let policy = |document: &Document<'_>| {
        let start = start("policies.kyverno.io/v1", "ValidatingPolicy", document);
        start + &actions(document) + &body(document)
    };
    documents(plan).iter().map(policy).collect::<Vec<_>>().join("---\n")
}

/// None without a check: an API server takes no policy that asks nothing.
fn documents(plan: &Plan) -> Vec<Document<'_>> {
    let with = |refuses: bool| plan.checks.iter().filter(|it| it.refuses == refuses).collect();
    let documents = [
        Document { name: "minestop", actions: &["Deny"], checks: with(true) },
        Document { name: "minestop-warn", actions: &["Warn", "Audit"], checks: with(false) },
    ];
    documents.into_iter().filter(|document| !document.checks.is_empty()).collect()
}

fn start(version: &str, kind: &str, document: &Document<'_>) -> String {
    format!("apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: {}\nspec:\n", document.name)
}

fn actions(document: &Document<'_>) -> String {
    format!("  validationActions: [{}]\n", document.actions.join(", "))
}

fn body(document: &Document<'_>) -> String {
    let mut out = String::from("  failurePolicy: Fail\n  matchConstraints:\n    resourceRules:\n");
    for (group, resources) in RESOURCES {
        let resources: Vec<String> = resources.iter().map(|it| format!("\"{it}\"")).collect();
        out.push_str(&format!(
            "      - apiGroups: [\"{group}\"]\n        apiVersions: [\"v1\"]\n        operations: [\"CREATE\", \"UPDATE\"]\n        resources: [{}]\n",
            resources.join(", ")
        ));
    }
    let subjects: Vec<Subject> = document.checks.iter().map(|check| check.subject).collect();
    let mut variables = cel::words(&subjects);
    let mut validations = Vec::new();
    for (at, check) in document.checks.iter().enumerate() {
        let before = document.checks.iter().take(at).filter(|it| it.rule == check.rule).count();
        let (variable, validation) = cel::check(check, before + 1);
        variables.push(variable);
        validations.push(validation);
    }
    out.push_str("  variables:\n");
    out.extend(variables.iter().map(variable));
    out.push_str("  validations:\n");
    out.extend(validations.iter().map(validation));
    out
}

fn variable(Variable { name, expression }: &Variable) -> String {
    format!("    - name: {name}\n      expression: {}", block(expression))
}

fn validation(Validation { expression, message, message_expression }: &Validation) -> String {
    format!(
        "    - expression: {}      message: {}      messageExpression: {}",
        block(expression),
        block(message),
        block(message_expression)
    )
}

/// A text of one line, in which nothing has a meaning: literals of CEL are printable ASCII.
fn block(text: &str) -> String {
    format!("|-\n        {text}\n")
}

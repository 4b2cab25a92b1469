//! What an API server and Kyverno do with a policy, with a crate for CEL: variables one after the other, then each validation.

use std::collections::HashMap;

use cel::{Context, Program, Value as CelValue};
use serde_json::{Value, json};

use super::Decision;

/// The policies of one text.
pub(super) struct Cluster {
    policies: Vec<Policy>,
}

struct Policy {
    refuses: bool,
    variables: Vec<(String, Program)>,
    validations: Vec<(Program, Program)>,
}

impl Cluster {
    /// Reads what `export cel` has written: policies and bindings.
    pub(super) fn of_kubernetes(text: &str) -> Self {
        let documents = documents(text);
        let bound = |name: &Value| {
            let binding = documents.iter().find(|it| it["spec"]["policyName"] == *name);
            binding.expect("a binding")["spec"]["validationActions"].clone()
        };
        let policies = documents.iter().filter(|it| it["kind"] == "ValidatingAdmissionPolicy");
        let policies =
            policies.map(|it| Policy::of(&it["spec"], &bound(&it["metadata"]["name"]))).collect();
        Self { policies }
    }

    /// Reads what `export kyverno` has written.
    pub(super) fn of_kyverno(text: &str) -> Self {
        let documents = documents(text);
        assert!(documents.iter().all(|it| it["kind"] == "ValidatingPolicy"));
        let policies = documents.iter();
        let policies =
            policies.map(|it| Policy::of(&it["spec"], &it["spec"]["validationActions"])).collect();
        Self { policies }
    }

    /// What becomes of an object, with the messages about it.
    pub(super) fn judge(&self, object: &Value) -> (Decision, Vec<String>) {
        let mut decision = Decision::Passes;
        let mut said = Vec::new();
        for policy in &self.policies {
            let messages = policy.judge(object);
            if !messages.is_empty() {
                let here = if policy.refuses { Decision::Refused } else { Decision::Warns };
                decision = decision.max(here);
                said.extend(messages);
            }
        }
        (decision, said)
    }
}

impl Policy {
    fn of(spec: &Value, actions: &Value) -> Self {
        assert_eq!(spec["failurePolicy"], "Fail");
        let refuses = match actions {
            it if *it == json!(["Deny"]) => true,
            it if *it == json!(["Warn", "Audit"]) => false,
            it => unreachable!("{it}"),
        };
        let program = |it: &Value| {
            let text = it.as_str().expect("an expression");
            Program::compile(text).unwrap_or_else(|error| unreachable!("{text}: {error}"))
        };
        let list = |key: &str| spec[key].as_array().expect("a list").iter();
        Self {
            refuses,
            variables: list("variables")
                .map(|it| {
                    (it["name"].as_str().expect("a name").to_owned(), program(&it["expression"]))
                })
                .collect(),
            validations: list("validations")
                .map(|it| (program(&it["expression"]), program(&it["messageExpression"])))
                .collect(),
        }
    }

    fn judge(&self, object: &Value) -> Vec<String> {
        let mut variables: HashMap<String, CelValue> = HashMap::new();
        let run = |program: &Program, variables: &HashMap<String, CelValue>| {
            let mut context = Context::default();
            context.add_variable("object", object).expect("an object");
            context.add_variable_from_value("variables", variables.clone());
            program.execute(&context).unwrap_or_else(|error| unreachable!("{object}: {error}"))
        };
        for (name, program) in &self.variables {
            let value = run(program, &variables);
            variables.insert(name.clone(), value);
        }
        let fails = |it: &&(Program, Program)| run(&it.0, &variables) != CelValue::Bool(true);
        let message = |it: &(Program, Program)| match run(&it.1, &variables) {
            CelValue::String(text) => text.to_string(),
            other => unreachable!("{other:?}"),
        };
        self.validations.iter().filter(fails).map(message).collect()
    }
}

/// The documents of a YAML text.
pub(super) fn documents(text: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(text).expect("YAML")
}

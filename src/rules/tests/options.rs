//! Every option of a rule, and every key of its entries, is shown by fixtures: a bad and a good one are judged under a
//! policy that sets it, and one of them is judged differently, or the policy is refused, without it.

use toml::{Table, Value};

use super::assert_none;
use super::fixtures::{self, Fixture};
use super::judge::accepts;
use crate::rules::{self, OptionKind};

/// Keys whose bad fixture is no Dockerfile: only a whole file system lacks a file (`tests/cli/required.rs`).
const BAD_ELSEWHERE: &[(&str, &str)] = &[("file-attributes", "exists")];

/// A fixture whose policy sets something, and what is found under it.
struct Case {
    fixture: Fixture,
    policy: Table,
    found: Vec<String>,
}

impl Case {
    fn new(fixture: Fixture) -> Option<Self> {
        let policy: Table = toml::from_str(&fixture.policy).expect("policies of fixtures are TOML");
        let found = (!policy.is_empty()).then(|| fixture.found_under(&fixture.policy))?;
        Some(Self { fixture, policy, found })
    }

    fn starts(&self, start: &str) -> bool {
        self.fixture.name.starts_with(start)
    }

    /// True if something else is found under this policy, or if it is none.
    fn differs(&self, policy: &Table) -> bool {
        let policy = toml::to_string(policy).expect("TOML can be written");
        !accepts(&policy) || self.fixture.found_under(&policy) != self.found
    }
}

/// What a rule lets a policy set.
struct Settable {
    rule: &'static str,
    option: String,
    /// A key of the option's entries, or the option itself.
    key: Option<String>,
}

impl Settable {
    fn describe(&self) -> String {
        let Self { rule, option, key } = self;
        key.as_ref().map_or_else(
            || format!("`{option}` in `[rules.{rule}]`"),
            |key| format!("`{key}` in `[[rules.{rule}.{option}]]`"),
        )
    }

    /// The options of the rule in a policy.
    fn table<'p>(&self, policy: &'p mut Table) -> Option<&'p mut Table> {
        policy.get_mut("rules")?.get_mut(self.rule)?.as_table_mut()
    }

    fn entries<'p>(&self, policy: &'p mut Table) -> Option<&'p mut Vec<Value>> {
        self.table(policy)?.get_mut(&self.option)?.as_array_mut()
    }

    /// The numbers of the entries that have the key.
    fn numbers(&self, policy: &Table, key: &str) -> Vec<usize> {
        let mut policy = policy.clone();
        let entries = self.entries(&mut policy).map(std::mem::take).unwrap_or_default();
        (0..entries.len()).filter(|at| entries[*at].get(key).is_some()).collect()
    }

    fn is_set(&self, policy: &Table) -> bool {
        match &self.key {
            Some(key) => !self.numbers(policy, key).is_empty(),
            None => self.table(&mut policy.clone()).is_some_and(|it| it.contains_key(&self.option)),
        }
    }

    /// The policies without it; one for each entry that has it.
    fn left_out(&self, policy: &Table) -> Vec<Table> {
        let Some(key) = &self.key else {
            let mut policy = policy.clone();
            self.table(&mut policy).and_then(|table| table.remove(&self.option));
            return vec![policy];
        };
        self.of_each_entry(policy, key, |entries, at| {
            entries[at].as_table_mut().and_then(|entry| entry.remove(key));
        })
    }

    /// One policy for each entry that has the key, changed.
    fn of_each_entry(
        &self,
        policy: &Table,
        key: &str,
        change: impl Fn(&mut Vec<Value>, usize),
    ) -> Vec<Table> {
        let changed = |at: usize| {
            let mut policy = policy.clone();
            change(self.entries(&mut policy).expect("it has entries"), at);
            policy
        };
        self.numbers(policy, key).into_iter().map(changed).collect()
    }

    /// True if the fixture has what it has because of an entry with the key, or of a policy with the option.
    fn reports(&self, case: &Case) -> bool {
        let Some(key) = &self.key else { return self.is_set(&case.policy) };
        let less = self.of_each_entry(&case.policy, key, |entries, at| {
            entries.remove(at);
        });
        less.iter().any(|policy| case.differs(policy))
    }

    fn problems(&self, cases: &[Case]) -> Vec<String> {
        let what = self.describe();
        let set = || cases.iter().filter(|case| self.is_set(&case.policy));
        let mut problems = Vec::new();
        let is_elsewhere =
            self.key.as_deref().is_some_and(|key| BAD_ELSEWHERE.contains(&(self.rule, key)));
        if !is_elsewhere && !set().any(|case| case.starts("bad_") && self.reports(case)) {
            problems.push(format!(
                "{what}: no bad fixture is found by a policy that sets it; that of `bad_name….Dockerfile` is `name.policy.toml`"
            ));
        }
        if !set().any(|case| case.starts("good_")) {
            problems.push(format!("{what}: no good fixture has a policy that sets it"));
        }
        let decides = |case: &Case| self.left_out(&case.policy).iter().any(|it| case.differs(it));
        if problems.is_empty() && !set().any(decides) {
            problems.push(format!("{what}: every fixture is judged alike without it"));
        }
        problems
    }
}

/// The options of a rule and the keys of their entries.
fn settable(rule: &'static rules::Meta) -> Vec<Settable> {
    let mut all = Vec::new();
    for option in rule.options() {
        let new = |key| Settable { rule: rule.id, option: option.name.clone(), key };
        if let OptionKind::Tables(keys) = &option.kind {
            all.extend(keys.iter().map(|key| new(Some(key.name.clone()))));
        }
        all.push(new(None));
    }
    all
}

#[test]
fn every_option_and_every_key_of_its_entries_decides_a_fixture() {
    let mut problems = Vec::new();
    for rule in rules::known_rules() {
        let settable = settable(rule);
        if settable.is_empty() {
            continue;
        }
        let cases: Vec<Case> = fixtures::of(rule.id).filter_map(Case::new).collect();
        problems.extend(settable.iter().flat_map(|it| it.problems(&cases)));
    }
    assert_none(&problems);
}

#[test]
fn an_option_is_shown_as_what_it_takes() {
    let kind = |rule: &str, option: &str| {
        let options = rules::find(rule).expect("a rule").options();
        options.into_iter().find(|it| it.name == option).expect("an option of it").kind
    };
    assert!(matches!(kind("pipe-to-shell", "known-installers"), OptionKind::Bool));
    assert!(matches!(kind("pipe-to-shell", "allow-hosts"), OptionKind::Strings));
    assert!(matches!(kind("package-install", "managers"), OptionKind::OneOf(_)));
    assert!(matches!(kind("instruction", "checks"), OptionKind::Tables(_)));
    assert!(matches!(kind("foreign-frontend", "minimum"), OptionKind::String(_)));
}

//! On which chains the nodes of a build are: one that others mine, one for tests, or nobody says it.

use foldhash::HashSet;

use crate::facts::{Command, Document, Facts};

/// Options that name a chain for tests, without dashes and value.
const TESTS: [&str; 20] = [
    "dev",
    "devnet",
    "fakechain",
    "floonet",
    "goerli",
    "holesky",
    "kotti",
    "mordor",
    "nodiscover",
    "regtest",
    "rinkeby",
    "ropsten",
    "sepolia",
    "signet",
    "simnet",
    "stagenet",
    "testnet",
    "testnet4",
    "unlock",
    "usernet",
];

/// Options and keys whose value names the chain.
const CHAIN: [&str; 9] = [
    "chain",
    "chain_type",
    "net",
    "network",
    "networktype",
    "network-type",
    "preset",
    "mode",
    "spec",
];

/// Options that give a node a chain of its own.
const OWN: [&str; 5] = ["genesis-file", "genesis-miner", "genesis", "init", "network-id"];

/// Numbers of chains of Ethereum's kind that others mine.
const NUMBERS: [&str; 6] = ["1", "8", "61", "2000", "10001", "7762959"];

/// What the commands and settings of a build say of chains.
#[derive(Debug, Default)]
pub(super) struct Chains {
    /// Families of programs that a command puts on a chain for tests.
    tests: HashSet<String>,
    /// Families of programs on a chain of their own: what made it lies in their directory.
    own: HashSet<String>,
    /// Families of programs on chains that others mine.
    public: HashSet<String>,
    /// Settings name a chain for tests.
    settings_test: bool,
}

impl Chains {
    pub(super) fn of(facts: &Facts) -> Self {
        let mut chains = Self::default();
        for command in &facts.commands {
            if names_tests(command) {
                chains.tests.insert(family(&command.program).to_owned());
            }
            if names_own(command) || names_tests(command) && configures(command) {
                chains.own.insert(family(&command.program).to_owned());
            }
            if names_public(command) {
                chains.public.insert(family(&command.program).to_owned());
            }
        }
        chains.settings_test = facts.documents.iter().any(sets_tests);
        chains
    }

    /// Something in the build is on a chain for tests.
    pub(super) fn has_tests(&self) -> bool {
        self.settings_test || !self.tests.is_empty() || !self.own.is_empty()
    }

    /// Whether the program, or any, is on a chain that others mine; `None` if it is on one for tests.
    pub(super) fn is_public(&self, program: Option<&str>) -> Option<bool> {
        let (tests, public) = match program {
            Some(program) => {
                let family = family(program);
                let tests = self.tests.contains(family) || self.own.contains(family);
                (self.settings_test || tests, self.public.contains(family))
            }
            None => (self.has_tests(), !self.public.is_empty()),
        };
        (public || !tests).then_some(public)
    }

    /// The same of a node that this command starts: options that other commands have put it on no chain for tests.
    pub(super) fn starts_public(&self, program: &str) -> Option<bool> {
        let family = family(program);
        let is_of_others = !is_client(program) && !self.settings_test && !self.own.contains(family);
        self.is_public(Some(program)).or(is_of_others.then_some(false))
    }
}

/// The program asks a node that another command has started, and is on the chain of that.
pub(super) fn is_client(program: &str) -> bool {
    ["-cli", "-rpc", "-wallet", "ctl"].iter().any(|end| program.ends_with(end))
}

/// `zzcoind`, `zzcoin-cli` and `zzcoin-tx` are on one chain.
fn family(program: &str) -> &str {
    let stem = ["-cli", "-rpc", "-node", "-wallet", "ctl"]
        .iter()
        .find_map(|end| program.strip_suffix(end))
        .unwrap_or(program);
    stem.strip_suffix('d').filter(|stem| stem.len() > 2).unwrap_or(stem)
}

/// Options of a command with their values, without dashes.
fn options(command: &Command) -> impl Iterator<Item = (&str, &str)> {
    let behind = command.args().iter().skip(1).map(|word| word.as_str()).chain([""]);
    command.args().iter().zip(behind).filter_map(|(word, next)| {
        let name = word.strip_prefix('-')?.trim_start_matches('-');
        Some(name.split_once('=').unwrap_or((name, next)))
    })
}

/// The command names a chain for tests.
pub(super) fn names_tests(command: &Command) -> bool {
    options(command).any(|(name, value)| {
        TESTS.contains(&name) && value != "0" || CHAIN.contains(&name) && is_test_value(value)
    })
}

/// What the command says stays in the settings of its node.
fn configures(command: &Command) -> bool {
    let verb = command.verb().map(|verb| verb.as_str());
    matches!(verb, Some("config" | "configure" | "init" | "setup"))
}

/// The command gives its node a chain of its own.
fn names_own(command: &Command) -> bool {
    let is_own = |(name, value): (&str, &str)| {
        OWN.contains(&name) || name == "networkid" && !NUMBERS.contains(&value)
    };
    // `geth init own.json`; what other nodes call so only makes their files
    let has_genesis = || command.args().iter().any(|word| word.ends_with(".json"));
    options(command).any(is_own)
        || command.verb().is_some_and(|verb| verb.as_str() == "init") && has_genesis()
}

/// The command names a chain that others mine.
fn names_public(command: &Command) -> bool {
    options(command).any(|(name, value)| match name {
        "networkid" => NUMBERS.contains(&value),
        "mainnet" | "classic" | "ubiq" | "expanse" | "ethw" => value != "false",
        _ => CHAIN.contains(&name) && matches!(value, "main" | "mainnet" | "classic" | "livenet"),
    })
}

/// `testnet`, `specs/dev.toml`, `fastnet`
fn is_test_value(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    ["test", "dev", "sim", "signet", "stage", "fast", "local", "standalone"]
        .iter()
        .any(|part| value.contains(part))
}

/// The settings name a chain for tests.
fn sets_tests(document: &Document) -> bool {
    document.settings.iter().any(|setting| {
        let key = setting.key.to_ascii_lowercase();
        let value = setting.value.as_str();
        matches!(key.as_str(), "regtest" | "testnet" | "signet") && !matches!(value, "0" | "false")
            || key == "file" && setting.parent() == "spec" && is_test_value(value)
            || matches!(key.as_str(), "networktype" | "chain_type") && is_test_value(value)
    })
}

/// The settings of a node name a chain for tests.
pub(in crate::rules) fn is_of_tests(document: &Document) -> bool {
    sets_tests(document)
        || document.settings.iter().any(|setting| {
            let key = setting.key.to_ascii_lowercase();
            CHAIN.contains(&key.as_str()) && is_test_value(&setting.value)
        })
}

//! What the options of one command give to its program: pool, account, password, algorithm. Roles come from what
//! options are called, from the names of unset variables behind them, and from values.
//!
//! One option proves nothing: what a miner gets together, and nobody else, is decided in [`Roles::proof`]; what others get
//! as well, in [`Roles::likeness`].

mod settings;
#[cfg(test)]
mod tests;

pub(in crate::rules) use settings::{by_roles, configuration, likely_configuration};

use crate::facts::{Command, Facts};
use crate::intel::{Flag, FlagClass, FlagRole, Intel, Kind, Strength, wallet};
use crate::source::{Text, UNKNOWN};

/// How a pool is given; later ones say more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Pool {
    #[default]
    None,
    /// An ordinary option (`--server`, `-o`) has a host with a port.
    Address,
    /// Option or variable are called like a pool; the value is not known or has no port.
    Named,
    /// The option is called like a pool and has a host with a port.
    NamedAddress,
}

/// To whom it pays; later ones say more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Account {
    #[default]
    None,
    /// An ordinary option (`--user`) has a value.
    User,
    /// Option or variable are called like a wallet or a payout.
    Wallet,
}

/// What the options of one command say together.
#[derive(Debug, Default)]
pub(in crate::rules) struct Roles {
    pool: Pool,
    account: Account,
    password: bool,
    worker: bool,
    /// The algorithm or coin; weak where others know the word or it is not known.
    algorithm: Option<Strength>,
    /// Which of `-o`, `-u`, `-p` give them: miners agree on these letters, clients of other services spell words.
    letters: [bool; 3],
    /// What else points to mining, each of little worth.
    signs: usize,
    /// How much the host is called like a pool: one word may be chance.
    host_signs: usize,
    /// The account is the address of a wallet.
    has_wallet: bool,
    /// The port of the address is that of a data base, a queue, a directory or mail.
    is_of_others: bool,
    /// The password lies in a file: `-p /run/secrets/x`.
    password_in_file: bool,
}

/// Ports of data bases, queues, directories, monitors and mail, whose clients get a server, a user and a password.
const OF_OTHERS: [u16; 30] = [
    21, 22, 25, 110, 143, 161, 389, 445, 465, 587, 636, 989, 990, 993, 995, 1433, 1521, 1883, 2181,
    2379, 3306, 5432, 5671, 5672, 6379, 6432, 8883, 9042, 9092, 27017,
];

/// An option with its value.
struct Given<'a> {
    option: &'a str,
    value: &'a str,
    flag: Option<Flag<'a>>,
    /// What the unset variable in the value stands for, by its name.
    variable: Option<(FlagRole, Strength)>,
}

impl Roles {
    /// Reads the options of an argument list, also inside words that hold several.
    pub(in crate::rules) fn of(command: &Command, facts: &Facts, intel: &Intel) -> Self {
        let parts: Vec<(&Text, &str)> = command
            .argv()
            .iter()
            .flat_map(|text| text.split([' ', '\t']).map(move |part| (text, part)))
            .collect();
        let mut roles = Self::default();
        for (index, part) in parts.iter().enumerate() {
            if let Some(given) = given(*part, parts.get(index + 1).copied(), facts, intel) {
                roles.take(&given, intel);
            }
        }
        roles
    }

    /// Why the options are a miner's, if they are.
    pub(in crate::rules) fn proof(&self) -> Option<&'static str> {
        let more = self.password || self.worker || self.algorithm.is_some();
        let listed = matches!(self.algorithm, Some(Strength::Strong | Strength::Medium));
        let both = self.pool > Pool::None && self.account > Account::None;
        match (self.pool, self.account) {
            // Nobody but a miner or its proxy gets an address as pool and a name to pay to.
            (Pool::NamedAddress, Account::User | Account::Wallet)
            | (Pool::Named, Account::Wallet) => Some("pool and wallet together"),
            // Storage and batch systems have pools and accounts, too: one thing more must speak of mining.
            (Pool::Named, Account::User) | (Pool::Address, Account::Wallet) if more => {
                Some("pool, account and password or algorithm together")
            }
            _ if both && listed => Some("pool, account and algorithm together"),
            // A word that only miners know is enough with one of the two.
            (pool, account)
                if self.algorithm == Some(Strength::Strong)
                    && (pool > Pool::None || account > Account::None) =>
            {
                Some("an algorithm of miners, with pool or account")
            }
            // of the clients whose options are spelled so none has such a host
            _ if self.has_wallet || self.host_signs > 1 => self.by_signs(),
            _ if self.letters == [true; 3] && self.host_signs > 0 => self.by_signs(),
            _ => None,
        }
    }

    /// Why the options look like a miner's, if they do and prove nothing: honest clients were seen with all of these.
    pub(in crate::rules) fn likeness(&self) -> Option<&'static str> {
        if self.proof().is_some() { None } else { self.by_signs() }
    }

    /// An address and an account, with the letters of miners or so many signs that chance is unlikely.
    fn by_signs(&self) -> Option<&'static str> {
        // Words such as `sha256` or `x11` are others', too: with an address they are a sign and no more.
        let weak = usize::from(self.algorithm == Some(Strength::Weak));
        let signs = self.signs + weak + usize::from(self.worker);
        match (self.pool, self.account) {
            (Pool::Address, _)
                if self.letters == [true; 3] && !(self.is_of_others && self.password_in_file) =>
            {
                Some("pool, account and password, by the letters that miners use")
            }
            // Server, user and password are any client's. One sign is chance: a port, a password `x`. Two are not;
            // without a password three.
            (Pool::Address, Account::User)
                if signs
                    >= if self.password { 2 } else { 3 } + 2 * usize::from(self.is_of_others) =>
            {
                Some("pool and account together, and more that points to mining")
            }
            _ => None,
        }
    }

    fn take(&mut self, given: &Given<'_>, intel: &Intel) {
        let class = given.flag.as_ref().map(|flag| flag.class);
        self.signs += usize::from(class == Some(FlagClass::Typical));
        let named = given.flag.as_ref().filter(|flag| flag.known.kind() == Kind::OptionName);
        let by_name = given.variable.map(|(_, strength)| strength);
        let by_name = by_name.or_else(|| named.map(|flag| flag.known.strength()));
        let ((Some((role, _)), _) | (None, Some(FlagClass::Role(role)))) = (given.variable, class)
        else {
            return;
        };
        let letter =
            |letter: &str| given.flag.as_ref().is_some_and(|flag| flag.known.value() == letter);
        match role {
            FlagRole::Pool => self.take_pool(given.value, by_name.is_some(), letter("-o"), intel),
            FlagRole::Account if is_path(given.value) => {}
            FlagRole::Account => {
                let wallet = by_name == Some(Strength::Strong);
                self.account =
                    self.account.max(if wallet { Account::Wallet } else { Account::User });
                self.letters[1] |= letter("-u") || letter("-O");
                let is_wallet = wallet::find(given.value).next().is_some();
                self.signs += 2 * usize::from(is_wallet);
                self.has_wallet |= is_wallet;
            }
            FlagRole::Password => {
                self.password = true;
                self.letters[2] |= letter("-p");
                self.password_in_file |= is_path(given.value);
                // `x` is what pools are told that ask for none; `--pass` is how miners spell it.
                self.signs += usize::from(given.value == "x") + usize::from(letter("--pass"));
            }
            FlagRole::Algorithm => self.take_algorithm(given, intel),
            FlagRole::Worker => self.worker = true,
            FlagRole::Load => {}
        }
    }

    fn take_pool(&mut self, value: &str, named: bool, letter: bool, intel: &Intel) {
        let address = Address::of(value);
        let port = address.as_ref().and_then(|address| address.port);
        let is_of_others = port
            .is_some_and(|port| OF_OTHERS.contains(&port) && intel.port(port).is_none())
            && !value.contains("stratum");
        self.is_of_others |= is_of_others;
        let pool = match (&address, named && !is_of_others) {
            (Some(_), true) => Pool::NamedAddress,
            (Some(_), false) => Pool::Address,
            (None, true) if value.contains(UNKNOWN) || is_host(value) => Pool::Named,
            _ => return,
        };
        self.pool = self.pool.max(pool);
        self.letters[0] |= letter;
        let Some(address) = address else { return };
        self.signs += address.port.and_then(|port| intel.port(port)).map_or(0, |_| 1);
        let signs = match intel.host_looks_like_pool(address.host).map(|known| known.strength()) {
            Some(Strength::Strong | Strength::Medium) => 2,
            Some(Strength::Weak) => 1,
            None => 0,
        };
        self.signs += signs;
        self.host_signs = self.host_signs.max(signs);
    }

    fn take_algorithm(&mut self, given: &Given<'_>, intel: &Intel) {
        let known = intel.algorithm(given.value).map(|known| known.strength());
        let names_coin = given.option.trim_start_matches('-').starts_with("coin");
        let found = match known {
            Some(Strength::Weak) if names_coin => Some(Strength::Medium),
            None if given.value.contains(UNKNOWN) => Some(Strength::Weak),
            known => known,
        };
        // The strongest comes first in the order of strengths.
        self.algorithm = self.algorithm.into_iter().chain(found).min();
    }
}

/// The option that `part` is, with its value in it or in the part behind it.
fn given<'a>(
    (text, part): (&'a Text, &'a str),
    next: Option<(&'a Text, &'a str)>,
    facts: &Facts,
    intel: &'a Intel,
) -> Option<Given<'a>> {
    let (given, is_inside) = with_value(part, next.map(|(_, part)| part), intel)?;
    let holder = if is_inside { text } else { next?.0 };
    let variable = given.value.contains(UNKNOWN).then(|| facts.unset_in(holder)).flatten();
    let variable = variable.and_then(|name| intel.role_of_name(name));
    Some(Given { variable, ..given })
}

/// The option that a word is, with its value; true if that stands in the word itself.
fn with_value<'a>(
    option: &'a str,
    next: Option<&'a str>,
    intel: &'a Intel,
) -> Option<(Given<'a>, bool)> {
    let name = option.strip_prefix('-').filter(|name| !name.is_empty())?;
    let flag = intel.flag(option);
    let inside = match &flag {
        Some(flag) => flag.value.clone().and_then(|range| option.get(range)),
        None => name.split_once('=').map(|(_, value)| value),
    };
    let value = inside.or(next)?.trim_matches(['"', '\'']);
    let is_value = !value.is_empty() && !value.starts_with("--");
    is_value.then(|| (Given { option, value, flag, variable: None }, inside.is_some()))
}

/// A host with a port, as pools are given.
struct Address<'a> {
    host: &'a str,
    /// None where it is not known.
    port: Option<u16>,
}

impl<'a> Address<'a> {
    /// `host:port`, alone or behind a scheme that is no protocol of its own. Addresses of another known protocol
    /// (`mongodb://`, `amqp://`, `https://`) are those of its servers.
    fn of(value: &'a str) -> Option<Self> {
        const TRANSPORTS: [&str; 6] = ["tcp", "ssl", "tls", "ws", "wss", "udp"];
        let (scheme, rest) = value.split_once("://").unwrap_or(("", value));
        let plain = scheme.is_empty() || scheme.contains("stratum") || scheme.contains('+');
        let scheme_fits = plain || TRANSPORTS.contains(&scheme);
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let (host, port) = authority.rsplit_once(':')?;
        let host = host.rsplit('@').next().unwrap_or(host);
        let known = port.parse::<u16>().ok();
        (scheme_fits && !host.is_empty() && (known.is_some() || port.contains(UNKNOWN)))
            .then_some(Self { host, port: known })
    }
}

/// A host without a port: `192.0.2.9`, `pool.example.org`; no file and no address of a contract.
fn is_host(value: &str) -> bool {
    const FILES: [&str; 9] = ["json", "yaml", "yml", "toml", "conf", "cfg", "txt", "db", "ini"];
    let in_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let ending = value.rsplit_once('.').map(|(_, ending)| ending);
    value.chars().all(in_host)
        && ending.is_some_and(|ending| !ending.is_empty() && !FILES.contains(&ending))
}

/// A host of a pool, with or without port, as the value of a variable that is called so.
pub(super) fn names_pool(value: &str) -> bool {
    Address::of(value).is_some() || is_host(value)
}

/// A file or directory: a wallet of a node or a client, nobody to pay to.
pub(super) fn is_path(value: &str) -> bool {
    value.starts_with(['/', '.', '~', '%']) || value.contains(":\\")
}

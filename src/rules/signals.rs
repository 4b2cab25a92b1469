//! What the intelligence says about the words of a build: one pass, shared by all rules on mining.
//!
//! A signal is no finding: the rules decide which signals prove something, alone or together.

use std::ops::Range;

use crate::facts::{Command, Facts, Place, Role, Word};
use crate::finding::Finding;
use crate::intel::wallet::{self, Confidence};
use crate::intel::{FlagClass, FlagRole, Intel, Kind, Known, Named, ProductKind, Strength};
use crate::source::Span;

/// What a signal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The name of a program that mines.
    Miner,
    /// The name of a mining proxy.
    Proxy,
    /// The name of pool server software.
    PoolServer,
    /// A source repository of a miner.
    Repository,
    /// A known pool's host.
    Pool,
    /// An address that only miners understand.
    Stratum,
    /// A wallet address with a valid checksum, or one of the policy's.
    Wallet,
    /// A command-line option that only miners have.
    Flag,
    /// A command-line option that miners have, too.
    TypicalFlag,
    /// A change of a miner's donation.
    Donation,
    /// A build switch of a miner.
    BuildSwitch,
    /// Tuning of the host.
    Tuning,
    /// The name of a variable that miners read.
    Variable,
    /// A URL of the policy's indicators.
    Url,
}

/// One word, or part of it, that the intelligence knows.
#[derive(Clone, Debug)]
pub struct Signal<'a> {
    /// What it is about.
    pub topic: Topic,
    /// How much it proves alone.
    pub strength: Strength,
    /// The word.
    pub word: Word<'a>,
    /// The part of the word.
    pub range: Range<usize>,
    /// Kind of indicator, for the evidence.
    pub kind: &'static str,
    /// Where the knowledge comes from.
    pub citation: String,
}

impl Signal<'_> {
    /// Its place in the source.
    pub fn span(&self) -> Span {
        self.word.text.span_of(self.range.clone())
    }

    /// The instruction.
    pub fn place(&self) -> &Place {
        self.word.place
    }

    /// The part of the word that is known.
    pub fn value(&self) -> &str {
        self.word.text.get(self.range.clone()).unwrap_or_default()
    }

    /// True if it proves something alone.
    pub fn is_strong(&self) -> bool {
        self.strength == Strength::Strong
    }

    /// Which word it is, for telling words apart.
    pub fn word_key(&self) -> Span {
        self.word.text.span()
    }

    /// A finding of `rule` that underlines the signal and cites the source.
    pub fn finding(&self, rule: &'static str, message: impl Into<String>) -> Finding {
        Finding::new(rule, self.span(), message)
            .origins(self.word.text.origins(self.range.clone()))
            .evidence(self.kind, self.value(), self.citation.clone())
    }
}

/// The signals of one build, in the order of the facts.
#[derive(Debug, Default)]
pub struct Signals<'a> {
    all: Vec<Signal<'a>>,
    /// Topics that make weaker signals of other topics count, each once.
    supporting: Vec<Topic>,
}

impl<'a> Signals<'a> {
    /// Looks every word up.
    pub fn of(facts: &'a Facts, intel: &Intel) -> Self {
        let mut all = Vec::new();
        facts.for_each_word(|word| look_up(word, intel, &mut all));
        let mut supporting: Vec<Topic> = Vec::new();
        for signal in all.iter().filter(|signal| supports(signal)) {
            if !supporting.contains(&signal.topic) {
                supporting.push(signal.topic);
            }
        }
        Self { all, supporting }
    }

    /// The signals of one topic.
    pub fn about(&self, topic: Topic) -> impl Iterator<Item = &Signal<'a>> {
        self.all.iter().filter(move |signal| signal.topic == topic)
    }

    /// True if something of another topic shows mining as well, so that a weaker signal counts.
    pub fn supported(&self, topic: Topic) -> bool {
        self.supporting.iter().any(|supporting| *supporting != topic)
    }
}

/// Signals that make a weaker one of another topic count.
fn supports(signal: &Signal<'_>) -> bool {
    match signal.topic {
        Topic::Repository | Topic::Stratum | Topic::Donation | Topic::Flag | Topic::Url => true,
        Topic::Tuning | Topic::TypicalFlag | Topic::Proxy | Topic::PoolServer => false,
        _ => signal.is_strong(),
    }
}

struct LookUp<'a, 'o> {
    word: Word<'a>,
    out: &'o mut Vec<Signal<'a>>,
}

impl LookUp<'_, '_> {
    fn add(&mut self, topic: Topic, range: Range<usize>, known: Known<'_>) {
        self.add_as(topic, known.strength(), range, known.kind().word(), known.citation());
    }

    fn add_as(
        &mut self,
        topic: Topic,
        strength: Strength,
        range: Range<usize>,
        kind: &'static str,
        citation: String,
    ) {
        self.out.push(Signal { topic, strength, word: self.word, range, kind, citation });
    }
}

fn look_up<'a>(word: Word<'a>, intel: &Intel, out: &mut Vec<Signal<'a>>) {
    let text = word.text.as_str();
    if text.len() < 2 {
        return;
    }
    let mut found = LookUp { word, out };
    let marks = Marks::of(text);
    network(&mut found, intel, text, marks);
    if word.role == Role::Document {
        return;
    }
    let tuning = names(&mut found, intel, text, marks);
    match word.role {
        Role::VariableName => {
            if let Some(known) = intel.env_name(text) {
                found.add(Topic::Variable, 0..text.len(), known);
            }
        }
        Role::Program | Role::Argument | Role::VariableValue => {
            options(&mut found, intel, text, marks, tuning);
        }
        _ => {}
    }
}

/// Bytes that a word must have to be what is looked for: one pass over it spares most words most look-ups.
#[derive(Clone, Copy)]
struct Marks(u8);

impl Marks {
    const DOT: u8 = 1;
    const SLASH: u8 = 2;
    /// `:` or `+`: an address may have a scheme.
    const SCHEME: u8 = 4;
    const DASH: u8 = 8;
    const BLANK: u8 = 16;

    #[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
    const TABLE: [u8; 256] = {
        let mut table = [0; 256];
        table[b'.' as usize] = Self::DOT;
        table[b'/' as usize] = Self::SLASH;
        table[b':' as usize] = Self::SCHEME;
        table[b'+' as usize] = Self::SCHEME;
        table[b'-' as usize] = Self::DASH;
        table[b' ' as usize] = Self::BLANK;
        table[b'\t' as usize] = Self::BLANK;
        table
    };

    fn of(text: &str) -> Self {
        let mark = |byte: u8| Self::TABLE.get(usize::from(byte)).copied().unwrap_or_default();
        Self(text.bytes().fold(0, |all, byte| all | mark(byte)))
    }

    fn has(self, mark: u8) -> bool {
        self.0 & mark != 0
    }
}

/// Pools, wallets and addresses: they count wherever they stand.
fn network(found: &mut LookUp<'_, '_>, intel: &Intel, text: &str, marks: Marks) {
    let stratum = marks.has(Marks::SCHEME).then(|| intel.stratum_scheme(text)).flatten();
    for hit in marks.has(Marks::DOT).then(|| intel.pools_in(text)).into_iter().flatten() {
        let has_port = text.get(hit.range.end..).is_some_and(|rest| rest.starts_with(':'));
        let addressed = has_port || stratum.is_some();
        if found.word.role == Role::Document && !addressed {
            continue;
        }
        // a pool's web site is not a pool, but its host with a port is
        let strength = if addressed { Strength::Strong } else { hit.known.strength() };
        found.add_as(Topic::Pool, strength, hit.range, "pool", hit.known.citation());
    }
    if let Some(url) = stratum {
        let citation = "pool protocol (2026-11)".to_owned();
        found.add_as(Topic::Stratum, Strength::Strong, url.range, "scheme", citation);
    }
    for hit in wallet::find(text).filter(|hit| !hit.test_network) {
        let strength = match hit.confidence {
            Confidence::High => Strength::Strong,
            Confidence::Medium => Strength::Medium,
            Confidence::Low => continue,
        };
        let citation = format!("checksum of a {} address (2026-11)", hit.coin.name());
        found.add_as(Topic::Wallet, strength, hit.range, "wallet", citation);
    }
    if let Some((range, known)) = intel.own_wallet_in(text) {
        found.add(Topic::Wallet, range, known);
    }
    if let Some((range, known)) = intel.url(text) {
        found.add(Topic::Url, range, known);
    }
}

/// Names of programs and of their sources; gives the host tuning that the word names.
fn names<'i>(
    found: &mut LookUp<'_, '_>,
    intel: &'i Intel,
    text: &str,
    marks: Marks,
) -> Option<Known<'i>> {
    let (mut donation, mut tuning): (Option<Known<'i>>, _) = (None, None);
    for named in intel.named_in(text) {
        let hit = match named {
            Named::Product(hit) => hit,
            Named::Other(known) => {
                match known.kind() {
                    Kind::Tuning => tuning = tuning.or(Some(known)),
                    Kind::DonationPatch
                        if donation.is_none_or(|kept| known.strength() < kept.strength()) =>
                    {
                        donation = Some(known);
                    }
                    _ => {}
                }
                continue;
            }
        };
        let topic = match hit.kind {
            ProductKind::Miner | ProductKind::Launcher | ProductKind::Browser => Topic::Miner,
            ProductKind::Proxy => Topic::Proxy,
            ProductKind::PoolServer => Topic::PoolServer,
            ProductKind::Monitor => continue,
        };
        found.add_as(topic, hit.strength, hit.range, "product", hit.known.citation());
    }
    if marks.has(Marks::SLASH) {
        for (range, known) in intel.repositories_in(text) {
            found.add(Topic::Repository, range, known);
        }
    }
    if let Some(known) = donation {
        found.add(Topic::Donation, 0..text.len(), known);
    }
    tuning
}

fn options(
    found: &mut LookUp<'_, '_>,
    intel: &Intel,
    text: &str,
    marks: Marks,
    tuning: Option<Known<'_>>,
) {
    if let Some(known) = intel.build_switch(text) {
        found.add(Topic::BuildSwitch, 0..text.len(), known);
    }
    if let Some(known) = tuning {
        found.add(Topic::Tuning, 0..text.len(), known);
    }
    if !marks.has(Marks::DASH) || !marks.has(Marks::BLANK) && !text.starts_with('-') {
        return;
    }
    // a broken exec form has all its arguments in one word
    let mut at = 0;
    for part in text.split_inclusive([' ', '\t']) {
        let option = part.trim_end();
        if let Some(flag) = intel.flag(option) {
            let topic = match flag.class {
                FlagClass::Specific => Some(Topic::Flag),
                FlagClass::Typical => Some(Topic::TypicalFlag),
                FlagClass::Role(_) | FlagClass::Ordinary => None,
            };
            if let Some(topic) = topic {
                found.add(topic, at..at + option.len(), flag.known);
            }
        }
        at += part.len();
    }
}

/// What the generic options of one command say together.
#[derive(Debug, Default)]
pub(super) struct Roles {
    /// An address with a port, or a stratum address, is given as the pool.
    pool: bool,
    /// Something is given as the account.
    account: bool,
    /// Something is given as the password.
    password: bool,
    /// A known algorithm is given.
    algorithm: bool,
}

impl Roles {
    /// Reads the options of an argument list, also inside words that hold several.
    pub(super) fn of(command: &Command, intel: &Intel) -> Self {
        let words = command.argv().iter().map(|word| word.as_str());
        let parts: Vec<&str> = words.flat_map(|word| word.split([' ', '\t'])).collect();
        let mut roles = Self::default();
        for (index, word) in parts.iter().enumerate() {
            let Some(flag) = intel.flag(word) else {
                continue;
            };
            let FlagClass::Role(role) = flag.class else {
                continue;
            };
            let inside = flag.value.and_then(|range| word.get(range));
            let value = inside.or_else(|| parts.get(index + 1).copied()).unwrap_or_default();
            let value = value.trim_matches(['"', '\'']);
            if value.is_empty() || value.starts_with("--") {
                continue;
            }
            match role {
                FlagRole::Pool => roles.pool |= is_address(value),
                FlagRole::Account => roles.account = true,
                FlagRole::Password => roles.password = true,
                FlagRole::Algorithm => {
                    roles.algorithm |= intel.algorithm(value).is_some();
                }
                FlagRole::Worker | FlagRole::Load => {}
            }
        }
        roles
    }

    /// Options that together only a miner gets.
    pub(super) fn mines(&self) -> bool {
        self.pool && self.account && (self.password || self.algorithm)
            || self.algorithm && (self.pool || self.account)
    }
}

/// `host:port` or a URL that has a port.
fn is_address(value: &str) -> bool {
    let address = value.rsplit_once("://").map_or(value, |(_, rest)| rest);
    let web = value.starts_with("http://") || value.starts_with("https://");
    let port = address.rsplit_once(':').map(|(_, port)| port.trim_end_matches('/'));
    !web && port.is_some_and(|port| port.parse::<u16>().is_ok())
}

//! One word → what the intelligence knows of it. Judges nothing.

#[cfg(test)]
mod tests;

use std::ops::Range;

use foldhash::HashSet;

use super::found::{LookUp, LookUps};
use super::signal::Topic;
use super::variables;
use crate::facts::{Facts, Role, VariableKind, Word};
use crate::intel::wallet::{self, Confidence};
use crate::intel::{FlagClass, Intel, Kind, Known, Named, ProductKind, Strength, has_argument};

/// Looks every word of the facts up.
pub(super) fn every_word<'a>(facts: &'a Facts, intel: &Intel) -> LookUps<'a> {
    let mut out = LookUps::default();
    // Half of the words of a file stand in it more than once, and nearly all of them say nothing.
    let mut silent: HashSet<(Role, &str)> = HashSet::default();
    let known_silent = intel.silence().known();
    facts.for_each_word(|word| {
        if word.role == Role::Document {
            return look_up(word, intel, &mut out);
        }
        let said = (word.role, word.text.as_str());
        if known_silent.has(word.role as u8, said.1) || silent.contains(&said) {
            return;
        }
        let known = (out.all.len(), out.with_roles.len());
        look_up(word, intel, &mut out);
        let is_silent = known == (out.all.len(), out.with_roles.len());
        // with another value the name of a variable may say something
        let is_of_value =
            || word.role == Role::VariableName && variables::depends_on_value(word.text, intel);
        if is_silent && !is_of_value() {
            silent.insert(said);
        }
    });
    drop(known_silent);
    intel.silence().add(silent.into_iter().map(|(role, word)| (role as u8, word)));
    out
}

fn look_up<'a>(word: Word<'a>, intel: &Intel, out: &mut LookUps<'a>) {
    let text = word.text.as_str();
    if text.len() < 2 {
        return;
    }
    let marks = Marks::of(text);
    if marks.has(Marks::PERCENT) {
        percent_encoded(word, intel, out);
    }
    let mut found = LookUp { word, out, decoded: false };
    network(&mut found, intel, text, marks);
    if word.role == Role::Document {
        for (range, known) in intel.config_keys(text.as_bytes()) {
            found.add(Topic::ConfigKey, range, known);
        }
        return;
    }
    if word.role == Role::Name {
        return;
    }
    if is_list_of_names(word, marks, intel) {
        return;
    }
    let Names { tuning, serves } = names(&mut found, intel, text, marks);
    campaign(&mut found, intel, text);
    match word.role {
        // `XMRIG_PROXY_VERSION` is about the proxy, `XMRIG_EXPORTER_PORT` about what watches a miner.
        Role::VariableName if !serves => variables::look_up(&mut found, intel),
        Role::Program | Role::Argument | Role::VariableValue => {
            options(&mut found, intel, text, marks, tuning);
        }
        _ => {}
    }
}

/// Servers and tools undo `%78`: what an address hides in this way is looked up as they see it.
fn percent_encoded<'a>(word: Word<'a>, intel: &Intel, out: &mut LookUps<'a>) {
    let text = word.text.as_str();
    if !text.contains("://") {
        return;
    }
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
    if decoded == text {
        return;
    }
    let mut found = LookUp { word, out, decoded: true };
    let marks = Marks::of(&decoded);
    network(&mut found, intel, &decoded, marks);
    if word.role != Role::Document {
        names(&mut found, intel, &decoded, marks);
    }
}

/// Bytes that a word must have to be what is looked for: one pass over it spares most words most look-ups.
#[derive(Clone, Copy)]
struct Marks(u16);

impl Marks {
    const DOT: u16 = 1;
    const SLASH: u16 = 2;
    /// `:` or `+`: an address may have a scheme.
    const SCHEME: u16 = 4;
    const DASH: u16 = 8;
    const BLANK: u16 = 16;
    /// An address may hide what it names.
    const PERCENT: u16 = 32;
    /// `,` or `|`: separates names everywhere.
    const COMMA: u16 = 64;
    /// `;` or the end of a line: separates names in values.
    const LINE: u16 = 128;
    /// `=` or `$`: the word is no list of plain names.
    const VALUE: u16 = 256;

    #[allow(clippy::indexing_slicing, reason = "worked out by the compiler")]
    const TABLE: [u16; 256] = {
        let mut table = [0; 256];
        table[b'.' as usize] = Self::DOT;
        table[b'/' as usize] = Self::SLASH;
        table[b':' as usize] = Self::SCHEME;
        table[b'+' as usize] = Self::SCHEME;
        table[b'-' as usize] = Self::DASH;
        table[b' ' as usize] = Self::BLANK;
        table[b'\t' as usize] = Self::BLANK;
        table[b'%' as usize] = Self::PERCENT;
        table[b',' as usize] = Self::COMMA;
        table[b'|' as usize] = Self::COMMA;
        table[b';' as usize] = Self::LINE;
        table[b'\n' as usize] = Self::LINE;
        table[b'=' as usize] = Self::VALUE;
        table[b'$' as usize] = Self::VALUE;
        table
    };

    fn of(text: &str) -> Self {
        let mark = |byte: u8| Self::TABLE.get(usize::from(byte)).copied().unwrap_or_default();
        Self(text.bytes().fold(0, |all, byte| all | mark(byte)))
    }

    fn has(self, mark: u16) -> bool {
        self.0 & mark != 0
    }
}

/// Pools, wallets and addresses: they count wherever they stand.
fn network(found: &mut LookUp<'_, '_>, intel: &Intel, text: &str, marks: Marks) {
    if is_list_of_pools(found.word, marks, intel) {
        return;
    }
    let stratum = marks.has(Marks::SCHEME).then(|| intel.stratum_scheme(text)).flatten();
    for hit in marks.has(Marks::DOT).then(|| intel.pools_in(text)).into_iter().flatten() {
        let has_port = text.get(hit.range.end..).is_some_and(|rest| rest.starts_with(':'));
        let addressed = has_port || stratum.is_some();
        if !addressed && (found.word.role == Role::Document || is_web_interface(text, &hit.range)) {
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
    if let Some((range, known)) = intel.custom_wallet_in(text) {
        found.add(Topic::Wallet, range, known);
    }
    if let Some((range, known)) = intel.url(text) {
        found.add(Topic::Url, range, known);
    }
}

/// What a pool says of itself to programs that show it: nobody mines there. `api.pool`, `https://pool/api/…`
fn is_web_interface(text: &str, range: &Range<usize>) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let (before, behind) =
        (text.get(..range.start).unwrap_or_default(), text.get(range.end..).unwrap_or_default());
    let (outside, behind) = (before.trim_end_matches(part), behind.trim_start_matches(part));
    let host = text.get(outside.len()..text.len() - behind.len()).unwrap_or_default();
    let first = host.split(['.', '-']).next().unwrap_or_default();
    let is_web = outside.ends_with("https://") || outside.ends_with("http://");
    first.trim_end_matches(|c: char| c.is_ascii_digit()) == "api"
        || is_web && (behind == "/api" || behind.starts_with("/api/"))
}

/// `--xmrig.uri=…` of what watches a miner: the option says where to ask.
fn names_place(text: &str, range: &Range<usize>) -> bool {
    const PLACES: [&str; 9] =
        ["uri", "url", "host", "port", "address", "addr", "api", "endpoint", "target"];
    let name = text.split('=').next().unwrap_or_default();
    let rest = name.get(range.end..).and_then(|rest| rest.strip_prefix(['.', '-', '_']));
    name.starts_with("--") && range.start == 2 && rest.is_some_and(|it| PLACES.contains(&it))
}

/// Files and paths of published attacks. Values of variables are no paths until a command uses them.
fn campaign(found: &mut LookUp<'_, '_>, intel: &Intel, text: &str) {
    // every program loads what these name
    let is_loaded = found.word.variable.is_some_and(|variable| {
        matches!(variable.name.as_str(), "LD_PRELOAD" | "LD_AUDIT")
            && found.word.role == Role::VariableValue
    });
    if matches!(found.word.role, Role::VariableName | Role::VariableValue | Role::Image)
        && !is_loaded
    {
        return;
    }
    if let Some((range, known)) = intel.attack(text) {
        found.add(Topic::Campaign, range, known);
    }
}

/// What `names` found beside the signals that it added.
#[derive(Default)]
struct Names<'i> {
    /// Host tuning that the word names.
    tuning: Option<Known<'i>>,
    /// The word names what serves or watches miners.
    serves: bool,
}

/// A value that names several programs and nothing else is a list of names, such as detectors are given: who starts a
/// program names one. Blanks separate words of a command, so that they count only in values of variables.
fn is_list_of_names(word: Word<'_>, marks: Marks, intel: &Intel) -> bool {
    let (separators, separating): (&[char], u16) = match word.role {
        Role::VariableValue => {
            (&[',', '|', ';', ' ', '\n', '\t'], Marks::COMMA | Marks::LINE | Marks::BLANK)
        }
        Role::Argument => (&[',', '|'], Marks::COMMA),
        _ => return false,
    };
    if !marks.has(separating) || marks.has(Marks::SLASH | Marks::VALUE) {
        return false;
    }
    let names = word.text.split(separators).filter(|name| !name.is_empty());
    let miners: HashSet<&str> = names
        .take(64)
        .filter_map(|name| intel.miner_in(name).filter(|hit| hit.range == (0..name.len())))
        .map(|hit| hit.product)
        .collect();
    miners.len() >= 2
}

/// A variable of a script that holds several pools and nothing else is a list that the script goes through: what it does
/// with each is said by its commands.
fn is_list_of_pools(word: Word<'_>, marks: Marks, intel: &Intel) -> bool {
    let is_of_script = word.variable.is_some_and(|it| it.kind == VariableKind::Shell);
    if word.role != Role::VariableValue
        || !is_of_script
        || !marks.has(Marks::BLANK | Marks::LINE)
        || marks.has(Marks::SLASH)
    {
        return false;
    }
    let hosts = word.text.split_whitespace();
    let is_host = |word: &str| word.contains('.') && !word.starts_with('-');
    let pools = || hosts.clone().take(64).filter(|host| intel.pools_in(host).next().is_some());
    pools().take(2).count() == 2 && hosts.clone().all(is_host)
}

/// Names of programs and of their sources.
fn names<'i>(found: &mut LookUp<'_, '_>, intel: &'i Intel, text: &str, marks: Marks) -> Names<'i> {
    let mut names = Names::default();
    let mut donation: Option<Known<'i>> = None;
    for (range, named) in intel.named_in(text) {
        let hit = match named {
            Named::Product(hit) => hit,
            Named::Other(known) => {
                match known.kind() {
                    Kind::Tuning => names.tuning = names.tuning.or(Some(known)),
                    Kind::NodeCall
                        if is_call(text, &range) && has_argument(text, &range, known) =>
                    {
                        found.add(Topic::NodeCall, range, known);
                    }
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
        if names_place(text, &hit.range) {
            names.serves = true;
            continue;
        }
        names.serves |= topic_of(hit.kind).is_none_or(|topic| topic != Topic::Miner);
        if let Some(topic) = topic_of(hit.kind) {
            found.add_as(topic, hit.strength, hit.range, "product", hit.known.citation());
        }
    }
    if marks.has(Marks::SLASH) {
        for (range, known) in intel.repositories_in(text) {
            // The kind of the program decides; a repository without one is a renamed miner's.
            let kind = known.product().map_or(ProductKind::Miner, |(_, kind)| kind);
            match topic_of(kind) {
                Some(Topic::Miner) => found.add(Topic::Repository, range, known),
                Some(topic) => found.add(topic, range, known),
                None => {}
            }
        }
    }
    if let Some(known) = donation {
        found.add(Topic::Donation, 0..text.len(), known);
    }
    names
}

/// Which rules a program of this kind is the business of; none for what only watches miners.
pub(in crate::rules) fn topic_of(kind: ProductKind) -> Option<Topic> {
    match kind {
        ProductKind::Miner | ProductKind::Launcher | ProductKind::Browser => Some(Topic::Miner),
        ProductKind::Proxy => Some(Topic::Proxy),
        ProductKind::PoolServer => Some(Topic::PoolServer),
        ProductKind::Monitor => None,
    }
}

/// The name stands as the path of an address or as a quoted word of JSON, as calls of a node's interface do.
fn is_call(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    before.contains("://") || before.ends_with('"')
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
        if option.len() < part.trim_end_matches([' ', '\t']).len() {
            // Other blanks stay in the word for those who look at roles.
            found.add_role();
        }
        if let Some(flag) = intel.flag(option) {
            let topic = match flag.class {
                FlagClass::Specific => Some(Topic::Flag),
                FlagClass::Typical => Some(Topic::TypicalFlag),
                FlagClass::Role(_) => {
                    found.add_role();
                    None
                }
                FlagClass::Ordinary => None,
            };
            if let Some(topic) = topic {
                found.add(topic, at..at + option.len(), flag.known);
            }
        }
        at += part.len();
    }
}

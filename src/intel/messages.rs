//! What miners and pools say to each other: texts of programs that speak as a miner does.
//!
//! No entries of the data: the names of the messages are those of the protocols, and it is where they stand that counts.

use std::ops::Range;

use memchr::memmem;

/// The word in front of the dot in a message of Stratum.
const STRATUM: &str = "mining";

/// Messages by which a miner greets a pool and hands in its work; a program that sends two of them is a client. They stand
/// apart from the word in front, so that this very program has no text of a miner in it.
const SENT: &[&str] = &["subscribe", "authorize", "submit", "extranonce.subscribe"];

/// Words of programs that wait for others: pools and proxies say what miners say, too.
const SERVES: &[&str] = &[
    "createServer",
    ".listen(",
    "listen(",
    ".bind(",
    "bind(",
    "ListenAndServe",
    "net.Listen",
    "TcpListener",
    "ServerSocket",
    "start_server",
    "StreamServer",
    "TCPServer",
];

/// Bytes behind the name of a message in which its parameters stand.
const LONGEST: usize = 400;

/// Where a word stands in a text. Nearly no text has one of them, so the search for them is all that most texts cost.
fn places(text: &str, word: &'static str) -> impl Iterator<Item = Range<usize>> {
    memmem::find_iter(text.as_bytes(), word).map(move |at| at..at + word.len())
}

/// Where the text of a program that is started asks a node for work and hands it in, and waits for nobody.
pub(crate) fn mines_alone(text: &str) -> Option<Range<usize>> {
    solo(text).filter(|_| !serves(text))
}

/// Where the text speaks as a miner does: it sends the messages, and waits for nobody.
pub(crate) fn spoken(text: &str) -> Option<Range<usize>> {
    // all of them are objects; most words of commands have none
    memchr::memchr(b'{', text.as_bytes())?;
    let found = stratum(text).or_else(|| login(text)).or_else(|| handshake(text));
    let found = found.or_else(|| site_key(text)).or_else(|| pool_miner(text));
    let found = found.or_else(|| of_browser(text))?;
    (!serves(text)).then_some(found)
}

/// The text waits for others.
pub(crate) fn serves(text: &str) -> bool {
    SERVES.iter().any(|word| text.contains(word))
}

/// The name at this place is what a program sends: the value of `method`, or what a call is given.
pub(crate) fn is_sent(text: &str, range: &Range<usize>) -> bool {
    is_value(text, range, "method") || is_argument(text, range)
}

/// The messages of Stratum that the text sends, with their places.
pub(crate) fn sent(text: &str) -> impl Iterator<Item = (&'static str, Range<usize>)> {
    ways(text).map(|(name, _, range)| (name, range))
}

/// A program that sends these is a client that mines, even if they stand in files of their own.
pub(crate) fn mines(names: &[&str]) -> bool {
    names.contains(&"submit") && (names.contains(&"subscribe") || names.contains(&"authorize"))
}

fn ways(text: &str) -> impl Iterator<Item = (&'static str, Way, Range<usize>)> {
    places(text, STRATUM).filter_map(|Range { start: at, end: start }| {
        let name = text.get(start..)?.strip_prefix('.')?;
        let sent = SENT.iter().find(|sent| name.starts_with(**sent))?;
        let range = at..start + 1 + sent.len();
        let way = match is_value(text, &range, "method") {
            true => Way::Key,
            false if is_argument(text, &range) => Way::Argument,
            false => return None,
        };
        Some((*sent, way, range))
    })
}

/// Two messages of Stratum, or the greeting of its form for Ethereum.
fn stratum(text: &str) -> Option<Range<usize>> {
    let is_method = |range: &Range<usize>| is_value(text, range, "method");
    let mut greetings = places(text, "eth_submitLogin");
    greetings.find(is_method).or_else(|| {
        let mut sent = ways(text);
        let (first, way, range) = sent.next()?;
        let mut both = |(other, its_way, _): (&str, Way, _)| {
            // what a function is given with a greeting may be one of many names: a miner hands its work in, too
            other != first
                && (way == Way::Key && its_way == Way::Key || [first, other].contains(&"submit"))
        };
        sent.any(&mut both).then_some(range)
    })
}

/// Blocks that the program asks a node for, searches by itself and hands in: mining without a pool. Who only knows what a block
/// would pay hands in none, and what hashes nothing hands on what others found.
fn solo(text: &str) -> Option<Range<usize>> {
    const ASKS: [&str; 2] = ["getblocktemplate", "getwork"];
    const HANDS_IN: [&str; 3] = ["submitblock", "submitwork", "submit_block"];
    const HASHES: [&str; 9] =
        ["sha256", "sha-256", "SHA256", "scrypt", "yespower", "blake", "keccak", "randomx", "x11"];
    const COMPARES: [&str; 3] = ["target", "bits", "difficulty"];
    let place = |names: &[&'static str]| {
        names.iter().find_map(|name| places(text, name).find(|range| is_sent(text, range)))
    };
    let asked = place(&ASKS)?;
    place(&HANDS_IN)?;
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    (has(&HASHES) && has(&COMPARES) && text.contains("coinbase")).then_some(asked)
}

/// `new Client.Anonymous("…", {throttle: …}).start()`: a miner for the browsers of others, whatever it is called.
fn of_browser(text: &str) -> Option<Range<usize>> {
    const SETTINGS: [&str; 5] = ["throttle", "threads", "autoThreads", "forceASMJS", "ads"];
    let is_keyed = |call: &Range<usize>| {
        let given = text.get(call.end + 1..).map_or("", str::trim_start);
        let key = given.strip_prefix(['"', '\'']).unwrap_or_default();
        (32..=64).contains(&key.bytes().take_while(u8::is_ascii_alphanumeric).count())
    };
    let mut calls = [".Anonymous(", ".User(", ".Token("].into_iter();
    let call = calls.find_map(|name| constructed(text, name).find(is_keyed))?;
    let behind = behind(text, &call);
    (SETTINGS.iter().any(|name| has_key(behind, name)) && text.contains(".start(")).then_some(call)
}

/// `new a.b.Name(`: where an object is made of a class whose name ends so, from the first letter of the name to its parenthesis.
fn constructed(text: &str, end: &'static str) -> impl Iterator<Item = Range<usize>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    places(text, end).filter_map(move |call| {
        let start = text.get(..call.start)?.trim_end_matches(is_name).len();
        let is_made = text.get(..start)?.trim_end().ends_with("new");
        is_made.then_some(start..call.end - 1)
    })
}

/// How the name of a message is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As the value of a key.
    Key,
    /// To a function that puts it there: `call("x", [])`.
    Argument,
}

/// Bytes in front of a constant in which the call stands that it is given to.
const LONGEST_CALL: usize = 200;

/// The whole of a constant that a function is given which does not compare it, wait for it or write it down.
fn is_argument(text: &str, range: &Range<usize>) -> bool {
    const OTHERS: [&str; 24] = [
        "assert", "case", "compare", "contains", "debug", "emit", "equal", "error", "expect",
        "handle", "has", "in", "includes", "index", "info", "listen", "log", "match", "on", "once",
        "print", "register", "starts", "warn",
    ];
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let quotes = ['"', '\'', '`'];
    let Some(outside) = before.strip_suffix(quotes) else { return false };
    let behind = after.strip_prefix(quotes).unwrap_or_default().trim_start();
    if !behind.starts_with([',', ')']) {
        return false;
    }
    let from = outside.floor_char_boundary(outside.len().saturating_sub(LONGEST_CALL));
    let mut depth = 0_usize;
    for (at, byte) in outside.bytes().enumerate().skip(from).rev() {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'(' => {
                let called = outside.get(..at).unwrap_or_default();
                let part = |c: char| c.is_alphanumeric() || c == '_';
                let name = called.get(called.trim_end_matches(part).len()..).unwrap_or_default();
                let name = name.to_ascii_lowercase();
                return !name.is_empty() && !OTHERS.iter().any(|other| name.starts_with(other));
            }
            b'[' | b'{' | b';' => return false,
            _ => {}
        }
    }
    false
}

/// `{"method": "login", "params": {"login": …, "pass": …, "agent": …}}`, as CryptoNote's pools take it.
fn login(text: &str) -> Option<Range<usize>> {
    places(text, "login").find(|range| {
        is_sent(text, range) && {
            let keys = behind(text, range);
            let has = |key: &str| has_key(keys, key);
            has("login") && has("pass") && (has("agent") || has("algo") || has("rigid"))
        }
    })
}

/// `{identifier: "handshake", pool: …, login: …}`, as proxies of web miners take it.
fn handshake(text: &str) -> Option<Range<usize>> {
    places(text, "handshake").find(|range| {
        let keys = behind(text, range);
        is_value(text, range, "identifier") && has_key(keys, "pool") && has_key(keys, "login")
    })
}

/// `{type: "auth", params: {site_key: …, type: "anonymous", goal: …}}`, as Coinhive and its heirs take it.
fn site_key(text: &str) -> Option<Range<usize>> {
    places(text, "auth").find(|range| {
        let keys = behind(text, range);
        is_value(text, range, "type") && has_key(keys, "site_key") && has_key(keys, "goal")
    })
}

/// `new Nimiq.NanoPoolMiner(…)` that is connected: the library of Nimiq has the miner of its pools in it.
fn pool_miner(text: &str) -> Option<Range<usize>> {
    let is_of_nimiq =
        |call: &Range<usize>| text.get(call.start..).is_some_and(|it| it.starts_with("Nimiq."));
    let call = constructed(text, "PoolMiner(").find(is_of_nimiq)?;
    (text.contains(".startWork(") || text.contains(".connect(")).then_some(call)
}

fn behind<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    let end = text.floor_char_boundary((range.end + LONGEST).min(text.len()));
    text.get(range.end..end).unwrap_or_default()
}

/// The whole of a constant that a key of this name has, whatever the language: `"method": "x"`, `method = 'x'`, `method => "x"`.
fn is_value(text: &str, range: &Range<usize>, key: &str) -> bool {
    const QUOTES: [char; 4] = ['"', '\'', '`', '\\'];
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    if !before.ends_with(['"', '\'', '`']) || !after.starts_with(QUOTES) {
        return false;
    }
    let before = before.trim_end_matches(QUOTES).trim_end();
    let Some(before) = before.strip_suffix([':', '=', '>', ',']) else { return false };
    // `"key", "value"` of a map in Java
    let before = before.trim_end_matches(['=', ' ', '\t']).trim_end_matches(QUOTES);
    let from = before.len().checked_sub(key.len());
    from.and_then(|from| before.get(from..)).is_some_and(|it| it.eq_ignore_ascii_case(key))
}

fn has_key(text: &str, key: &str) -> bool {
    text.match_indices(key).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + key.len()..).unwrap_or_default();
        let after = after.trim_start_matches(['"', '\'', '\\', ' ']);
        !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && after.starts_with([':', '=', ','])
    })
}

#[cfg(test)]
mod tests {
    use super::{mines_alone, spoken};

    #[test]
    fn clients_of_a_pool_are_told_by_what_they_send() {
        for text in [
            r#"send({"id": 1, "method": "mining.subscribe"}); send({"method": "mining.authorize"})"#,
            r#"s.write("{\"method\":\"mining.authorize\"}"); t("{\"method\":\"mining.submit\"}")"#,
            "{method: 'login', params: {login: a, pass: b, agent: c}}",
            "{identifier:\"handshake\",pool:\"p\",login:\"l\"}",
            "{\"method\": \"eth_submitLogin\"}",
            "{ call(1, 'mining.subscribe', []); call(2, 'mining.submit', [a, b]) }",
            "rpc(f(c), \"mining.authorize\", {a: 1}); rpc(c, \"mining.submit\", x)",
            "{ const m = new Nimiq.NanoPoolMiner(a, b); m.connect(host, port) }",
            "{ send('login', { login: a, pass: b, algo: [c] }) }",
            "{ Method: \"mining.subscribe\" } { Method: \"mining.submit\" }",
            "new Client.Anonymous('0123456789abcdef0123456789abcdef', {throttle: 0.3}); c.start()",
        ] {
            assert!(spoken(text).is_some(), "{text}");
        }
    }

    #[test]
    fn who_mines_alone_asks_hashes_and_hands_in() {
        let whole = "rpc('getblocktemplate', []); coinbase(); sha256(sha256(x)) < target; rpc('submitblock', [b])";
        assert!(mines_alone(whole).is_some());
        for part in ["getblocktemplate", "coinbase", "sha256", "target", "submitblock"] {
            assert_eq!(mines_alone(&whole.replace(part, "other")), None, "{part}");
        }
        assert_eq!(mines_alone(&format!("{whole}; net.createServer()")), None);
    }

    #[test]
    fn those_that_answer_wait_or_only_know_the_words_are_no_clients() {
        for text in [
            "case 'mining.subscribe': case 'mining.authorize': break",
            r#"{"method": "mining.subscribe"}"#,
            r#"{"method": "mining.subscribe"} {"method": "mining.authorize"} net.createServer()"#,
            "METHODS = ['mining.subscribe', 'mining.authorize']",
            "{method: 'login', params: {user: a, password: b}}",
            "{identifier: 'handshake', version: 7}",
            // a check of a pool greets it and goes
            "{ call(1, 'mining.subscribe', []); call(2, 'mining.authorize', [a, b]) }",
            "{ client.on('mining.subscribe', f); client.on('mining.submit', g) }",
            "{ if (m in ('mining.subscribe', 'mining.submit')) {} }",
            "{ handle(['mining.subscribe', 'mining.submit']) }",
            "class NanoPoolMiner extends Nimiq.NanoPoolMiner { constructor() { super() } }",
            "{ new Other.NanoPoolMiner(a); m.connect(host, port) }",
            "{ startsWith('mining.subscribe') || x.startsWith('mining.submit') }",
            "new Session.Anonymous('0123456789abcdef0123456789abcdef', {name: 1}); s.start()",
            "new Client.Anonymous('short', {throttle: 0.3}); c.start()",
            "{ send('login', { login: a, pass: b }) }",
        ] {
            assert!(spoken(text).is_none(), "{text}");
        }
    }
}

//! What miners and pools say to each other: texts of programs that speak as a miner does.
//!
//! No entries of the data: the names of the messages are those of the protocols, and it is where they stand that counts.

mod constants;

use std::ops::Range;

use self::constants::{behind, has_key, is_argument, is_value, is_whole, places};

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

/// Where the text of a program that is started asks a node for work and hands it in, and waits for nobody.
pub(crate) fn mines_alone(text: &str) -> Option<Range<usize>> {
    solo(text).filter(|_| !serves(text))
}

/// Where the text speaks as a miner does: it sends the messages, and waits for nobody.
pub(crate) fn spoken(text: &str) -> Option<Range<usize>> {
    // all of them are objects; most words of commands have none
    memchr::memchr(b'{', text.as_bytes())?;
    let found = stratum(text).or_else(|| parted(text)).or_else(|| login(text));
    let found = found.or_else(|| work_handed_in(text)).or_else(|| handshake(text));
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
    // in parts: with the whole word, minestop's own program would hold one more marker of those that it looks for
    let with_prefix = |at: Range<usize>| {
        let before = text.get(..at.start)?.strip_suffix('_')?.strip_suffix("eth")?;
        Some(before.len()..at.end)
    };
    let mut greetings = places(text, "submitLogin").filter_map(with_prefix);
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

/// `m = "mining."; call(m + "subscribe"); call(m + "submit")`: the word in front of the dot stands apart from the messages. Where
/// it does not stand there at all, the program waits for work and hashes.
fn parted(text: &str) -> Option<Range<usize>> {
    let given = |name: &'static str| {
        places(text, name).find(|range| is_argument(text, range) || is_joined(text, range))
    };
    let handed_in = given("submit")?;
    let (subscribes, authorizes) = (given("subscribe").is_some(), given("authorize").is_some());
    let is_named = places(text, "mining.").any(|range| is_whole(text, &range));
    let ends_constant = |range: &Range<usize>| {
        text.get(range.end..).is_some_and(|after| after.starts_with(['"', '\'', '`']))
    };
    let waits = || places(text, "notify").any(|range| ends_constant(&range)) && hashes(text);
    let counts = is_named && (subscribes || authorizes) || subscribes && authorizes && waits();
    counts.then_some(handed_in)
}

/// A whole constant that is put behind another text.
fn is_joined(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start.saturating_sub(1)).unwrap_or_default();
    is_whole(text, range) && before.trim_end().ends_with(['+', '.', '~'])
}

/// `{"method": "submit", "params": {"job_id": …, "nonce": …, "result": …}}` of a program that logs in: the protocol of
/// CryptoNote's pools, whatever its login says.
fn work_handed_in(text: &str) -> Option<Range<usize>> {
    let handed_in = places(text, "submit").find(|range| {
        let keys = behind(text, range);
        is_sent(text, range) && ["job_id", "nonce", "result"].iter().all(|key| has_key(keys, key))
    })?;
    places(text, "login").any(|range| is_sent(text, &range)).then_some(handed_in)
}

/// The text names a function that mining hashes with.
fn hashes(text: &str) -> bool {
    const HASHES: [&str; 9] =
        ["sha256", "sha-256", "SHA256", "scrypt", "yespower", "blake", "keccak", "randomx", "x11"];
    HASHES.iter().any(|word| text.contains(word))
}

/// Blocks that the program asks a node for, searches by itself and hands in: mining without a pool. Who only knows what a block
/// would pay hands in none, and what hashes nothing hands on what others found.
fn solo(text: &str) -> Option<Range<usize>> {
    const ASKS: [&str; 2] = ["getblocktemplate", "getwork"];
    const HANDS_IN: [&str; 3] = ["submitblock", "submitwork", "submit_block"];
    const COMPARES: [&str; 3] = ["target", "bits", "difficulty"];
    let place = |names: &[&'static str]| {
        names.iter().find_map(|name| places(text, name).find(|range| is_sent(text, range)))
    };
    let asked = place(&ASKS)?;
    place(&HANDS_IN)?;
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    (hashes(text) && has(&COMPARES) && text.contains("coinbase")).then_some(asked)
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
            "{ m = 'mining.'; call(m + 'authorize', a); call(m + 'submit', b) }",
            "{ q('subscribe'); q('authorize', a); if x == m + 'notify' { sha256(b) } q('submit', b) }",
            "{ method: 'login', params: p } { method: 'submit', params: { job_id: a, nonce: b, result: c } }",
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
            // each lacks one thing of those above
            "{ m = 'mining.'; call(m + 'authorize', a); call(m + 'subscribe', b) }",
            "{ m = 'mine.'; call(m + 'authorize', a); call(m + 'submit', b) }",
            "{ m = 'mining.'; call(m + 'submit', b) }",
            "{ q('subscribe'); q('authorize', a); if x == m + 'notify' { md5(b) } q('submit', b) }",
            "{ q('subscribe'); q('authorize', a); sha256(b); q('submit', b) }",
            "{ q('subscribe'); if x == m + 'notify' { sha256(b) } q('submit', b) }",
            "{ method: 'submit', params: { job_id: a, nonce: b, result: c } }",
            "{ method: 'login', params: p } { method: 'submit', params: { job_id: a, result: c } }",
        ] {
            assert!(spoken(text).is_none(), "{text}");
        }
    }
}

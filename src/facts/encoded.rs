//! Values that a program of the image decodes for itself, decoded once: base64, hexadecimal and reversed words of
//! variables and arguments.
//!
//! What the build itself decodes is folded where that happens.

use std::io::Read;
use std::ops::Range;

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use foldhash::HashSet;

use super::{Command, Document, Facts, Place, Setting, Variable, VariableKind, file_text};
use crate::byte_search;
use crate::shell::{decode_base64, decode_hex};
use crate::source::Text;

/// Shorter words decode to less than an address or a name with an option, and more of them are words.
const SHORTEST: usize = 24;

/// What a word holds once it is decoded.
#[derive(Clone, Debug)]
pub(crate) struct Decoded {
    /// The instruction.
    pub(crate) place: Place,
    /// The decoded text; its place is that of the word. Empty for an object that a variable holds as it is.
    pub(crate) text: Text,
    /// Keys and values, if it is an object of JSON.
    pub(crate) settings: Vec<Setting>,
}

/// Adds what variables and commands hold in an encoded form.
pub(super) fn observe(facts: &mut Facts) {
    let variables = facts.variables.iter().filter(|it| it.kind != VariableKind::Label);
    let variables = variables.map(|Variable { place, value, .. }| (*place, value));
    let commands = facts.commands.iter().filter(|command| command.acts());
    let arguments = commands.flat_map(|Command { place, shell, .. }| {
        shell.argv.iter().skip(1).map(|argument| (*place, argument))
    });
    let mut found = Vec::new();
    let objects = variables.clone().filter(|(_, value)| value.starts_with('{'));
    for (place, value) in objects {
        let settings = file_text::settings("value.json", value);
        if !settings.is_empty() {
            let text = Text::empty(value.span());
            found.push(Decoded { place, text, settings });
        }
    }
    // a script has most of its words more than once, and nearly none holds anything
    let mut plain: HashSet<&str> = HashSet::default();
    for (place, word) in variables.chain(arguments).filter(|(_, word)| may_hold(word)) {
        if plain.contains(word.as_str()) {
            continue;
        }
        let known = found.len();
        let texts = forms(word).map(|text| Text::made(text, word.span()));
        found.extend(texts.map(|text| {
            let settings = if text.trim_start().starts_with('{') {
                file_text::settings("decoded.json", &text)
            } else {
                Vec::new()
            };
            Decoded { place, text, settings }
        }));
        if found.len() == known {
            plain.insert(word);
        }
    }
    facts.decoded.extend(found);
}

/// Longer programs are bundles of others, and their tables are data.
const LONGEST_PROGRAM: usize = 64 << 10;

/// A program that something starts and that decodes constants.
fn decodes(document: &Document) -> bool {
    const DECODERS: [&str; 10] = [
        "base64",
        "Base64",
        "b64",
        "atob(",
        "decode64",
        "fromhex",
        "unhexlify",
        "hex2bin",
        "hex2bytes",
        "unpack(",
    ];
    document.code
        && document.started
        && !document.is_test()
        && document.content.len() <= LONGEST_PROGRAM
        && DECODERS.iter().any(|name| document.content.contains(name))
}

/// What the constants of a program stand for.
pub(super) fn constants(document: &Document, found: &mut Vec<Decoded>) {
    if !decodes(document) {
        return;
    }
    let content = &document.content;
    for range in long_runs(content) {
        let Some(run) = content.get(range.clone()) else { continue };
        let span = content.span_of(range);
        for bytes in [decode_hex(run), decode_base64(run.as_bytes())].into_iter().flatten() {
            // a command or an address has a blank or a colon
            let text = readable(unpacked(bytes)).filter(|text| text.contains([' ', ':']));
            found.extend(text.map(|text| Decoded {
                place: document.place,
                text: Text::made(text, span),
                settings: Vec::new(),
            }));
        }
    }
}

/// False for most words: they are shorter than anything encoded, and no address from its end.
fn may_hold(word: &str) -> bool {
    word.len() >= SHORTEST || memchr::memchr(b':', word.as_bytes()).is_some()
}

/// The texts that the runs of letters and digits in a word may stand for.
fn forms(word: &str) -> impl Iterator<Item = String> {
    let runs = long_runs(word).filter_map(|run| word.get(run));
    let runs = runs.map(|run| run.trim_start_matches(['-', '=']));
    let runs = runs.filter(|run| run.len() >= SHORTEST);
    let decoded = runs.flat_map(|run| {
        // `name=BASE64` is one run with the sign between them
        let value = run.trim_end_matches('=').rsplit('=').next().unwrap_or(run);
        let as_hex = decode_hex(value).filter(|_| value.len() % 2 == 0);
        [as_hex, decode_base64(value.as_bytes())]
    });
    decoded.flatten().map(unpacked).filter_map(readable).chain(reversed(word))
}

/// The runs of letters of base64 and its kin that are long enough.
fn long_runs(word: &str) -> impl Iterator<Item = Range<usize>> {
    let is_of_run = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte);
    byte_search::long_runs(word.as_bytes(), SHORTEST, is_of_run)
}

/// What compressed bytes hold; others as they are.
fn unpacked(bytes: Vec<u8>) -> Vec<u8> {
    /// A value that somebody writes holds less.
    const MOST: u64 = 64 << 10;
    let mut out = Vec::new();
    let read = match bytes.as_slice() {
        [0x1f, 0x8b, ..] => MultiGzDecoder::new(bytes.as_slice()).take(MOST).read_to_end(&mut out),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => {
            ZlibDecoder::new(bytes.as_slice()).take(MOST).read_to_end(&mut out)
        }
        _ => return bytes,
    };
    if read.is_ok() { out } else { bytes }
}

/// The bytes as text, if people wrote it: what only looks encoded decodes to noise.
fn readable(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let is_noise = text.chars().any(|c| c.is_control() && !c.is_whitespace());
    (text.len() >= SHORTEST / 2 && !is_noise).then_some(text)
}

/// The word from its end, if that looks like an account or an address: no blank in it, letters mixed with digits or the
/// end of a scheme.
fn reversed(word: &str) -> Option<String> {
    let is_account = word.len() >= SHORTEST
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_uppercase());
    let before_colon = word.split(':').next().unwrap_or_default();
    let has_port = before_colon.len() < word.len()
        && (2..=5).contains(&before_colon.len())
        && before_colon.bytes().all(|byte| byte.is_ascii_digit());
    let is_address = !word.contains([' ', '\n']) && (word.contains("//:") || has_port);
    (is_account || is_address).then(|| word.chars().rev().collect())
}

#[cfg(test)]
mod tests {
    use super::forms;

    fn of(word: &str) -> Vec<String> {
        forms(word).collect()
    }

    #[test]
    fn base64_and_hexadecimal_are_decoded_where_they_stand_in_a_word() {
        let text = "server.example.invalid:443";
        for word in [
            "c2VydmVyLmV4YW1wbGUuaW52YWxpZDo0NDM=",
            "c2VydmVyLmV4YW1wbGUuaW52YWxpZDo0NDM",
            "--data=c2VydmVyLmV4YW1wbGUuaW52YWxpZDo0NDM=",
            "{\"d\":\"c2VydmVyLmV4YW1wbGUuaW52YWxpZDo0NDM=\"}",
            "7365727665722e6578616d706c652e696e76616c69643a343433",
        ] {
            assert!(of(word).iter().any(|found| found == text), "{word}: {:?}", of(word));
        }
    }

    #[test]
    fn reversed_addresses_and_accounts_are_turned() {
        assert_eq!(of("344:dilavni.elpmaxe.revres"), ["server.example.invalid:443"]);
        assert_eq!(of("dilavni.elpmaxe//:ptth"), ["http://example.invalid"]);
        assert_eq!(of("zyxw9876vutsRQPO5432nmlk"), ["klmn2345OPQRstuv6789wxyz"]);
    }

    #[test]
    fn digests_paths_and_short_words_are_left() {
        for word in [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "/usr/local/lib/python3.12/site-packages",
            "c2VydmVy",
            "",
        ] {
            assert!(of(word).is_empty(), "{word}: {:?}", of(word));
        }
    }
}

//! Addresses built here by an encoder of the test's own, and a few public constants.

use blake2::Blake2b;
use blake2::digest::consts::U32;
use sha2::{Digest as _, Sha256};
use sha3::Keccak256;

use super::*;

const DIGITS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const MONERO_SIZES: [usize; 9] = [0, 2, 3, 5, 6, 7, 9, 10, 11];

/// A repeatable stream of bytes (xorshift).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 32) as u8).collect()
    }
}

/// Long division by 58; zeros in front are kept as `1`.
fn base58(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let mut number = bytes.to_vec();
    let mut digits = Vec::new();
    while number.iter().any(|byte| *byte != 0) {
        let mut remainder = 0u32;
        for byte in &mut number {
            let value = remainder * 256 + u32::from(*byte);
            *byte = (value / 58) as u8;
            remainder = value % 58;
        }
        digits.push(DIGITS[remainder as usize]);
    }
    digits.extend(std::iter::repeat_n(b'1', zeros));
    digits.reverse();
    String::from_utf8(digits).unwrap()
}

fn bitcoin_like(version: &[u8], hash: &[u8]) -> String {
    let mut body = [version, hash].concat();
    let checksum = Sha256::digest(Sha256::digest(&body));
    body.extend_from_slice(&checksum[..4]);
    base58(&body)
}

fn ergo(head: u8, content: &[u8]) -> String {
    let mut body = [&[head], content].concat();
    let checksum = Blake2b::<U32>::digest(&body);
    body.extend_from_slice(&checksum[..4]);
    base58(&body)
}

fn cryptonote(tag: &[u8], keys: &[u8]) -> String {
    let mut body = [tag, keys].concat();
    let checksum = Keccak256::digest(&body);
    body.extend_from_slice(&checksum[..4]);
    let mut spelled = String::new();
    for block in body.chunks(8) {
        let digits = base58(block);
        let digits = digits.trim_start_matches('1');
        let zeros = MONERO_SIZES[block.len()] - digits.len();
        spelled.push_str(&"1".repeat(zeros));
        spelled.push_str(digits);
    }
    spelled
}

fn hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.map(|nibble| char::from(b"0123456789abcdef"[usize::from(nibble)])).collect()
}

fn ethereum(bytes: &[u8]) -> String {
    let lower = hex(bytes);
    let hash = hex(&Keccak256::digest(&lower));
    let cased = lower
        .chars()
        .zip(hash.chars())
        .map(|(digit, nibble)| if nibble >= '8' { digit.to_ascii_uppercase() } else { digit });
    format!("0x{}", cased.collect::<String>())
}

fn kaspa(noise: &mut Noise) -> String {
    const CHARSET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let polymod = |values: &[u8]| {
        let generators =
            [0x98_f2bc_8e61_u64, 0x79_b76d_99e2, 0xf3_3e5f_b3c4, 0xae_2eab_e2a8, 0x1e_4f43_e470];
        let mut c = 1u64;
        for value in values {
            let c0 = c >> 35;
            c = ((c & 0x07_ffff_ffff) << 5) ^ u64::from(*value);
            for (i, generator) in generators.iter().enumerate() {
                c ^= if c0 >> i & 1 == 1 { *generator } else { 0 };
            }
        }
        c ^ 1
    };
    let mut data: Vec<u8> = noise.bytes(53).iter().map(|byte| byte & 31).collect();
    let head: Vec<u8> = b"kaspa".iter().map(|byte| byte & 31).chain([0]).collect();
    let checksum = polymod(&[&head[..], &data, &[0; 8]].concat());
    data.extend((0..8).rev().map(|i| (checksum >> (5 * i)) as u8 & 31));
    let spelled = data.iter().map(|digit| char::from(CHARSET[*digit as usize]));
    format!("kaspa:{}", spelled.collect::<String>())
}

fn nimiq(noise: &mut Noise) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKLMNPQRSTUVXY";
    let body: String =
        noise.bytes(32).iter().map(|b| char::from(ALPHABET[(b & 31) as usize])).collect();
    let number: String =
        format!("{body}NQ00").chars().map(|c| c.to_digit(36).unwrap().to_string()).collect();
    let remainder = number.bytes().fold(0u32, |r, b| (r * 10 + u32::from(b - b'0')) % 97);
    format!("NQ{:02}{body}", 98 - remainder)
}

fn found(word: &str) -> Vec<(Coin, Confidence, bool, &str)> {
    find(word)
        .map(|wallet| (wallet.coin, wallet.confidence, wallet.test_network, &word[wallet.range]))
        .collect()
}

/// One address of every kind that has a strong checksum.
fn addresses(noise: &mut Noise) -> Vec<(String, Coin, Confidence, bool)> {
    use Confidence::{High, Low, Medium};
    let keys = noise.bytes(64);
    let hash = noise.bytes(20);
    let key = noise.bytes(33);
    let integrated = noise.bytes(72);
    vec![
        (cryptonote(&[0x12], &keys), Coin::Monero, High, false),
        (cryptonote(&[0x2a], &keys), Coin::Monero, High, false),
        (cryptonote(&[0x13], &integrated), Coin::Monero, High, false),
        (cryptonote(&[0x35], &keys), Coin::Monero, Low, true),
        (cryptonote(&[0x18], &keys), Coin::Monero, Low, true),
        (cryptonote(&[0xb2, 0x20], &keys), Coin::CryptoNote, High, false),
        (cryptonote(&[0x9a, 0xf6, 0xee, 0x01], &keys), Coin::CryptoNote, High, false),
        (bitcoin_like(&[0x00], &hash), Coin::Bitcoin, Medium, false),
        (bitcoin_like(&[0x05], &hash), Coin::Bitcoin, Medium, false),
        (bitcoin_like(&[0x6f], &hash), Coin::Bitcoin, Low, true),
        (bitcoin_like(&[0x30], &hash), Coin::Litecoin, Medium, false),
        (bitcoin_like(&[0x1e], &hash), Coin::Dogecoin, Medium, false),
        (bitcoin_like(&[0x3c], &hash), Coin::Ravencoin, Medium, false),
        (bitcoin_like(&[0x1c, 0xb8], &hash), Coin::Zcash, Medium, false),
        (bitcoin_like(&[0x77], &hash), Coin::Unknown, Low, false),
        (bitcoin_like(&[0x00], &[0; 20]), Coin::Bitcoin, Low, false),
        (ethereum(&hash), Coin::Ethereum, Medium, false),
        (ergo(0x01, &key), Coin::Ergo, Medium, false),
        (ergo(0x02, &key[..24]), Coin::Ergo, Medium, false),
        (ergo(0x11, &key), Coin::Ergo, Low, true),
        (kaspa(noise), Coin::Kaspa, Medium, false),
        (nimiq(noise), Coin::Nimiq, Medium, false),
    ]
}

#[test]
fn every_kind_of_address_is_found_for_many_keys() {
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    for _ in 0..50 {
        for (address, coin, confidence, test) in addresses(&mut noise) {
            let expected = vec![(coin, confidence, test, address.as_str())];
            assert_eq!(found(&address), expected);
        }
    }
}

#[test]
fn public_constants_are_found() {
    for (address, coin) in [
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Coin::Bitcoin),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Coin::Bitcoin),
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", Coin::Bitcoin),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", Coin::Bitcoin),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", Coin::Ethereum),
        ("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", Coin::Ethereum),
        ("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", Coin::Other("Bitcoin Cash")),
    ] {
        let coins: Vec<Coin> = find(address).map(|wallet| wallet.coin).collect();
        assert_eq!(coins, [coin], "{address}");
    }
}

#[test]
fn one_changed_character_is_no_address() {
    let mut noise = Noise(42);
    let mut survivors = 0;
    for _ in 0..60 {
        for (address, coin, ..) in addresses(&mut noise) {
            let mut bytes = address.clone().into_bytes();
            let prefix = address.find(':').map_or(0, |colon| colon + 1);
            let at = prefix + noise.next() as usize % (bytes.len() - prefix);
            let other = DIGITS[noise.next() as usize % 58];
            let same_letter_of_hex = coin == Coin::Ethereum && at < 2;
            if bytes[at] == other || same_letter_of_hex {
                continue;
            }
            bytes[at] = other;
            let changed = String::from_utf8(bytes).unwrap();
            // Two check digits of Nimiq let one change in a hundred pass; EIP-55 about one in fifty.
            survivors += usize::from(find(&changed).next().is_some());
            if !matches!(coin, Coin::Ethereum | Coin::Nimiq) {
                assert_eq!(found(&changed), [], "{address} changed to {changed}");
            }
        }
    }
    assert!(survivors <= 8, "{survivors}");
}

#[test]
fn what_pools_write_around_an_address_ends_it() {
    let mut noise = Noise(7);
    let monero = cryptonote(&[0x12], &noise.bytes(64));
    for word in [
        format!("--user={monero}.rig1"),
        format!("{monero}+10000"),
        format!("solo:{monero}"),
        format!("XMR:{monero}.w#abcd-ef01"),
        format!("stratum+tcp://{monero}:x@pool.example.invalid:3333/{monero}"),
        format!("{{\"user\":\"{monero}\"}}"),
        format!("-u{monero}").replace("-u", "-u "),
        format!("wallet_{monero}_"),
        format!("é{monero}é"),
    ] {
        assert_eq!(found(&word)[0], (Coin::Monero, Confidence::High, false, monero.as_str()));
    }
    let two = format!("{monero},{monero}");
    assert_eq!(found(&two).len(), 2);
}

#[test]
fn nimiq_is_found_with_blanks() {
    let address = nimiq(&mut Noise(3));
    let groups: Vec<&str> = (0..9).map(|i| &address[4 * i..4 * i + 4]).collect();
    let word = format!("--wallet={} ", groups.join(" "));
    assert_eq!(found(&word), [(Coin::Nimiq, Confidence::Medium, false, &word[9..53])]);
    assert_eq!(found(&word.replacen(' ', "-", 1)), []);
}

#[test]
fn ordinary_words_are_no_wallets() {
    for word in [
        "",
        "apt-get",
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "maxConcurrentRequestsPerSecond",
        "AnAbstractSingletonProxyFactoryBean",
        "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPBdG",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        "NQ00AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "sha512-9Y0g0Q8rmSt+H33DfKv7FOc3v+iRI+o1lbzt8jGcIosYW37IIW/2XVYq5NPdmaD5NQ59Nk26Kl/vZbwW9Fr8vg==",
    ] {
        assert_eq!(found(word), [], "{word}");
    }
    assert_eq!(found(&"4".repeat(95)), []);
    assert_eq!(found(&"1".repeat(100_000)), []);
}

//! Decoders: base64, hex, gzip.

use std::io::Read;

use lzma_rust2::{LzmaReader, XzReader};

use crate::shell::programs::output::{Call, Data, MAX_OUTPUT, Parsed};

/// `base64 -d [file]`
pub(crate) fn base64(call: &Call<'_>) -> Option<Data> {
    let long = [("decode", 'd'), ("ignore-garbage", 'i'), ("wrap", 'w'), ("input", 'I')];
    let mut parsed = Parsed::new(call.args(), "dDiw:", &long)?;
    if !parsed.has('d') && !parsed.has('D') {
        let input = call.input(&parsed.operands)?;
        let known = input.known_text()?;
        return Some(Data::computed(encode_base64(known.as_bytes()), known.span()));
    }
    // macOS: `-i file`; an operand that is no known file makes the whole unknown anyway.
    parsed.operands.retain(|operand| !operand.is_empty());
    decoded_base64(&call.input(&parsed.operands)?)
}

/// `openssl base64 -d`, `openssl enc -base64 -d`
pub(crate) fn openssl(call: &Call<'_>) -> Option<Data> {
    let mut args = call.args().iter();
    let command = args.next()?;
    let mut is_base64 = command.as_str() == "base64";
    if !is_base64 && command.as_str() != "enc" {
        return None;
    }
    let mut decode = false;
    let mut files = Vec::new();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-base64" | "-a" => is_base64 = true,
            "-d" => decode = true,
            "-A" => {}
            "-in" => files.push(args.next()?),
            _ => return None,
        }
    }
    if !decode || !is_base64 {
        return None;
    }
    decoded_base64(&call.input(&files)?)
}

fn decoded_base64(input: &Data) -> Option<Data> {
    let text = input.known_text()?;
    let bytes = decode_base64(text.as_bytes())?;
    Some(Data::computed(bytes, text.span()))
}

/// Base64 with or without padding; white space is passed over. `None` for other characters.
pub(crate) fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0_u32, 0);
    for &byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                // Several encoded texts may follow each other.
                (bits, count) = (0, 0);
                continue;
            }
            _ if byte.is_ascii_whitespace() => continue,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 1;
        match count {
            2 => out.push((bits >> 4) as u8),
            3 => out.push((bits >> 2) as u8),
            4 => {
                out.push(bits as u8);
                (bits, count) = (0, 0);
            }
            _ => {}
        }
    }
    Some(out)
}

fn encode_base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::with_capacity(bytes.len() / 3 * 4 + 5);
    for chunk in bytes.chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = (at(0) << 16) | (at(1) << 8) | at(2);
        for place in 0..4 {
            let letter = LETTERS.get((bits >> (18 - 6 * place)) as usize & 63);
            out.push(if place <= chunk.len() { letter.copied().unwrap_or(b'=') } else { b'=' });
        }
    }
    out.push(b'\n');
    out
}

/// `xxd -r -p`
pub(crate) fn xxd(call: &Call<'_>) -> Option<Data> {
    let args = call.args();
    let flag = |letter: char| {
        args.iter().any(|arg| arg.len() <= 4 && arg.starts_with('-') && arg.contains(letter))
    };
    let plain = flag('p') || args.iter().any(|arg| matches!(arg.as_str(), "-ps" | "-plain"));
    if !flag('r') || !plain {
        return None;
    }
    let operands: Vec<_> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
    let input = call.input(&operands)?;
    let text = input.known_text()?;
    Some(Data::computed(decode_hex(text)?, text.span()))
}

/// Pairs of hex digits; white space is passed over. `None` for other characters.
pub(crate) fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut half: Option<u32> = None;
    for c in text.chars().filter(|c| !c.is_ascii_whitespace()) {
        let digit = c.to_digit(16)?;
        match half.take() {
            Some(high) => out.push((high * 16 + digit) as u8),
            None => half = Some(digit),
        }
    }
    Some(out)
}

/// `gunzip`, `zcat`; `gzip` only with `-d`.
pub(crate) fn gunzip(call: &Call<'_>, always: bool) -> Option<Data> {
    let long = [("decompress", 'd'), ("stdout", 'c'), ("to-stdout", 'c'), ("force", 'f')];
    let parsed = Parsed::new(call.args(), "dcfqk", &long)?;
    if !always && !parsed.has('d') {
        return None;
    }
    let input = call.input(&parsed.operands)?;
    let mut out = Vec::new();
    let decoder = flate2::read::MultiGzDecoder::new(input.bytes());
    let read = decoder.take(MAX_OUTPUT as u64 + 1).read_to_end(&mut out);
    // What came out before the stream broke is still what runs.
    if read.is_err() && out.is_empty() {
        return None;
    }
    Some(Data::computed(out, input.span()))
}

/// Memory that a decoder of LZMA may take, in KiB: the largest preset needs as much.
const MAX_LZMA: u32 = 72 << 10;

/// `unxz`, `xzcat`, `lzcat`; `xz` and `lzma` only with `-d`.
pub(super) fn unxz(call: &Call<'_>, always: bool) -> Option<Data> {
    let long = [("decompress", 'd'), ("stdout", 'c'), ("to-stdout", 'c'), ("format", 'F')];
    let parsed = Parsed::new(call.args(), "dcfqkF:", &long)?;
    if !always && !parsed.has('d') {
        return None;
    }
    let input = call.input(&parsed.operands)?;
    let bytes = input.bytes();
    let most = MAX_OUTPUT as u64 + 1;
    let mut out = Vec::new();
    let read = if bytes.starts_with(b"\xfd7zXZ") {
        XzReader::new_mem_limit(bytes, true, MAX_LZMA).take(most).read_to_end(&mut out)
    } else {
        LzmaReader::new_mem_limit(bytes, MAX_LZMA, None).ok()?.take(most).read_to_end(&mut out)
    };
    if read.is_err() && out.is_empty() {
        return None;
    }
    Some(Data::computed(out, input.span()))
}

/// `base32 -d`, `basenc --base16 -d`
pub(super) fn basenc(call: &Call<'_>) -> Option<Data> {
    let long = [
        ("decode", 'd'),
        ("ignore-garbage", 'i'),
        ("wrap", 'w'),
        ("base64", '6'),
        ("base64url", '6'),
        ("base32", '3'),
        ("base16", '1'),
    ];
    let parsed = Parsed::new(call.args(), "dDi613w:", &long)?;
    if !parsed.has('d') && !parsed.has('D') {
        return None;
    }
    let input = call.input(&parsed.operands)?;
    let text = input.known_text()?;
    let bytes = if parsed.has('6') {
        decode_base64(text.as_bytes())?
    } else if parsed.has('1') {
        decode_hex(text)?
    } else {
        decode_base32(text.as_bytes())?
    };
    Some(Data::computed(bytes, text.span()))
}

fn decode_base32(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 8 * 5 + 5);
    let (mut bits, mut count) = (0_u32, 0);
    for &byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a',
            b'2'..=b'7' => byte - b'2' + 26,
            b'=' => continue,
            _ if byte.is_ascii_whitespace() => continue,
            _ => return None,
        };
        bits = (bits << 5) | u32::from(value);
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(out)
}

/// `bunzip2`, `bzcat`; `bzip2` only with `-d`.
pub(super) fn bunzip2(call: &Call<'_>, always: bool) -> Option<Data> {
    let parsed = Parsed::new(call.args(), "dcfqk", &[("decompress", 'd'), ("stdout", 'c')])?;
    if !always && !parsed.has('d') {
        return None;
    }
    let input = call.input(&parsed.operands)?;
    let mut out = Vec::new();
    let decoder = bzip2::read::MultiBzDecoder::new(input.bytes());
    let read = decoder.take(MAX_OUTPUT as u64 + 1).read_to_end(&mut out);
    if read.is_err() && out.is_empty() {
        return None;
    }
    Some(Data::computed(out, input.span()))
}

/// `uudecode` to standard output: `-o -`, or a text that names it itself.
pub(super) fn uudecode(call: &Call<'_>) -> Option<Data> {
    let input = call.input(&[])?;
    let text = input.known_text()?;
    let mut lines = text.lines().skip_while(|line| !line.starts_with("begin "));
    let to = lines.next()?.rsplit(' ').next()?;
    let printed = call.args().iter().any(|arg| arg.contains("/dev/stdout") || arg.as_str() == "-");
    if !printed && !matches!(to, "/dev/stdout" | "-") {
        return None;
    }
    let mut out = Vec::new();
    for line in lines.take_while(|line| *line != "end") {
        let mut values = line.bytes().map(|byte| u32::from(byte.wrapping_sub(b' ') & 63));
        let length = values.next().unwrap_or(0) as usize;
        let start = out.len();
        let values: Vec<u32> = values.collect();
        for four in values.chunks(4) {
            let bits =
                four.iter().fold(0, |bits, value| (bits << 6) | value) << (6 * (4 - four.len()));
            out.extend([(bits >> 16) as u8, (bits >> 8) as u8, bits as u8]);
        }
        out.truncate(start + length);
    }
    Some(Data::computed(out, text.span()))
}

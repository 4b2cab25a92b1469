//! Backslash escapes: of `$'…'`, of `echo` and of `printf`.

/// Decodes the escape behind a backslash of `$'…'` or a `printf` format; returns how many bytes it took.
pub(crate) fn ansi_c(rest: &str, out: &mut Vec<u8>) -> usize {
    let bytes = rest.as_bytes();
    let Some(&first) = bytes.first() else {
        out.push(b'\\');
        return 0;
    };
    match first {
        b'0'..=b'7' => {
            let (value, length) = digits(rest, 3, 8);
            out.push(value as u8);
            length
        }
        b'c' if bytes.len() > 1 => {
            out.push(bytes.get(1).copied().unwrap_or(0) & 0x1F);
            2
        }
        b'\'' | b'"' | b'?' => {
            out.push(first);
            1
        }
        _ => common(rest, first, out),
    }
}

/// Decodes the escape behind a backslash of `echo` or `%b`; `None` for `\c`, which ends the output.
pub(crate) fn echo(rest: &str, out: &mut Vec<u8>) -> Option<usize> {
    let Some(&first) = rest.as_bytes().first() else {
        out.push(b'\\');
        return Some(0);
    };
    match first {
        b'c' => None,
        b'0' => {
            let (value, length) = digits(rest, 4, 8);
            out.push(value as u8);
            Some(length)
        }
        b'1'..=b'7' => {
            let (value, length) = digits(rest, 3, 8);
            out.push(value as u8);
            Some(length)
        }
        _ => Some(common(rest, first, out)),
    }
}

fn common(rest: &str, first: u8, out: &mut Vec<u8>) -> usize {
    let simple = match first {
        b'a' => 7,
        b'b' => 8,
        b'e' | b'E' => 27,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        b'\\' => b'\\',
        b'x' | b'u' | b'U' => return numbered(rest, first, out),
        _ => {
            out.push(b'\\');
            return 0;
        }
    };
    out.push(simple);
    1
}

/// `\xHH`, `\uHHHH`, `\UHHHHHHHH`
fn numbered(rest: &str, first: u8, out: &mut Vec<u8>) -> usize {
    let most = match first {
        b'x' => 2,
        b'u' => 4,
        _ => 8,
    };
    let (value, length) = digits(rest.get(1..).unwrap_or_default(), most, 16);
    if length == 0 {
        out.push(b'\\');
        return 0;
    }
    if first == b'x' {
        out.push(value as u8);
    } else {
        let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    1 + length
}

fn digits(rest: &str, most: usize, radix: u32) -> (u32, usize) {
    let mut value = 0_u32;
    let mut length = 0;
    for digit in rest.chars().take(most).map_while(|c| c.to_digit(radix)) {
        value = value.wrapping_mul(radix).wrapping_add(digit);
        length += 1;
    }
    (value, length)
}

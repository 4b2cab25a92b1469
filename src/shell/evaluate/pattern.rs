//! Shell patterns (`*`, `?`, `[…]`) for the operators of `${…}`.

/// True if the pattern matches the whole value; each step is taken from `steps`, none left means no.
pub(crate) fn matches(pattern: &[u8], value: &[u8], steps: &mut usize) -> bool {
    let (mut p, mut v) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while v < value.len() {
        *steps = steps.saturating_sub(1);
        if *steps == 0 {
            return false;
        }
        if pattern.get(p) == Some(&b'*') {
            star = Some((p + 1, v));
            p += 1;
            continue;
        }
        if let Some(next) = one(pattern, p, value.get(v).copied().unwrap_or(0)) {
            p = next;
            v += 1;
            continue;
        }
        let Some((after, from)) = star else {
            return false;
        };
        star = Some((after, from + 1));
        p = after;
        v = from + 1;
    }
    pattern.get(p..).unwrap_or_default().iter().all(|&byte| byte == b'*')
}

/// Where the pattern goes on if its element at `p` matches `byte`.
fn one(pattern: &[u8], p: usize, byte: u8) -> Option<usize> {
    match *pattern.get(p)? {
        b'?' => Some(p + 1),
        b'\\' => (pattern.get(p + 1) == Some(&byte)).then_some(p + 2),
        b'[' => bracket(pattern, p, byte),
        plain => (plain == byte).then_some(p + 1),
    }
}

fn bracket(pattern: &[u8], p: usize, byte: u8) -> Option<usize> {
    let negated = matches!(pattern.get(p + 1), Some(b'!' | b'^'));
    let first = p + 1 + usize::from(negated);
    let mut at = first;
    let mut found = false;
    // An unclosed bracket stands for itself; a list longer than this is no list.
    while at < first + 256 {
        let Some(&low) = pattern.get(at) else { break };
        if low == b']' && at > first {
            return (found != negated).then_some(at + 1);
        }
        if low == b'['
            && let Some((matched, next)) = named_class(pattern, at, byte)
        {
            found |= matched;
            at = next;
            continue;
        }
        match (pattern.get(at + 1), pattern.get(at + 2)) {
            (Some(b'-'), Some(&high)) if high != b']' => {
                found |= (low..=high).contains(&byte);
                at += 3;
            }
            _ => {
                found |= low == byte;
                at += 1;
            }
        }
    }
    (byte == b'[').then_some(p + 1)
}

/// `[:alpha:]` at `at`: whether it has the byte, and where it ends.
fn named_class(pattern: &[u8], at: usize, byte: u8) -> Option<(bool, usize)> {
    let rest = pattern.get(at..)?.strip_prefix(b"[:")?;
    let length = rest.iter().take(8).position(|&b| b == b':')?;
    let matched = match rest.get(..length)? {
        b"alpha" => byte.is_ascii_alphabetic(),
        b"digit" => byte.is_ascii_digit(),
        b"alnum" => byte.is_ascii_alphanumeric(),
        b"upper" => byte.is_ascii_uppercase(),
        b"lower" => byte.is_ascii_lowercase(),
        b"space" => byte.is_ascii_whitespace(),
        b"punct" => byte.is_ascii_punctuation(),
        b"xdigit" => byte.is_ascii_hexdigit(),
        _ => return None,
    };
    (rest.get(length + 1) == Some(&b']')).then_some((matched, at + length + 4))
}

/// Length of the prefix of `value` that the pattern matches: the shortest or the longest.
pub(crate) fn prefix(
    pattern: &str,
    value: &str,
    longest: bool,
    steps: &mut usize,
) -> Option<usize> {
    let fits = |end: &usize, steps: &mut usize| {
        let head = value.get(..*end).unwrap_or_default();
        matches(pattern.as_bytes(), head.as_bytes(), steps)
    };
    if is_literal(pattern) {
        return value.starts_with(pattern).then_some(pattern.len());
    }
    let mut ends = boundaries(value);
    if longest { ends.rfind(|end| fits(end, steps)) } else { ends.find(|end| fits(end, steps)) }
}

/// Where the suffix of `value` that the pattern matches starts.
pub(crate) fn suffix(
    pattern: &str,
    value: &str,
    longest: bool,
    steps: &mut usize,
) -> Option<usize> {
    let fits = |start: &usize, steps: &mut usize| {
        let tail = value.get(*start..).unwrap_or_default();
        matches(pattern.as_bytes(), tail.as_bytes(), steps)
    };
    if is_literal(pattern) {
        return value.ends_with(pattern).then(|| value.len() - pattern.len());
    }
    let mut starts = boundaries(value);
    if longest { starts.find(|at| fits(at, steps)) } else { starts.rfind(|at| fits(at, steps)) }
}

/// The first match in `value` at or after `from`, the longest one there.
pub(crate) fn search(
    pattern: &str,
    value: &str,
    from: usize,
    steps: &mut usize,
) -> Option<(usize, usize)> {
    if is_literal(pattern) {
        let at = from + value.get(from..)?.find(pattern)?;
        return Some((at, at + pattern.len()));
    }
    for start in boundaries(value).filter(|&start| start >= from) {
        let rest = value.get(start..)?;
        if *steps <= 1 {
            return None;
        }
        if let Some(length) = prefix(pattern, rest, true, steps).filter(|&length| length > 0) {
            return Some((start, start + length));
        }
    }
    None
}

fn is_literal(pattern: &str) -> bool {
    !pattern.bytes().any(|byte| matches!(byte, b'*' | b'?' | b'[' | b'\\'))
}

fn boundaries(value: &str) -> impl DoubleEndedIterator<Item = usize> {
    (0..=value.len()).filter(|&at| value.is_char_boundary(at))
}

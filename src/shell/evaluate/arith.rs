//! Integer expressions of `$(( … ))`, as far as they are constant.

const MAX_DEPTH: usize = 32;

/// The value of an expression in which variables have already been replaced; a bare name is looked up.
pub(crate) fn evaluate(text: &str, lookup: &dyn Fn(&str) -> Option<i64>) -> Option<i64> {
    let mut reader = Reader { src: text.as_bytes(), text, at: 0, lookup };
    let value = reader.binary(0, 0)?;
    reader.blanks();
    (reader.at == reader.src.len()).then_some(value)
}

struct Reader<'a> {
    src: &'a [u8],
    text: &'a str,
    at: usize,
    lookup: &'a dyn Fn(&str) -> Option<i64>,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        while self.src.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    /// Precedence climbing: operators of at least `lowest`.
    fn binary(&mut self, lowest: u8, depth: usize) -> Option<i64> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut left = self.unary(depth)?;
        loop {
            self.blanks();
            let Some((operator, rank)) = self.operator().filter(|(_, rank)| *rank >= lowest) else {
                return Some(left);
            };
            self.at += operator.len();
            let right = self.binary(rank + 1, depth + 1)?;
            left = apply(operator, left, right)?;
        }
    }

    fn operator(&self) -> Option<(&'static str, u8)> {
        const OPERATORS: [(&str, u8); 10] = [
            ("<<", 5),
            (">>", 5),
            ("|", 1),
            ("^", 2),
            ("&", 3),
            ("+", 6),
            ("-", 6),
            ("*", 7),
            ("/", 7),
            ("%", 7),
        ];
        let rest = self.src.get(self.at..)?;
        OPERATORS.into_iter().find(|(operator, _)| rest.starts_with(operator.as_bytes()))
    }

    fn unary(&mut self, depth: usize) -> Option<i64> {
        self.blanks();
        if depth > MAX_DEPTH {
            return None;
        }
        match *self.src.get(self.at)? {
            b'-' => {
                self.at += 1;
                self.unary(depth + 1)?.checked_neg()
            }
            b'+' => {
                self.at += 1;
                self.unary(depth + 1)
            }
            b'~' => {
                self.at += 1;
                self.unary(depth + 1).map(|value| !value)
            }
            b'(' => {
                self.at += 1;
                let value = self.binary(0, depth + 1)?;
                self.blanks();
                let closed = self.src.get(self.at) == Some(&b')');
                self.at += 1;
                closed.then_some(value)
            }
            _ => self.atom(),
        }
    }

    fn atom(&mut self) -> Option<i64> {
        let start = self.at;
        while self
            .src
            .get(self.at)
            .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'#')
        {
            self.at += 1;
        }
        let word = self.text.get(start..self.at)?;
        number(word).or_else(|| {
            word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                .then(|| (self.lookup)(word))?
        })
    }
}

/// `10`, `0x1f`, `017`, `2#101`.
pub(crate) fn number(word: &str) -> Option<i64> {
    if let Some(hex) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        return i64::from_str_radix(hex, 16).ok();
    }
    if let Some((base, digits)) = word.split_once('#') {
        let base: u32 = base.parse().ok().filter(|base| (2..=36).contains(base))?;
        return i64::from_str_radix(digits, base).ok();
    }
    match word.strip_prefix('0') {
        Some(octal) if !octal.is_empty() => i64::from_str_radix(octal, 8).ok(),
        _ => word.parse().ok(),
    }
}

fn apply(operator: &str, left: i64, right: i64) -> Option<i64> {
    match operator {
        "+" => left.checked_add(right),
        "-" => left.checked_sub(right),
        "*" => left.checked_mul(right),
        "/" => left.checked_div(right),
        "%" => left.checked_rem(right),
        "&" => Some(left & right),
        "|" => Some(left | right),
        "^" => Some(left ^ right),
        "<<" => left.checked_shl(u32::try_from(right).ok()?),
        ">>" => left.checked_shr(u32::try_from(right).ok()?),
        _ => None,
    }
}

//! Numbers, sizes, durations and booleans as Go parses them; only whether they are valid, and their value.

use crate::dockerfile::expansion::go;

/// `strconv.ParseBool`.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// `strconv.ParseUint(text, radix, 32)`.
pub(crate) fn parse_u32(text: &str, radix: u32) -> Option<u32> {
    if text.starts_with('+') { None } else { u32::from_str_radix(text, radix).ok() }
}

/// `strconv.ParseInt(text, 10, 32)`, with its error.
pub(crate) fn parse_i32(text: &str) -> Result<i32, String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let valid = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().map_err(|_| {
        let why = if valid { "value out of range" } else { "invalid syntax" };
        format!("strconv.ParseInt: parsing {}: {why}", go::quote(text))
    })
}

/// True for what `units.RAMInBytes` takes: a number, and a unit such as `k`, `MB`, `GiB`.
pub(crate) fn is_size(text: &str) -> bool {
    let Some(last) = text.rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ') else {
        return false;
    };
    let (number, unit) = text.split_at_checked(last + 1).unwrap_or_default();
    let number = number.strip_suffix(' ').unwrap_or(number);
    let valid = number.parse::<f64>().is_ok_and(|number| number >= 0.0);
    let unit = unit.to_ascii_lowercase();
    let scale = unit.strip_suffix("ib").filter(|scale| scale.len() == 1);
    let scale = scale.or_else(|| unit.strip_suffix('b')).unwrap_or(&unit);
    valid && matches!(scale, "" | "k" | "m" | "g" | "t" | "p")
}

/// `time.ParseDuration`: nanoseconds.
pub(crate) fn parse_duration(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", go::quote(text));
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let limit = 1 << 63;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (whole, after) = digits(rest);
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => digits(after),
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let whole: u64 = match whole {
            "" => 0,
            whole => whole.parse().map_err(|_| invalid())?,
        };
        let end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(end).unwrap_or_default();
        let scale = scale(unit, text)?;
        let value = whole.checked_mul(scale).filter(|&value| value <= limit).ok_or_else(invalid)?;
        let value = value.checked_add(scaled(fraction, scale)).ok_or_else(invalid)?;
        total = total.checked_add(value).filter(|&total| total <= limit).ok_or_else(invalid)?;
        rest = after;
    }
    match (negative, i64::try_from(total)) {
        (true, Ok(total)) => Ok(-total),
        (true, Err(_)) => Ok(i64::MIN),
        (false, total) => total.map_err(|_| invalid()),
    }
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or_default()
}

fn scale(unit: &str, text: &str) -> Result<u64, String> {
    Ok(match unit {
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        "" => return Err(format!("time: missing unit in duration {}", go::quote(text))),
        unit => {
            let (unit, text) = (go::quote(unit), go::quote(text));
            return Err(format!("time: unknown unit {unit} in duration {text}"));
        }
    })
}

/// The decimals behind the point, in units of `scale`.
fn scaled(fraction: &str, scale: u64) -> u64 {
    let digits = fraction.bytes().take(18).map(|digit| u64::from(digit - b'0'));
    let (value, divisor) = digits.fold((0_u128, 1_u128), |(value, divisor), digit| {
        (value * 10 + u128::from(digit), divisor * 10)
    });
    u64::try_from(value * u128::from(scale) / divisor).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_follow_go() {
        assert_eq!(parse_duration("1h2m3.5s"), Ok(3_723_500_000_000));
        assert_eq!(parse_duration("-1.5ms"), Ok(-1_500_000));
        assert_eq!(parse_duration("0"), Ok(0));
        assert_eq!(parse_duration("5\u{b5}s"), Ok(5_000));
        assert_eq!(parse_duration("5"), Err("time: missing unit in duration \"5\"".into()));
        assert_eq!(parse_duration("5d"), Err("time: unknown unit \"d\" in duration \"5d\"".into()));
        assert_eq!(parse_duration("x"), Err("time: invalid duration \"x\"".into()));
        assert_eq!(parse_duration(".s"), Err("time: invalid duration \".s\"".into()));
        assert!(parse_duration("9999999999h").is_err());
    }

    #[test]
    fn numbers_and_sizes_follow_go() {
        assert_eq!(parse_i32("+3"), Ok(3));
        assert_eq!(
            parse_i32("99999999999"),
            Err("strconv.ParseInt: parsing \"99999999999\": value out of range".into())
        );
        assert_eq!(parse_u32("0755", 8), Some(0o755));
        assert_eq!(parse_u32("+7", 8), None);
        for size in ["1", "1.5g", "2 MiB", "10kb", "7B"] {
            assert!(is_size(size), "{size}");
        }
        for size in ["", "k", "-1", "1x", "1kbb", "1ibb", "1bb"] {
            assert!(!is_size(size), "{size}");
        }
    }
}

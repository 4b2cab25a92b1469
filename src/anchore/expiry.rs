//! When an exception ends.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Seconds since 1970; `None` for the empty text, which never ends. Anchore Engine also writes the fraction of the second
/// behind a colon.
pub(super) fn parse(text: &str) -> Result<Option<i64>, ()> {
    if text.is_empty() {
        return Ok(None);
    }
    let mut text = text.to_owned();
    if text.ends_with('Z')
        && text.match_indices(':').count() == 3
        && let Some(at) = text.rfind(':')
    {
        text.replace_range(at..=at, ".");
    }
    let time = OffsetDateTime::parse(&text, &Rfc3339).map_err(|_| ())?;
    Ok(Some(time.unix_timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_both_generations_are_read() {
        assert_eq!(parse(""), Ok(None));
        for text in [
            "2000-01-01T00:00:00Z",
            "2000-01-01T00:00:00.5Z",
            "2000-01-01T00:00:00:500000Z",
            "2000-01-01T01:00:00+01:00",
        ] {
            assert_eq!(parse(text), Ok(Some(946_684_800)), "{text}");
        }
        for text in ["2000-01-01", "soon", "2000-13-01T00:00:00Z"] {
            assert_eq!(parse(text), Err(()), "{text}");
        }
    }
}

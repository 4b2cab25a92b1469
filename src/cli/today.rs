//! The date of the run, for exceptions with an expiry date. The only clock of minestop.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::policy::Date;

/// Today in UTC.
pub(super) fn today() -> Date {
    Date::from_unix_seconds(now().unsigned_abs())
}

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "the date is read here and handed down as an argument"
    )]
    let now = SystemTime::now();
    let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// `YYYY-MM-DD HH:MM UTC`, for people.
pub(super) fn told(seconds: i64) -> String {
    let day = Date::from_unix_seconds(seconds.unsigned_abs());
    let minutes = seconds.rem_euclid(86_400) / 60;
    format!("{day} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// The first second of a day since 1970; 0 for what is no day of the calendar.
pub(super) fn start_of(day: Date) -> i64 {
    let month = time::Month::try_from(day.month).ok();
    let date = month
        .and_then(|month| time::Date::from_calendar_date(i32::from(day.year), month, day.day).ok());
    date.map_or(0, |date| date.midnight().assume_utc().unix_timestamp())
}

/// Half a year: long enough to plan the work, short enough to be asked again.
const EXPIRY_DAYS: i64 = 183;

/// The last day of an exception that names none.
pub(super) fn half_a_year_after(day: Date) -> Date {
    let last = start_of(day).saturating_add(EXPIRY_DAYS * 86_400);
    Date::from_unix_seconds(last.unsigned_abs())
}

/// `YYYY-MM-DD`, for `--today`.
pub(super) fn parse(text: &str) -> Result<Date, String> {
    let wrong = || "write a date as `YYYY-MM-DD`".to_owned();
    let mut parts = text.splitn(3, '-');
    let mut next = || parts.next().and_then(|part| part.parse::<u16>().ok()).ok_or_else(wrong);
    let (year, month, day) = (next()?, next()?, next()?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err(wrong());
    }
    Ok(Date { year, month: month as u8, day: day as u8 })
}

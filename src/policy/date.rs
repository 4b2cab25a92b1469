//! Calendar dates: the expiry date of an exception, and today. Reads no clock.

use std::fmt;

/// A calendar date, compared as (year, month, day). Displayed as `2027-01-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    /// Year.
    pub(crate) year: u16,
    /// Month, 1 to 12.
    pub(crate) month: u8,
    /// Day, 1 to 31.
    pub(crate) day: u8,
}

impl Date {
    /// The UTC date of a number of seconds since 1970-01-01T00:00:00Z; saturates in the year 9999.
    pub(crate) fn from_unix_seconds(seconds: u64) -> Self {
        const LAST: u64 = 2_932_896; // 9999-12-31
        // Days of the proleptic Gregorian calendar, in years that begin in March, so that the leap day comes last.
        let days = (seconds / 86_400).min(LAST) + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        Self {
            year: (era * 400 + year_of_era + u64::from(month <= 2)) as u16,
            month: month as u8,
            day: (day_of_year - (153 * march_month + 2) / 5 + 1) as u8,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_the_utc_date() {
        let shown = |seconds| Date::from_unix_seconds(seconds).to_string();
        assert_eq!(shown(0), "1970-01-01");
        assert_eq!(shown(951_782_399), "2000-02-28");
        for (seconds, date) in [
            (62_985_600, "1971-12-31"),
            (68_169_600, "1972-02-29"),
            (94_608_000, "1972-12-31"),
            (1_735_603_200, "2024-12-31"),
            (1_735_689_600, "2025-01-01"),
            (4_107_456_000, "2100-02-28"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(shown(seconds), date);
            assert_eq!(shown(seconds + 86_399), date);
        }
        // each day has a date of its own, and the year before a leap day ends well
        let days: std::collections::BTreeSet<_> =
            (0..50_000).map(|it| shown(it * 86_400)).collect();
        assert_eq!(days.len(), 50_000);
        assert_eq!(shown(951_782_400), "2000-02-29");
        assert_eq!(shown(951_868_800), "2000-03-01");
        assert_eq!(shown(1_798_761_599), "2026-12-31");
        assert_eq!(shown(1_798_761_600), "2027-01-01");
        assert_eq!(shown(4_107_542_400), "2100-03-01");
        assert_eq!(shown(u64::MAX), "9999-12-31");
    }

    #[test]
    fn dates_compare_by_year_then_month_then_day() {
        let date = |year, month, day| Date { year, month, day };
        assert!(date(2026, 12, 31) < date(2027, 1, 1));
        assert!(date(2026, 2, 28) < date(2026, 3, 1));
    }
}

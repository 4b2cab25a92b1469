//! What a value and a date in the data files must look like; used by the build script only.

use crate::data_file::Outcome;
use crate::kind::{Kind, MarkerGroup, ProductKind};

/// The shape that values of this kind have.
pub(crate) fn check_value(kind: Kind, value: &str, detail: &str) -> Outcome<()> {
    let lower = !value.bytes().any(|byte| byte.is_ascii_uppercase());
    let prefix_is_long =
        !kind.has_prefixes() || value.strip_suffix('*').is_none_or(|stem| stem.len() >= 3);
    let fine = prefix_is_long
        && match kind {
            Kind::Pool | Kind::NotPool => lower && value.contains('.') && !value.contains('/'),
            Kind::Image => {
                lower
                    && value
                        .split_once('/')
                        .is_some_and(|(host, path)| host.contains('.') && !path.is_empty())
            }
            Kind::Repository => value.split('/').count() == 2,
            Kind::Digest => value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit()),
            Kind::Port => value.parse::<u16>().is_ok(),
            Kind::Flag => value.starts_with('-'),
            Kind::FileMarker => is_marker(value, detail),
            Kind::Companion => ProductKind::from_word(detail).is_some(),
            Kind::NodeSetting => lower && !detail.is_empty(),
            // verbs of two words are asked for only of programs that are named
            Kind::NodeOption if value.contains(' ') => {
                !detail.is_empty() && !detail.starts_with('*')
            }
            Kind::Package | Kind::NodeOption | Kind::TuningOption => !detail.is_empty(),
            Kind::Product | Kind::Url | Kind::Wallet => false,
            _ => !value.is_empty(),
        };
    if fine { Ok(()) } else { Err(format!("{} `{value}` has a bad shape", kind.word())) }
}

/// Bytes written as the first word of the detail says, of the group that its second word names.
fn is_marker(value: &str, detail: &str) -> bool {
    let Some((form, group)) = detail.split_once(' ') else {
        return false;
    };
    let written = match form {
        "hex" => {
            value.len().is_multiple_of(2) && value.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        "text" => true,
        _ => false,
    };
    written && value.len() >= 4 && MarkerGroup::from_word(group).is_some()
}

/// `yyyy-mm` or `yyyy-mm-dd`.
pub(crate) fn check_date(value: &str, date: &str) -> Outcome<()> {
    let numbers: Vec<Option<u16>> = date.split('-').map(|part| part.parse().ok()).collect();
    let fine = match *numbers.as_slice() {
        [Some(2000..=2099), Some(1..=12)] => date.len() == 7,
        [Some(2000..=2099), Some(1..=12), Some(1..=31)] => date.len() == 10,
        _ => false,
    };
    if fine { Ok(()) } else { Err(format!("`{value}`: `{date}` is no date")) }
}

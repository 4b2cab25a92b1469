//! `docs-url`: where the owner of a policy has pages about the rules. Reads the key and makes addresses of it; opens none.

use super::table::Field;
use crate::config::{Problems, shown};

/// What the name of the rule takes the place of.
const RULE: &str = "{rule}";

/// An address with a place for the name of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DocsUrl(String);

impl DocsUrl {
    /// The page about a rule.
    pub(crate) fn page(&self, rule: &str) -> String {
        self.0.replace(RULE, rule)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the key: reports show the address as a link, so it is one of the web and holds nothing but what addresses hold.
    pub(super) fn read(field: &Field<'_, '_>, problems: &mut Problems) -> Option<Self> {
        let item = field.string(problems)?;
        let bare = item.value.replace(RULE, "");
        let host = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://"));
        let is_address = host
            .is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
            && bare
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !br#""'<>\^`{|}"#.contains(&byte));
        if is_address && item.value.contains(RULE) {
            return Some(Self(item.value));
        }
        let message = match is_address {
            true => format!("`{}` has no place for the name of a rule", shown(&item.value)),
            false => format!("`{}` is no address of the web", shown(&item.value)),
        };
        let help = "write it with `{rule}`, such as `https://wiki.example.invalid/minestop/{rule}`";
        problems.add_help(item.span, message, help);
        None
    }
}

//! An organisation's own knowledge: names, images, hosts … from the policy file and from files beside it.
//!
//! Lists only: what they match is up to the rules. Opens no file.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::table::Table;
use super::toml_text::{toml_text, with_toml};
use crate::config::Item;
use crate::config::{PolicyError, Problems, shown};
use crate::source::{FileId, Sources, Span};

/// Largest JSON indicator file that is read, in bytes; a TOML one is bounded like a policy file.
pub(crate) const MAX_INDICATOR_BYTES: usize = 16 * 1024 * 1024;

/// Longest indicator, in bytes.
const MAX_INDICATOR: usize = 1024;

/// Indicators by kind, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Indicators {
    /// Names of miner programs.
    pub(crate) names: Vec<Item>,
    /// Image repositories.
    pub(crate) images: Vec<Item>,
    /// Host names.
    pub(crate) hosts: Vec<Item>,
    /// URLs.
    pub(crate) urls: Vec<Item>,
    /// Port numbers in decimal digits, 1 to 65535.
    pub(crate) ports: Vec<Item>,
    /// Command-line flags.
    pub(crate) flags: Vec<Item>,
    /// Wallet addresses.
    pub(crate) wallets: Vec<Item>,
    /// Packages.
    pub(crate) packages: Vec<Item>,
    /// Byte strings that a file of a miner contains.
    pub(crate) file_markers: Vec<Item>,
    /// SHA-256 of files.
    pub(crate) digests: Vec<Item>,
}

/// The keys of a list of indicators.
pub(super) const KINDS: [&str; 10] = [
    "names",
    "images",
    "hosts",
    "urls",
    "ports",
    "flags",
    "wallets",
    "packages",
    "file_markers",
    "digests",
];

pub(super) const PORTS: &str = "ports";

impl Indicators {
    /// True if there is none of any kind.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn list(&mut self, kind: &str) -> Option<&mut Vec<Item>> {
        Some(match kind {
            "names" => &mut self.names,
            "images" => &mut self.images,
            "hosts" => &mut self.hosts,
            "urls" => &mut self.urls,
            PORTS => &mut self.ports,
            "flags" => &mut self.flags,
            "wallets" => &mut self.wallets,
            "packages" => &mut self.packages,
            "file_markers" => &mut self.file_markers,
            "digests" => &mut self.digests,
            _ => return None,
        })
    }

    pub(super) fn append(&mut self, mut other: Self) {
        for kind in KINDS {
            if let (Some(list), Some(more)) = (self.list(kind), other.list(kind)) {
                list.append(more);
            }
        }
    }

    fn extend(&mut self, kind: &str, items: Vec<Item>, problems: &mut Problems) {
        for item in &items {
            if item.value.trim() != item.value || item.value.is_empty() {
                let message = "an indicator must not be empty or have blanks around it";
                problems.add(item.span, message);
            } else if item.value.len() > MAX_INDICATOR {
                let message = format!(
                    "the indicator `{}` is longer than {MAX_INDICATOR} bytes",
                    shown(&item.value)
                );
                problems.add(item.span, message);
            }
        }
        if let Some(list) = self.list(kind) {
            list.extend(items);
        }
    }
}

/// Reads a file of indicators: JSON if its first character is `{`, TOML otherwise.
///
/// # Errors
/// Every problem of the file; of one that is not JSON, the first.
pub(crate) fn read_indicators(
    file: FileId,
    sources: &Sources,
) -> Result<Indicators, Vec<PolicyError>> {
    let mut problems = Problems::new(file);
    let mut indicators = Indicators::default();
    let bytes = sources.bytes(file);
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.trim_ascii_start().first() == Some(&b'{') {
        Json { bytes, text }.read(&mut indicators, &mut problems);
    } else if let Some(text) = toml_text(file, sources, &mut problems) {
        let ((), found) = with_toml(text, sources, &mut problems, |root, problems| {
            read_table(root, &mut indicators, problems);
        });
        problems.append(found);
    }
    problems.finish()?;
    Ok(indicators)
}

/// Reads the key `files` of `[indicators]`.
pub(super) fn read_files(table: &mut Table<'_, '_>, problems: &mut Problems) -> Vec<Item> {
    let files =
        table.take("files", problems).and_then(|field| field.strings(problems)).unwrap_or_default();
    for file in files.iter().filter(|file| file.value.trim().is_empty()) {
        problems.add(file.span, "a file name must not be empty");
    }
    files
}

/// Reads the lists of a table.
pub(super) fn read_table(
    mut table: Table<'_, '_>,
    indicators: &mut Indicators,
    problems: &mut Problems,
) {
    for kind in KINDS {
        let Some(field) = table.take(kind, problems) else {
            continue;
        };
        let items = if kind == PORTS { field.ports(problems) } else { field.strings(problems) };
        indicators.extend(kind, items.unwrap_or_default(), problems);
    }
    table.skip(|name| name.starts_with('_'));
    table.finish("kind of indicator", problems);
}

/// A JSON file being read.
struct Json<'b> {
    /// The whole file; spans count from its start.
    bytes: &'b [u8],
    /// The file without a byte order mark.
    text: &'b [u8],
}

impl Json<'_> {
    fn read(&self, indicators: &mut Indicators, problems: &mut Problems) {
        if self.bytes.len() > MAX_INDICATOR_BYTES {
            let message = format!("this file is larger than {MAX_INDICATOR_BYTES} bytes");
            problems.add_help(problems.span(0..0), message, "split it");
            return;
        }
        match serde_json::from_slice::<BTreeMap<String, &RawValue>>(self.text) {
            Ok(lists) => {
                for (kind, list) in lists.iter().filter(|(kind, _)| !kind.starts_with('_')) {
                    self.read_list(kind, list, indicators, problems);
                }
            }
            Err(error) => {
                let (span, message) = problems.json_error(self.bytes, self.text, &error);
                problems.add(span, message);
            }
        }
    }

    fn read_list(
        &self,
        kind: &str,
        list: &RawValue,
        indicators: &mut Indicators,
        problems: &mut Problems,
    ) {
        let span = self.span(list, problems);
        if !KINDS.contains(&kind) {
            problems.unknown(span, "kind of indicator", kind, KINDS);
            return;
        }
        let Ok(values) = serde_json::from_str::<Vec<&RawValue>>(list.get()) else {
            problems.add(span, format!("`{kind}` must be a list"));
            return;
        };
        let mut items = Vec::with_capacity(values.len());
        for raw in values {
            let span = self.span(raw, problems);
            match value(kind, raw) {
                Ok(value) => items.push(Item { value, span }),
                Err(message) => problems.add(span, message),
            }
        }
        indicators.extend(kind, items, problems);
    }

    /// Where a value that borrows from the file stands in it.
    fn span(&self, raw: &RawValue, problems: &Problems) -> Span {
        let start = raw.get().as_ptr().addr();
        let start = start.saturating_sub(self.bytes.as_ptr().addr());
        problems.span(start..start + raw.get().len())
    }
}

fn value(kind: &str, raw: &RawValue) -> Result<String, String> {
    if kind == PORTS {
        return match serde_json::from_str::<u16>(raw.get()) {
            Ok(port) if port > 0 => Ok(port.to_string()),
            _ => Err("a port is a number from 1 to 65535".to_owned()),
        };
    }
    serde_json::from_str(raw.get()).map_err(|_| format!("`{kind}` must be a list of strings"))
}

//! `extends`: which policies a policy file stands on. Reads the key; somebody with a disk reads the files.

use toml::de::DeValue;

use super::table::{Field, Table};
use super::toml_text::{toml_text, with_toml};
use crate::config::{Item, PolicyError, Problems, type_name};
use crate::source::{FileId, Sources};

/// One policy that another one extends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extended {
    /// Its path, from the directory of the policy that names it.
    pub(crate) path: Item,
    /// The SHA-256 that it must have, in lower-case hex.
    pub(crate) sha256: Option<Item>,
}

/// The policies that a policy file extends, in its order. What is wrong with the rest of the file is not told here.
///
/// # Errors
/// What is wrong with the key.
pub(crate) fn extended(file: FileId, sources: &Sources) -> Result<Vec<Extended>, Vec<PolicyError>> {
    let mut others = Problems::new(file);
    let Some(text) = toml_text(file, sources, &mut others) else { return Ok(Vec::new()) };
    let (extended, found) = with_toml(text, sources, &mut others, |mut root, problems| {
        root.take("extends", problems).map(|field| read(&field, problems)).unwrap_or_default()
    });
    found.finish().map(|()| extended)
}

/// Reads the value: a path, a table with `path` and `sha256`, or a list of them.
fn read(field: &Field<'_, '_>, problems: &mut Problems) -> Vec<Extended> {
    let mut all = Vec::new();
    for value in field.each() {
        let span = problems.span(value.span());
        match value.get_ref() {
            DeValue::String(path) => {
                let path = Item { value: path.clone().into_owned(), span };
                all.extend(checked(path, None, problems));
            }
            DeValue::Table(fields) => {
                let mut table = Table::new(fields, span);
                let path = table.take("path", problems).and_then(|it| it.string(problems));
                let sha256 = table.take("sha256", problems).and_then(|it| it.string(problems));
                table.finish("key", problems);
                match path {
                    Some(path) => all.extend(checked(path, sha256, problems)),
                    None => problems.add_help(span, "this names no policy", "add `path = \"…\"`"),
                }
            }
            other => {
                let is = type_name(other);
                let message = format!("`extends` must be paths of policy files, here is {is}");
                problems.add_help(span, message, "write `extends = [\"../org/minestop.toml\"]`");
            }
        }
    }
    all
}

fn checked(path: Item, sha256: Option<Item>, problems: &mut Problems) -> Option<Extended> {
    if path.value.trim().is_empty() || path.value.contains("://") {
        let help = "name a file, from the directory of this policy";
        problems.add_help(path.span, "this is no path of a policy file", help);
        return None;
    }
    if let Some(pin) = &sha256
        && (pin.value.len() != 64 || !pin.value.bytes().all(|it| it.is_ascii_hexdigit()))
    {
        let help = "write what `sha256sum` prints of that policy";
        problems.add_help(pin.span, "a SHA-256 has 64 hexadecimal digits", help);
    }
    let sha256 = sha256.map(|pin| Item { value: pin.value.to_ascii_lowercase(), ..pin });
    Some(Extended { path, sha256 })
}

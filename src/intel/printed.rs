//! A table as Rust source; used by the build script only.

use std::fmt::Write as _;

use crate::data_file::Origin;
use crate::table::{Entry, Slice, Table};

/// The table as the expression of a `static`.
pub(crate) fn rust(table: &Table) -> String {
    let mut out = String::from("Table {\n");
    let mut list = |name: &str, items: Vec<String>| {
        let _ = writeln!(out, "{name}: Cow::Borrowed(&[{}]),", items.join(",\n"));
    };
    list("entries", table.entries.iter().map(entry).collect());
    list(
        "products",
        table
            .products
            .iter()
            .map(|product| {
                let kind = product.kind;
                format!("Product {{ name: {}, kind: ProductKind::{kind:?} }}", slice(product.name))
            })
            .collect(),
    );
    list(
        "keys",
        table
            .keys
            .iter()
            .map(|key| {
                let (table, text, entry) = (key.table, slice(key.text), key.entry);
                format!("Key {{ table: {table}, text: {text}, entry: {entry} }}")
            })
            .collect(),
    );
    list("slots", table.slots.iter().map(u32::to_string).collect());
    list("prefixes", table.prefixes.iter().map(u32::to_string).collect());
    let (text, starts) = (&table.text, table.starts);
    let longest = table.longest_name;
    let _ = writeln!(
        out,
        "text: Cow::Borrowed({text:?}),\nstarts: {starts:?},\nlongest_name: {longest},\n}}"
    );
    out
}

fn entry(entry: &Entry) -> String {
    format!(
        "Entry {{ kind: Kind::{:?}, strength: Strength::{:?}, form: {}, role: {}, product: {:?}, \
         value: {}, detail: {}, note: {}, source: {}, date: {} }}",
        entry.kind,
        entry.strength,
        entry.form.map_or("None".into(), |form| format!("Some(Form::{form:?})")),
        entry.role.map_or("None".into(), |role| format!("Some(FlagRole::{role:?})")),
        entry.product,
        slice(entry.value),
        slice(entry.detail),
        slice(entry.note),
        slice(entry.source),
        slice(entry.date),
    )
}

fn slice(slice: Slice) -> String {
    format!("Slice {{ start: {}, len: {} }}", slice.start, slice.len)
}

/// The sources as the expression of a `static`.
pub(crate) fn origins<'a>(origins: impl Iterator<Item = &'a Origin>) -> String {
    let mut out = String::from("&[\n");
    for Origin { id, title, licence, date } in origins {
        let _ = writeln!(
            out,
            "Origin {{ id: {id:?}, title: {title:?}, licence: {licence:?}, date: {date:?} }},"
        );
    }
    out.push(']');
    out
}

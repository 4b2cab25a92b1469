//! The shape of the data files and its checks; used by the build script only.
//!
//! A file maps a kind to its entries, `[[product]]` describes a program with all its names, `[[origin]]` a source
//! that entries refer to.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::builder::{Builder, Fact, to_hex};
use crate::data_check::{check_date, check_value};
use crate::kind::{FlagRole, Form, Kind, ProductKind, Strength};
use crate::table::Table;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    #[serde(default)]
    origin: Vec<Origin>,
    #[serde(default, rename = "product")]
    products: Vec<Product>,
    #[serde(default)]
    entries: BTreeMap<String, Vec<Row>>,
}

/// A source that entries name by its id.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Origin {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) licence: String,
    pub(crate) date: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Product {
    name: String,
    kind: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    binaries: Vec<String>,
    #[serde(default)]
    assets: Vec<String>,
    /// Those of the names above that are ordinary words.
    #[serde(default)]
    weak: Vec<String>,
    #[serde(default)]
    repositories: Vec<String>,
    /// `manager:name`.
    #[serde(default)]
    packages: Vec<String>,
    #[serde(default)]
    note: String,
    source: String,
    date: String,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct Row {
    value: String,
    strength: String,
    #[serde(default)]
    role: Option<String>,
    #[serde(default)]
    detail: String,
    /// The shortest abbreviation that option parsers take for this flag.
    #[serde(default)]
    shortest: Option<String>,
    #[serde(default)]
    note: String,
    source: String,
    date: String,
}

/// All data files read so far.
#[derive(Default)]
pub(crate) struct Data {
    origins: BTreeMap<String, Origin>,
    products: Vec<Product>,
    rows: Vec<(Kind, Row)>,
}

pub(crate) type Outcome<T> = Result<T, String>;

impl Data {
    /// Adds one file.
    pub(crate) fn read(&mut self, name: &str, text: &str) -> Outcome<()> {
        let file: File = toml::from_str(text).map_err(|error| format!("{name}: {error}"))?;
        self.products.extend(file.products);
        for origin in file.origin {
            check_date(&origin.id, &origin.date)?;
            if origin.title.is_empty() || origin.licence.is_empty() {
                return Err(format!("{name}: origin `{}` needs title and licence", origin.id));
            }
            self.origins.insert(origin.id.clone(), origin);
        }
        for (kind, rows) in file.entries {
            let kind = Kind::from_word(&kind).ok_or(format!("{name}: no kind `{kind}`"))?;
            self.rows.extend(rows.into_iter().map(|row| (kind, row)));
        }
        Ok(())
    }

    /// Checks everything and makes the table; the error has every problem.
    pub(crate) fn compile(&self) -> Result<Table, Vec<String>> {
        let mut builder = Builder::default();
        let mut problems = Vec::new();
        for product in &self.products {
            problems.extend(self.add_product(&mut builder, product).err());
        }
        let mut rows = self.rows.clone();
        rows.sort_by(|(kind, row), (other_kind, other)| {
            (kind, &row.value, &row.detail).cmp(&(other_kind, &other.value, &other.detail))
        });
        for (kind, row) in &rows {
            problems.extend(self.add_row(&mut builder, *kind, row).err());
        }
        if problems.is_empty() { Ok(builder.build()) } else { Err(problems) }
    }

    /// The sources, by id.
    pub(crate) fn origins(&self) -> impl Iterator<Item = &Origin> {
        self.origins.values()
    }

    fn check_origin(&self, value: &str, source: &str, date: &str) -> Outcome<()> {
        check_date(value, date)?;
        match source.split(", ").find(|id| !self.origins.contains_key(*id)) {
            Some(id) => Err(format!("`{value}`: no origin `{id}`")),
            None => Ok(()),
        }
    }

    fn add_product(&self, builder: &mut Builder, product: &Product) -> Outcome<()> {
        self.check_origin(&product.name, &product.source, &product.date)?;
        let kind = ProductKind::from_word(&product.kind)
            .ok_or(format!("`{}`: no kind `{}`", product.name, product.kind))?;
        let index = builder.product(&product.name, kind);
        let fact = Fact {
            kind: Kind::Product,
            strength: Strength::Strong,
            form: None,
            role: None,
            product: Some(index),
            value: "",
            detail: "",
            note: &product.note,
            source: &product.source,
            date: &product.date,
        };
        for (form, names) in [
            (Form::Name, &product.names),
            (Form::Alias, &product.aliases),
            (Form::Binary, &product.binaries),
            (Form::Asset, &product.assets),
        ] {
            for name in names {
                let weak = product.weak.contains(name);
                let strength = if weak { Strength::Weak } else { Strength::Strong };
                let form = Some(form);
                add(builder, &Fact { form, strength, value: name, ..fact }, &[name])?;
            }
        }
        for repository in &product.repositories {
            let kind = Kind::Repository;
            add(builder, &Fact { kind, value: repository, ..fact }, &[repository])?;
        }
        for package in &product.packages {
            let (detail, value) = package
                .split_once(':')
                .ok_or(format!("package `{package}` is not `manager:name`"))?;
            let kind = Kind::Package;
            let key = format!("{detail} {value}");
            add(builder, &Fact { kind, value, detail, ..fact }, &[&key])?;
        }
        Ok(())
    }

    fn add_row(&self, builder: &mut Builder, kind: Kind, row: &Row) -> Outcome<()> {
        self.check_origin(&row.value, &row.source, &row.date)?;
        let strength = Strength::from_word(&row.strength)
            .ok_or(format!("`{}`: no strength `{}`", row.value, row.strength))?;
        let role = match &row.role {
            Some(role) => Some(
                FlagRole::from_word(role).ok_or(format!("`{}`: no role `{role}`", row.value))?,
            ),
            None => None,
        };
        check_value(kind, &row.value, &row.detail)?;
        let is_text = kind == Kind::FileMarker && row.detail.starts_with("text ");
        let value = if is_text { to_hex(row.value.as_bytes()) } else { row.value.clone() };
        let fact = Fact {
            kind,
            strength,
            form: None,
            role,
            product: None,
            value: &value,
            detail: &row.detail,
            note: &row.note,
            source: &row.source,
            date: &row.date,
        };
        let spellings = spellings(kind, row, &value)?;
        let spellings: Vec<&str> = spellings.iter().map(String::as_str).collect();
        add(builder, &fact, &spellings)
    }
}

fn add(builder: &mut Builder, fact: &Fact<'_>, spellings: &[&str]) -> Outcome<()> {
    let entry = builder.entry(fact);
    match spellings.iter().find(|spelling| !builder.key(spelling, entry)) {
        Some(twice) => Err(format!("{} `{twice}` is there twice", fact.kind.word())),
        None => Ok(()),
    }
}

/// The keys under which a row is found.
fn spellings(kind: Kind, row: &Row, value: &str) -> Outcome<Vec<String>> {
    if matches!(kind, Kind::Package | Kind::NodeOption | Kind::TuningOption) {
        return Ok(vec![format!("{} {value}", row.detail)]);
    }
    let Some(shortest) = &row.shortest else {
        return Ok(vec![value.to_owned()]);
    };
    if kind != Kind::Flag || !value.starts_with(shortest.as_str()) {
        return Err(format!("`{value}`: `{shortest}` is no abbreviation"));
    }
    Ok((shortest.len()..=value.len()).filter_map(|end| value.get(..end).map(Into::into)).collect())
}

//! The blocks of Bake files, whichever of its two forms they have.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;
use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, BlockLabel, Body};

use super::value::Value;
use crate::orchestration::yaml::{Node, Problem, Reader};
use crate::source::{FileId, Span, Text};

/// Attributes and entries of objects in one file, `=` and `:` in its texts counted, too. The parser compares each entry of an
/// object with those before it: so many take it a second or two. Real files have some hundred.
const MOST_ENTRIES: usize = 30_000;

/// Bytes of a file of HCL: what is kept of it is many times as much. Real files have some ten thousand.
const LARGEST: usize = 4 << 20;

/// What an attribute is set to.
#[derive(Clone, Debug)]
pub(super) enum Given {
    /// An expression, and the file that it stands in.
    Hcl(Rc<Expression>, Rc<Text>),
    Json(Rc<Node>),
    /// Known without this file: what a Compose file says.
    Known(Value),
}

/// The attributes of a block.
pub(super) type Attributes = HashMap<EcoString, Given>;

/// Blocks of one kind by name, in the order of the files.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    names: Vec<EcoString>,
    by_name: HashMap<EcoString, Vec<Attributes>>,
}

impl Blocks {
    pub(super) fn names(&self) -> &[EcoString] {
        &self.names
    }

    /// The blocks of one name; what counts last.
    pub(super) fn get(&self, name: &str) -> Option<&[Attributes]> {
        self.by_name.get(name).map(Vec::as_slice)
    }

    /// What counts of an attribute of the blocks of one name.
    pub(super) fn attribute(&self, name: &str, key: &str) -> Option<&Given> {
        self.get(name)?.iter().rev().find_map(|attributes| attributes.get(key))
    }

    pub(super) fn add(&mut self, name: &str, attributes: Attributes) {
        if !self.by_name.contains_key(name) {
            self.names.push(name.into());
        }
        self.by_name.entry(name.into()).or_default().push(attributes);
    }
}

/// Bake files that are read as one.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    pub(super) targets: Blocks,
    pub(super) variables: Blocks,
    pub(super) functions: Blocks,
    /// Names that are set beside all blocks.
    pub(super) constants: Attributes,
}

impl Definitions {
    /// Adds what a file defines.
    pub(super) fn read(&mut self, file: FileId, bytes: &[u8]) -> Result<(), Problem> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let at = error.valid_up_to();
            let span = Span::new(file, at, at + 1);
            Problem { span, message: "the file is not UTF-8".to_owned() }
        })?;
        if text.trim_start().starts_with('{') {
            for document in Reader::new(file, text).read(0..text.len())? {
                self.json(&document.root);
            }
            return Ok(());
        }
        if bytes.len() > LARGEST {
            let message = "the file is larger than is read".to_owned();
            return Err(Problem { span: Span::new(file, 0, 0), message });
        }
        let mut entries = memchr::memchr2_iter(b'=', b':', bytes);
        if let Some(at) = entries.nth(MOST_ENTRIES) {
            let message = "the file has more attributes than are read".to_owned();
            return Err(Problem { span: Span::new(file, at, at), message });
        }
        let body = hcl_edit::parser::parse_body(text).map_err(|error| {
            let at = error.location().offset().min(text.len());
            Problem {
                span: Span::new(file, at, at),
                message: format!("this is no HCL: {}", error.message()),
            }
        })?;
        let whole = Rc::new(Text::verbatim(text, Span::new(file, 0, text.len())));
        self.hcl(&body, &whole);
        Ok(())
    }

    /// The blocks of a kind.
    fn blocks(&mut self, kind: &str) -> Option<&mut Blocks> {
        match kind {
            "target" => Some(&mut self.targets),
            "variable" => Some(&mut self.variables),
            "function" => Some(&mut self.functions),
            _ => None,
        }
    }

    fn hcl(&mut self, body: &Body, whole: &Rc<Text>) {
        for block in body.blocks() {
            let name = block.labels.first().map(|label| match label {
                BlockLabel::Ident(name) => name.as_str(),
                BlockLabel::String(name) => name.as_str(),
            });
            if let (Some(blocks), Some(name)) = (self.blocks(block.ident.as_str()), name) {
                blocks.add(name, attributes(block, whole));
            }
        }
        let given = |value: &Expression| Given::Hcl(Rc::new(value.clone()), Rc::clone(whole));
        let constants = body.attributes().map(|it| (it.key.as_str().into(), given(&it.value)));
        self.constants.extend(constants);
    }

    fn json(&mut self, root: &Rc<Node>) {
        for (key, entries) in root.entries() {
            let Some(blocks) = self.blocks(key.as_str()) else { continue };
            for (name, node) in entries.entries() {
                let given = |(key, it): &(Text, Rc<Node>)| {
                    (key.as_str().into(), Given::Json(Rc::clone(it)))
                };
                blocks.add(name, node.entries().iter().map(given).collect());
            }
        }
    }
}

fn attributes(block: &Block, whole: &Rc<Text>) -> Attributes {
    let given = |value: &Expression| Given::Hcl(Rc::new(value.clone()), Rc::clone(whole));
    block.body.attributes().map(|it| (it.key.as_str().into(), given(&it.value))).collect()
}

/// Where an expression stands in the text that it was read from.
pub(super) fn place(expression: &Expression) -> std::ops::Range<usize> {
    expression.span().unwrap_or_default()
}

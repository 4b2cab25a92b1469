//! The blocks of a Bake file, whichever of its two forms it has.

use std::rc::Rc;

use ecow::EcoString;
use foldhash::HashMap;
use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, BlockLabel, Body};

use crate::orchestration::yaml::{Node, Problem, Reader};
use crate::source::{FileId, Span, Text};

/// What an attribute is set to.
#[derive(Clone, Debug)]
pub(super) enum Given {
    Hcl(Rc<Expression>),
    Json(Rc<Node>),
}

/// The attributes of a block.
pub(super) type Attributes = HashMap<EcoString, Given>;

/// Blocks of one kind by name, in the order of the file; several of one name are put together.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    names: Vec<EcoString>,
    by_name: HashMap<EcoString, Attributes>,
}

impl Blocks {
    pub(super) fn names(&self) -> &[EcoString] {
        &self.names
    }

    pub(super) fn get(&self, name: &str) -> Option<&Attributes> {
        self.by_name.get(name)
    }

    fn add(&mut self, name: &str, attributes: impl IntoIterator<Item = (EcoString, Given)>) {
        if !self.by_name.contains_key(name) {
            self.names.push(name.into());
        }
        self.by_name.entry(name.into()).or_default().extend(attributes);
    }
}

/// A Bake file.
#[derive(Debug)]
pub(super) struct File {
    /// All of it.
    pub(super) text: Text,
    pub(super) targets: Blocks,
    pub(super) variables: Blocks,
    /// Names that are set beside all blocks.
    pub(super) constants: Attributes,
}

impl File {
    pub(super) fn read(file: FileId, bytes: &[u8]) -> Result<Self, Problem> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let at = error.valid_up_to();
            let span = Span::new(file, at, at + 1);
            Problem { span, message: "the file is not UTF-8".to_owned() }
        })?;
        let whole = Text::verbatim(text, Span::new(file, 0, text.len()));
        let mut read = Self {
            text: whole,
            targets: Blocks::default(),
            variables: Blocks::default(),
            constants: Attributes::default(),
        };
        if text.trim_start().starts_with('{') {
            for document in Reader::new(file, text).read(0..text.len())? {
                read.json(&document.root);
            }
            return Ok(read);
        }
        let body = hcl_edit::parser::parse_body(text).map_err(|error| {
            let at = error.location().offset().min(text.len());
            Problem {
                span: Span::new(file, at, at),
                message: format!("this is no HCL: {}", error.message()),
            }
        })?;
        read.hcl(&body);
        Ok(read)
    }

    fn hcl(&mut self, body: &Body) {
        for block in body.blocks() {
            let name = block.labels.first().map(|label| match label {
                BlockLabel::Ident(name) => name.as_str(),
                BlockLabel::String(name) => name.as_str(),
            });
            match (block.ident.as_str(), name) {
                ("target", Some(name)) => self.targets.add(name, attributes(block)),
                ("variable", Some(name)) => self.variables.add(name, attributes(block)),
                _ => {}
            }
        }
        let constants = body
            .attributes()
            .map(|it| (it.key.as_str().into(), Given::Hcl(Rc::new(it.value.clone()))));
        self.constants.extend(constants);
    }

    fn json(&mut self, root: &Rc<Node>) {
        let given = |node: &Rc<Node>| -> Vec<(EcoString, Given)> {
            let entries = node.entries().iter();
            entries.map(|(name, it)| (name.as_str().into(), Given::Json(Rc::clone(it)))).collect()
        };
        for (key, blocks) in [("target", &mut self.targets), ("variable", &mut self.variables)] {
            for (name, node) in root.get(key).map(|it| it.entries()).unwrap_or_default() {
                blocks.add(name, given(node));
            }
        }
    }
}

fn attributes(block: &Block) -> Vec<(EcoString, Given)> {
    let attributes = block.body.attributes();
    attributes.map(|it| (it.key.as_str().into(), Given::Hcl(Rc::new(it.value.clone())))).collect()
}

/// Where an expression stands in the text that it was read from.
pub(super) fn place(expression: &Expression) -> std::ops::Range<usize> {
    expression.span().unwrap_or_default()
}

//! Events of the parser → trees, within bounds.

use std::ops::Range;
use std::rc::Rc;

use ecow::EcoString;
use foldhash::{HashMap, HashSet};
use granit_parser::{Event, Options, Parser, ScalarStyle, Tag};

use super::node::{Node, Value};
use super::scalar;
use crate::source::{FileId, Span, Text};

/// Values of one file: some hundred times what the largest real manifest has, and little enough to be kept.
const MOST_VALUES: usize = 1 << 20;

/// Keys that stand twice and are said: each is an error of its own.
const MOST_TWICE: usize = 64;

/// Collections in one another: real manifests have ten.
const DEEPEST: usize = 200;

/// Why a document cannot be read, and where.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) span: Span,
    pub(crate) message: String,
}

/// A document.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) root: Rc<Node>,
    /// Keys that stand twice in a mapping with different values, some of them: strict readers refuse the document, others take the last one.
    pub(crate) twice: Vec<Text>,
}

/// Reads the documents of one file.
#[derive(Debug)]
pub(crate) struct Reader<'t> {
    file: FileId,
    text: &'t str,
    /// Values that may still come.
    left: usize,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(file: FileId, text: &'t str) -> Self {
        Self { file, text, left: MOST_VALUES }
    }

    /// No more values are read.
    pub(crate) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Reads the documents of a part of the file; none is given if one of them is broken.
    pub(crate) fn read(&mut self, part: Range<usize>) -> Result<Vec<Document>, Problem> {
        let text = self.text.get(part.clone()).unwrap_or_default();
        let mut options = Options::default();
        options.set_emit_comments(false);
        options.flow_nesting_limit = DEEPEST;
        options.block_nesting_limit = DEEPEST;
        let mut builder = Builder {
            file: self.file,
            text,
            base: part.start,
            left: &mut self.left,
            open: Vec::new(),
            anchors: HashMap::default(),
            documents: Vec::new(),
            twice: Vec::new(),
        };
        for event in Parser::new_from_str_with_options(text, options) {
            let (event, span) = event.map_err(|error| {
                let at =
                    (part.start + error.marker().byte_offset().unwrap_or_default()).min(part.end);
                let span = Span::new(builder.file, at, at);
                Problem { span, message: format!("this is no YAML: {}", error.info()) }
            })?;
            builder.event(event, span.byte_range().unwrap_or_default())?;
        }
        Ok(builder.documents)
    }
}

/// A collection that is open.
struct Open {
    start: usize,
    anchor: usize,
    tag: Option<EcoString>,
    kind: OpenKind,
}

enum OpenKind {
    Sequence(Vec<Rc<Node>>),
    Mapping { entries: Vec<(Text, Rc<Node>)>, key: Option<Text>, merged: Vec<Rc<Node>> },
}

/// Puts the tree of one document together.
struct Builder<'b> {
    file: FileId,
    text: &'b str,
    /// Where the text starts in the file.
    base: usize,
    left: &'b mut usize,
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    documents: Vec<Document>,
    twice: Vec<Text>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), Problem> {
        let start = range.start;
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                self.spend(1, &range)?;
                let raw = self.text.get(range.clone()).unwrap_or_default();
                let text = scalar::text(&value, style, raw, self.file, self.base + start);
                let is_null = style == ScalarStyle::Plain
                    && matches!(&*value, "" | "~" | "null" | "Null" | "NULL");
                let value = if is_null { Value::Null } else { Value::Scalar(text) };
                let is_plain = style == ScalarStyle::Plain;
                let (span, tag) = (self.span(&range), name_of(tag.as_deref()));
                self.node(Rc::new(Node { span, value, tag, is_plain }), anchor);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.spend(1, &range)?;
                let (kind, tag) = (OpenKind::Sequence(Vec::new()), name_of(tag.as_deref()));
                self.open.push(Open { start, anchor, tag, kind });
            }
            Event::MappingStart(_, anchor, tag) => {
                self.spend(1, &range)?;
                let kind = OpenKind::Mapping { entries: Vec::new(), key: None, merged: Vec::new() };
                self.open.push(Open { start, anchor, tag: name_of(tag.as_deref()), kind });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&range)?,
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor).cloned() else {
                    return Err(self.problem(&range, "an alias stands for what it is a part of"));
                };
                self.node(node, 0);
            }
            Event::DocumentEnd => self.anchors.clear(),
            _ => {}
        }
        Ok(())
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, self.base + range.start, self.base + range.end)
    }

    fn problem(&self, range: &Range<usize>, message: &str) -> Problem {
        Problem { span: self.span(range), message: message.to_owned() }
    }

    fn spend(&mut self, values: usize, range: &Range<usize>) -> Result<(), Problem> {
        *self.left = self.left.saturating_sub(values);
        if *self.left == 0 {
            return Err(self.problem(range, "the file has more values than are read"));
        }
        Ok(())
    }

    /// A value has ended: it belongs to the collection around it.
    fn node(&mut self, node: Rc<Node>, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => {
                let twice = std::mem::take(&mut self.twice);
                self.documents.push(Document { root: node, twice });
            }
            Some(OpenKind::Sequence(items)) => items.push(node),
            Some(OpenKind::Mapping { entries, key, merged }) => match key.take() {
                None => {
                    let nothing = || Text::empty(node.span);
                    *key = Some(node.scalar().cloned().unwrap_or_else(nothing));
                }
                Some(name) if name.as_str() == "<<" => merged.push(node),
                Some(name) => entries.push((name, node)),
            },
        }
    }

    fn close(&mut self, range: &Range<usize>) -> Result<(), Problem> {
        let Some(Open { start, anchor, tag, kind }) = self.open.pop() else { return Ok(()) };
        let value = match kind {
            OpenKind::Sequence(items) => Value::Sequence(items),
            OpenKind::Mapping { mut entries, merged, .. } => {
                let mut names = HashMap::default();
                for (name, node) in &entries {
                    let before = names.insert(EcoString::from(name.as_str()), node);
                    let is_other = before.is_some_and(|before| !is_same(before, node));
                    if is_other && !name.is_empty() && self.twice.len() < MOST_TWICE {
                        self.twice.push(name.clone());
                    }
                }
                let mut names: HashSet<EcoString> = names.into_keys().collect();
                let own = entries.len();
                for node in merged.iter().flat_map(|node| sources(node)) {
                    let others = node.entries();
                    self.spend(others.len(), range)?;
                    let new = others.iter().filter(|(name, _)| names.insert(name.as_str().into()));
                    entries.extend(new.map(|(name, node)| (name.clone(), Rc::clone(node))));
                }
                // the last one of a name counts, and these are the first
                entries.rotate_left(own);
                Value::Mapping(entries)
            }
        };
        let end = match &value {
            Value::Sequence(items) => items.last().map(|node| node.span),
            Value::Mapping(entries) => entries.last().map(|(_, node)| node.span),
            _ => None,
        };
        let mut span = self.span(&(start..range.end.max(start)));
        // a block ends where the next thing starts
        if let Some(end) = end.filter(|end| end.start >= span.start && end.end <= span.end) {
            span.end = if range.is_empty() { end.end } else { span.end };
        }
        self.node(Rc::new(Node { span, value, tag, is_plain: false }), anchor);
        Ok(())
    }
}

/// The name of a tag that is no tag of YAML itself.
fn name_of(tag: Option<&Tag>) -> Option<EcoString> {
    tag.filter(|tag| tag.handle() == "!").map(|tag| tag.suffix().into())
}

/// Both say the same in as many letters, so that it makes no difference which one a reader takes.
fn is_same(one: &Node, other: &Node) -> bool {
    let text = |node: &Node| node.scalar().map(|text| text.as_str().to_owned());
    text(one).is_some() && text(one) == text(other)
}

/// What a merge key names: a mapping, or a list of them.
fn sources(node: &Rc<Node>) -> Vec<Rc<Node>> {
    match &node.value {
        Value::Sequence(items) => items.clone(),
        _ => vec![Rc::clone(node)],
    }
}

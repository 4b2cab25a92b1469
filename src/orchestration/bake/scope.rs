//! What expressions see: variables and functions of the files, and how much may be worked out.

use std::cell::{Cell, RefCell};

use ecow::EcoString;
use foldhash::{HashMap, HashSet};
use hcl_edit::expr::Expression;

use super::reading::{Definitions, Given};
use super::value::{Locals, Value};
use crate::source::{Span, Text};

/// Expressions that are worked out for one file: real ones have some thousand.
const MOST_STEPS: usize = 200_000;

/// Bytes that all texts together may come to.
const MOST_BYTES: usize = 32 << 20;

/// Expressions in one another, through variables and functions: the stack of a thread holds them.
const DEEPEST: usize = 150;

/// Names that stand for what is known only when something is built.
const BUILT_IN: [&str; 3] = ["BAKE_CMD_CONTEXT", "BAKE_LOCAL_PLATFORM", "BUILDX_BAKE_GIT_SSH"];

/// The variables and functions of a file.
#[derive(Debug)]
pub(super) struct Scope<'f> {
    definitions: &'f Definitions,
    /// Where the file starts that is read first.
    start: Span,
    /// Variables and functions that are being worked out: one that needs itself is refused.
    open: RefCell<HashSet<(bool, EcoString)>>,
    known: RefCell<HashMap<EcoString, Value>>,
    steps: Cell<usize>,
    bytes: Cell<usize>,
    depth: Cell<usize>,
    is_cut: Cell<bool>,
    /// Something has gone wrong since `try` looked last.
    has_failed: Cell<bool>,
    /// Inside of `try` nothing is said.
    is_tried: Cell<bool>,
    notes: RefCell<Vec<(Span, &'static str)>>,
    ring: Cell<Option<Span>>,
}

impl<'f> Scope<'f> {
    pub(super) fn of(definitions: &'f Definitions, start: Span) -> Self {
        Self {
            definitions,
            start,
            open: RefCell::default(),
            known: RefCell::default(),
            steps: Cell::new(MOST_STEPS),
            bytes: Cell::new(MOST_BYTES),
            depth: Cell::new(0),
            is_cut: Cell::new(false),
            has_failed: Cell::new(false),
            is_tried: Cell::new(false),
            notes: RefCell::default(),
            ring: Cell::new(None),
        }
    }

    pub(super) fn start(&self) -> Span {
        self.start
    }

    /// More had to be worked out than is.
    pub(super) fn is_spent(&self) -> bool {
        self.steps.get() == 0 || self.bytes.get() == 0 || self.is_cut.get()
    }

    /// More would have to be worked out.
    pub(super) fn cuts(&self) {
        self.is_cut.set(true);
    }

    /// What Bake refuses: something that needs itself.
    pub(super) fn ring(&self) -> Option<Span> {
        self.ring.get()
    }

    /// What could not be worked out, and where.
    pub(super) fn notes(&self) -> Vec<(Span, &'static str)> {
        self.notes.borrow().clone()
    }

    /// True if one more expression may be worked out; then `leaves` follows.
    pub(super) fn enters(&self) -> bool {
        let steps = self.steps.get();
        self.steps.set(steps.saturating_sub(1));
        self.is_cut.set(self.is_cut.get() || self.depth.get() >= DEEPEST);
        let may = steps > 0 && self.depth.get() < DEEPEST;
        self.depth.set(self.depth.get() + usize::from(may));
        may
    }

    pub(super) fn leaves(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }

    /// True if so many bytes or items more may be kept.
    pub(super) fn takes(&self, bytes: usize) -> bool {
        let left = self.bytes.get();
        self.bytes.set(left.saturating_sub(bytes));
        bytes < left
    }

    /// Bake would refuse what is looked at.
    pub(super) fn fails(&self) {
        self.has_failed.set(true);
    }

    pub(super) fn says(&self, span: Span, note: &'static str) {
        self.fails();
        let mut notes = self.notes.borrow_mut();
        if !self.is_tried.get() && !notes.iter().any(|(_, said)| *said == note) {
            notes.push((span, note));
        }
    }

    /// What is worked out, if nothing goes wrong.
    pub(super) fn tried(&self, value: impl FnOnce() -> Value) -> Result<Value, ()> {
        let (failed, tried) = (self.has_failed.replace(false), self.is_tried.replace(true));
        let value = value();
        self.is_tried.set(tried);
        if self.has_failed.replace(failed) { Err(()) } else { Ok(value) }
    }

    /// The value of a variable by its default, which `work_out` works out: what whoever builds sets instead is not known here.
    pub(super) fn variable(
        &self,
        name: &str,
        span: Span,
        work_out: impl Fn(&Given, &Locals) -> Value,
    ) -> Option<Value> {
        if let Some(value) = self.known.borrow().get(name) {
            return Some(value.clone());
        }
        let variables = &self.definitions.variables;
        let is_variable = variables.get(name).is_some();
        let said = match is_variable {
            true => variables.attribute(name, "default"),
            false => self.definitions.constants.get(name),
        };
        let Some(said) = said else {
            if is_variable {
                // without a default it is empty
                return Some(Value::Text(Text::empty(span)));
            }
            if !BUILT_IN.contains(&name) {
                self.says(span, "a variable is used that no file here sets");
            }
            return None;
        };
        let value = self.inside(false, name, span, || work_out(said, &Locals::default()))?;
        self.known.borrow_mut().insert(name.into(), value.clone());
        Some(value)
    }

    /// What a function of the files comes to; nothing if there is none of the name.
    pub(super) fn own_function(
        &self,
        name: &str,
        args: &[Value],
        span: Span,
        work_out: impl Fn(&Given, &Locals) -> Value,
    ) -> Option<Value> {
        let functions = &self.definitions.functions;
        functions.get(name)?;
        let names = |key: &str| names(functions.attribute(name, key));
        let mut locals = Locals::default();
        let params = names("params");
        for (param, arg) in params.iter().zip(args) {
            locals.insert(param.clone(), arg.clone());
        }
        if let Some(rest) = names("variadic_params").first() {
            let rest_args = args.get(params.len()..).unwrap_or_default();
            locals.insert(rest.clone(), Value::list(rest_args.to_vec()));
        }
        let value = || match functions.attribute(name, "result") {
            Some(result) => work_out(result, &locals),
            None => Value::Unknown(span),
        };
        Some(self.inside(true, name, span, value).unwrap_or(Value::Unknown(span)))
    }

    /// What an attribute of a target is set to, what it inherits left out.
    pub(super) fn attribute(&self, target: &str, key: &str) -> Option<&'f Given> {
        self.definitions.targets.attribute(target, key)
    }

    /// Works out something that may need itself: then nothing comes of it.
    fn inside(
        &self,
        is_function: bool,
        name: &str,
        span: Span,
        value: impl FnOnce() -> Value,
    ) -> Option<Value> {
        let key = (is_function, EcoString::from(name));
        if !self.open.borrow_mut().insert(key.clone()) {
            self.ring.set(self.ring.get().or(Some(span)));
            return None;
        }
        let value = value();
        self.open.borrow_mut().remove(&key);
        Some(value)
    }
}

/// The names of parameters: words of a list, or one word alone.
fn names(said: Option<&Given>) -> Vec<EcoString> {
    match said {
        Some(Given::Hcl(expression, _)) => match &**expression {
            Expression::Array(items) => items.iter().filter_map(name).collect(),
            other => name(other).into_iter().collect(),
        },
        Some(Given::Json(node)) => {
            let texts = node.texts().into_iter().chain(node.scalar().cloned());
            texts.map(|text| text.as_str().into()).collect()
        }
        Some(Given::Known(_)) | None => Vec::new(),
    }
}

fn name(expression: &Expression) -> Option<EcoString> {
    match expression {
        Expression::Variable(name) => Some(name.as_str().into()),
        Expression::String(name) => Some(name.as_str().into()),
        _ => None,
    }
}

//! The functions that a script defines, and what earlier calls of them did. Calls nothing itself.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::shell::evaluate::context::Ran;
use crate::shell::evaluate::vars::{Setting, Trace};
use crate::shell::syntax::tree::{Node, Place};
use crate::source::Text;

/// A function that the script defines.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) text: Rc<Text>,
    pub(crate) body: Rc<Node>,
    pub(crate) place: Place,
}

/// Calls that are going on, and what earlier ones did.
#[derive(Default)]
pub(crate) struct Calls {
    pub(super) active: Vec<Call>,
    /// The oldest first.
    pub(super) known: VecDeque<Known>,
    /// Grows with each definition of a function.
    pub(super) definitions: usize,
}

/// A function and what it is called with. The body is held, so that its address stays its own.
pub(super) struct Call {
    pub(super) body: Rc<Node>,
    pub(super) args: Rc<Vec<Text>>,
}

impl Call {
    pub(super) fn is(&self, body: &Rc<Node>, args: &[Text]) -> bool {
        let same = |(a, b): (&Text, &Text)| a.as_str() == b.as_str();
        Rc::ptr_eq(&self.body, body)
            && self.args.len() == args.len()
            && self.args.iter().zip(args).all(same)
    }
}

/// What everything besides variables and arguments was when a body was walked through.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Around {
    pub(super) files: usize,
    pub(super) definitions: usize,
    pub(super) alternative: Option<usize>,
}

/// A call whose body has been walked through: done again with the same values it would say the same.
pub(super) struct Known {
    pub(super) call: Call,
    pub(super) around: Around,
    pub(super) trace: Trace,
    pub(super) writes: Vec<Setting>,
    pub(super) ran: Ran,
}

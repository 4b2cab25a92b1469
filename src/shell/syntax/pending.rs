//! A here-document between its operator and its body.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::shell::syntax::tree::HereBody;

/// A here-document whose body has not come yet.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(super) name: String,
    pub(super) quoted: bool,
    pub(super) chomp: bool,
    pub(super) at: usize,
    pub(super) slot: Rc<OnceCell<HereBody>>,
}

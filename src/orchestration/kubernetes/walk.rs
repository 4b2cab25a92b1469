//! Every mapping of some documents, each once, however often aliases stand for it.

use std::rc::Rc;

use foldhash::HashSet;

use crate::orchestration::yaml::Node;
use crate::source::Text;

/// Shows each mapping below the roots once, in the order of the text, with the namespace of the object around it.
pub(super) fn visit<'n>(
    roots: &[&'n Rc<Node>],
    mut see: impl FnMut(&'n Rc<Node>, Option<&'n Text>),
) {
    let mut seen = HashSet::default();
    let mut open: Vec<(&Rc<Node>, Option<&Text>)> =
        roots.iter().rev().map(|root| (*root, None)).collect();
    while let Some((node, namespace)) = open.pop() {
        if !seen.insert(Rc::as_ptr(node)) {
            continue;
        }
        let named = node.get("metadata").and_then(|metadata| metadata.text("namespace"));
        let namespace = named.or(namespace);
        if !node.entries().is_empty() {
            see(node, namespace);
        }
        open.extend(node.entries().iter().rev().map(|(_, value)| (value, namespace)));
        open.extend(node.items().iter().rev().map(|item| (item, namespace)));
    }
}

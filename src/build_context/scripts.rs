//! What scripts of a context show that were read for another build: the same as long as no variable of the image counts.

use std::cell::{Cell, RefCell};

use ecow::EcoString;
use foldhash::HashSet;

use crate::shell::{self, Content, Language, Scope, Script, Work};
use crate::source::{FileId, Text};

/// A script that was read without any variable of an image.
#[derive(Debug)]
pub(super) struct KnownScript {
    content: Text,
    /// The number that the file had among the sources of the build that read it.
    file: FileId,
    /// Variables that it asks for, none of which the image had.
    unset: HashSet<EcoString>,
    script: Script,
}

impl KnownScript {
    /// Reads a script; nothing to remember of one that saw something of the image.
    pub(super) fn read(
        content: &Text,
        language: Language,
        scope: &dyn Scope,
    ) -> (Script, Option<Self>) {
        let asked = Asked { scope, unset: RefCell::default(), saw: Cell::new(false) };
        let script = shell::read_file(content, language, &asked);
        let unset = asked.unset.into_inner();
        let known = (!asked.saw.get()).then(|| Self {
            content: content.clone(),
            file: content.span().file,
            unset,
            script: script.clone(),
        });
        (script, known)
    }

    /// About what it takes, in bytes.
    pub(super) fn size(&self, of_a_command: usize) -> usize {
        self.content.len() + (1 + self.script.commands.len()) * of_a_command
    }

    /// What this text shows here, if it is the one that was read and the image has none of the variables.
    pub(super) fn shown(&self, content: &Text, scope: &dyn Scope) -> Option<Script> {
        let here = content.span().file;
        let is_same = || self.content.moved(self.file, here) == *content;
        let is_unset = || self.unset.iter().all(|name| scope.get(name).is_none());
        (self.content.len() == content.len() && is_unset() && is_same())
            .then(|| self.script.moved(self.file, here))
    }
}

/// A scope, and what was asked of it.
struct Asked<'s> {
    scope: &'s dyn Scope,
    unset: RefCell<HashSet<EcoString>>,
    /// It knew something.
    saw: Cell<bool>,
}

impl Scope for Asked<'_> {
    fn get(&self, name: &str) -> Option<&Text> {
        let value = self.scope.get(name);
        if value.is_some() {
            self.saw.set(true);
        } else if !self.unset.borrow().contains(name) {
            self.unset.borrow_mut().insert(name.into());
        }
        value
    }

    fn listed(&self, pattern: &str) -> Vec<String> {
        self.saw.set(true);
        self.scope.listed(pattern)
    }

    fn given(&self, path: &str) -> Option<Content> {
        self.saw.set(true);
        self.scope.given(path)
    }

    fn left(&self) -> Work {
        self.scope.left()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    /// An image that sets one variable at most.
    struct Image(Option<(&'static str, Text)>);

    impl Scope for Image {
        fn get(&self, name: &str) -> Option<&Text> {
            self.0.as_ref().filter(|(set, _)| *set == name).map(|(_, value)| value)
        }
    }

    #[test]
    fn a_script_is_known_where_the_image_sets_none_of_its_variables() {
        let text = |text: &str| Text::made(text, Span::default());
        let image = |name| Image(Some((name, text("/opt"))));
        let script = text("run \"$DIR/x\"\n");
        let read = |image: &Image| KnownScript::read(&script, Language::Posix, image).1;
        assert!(read(&image("DIR")).is_none());
        let known = read(&Image(None)).unwrap();
        assert!(known.shown(&script, &Image(None)).is_some());
        assert!(known.shown(&script, &image("OTHER")).is_some());
        assert!(known.shown(&script, &image("DIR")).is_none());
        let other = text("run \"$DIR/y\"\n");
        assert!(known.shown(&other, &Image(None)).is_none());
    }
}

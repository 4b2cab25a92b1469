//! What changed between two states of a text, so that places in the old one can be found in the new one.

use lsp_types::Range;

/// The lines that are not the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edit {
    /// The first line behind the change, in the old text.
    old_end: u32,
    /// The same line in the new text.
    new_end: u32,
    /// The last line of the new text.
    last: u32,
}

impl Edit {
    pub(super) fn between(old: &str, new: &str) -> Self {
        let (old, new): (Vec<&str>, Vec<&str>) =
            (old.split('\n').collect(), new.split('\n').collect());
        let pairs = old.iter().rev().zip(new.iter().rev());
        let after = pairs.take_while(|(old, new)| old == new).count();
        let line = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
        Self {
            old_end: line(old.len() - after),
            new_end: line(new.len() - after),
            last: line(new.len().saturating_sub(1)),
        }
    }

    /// Where something of the old text stands in the new one; in front of the change or inside of it, it stays.
    pub(super) fn carry(self, range: &mut Range) {
        let is_behind = range.start.line >= self.old_end;
        for line in [&mut range.start.line, &mut range.end.line] {
            let moved = line.saturating_sub(self.old_end).saturating_add(self.new_end);
            *line = if is_behind { moved } else { *line }.min(self.last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::Position;

    #[test]
    fn what_stands_behind_a_change_moves_with_it() {
        let old = "FROM a\nRUN b\nCOPY . /\n";
        let line = |new: &str, line: u32| {
            let mut range = Range::new(Position::new(line, 5), Position::new(line, 6));
            Edit::between(old, new).carry(&mut range);
            (range.start.line, range.end.line, range.start.character)
        };
        assert_eq!(line("FROM a\nRUN b\nRUN c\nCOPY . /\n", 2), (3, 3, 5));
        assert_eq!(line("FROM a\nCOPY . /\n", 2), (1, 1, 5));
        assert_eq!(line("FROM a\nRUN b\nCOPY . /\nUSER d\n", 2), (2, 2, 5));
        assert_eq!(line("FROM a\nRUN bb\nCOPY . /\n", 1), (1, 1, 5));
        assert_eq!(line("", 2), (0, 0, 5));
        assert_eq!(line(old, 2), (2, 2, 5));
    }
}

//! The part of a policy file that `minestop baseline` has written: between two lines that say so, and nothing else of the
//! file is ever touched.

use std::ops::Range;

/// Where a baseline stands in the text of a policy, or where it is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block(Range<usize>);

impl Block {
    pub(super) const START: &str =
        "# Baseline: `minestop baseline` writes everything from here to its end anew.";
    pub(super) const END: &str = "# End of the baseline.";

    /// The block of a text, or the empty one at its end; `None` if it starts and does not end.
    pub(super) fn find(text: &str) -> Option<Self> {
        let Some(start) = line(text, 0, Self::START) else {
            return Some(Self(text.len()..text.len()));
        };
        let end = line(text, start.end, Self::END)?;
        Some(Self(start.start..end.end))
    }

    /// True if a byte of the text lies in it.
    pub(super) fn has(&self, offset: usize) -> bool {
        self.0.contains(&offset)
    }

    /// The text with these tables in its place; without a block if there are none.
    pub(super) fn replaced(&self, text: &str, tables: &str) -> String {
        let before = text.get(..self.0.start).unwrap_or_default().trim_end();
        let behind = text.get(self.0.end..).unwrap_or_default().trim_start();
        let block = match tables {
            "" => String::new(),
            tables => format!("{}\n{tables}\n{}", Self::START, Self::END),
        };
        let parts = [before, &block, behind.trim_end()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{}\n", parts.join("\n\n"))
    }
}

/// The first line from `from` on that says exactly this.
fn line(text: &str, from: usize, wanted: &str) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let mut at = from;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == wanted {
            return Some(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_replaced_and_everything_around_it_stays() {
        let first = Block::find("a = 1\n").expect("no block").replaced("a = 1\n", "\n[[x]]\n");
        assert_eq!(first, format!("a = 1\n\n{}\n\n[[x]]\n\n{}\n", Block::START, Block::END));
        let more = format!("{first}\n[[y]]\n").replace('\n', "\r\n");
        let block = Block::find(&more).expect("a whole block");
        let second = block.replaced(&more, "\n[[z]]\n");
        assert!(second.starts_with("a = 1") && second.trim_end().ends_with("[[y]]"), "{second}");
        assert!(!second.contains("[[x]]") && second.contains("[[z]]"), "{second}");
        assert_eq!(Block::find(&first).expect("a whole block").replaced(&first, ""), "a = 1\n");
        assert_eq!(Block::find(&format!("{}\n[[x]]\n", Block::START)), None, "it never ends");
    }
}

//! Text that lies deeper than the reader goes: its words as they stand, without any structure.

use crate::shell::evaluate::context::Context;
use crate::shell::evaluate::walker::Walker;
use crate::source::Text;

impl Walker<'_> {
    /// Emits a command for each run of words between characters that separate commands.
    pub(crate) fn flat(&mut self, text: &Text, context: &Context) {
        let mut argv: Vec<Text> = Vec::new();
        let mut word: Option<Text> = None;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'\'' | b'"' | b'\\' => {}
                _ if byte.is_ascii_whitespace() || b";&|()`{}<>".contains(&byte) => {
                    argv.extend(word.take());
                    if !matches!(byte, b' ' | b'\t') {
                        self.flat_command(std::mem::take(&mut argv), context);
                    }
                }
                _ if byte & 0xC0 == 0x80 => {}
                _ => {
                    let rest = text.get(at..).unwrap_or_default();
                    let length = rest.chars().next().map_or(1, char::len_utf8);
                    match &mut word {
                        Some(word) => word.push_range(text, at..at + length),
                        None => word = Some(text.slice(at..at + length)),
                    }
                }
            }
        }
        argv.extend(word);
        self.flat_command(argv, context);
    }

    fn flat_command(&mut self, argv: Vec<Text>, context: &Context) {
        let (Some(first), Some(last)) = (argv.first(), argv.last()) else { return };
        let span = first.span().to(last.span());
        if let Some(id) = self.reserve(span, context)
            && let Some(command) = self.script.commands.get_mut(id)
        {
            command.argv = argv;
        }
    }
}

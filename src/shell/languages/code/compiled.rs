//! Programs that are compiled or run from a file or an input that the script itself has made.

use super::Dialect;
use super::around::Around;
use super::program::say;
use crate::shell::Via;
use crate::shell::evaluate::context::Context;
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::which_shell::base_name;
use crate::source::Text;

impl Walker<'_> {
    /// What a compiler or a runner makes of files that the script has written: `go run main.go`, `gcc a.c`.
    pub(crate) fn compiled(&mut self, argv: &[Text], inner: &Context) {
        let Some(program) = argv.first().map(|program| base_name(program)) else { return };
        self.compiled_input(program, argv, inner);
        if !self.files.has_any() {
            return;
        }
        for word in argv.iter().skip(1) {
            let Some((_, ending)) = word.rsplit_once('.') else { continue };
            let dialect = Dialect::of_ending(ending).filter(|dialect| dialect.is_built_by(program));
            if let Some(dialect) = dialect
                && let Some(data) = self.files.get(word)
            {
                let context = Context { via: Via::Code, ..inner.clone() };
                self.compiled_text(&data.to_text(), dialect, &context);
            }
        }
    }

    /// `gcc -x c -`, `rustc -`
    fn compiled_input(&mut self, program: &str, argv: &[Text], inner: &Context) {
        let Some(input) = inner.stdin.as_deref() else { return };
        let Some(dialect) = Dialect::compiled_by(program) else { return };
        if argv.iter().skip(1).any(|word| matches!(word.as_str(), "-" | "/dev/stdin")) {
            let context = Context { via: Via::Code, stdin: None, ..inner.clone() };
            self.compiled_text(&input.to_text(), dialect, &context);
        }
    }

    fn compiled_text(&mut self, text: &Text, dialect: &'static Dialect, context: &Context) {
        if self.budget.text(text.len()) {
            let mut said = say(text, dialect, Around::default());
            self.say_started(&mut said, text);
            said.strings.clear();
            self.said(said, context);
        }
    }
}

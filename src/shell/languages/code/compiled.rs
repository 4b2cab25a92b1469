//! Programs that are compiled or run from a file or an input that the script itself has made.

use super::Dialect;
use super::around::Around;
use super::program::say;
use crate::shell::Via;
use crate::shell::evaluate::context::Context;
use crate::shell::evaluate::walker::Walker;
use crate::shell::programs::output::Data;
use crate::source::Text;

impl Walker<'_> {
    /// What a compiler or a runner makes of files that the script has written: `go run main.go`, `gcc a.c`.
    pub(crate) fn compiled(&mut self, argv: &[Text], inner: &Context) {
        let Some(program) = argv.first() else { return };
        let program = crate::shell::programs::language::base_name(program).to_owned();
        self.compiled_input(&program, argv, inner);
        if !self.files.has_any() {
            return;
        }
        for word in argv.iter().skip(1) {
            let Some((_, ending)) = word.rsplit_once('.') else { continue };
            let dialect =
                Dialect::of_ending(ending).filter(|dialect| dialect.is_built_by(&program));
            let Some((dialect, content)) =
                dialect.zip(self.files.get(word).map(|data| data.to_text()))
            else {
                continue;
            };
            if self.budget.text(content.len()) {
                let around = Around::default();
                let mut said = say(&content, dialect, around);
                said.strings.clear();
                self.said(said, &Context { via: Via::Code, ..inner.clone() });
            }
        }
    }

    /// `gcc -x c -`, `rustc -`
    fn compiled_input(&mut self, program: &str, argv: &[Text], inner: &Context) {
        let reads = argv.iter().skip(1).any(|word| matches!(word.as_str(), "-" | "/dev/stdin"));
        let Some(input) = inner.stdin.as_deref().filter(|_| reads).map(Data::to_text) else {
            return;
        };
        let Some(dialect) = Dialect::compiled_by(program) else { return };
        if self.budget.text(input.len()) {
            let mut said = say(&input, dialect, Around::default());
            said.strings.clear();
            self.said(said, &Context { via: Via::Code, stdin: None, ..inner.clone() });
        }
    }
}

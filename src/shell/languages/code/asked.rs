//! Which of the words of an interpreter is its program.

use crate::source::Text;

/// Which text is the program; with the index of the first of its own arguments: its own name.
pub(super) enum Asked {
    Code(Text, usize),
    File(Text, usize),
    /// `python -m module`: the module's words start here.
    Module(usize),
    Input,
}

/// The program among the words of an interpreter.
pub(super) fn code_argument(name: &str, argv: &[Text]) -> Asked {
    let awk = name.ends_with("awk");
    let python = name.starts_with("py") || name.starts_with("ipython");
    let mut at = 1;
    while let Some(word) = argv.get(at) {
        at += 1;
        let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            // `deno eval CODE`, `bun run file`
            return match word.as_str() {
                _ if awk => Asked::Code(word.clone(), at - 1),
                "-" => Asked::Input,
                "eval" if argv.len() > at => {
                    argv.get(at).cloned().map_or(Asked::Input, |code| Asked::Code(code, at))
                }
                "run" if matches!(name, "deno" | "bun" | "scala-cli") => continue,
                _ => Asked::File(word.clone(), at - 1),
            };
        };
        if awk && letters.starts_with('f') {
            // `awk -f FILE`, `awk -fFILE`
            let path = if letters == "f" {
                argv.get(at).cloned()
            } else {
                Some(word.slice(2..word.len()))
            };
            return match path {
                Some(path) if !matches!(path.as_str(), "-" | "/dev/stdin") => Asked::File(path, at),
                _ => Asked::Input,
            };
        }
        if python && letters == "m" {
            // `python -m timeit CODE`
            let runs_code = matches!(argv.get(at).map(Text::as_str), Some("timeit"));
            if let Some(code) = argv.last().filter(|_| runs_code && argv.len() > at + 1) {
                return Asked::Code(code.clone(), argv.len() - 1);
            }
            return Asked::Module(at);
        }
        let (asks, valued) = match name {
            _ if awk => (false, matches!(letters, "F" | "v")),
            _ if python => {
                (!letters.starts_with('-') && letters.ends_with('c'), matches!(letters, "W" | "X"))
            }
            _ if name.starts_with("php") => {
                (matches!(letters, "r" | "B" | "R" | "E"), matches!(letters, "d" | "c"))
            }
            "node" | "nodejs" | "bun" | "tsx" | "ts-node" => (
                matches!(letters, "e" | "p" | "pe" | "-eval" | "-print"),
                matches!(letters, "r" | "-require"),
            ),
            _ => {
                (!letters.starts_with(['M', 'm', 'I', '-']) && letters.ends_with(['e', 'E']), false)
            }
        };
        if asks && let Some(code) = argv.get(at) {
            return Asked::Code(code.clone(), at);
        }
        if let Some(code) = letters.strip_prefix("-eval=") {
            return Asked::Code(word.slice(word.len() - code.len()..word.len()), at - 1);
        }
        at += usize::from(valued);
    }
    Asked::Input
}

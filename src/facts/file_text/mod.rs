//! Texts of the context: scripts are read as commands, manifests and start points as the commands that they stand for, code of other
//! languages as documents whose addresses and wallets count.

use crate::facts::autostart::{self, Reader};
mod manifest;

use crate::facts::{self, Document, Facts, File, Moment, NamesRun, Place};
use crate::shell::{self, Interpreter, Language};
use crate::source::{FileId, Sources, Span, Text};

/// How a text is read.
enum Reading {
    Script(Language),
    Code,
    Manifest(Reader),
    Nothing,
}

/// Reads one text; it becomes a source if it is read at all.
pub(crate) fn read(
    shown: &str,
    bytes: Vec<u8>,
    file: &File,
    run: &NamesRun,
    facts: &mut Facts,
    sources: &mut Sources,
) -> Option<FileId> {
    let value = one_byte_each(&bytes);
    let reading = reading(file, &value, run);
    if matches!(reading, Reading::Nothing) {
        return None;
    }
    let length = bytes.len();
    let id = sources.add(shown, bytes);
    let content = Text::verbatim(value, Span::new(id, 0, length));
    let place = Place { moment: Moment::Script, ..file.place };
    match reading {
        Reading::Script(language) => facts::observe_script(&content, language, place, facts),
        Reading::Manifest(reader) => {
            let commands = reader(&content);
            facts::observe_script(&commands, Language::Posix, place, facts);
        }
        Reading::Code => {
            let path = Text::opaque(&file.path, file.span);
            facts.documents.push(Document { place, path, content, script: false });
        }
        Reading::Nothing => {}
    }
    Some(id)
}

/// Whether a text is read at all.
pub fn is_read(file: &File, text: &str, run: &NamesRun) -> bool {
    !matches!(reading(file, text, run), Reading::Nothing)
}

fn reading(file: &File, text: &str, run: &NamesRun) -> Reading {
    let name = file.name();
    let renamed = file.renamed.as_deref().unwrap_or_default();
    let paths = [&file.path, renamed.trim_start_matches('/')];
    if let Some(reader) = paths.into_iter().find_map(autostart::reader) {
        return Reading::Manifest(reader);
    }
    if text.trim_start_matches('\u{feff}').starts_with("#!") {
        return match shell::interpreter(text) {
            Interpreter::Shell(language) => Reading::Script(language),
            Interpreter::Other(_) => Reading::Code,
        };
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("ps1" | "psm1") => return Reading::Script(Language::PowerShell),
        Some("bat" | "cmd") => return Reading::Script(Language::Cmd),
        Some("py" | "js" | "mjs" | "cjs" | "ts" | "pl" | "rb" | "php" | "lua") => {
            return Reading::Code;
        }
        _ => {}
    }
    if let Some(reader) = manifest::reader(name, run) {
        return Reading::Manifest(reader);
    }
    let is_script = |name: &str| facts::is_script_name(name) || run.has(name);
    let is_started = paths.into_iter().any(autostart::is_of_shell);
    if is_started || is_script(&file.path) || is_script(name) || is_script(renamed) {
        return Reading::Script(Language::default());
    }
    if run.is_given(name) || run.is_given(renamed) {
        return Reading::Code;
    }
    Reading::Nothing
}

/// The text with a control character for each byte that is not UTF-8, so that byte offsets stay.
pub(crate) fn one_byte_each(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| '\u{1a}'));
    }
    out
}

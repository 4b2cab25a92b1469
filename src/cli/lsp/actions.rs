//! What the server offers to do about a finding.

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};

use super::judging::Shown;
use super::places::Columns;
use crate::cli::read;
use crate::policy::MAX_POLICY_BYTES;
use crate::report::sanitise;

/// What mends a finding in the text of the document `uri` that is open as `version`.
pub(super) fn replacement(shown: &Shown, uri: Uri, version: i32) -> Option<CodeActionOrCommand> {
    let new_text = shown.instead.clone()?;
    let title = format!("Use `{}`", sanitise::text(&new_text));
    let edit = TextEdit { range: shown.diagnostic.range, new_text };
    Some(quick_fix(title, shown, (uri, Some(version)), edit))
}

fn quick_fix(
    title: String,
    shown: &Shown,
    (uri, version): (Uri, Option<i32>),
    edit: TextEdit,
) -> CodeActionOrCommand {
    let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
    let edit = TextDocumentEdit { text_document, edits: vec![OneOf::Left(edit)] };
    CodeActionOrCommand::CodeAction(CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![shown.diagnostic.clone()]),
        edit: Some(WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(vec![edit])),
            ..WorkspaceEdit::default()
        }),
        ..CodeAction::default()
    })
}

/// The exception that would accept a finding, at the end of the policy file `uri`, which may be `open` with a version
/// and a text that the disk does not have yet. Somebody still has to say why.
pub(super) fn exception(
    shown: &Shown,
    uri: Uri,
    open: Option<(i32, &str)>,
    columns: Columns,
) -> Option<CodeActionOrCommand> {
    let (path, text) = shown.exception.as_ref()?;
    let policy = match open {
        Some((_, text)) => text.to_owned(),
        None => {
            let content = read::file(path, MAX_POLICY_BYTES).ok().filter(|it| it.whole)?;
            String::from_utf8(content.bytes).ok()?
        }
    };
    let between = if policy.is_empty() || policy.ends_with('\n') { "\n" } else { "\n\n" };
    let lines = policy.split('\n');
    let last = lines.clone().next_back().unwrap_or_default();
    let end = Position { line: (lines.count() - 1) as u32, character: columns.length(last) };
    let new_text = format!("{between}{}\n", text.trim_end());
    let edit = TextEdit { range: Range { start: end, end }, new_text };
    let title = format!("Accept this `{}` in the policy (give a reason)", shown.rule?);
    Some(quick_fix(title, shown, (uri, open.map(|(version, _)| version)), edit))
}

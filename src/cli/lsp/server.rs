//! The server: which texts are open, which of them have to be judged again, and the answers to the client.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use lsp_types::{
    CodeActionOrCommand, CodeActionParams, Diagnostic, DidChangeTextDocumentParams,
    DidChangeWatchedFilesRegistrationOptions, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, FileSystemWatcher, GlobPattern, Hover, HoverParams,
    InitializeParams, PublishDiagnosticsParams, Registration, RegistrationParams, SaveOptions,
    ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, Uri,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::actions;
use super::background::{Answer, Background, Done};
use super::edit::Edit;
use super::hover;
use super::judging::{Extent, Job, Judging, Outcome, Shown};
use super::places::{Columns, path_of, uri_of};
use super::workspace::{self, Closed};

/// A judgement that takes longer goes on behind the back of somebody who types: half of what one notices.
const SLOW: Duration = Duration::from_millis(10);
/// How often a judgement that goes on there is asked for.
const PAUSE: Duration = Duration::from_millis(10);

/// A text that the client has open.
#[derive(Default)]
struct Document {
    path: PathBuf,
    version: i32,
    text: String,
    shown: Vec<Shown>,
    /// What the last judgement with the whole context took.
    took: Duration,
    /// The last judgement that was asked for in the background.
    job: u64,
    /// The policy that it is under, if that cannot be used: the client shows its errors although it is not open.
    broken: Option<Uri>,
}

struct Server<'s> {
    judging: &'s Judging<'s>,
    background: Background,
    connection: &'s Connection,
    columns: Columns,
    open: BTreeMap<Uri, Document>,
    /// Texts that are to be judged again.
    changed: BTreeSet<Uri>,
    /// The folders whose other files are judged, too.
    folders: Vec<PathBuf>,
    closed: Closed,
}

/// Serves one client until it goes.
///
/// # Errors
/// It does not speak the protocol; a lower-case fragment.
pub(super) fn serve(judging: &Judging<'_>, connection: &Connection) -> Result<(), String> {
    let (id, params) = connection.initialize_start().map_err(|error| error.to_string())?;
    let params: InitializeParams =
        serde_json::from_value(params).map_err(|error| error.to_string())?;
    let general = params.capabilities.general.as_ref();
    let columns = Columns::offered(general.and_then(|it| it.position_encodings.as_deref()));
    let answer = json!({
        "capabilities": capabilities(columns),
        "serverInfo": { "name": "minestop", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, answer).map_err(|error| error.to_string())?;
    std::thread::scope(|scope| {
        let background = Background::start(scope, judging, columns);
        let (open, changed, closed) = Default::default();
        let folders = workspace::folders(&params);
        let mut server =
            Server { judging, background, connection, columns, open, changed, folders, closed };
        server.watch_policies(&params)?;
        server.search();
        server.run()
    })
}

fn capabilities(columns: Columns) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(columns.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::FULL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions::default())),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(true.into()),
        code_action_provider: Some(true.into()),
        ..ServerCapabilities::default()
    }
}

impl Server<'_> {
    fn run(&mut self) -> Result<(), String> {
        while let Some(message) = self.next()? {
            // of a text that changes while it is judged only the last state counts
            let mut next = Some(message);
            while let Some(message) = next {
                if !self.take(message)? {
                    return Ok(());
                }
                next = self.connection.receiver.try_recv().ok();
            }
            for uri in std::mem::take(&mut self.changed) {
                self.judge(&uri)?;
            }
        }
        Ok(())
    }

    /// The next message; what was judged in the background meanwhile is shown. None if the client has gone.
    fn next(&mut self) -> Result<Option<Message>, String> {
        while self.background.is_busy() {
            match self.connection.receiver.recv_timeout(PAUSE) {
                Ok(message) => return Ok(Some(message)),
                Err(error) if error.is_timeout() => {}
                Err(_) => return Ok(None),
            }
            while let Some(answer) = self.background.answer() {
                match answer {
                    Answer::Judged(done) => self.finish(done)?,
                    Answer::Found(done) => self.show_closed(done)?,
                    Answer::Searched(_) => {
                        for uri in self.closed.search_ends() {
                            self.publish(uri, Vec::new(), None)?;
                        }
                    }
                }
            }
        }
        Ok(self.connection.receiver.recv().ok())
    }

    /// Takes a message; false if the client wants no more.
    fn take(&mut self, message: Message) -> Result<bool, String> {
        match message {
            Message::Request(request) => {
                if self.connection.handle_shutdown(&request).map_err(|error| error.to_string())? {
                    return Ok(false);
                }
                self.answer(request)?;
            }
            Message::Notification(notification) => self.note(notification),
            Message::Response(_) => {}
        }
        Ok(true)
    }

    fn note(&mut self, note: Notification) {
        match note.method.as_str() {
            notification::DidOpenTextDocument::METHOD => {
                let Some(DidOpenTextDocumentParams { text_document: it }) = params(note.params)
                else {
                    return;
                };
                self.set(it.uri, it.version, it.text);
            }
            notification::DidChangeTextDocument::METHOD => {
                let Some(DidChangeTextDocumentParams { text_document: it, content_changes }) =
                    params(note.params)
                else {
                    return;
                };
                // the whole text, as the capabilities ask for
                if let Some(change) = content_changes.into_iter().next_back() {
                    self.set(it.uri, it.version, change.text);
                }
            }
            notification::DidCloseTextDocument::METHOD => {
                let Some(DidCloseTextDocumentParams { text_document: it }) = params(note.params)
                else {
                    return;
                };
                let closed = self.open.remove(&it.uri);
                self.changed.remove(&it.uri);
                // a client that has gone is noticed with the next message
                let _ = self.publish(it.uri, Vec::new(), None);
                let _ = self.clear(closed.and_then(|document| document.broken));
                self.search();
            }
            // a policy, a script that a Dockerfile copies: whatever it is, it may count anywhere
            notification::DidSaveTextDocument::METHOD => {
                self.changed.extend(self.open.keys().cloned());
            }
            notification::DidChangeWatchedFiles::METHOD => {
                self.changed.extend(self.open.keys().cloned());
                self.search();
            }
            _ => {}
        }
    }

    /// Asks for what stands in files of the workspace that are not open.
    fn search(&mut self) {
        if !self.folders.is_empty() {
            self.closed.search_starts();
            self.background.search(self.folders.clone());
        }
    }

    fn set(&mut self, uri: Uri, version: i32, text: String) {
        let Some(path) = path_of(&uri) else { return };
        self.changed.insert(uri.clone());
        self.closed.open(&uri);
        let mut document = self.open.remove(&uri).unwrap_or_default();
        let edit = Edit::between(&document.text, &text);
        document.shown.retain(|shown| shown.is_of_context);
        for shown in &mut document.shown {
            edit.carry(&mut shown.diagnostic.range);
        }
        self.open.insert(uri, Document { path, version, text, ..document });
    }

    /// Judges a text. If that takes long for the files that its build takes, what was found in them the last time stays
    /// until they are judged again.
    fn judge(&mut self, uri: &Uri) -> Result<(), String> {
        let Some(document) = self.open.get_mut(uri) else { return Ok(()) };
        let (path, text) = (&document.path, &document.text);
        if document.took <= SLOW {
            let start = Instant::now();
            let outcome = self.judging.outcome(self.columns, path, text, Extent::Whole);
            document.took = start.elapsed();
            return self.show(uri, outcome);
        }
        let mut outcome = self.judging.outcome(self.columns, path, text, Extent::Named);
        outcome.of_text.retain(|shown| !shown.is_of_context);
        let of_context = document.shown.drain(..).filter(|shown| shown.is_of_context);
        outcome.of_text.extend(of_context);
        let (uri, path, text) = (uri.clone(), path.clone(), text.clone());
        document.job = self.background.ask(Job { uri: uri.clone(), path, text });
        self.show(&uri, outcome)
    }

    /// Takes what was judged in the background, if the text is still the same.
    fn finish(&mut self, done: Done) -> Result<(), String> {
        let Some(document) = self.open.get_mut(&done.uri) else { return Ok(()) };
        if document.job != done.number {
            return Ok(());
        }
        document.took = done.took;
        let said = |of_text: &[Shown]| -> Vec<Diagnostic> {
            of_text.iter().map(|shown| shown.diagnostic.clone()).collect()
        };
        if said(&document.shown) == said(&done.outcome.of_text) {
            document.shown = done.outcome.of_text;
            return Ok(());
        }
        self.show(&done.uri, done.outcome)
    }

    /// Shows what stands in a file that is not open, or no more.
    fn show_closed(&mut self, Done { uri, outcome, .. }: Done) -> Result<(), String> {
        if self.open.contains_key(&uri) || !self.closed.found(&uri, outcome.of_text.is_empty()) {
            return Ok(());
        }
        let shown = outcome.of_text.into_iter().map(|shown| shown.diagnostic);
        self.publish(uri, shown.collect(), None)
    }

    fn show(&mut self, uri: &Uri, outcome: Outcome) -> Result<(), String> {
        let Some(document) = self.open.get_mut(uri) else { return Ok(()) };
        let diagnostics = outcome.of_text.iter().map(|shown| shown.diagnostic.clone()).collect();
        document.shown = outcome.of_text;
        let version = document.version;
        let broken = outcome.of_policy.as_ref().map(|(policy, _)| policy.clone());
        let mended = std::mem::replace(&mut document.broken, broken);
        self.publish(uri.clone(), diagnostics, Some(version))?;
        if let Some((policy, diagnostics)) = outcome.of_policy
            && !self.open.contains_key(&policy)
        {
            self.publish(policy, diagnostics, None)?;
        }
        self.clear(mended)
    }

    /// Lets the client forget the errors of a policy that no open text has any more.
    fn clear(&self, policy: Option<Uri>) -> Result<(), String> {
        let is_shown = |policy: &Uri| {
            let mut texts = self.open.values();
            self.open.contains_key(policy) || texts.any(|it| it.broken.as_ref() == Some(policy))
        };
        match policy.filter(|policy| !is_shown(policy)) {
            Some(policy) => self.publish(policy, Vec::new(), None),
            None => Ok(()),
        }
    }

    fn publish(
        &self,
        uri: Uri,
        diagnostics: Vec<Diagnostic>,
        version: Option<i32>,
    ) -> Result<(), String> {
        let params = PublishDiagnosticsParams { uri, diagnostics, version };
        let method = notification::PublishDiagnostics::METHOD.to_owned();
        self.send(Notification::new(method, params).into())
    }

    fn answer(&self, request: Request) -> Result<(), String> {
        let Request { id, method, params: value } = request;
        let response = match method.as_str() {
            request::HoverRequest::METHOD => match params(value) {
                Some(asked) => Response::new_ok(id, self.hover(&asked)),
                None => refused(id),
            },
            request::CodeActionRequest::METHOD => match params(value) {
                Some(asked) => Response::new_ok(id, self.actions(&asked)),
                None => refused(id),
            },
            _ => {
                let what = format!("minestop does not answer `{method}`");
                Response::new_err(id, ErrorCode::MethodNotFound as i32, what)
            }
        };
        self.send(response.into())
    }

    fn hover(&self, params: &HoverParams) -> Option<Hover> {
        let at = &params.text_document_position_params;
        let document = self.open.get(&at.text_document.uri)?;
        hover::at(&document.text, &document.shown, at.position, self.columns)
    }

    /// For each finding at a place what would mend it, and the exception in the policy file that would accept it; somebody
    /// still has to say why.
    fn actions(&self, params: &CodeActionParams) -> Vec<CodeActionOrCommand> {
        let Some(document) = self.open.get(&params.text_document.uri) else { return Vec::new() };
        let asked = params.range;
        let here = |it: &&Shown| {
            let range = it.diagnostic.range;
            range.start <= asked.end && asked.start <= range.end
        };
        let uri = &params.text_document.uri;
        let mends = |it: &Shown| actions::replacement(it, uri.clone(), document.version);
        let here = document.shown.iter().filter(here);
        here.flat_map(|shown| mends(shown).into_iter().chain(self.exception(shown))).collect()
    }

    fn exception(&self, shown: &Shown) -> Option<CodeActionOrCommand> {
        let uri = uri_of(&shown.exception.as_ref()?.0)?;
        let open = self.open.get(&uri).map(|policy| (policy.version, policy.text.as_str()));
        actions::exception(shown, uri, open, self.columns)
    }

    /// Asks the client to tell when a policy changes on the disk.
    fn watch_policies(&self, params: &InitializeParams) -> Result<(), String> {
        let watches =
            params.capabilities.workspace.as_ref().and_then(|it| it.did_change_watched_files);
        if watches.and_then(|it| it.dynamic_registration) != Some(true) {
            return Ok(());
        }
        let glob = |pattern: &str| FileSystemWatcher {
            glob_pattern: GlobPattern::String(pattern.to_owned()),
            kind: None,
        };
        let watchers = vec![glob("**/minestop.toml"), glob("**/.minestop.toml")];
        let options = DidChangeWatchedFilesRegistrationOptions { watchers };
        let registration = Registration {
            id: "policies".to_owned(),
            method: notification::DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: Some(value(options)),
        };
        let params = RegistrationParams { registrations: vec![registration] };
        let method = request::RegisterCapability::METHOD.to_owned();
        self.send(Request::new("policies".to_owned().into(), method, params).into())
    }

    fn send(&self, message: Message) -> Result<(), String> {
        self.connection.sender.send(message).map_err(|error| error.to_string())
    }
}

/// What a message says; nothing if it says it in words that the protocol does not have.
fn params<T: DeserializeOwned>(value: Value) -> Option<T> {
    serde_json::from_value(value).ok()
}

fn value(of: impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

fn refused(id: lsp_server::RequestId) -> Response {
    Response::new_err(id, ErrorCode::InvalidParams as i32, "the parameters cannot be read".into())
}

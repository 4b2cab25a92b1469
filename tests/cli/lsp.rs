//! The language server, as an editor talks to it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::project::Project;

const MINER: &str =
    "FROM debian:12-slim\nENV GREETING=\"\u{1f600}\" RUNS=xmrig\nCMD [\"/opt/xmrig\"]\n";

/// What a machine under load may need for an answer.
const PATIENCE: Duration = Duration::from_mins(1);

struct Client {
    child: Child,
    input: ChildStdin,
    output: Receiver<Value>,
    next: u64,
}

impl Client {
    fn new(project: &Project, encodings: &[&str]) -> Self {
        Self::with_folder(project, encodings, &Value::Null)
    }

    fn with_folder(project: &Project, encodings: &[&str], folder: &Value) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_minestop"))
            .arg("lsp")
            .current_dir(project.path(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("minestop starts");
        let input = child.stdin.take().expect("piped");
        let mut from = BufReader::new(child.stdout.take().expect("piped"));
        let (to, output) = channel();
        thread::spawn(move || {
            while let Some(message) = message(&mut from) {
                let _ = to.send(message);
            }
        });
        let mut client = Self { child, input, output, next: 0 };
        let capabilities = json!({
            "general": {"positionEncodings": encodings},
            "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}},
        });
        let params = json!({"capabilities": capabilities, "rootUri": folder});
        let answer = client.ask("initialize", params);
        assert_eq!(answer["serverInfo"]["name"], "minestop");
        let kind = encodings.iter().find(|it| **it == "utf-8").unwrap_or(&"utf-16");
        assert_eq!(answer["capabilities"]["positionEncoding"], *kind);
        client.tell("initialized", json!({}));
        assert_eq!(client.read()["method"], "client/registerCapability");
        client
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it listens");
        self.input.flush().expect("it listens");
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        let answer = self.read();
        assert_eq!(answer["id"], id, "{answer}");
        answer["result"].clone()
    }

    fn read(&mut self) -> Value {
        self.output.recv_timeout(PATIENCE).expect("the server says something")
    }

    /// Diagnostics as they are published: the end of the URI, then lines, columns and rules or messages.
    fn published(&mut self) -> (String, Vec<(Value, String)>) {
        let message = self.read();
        assert_eq!(message["method"], "textDocument/publishDiagnostics", "{message}");
        let uri = message["params"]["uri"].as_str().expect("a URI");
        let all = message["params"]["diagnostics"].as_array().expect("a list");
        let one = |it: &Value| {
            let text = it["code"].as_str().or(it["message"].as_str()).expect("a text");
            (it["range"].clone(), text.to_owned())
        };
        (uri.rsplit('/').next().unwrap_or(uri).to_owned(), all.iter().map(one).collect())
    }

    fn open(&mut self, uri: &str, text: &str) {
        let item = json!({"uri": uri, "languageId": "dockerfile", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": item}));
    }

    fn change(&mut self, uri: &str, version: i32, text: &str) {
        let change = json!({
            "textDocument": {"uri": uri, "version": version},
            "contentChanges": [{"text": text}],
        });
        self.tell("textDocument/didChange", change);
    }

    fn end(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}");
    }
}

/// The next message; none at the end.
fn message(from: &mut BufReader<ChildStdout>) -> Option<Value> {
    let (mut length, mut line) = (0, String::new());
    while from.read_line(&mut line).ok()? > 2 {
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.trim().parse().ok()?;
        }
        line.clear();
    }
    let mut text = vec![0; length];
    from.read_exact(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

fn uri(project: &Project, name: &str) -> String {
    format!("file://{}", project.path(name).display())
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({
        "start": {"line": line, "character": start},
        "end": {"line": line, "character": end},
    })
}

fn rules(found: &[(Value, String)]) -> Vec<&str> {
    found.iter().map(|(_, text)| text.as_str()).collect()
}

#[test]
fn findings_come_and_go_as_one_types() {
    for (encodings, column) in [(&["utf-16"][..], 23), (&["utf-32", "utf-8"], 25)] {
        let project = Project::new();
        let file = uri(&project, "Dockerfile");
        let mut client = Client::new(&project, encodings);
        client.open(&file, MINER);
        let (name, found) = client.published();
        assert_eq!(name, "Dockerfile");
        let wanted = [
            (range(1, column, column + 5), "miner-env".to_owned()),
            (range(2, 11, 16), "miner-command".to_owned()),
        ];
        assert_eq!(found, wanted);
        client.change(&file, 3, "FROM debian:12-slim\nCMD [\"sh\"]\n");
        assert_eq!(client.published().1, []);
        client.change(&file, 4, MINER);
        assert!(!client.published().1.is_empty());
        client.tell("textDocument/didClose", json!({"textDocument": {"uri": file}}));
        assert_eq!(client.published().1, []);
        client.end();
    }
}

#[test]
fn a_page_of_the_rule_and_an_exception_are_offered() {
    let project = Project::new();
    project.write("minestop.toml", "preset = \"default\"");
    let file = uri(&project, "Dockerfile");
    let mut client = Client::new(&project, &["utf-16"]);
    client.open(&file, MINER);
    client.published();
    let place = json!({"textDocument": {"uri": file}, "position": {"line": 2, "character": 12}});
    let page = client.ask("textDocument/hover", place)["contents"]["value"].clone();
    assert!(page.as_str().is_some_and(|page| page.starts_with("# miner-command")), "{page}");
    let nothing = json!({"textDocument": {"uri": file}, "position": {"line": 0, "character": 2}});
    assert_eq!(client.ask("textDocument/hover", nothing), Value::Null);
    let asked = json!({
        "textDocument": {"uri": file},
        "range": range(2, 12, 12),
        "context": {"diagnostics": []},
    });
    let actions = client.ask("textDocument/codeAction", asked);
    let action = &actions[0];
    assert_eq!(action["title"], "Accept this `miner-command` in the policy (give a reason)");
    let change = &action["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["uri"], uri(&project, "minestop.toml"));
    let edit = &change["edits"][0];
    assert_eq!(edit["range"], range(0, 18, 18));
    let text = edit["newText"].as_str().expect("a text");
    assert!(text.starts_with("\n\n#") && text.contains("rules = [\"miner-command\"]"), "{text}");
    // without a reason the policy is refused, with one the finding is accepted
    let policy = format!("preset = \"default\"{text}");
    for (policy, wanted) in [
        (policy.clone(), false),
        (policy.replace("reason = \"\"", "reason = \"a test of ours\""), true),
    ] {
        project.write("minestop.toml", policy);
        client.tell("textDocument/didSave", json!({"textDocument": {"uri": file}}));
        let (_, found) = client.published();
        assert_eq!(
            !rules(&found).iter().any(|it| it.contains("cannot be used")),
            wanted,
            "{found:?}"
        );
        let (name, of_policy) = client.published();
        assert_eq!((name.as_str(), of_policy.is_empty()), ("minestop.toml", wanted));
    }
    client.end();
}

#[test]
fn a_finding_says_what_accepts_it_and_a_policy_with_an_error_where_that_is() {
    let project = Project::new();
    let file = uri(&project, "Dockerfile");
    let mut client = Client::new(&project, &["utf-16"]);
    project.write(
        "minestop.toml",
        "\n[[exceptions]]\nrule = \"miner-command\"\nmatch = \"xmrig\"\nreason = \"a test of ours\"\n",
    );
    client.open(&file, "FROM debian:12-slim\nCMD [\"/opt/xmrig\"]\n");
    let accepted = client.read()["params"]["diagnostics"][0].clone();
    let said = accepted["message"].as_str().expect("a message");
    assert!(
        said.contains("\naccepted by: exception ") && said.contains("a test of ours"),
        "{said}"
    );
    assert!(said.contains("minestop.toml:2:1: "), "{said}");
    assert_eq!(accepted["severity"], 4, "a hint");
    project.write("minestop.toml", "\n\n[rules.nosuch]\n");
    client.tell("textDocument/didSave", json!({"textDocument": {"uri": file}}));
    let (_, found) = client.published();
    assert!(found[0].1.starts_with("nothing is judged: "), "{found:?}");
    assert!(found[0].1.contains("minestop.toml:3: unknown rule"), "{found:?}");
    client.published();
    client.end();
}

#[test]
fn the_trusted_version_of_an_image_is_offered() {
    let project = Project::new();
    let policy = "[rules.untrusted-image]\naction = \"stop\"\nallow = [\"debian:12-slim\", \"node:*\", \"alpine\"]\n";
    project.write("minestop.toml", policy);
    let file = uri(&project, "Dockerfile");
    let mut client = Client::new(&project, &["utf-16"]);
    let text =
        "ARG BASE=debian:11\nFROM docker.io/library/debian AS one\nFROM $BASE\nFROM busybox:1\n";
    client.open(&file, text);
    assert_eq!(client.published().1.len(), 3);
    let mut titles = |line: u32, end: u32| {
        let asked = json!({
            "textDocument": {"uri": file},
            "range": range(line, 5, end),
            "context": {"diagnostics": []},
        });
        let actions = client.ask("textDocument/codeAction", asked);
        let actions = actions.as_array().expect("a list").clone();
        let title = |it: &Value| it["title"].as_str().expect("a title").to_owned();
        (actions.iter().map(title).collect::<Vec<_>>(), actions)
    };
    let accept = "Accept this `untrusted-image` in the policy (give a reason)";
    let (offered, actions) = titles(1, 29);
    assert_eq!(offered, ["Use `debian:12-slim`", accept]);
    let change = &actions[0]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["uri"], uri(&project, "Dockerfile"));
    assert_eq!(change["edits"][0]["newText"], "debian:12-slim");
    assert_eq!(change["edits"][0]["range"], range(1, 5, 29));
    // what a variable gives stands elsewhere, and an image of another repository is not the same
    assert_eq!(titles(2, 10).0, [accept]);
    assert_eq!(titles(3, 14).0, [accept]);
    client.end();
}

#[test]
fn what_the_policy_says_to_use_for_a_denied_image_is_offered() {
    let entry = "{ image = \"old.example.invalid/**\", use = \"debian:12\" }";
    let policy = format!("[rules.denied-image]\ndeny = [{entry}]\n");
    let project = Project::with(&[("minestop.toml", &policy)]);
    let file = uri(&project, "Dockerfile");
    let mut client = Client::new(&project, &["utf-16"]);
    client.open(&file, "FROM old.example.invalid/base:1 AS base\n");
    let (_, found) = client.published();
    assert_eq!(found[0].0, range(0, 5, 31), "{found:?}");
    let asked = json!({
        "textDocument": {"uri": file},
        "range": range(0, 5, 31),
        "context": {"diagnostics": []},
    });
    let actions = client.ask("textDocument/codeAction", asked);
    assert_eq!(actions[0]["title"], "Use `debian:12`");
    let edit = &actions[0]["edit"]["documentChanges"][0]["edits"][0];
    assert_eq!((&edit["newText"], &edit["range"]), (&json!("debian:12"), &range(0, 5, 31)));
    client.change(&file, 2, "FROM debian:12 AS base\n");
    assert_eq!(client.published().1, []);
    client.end();
}

#[test]
fn what_starts_containers_is_judged_and_other_texts_are_left_alone() {
    let project = Project::new();
    let mut client = Client::new(&project, &["utf-16"]);
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: a, image: metal3d/xmrig}\n";
    let bake = "target \"a\" { dockerfile-inline = \"FROM metal3d/xmrig\" }\n";
    for (name, text, found) in [
        ("pod.yaml", pod, true),
        ("compose.yaml", "services:\n  a:\n    image: metal3d/xmrig\n", true),
        ("docker-bake.hcl", bake, true),
        ("values.yaml", "image: metal3d/xmrig\n", false),
        ("half.yml", "a: [\n", false),
        ("main.hcl", "resource \"a\" {\n", false),
        ("package.json", "{\"name\": \"xmrig\"}\n", false),
        ("Cargo.toml", "[package]\nname = \"xmrig\"\n", false),
    ] {
        client.open(&uri(&project, name), text);
        let (shown, diagnostics) = client.published();
        assert_eq!((shown.as_str(), !diagnostics.is_empty()), (name, found), "{diagnostics:?}");
    }
    client.end();
}

#[test]
fn the_value_of_a_variable_is_shown_where_it_is_used() {
    let project = Project::new();
    let file = uri(&project, "Dockerfile");
    let mut client = Client::new(&project, &["utf-16"]);
    client.open(&file, "ARG V=`12`\nFROM debian:$V\nARG V=a\nRUN echo \u{1f600} $V xmrig\n");
    client.published();
    let mut hover = |line: u32, character: u32| {
        let place = json!({"line": line, "character": character});
        client.ask("textDocument/hover", json!({"textDocument": {"uri": file}, "position": place}))
    };
    let shown = hover(3, 13);
    assert_eq!(shown["contents"]["value"], "~~~text\nV=a\n~~~\n\nset in line 3");
    assert_eq!(shown["range"], range(3, 12, 14));
    assert_eq!(hover(1, 13)["contents"]["value"], "~~~text\nV=`12`\n~~~\n\nset in line 1");
    assert_eq!(hover(3, 6), Value::Null);
    client.end();
}

#[test]
fn files_of_the_folder_that_are_not_open_are_shown_until_they_are_mended() {
    let project = Project::with(&[
        ("a/Dockerfile", MINER),
        ("b/Dockerfile", "FROM debian:12\n"),
        ("c/compose.yaml", "services:\n  c:\n    image: metal3d/xmrig\n"),
    ]);
    let folder = json!(uri(&project, "").trim_end_matches('/'));
    let mut client = Client::with_folder(&project, &["utf-16"], &folder);
    let name = |shown: (String, Vec<(Value, String)>)| (shown.0, shown.1.len());
    let mut seen = [name(client.published()), name(client.published())];
    seen.sort();
    assert_eq!(seen, [("Dockerfile".to_owned(), 2), ("compose.yaml".to_owned(), 1)]);
    // what is open is judged as it is there
    let file = uri(&project, "a/Dockerfile");
    client.open(&file, "FROM debian:12\n");
    assert_eq!(name(client.published()), ("Dockerfile".to_owned(), 0));
    project.write("c/compose.yaml", "services:\n  c:\n    image: debian\n");
    client.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
    let mut seen = [name(client.published()), name(client.published())];
    seen.sort();
    assert_eq!(seen, [("Dockerfile".to_owned(), 0), ("compose.yaml".to_owned(), 0)]);
    // a file that goes has no findings any more
    project.write("d/Dockerfile", MINER);
    client.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
    let mut seen = [name(client.published()), name(client.published())];
    seen.sort();
    assert_eq!(seen, [("Dockerfile".to_owned(), 0), ("Dockerfile".to_owned(), 2)]);
    std::fs::remove_file(project.path("d/Dockerfile")).expect("it was there");
    client.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
    let seen = [name(client.published()), name(client.published())];
    assert_eq!(seen, [("Dockerfile".to_owned(), 0), ("Dockerfile".to_owned(), 0)]);
    // closed, it is what the disk has
    client.tell("textDocument/didClose", json!({"textDocument": {"uri": file}}));
    assert_eq!(name(client.published()), ("Dockerfile".to_owned(), 0));
    assert_eq!(name(client.published()), ("Dockerfile".to_owned(), 2));
    client.end();
}

#[test]
fn a_policy_is_checked_as_one_types_and_holds_at_once() {
    let project = Project::new();
    let (file, policy) = (uri(&project, "Dockerfile"), uri(&project, "minestop.toml"));
    let mut client = Client::new(&project, &["utf-16"]);
    client.open(&policy, "[rules.miner-comand]\naction = \"go\"\n");
    let (_, found) = client.published();
    assert_eq!(found[0].0, range(0, 7, 19), "{found:?}");
    assert!(found[0].1.contains("miner-comand"));
    client.change(&policy, 2, "[rules.miner-command]\naction = \"go\"\n");
    assert_eq!(client.published().1, []);
    client.open(&file, MINER);
    assert!(rules(&client.published().1).contains(&"miner-command"));
    project.write("minestop.toml", "[rules.miner-command]\naction = \"off\"\n");
    let changed = json!({"changes": [{"uri": policy, "type": 1}]});
    client.tell("workspace/didChangeWatchedFiles", changed);
    let found = [client.published(), client.published()];
    let of_file = found.iter().find(|(name, _)| name == "Dockerfile").expect("it is judged");
    assert!(!rules(&of_file.1).contains(&"miner-command"), "{of_file:?}");
    client.end();
}

#[test]
fn files_of_the_context_count_and_stand_where_they_are_taken() {
    let project = Project::new();
    project.write("run.sh", "#!/bin/sh\nexec /opt/xmrig -o pool.example.invalid:3333\n");
    let file = uri(&project, "Dockerfile");
    let mut client = Client::new(&project, &["utf-16"]);
    client.open(&file, "FROM debian:12-slim\nCOPY run.sh /\nCMD [\"/run.sh\"]\n");
    let (_, found) = client.published();
    assert!(found.contains(&(range(1, 5, 11), "miner-command".to_owned())), "{found:?}");
    client.open("untitled:Untitled-1", MINER);
    let unknown = client.ask("textDocument/definition", json!({}));
    assert_eq!(unknown, Value::Null);
    client.end();
}

#[test]
fn a_large_context_does_not_keep_anybody_waiting() {
    let project = Project::new();
    for number in 0..1500 {
        let text = format!("#!/bin/sh\ncd /srv/{number} && ./configure && make install\n");
        project.write(&format!("src/{number}.sh"), text);
    }
    project.write("src/run.sh", "#!/bin/sh\nexec /opt/xmrig -o pool.example.invalid:3333\n");
    let file = uri(&project, "Dockerfile");
    let mut client = Client::new(&project, &["utf-16"]);
    let start = Instant::now();
    client.open(&file, "FROM debian:12-slim\nCOPY . /srv\n");
    let of_context = |line| (range(line, 5, 6), "miner-command".to_owned());
    assert!(client.published().1.contains(&of_context(1)));
    let whole = start.elapsed();
    // what the files of the context say stays, moved with the text
    let start = Instant::now();
    client.change(&file, 2, "FROM debian:12-slim\nENV RUNS=xmrig\nCOPY . /srv\n");
    let (_, found) = client.published();
    let quick = start.elapsed();
    assert!(found.contains(&of_context(2)), "{found:?}");
    assert!(rules(&found).contains(&"possible-miner"), "{found:?}");
    assert!(quick < whole / 4, "{quick:?} of {whole:?}");
    // and goes once the files have been looked at again
    project.write("src/run.sh", "#!/bin/sh\nexec sleep 1\n");
    client.tell("textDocument/didSave", json!({"textDocument": {"uri": file}}));
    let mut all = vec![client.published().1];
    while all.last().is_some_and(|found| found.contains(&of_context(2))) {
        all.push(client.published().1);
    }
    assert_eq!(rules(all.last().expect("one at least")), ["possible-miner"], "{all:?}");
    client.end();
}

#[test]
fn a_client_that_speaks_something_else_is_one_error() {
    let project = Project::new();
    let run = crate::project::outcome(project.command(&["lsp"]).write_stdin(""));
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    assert!(run.err.contains("help: an editor starts this"), "{run:?}");
}

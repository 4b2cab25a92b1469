// Starts the server as the extension does, through the connection of the client's library, and the extension itself with an
// editor that is played. MINESTOP names the program.
"use strict";

const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const Module = require("node:module");
const os = require("node:os");
const path = require("node:path");
const test = require("node:test");
const { pathToFileURL } = require("node:url");

const { command, selector } = require("../server.js");

const program = process.env.MINESTOP ?? "minestop";

test("the server is started by its settings, and shows and mends a finding", async () => {
  const protocol = require("vscode-languageserver-protocol/node");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "minestop-"));
  const entry = '{ image = "old.example.invalid/*", use = "debian:12" }';
  fs.writeFileSync(path.join(folder, "minestop.toml"), `[rules.denied-image]\ndeny = [${entry}]\n`);
  const { command: file, args } = command({ path: program, arguments: ["--no-context"] });
  const server = spawn(file, args, { cwd: folder });
  const connection = protocol.createProtocolConnection(
    new protocol.StreamMessageReader(server.stdout),
    new protocol.StreamMessageWriter(server.stdin),
  );
  const published = () =>
    new Promise((resolve) => {
      const listening = connection.onNotification("textDocument/publishDiagnostics", (params) => {
        listening.dispose();
        resolve(params.diagnostics);
      });
    });
  connection.listen();
  const answer = await connection.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
  assert.equal(answer.serverInfo.name, "minestop");
  await connection.sendNotification("initialized", {});
  const uri = pathToFileURL(path.join(folder, "Dockerfile")).href;
  let shown = published();
  const text = "FROM old.example.invalid/base\n";
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "dockerfile", version: 1, text },
  });
  const [finding] = await shown;
  assert.equal(finding.code, "denied-image");
  assert.deepEqual(finding.range.start, { line: 0, character: 5 });
  const actions = await connection.sendRequest("textDocument/codeAction", {
    textDocument: { uri },
    range: finding.range,
    context: { diagnostics: [finding] },
  });
  const [edit] = actions.find((it) => it.title === "Use `debian:12`").edit.documentChanges[0].edits;
  const mended = text.slice(0, edit.range.start.character) + edit.newText + text.slice(edit.range.end.character);
  shown = published();
  await connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: mended }],
  });
  assert.deepEqual(await shown, []);
  await connection.sendRequest("shutdown");
  const ended = new Promise((resolve) => server.once("exit", resolve));
  await connection.sendNotification("exit");
  assert.equal(await ended, 0);
  connection.dispose();
  fs.rmSync(folder, { recursive: true });
});

test("the extension starts one client, and another one when its settings change", async () => {
  const clients = [];
  class LanguageClient {
    constructor(...args) {
      [this.id, this.name, this.run, this.options] = args;
      this.running = false;
      clients.push(this);
    }
    isRunning() { return this.running; }
    async start() { this.running = true; }
    async stop() { this.running = false; }
  }
  const settings = { path: "/opt/minestop", arguments: ["--preset", "locked-down"] };
  let changed;
  const registered = [];
  const vscode = {
    workspace: {
      getConfiguration: () => ({ get: (key) => settings[key] }),
      onDidChangeConfiguration: (listener) => { changed = listener; return {}; },
    },
    commands: { registerCommand: (name) => { registered.push(name); return {}; } },
    window: {},
  };
  const played = { vscode, "vscode-languageclient/node": { LanguageClient, TransportKind: { stdio: 0 } } };
  const load = Module._load;
  Module._load = (name, ...rest) => played[name] ?? load(name, ...rest);
  const extension = require("../extension.js");
  Module._load = load;

  const context = { subscriptions: [] };
  await extension.activate(context);
  assert.deepEqual(registered, ["minestop.restart"]);
  assert.equal(context.subscriptions.length, 2);
  const [first] = clients;
  assert.deepEqual(first.run, { command: "/opt/minestop", args: ["lsp", "--preset", "locked-down"], transport: 0 });
  assert.equal(first.options.documentSelector, selector);
  settings.path = "";
  changed({ affectsConfiguration: (key) => key === "minestop.path" });
  while (clients.length < 2 || !clients[1].running) {
    await new Promise(setImmediate);
  }
  assert.equal(clients[1].run.command, "minestop");
  assert.equal(first.running, false);
  await extension.deactivate();
  assert.equal(clients[1].running, false);
});

test("its settings are those that the extension reads, and a workspace that is not trusted names no program", () => {
  const { contributes, capabilities, activationEvents } = require("../package.json");
  const names = Object.keys(contributes.configuration.properties);
  assert.deepEqual(names.sort(), ["minestop.arguments", "minestop.path", "minestop.trace.server"]);
  const { restrictedConfigurations } = capabilities.untrustedWorkspaces;
  assert.deepEqual([...restrictedConfigurations].sort(), ["minestop.arguments", "minestop.path"]);
  for (const { language } of selector.filter((it) => it.language)) {
    assert.ok(activationEvents.includes(`onLanguage:${language}`), language);
  }
});

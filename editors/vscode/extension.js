// Starts `minestop lsp` and restarts it when its settings change. What is judged and shown is up to the server.
"use strict";

const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");
const { command, selector } = require("./server.js");

let client;

async function start() {
  const settings = vscode.workspace.getConfiguration("minestop");
  const run = {
    ...command({ path: settings.get("path"), arguments: settings.get("arguments") }),
    transport: TransportKind.stdio,
  };
  client = new LanguageClient("minestop", "minestop", run, { documentSelector: selector });
  try {
    await client.start();
  } catch (error) {
    const message = `minestop: \`${run.command}\` cannot be started: ${error.message ?? error}`;
    const settings = "Open the settings";
    if ((await vscode.window.showErrorMessage(message, settings)) === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "minestop.path");
    }
  }
}

async function stop() {
  const old = client;
  client = undefined;
  if (old?.isRunning()) {
    await old.stop();
  }
}

// one restart after the other, however fast settings change
let last = Promise.resolve();
function restart() {
  last = last.then(stop).then(start);
  return last;
}

function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("minestop.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("minestop.path") || change.affectsConfiguration("minestop.arguments")) {
        restart();
      }
    }),
  );
  return restart();
}

module.exports = { activate, deactivate: stop };

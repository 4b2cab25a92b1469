// How the server is started and which texts it is shown. Knows no editor, so that tests can start it as the extension does.
"use strict";

/** Patterns of the policy files; VS Code has no language for them alone. */
const POLICIES = "**/{minestop,.minestop}.toml";

/**
 * @param {{ path?: string, arguments?: string[] }} settings
 * @returns {{ command: string, args: string[] }}
 */
function command(settings) {
  return { command: settings.path || "minestop", args: ["lsp", ...(settings.arguments ?? [])] };
}

/** Only texts of files: a server of another machine or a repository that is only looked at has no build context. */
const selector = [
  ...["dockerfile", "dockercompose", "yaml", "hcl"].map((language) => ({ scheme: "file", language })),
  { scheme: "file", pattern: "**/*.hcl" },
  { scheme: "file", pattern: POLICIES },
];

module.exports = { POLICIES, command, selector };

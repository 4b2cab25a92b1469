#!/usr/bin/env bash
# Builds, tests and packs the extension for Visual Studio Code in a copy, so that nothing is left in the repository. Needs Node.js and a
# registry of npm; without them it fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -n "${MINESTOP:-}" ] || cargo build -q
MINESTOP=$(realpath "${MINESTOP:-${CARGO_TARGET_DIR:-target}/debug/minestop}")
export MINESTOP
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git ls-files -z --cached --others --exclude-standard editors/vscode | xargs -0 cp -t "$folder" --parents
cp LICENSE "$folder/editors/vscode/"
cd "$folder/editors/vscode"
npm install --no-audit --no-fund --silent
npm test
npm run package --silent
[ "$(stat -c %s minestop.vsix)" -gt 50000 ] || { echo "vscode.sh: the package is empty" >&2; exit 1; }
echo "ok minestop.vsix: $(stat -c %s minestop.vsix) bytes"

#!/usr/bin/env bash
# Lighthouse's checks of accessibility on the HTML report of the examples and of a clean file, as on a desk and on a telephone: each must
# come to 100. Needs chromium, Node.js, Python and the registry of npm; MINESTOP names a build, or it is built here.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -n "${MINESTOP:-}" ] || cargo build -q
minestop=$(realpath "${MINESTOP:-${CARGO_TARGET_DIR:-target}/debug/minestop}")
tools=$(realpath -m "${CARGO_TARGET_DIR:-target}/accessibility")
mkdir -p "$tools/pages"
(cd "$tools" && npm install --silent --no-audit --no-fund --no-save --no-package-lock lighthouse@12)
CHROME_PATH=$(command -v chromium)
export CHROME_PATH
"$minestop" lint examples/monero-miner examples/fleet examples/clean --preset locked-down --show-go --format "html=$tools/pages/stop.html" -q >/dev/null || true
"$minestop" lint examples/clean/Dockerfile --no-policy --format "html=$tools/pages/go.html" -q >/dev/null
# Lighthouse reads no file:// addresses
python3 -u -m http.server 0 --bind 127.0.0.1 --directory "$tools/pages" >"$tools/server" 2>&1 </dev/null &
server=$!
trap 'kill "$server"' EXIT
until port=$(grep -o 'port [0-9]*' "$tools/server"); do sleep 0.2; done
for page in stop go; do
  for form in desktop mobile; do
    report=$tools/$page-$form.json
    set -- --only-categories=accessibility --quiet --output=json --output-path="$report"
    [ "$form" = mobile ] || set -- "$@" --preset=desktop
    timeout -k 10 120 "$tools/node_modules/.bin/lighthouse" "http://127.0.0.1:${port#port }/$page.html" "$@" \
      --chrome-flags='--headless --no-sandbox --disable-gpu' >/dev/null 2>&1 </dev/null || { echo "accessibility: Lighthouse failed on $page" >&2; exit 1; }
    python3 - "$report" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
score = report["categories"]["accessibility"]["score"]
failed = [name for name, audit in report["audits"].items() if audit.get("score") == 0]
print(f"accessibility: {sys.argv[1].rsplit('/', 1)[1]}: {score * 100:.0f}")
sys.exit(1 if score < 1 else 0) if not failed else sys.exit(f"failed: {failed}")
PYTHON
  done
done

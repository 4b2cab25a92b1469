#!/usr/bin/env bash
# Opens the HTML report of the examples in a headless browser, light and dark, wide and narrow: it must draw, show every finding, find
# what is searched for, open the page of a rule that is linked to, and leave the browser's console empty. Installs chromium on a Debian machine where it is root; without a browser it fails.
#
#   tests/browser/run.sh [FOLDER]     the pictures are left in FOLDER
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-target/browser}
mkdir -p "$folder"
if ! command -v chromium >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium
fi
cargo build -q
fail() { echo "browser: $*" >&2; exit 1; }

lint() {
  local status=0
  "${CARGO_TARGET_DIR:-target}/debug/minestop" lint "$@" >/dev/null || status=$?
  [ "$status" -eq 1 ] || fail "lint $*: exit code $status"
}
lint examples/anchore/Dockerfile --policy examples/anchore/policy-v1.json --format "html=$folder/anchore.html"
lint examples/monero-miner --policy examples/monero-miner/minestop.toml --format "html=$folder/miner.html"

open() {
  local profile log
  profile=$(mktemp -d)
  log=$(timeout 90 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync --user-data-dir="$profile" \
    --enable-logging=stderr --hide-scrollbars "$@" 2>&1 >"$folder/out") || fail "the browser failed: $log"
  rm -rf "$profile"
  if grep -F 'CONSOLE' <<<"$log"; then fail "the console is not empty"; fi
}

for page in anchore miner; do
  url="file://$(realpath "$folder/$page.html")"
  open --dump-dom "$url"
  drawn=$(grep -o 'class="finding stop"' "$folder/out" | wc -l)
  written=$(grep -o 'class="finding stop"' "$folder/$page.html" | wc -l)
  [ "$drawn" -gt 8 ] && [ "$drawn" -eq "$written" ] || fail "$page: $drawn of $written findings are drawn"
  grep -q '<form id="search" role="search">' "$folder/out" || fail "$page: the search is not shown"
  rule=$(grep -o 'id="rule-[a-z-]*"' "$folder/out" | head -n 1 | cut -d'"' -f2)
  open --dump-dom "$url#$rule"
  grep -q "<details class=\"page\" id=\"$rule\" open=\"\">" "$folder/out" || fail "$page: $rule is not open"
  for size in 1280,1600 390,1400; do
    for scheme in 0 1; do
      picture="$folder/$page-$size-$scheme.png"
      rm -f "$picture"
      open --window-size="$size" --blink-settings="preferredColorScheme=$scheme" --screenshot="$picture" "$url"
      [ "$(stat -c %s "$picture")" -gt 10000 ] || fail "$picture is empty"
    done
  done
  echo "ok $page: $drawn findings, console empty"
done

# Nobody types here, so a copy of the page without its policy on scripts has one more that does.
typed=$folder/typed.html
{
  sed 's/<meta http-equiv="Content-Security-Policy"[^>]*>//' "$folder/miner.html"
  echo '<script>const f = document.getElementById("search"); f.elements.text.value = " XMRig/xmrig ";
    f.dispatchEvent(new Event("input"));</script>'
} >"$typed"
open --dump-dom "file://$(realpath "$typed")"
shown=$(grep -o 'data-finding="[^"]*">' "$folder/out" | wc -l)
grep -q "<output>$shown of [0-9]* findings</output>" "$folder/out" && [ "$shown" -eq 1 ] || fail "the search shows $shown findings"
echo "ok search: $shown finding"

# Fifty thousand findings: the page says what it leaves out, and is there in two seconds on a machine that does nothing else; a busy one
# has twice as long.
many=$folder/many
mkdir -p "$many"
for number in $(seq 100 2599); do
  mkdir -p "$many/$number"
  {
    echo 'FROM debian:12'
    for step in 0 1 2 3 4 5 6 7 8 9; do echo "RUN apt-get install -y p$step && curl -o /x https://h$step.example.invalid/f"; done
  } >"$many/$number/Dockerfile"
done
# the folder is one that Git ignores
lint "$many" --no-ignore --preset locked-down --format "html=$folder/many.html"
rm -rf "$many"
timed=$folder/timed.html
{
  sed 's/<meta http-equiv="Content-Security-Policy"[^>]*>//' "$folder/many.html"
  echo '<script>addEventListener("load", () => { document.title = `loaded ${Math.round(performance.now())}`; });</script>'
} >"$timed"
open --dump-dom "file://$(realpath "$timed")"
took=$(grep -o '<title>loaded [0-9]*' "$folder/out" | grep -o '[0-9]*$')
grep -q '52500' "$folder/many.html" && grep -q 'more findings are not shown' "$folder/many.html" || fail 'what is left out is not said'
[ "$took" -lt 4000 ] || fail "52,500 findings take $took ms"
echo "ok many: 52,500 findings in $took ms"

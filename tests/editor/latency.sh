#!/usr/bin/env bash
# Measures in a headless Neovim how long it takes from a change to its diagnostics: a Dockerfile of 500 lines, and one with a context of
# 10,000 files. Fails above 20 and 100 ms (medians of 50 changes). Wants an idle machine and an optimised build: MINESTOP names one, or it is
# built here.
set -euo pipefail
cd "$(dirname "$0")/../.."
nvim=${NVIM:-nvim}
[ -n "${MINESTOP:-}" ] || cargo build --quiet --release
MINESTOP=$(realpath "${MINESTOP:-${CARGO_TARGET_DIR:-target}/release/minestop}")
export MINESTOP
script=$(realpath tests/editor/latency.lua)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

measure() { # WHAT LIMIT: in the current directory
  read -r median longest < <(timeout 300 "$nvim" --headless --clean -n -S "$script" 2>&1 | tail -n 1)
  echo "latency: $1: median $median ms, longest $longest ms (limit of the median $2 ms)"
  awk -v median="$median" -v limit="$2" 'BEGIN { exit !(median + 0 > 0 && median < limit) }'
}

mkdir "$folder/lines" "$folder/context"
cd "$folder/lines"
{
  echo 'FROM debian:12-slim AS base'
  for number in $(seq 83); do
    printf 'ARG VERSION_%s=1.%s\nENV HOME_%s=/srv/%s\nRUN set -eu; \\\n' "$number" "$number" "$number" "$number"
    printf '    cd "$HOME_%s" && ./configure --prefix=/usr --version="$VERSION_%s" \\\n' "$number" "$number"
    printf ' && make -j4 install \\\n && rm -rf /tmp/build\n'
  done
  echo 'CMD ["/opt/tool"]'
} >Dockerfile
[ "$(wc -l <Dockerfile)" = 500 ]
measure '500 lines' 20

cd "$folder/context"
for directory in $(seq 100); do
  mkdir "part$directory"
  for number in $(seq 100); do
    printf '#!/bin/sh\nset -e\ncd /srv/%s && ./configure && make install\n' "$number" >"part$directory/$number.sh"
  done
done
printf 'FROM debian:12-slim\nWORKDIR /srv\nCOPY . .\nRUN sh part1/1.sh\nCMD ["/opt/tool"]\n' >Dockerfile
measure 'a context of 10,000 files' 100

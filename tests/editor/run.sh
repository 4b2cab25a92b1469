#!/usr/bin/env bash
# Opens a Dockerfile in a headless Neovim under the language server. Installs Neovim on a Debian machine where it is root; without it it
# fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v nvim >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends neovim
fi
[ -n "${MINESTOP:-}" ] || cargo build -q
MINESTOP=$(realpath "${MINESTOP:-${CARGO_TARGET_DIR:-target}/debug/minestop}")
export MINESTOP
script=$(realpath tests/editor/neovim.lua)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# what stands in front is wider in bytes than in characters, and in UTF-16 than in those
printf 'FROM debian:12-slim\nRUN echo "\xf0\x9f\x98\x80 \xc3\xa9" && /opt/xmrig\n' >Dockerfile
printf 'preset = "default"\n' >minestop.toml
timeout 120 nvim --headless --clean -n -S "$script"
echo

